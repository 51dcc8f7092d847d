"""Small frozen cards that put several rooms' cards side by side. They touch no database."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from referral.casework.cards import CaseCard, CaseLine, EventCard, IntervalCard, StepOption
from referral.casework.services.drafts import DraftLine
from referral.custody.cards import HandoverCard
from referral.documents.cards import PaperCard
from referral.kernel.paging import Page
from referral.kernel.permissions import Permission
from referral.sla.cards import ClockCard
from referral.support.cards import SupportCard
from referral.tracks.cards import TracksCard
from workflows.vocabulary import Purpose, Relation, Stage, Words

Standing = Literal["done", "now", "ahead"]


@dataclass(frozen=True, slots=True)
class WholeCase:
    """A case opened for a purpose, with all that the purpose includes."""

    case: CaseCard
    support: SupportCard = field(repr=False)
    tracks: TracksCard = field(repr=False)
    papers: tuple[PaperCard, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Home:
    """One's own desk: what the agency holds, what is offered to it, what runs out."""

    held: Page[CaseLine]
    overdue: Page[CaseLine]
    offered: Page[HandoverCard]
    waiting: Page[HandoverCard]
    open_alerts: int
    due: tuple[ClockCard, ...]
    drafts: tuple[DraftLine, ...]


@dataclass(frozen=True, slots=True)
class Steps:
    """The steps of the journey, sorted by whether they may be taken now."""

    allowed: tuple[StepOption, ...]
    near: tuple[StepOption, ...]
    """Steps that start from here, but lack something."""
    far: tuple[StepOption, ...]
    """Steps that start elsewhere."""


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What one body saw of a case for one purpose: parts by their names, never what they say."""

    agency: str
    agency_name: str
    purpose: Purpose | None
    """Nothing where a hand-over was read, which asks for no purpose."""
    parts: tuple[Words, ...]
    times: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class CasePage:
    """Everything the page of a case shows."""

    line: CaseLine
    relations: tuple[Relation, ...]
    """Why the reader may see it."""
    stages: tuple[tuple[Stage, Standing], ...]
    intervals: tuple[IntervalCard, ...]
    running: tuple[ClockCard, ...]
    ended: tuple[ClockCard, ...]
    steps: Steps
    events: tuple[EventCard, ...]
    """What happened, the latest first."""
    handovers: tuple[HandoverCard, ...]
    allowed: frozenset[Permission]
    """What the reader may do with it; the services check again."""
    card: CaseCard | None = None
    """Opened for the purpose; nothing for who may know of the case, but not open it."""
    support: SupportCard = field(default_factory=SupportCard)
    tracks: TracksCard = field(default_factory=TracksCard)
    papers: tuple[PaperCard, ...] = ()
    commune: str = field(default="", repr=False)
    """The person's commune of residence, by name."""

    @property
    def is_held(self) -> bool:
        """Whether the reader's agency answers for the person now."""
        return Relation.HOLDER in self.relations

    def may(self, permission: str) -> bool:
        """Say whether the reader may do this, by the permission's own word, like `case:work`."""
        return permission in self.allowed
