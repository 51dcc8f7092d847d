"""A small line of duty with its people, and a clock of a case in it: what every test of clocks stands on."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol
from uuid import UUID

import pytest
from sqlalchemy import event, insert
from sqlalchemy.orm import Session

from referral.kernel.clock import VIETNAM, StoppedClock
from referral.kernel.permissions import Actor
from referral.kernel.references import new_id, new_reference
from referral.people.models import Account, Agency
from referral.sla.services import clocks
from referral.sla.services.clocks import ClockValues, Scene
from workflows.deadlines import DeadlineRule
from workflows.rulebook import rule_in_force
from workflows.vocabulary import AgencyKind, Duty, Role

WEDNESDAY = datetime(2026, 7, 8, 9, 0, tzinfo=VIETNAM)
"""When the person of most of these tests came; three days later is Saturday, so the limit moves to Monday."""

LINE: dict[str, tuple[AgencyKind, str | None, str]] = {
    "cong-an-tinh": (AgencyKind.POLICE, None, "51"),
    "so-y-te": (AgencyKind.HEALTH, None, "51"),
    "ubnd-xa": (AgencyKind.COMMUNE, "so-y-te", "51"),
    "bien-phong-tinh": (AgencyKind.BORDER_GUARD, None, "51"),
    "don-bien-phong": (AgencyKind.BORDER_GUARD, "bien-phong-tinh", "51"),
    "thanh-tra": (AgencyKind.OVERSIGHT, None, "51"),
    "thanh-tra-khac": (AgencyKind.OVERSIGHT, None, "48"),
}


@dataclass(frozen=True)
class Province:
    """The agencies by their codes, and actors who sit in them."""

    ids: dict[str, UUID]

    def __getitem__(self, code: str) -> UUID:
        return self.ids[code]

    def actor(self, code: str, role: Role) -> Actor:
        return Actor(self.ids[f"{code}.{role}"], f"{code}.{role}", self.ids[code], code, LINE[code][0], role)


def rule(name: str) -> DeadlineRule:
    return rule_in_force(name, WEDNESDAY.date())


@pytest.fixture
def province(session: Session, clock: StoppedClock) -> Province:
    ids: dict[str, UUID] = {}
    for code, (kind, parent, number) in LINE.items():
        ids[code] = new_id(clock)
        agency = Agency(id=ids[code], code=code, name=code.title(), kind=kind, province_code=number)
        agency.parent_id, agency.email = ids.get(parent or ""), f"{code}@example.invalid"
        session.add(agency)
        session.flush()
    seats = [(code, role) for code in LINE for role in Role]
    ids.update({f"{code}.{role}": new_id(clock) for code, role in seats})
    session.execute(insert(Account), [_account(clock, ids, code, role) for code, role in seats])
    session.commit()
    clock.set(WEDNESDAY)
    return Province(ids)


def _account(clock: StoppedClock, ids: dict[str, UUID], code: str, role: Role) -> dict[str, object]:
    name = f"{code}.{role}"
    return {
        "id": ids[name],
        "username": name,
        "display_name": name,
        "email": f"{name}@example.invalid",
        "agency_id": ids[code],
        "role": role,
        "passphrase_hash": "",
        "is_enrolled": True,
        "is_confirmed": True,
        "created_at": clock.now(),
    }


@pytest.fixture
def scene(province: Province, clock: StoppedClock) -> Scene:
    """A case that the commune holds and the police verify."""
    duties = {Duty.HEALTH: province["so-y-te"], Duty.VERIFIER: province["cong-an-tinh"]}
    return Scene(new_id(clock), new_reference(), province["ubnd-xa"], duties)


class Starting(Protocol):
    """Starts a clock of the case, of the rule named, and commits it."""

    def __call__(
        self,
        name: str,
        at: datetime = WEDNESDAY,
        *,
        case_id: UUID | None = None,
        holder_id: UUID | None = None,
        subject_id: UUID | None = None,
    ) -> ClockValues: ...


@pytest.fixture
def start(session: Session, clock: StoppedClock, scene: Scene) -> Starting:
    def starting(
        name: str,
        at: datetime = WEDNESDAY,
        *,
        case_id: UUID | None = None,
        holder_id: UUID | None = None,
        subject_id: UUID | None = None,
    ) -> ClockValues:
        where = replace(scene, case_id=case_id or scene.case_id, holder_id=holder_id or scene.holder_id)
        row = clocks.planned(clock, rule(name), where, at, subject_id)
        clocks.start_all(session, [row])
        session.commit()
        return row

    return starting


@pytest.fixture
def statements(session: Session) -> Iterator[list[str]]:
    """The first word of every statement sent from here on."""
    engine, words = session.get_bind(), list[str]()

    def write_down(*said: str) -> None:
        words.append(said[2].split()[0])

    event.listen(engine, "before_cursor_execute", write_down)
    yield words
    event.remove(engine, "before_cursor_execute", write_down)
