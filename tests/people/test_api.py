"""The two calls any signed-in caller may make; neither is a ledger entry."""

from collections.abc import Callable

import pytest

from referral.kernel.ledger import Action, Result
from tests.callers import Callers


def test_a_caller_is_told_who_it_is(callers: Callers) -> None:
    answer = callers("ubnd-xa").get("/me")

    assert (answer.status_code, answer.json) == (
        200,
        {
            "username": "ubnd-xa.officer",
            "display_name": "officer ubnd-xa",
            "role": "officer",
            "language": "vi",
            "agency": {
                "code": "ubnd-xa",
                "name": "Cơ quan ubnd-xa",
                "kind": "commune",
                "parent": "so-y-te",
                "province_code": "51",
                "commune_code": "21550",
            },
            "scopes": [],
        },
    )


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        pytest.param("?kind=health", {"so-y-te", "so-y-te-khac"}, id="of a kind"),
        pytest.param("?kind=health&province=48", {"so-y-te-khac"}, id="of a kind in a province"),
        pytest.param("?province=01", set(), id="of a province without any"),
        pytest.param("?kind=", None, id="all, where nothing is asked"),
    ],
)
def test_agencies_are_listed_as_asked(callers: Callers, query: str, codes: set[str] | None) -> None:
    listed = (callers("so-y-te").get(f"/agencies{query}").json or {})["items"]

    assert {one["code"] for one in listed} == (
        codes if codes is not None else set(callers.story.province.ids)
    )


@pytest.mark.parametrize("query", ["?kind=ministry", "?province=quang-ngai", "?anything=else"])
def test_a_question_that_makes_no_sense_is_refused(callers: Callers, query: str) -> None:
    assert callers("so-y-te").get(f"/agencies{query}").status_code == 422


def test_neither_is_an_entry_in_the_ledger(
    callers: Callers, recorded: Callable[[], list[tuple[Action, Result]]]
) -> None:
    program = callers("so-y-te")
    for path in ("/me", "/agencies", "/agencies?kind=ministry"):
        program.get(path)

    assert recorded() == []


@pytest.mark.parametrize("path", ["/me", "/agencies"])
def test_strangers_are_told_nothing(callers: Callers, path: str) -> None:
    assert callers.stranger().get(path).status_code == 401
