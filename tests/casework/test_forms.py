"""What the pages of a case ask, and what becomes of the answers before a service sees them."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask

from referral.casework.cards import CaseCard, CaseFilter, CaseLine, ConsentData, PersonData, ScreeningData
from referral.casework.forms.cases import (
    ChangeForm,
    ClockForm,
    ConsentForm,
    ExtendForm,
    FilterForm,
    MilestoneForm,
    NoteForm,
    OpenForm,
    SearchForm,
    SearchWithPurposeForm,
)
from referral.casework.forms.screening import EarlyRefusalForm, ScreeningForm
from referral.kernel.clock import StoppedClock
from referral.kernel.references import new_id
from referral.web.fields import Form
from tests.paper import sent
from workflows.early_refusal import AgeBand
from workflows.indicators import Dimension, indicator_list
from workflows.milestones import ASKED
from workflows.vocabulary import (
    ConsentScope,
    Pathway,
    Purpose,
    Residence,
    Sex,
    Stage,
    State,
)

pytestmark = pytest.mark.usefixtures("asking")
AT = datetime(2026, 7, 6, 1, 15, tzinfo=UTC)
SOMEBODY = PersonData(
    Sex.MALE, "Lò Văn Thử", None, 20, 22, "LAO", Residence.FOREIGN, "Thái", "P 12", "+856 20 1", "21550"
)


@pytest.fixture(autouse=True)
def noise() -> None:
    """Nothing here meets a database."""


def filled(kind: type[Form], **answers: str | list[str]) -> Form:
    return kind(formdata=sent(**answers))


def wrong(form: Form) -> set[str]:
    form.validate()
    return {name for name, errors in form.errors.items() if errors}


def card(person: PersonData | None) -> CaseCard:
    line = CaseLine(
        new_id(StoppedClock(AT)),
        "51-2026-000001",
        State.RECEIVED,
        Stage.RECEPTION,
        7,
        "so-y-te",
        "Sở Y tế",
        Pathway.RESCUED,
        is_urgent=True,
        is_child=False,
        occurred_at=AT,
        recorded_at=AT,
        relations=frozenset(),
    )
    return CaseCard(line, None, Purpose.CORRECTION, ("person",), person=person)


@pytest.mark.parametrize("name", ["name", "id_number", "phone"])
def test_a_search_asks_for_one_thing(name: str) -> None:
    assert wrong(filled(SearchForm, **{name: "051 199"})) == set()


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"name": "  "},
        {"name": "Thử", "phone": "0905"},
        {"id_number": "1", "phone": "2"},
        {"name": "Thử", "id_number": "1", "phone": "2"},
    ],
)
def test_a_search_for_nothing_or_for_two_things_is_asked_again(answers: dict[str, str]) -> None:
    assert wrong(filled(SearchForm, **answers)) == {"name"}


def test_a_search_outside_reception_says_why() -> None:
    assert wrong(filled(SearchWithPurposeForm, name="Thử")) == {"purpose"}
    assert wrong(filled(SearchWithPurposeForm, name="Thử", purpose="curiosity")) == {"purpose"}
    assert wrong(filled(SearchWithPurposeForm, name="Thử", purpose="protection")) == set()


@pytest.mark.parametrize(
    ("answers", "narrowed", "address"),
    [
        pytest.param({}, CaseFilter(), {}, id="nothing"),
        pytest.param(
            {"stage": "reception"},
            CaseFilter(stage=Stage.RECEPTION),
            {"stage": "reception"},
            id="a stage",
        ),
        pytest.param({"state": "closed"}, CaseFilter(state=State.CLOSED), {"state": "closed"}, id="a state"),
        pytest.param(
            {"holder": " so-y-te "}, CaseFilter(holder="so-y-te"), {"holder": "so-y-te"}, id="a holder"
        ),
        pytest.param({"overdue": "y"}, CaseFilter(overdue=True), {"overdue": "y"}, id="only overdue"),
        pytest.param({"open": "y"}, CaseFilter(is_open=True), {"open": "y"}, id="only open"),
        pytest.param({"stage": "middle", "state": "'"}, CaseFilter(), {}, id="no words of ours"),
    ],
)
def test_a_list_is_narrowed_by_its_address_and_gives_it_back(
    answers: dict[str, str], narrowed: CaseFilter, address: dict[str, str]
) -> None:
    form = FilterForm(sent(**answers))

    assert (form.chosen(), form.address) == (narrowed, address)


def test_a_case_is_opened_for_a_purpose_that_is_open() -> None:
    form = OpenForm(formdata=sent(purpose="support"))
    form.offer((Purpose.RECEPTION, Purpose.TRANSFER))

    assert [str(label) for _, label, *_ in form.purpose.iter_choices()] == ["Tiếp nhận", "Chuyển giao"]
    assert wrong(form) == {"purpose"}


def test_a_correction_begins_with_what_is_known() -> None:
    form = ChangeForm(formdata=None)
    form.show(card(SOMEBODY))

    assert form.change().person == SOMEBODY
    assert (form.seen_version, form.urgent.data) == (7, True)


def test_a_correction_shows_nothing_of_a_person_that_was_not_opened() -> None:
    form = ChangeForm(formdata=None)
    form.show(card(None))

    assert (form.full_name.data, form.version.data) == (None, None)


def test_a_correction_that_was_sent_is_not_overwritten(paper: Flask) -> None:
    with paper.test_request_context(method="POST", data={"full_name": "Lò Văn Khác", "sex": "male"}):
        form = ChangeForm()
        form.show(card(SOMEBODY))

    assert form.full_name.data == "Lò Văn Khác"


def test_a_correction_gives_the_whole_person() -> None:
    form = ChangeForm(formdata=sent(sex="female", date_of_birth="01/02/2000", phone=" ", version="3"))

    change = form.change()

    assert wrong(form) == set()
    assert change.person == PersonData(Sex.FEMALE, date_of_birth=date(2000, 2, 1))
    assert change.given == {*ChangeForm.PERSON, "urgent"}
    assert change.urgent is False


def test_a_further_telling_is_given_only_if_there_is_one() -> None:
    told = ChangeForm(formdata=sent(sex="female", story="Kể thêm.")).change()
    silent = ChangeForm(formdata=sent(sex="female", story=" ")).change()

    assert ("story" in told.given, told.story) == (True, "Kể thêm.")
    assert ("story" in silent.given, silent.story) == (False, None)


@pytest.mark.parametrize(
    ("answers", "fields"),
    [
        pytest.param({"sex": ""}, {"sex"}, id="no sex"),
        pytest.param({"sex": "x"}, {"sex"}, id="no such sex"),
        pytest.param({"age_from": "20", "age_to": "15"}, {"age_to"}, id="the ages cross"),
        pytest.param({"age_from": "15", "age_to": "15"}, set(), id="the ages meet"),
        pytest.param({"age_from": "20"}, set(), id="only a lowest age"),
        pytest.param({"age_to": "15"}, set(), id="only a highest age"),
        pytest.param({"age_from": "121"}, {"age_from"}, id="too old"),
        pytest.param({"age_to": "-1"}, {"age_to"}, id="too young"),
        pytest.param({"age_from": "many"}, {"age_from"}, id="no number"),
        pytest.param({"date_of_birth": "31/02/2000"}, {"date_of_birth"}, id="no day"),
        pytest.param({"full_name": "x" * 401}, {"full_name"}, id="a long name"),
        pytest.param({"full_name": "x" * 400}, set(), id="the longest name"),
        pytest.param({"phone": "1" * 41}, {"phone"}, id="a long telephone number"),
        pytest.param({"residence": "moon"}, {"residence"}, id="no such tie"),
    ],
)
def test_a_correction_says_which_answer_will_not_do(answers: dict[str, str], fields: set[str]) -> None:
    assert wrong(filled(ChangeForm, **{"sex": "female", **answers})) == fields


@pytest.mark.parametrize(("text", "fields"), [("Đã gọi.", set()), (" ", {"text"}), ("x" * 100_001, {"text"})])
def test_a_note_has_words(text: str, fields: set[str]) -> None:
    assert wrong(filled(NoteForm, text=text)) == fields


@pytest.mark.parametrize("pathway", Pathway)
def test_the_milestones_of_a_pathway_are_offered_and_no_others(pathway: Pathway) -> None:
    form = MilestoneForm(formdata=None)
    form.offer(pathway)

    offered = [value for value, *_ in form.milestone.iter_choices()]
    assert offered == [asked.milestone.value for asked in ASKED[pathway]]


@pytest.mark.parametrize(("ticked", "needed"), [({}, True), ({"not_needed": "y"}, False)])
def test_a_milestone_is_done_unless_the_box_says_otherwise(ticked: dict[str, str], needed: bool) -> None:
    milestone = ASKED[Pathway.ABROAD][0].milestone
    form = MilestoneForm(formdata=sent(milestone=milestone.value, **ticked))

    reached = form.reached()

    assert (reached.milestone, reached.is_needed, reached.remarks) == (milestone, needed, "")


def test_what_is_not_agreed_to_is_withheld() -> None:
    form = ConsentForm(
        formdata=sent(given="yes", scope=["support", "share_health"], guardian="Bà ngoại", language="Hrê")
    )

    assert wrong(form) == set()
    assert form.consent() == ConsentData(
        given=True,
        scope=(ConsentScope.SUPPORT, ConsentScope.SHARE_HEALTH),
        withheld=(ConsentScope.SHARE_POLICE, ConsentScope.SHARE_FAMILY),
        guardian="Bà ngoại",
        language="Hrê",
    )


def test_who_says_no_agrees_to_nothing_that_is_still_ticked() -> None:
    consent = ConsentForm(formdata=sent(given="no", scope=["support"])).consent()

    assert (consent.given, consent.scope, consent.withheld) == (False, (), tuple(ConsentScope))


@pytest.mark.parametrize(
    ("answers", "fields"),
    [
        pytest.param({}, {"given"}, id="no answer"),
        pytest.param({"given": "perhaps"}, {"given"}, id="perhaps"),
        pytest.param({"given": "yes"}, {"scope"}, id="yes to nothing"),
        pytest.param({"given": "yes", "scope": "all"}, {"scope"}, id="yes to what is not asked"),
        pytest.param({"given": "no"}, set(), id="no"),
        pytest.param({"given": "no", "language": "x" * 21}, {"language"}, id="a long language"),
        pytest.param({"given": "no", "occurred_at": "hôm qua"}, {"occurred_at"}, id="no moment"),
    ],
)
def test_a_consent_is_one_answer_with_its_reach(answers: dict[str, str], fields: set[str]) -> None:
    assert wrong(filled(ConsentForm, **answers)) == fields


@pytest.mark.parametrize(
    ("kind", "answers", "fields"),
    [
        (ClockForm, {}, {"reason", "authority"}),
        (ClockForm, {"reason": "Vì bão.", "authority": " "}, {"authority"}),
        (ClockForm, {"reason": "Vì bão.", "authority": "QĐ 12"}, set()),
        (ExtendForm, {"reason": "Vì bão.", "authority": "QĐ 12"}, {"until"}),
        (ExtendForm, {"reason": "Vì bão.", "authority": "QĐ 12", "until": "mai"}, {"until"}),
        (ExtendForm, {"reason": "Vì bão.", "authority": "QĐ 12", "until": "27/08/2026"}, set()),
    ],
)
def test_a_clock_changes_for_a_reason_and_on_somebodys_word(
    kind: type[Form], answers: dict[str, str], fields: set[str]
) -> None:
    assert wrong(filled(kind, **answers)) == fields


@pytest.mark.parametrize("dimension", Dimension)
def test_each_dimension_asks_for_its_signs_by_its_own_name(dimension: Dimension) -> None:
    form = ScreeningForm(formdata=None)
    field = form[dimension.value]

    assert field.label.text == dimension.vi
    assert [value for value, *_ in field.iter_choices()] == [
        one.name for one in indicator_list().of(dimension)
    ]


def test_signs_are_given_in_the_lists_order() -> None:
    first, last = (indicator_list().of(one)[0].name for one in (Dimension.EXPLOITATION, [*Dimension][-1]))
    answers = {[*Dimension][-1].value: last, "exploitation": first, "remarks": " Sợ hãi. "}

    form = ScreeningForm(formdata=sent(**answers))

    assert wrong(form) == set()
    assert form.seen() == ScreeningData((first, last), "Sợ hãi.")


def test_no_sign_of_another_dimension_is_taken() -> None:
    other = indicator_list().of(Dimension.EXPLOITATION)[0].name

    assert wrong(filled(ScreeningForm, coercive_recruitment=other)) == {"coercive_recruitment"}


@pytest.mark.parametrize(
    ("left_out", "fields"),
    [("age", {"age"}), ("pathway", {"pathway"}), ("told", {"told"}), ("occurred_at", set())],
)
def test_a_refusal_is_counted_once_the_person_was_told(left_out: str, fields: set[str]) -> None:
    answers = {"age": "adult", "pathway": "rescued", "told": "y", "occurred_at": "06/07/2026 08:15"}
    del answers[left_out]

    assert wrong(filled(EarlyRefusalForm, **answers)) == fields


@pytest.mark.parametrize("age", AgeBand)
def test_every_age_can_be_said_and_the_service_decides(age: AgeBand) -> None:
    form = EarlyRefusalForm(formdata=sent(age=age.value, pathway="rescued", told="y"))

    assert wrong(form) == set()
    assert form.age.data is age
