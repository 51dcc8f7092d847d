"""The demonstration: every state is there, and nothing in it breaks a promise of the product."""

from collections import Counter

import pytest
from sqlalchemy import func, select

from referral.casework.models import Case, CustodyInterval, Screening
from referral.demo import open_cast, tell_all
from referral.demo.cast import AGENCIES, DA_NANG, QUANG_NGAI
from referral.kernel import ledger
from referral.kernel.clock import StoppedClock
from referral.kernel.database import Base, Database, table_of
from referral.kernel.permissions import SYSTEM
from referral.kernel.transaction import deed
from referral.people.cards import NewAgency
from referral.people.services import agencies
from referral.people.services.passphrases import Hasher
from referral.settings import INSECURE_FAST_HASHING
from referral.sla.models import RunningClock
from referral.support.models import Delivery, Entitlement
from referral.tracks.models import Measure
from tests.shelf import Shelf
from workflows.vocabulary import ENDS, AgencyKind, State


@pytest.fixture
def told(database: Database, clock: StoppedClock, shelf: Shelf) -> int:
    return shelf.tell(("the demonstration",), lambda: _tell(database, clock))


def _tell(database: Database, clock: StoppedClock) -> int:
    with deed(database, clock) as session:
        operations = NewAgency("quan-tri", "Quản trị hệ thống", AgencyKind.OPERATIONS, "01")
        agencies.open_agency(session, clock, SYSTEM, operations)
    open_cast(database, clock, Hasher(INSECURE_FAST_HASHING))
    return tell_all(database, clock)


def test_sixty_cases_stand_in_every_state(told: int, database: Database) -> None:
    with database.reading() as session:
        states = Counter(session.scalars(select(Case.state)))

    assert told == sum(states.values()) == 60
    assert set(states) == {state.value for state in State}


def test_every_open_case_has_one_holder_and_a_clock(told: int, database: Database) -> None:
    ended = [state.value for state in ENDS]
    with database.reading() as session:
        is_open = session.scalars(select(Case.id).where(Case.state.not_in(ended))).all()
        held = session.scalars(select(CustodyInterval.case_id).where(CustodyInterval.to_at.is_(None))).all()
        timed = set(session.scalars(select(RunningClock.case_id).where(RunningClock.ended_at.is_(None))))

    assert sorted(held) == sorted(is_open)
    assert set(is_open) <= timed


def test_some_of_its_clocks_have_run_out(told: int, database: Database, clock: StoppedClock) -> None:
    with database.reading() as session:
        late = session.scalar(
            select(func.count()).where(RunningClock.ended_at.is_(None), RunningClock.due_at < clock.now())
        )

    assert late is not None
    assert late > 5


@pytest.mark.parametrize(
    ("table", "column", "found"),
    [
        pytest.param(Entitlement, "state", {"complete", "incomplete", "granted"}, id="applications"),
        pytest.param(
            Delivery, "benefit", {"essential_needs", "psychological", "schooling"}, id="support given"
        ),
        pytest.param(Measure, "kind", {"essential_needs"}, id="measures taken"),
        pytest.param(Screening, "number", {1}, id="screenings"),
    ],
)
def test_it_tells_of_support_and_of_what_runs_beside(
    told: int, database: Database, table: type[Base], column: str, found: set[object]
) -> None:
    with database.reading() as session:
        assert set(session.scalars(select(table_of(table).c[column]))) == found


def test_some_applications_wait_for_their_decision(told: int, database: Database) -> None:
    waiting = select(func.count()).where(
        RunningClock.rule == "support_application", RunningClock.ended_at.is_(None)
    )
    with database.reading() as session:
        assert session.scalar(waiting)


def test_its_ledger_is_sound_from_the_first_entry(told: int, database: Database) -> None:
    with database.reading() as session:
        assert ledger.verify(session).status is ledger.Status.SOUND


def test_the_cast_covers_every_kind_and_a_second_province() -> None:
    kinds = {agency.kind for agency in AGENCIES}

    assert kinds == set(AgencyKind) - {AgencyKind.OPERATIONS}
    assert {QUANG_NGAI, DA_NANG} <= {agency.province_code for agency in AGENCIES}
