"""The smallest valid things: a province of agencies, people to act in them, reports. Openly fictional."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.orm import Session

from referral.casework.cards import ConsentData, Intake, PersonData
from referral.kernel.clock import Clock
from referral.kernel.permissions import Actor
from referral.kernel.references import new_id
from referral.people.models import Account, Agency
from workflows.vocabulary import AgencyKind, ConsentScope, Pathway, Role, Sex

SEAT, OTHER_SEAT = "21550", "21580"
"""Two communes of Quảng Ngãi."""

AGENCIES: dict[str, tuple[AgencyKind, str, str, str | None]] = {
    "bien-phong-tinh": (AgencyKind.BORDER_GUARD, "51", "", None),
    "so-y-te": (AgencyKind.HEALTH, "51", "", None),
    "cong-an-tinh": (AgencyKind.POLICE, "51", "", None),
    "trung-tam-ctxh": (AgencyKind.SOCIAL_CENTRE, "51", "", None),
    "co-so-ho-tro": (AgencyKind.VICTIM_SUPPORT, "51", OTHER_SEAT, "so-y-te"),
    "canh-sat-bien": (AgencyKind.COAST_GUARD, "51", SEAT, None),
    "co-quan-dai-dien": (AgencyKind.MISSION, "51", "", None),
    "tro-giup-phap-ly": (AgencyKind.LEGAL_AID, "51", "", None),
    "thanh-tra": (AgencyKind.OVERSIGHT, "51", "", None),
    "quan-tri": (AgencyKind.OPERATIONS, "51", "", None),
    "don-bien-phong": (AgencyKind.BORDER_GUARD, "51", SEAT, "bien-phong-tinh"),
    "don-bien-phong-hai": (AgencyKind.BORDER_GUARD, "51", OTHER_SEAT, "bien-phong-tinh"),
    "ubnd-xa": (AgencyKind.COMMUNE, "51", SEAT, "so-y-te"),
    "ubnd-xa-khac": (AgencyKind.COMMUNE, "51", OTHER_SEAT, "so-y-te"),
    "so-y-te-khac": (AgencyKind.HEALTH, "48", "", None),
    "cong-an-tinh-khac": (AgencyKind.POLICE, "48", "", None),
    "ubnd-tinh-khac": (AgencyKind.COMMUNE, "48", "20194", "so-y-te-khac"),
}
"""Code → kind, province, commune, parent."""


@dataclass(frozen=True, slots=True)
class Province:
    """Agencies with an officer and a supervisor each, ready to act."""

    ids: dict[str, UUID] = field(default_factory=dict)
    accounts: dict[tuple[str, Role], UUID] = field(default_factory=dict)

    def actor(self, code: str, role: Role = Role.OFFICER) -> Actor:
        """Give somebody of an agency."""
        kind, province, commune, parent = AGENCIES[code]
        return Actor(
            self.accounts[code, role],
            f"{code}.{role}",
            self.ids[code],
            code,
            kind,
            role,
            province,
            commune,
            self.ids[parent] if parent else None,
            "5e55" * 16,
        )

    def supervisor(self, code: str) -> Actor:
        """Give an agency's supervisor."""
        return self.actor(code, Role.SUPERVISOR)


def make_province(session: Session, clock: Clock) -> Province:
    """Store the agencies and their people, in two statements."""
    province = Province({code: new_id(clock) for code in AGENCIES})
    province.accounts.update({(code, role): new_id(clock) for code in AGENCIES for role in Role})
    session.execute(insert(Agency), [_agency(province, code) for code in AGENCIES])
    session.execute(insert(Account), [_account(province, clock, *seat) for seat in province.accounts])
    return province


def _agency(province: Province, code: str) -> dict[str, object]:
    kind, province_code, commune, parent = AGENCIES[code]
    return {
        "id": province.ids[code],
        "code": code,
        "name": f"Cơ quan {code}",
        "kind": kind.value,
        "parent_id": province.ids[parent] if parent else None,
        "province_code": province_code,
        "commune_code": commune,
        "email": f"{code}@example.vn",
    }


def _account(province: Province, clock: Clock, code: str, role: Role) -> dict[str, object]:
    return {
        "id": province.accounts[code, role],
        "username": f"{code}.{role}",
        "display_name": f"{role} {code}",
        "email": f"{role}.{code}@example.vn",
        "agency_id": province.ids[code],
        "role": role.value,
        "passphrase_hash": "-",
        "is_enrolled": True,
        "is_confirmed": True,
        "created_at": clock.now(),
    }


EVERYTHING = tuple(ConsentScope)
AN_ADULT = PersonData(
    sex=Sex.FEMALE,
    full_name="Nguyễn Thị Đặng Thử",
    age_from=25,
    age_to=27,
    nationality="VNM",
    id_number="051 199 000 001",
    phone="0905 000 001",
)
A_CHILD = replace(AN_ADULT, age_from=15, age_to=19)


STORY = "Được hứa việc nhẹ, lương cao."


def intake(
    at: datetime, person: PersonData = AN_ADULT, *, pathway: Pathway = Pathway.SELF_REPORTED
) -> Intake:
    """Give a report of an adult who agrees to everything."""
    return Intake(
        pathway=pathway,
        occurred_at=at,
        person=person,
        story=STORY,
        language="vi",
        consent=ConsentData(given=True, scope=EVERYTHING),
    )


def a_childs(at: datetime) -> Intake:
    """Give a report of a child whose guardian agrees to everything."""
    consent = ConsentData(given=True, scope=EVERYTHING, guardian="Bà ngoại")
    return replace(intake(at, A_CHILD), consent=consent)
