"""Who may do what: one table that reads aloud. It knows roles and relations, never rows or requests."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from workflows.vocabulary import AgencyKind, Relation, Role


class Permission(StrEnum):
    """Everything a signed-in caller may be allowed, as `thing:verb`."""

    DESK_SEE = "desk:see"
    """See what one's own agency holds, is offered and owes."""
    CASE_REPORT = "case:report"
    """Receive a report: any agency but oversight and operations."""
    CASE_LIST = "case:list"
    """List the cases one may know of, without personal data."""
    CASE_SEARCH = "case:search"
    """Look for a person by name or number, within one's own scope."""
    CASE_READ = "case:read"
    """Open the personal part of a case, for a purpose."""
    CASE_GLANCE = "case:glance"
    """See a case's reference, state and clocks, without personal data."""
    CASE_CHANGE = "case:change"
    """Correct the person's data or the story."""
    CASE_STEP = "case:step"
    """Take a step; whose step it is, the journey says."""
    CASE_WORK = "case:work"
    """Add notes, consents, assessments, plans and follow-ups."""
    CHILD_TRACK = "child:track"
    """Work on the child's own track: the risk, the child's plan, its approval."""
    FACILITY_FILE = "facility-file:complete"
    """Complete the file of an emergency admission; the facility that admitted, or once did."""
    SUPPORT_RECORD = "support:record"
    """Record an application for support, its completion, and what was given."""
    SUPPORT_DECIDE = "support:decide"
    """Decide on an application for support: the health department's, also after handing over."""
    SUPPORT_AMOUNTS = "support:amounts"
    """Enter what a province pays for a benefit, with its date and source."""
    STAY_RECORD = "stay:record"
    """Record that a person is taken in, and until when; a facility does so for itself."""
    CRIME_REPORT = "crime-report:work"
    """Record a crime report and what becomes of it."""
    CRIME_REPORT_LIST = "crime-report:list"
    """See which crime reports one's own police agency must decide; references and dates only."""
    DATA_DUTY_REPORT = "data-duty:report"
    """Report a breach of personal data, or take down what a data subject asks."""
    DATA_DUTY_WORK = "data-duty:work"
    """Answer breaches and data-subject requests; the body's own data-protection officers."""
    ERASURE_ASK = "erasure:ask"
    """Ask for the personal data of an ended case to be destroyed; the supervisor of its last holder."""
    ERASURE_DECIDE = "erasure:decide"
    """Approve or refuse such a request; the body's own data-protection officers."""
    CASE_ACCESS_READ = "case:access-read"
    """See who looked at a case one's agency holds."""
    HANDOVER_OFFER = "handover:offer"
    """Offer a person to another agency."""
    HANDOVER_ANSWER = "handover:answer"
    """Accept or decline what is offered to one's agency."""
    HANDOVER_LIST = "handover:list"
    """See the hand-overs of one's agency."""
    CLOCK_PAUSE = "clock:pause"
    """Pause, resume or extend a clock, with a reason and an authority."""
    ALERT_READ = "alert:read"
    """See and acknowledge the alerts of one's own seat."""
    BOARD_SEE = "board:see"
    """See the overdue board of one's agency and those below it."""
    LAW_READ = "law:read"
    """Read the rules in force, where they stand, and the working days."""
    LAW_CHANGE = "law:change"
    """Switch a rule on or off, make a province's limit stricter, keep an agency's working days."""
    LEDGER_READ = "ledger:read"
    """Read the access log; references and verbs, never a name or a story."""
    ACCOUNT_MANAGE = "account:manage"
    """Open, suspend and reset accounts; no case data."""
    ACCOUNT_CONFIRM = "account:confirm"
    """Confirm that an account with access to cases belongs to one's agency."""
    SELF_MANAGE = "self:manage"
    """One's own sign-in: passphrase, sessions, language."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: one account in one agency with one role, for the length of one request."""

    user_id: UUID | None
    username: str
    agency_id: UUID | None
    agency_code: str
    agency_kind: AgencyKind
    role: Role
    province_code: str = ""
    commune_code: str = ""
    parent_id: UUID | None = None
    session_hash: str = ""
    scopes: frozenset[str] = field(default_factory=frozenset)
    """What a token was narrowed to; empty means everything its account may."""

    def may(self, permission: Permission, relations: frozenset[Relation] = frozenset()) -> bool:
        """Say whether the table allows this, given how one's agency relates to the case."""
        if self.scopes and permission.value not in self.scopes:
            return False
        rows = PERMISSIONS[permission]
        return any(all(condition(self, relations) for condition in row) for row in rows)

    @property
    def agency(self) -> UUID:
        """Give the id of the agency acted for.

        :raises LookupError: if nobody's agency acts: the system and callers who are not signed in
        """
        if self.agency_id is None:
            raise LookupError(self.username)
        return self.agency_id


SYSTEM = Actor(None, "system", None, "system", AgencyKind.OPERATIONS, Role.SYSTEM)
"""Acts for the clocks."""
ANONYMOUS = Actor(None, "anonymous", None, "", AgencyKind.OPERATIONS, Role.SYSTEM, scopes=frozenset({"none"}))
"""Somebody who has not signed in; may do nothing."""

Condition = Callable[[Actor, frozenset[Relation]], bool]

_WORKLESS = frozenset({AgencyKind.OVERSIGHT, AgencyKind.OPERATIONS})


def officer(actor: Actor, _: frozenset[Relation]) -> bool:
    """An officer or social worker of an agency that moves cases."""
    return actor.role is Role.OFFICER and actor.agency_kind not in _WORKLESS


