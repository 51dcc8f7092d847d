"""A form per step: it asks for exactly what the step's reader knows, in the names that the reader knows."""

from datetime import UTC, date, datetime

import pytest

from referral.casework.forms.steps import (
    FORMS,
    CloseForm,
    EndOtherwiseForm,
    IdentifyForm,
    ReasonedStepForm,
    RefuseIdentificationForm,
    StartVerificationForm,
    StepForm,
    form_for,
)
from referral.casework.services import step_data
from referral.casework.services.step_data import READERS
from referral.kernel.errors import FieldError, InvalidInput, VersionRequired
from tests.paper import sent
from workflows.vocabulary import EndReason, StepName

pytestmark = pytest.mark.usefixtures("asking")
IDENTIFIED: dict[str, str | list[str]] = {
    "grounds": ["mission", "trafficker"],
    "kind": "police_confirmation",
    "number": "12/GXN",
    "issued_on": "01/07/2026",
}
ANSWERS: dict[StepName, dict[str, str | list[str]]] = {
    StepName.START_VERIFICATION: {
        "verifier": "cong-an-tinh",
        "statement": "Kể lại.",
        "no_statement_because": "Đang ốm.",
    },
    StepName.REQUEST_FULL_VERIFICATION: {"finding": "Có dấu hiệu."},
    StepName.IDENTIFY: IDENTIFIED,
    StepName.REFUSE_IDENTIFICATION: {"reason": "Không có căn cứ.", "told_how_to_complain": "y"},
    StepName.RETURN_HOME: {"away_from_guardian": "y"},
    StepName.GIVE_TO_RELATIVES: {"collected_by": "Bà ngoại", "away_from_guardian": "y"},
    StepName.WITHDRAW: {"informed_refusal": "Đã giải thích; không muốn."},
    StepName.END_OTHERWISE: {"because": "died"},
    StepName.REOPEN: {"reason": "Có tin mới."},
}
REQUIRED = {
    StepName.REQUEST_FULL_VERIFICATION: {"finding"},
    StepName.IDENTIFY: {"grounds", "kind", "number", "issued_on"},
    StepName.REFUSE_IDENTIFICATION: {"reason", "told_how_to_complain"},
    StepName.GIVE_TO_RELATIVES: {"collected_by"},
    StepName.WITHDRAW: {"informed_refusal"},
    StepName.END_OTHERWISE: {"because"},
    StepName.REOPEN: {"reason"},
    StepName.START_VERIFICATION: {"verifier"},
}


@pytest.fixture(autouse=True)
def noise() -> None:
    """Nothing here meets a database."""


def filled(step: StepName, **answers: str | list[str]) -> StepForm:
    form = form_for(step)(formdata=sent(**answers))
    if isinstance(form, StartVerificationForm):
        form.offer_verifiers([("cong-an-tinh", "Công an tỉnh")])
    return form


@pytest.mark.parametrize("step", StepName)
def test_what_a_page_asks_for_the_step_can_read(step: StepName) -> None:
    form = filled(step, version="3", **ANSWERS.get(step, {}))

    request = form.request_for(step)
    read = step_data.read(step, request.data, request.reason)

    assert (form.validate(), form.errors) == (True, {})
    assert read.given >= set(READERS.get(step, {}))
    assert (request.step, request.occurred_at, form.seen_version) == (step, None, 3)


@pytest.mark.parametrize("step", StepName)
def test_an_empty_page_names_what_the_step_cannot_do_without(step: StepName) -> None:
    form = filled(step)

    form.validate()

    assert set(form.errors) == REQUIRED.get(step, set())


@pytest.mark.parametrize("step", sorted(set(StepName) - set(FORMS)))
def test_most_steps_ask_only_when_and_why(step: StepName) -> None:
    form = filled(step, occurred_at="06/07/2026 08:15", reason=" Trời tối. ", finding="x")

    request = form.request_for(step)

    assert type(form) is StepForm
    assert (request.data, request.reason) == ({}, "Trời tối.")
    assert request.occurred_at == datetime(2026, 7, 6, 1, 15, tzinfo=UTC)


def test_a_paper_goes_as_one_thing() -> None:
    data = filled(StepName.IDENTIFY, **IDENTIFIED).data_items()

    assert data == {
        "grounds": ["mission", "trafficker"],
        "paper": {
            "kind": "police_confirmation",
            "number": "12/GXN",
            "issued_on": date(2026, 7, 1).isoformat(),
        },
    }


@pytest.mark.parametrize(
    ("field", "shown"), [("data.paper", "number"), ("data.paper.issued_on", "issued_on")]
)
def test_what_a_service_refuses_of_a_paper_stands_beside_its_question(field: str, shown: str) -> None:
    form = IdentifyForm(formdata=None)

    form.take(InvalidInput([FieldError(field, "invalid-value", "Enter the paper's number.")]))

    assert form[shown].errors == ["Enter the paper's number."]
    assert form.status == 422


@pytest.mark.parametrize("because", EndReason)
def test_a_reason_to_end_goes_by_its_stored_word(because: EndReason) -> None:
    data = EndOtherwiseForm(formdata=sent(because=because.value)).data_items()

    assert data == {"because": because.value}
    assert type(data["because"]) is str


@pytest.mark.parametrize("empty", [{}, {"told_how_to_complain": ""}, {"reason": " "}])
def test_what_was_left_empty_is_not_sent_on(empty: dict[str, str]) -> None:
    assert RefuseIdentificationForm(formdata=sent(**empty)).data_items() == {}


def test_a_verifier_is_chosen_from_those_there_are() -> None:
    form = filled(StepName.START_VERIFICATION, verifier="so-y-te")

    assert isinstance(form, StartVerificationForm)
    assert [value for value, *_ in form.verifier.iter_choices()] == ["", "cong-an-tinh"]
    assert not form.validate()


def test_only_reopening_is_never_without_a_reason() -> None:
    assert [step for step, form in FORMS.items() if issubclass(form, ReasonedStepForm)] == [StepName.REOPEN]
    assert CloseForm(formdata=sent(reason=" ")).request_for(StepName.CLOSE).reason == ""


@pytest.mark.parametrize("version", ["", "x", "-1", "1.5"])
def test_a_page_that_does_not_know_its_version_takes_no_step(version: str) -> None:
    form = StepForm(formdata=sent(version=version))

    with pytest.raises(VersionRequired):
        _ = form.seen_version
