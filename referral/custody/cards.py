"""Small frozen cards of hand-overs: what services take and give. They touch no database."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from workflows.services import DeclineGround, Service, ServiceOutcome
from workflows.vocabulary import HandoverKind, HandoverState, Stage, State, StepName, Words


@dataclass(frozen=True, slots=True)
class Outside:
    """A body without an account here, and the paper (or sealed package) that went to it."""

    name: str = field(repr=False)
    paper: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Offer:
    """What the sender says and attests when offering."""

    to_agency: str
    """Code of the agency whose queue it goes to, never one named person."""
    kind: HandoverKind = HandoverKind.CUSTODY
    service: str | None = None
    reason: str = field(default="", repr=False)
    record: dict[str, Any] = field(default_factory=dict, repr=False)
    """`{place, condition, documents[], belongings[], escort}`."""
    occurred_at: datetime | None = None
    outside: Outside | None = None
    """For a service only; then no agency is named."""


@dataclass(frozen=True, slots=True)
class Done:
    """How a service ended, as its giver or the holder says."""

    outcome: ServiceOutcome
    report: str = field(default="", repr=False)
    occurred_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What the receiver attests when accepting."""

    attest: bool
    condition: str = field(default="", repr=False)
    remarks: str = field(default="", repr=False)
    occurred_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class HandoverCard:
    """A hand-over in a queue: no identity until it is accepted."""

    id: UUID
    case_ref: str
    kind: HandoverKind
    service: str
    step: StepName | None
    """What its acceptance fires; nothing for a service."""
    state: HandoverState
    from_agency: str
    from_name: str
    to_agency: str
    to_name: str
    offered_at: datetime
    answer_due_at: datetime
    answered_at: datetime | None
    is_urgent: bool
    is_child: bool
    case_state: State
    is_mine_to_answer: bool = False
    is_mine_to_withdraw: bool = False
    is_mine_to_finish: bool = False
    is_outside: bool = False
    ground: DeclineGround | None = None
    outcome: ServiceOutcome | None = None
    done_at: datetime | None = None

    @property
    def words(self) -> Words:
        """What is handed over, as people read it: the step, or the service."""
        return Service(self.service).words if self.step is None else self.step.words


@dataclass(frozen=True, slots=True)
class HandoverDetail:
    """A hand-over with its record, for those who may read it."""

    card: HandoverCard
    record: dict[str, Any] | None = field(default=None, repr=False)
    answer: dict[str, Any] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Answered:
    """How a hand-over was settled, and where the case stands then."""

    id: UUID
    outcome: HandoverState
    ref: str
    state: State
    stage: Stage
    version: int
    holder: str
