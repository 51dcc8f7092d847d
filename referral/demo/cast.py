"""Who takes part in the demonstration: agencies, their line of duty, and a one-time secret for everyone."""

from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from referral.kernel.clock import Clock
from referral.kernel.database import Database
from referral.kernel.permissions import SYSTEM, Actor
from referral.kernel.transaction import deed
from referral.people.cards import NewAccount, NewAgency
from referral.people.models import Account
from referral.people.queries import account_by_username
from referral.people.services import accounts, agencies
from referral.people.services.actors import actor_of
from referral.people.services.passphrases import Hasher, one_time_secret
from workflows.vocabulary import AgencyKind, Role

QUANG_NGAI, DA_NANG, HA_NOI = "51", "48", "01"
MAIL = "demo.invalid"
"""A domain that can never exist: nothing that is sent to the demonstration reaches anybody."""


def _agency(code: str, name: str, kind: AgencyKind, province: str = QUANG_NGAI, commune: str = "",
            parent: str | None = None) -> NewAgency:  # fmt: skip
    return NewAgency(code, name, kind, province, commune, parent, email=f"{code}@{MAIL}")


AGENCIES = (
    _agency("cong-an-tinh", "Công an tỉnh Quảng Ngãi", AgencyKind.POLICE, commune="21028"),
    _agency(
        "bien-phong-tinh",
        "Bộ Chỉ huy Bộ đội Biên phòng tỉnh Quảng Ngãi",
        AgencyKind.BORDER_GUARD,
        commune="21025",
    ),
    _agency("so-y-te", "Sở Y tế tỉnh Quảng Ngãi", AgencyKind.HEALTH, commune="21025"),
    _agency(
        "trung-tam-ctxh",
        "Trung tâm Công tác xã hội tỉnh Quảng Ngãi",
        AgencyKind.SOCIAL_CENTRE,
        commune="21028",
        parent="so-y-te",
    ),
    _agency(
        "co-so-ho-tro",
        "Cơ sở hỗ trợ nạn nhân Nhà Bình Minh",
        AgencyKind.VICTIM_SUPPORT,
        commune="23293",
        parent="so-y-te",
    ),
    _agency("tro-giup-phap-ly", "Trung tâm Trợ giúp pháp lý nhà nước tỉnh Quảng Ngãi", AgencyKind.LEGAL_AID),
    _agency("thanh-tra", "Thanh tra tỉnh Quảng Ngãi", AgencyKind.OVERSIGHT),
    _agency("tong-dai-111", "Tổng đài điện thoại quốc gia bảo vệ trẻ em 111", AgencyKind.HOTLINE, HA_NOI),
    _agency("benh-vien-tinh", "Bệnh viện Đa khoa tỉnh Quảng Ngãi", AgencyKind.PARTNER),
    _agency(
        "canh-sat-bien-ly-son",
        "Tổ công tác Cảnh sát biển tại Lý Sơn",
        AgencyKind.COAST_GUARD,
        commune="21548",
    ),
    _agency("co-quan-dai-dien-phnom-penh", "Đại sứ quán Việt Nam tại Campuchia", AgencyKind.MISSION, HA_NOI),
    _agency(
        "don-bien-phong-bo-y",
        "Đồn Biên phòng cửa khẩu quốc tế Bờ Y",
        AgencyKind.BORDER_GUARD,
        commune="23377",
        parent="bien-phong-tinh",
    ),
    _agency(
        "don-bien-phong-sa-huynh",
        "Đồn Biên phòng Sa Huỳnh",
        AgencyKind.BORDER_GUARD,
        commune="21478",
        parent="bien-phong-tinh",
    ),
    _agency(
        "don-bien-phong-ly-son",
        "Đồn Biên phòng Lý Sơn",
        AgencyKind.BORDER_GUARD,
        commune="21548",
        parent="bien-phong-tinh",
    ),
    _agency("ubnd-xa-bo-y", "UBND xã Bờ Y", AgencyKind.COMMUNE, commune="23377", parent="so-y-te"),
    _agency(
        "ubnd-phuong-sa-huynh", "UBND phường Sa Huỳnh", AgencyKind.COMMUNE, commune="21478", parent="so-y-te"
    ),
    _agency(
        "ubnd-dac-khu-ly-son", "UBND đặc khu Lý Sơn", AgencyKind.COMMUNE, commune="21548", parent="so-y-te"
    ),
    _agency("so-y-te-da-nang", "Sở Y tế thành phố Đà Nẵng", AgencyKind.HEALTH, DA_NANG),
    _agency("cong-an-tinh-da-nang", "Công an thành phố Đà Nẵng", AgencyKind.POLICE, DA_NANG),
    _agency(
        "ubnd-phuong-hai-chau",
        "UBND phường Hải Châu",
        AgencyKind.COMMUNE,
        DA_NANG,
        "20242",
        parent="so-y-te-da-nang",
    ),
)
"""Contract section 3; a parent stands before its children."""

OPERATIONS = "quan-tri"
"""Opened by `referral init`, with its administrator."""


@dataclass(frozen=True, slots=True)
class Secrets:
    """The one-time secrets of the demonstration, by username; shown once."""

    by_username: dict[str, str] = field(default_factory=dict, repr=False)


def open_cast(database: Database, clock: Clock, hasher: Hasher) -> Secrets:
    """Open every agency and account of the demonstration and give the one-time secrets."""
    with deed(database, clock) as session:
        for agency in AGENCIES:
            agencies.open_agency(session, clock, SYSTEM, agency)
    secrets = {account.username: one_time_secret() for account in _accounts()}
    # Hashing takes its time on purpose, so it is done before the database's one writer's place is taken.
    hashes = {username: hasher.hash(secret) for username, secret in secrets.items()}
    with deed(database, clock) as session:
        for account in _accounts():
            accounts.open_account(
                session, clock, SYSTEM, account, hashes[account.username], is_confirmed=True
            )
    return Secrets(secrets)


def _accounts() -> list[NewAccount]:
    cast = [(agency, role) for agency in AGENCIES for role in _roles(agency.kind)]
    named = [_account(agency.code, agency.name, role) for agency, role in cast]
    return [
        *named,
        *(_account(OPERATIONS, "Quản trị hệ thống", role) for role in (Role.OFFICER, Role.SUPERVISOR)),
    ]


def _roles(kind: AgencyKind) -> tuple[Role, ...]:
    return (Role.OFFICER, Role.SUPERVISOR, *((Role.AUDITOR,) if kind is AgencyKind.OVERSIGHT else ()))


def _account(code: str, name: str, role: Role) -> NewAccount:
    return NewAccount(f"{code}.{role}", f"{role.vi}, {name}", code, role, f"{role}.{code}@{MAIL}")


def actor(session: Session, username: str) -> Actor:
    """Give somebody of the cast, ready to act.

    :raises LookupError: if nobody is called so
    """
    account: Account | None = account_by_username(session, username)
    if account is None:
        raise LookupError(username)
    return actor_of(account)