def supervisor(actor: Actor, _: frozenset[Relation]) -> bool:
    """A supervisor of an agency that moves cases."""
    return actor.role is Role.SUPERVISOR and actor.agency_kind not in _WORKLESS


def police(actor: Actor, _: frozenset[Relation]) -> bool:
    """A police agency's."""
    return actor.agency_kind is AgencyKind.POLICE


def data_officer(actor: Actor, _: frozenset[Relation]) -> bool:
    """Who answers for data protection in the operations agency; never an administrator."""
    return actor.role in {Role.OFFICER, Role.SUPERVISOR} and actor.agency_kind is AgencyKind.OPERATIONS


def health(actor: Actor, _: frozenset[Relation]) -> bool:
    """A health department's."""
    return actor.agency_kind is AgencyKind.HEALTH


def auditor(actor: Actor, _: frozenset[Relation]) -> bool:
    """An auditor of an oversight body."""
    return actor.role is Role.AUDITOR


def administrator(actor: Actor, _: frozenset[Relation]) -> bool:
    """Who keeps accounts and settings."""
    return actor.role is Role.ADMINISTRATOR


def system(actor: Actor, _: frozenset[Relation]) -> bool:
    """The clocks themselves."""
    return actor.role is Role.SYSTEM


def signed_in(actor: Actor, _: frozenset[Relation]) -> bool:
    """Anyone with an account."""
    return actor.user_id is not None


def _related(*wanted: Relation) -> Condition:
    """Make a condition that one's agency relates to the case in one of these ways."""
    names = frozenset(wanted)

    def related(_: Actor, relations: frozenset[Relation]) -> bool:
        return bool(names & relations)

    related.__name__ = "_or_".join(sorted(names))
    return related


holder = _related(Relation.HOLDER, Relation.LAST_HOLDER)
current_holder = _related(Relation.HOLDER)
party = _related(Relation.HOLDER, Relation.VERIFIER)
child_party = _related(Relation.HOLDER, Relation.VERIFIER, Relation.CHILD_DUTY)
taker_in = _related(Relation.HOLDER, Relation.VERIFIER, Relation.REFERRAL, Relation.FORMER)
admitter = _related(Relation.HOLDER, Relation.FORMER, Relation.LAST_HOLDER)
holder_or_above = _related(Relation.HOLDER, Relation.ABOVE)
reader = _related(
    Relation.HOLDER,
    Relation.LAST_HOLDER,
    Relation.VERIFIER,
    Relation.OFFERED,
    Relation.REFERRAL,
    Relation.CHILD_DUTY,
    Relation.FORMER,
    Relation.EMERGENCY,
)
knower = _related(*Relation)

PERMISSIONS: dict[Permission, list[list[Condition]]] = {
    Permission.DESK_SEE: [[officer], [supervisor]],
    Permission.CASE_REPORT: [[officer], [supervisor]],
    Permission.CASE_LIST: [[officer], [supervisor]],
    Permission.CASE_SEARCH: [[officer], [supervisor]],
    Permission.CASE_READ: [[officer, reader], [supervisor, reader]],
    Permission.CASE_GLANCE: [[officer, reader], [supervisor, knower]],
    Permission.CASE_CHANGE: [[officer, current_holder], [supervisor, current_holder]],
    Permission.CASE_STEP: [[officer, knower], [supervisor, knower]],
    Permission.CASE_WORK: [[officer, party], [supervisor, party]],
    Permission.CHILD_TRACK: [[officer, child_party], [supervisor, child_party]],
    Permission.FACILITY_FILE: [[officer, admitter], [supervisor, admitter]],
    Permission.SUPPORT_RECORD: [
        [officer, party],
        [supervisor, party],
        [officer, health, admitter],
        [supervisor, health, admitter],
    ],
    Permission.SUPPORT_DECIDE: [[officer, health, admitter], [supervisor, health, admitter]],
    Permission.SUPPORT_AMOUNTS: [[administrator]],
    Permission.STAY_RECORD: [[officer, taker_in], [supervisor, taker_in]],
    Permission.CRIME_REPORT: [[officer, party], [supervisor, party]],
    Permission.CRIME_REPORT_LIST: [[officer, police], [supervisor, police]],
    Permission.DATA_DUTY_REPORT: [[signed_in]],
    Permission.DATA_DUTY_WORK: [[data_officer]],
    Permission.ERASURE_ASK: [[supervisor, holder]],
    Permission.ERASURE_DECIDE: [[data_officer]],
    Permission.CASE_ACCESS_READ: [[supervisor, holder]],
    Permission.HANDOVER_OFFER: [[officer, knower], [supervisor, knower]],
    Permission.HANDOVER_ANSWER: [[officer], [supervisor]],
    Permission.HANDOVER_LIST: [[officer], [supervisor]],
    Permission.CLOCK_PAUSE: [[supervisor, holder_or_above], [officer, current_holder]],
    Permission.ALERT_READ: [[signed_in]],
    Permission.BOARD_SEE: [[supervisor]],
    Permission.LAW_READ: [[signed_in]],
    Permission.LAW_CHANGE: [[administrator]],
    Permission.LEDGER_READ: [[auditor]],
    Permission.ACCOUNT_MANAGE: [[administrator], [system]],
    Permission.ACCOUNT_CONFIRM: [[supervisor]],
    Permission.SELF_MANAGE: [[signed_in]],
}
"""Each permission: one of the rows must hold; a row holds when all its conditions do."""
