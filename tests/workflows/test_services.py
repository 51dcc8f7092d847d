"""What a referral needs and shows: each missing consent by name, the guardian, no particular too many."""

from dataclasses import replace
from datetime import date
from itertools import combinations

import pytest

from workflows.facts import Attempt, CaseFacts
from workflows.services import TERMS, DeclineGround, Service, ServiceOutcome, against_referring
from workflows.vocabulary import AgencyKind, Confidence, ConsentScope, Pathway, Role, StepName, Word

EVERYTHING = frozenset(ConsentScope)
AGREED = CaseFacts(Pathway.SELF_REPORTED, is_child=False, consents=EVERYTHING, has_consented=True)
TO_PARTNER = Attempt(
    StepName.OFFER_TRANSFER,
    date(2026, 7, 6),
    AgencyKind.HEALTH,
    Role.OFFICER,
    receiver_kind=AgencyKind.PARTNER,
)
each_service = pytest.mark.parametrize("service", Service, ids=str)


def rules(facts: CaseFacts, service: Service, attempt: Attempt = TO_PARTNER) -> list[str]:
    return [refusal.rule for refusal in against_referring(facts, attempt, service)]


@each_service
def test_nothing_stands_against_who_agreed_to_everything(service: Service) -> None:
    assert rules(AGREED, service) == []


@each_service
@pytest.mark.parametrize("many", range(len(ConsentScope)))
def test_each_missing_consent_is_named_by_itself(service: Service, many: int) -> None:
    for given in combinations(ConsentScope, many):
        facts = replace(AGREED, consents=frozenset(given))

        refused = against_referring(facts, TO_PARTNER, service)

        lacking = {scope.vi for scope in TERMS[service].scopes - set(given)}
        assert len(refused) == len(lacking)
        assert all(any(scope in refusal.because.vi for scope in lacking) for refusal in refused)


@each_service
def test_a_child_is_never_referred_on_its_own_word(service: Service) -> None:
    child = replace(AGREED, is_child=True)

    assert rules(child, service) == ["needs-guardian-consent"]
    assert rules(replace(child, has_guardian_consent=True), service) == []


@each_service
def test_a_blocked_guardian_agrees_to_no_service(service: Service) -> None:
    child = replace(AGREED, is_child=True, has_guardian_consent=True, guardian_is_blocked=True)

    assert rules(child, service) == ["guardian-is-blocked"]


@pytest.mark.parametrize("kind", AgencyKind, ids=str)
def test_who_sees_no_cases_gives_no_services(kind: AgencyKind) -> None:
    is_closed = kind in {AgencyKind.OVERSIGHT, AgencyKind.OPERATIONS}

    found = rules(AGREED, Service.LEGAL_AID, replace(TO_PARTNER, receiver_kind=kind))

    assert found == ["receiver-gives-no-service"] * is_closed


@each_service
def test_support_never_waits_for_the_identification(service: Service) -> None:
    before = replace(AGREED, received_on=None, has_story=False)

    assert rules(before, service) == []


def test_safe_housing_is_given_without_a_name_or_number() -> None:
    assert not TERMS[Service.SAFE_HOUSING].shows & {"full_name", "id_number", "phone", "commune_code"}


@each_service
def test_every_service_says_where_it_stands_and_how_sure_we_are(service: Service) -> None:
    terms = TERMS[service]

    assert "Luật 53/2024/QH15" in terms.basis
    assert terms.confidence in {Confidence.A, Confidence.B}
    assert ConsentScope.SUPPORT in terms.scopes


def test_health_data_goes_to_a_hospital_on_a_consent_of_its_own() -> None:
    facts = replace(AGREED, consents=frozenset({ConsentScope.SUPPORT}))

    assert {one for one in Service if rules(facts, one)} == {Service.HEALTH_CHECK}


@pytest.mark.parametrize("kind", [Service, DeclineGround, ServiceOutcome], ids=lambda kind: kind.__name__)
def test_every_word_of_referrals_reads_in_both_languages(kind: type[Word]) -> None:
    assert all(member.vi.strip() and member.en.strip() for member in kind)
    assert max(len(member.value) for member in kind) <= 16
