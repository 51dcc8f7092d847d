"""What comes with a step is read once: unknown and misshapen items are named, empty ones are not given."""

from datetime import date

import pytest

from referral.casework.services import step_data
from referral.casework.services.step_data import READERS
from referral.kernel.errors import InvalidInput
from workflows.vocabulary import EndReason, EvidenceSource, PaperKind, StepName

PAPER = {"kind": "police_confirmation", "number": " 12/GXN ", "issued_on": "2026-07-01"}
ITEMS = [(step, item) for step, items in READERS.items() for item in items]


@pytest.fixture(autouse=True)
def noise() -> None:
    """Nothing here meets a database."""


def wrong(step: StepName, **data: object) -> list[tuple[str, str, str]]:
    with pytest.raises(InvalidInput) as refused:
        step_data.read(step, data, "")
    return [(error.field, error.code, error.message) for error in refused.value.errors]


@pytest.mark.parametrize("step", StepName)
def test_remarks_go_with_every_step_and_an_unknown_item_with_none(step: StepName) -> None:
    read = step_data.read(step, {"remarks": " Theo lời kể. "}, "")

    assert read.values == {"remarks": "Theo lời kể."}
    assert [(field, code) for field, code, _ in wrong(step, colour="red")] == [
        ("data.colour", "unknown-field")
    ]


@pytest.mark.parametrize(("step", "item"), ITEMS, ids=[f"{step} {item}" for step, item in ITEMS])
def test_an_item_left_open_is_not_given(step: StepName, item: str) -> None:
    assert step_data.read(step, {item: None}, "").given == frozenset()


@pytest.mark.parametrize(("step", "item"), ITEMS, ids=[f"{step} {item}" for step, item in ITEMS])
@pytest.mark.parametrize("value", [7, 1.5, [["x"]], [{}]], ids=["number", "fraction", "lists", "objects"])
def test_an_item_of_the_wrong_shape_is_named(step: StepName, item: str, value: object) -> None:
    ((field, code, sentence),) = wrong(step, **{item: value})

    assert (field, code) == (f"data.{item}", "invalid-value")
    assert sentence.endswith(".")


@pytest.mark.parametrize(
    "item", [(step, item) for step, item in ITEMS if item not in {"grounds", "paper", "because"}]
)
def test_an_empty_answer_counts_as_none(item: tuple[StepName, str]) -> None:
    step, name = item
    empty = "  " if READERS[step][name] is READERS[StepName.WITHDRAW]["informed_refusal"] else False

    assert step_data.read(step, {name: empty}, "").given == frozenset()


def test_all_that_is_wrong_is_said_at_once() -> None:
    found = wrong(StepName.IDENTIFY, grounds="all", paper=[], colour=1)

    assert [field for field, _, _ in found] == ["data.colour", "data.grounds", "data.paper"]


def test_an_item_of_another_step_is_unknown_to_this_one() -> None:
    ((field, code, _),) = wrong(StepName.WITHDRAW, finding="Có dấu hiệu.")

    assert (field, code) == ("data.finding", "unknown-field")


@pytest.mark.parametrize(("reason", "given"), [("", set()), (" \n", set()), (" Vì trời tối. ", {"reason"})])
def test_the_reason_of_a_step_is_an_item_too(reason: str, given: set[str]) -> None:
    read = step_data.read(StepName.CLOSE, {}, reason)

    assert read.given == given
    assert set(read.values.values()) <= {"Vì trời tối."}


def test_what_was_told_is_never_printed_by_accident() -> None:
    read = step_data.read(StepName.WITHDRAW, {"informed_refusal": "Không muốn kể nữa."}, "")

    assert "kể" not in repr(read)


def test_a_text_has_an_end() -> None:
    longest = "x" * 100_000

    assert step_data.read(StepName.REQUEST_FULL_VERIFICATION, {"finding": longest}, "").given == {"finding"}
    assert [field for field, _, _ in wrong(StepName.REQUEST_FULL_VERIFICATION, finding=f"{longest}x")] == [
        "data.finding"
    ]


@pytest.mark.parametrize("source", EvidenceSource)
def test_every_source_of_evidence_is_a_ground(source: EvidenceSource) -> None:
    assert step_data.read(StepName.IDENTIFY, {"grounds": [source.value]}, "").values == {
        "grounds": [source.value]
    }


def test_a_ground_named_twice_counts_once() -> None:
    read = step_data.read(StepName.IDENTIFY, {"grounds": ["trafficker", "mission", "trafficker"]}, "")

    assert read.values == {"grounds": ["mission", "trafficker"]}


@pytest.mark.parametrize("grounds", [["hearsay"], ["mission", "hearsay"], "mission", {"mission": True}])
def test_what_the_law_does_not_name_is_no_ground(grounds: object) -> None:
    assert [field for field, _, _ in wrong(StepName.IDENTIFY, grounds=grounds)] == ["data.grounds"]


def test_no_ground_at_all_is_not_given() -> None:
    assert step_data.read(StepName.IDENTIFY, {"grounds": [], "paper": {}}, "").given == frozenset()


@pytest.mark.parametrize("kind", PaperKind)
def test_every_kind_of_paper_certifies(kind: PaperKind) -> None:
    read = step_data.read(StepName.IDENTIFY, {"paper": {**PAPER, "kind": kind.value}}, "")

    assert read.values["paper"] == {"kind": kind.value, "number": "12/GXN", "issued_on": "2026-07-01"}
    assert date.fromisoformat(read.values["paper"]["issued_on"]) == date(2026, 7, 1)


@pytest.mark.parametrize(
    ("change", "about"),
    [
        pytest.param({"kind": "passport"}, "kind", id="a paper that certifies nothing"),
        pytest.param({"kind": None}, "kind", id="of no kind"),
        pytest.param({"kind": []}, "kind", id="a list of kinds"),
        pytest.param({"kind": {}}, "kind", id="an object for a kind"),
        pytest.param({"number": None}, "number", id="without a number"),
        pytest.param({"number": "  "}, "number", id="with an empty number"),
        pytest.param({"number": 12}, "number", id="with a number that is none"),
        pytest.param({"issued_on": None}, "date", id="without a date"),
        pytest.param({"issued_on": "27/03/2026"}, "date", id="with a date as a page takes it"),
        pytest.param({"issued_on": "2026-02-30"}, "date", id="of a day there is not"),
        pytest.param({"issued_on": 20260327}, "date", id="with a date that is a number"),
        pytest.param({"colour": "red"}, "kind, number and date", id="with something else"),
    ],
)
def test_what_a_paper_lacks_is_said(change: dict[str, object], about: str) -> None:
    ((field, code, sentence),) = wrong(StepName.IDENTIFY, paper={**PAPER, **change})

    assert (field, code) == ("data.paper", "invalid-value")
    assert about in sentence


@pytest.mark.parametrize("because", EndReason)
def test_a_case_ends_for_a_reason_of_the_list(because: EndReason) -> None:
    read = step_data.read(StepName.END_OTHERWISE, {"because": because.value}, "")
    ((_, _, sentence),) = wrong(StepName.END_OTHERWISE, because="tired")

    assert read.values == {"because": because.value}
    assert because.value in sentence
