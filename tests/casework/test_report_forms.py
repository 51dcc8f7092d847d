"""The pages of a report: what each asks, how its answers are shown, and the intake they amount to."""

from datetime import UTC, date, datetime

import pytest

from referral.casework.cards import ConsentData, PersonData
from referral.casework.forms.intake import (
    BeginForm,
    intake_of,
    may_be_child,
    missing,
    summaries,
    theme_after,
    theme_before,
)
from referral.casework.forms.report import THEMES, AgeKnown, Answers, Channel, ConsentAsked
from tests.paper import sent
from workflows.vocabulary import ConsentScope, Pathway, Residence, Sex

pytestmark = pytest.mark.usefixtures("asking")
LEAST: Answers = {
    "how": {"pathway": ["rescued"], "occurred_at": ["06/07/2026 08:15"]},
    "person": {"sex": ["female"]},
    "age": {"known": ["unknown"]},
    "contact": {},
    "story": {},
    "consent": {"asked_consent": ["not_asked"]},
}
MOST: Answers = {
    "how": {
        "pathway": ["rescued"],
        "occurred_at": ["06/07/2026 08:15"],
        "channel": ["hotline"],
        "reporter_capacity": ["mẹ"],
        "urgent": ["y"],
    },
    "person": {
        "full_name": ["Lò Văn Thử"],
        "sex": ["male"],
        "residence": ["foreign"],
        "nationality": ["LAO"],
        "ethnicity": ["Thái"],
    },
    "age": {"known": ["estimate"], "age_from": ["20"], "age_to": ["22"]},
    "contact": {
        "id_number": ["P 12"],
        "phone": ["+856 20 1"],
        "commune_code": ["Phường Ba Đình (00004)"],
        "accompanies": ["51-2026-000001"],
    },
    "story": {"story": ["Được hứa việc nhẹ."], "language": ["Hrê"], "interpreter_needed": ["y"]},
    "consent": {
        "asked_consent": ["given"],
        "scope": ["support"],
        "guardian": ["Bà ngoại"],
        "interpreter": ["Ông A"],
    },
}


@pytest.fixture(autouse=True)
def noise() -> None:
    """Nothing here meets a database."""


def answered(theme: str, **answers: str | list[str]) -> Answers:
    """The least report, with one page answered otherwise."""
    return {
        **LEAST,
        theme: {name: [said] if isinstance(said, str) else said for name, said in answers.items()},
    }


def wrong(theme: str, **answers: str | list[str]) -> set[str]:
    form = THEMES[theme].of(answered(theme, **answers), theme)
    form.validate()
    return {name for name, errors in form.errors.items() if errors}


def test_the_pages_lead_from_the_first_to_the_last_and_back() -> None:
    names = list(THEMES)

    assert [theme_after(name) for name in names] == [*names[1:], None]
    assert [theme_before(name) for name in names] == [None, *names[:-1]]


@pytest.mark.parametrize("theme", THEMES)
def test_a_page_left_open_is_missing(theme: str) -> None:
    without = {name: raw for name, raw in MOST.items() if name != theme}

    assert missing(without) == [theme]


def test_nothing_is_missing_of_a_report_that_says_the_least_or_the_most() -> None:
    least = {**LEAST, "contact": {"phone": [""]}, "story": {"story": [""]}}

    assert (missing(least), missing(MOST)) == ([], [])
    assert missing({}) == list(THEMES)


@pytest.mark.parametrize("theme", THEMES)
def test_the_answers_of_a_page_survive_its_draft(theme: str) -> None:
    form = THEMES[theme].of(MOST, theme)

    assert {name: raw for name, raw in form.raw().items() if raw} == MOST[theme]
    assert all(str(label) and answer for label, answer in form.summary())


@pytest.mark.parametrize(
    ("theme", "answers"),
    [
        ("how", ["Được giải cứu trong nước (Điều 28)", "06/07/2026 08:15", "Qua Tổng đài 111", "mẹ", "Yes"]),
        ("person", ["Lò Văn Thử", "Nam", "Người nước ngoài", "LAO", "Thái"]),
        ("age", ["Chỉ ước lượng được", "20", "22"]),
        ("contact", ["P 12", "+856 20 1", "Phường Ba Đình (00004)", "51-2026-000001"]),
        ("story", ["Được hứa việc nhẹ.", "Hrê", "Yes"]),
        ("consent", ["Đã hỏi và đồng ý", "Được hỗ trợ", "Bà ngoại", "Ông A"]),
    ],
)
def test_the_answers_are_shown_as_they_will_be_read(theme: str, answers: list[str]) -> None:
    (told,) = [pairs for name, _, pairs in summaries(MOST) if name == theme]

    assert [answer for _, answer in told] == answers


