"""Tests of the rules, each over every combination of what it reads."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TypeVar

import pytest

from tests.workflows.builders import ADULT, OFFICER, TODAY, Domain, every
from workflows import guards, safety
from workflows.facts import Attempt, CaseFacts
from workflows.milestones import Milestone
from workflows.step import Guard
from workflows.vocabulary import AgencyKind, ConsentScope, State, Words

Seen = TypeVar("Seen", CaseFacts, Attempt)
YES_NO = (False, True)
KINDS = tuple(AgencyKind)
KINDS_OR_NONE = (None, *KINDS)
SCOPES = (frozenset[ConsentScope](), *(frozenset({scope}) for scope in ConsentScope), frozenset(ConsentScope))
SCOPE_MATRIX = {
    AgencyKind.SOCIAL_CENTRE: ConsentScope.SUPPORT,
    AgencyKind.VICTIM_SUPPORT: ConsentScope.SUPPORT,
    AgencyKind.COMMUNE: ConsentScope.SUPPORT,
    AgencyKind.HEALTH: ConsentScope.SHARE_HEALTH,
    AgencyKind.POLICE: ConsentScope.SHARE_POLICE,
    AgencyKind.BORDER_GUARD: ConsentScope.SHARE_POLICE,
    AgencyKind.COAST_GUARD: ConsentScope.SHARE_POLICE,
}


def items(*names: str) -> tuple[frozenset[str], ...]:
    """Nothing given, each item alone, and something that does not matter."""
    return (frozenset(), frozenset({"remarks"}), *(frozenset({name}) for name in names))


@dataclass(frozen=True)
class Law:
    """What a rule reads, and when it says yes."""

    guard: Guard
    rule: str
    says_yes: Callable[[CaseFacts, Attempt], bool]
    facts: Domain
    attempt: Domain


ASSESSED = (
    None,
    TODAY - timedelta(days=31),
    TODAY - timedelta(days=30),
    TODAY,
    TODAY + timedelta(days=1),
)
RECEIVED = (None, TODAY, TODAY - timedelta(days=29), TODAY - timedelta(days=30))
NEEDS_VERIFIER = guards.needs(
    "verifier", Words("Thiếu.", "Missing."), Words("Bổ sung.", "Add it."), "Điều 27(2)"
)
LAWS = [
    Law(
        NEEDS_VERIFIER, "needs-verifier", lambda f, a: "verifier" in a.given, {}, {"given": items("verifier")}
    ),
    Law(
        guards.handover_moves_custody,
        "handover-only",
        lambda f, a: a.via_handover,
        {},
        {"via_handover": YES_NO},
    ),
    Law(
        guards.handover_moves_custody_unless_reopened,
        "handover-only",
        lambda f, a: (
            a.via_handover
            or (
                a.is_holder
                and a.actor_kind is AgencyKind.HEALTH
                and f.withdrawn_from in {State.REPORTED, State.AT_COMMUNE}
            )
        ),
        {"withdrawn_from": (None, *State)},
        {"via_handover": YES_NO, "is_holder": YES_NO, "actor_kind": KINDS},
    ),
    Law(
        guards.receiver_has_attested,
        "needs-attestation",
        lambda f, a: a.has_attested or not a.via_handover,
        {},
        {"has_attested": YES_NO, "via_handover": YES_NO},
    ),
    Law(
        guards.handover_has_its_record,
        "needs-record",
        lambda f, a: "record" in a.given or not a.via_handover,
        {},
        {"given": items("record"), "via_handover": YES_NO},
    ),
    Law(
        guards.commune_lies_in_the_province,
        "commune-in-another-province",
        lambda f, a: a.is_in_province,
        {},
        {"is_in_province": YES_NO},
    ),
    Law(
        guards.another_commune_has_a_reason,
        "needs-reason",
        lambda f, a: a.is_seat_commune or "reason" in a.given,
        {},
        {"is_seat_commune": YES_NO, "given": items("reason")},
    ),
    Law(
        guards.story_is_heard,
        "needs-statement",
        lambda f, a: f.has_story or bool(a.given & {"statement", "no_statement_because"}),
        {"has_story": YES_NO},
        {"given": items("statement", "no_statement_because")},
    ),
    Law(
        guards.health_has_a_certifying_paper,
        "needs-certifying-paper",
        lambda f, a: a.is_verifier or f.has_certifying_paper,
        {"has_certifying_paper": YES_NO},
        {"is_verifier": YES_NO},
    ),
    Law(
        guards.receiver_can_answer_for_a_person,
        "receiver-cannot-hold",
        lambda f, a: a.receiver_kind is None or a.receiver_kind in SCOPE_MATRIX,
        {},
        {"receiver_kind": KINDS_OR_NONE},
    ),
    Law(
        guards.no_other_offer_is_open,
        "offer-is-open",
        lambda f, a: not f.has_open_offer,
        {"has_open_offer": YES_NO},
        {},
    ),
    Law(
        safety.risk_assessment_is_fresh,
        "needs-fresh-risk-assessment",
        lambda f, a: f.risk_assessed_on in {TODAY, TODAY - timedelta(days=30)},
        {"risk_assessed_on": ASSESSED},
        {},
    ),
    Law(
        safety.receiver_is_consented_to,
        "needs-consent-scope",
        lambda f, a: a.receiver_kind not in SCOPE_MATRIX or SCOPE_MATRIX[a.receiver_kind] in f.consents,
        {"consents": SCOPES},
        {"receiver_kind": KINDS_OR_NONE},
    ),
    Law(
        safety.adult_has_consented,
        "needs-consent",
        lambda f, a: f.is_child or f.has_consented,
        {"is_child": YES_NO, "has_consented": YES_NO},
        {},
    ),
    Law(
        safety.guardian_has_consented,
        "needs-guardian-consent",
        lambda f, a: not f.is_child or f.has_guardian_consent,
        {"is_child": YES_NO, "has_guardian_consent": YES_NO, "has_consented": YES_NO},
        {},
    ),
    Law(
        safety.guardian_is_not_blocked,
        "guardian-is-blocked",
        lambda f, a: not f.is_child or not f.guardian_is_blocked,
        {"is_child": YES_NO, "guardian_is_blocked": YES_NO},
        {},
    ),
    Law(
        safety.child_is_kept_from_a_blocked_guardian,
        "needs-away-from-guardian",
        lambda f, a: not f.is_child or not f.guardian_is_blocked or "away_from_guardian" in a.given,
        {"is_child": YES_NO, "guardian_is_blocked": YES_NO},
        {"given": items("away_from_guardian")},
    ),
    Law(
        safety.person_is_left_to_reflect,
        "reflection-period",
        lambda f, a: not a.switched_on or f.received_on in {None, TODAY - timedelta(days=30)},
        {"received_on": RECEIVED},
        {"switched_on": (frozenset(), frozenset({"reflection_period"}))},
    ),
    Law(
        safety.no_statement_while_reflecting,
        "reflection-period",
        lambda f, a: (
            "statement" not in a.given
            or not a.switched_on
            or f.received_on in {None, TODAY - timedelta(days=30)}
        ),
        {"received_on": RECEIVED},
        {
            "given": items("statement"),
            "switched_on": (frozenset(), frozenset({"reflection_period"})),
        },
    ),
    Law(
        safety.consulate_is_told,
        "consulate-not-told",
        lambda f, a: not a.switched_on or bool(f.milestones),
        {"milestones": (frozenset[Milestone](), frozenset({Milestone.CONSULATE_TOLD}))},
        {"switched_on": (frozenset(), frozenset({"consular_notice_before_repatriation"}))},
    ),
    Law(
        safety.best_interest_is_noted,
        "needs-best-interest-note",
        lambda f, a: not f.is_child or f.has_best_interest_note,
        {"is_child": YES_NO, "has_best_interest_note": YES_NO},
        {},
    ),
    Law(safety.person_is_a_child, "only-for-a-child", lambda f, a: f.is_child, {"is_child": YES_NO}, {}),
    Law(
        safety.person_is_no_child, "never-for-a-child", lambda f, a: not f.is_child, {"is_child": YES_NO}, {}
    ),
    Law(
        safety.person_is_foreign,
        "only-for-a-foreign-national",
        lambda f, a: f.is_foreign,
        {"is_foreign": YES_NO},
        {},
    ),
    Law(guards.there_is_a_plan, "needs-plan", lambda f, a: f.has_plan, {"has_plan": YES_NO}, {}),
    Law(
        guards.plan_is_agreed,
        "needs-agreed-plan",
        lambda f, a: f.has_agreed_plan,
        {"has_agreed_plan": YES_NO, "has_plan": YES_NO},
        {},
    ),
    Law(
        guards.follow_ups_are_done,
        "needs-follow-ups",
        lambda f, a: "reason" in a.given or (f.done_follow_ups > 0 and f.open_follow_ups == 0),
        {"open_follow_ups": (0, 1, 2), "done_follow_ups": (0, 1, 2)},
        {"given": items("reason")},
    ),
    Law(
        guards.no_clock_is_overdue,
        "clock-is-overdue",
        lambda f, a: not a.has_overdue_clock,
        {},
        {"has_overdue_clock": YES_NO},
    ),
    Law(
        guards.nobody_is_waited_for,
        "waits-for-another-agency",
        lambda f, a: not a.waits_for_another_agency,
        {},
        {"waits_for_another_agency": YES_NO},
    ),
    Law(
        safety.refusal_is_informed,
        "needs-informed-refusal",
        lambda f, a: bool(a.given & {"informed_refusal", "reason"}),
        {},
        {"given": items("informed_refusal", "reason")},
    ),
]
EACH_LAW = pytest.mark.parametrize("law", LAWS, ids=lambda law: law.guard.__name__)


@EACH_LAW
def test_a_rule_says_yes_exactly_when_the_law_does(law: Law) -> None:
    for known in every(law.facts):
        for brought in every(law.attempt):
            facts, attempt = replace(ADULT, **known), replace(OFFICER, **brought)

            assert (law.guard(facts, attempt) is None) is law.says_yes(facts, attempt), (known, brought)


@EACH_LAW
def test_a_no_names_its_rule_and_its_remedy(law: Law) -> None:
    refusals = [
        refusal
        for known in every(law.facts)
        for brought in every(law.attempt)
        if (refusal := law.guard(replace(ADULT, **known), replace(OFFICER, **brought)))
    ]

    assert {refusal.rule for refusal in refusals} == {law.rule}
    assert all(refusal.because.vi and refusal.remedy.vi and refusal.remedy.en for refusal in refusals)


@EACH_LAW
def test_a_rule_reads_nothing_that_its_table_leaves_out(law: Law) -> None:
    read: set[str] = set()
    for known in every(law.facts):
        for brought in every(law.attempt):
            law.guard(_watched(replace(ADULT, **known), read), _watched(replace(OFFICER, **brought), read))

    assert read <= law.facts.keys() | law.attempt.keys() | {"on"}


def test_every_rule_there_is_has_a_row_here() -> None:
    named = {
        name for room in (guards, safety) for name, thing in vars(room).items() if _is_guard(name, thing)
    }

    assert named == {law.guard.__name__ for law in LAWS} - {"verifier_is_given"}


@pytest.mark.parametrize("kind", AgencyKind)
def test_only_who_may_hold_a_person_has_a_scope(kind: AgencyKind) -> None:
    assert safety.scope_for(kind) == SCOPE_MATRIX.get(kind)


def _is_guard(name: str, thing: object) -> bool:
    is_ours = getattr(thing, "__module__", "") in {guards.__name__, safety.__name__} and callable(thing)
    return is_ours and name not in {"needs", "scope_for"}


def _watched(seen: Seen, read: set[str]) -> Seen:
    """The same facts or attempt, but writing down every field that is asked for."""

    def ask(_self: object, name: str) -> object:
        read.add(name)
        return getattr(seen, name)

    watcher: Seen = type("Watched", (), {"__getattribute__": ask})()
    return watcher
