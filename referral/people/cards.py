"""What services of this room take and give: small frozen things about agencies, accounts and sessions."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from referral.kernel.permissions import Actor
from workflows.vocabulary import AgencyKind, Role


@dataclass(frozen=True, slots=True)
class AgencyName:
    """How an agency is called."""

    code: str
    name: str
    kind: AgencyKind


@dataclass(frozen=True, slots=True)
class AgencyCard:
    """An agency as any signed-in caller may know it."""

    code: str
    name: str
    kind: AgencyKind
    parent: str | None
    province_code: str
    commune_code: str


@dataclass(frozen=True, slots=True)
class AgencyLine:
    """An agency in the administrator's list, with its places and the unit above it by name."""

    card: AgencyCard
    parent: str
    province: str
    commune: str


@dataclass(frozen=True, slots=True)
class NewAgency:
    """An agency to be added."""

    code: str
    name: str
    kind: AgencyKind
    province_code: str
    commune_code: str = ""
    parent: str | None = None
    email: str = ""
    works_saturday_mornings: bool = False


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account to be opened."""

    username: str
    display_name: str
    agency: str
    role: Role
    email: str = ""
    language: str = "vi"


@dataclass(frozen=True, slots=True)
class AccountCard:
    """An account as an administrator, its agency's supervisor or its owner sees it."""

    id: UUID
    username: str
    display_name: str
    email: str
    role: Role
    agency: AgencyName
    is_active: bool
    is_confirmed: bool
    is_enrolled: bool
    language: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Me:
    """Who is asking."""

    username: str
    display_name: str
    role: Role
    language: str
    agency: AgencyCard
    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who has signed in, with what a page's frame says of them."""

    actor: Actor
    display_name: str
    agency_name: str
    language: str
    is_enrolled: bool


@dataclass(frozen=True, slots=True)
class SessionCard:
    """One sign-in of one's own."""

    id: UUID
    created_at: datetime
    seen_at: datetime
    ended_at: datetime | None
    ended_because: str
    is_this_one: bool


@dataclass(frozen=True, slots=True)
class TokenCard:
    """One API token of one's own; the token itself is kept nowhere."""

    id: UUID
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Attempt:
    """A sign-in that was counted and not judged yet."""

    account_id: UUID | None
    stored: str | None = field(repr=False)
    """The hash to compare with; none for somebody we do not know."""
    may_enter: bool
    """Whether the account is active, confirmed and of an active agency."""
    count_keys: tuple[str, ...] = field(repr=False)