@pytest.mark.parametrize(
    ("theme", "answers", "fields"),
    [
        pytest.param("how", {}, {"pathway", "occurred_at"}, id="how: nothing"),
        pytest.param(
            "how", {"pathway": "rescued", "occurred_at": "hôm qua"}, {"occurred_at"}, id="how: no moment"
        ),
        pytest.param("person", {}, {"sex"}, id="person: nothing"),
        pytest.param(
            "person", {"sex": "male", "full_name": "x" * 401}, {"full_name"}, id="person: a long name"
        ),
        pytest.param("age", {}, {"known"}, id="age: nothing"),
        pytest.param("age", {"known": "birth"}, {"date_of_birth"}, id="age: a birth without its date"),
        pytest.param(
            "age", {"known": "birth", "date_of_birth": "31/02/2008"}, {"date_of_birth"}, id="age: no such day"
        ),
        pytest.param("age", {"known": "birth", "date_of_birth": "27/03/2008"}, set(), id="age: a birth"),
        pytest.param("age", {"known": "estimate"}, {"known"}, id="age: an estimate of nothing"),
        pytest.param("age", {"known": "estimate", "age_to": "19"}, {"known"}, id="age: only a highest"),
        pytest.param("age", {"known": "estimate", "age_from": "15"}, set(), id="age: only a lowest"),
        pytest.param(
            "age", {"known": "estimate", "age_from": "19", "age_to": "15"}, {"age_to"}, id="age: they cross"
        ),
        pytest.param("age", {"known": "estimate", "age_from": "0"}, set(), id="age: a newborn"),
        pytest.param("age", {"known": "unknown", "age_from": "121"}, {"age_from"}, id="age: too old"),
        pytest.param("contact", {"commune_code": "00004"}, set(), id="contact: a code"),
        pytest.param("contact", {"commune_code": "99999"}, set(), id="contact: a code nobody knows"),
        pytest.param("contact", {"commune_code": "nowhere"}, {"commune_code"}, id="contact: no place"),
        pytest.param("contact", {"commune_code": "Sơn Hà"}, {"commune_code"}, id="contact: one of several"),
        pytest.param("contact", {"phone": "1" * 41}, {"phone"}, id="contact: a long number"),
        pytest.param("story", {"language": "x" * 21}, {"language"}, id="story: a long language"),
        pytest.param("story", {"story": "x" * 100_001}, {"story"}, id="story: without an end"),
        pytest.param("consent", {}, {"asked_consent"}, id="consent: nothing"),
        pytest.param("consent", {"asked_consent": "given"}, {"scope"}, id="consent: to nothing"),
        pytest.param("consent", {"asked_consent": "given", "scope": "all"}, {"scope"}, id="consent: to all"),
        pytest.param("consent", {"asked_consent": "refused"}, set(), id="consent: refused"),
    ],
)
def test_a_page_says_which_answer_will_not_do(theme: str, answers: dict[str, str], fields: set[str]) -> None:
    assert wrong(theme, **answers) == fields


@pytest.mark.parametrize(
    ("written", "code"),
    [
        pytest.param("21487", "21490", id="an old code"),
        pytest.param("Xã Ba Điền, Huyện Ba Tơ", "21490", id="an old address"),
        pytest.param("00004", "00004", id="a code of today"),
    ],
)
def test_an_old_commune_becomes_the_one_it_is_now(written: str, code: str) -> None:
    form = THEMES["contact"].of(answered("contact", commune_code=written), "contact")
    form.validate()

    assert intake_of({**LEAST, "contact": form.raw()}).person.commune_code == code


def test_where_an_old_commune_became_two_both_are_named() -> None:
    form = THEMES["contact"].of(answered("contact", commune_code="Xã Trà Bùi, Trà Bồng"), "contact")
    form.validate()

    (sentence,) = form.errors["commune_code"]
    assert "(21136)" in sentence
    assert "(21157)" in sentence


