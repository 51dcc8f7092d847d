"""When a deed may have happened, and who is still a child on a day after the report."""

from datetime import UTC, date, datetime, timedelta

import pytest

from referral.casework.cards import ConsentData, PersonData
from referral.casework.queries import Standing
from referral.casework.services import childhood, people_data
from referral.casework.services.moments import happened_at
from referral.kernel.clock import StoppedClock
from referral.kernel.errors import InvalidInput, NotFound
from referral.kernel.references import new_id
from workflows.facts import CaseFacts
from workflows.vocabulary import STAGE_OF, ConsentScope, Pathway, Relation, Sex, State

NOW = datetime(2026, 7, 6, 1, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def noise() -> None:
    """Nothing here meets a database."""


def reported(
    at: datetime = NOW,
    state: State = State.RECEIVED,
    copies: frozenset[tuple[Relation, str]] = frozenset(),
) -> Standing:
    one = new_id(StoppedClock(NOW))
    return Standing(
        one,
        "51-2026-000001",
        1,
        Pathway.RESCUED,
        None,
        state,
        False,
        True,
        CaseFacts(Pathway.RESCUED, is_child=True),
        one,
        None,
        one,
        "51",
        at,
        at,
        at,
        None,
        frozenset({Relation.HOLDER}),
        copies,
    )


@pytest.mark.parametrize(
    ("given", "not_before", "at"),
    [
        pytest.param(None, None, NOW, id="now"),
        pytest.param(None, NOW - MINUTE, NOW, id="now, after what it follows"),
        pytest.param(None, NOW + MINUTE, NOW + MINUTE, id="never before what it follows"),
        pytest.param(NOW, None, NOW, id="this very moment"),
        pytest.param(NOW - MINUTE, None, NOW - MINUTE, id="a minute ago"),
        pytest.param(NOW - MINUTE, NOW - MINUTE, NOW - MINUTE, id="at once with what it follows"),
    ],
)
def test_a_deed_happened_when_it_is_said_to_have(
    given: datetime | None, not_before: datetime | None, at: datetime
) -> None:
    assert happened_at(StoppedClock(NOW), given, not_before=not_before) == at


@pytest.mark.parametrize(
    ("given", "not_before", "code"),
    [
        (NOW + MINUTE, None, "occurred-in-future"),
        (NOW + MINUTE, NOW, "occurred-in-future"),
        (NOW - MINUTE, NOW, "occurred-before-previous"),
        (NOW - timedelta(microseconds=1), NOW, "occurred-before-previous"),
    ],
)
def test_a_deed_never_happened_later_than_now_or_before_its_cause(
    given: datetime, not_before: datetime | None, code: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        happened_at(StoppedClock(NOW), given, not_before=not_before)

    assert [(error.field, error.code) for error in refused.value.errors] == [("occurred_at", code)]


@pytest.mark.parametrize(
    ("person", "on", "is_child"),
    [
        pytest.param(
            PersonData(Sex.MALE, age_from=17), date(2027, 7, 5), True, id="17, a day short of a year"
        ),
        pytest.param(PersonData(Sex.MALE, age_from=17), date(2027, 7, 6), False, id="17, a year later"),
        pytest.param(PersonData(Sex.MALE, age_from=15), date(2028, 12, 31), True, id="15, two years later"),
        pytest.param(PersonData(Sex.MALE, age_from=15), date(2029, 7, 6), False, id="15, three years later"),
        pytest.param(PersonData(Sex.MALE, age_from=18), date(2026, 7, 6), False, id="18 on the day"),
        pytest.param(PersonData(Sex.MALE, age_from=17), date(2025, 1, 1), True, id="a day before the report"),
        pytest.param(PersonData(Sex.MALE, age_to=30), date(2036, 7, 6), True, id="only a highest age"),
        pytest.param(PersonData(Sex.MALE), date(2046, 7, 6), True, id="unknown for twenty years"),
        pytest.param(
            PersonData(Sex.MALE, date_of_birth=date(2008, 2, 29)),
            date(2026, 2, 28),
            True,
            id="born on 29 February",
        ),
        pytest.param(
            PersonData(Sex.MALE, date_of_birth=date(2008, 2, 29)), date(2026, 3, 1), False, id="18 on 1 March"
        ),
        pytest.param(
            PersonData(Sex.MALE, date_of_birth=date(2000, 1, 1), age_from=17),
            date(2027, 7, 6),
            False,
            id="a doubted paper, a year later",
        ),
    ],
)
def test_the_years_since_the_report_count(person: PersonData, on: date, is_child: bool) -> None:
    assert childhood.is_still_a_child(person, reported(), on) is is_child


def test_an_estimate_was_made_on_vietnams_day() -> None:
    case = reported(datetime(2026, 7, 5, 20, 0, tzinfo=UTC))
    person = PersonData(Sex.MALE, age_from=17)

    days = [date(2027, 7, 5), date(2027, 7, 6)]

    assert [childhood.is_still_a_child(person, case, day) for day in days] == [True, False]


@pytest.mark.parametrize("state", State)
def test_a_case_is_in_the_stage_of_its_state(state: State) -> None:
    assert reported(state=state).stage is STAGE_OF[state]


def test_a_copy_of_the_key_goes_with_its_relation_only() -> None:
    case = reported(copies=frozenset({(Relation.VERIFIER, "verifier"), (Relation.OFFERED, "")}))

    assert case.copy_of(Relation.VERIFIER) == "verifier"
    for relation in (Relation.HOLDER, Relation.OFFERED):
        with pytest.raises(NotFound):
            case.copy_of(relation)


@pytest.mark.parametrize(
    "consent",
    [
        ConsentData(given=False, withheld=tuple(ConsentScope)),
        ConsentData(given=True, scope=(ConsentScope.SUPPORT,), withheld=(ConsentScope.SHARE_FAMILY,)),
        ConsentData(given=True, guardian="Bà ngoại", language="Hrê", interpreter="Ông A"),
    ],
    ids=["refused", "in part", "by a guardian"],
)
def test_a_consent_opens_as_it_was_sealed(consent: ConsentData) -> None:
    document = people_data.consent_document(consent)
    scopes, withheld = ([scope.value for scope in scopes] for scopes in (consent.scope, consent.withheld))

    assert people_data.consent_from(scopes, withheld, document, is_given=consent.given) == consent
    assert set(document) == {"guardian", "language", "interpreter"}
    assert "ngoại" not in repr(consent)
