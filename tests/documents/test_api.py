"""Papers over the interface: filed by the holder, and shown for a purpose that includes them."""

import pytest

from tests.callers import Callers, json_of
from workflows.vocabulary import PaperKind

PAPER = {
    "kind": "police_confirmation",
    "number": "12/XN",
    "issued_on": "2026-07-05",
    "issuer": "Công an tỉnh",
}


@pytest.mark.parametrize("kind", PaperKind)
def test_a_paper_of_every_kind_is_filed_and_shown(callers: Callers, kind: PaperKind) -> None:
    health = callers("so-y-te")
    ref = health.reports()

    made = health.post(f"/cases/{ref}/papers", {**PAPER, "kind": kind.value})

    kept = json_of(health.get(f"/cases/{ref}", X_Purpose="verification"))["papers"]
    assert made.status_code == 201
    assert [(paper["id"], paper["kind"], paper["number"]) for paper in kept] == [
        (json_of(made)["id"], kind, "12/XN")
    ]


def test_a_purpose_that_does_not_include_papers_shows_none(callers: Callers) -> None:
    health = callers("so-y-te")
    ref = health.reports()
    health.post(f"/cases/{ref}/papers", PAPER)

    assert json_of(health.get(f"/cases/{ref}", X_Purpose="correction"))["papers"] == []


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kind": "diploma"}, "kind"),
        ({"number": ""}, "number"),
        ({"issued_on": "2026-07-07"}, "issued_on"),
        ({"issued_on": "5/7/2026"}, "issued_on"),
        ({"occurred_at": "2026-07-06T09:00+07:00"}, "occurred_at"),
        ({"stamp": "red"}, "stamp"),
    ],
    ids=str,
)
def test_a_paper_that_cannot_be_taken_is_told_by_field(
    callers: Callers, wrong: dict[str, str], field: str
) -> None:
    health = callers("so-y-te")

    answer = health.post(f"/cases/{health.reports()}/papers", PAPER | wrong)

    assert (answer.status_code, json_of(answer)["errors"][0]["field"]) == (422, field)