def test_a_report_that_says_the_most_reaches_the_service_whole() -> None:
    intake = intake_of(MOST)

    assert intake.person == PersonData(
        Sex.MALE, "Lò Văn Thử", None, 20, 22, "LAO", Residence.FOREIGN, "Thái", "P 12", "+856 20 1", "00004"
    )
    assert intake.consent == ConsentData(
        given=True,
        scope=(ConsentScope.SUPPORT,),
        withheld=tuple(ConsentScope)[1:],
        guardian="Bà ngoại",
        language="Hrê",
        interpreter="Ông A",
    )
    assert (intake.pathway, intake.occurred_at) == (Pathway.RESCUED, datetime(2026, 7, 6, 1, 15, tzinfo=UTC))
    assert (intake.urgent, intake.channel, intake.reporter_capacity) == (True, "hotline", "mẹ")
    assert (intake.story, intake.language, intake.interpreter_needed) == ("Được hứa việc nhẹ.", "Hrê", True)
    assert intake.accompanies == "51-2026-000001"


def test_a_report_that_says_the_least_invents_nothing() -> None:
    intake = intake_of(LEAST)

    assert intake.person == PersonData(Sex.FEMALE)
    assert (intake.consent, intake.channel, intake.story, intake.urgent) == (None, None, None, False)


@pytest.mark.parametrize("channel", Channel)
def test_every_way_in_is_kept_by_its_stored_word(channel: Channel) -> None:
    intake = intake_of({**LEAST, "how": {**LEAST["how"], "channel": [channel.value]}})

    assert intake.channel == channel.value
    assert type(intake.channel) is str


@pytest.mark.parametrize("asked", ConsentAsked)
def test_only_who_agreed_agrees(asked: ConsentAsked) -> None:
    consent = intake_of(answered("consent", asked_consent=asked.value, scope=["support"])).consent

    agreed = {
        ConsentAsked.GIVEN: (ConsentScope.SUPPORT,),
        ConsentAsked.REFUSED: (),
        ConsentAsked.NOT_ASKED: None,
    }
    assert (consent and consent.scope) == agreed[asked]


@pytest.mark.parametrize(
    ("known", "person"),
    [
        (AgeKnown.BY_BIRTH, PersonData(Sex.FEMALE, date_of_birth=date(2008, 3, 27))),
        (AgeKnown.ESTIMATED, PersonData(Sex.FEMALE, age_from=20, age_to=22)),
        (AgeKnown.UNKNOWN, PersonData(Sex.FEMALE)),
    ],
)
def test_of_an_age_only_what_is_said_to_be_known_counts(known: AgeKnown, person: PersonData) -> None:
    answers = answered("age", known=known.value, date_of_birth="27/03/2008", age_from="20", age_to="22")

    assert intake_of(answers).person == person


@pytest.mark.parametrize(
    ("answers", "may_be"),
    [
        pytest.param({}, True, id="nothing said"),
        pytest.param({"known": "unknown", "age_from": "30"}, True, id="unknown"),
        pytest.param({"known": "estimate", "age_from": "15", "age_to": "19"}, True, id="15 to 19"),
        pytest.param({"known": "estimate", "age_from": "18"}, False, id="18 at least"),
        pytest.param({"known": "estimate", "age_to": "30"}, True, id="30 at most"),
        pytest.param({"known": "birth", "date_of_birth": "07/07/2008"}, True, id="18 tomorrow"),
        pytest.param({"known": "birth", "date_of_birth": "06/07/2008"}, False, id="18 today"),
        pytest.param({"known": "birth"}, True, id="a birth without its date"),
    ],
)
def test_the_rules_for_children_apply_unless_the_person_is_surely_18(
    answers: dict[str, str], may_be: bool
) -> None:
    assert may_be_child(answered("age", **answers)) is may_be


def test_without_a_moment_nobody_is_surely_18() -> None:
    answers = answered("age", known="birth", date_of_birth="01/01/1990")

    assert may_be_child({**answers, "how": {}}) is True


def test_the_day_that_counts_is_vietnams() -> None:
    answers = answered("age", known="birth", date_of_birth="06/07/2008")
    past_midnight = {"pathway": ["rescued"], "occurred_at": ["06/07/2026 00:30"]}

    assert may_be_child({**answers, "how": past_midnight}) is False


@pytest.mark.parametrize(
    ("found", "answers"),
    [
        ({}, {}),
        ({"full_name": " "}, {}),
        ({"full_name": "Thử"}, {"person": {"full_name": ["Thử"]}}),
        ({"phone": "0905"}, {"contact": {"phone": ["0905"]}}),
        (
            {"full_name": "Thử", "id_number": "051"},
            {"person": {"full_name": ["Thử"]}, "contact": {"id_number": ["051"]}},
        ),
    ],
)
def test_what_was_searched_for_begins_the_report(found: dict[str, str], answers: Answers) -> None:
    assert BeginForm(formdata=sent(**found)).first_answers() == answers
