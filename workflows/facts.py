"""What a rule may turn on: the facts of the case, and who tries a step with what in hand.

Flags, dates and words of the vocabulary only. No name, no free text, so a rule cannot leak them.
"""

from dataclasses import dataclass, fields
from datetime import date
from typing import Self, TypedDict

from workflows.milestones import Milestone
from workflows.vocabulary import AgencyKind, ConsentScope, Pathway, Role, State, StepName


class StoredFacts(TypedDict, total=False):
    """The facts as they are kept beside the case: plain JSON values."""

    pathway: str
    is_child: bool
    is_foreign: bool
    was_admitted_in_emergency: bool
    has_story: bool
    has_certifying_paper: bool
    consents: list[str]
    has_consented: bool
    has_guardian_consent: bool
    guardian_is_blocked: bool
    risk_assessed_on: str | None
    has_best_interest_note: bool
    has_plan: bool
    has_agreed_plan: bool
    open_follow_ups: int
    done_follow_ups: int
    has_open_offer: bool
    was_notified: bool
    received_on: str | None
    milestones: list[str]
    returns_to: str | None
    withdrawn_from: str | None


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What is known about a case. Nothing is taken for true until it has been learnt."""

    pathway: Pathway
    is_child: bool
    is_foreign: bool = False
    was_admitted_in_emergency: bool = False
    has_story: bool = False
    has_certifying_paper: bool = False
    consents: frozenset[ConsentScope] = frozenset()
    """The scopes of the consent now in force, the person's or, for a child, the guardian's."""
    has_consented: bool = False
    has_guardian_consent: bool = False
    guardian_is_blocked: bool = False
    """The guardian on record may be one of the traffickers: neither heard for the child nor given it."""
    risk_assessed_on: date | None = None
    has_best_interest_note: bool = False
    has_plan: bool = False
    has_agreed_plan: bool = False
    open_follow_ups: int = 0
    done_follow_ups: int = 0
    has_open_offer: bool = False
    was_notified: bool = False
    """The health department has been told."""
    received_on: date | None = None
    """The day the health department, or a facility in an emergency, received the person."""
    milestones: frozenset[Milestone] = frozenset()
    """What the pathway asks for beside the steps and has been done."""
    returns_to: State | None = None
    """Where the case goes when the transfer on offer does not happen."""
    withdrawn_from: State | None = None
    """Where the case goes on when it is reopened after the person withdrew."""

    def to_json(self) -> StoredFacts:
        """Give the facts as plain JSON values, every one of them."""
        return {
            "pathway": self.pathway.value,
            "is_child": self.is_child,
            "is_foreign": self.is_foreign,
            "was_admitted_in_emergency": self.was_admitted_in_emergency,
            "has_story": self.has_story,
            "has_certifying_paper": self.has_certifying_paper,
            "consents": sorted(scope.value for scope in self.consents),
            "has_consented": self.has_consented,
            "has_guardian_consent": self.has_guardian_consent,
            "guardian_is_blocked": self.guardian_is_blocked,
            "risk_assessed_on": self.risk_assessed_on.isoformat() if self.risk_assessed_on else None,
            "has_best_interest_note": self.has_best_interest_note,
            "has_plan": self.has_plan,
            "has_agreed_plan": self.has_agreed_plan,
            "open_follow_ups": self.open_follow_ups,
            "done_follow_ups": self.done_follow_ups,
            "has_open_offer": self.has_open_offer,
            "was_notified": self.was_notified,
            "received_on": self.received_on.isoformat() if self.received_on else None,
            "milestones": sorted(milestone.value for milestone in self.milestones),
            "returns_to": self.returns_to.value if self.returns_to else None,
            "withdrawn_from": self.withdrawn_from.value if self.withdrawn_from else None,
        }

    @classmethod
    def from_json(cls, stored: StoredFacts) -> Self:
        """Read facts that were kept; one that an older version did not know counts as not learnt.

        :raises KeyError: if the pathway or the child flag is missing, for these have no safe default
        :raises ValueError: if a fact is not one of ours, or a word is not in the vocabulary
        """
        if unknown := stored.keys() - _NAMES:
            message = f"not a fact of a case: {', '.join(sorted(unknown))}"
            raise ValueError(message)
        return cls(
            pathway=Pathway(stored["pathway"]),
            is_child=stored["is_child"],
            is_foreign=stored.get("is_foreign", False),
            was_admitted_in_emergency=stored.get("was_admitted_in_emergency", False),
            has_story=stored.get("has_story", False),
            has_certifying_paper=stored.get("has_certifying_paper", False),
            consents=frozenset(map(ConsentScope, stored.get("consents", ()))),
            has_consented=stored.get("has_consented", False),
            has_guardian_consent=stored.get("has_guardian_consent", False),
            guardian_is_blocked=stored.get("guardian_is_blocked", False),
            risk_assessed_on=_day(stored.get("risk_assessed_on")),
            has_best_interest_note=stored.get("has_best_interest_note", False),
            has_plan=stored.get("has_plan", False),
            has_agreed_plan=stored.get("has_agreed_plan", False),
            open_follow_ups=stored.get("open_follow_ups", 0),
            done_follow_ups=stored.get("done_follow_ups", 0),
            has_open_offer=stored.get("has_open_offer", False),
            was_notified=stored.get("was_notified", False),
            received_on=_day(stored.get("received_on")),
            milestones=frozenset(map(Milestone, stored.get("milestones", ()))),
            returns_to=_state(stored.get("returns_to")),
            withdrawn_from=_state(stored.get("withdrawn_from")),
        )


_NAMES: frozenset[str] = frozenset(field.name for field in fields(CaseFacts))


def _day(stored: str | None) -> date | None:
    return date.fromisoformat(stored) if stored else None


def _state(stored: str | None) -> State | None:
    return State(stored) if stored else None


@dataclass(frozen=True, slots=True)
class Attempt:
    """Who tries a step, on which local day, and what came with it."""

    step: StepName
    on: date
    actor_kind: AgencyKind
    actor_role: Role
    is_holder: bool = False
    is_verifier: bool = False
    is_receiver: bool = False
    is_sender: bool = False
    via_handover: bool = False
    receiver_kind: AgencyKind | None = None
    has_attested: bool = False
    given: frozenset[str] = frozenset()
    """The names of the data items that are present and valid; ``reason`` and ``record`` among them."""
    has_overdue_clock: bool = False
    waits_for_another_agency: bool = False
    is_reopening_verifier: bool = False
    """The case was concluded *not a victim*, and the actor's agency is the one that concluded it."""
    is_seat_commune: bool = True
    """The receiving commune is the one at the sender's seat."""
    is_in_province: bool = True
    """The receiving commune lies in the sender's province."""
    switched_on: frozenset[str] = frozenset()
    """The rules without a confirmed basis that an administrator has switched on (see ``switches``)."""
