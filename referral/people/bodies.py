"""What this room's calls take and answer: who is asking, and the agencies there are."""

from pydantic import Field

from referral.web.bodies import Answer, Query
from workflows.vocabulary import AgencyKind, Role


class AgencyQuery(Query):
    """Which agencies are asked for."""

    kind: AgencyKind | None = None
    province: str | None = Field(None, max_length=2, pattern="^[0-9]{2}$")


class AgencyAnswer(Answer):
    """An agency, as any signed-in caller may know it."""

    code: str
    name: str
    kind: AgencyKind
    parent: str | None
    province_code: str
    commune_code: str | None


class MeAnswer(Answer):
    """Who is asking."""

    username: str
    display_name: str
    role: Role
    language: str
    agency: AgencyAnswer
    scopes: tuple[str, ...]
