"""What calls about the tracks of a case take. Shapes are strict here; the rules are for the services."""

from referral.tracks.cards import (
    CrimeReported,
    GuardianNamed,
    MeasureRefused,
    MeasureTaken,
    SeparationBegun,
    StayBegun,
)
from referral.web.bodies import (
    Body,
    Day,
    GivenLine,
    GivenName,
    GivenProse,
    Line,
    MaybeDay,
    MaybeMoment,
    Name,
    Prose,
    Tag,
    YesNo,
)
from workflows.tracks import CrimeDecision, MeasureKind, StayKind


class RefusalBody(Body):
    """The person's refusal of a measure: a legitimate reason, and which written commitment was made."""

    reason: Prose = None
    commitment: Prose = None


class MeasureBody(Body):
    """A measure that is taken, with its `ground`; or the person's `refusal` of one."""

    kind: MeasureKind
    ground: Prose = None
    decided_by: Line = None
    until_on: MaybeDay = None
    refusal: RefusalBody | None = None
    occurred_at: MaybeMoment = None

    def taken(self) -> MeasureTaken:
        """Give it as the services take it."""
        return MeasureTaken(self.kind, self.ground or "", self.decided_by or "", self.until_on)

    def refused(self, refusal: RefusalBody) -> MeasureRefused:
        """Give the refusal as the services take it."""
        return MeasureRefused(self.kind, refusal.reason or "", refusal.commitment or "")


class EndBody(Body):
    """How and when something ended."""

    reason: GivenProse
    occurred_at: MaybeMoment = None


class WhenBody(Body):
    """When it happened; now, unless told."""

    occurred_at: MaybeMoment = None


class PlacementBody(Body):
    """How, where and until when somebody is taken in; `occurred_at` is the first night's."""

    kind: StayKind = StayKind.LODGING
    facility: Tag = None
    place: Name = None
    decided_by: Line = None
    until_on: MaybeDay = None
    occurred_at: MaybeMoment = None

    def stay(self) -> StayBegun:
        """Give it as the services take it."""
        return StayBegun(self.kind, self.facility, self.place or "", self.decided_by or "", self.until_on)


class StayExtensionBody(Body):
    """Until when a stay goes on, and who decided so."""

    until_on: Day
    decided_by: GivenLine


class GuardianBody(Body):
    """Who stands up for a child; `is_blocked` when they may have to do with the trafficking, and why."""

    name: GivenName
    relation: Line = None
    contact: Line = None
    is_blocked: YesNo = False
    because: Prose = None
    occurred_at: MaybeMoment = None

    def guardian(self) -> GuardianNamed:
        """Give it as the services take it."""
        return GuardianNamed(
            self.name, self.relation or "", self.contact or "", self.is_blocked, self.because or ""
        )


class SeparationBody(Body):
    """Why, where and until when a child is kept apart; `competent_body` decided it, where it lasts longer."""

    because: GivenProse
    until_on: Day
    place: Name = None
    decided_by: Line = None
    competent_body: Line = None
    occurred_at: MaybeMoment = None

    def separation(self) -> SeparationBegun:
        """Give it as the services take it."""
        return SeparationBegun(
            self.because, self.until_on, self.place or "", self.decided_by or "", self.competent_body or ""
        )


class UntilBody(Body):
    """Until when something goes on."""

    until_on: Day


class CrimeReportBody(Body):
    """A report of a crime as the police received it; `police` is the agency's code."""

    summary: GivenProse
    police: Tag = None
    number: Line = None
    occurred_at: MaybeMoment = None

    def report(self) -> CrimeReported:
        """Give it as the services take it."""
        return CrimeReported(self.summary, self.police, self.number or "")


class CrimeExtensionBody(Body):
    """When the extension was asked for, and the procuracy's decision."""

    asked_on: Day
    paper: GivenLine


class CrimeDecisionBody(Body):
    """What the police decided."""

    decision: CrimeDecision
    occurred_at: MaybeMoment = None
