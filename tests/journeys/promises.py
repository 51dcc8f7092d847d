"""What must be true of every case at every moment, whatever was done to it: invariants I1 to I3 and I6."""

from itertools import pairwise
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from referral.casework.models import Case, CaseAccess, CustodyInterval, Event
from referral.custody.models import Handover
from referral.kernel import ledger
from referral.kernel.database import table_of
from referral.kernel.ledger import Action, Search
from referral.sla.models import CLOCK
from workflows.vocabulary import ENDS, ClockState, Duty, HandoverState, Relation, State

CASES, INTERVALS, ACCESS = table_of(Case), table_of(CustodyInterval), table_of(CaseAccess)
EVENTS, HANDOVERS = table_of(Event), table_of(Handover)
WATCHED = {ClockState.RUNNING, ClockState.PAUSED, ClockState.OVERDUE}


def check(session: Session) -> None:
    """Hold every case against every promise."""
    for case in session.execute(select(CASES)).all():
        check_case(session, case)


def check_case(session: Session, case: Row[Any]) -> None:
    """Hold one case against every promise."""
    custody_tiles(session, case)
    somebody_answers(session, case)
    a_clock_is_running(session, case)
    the_ledger_tells_the_same(session, case)
    an_open_offer_is_known(session, case)


def custody_tiles(session: Session, case: Row[Any]) -> None:
    """I1: the intervals tile every open period; what lies between an end and a reopening is nobody's."""
    of_case = INTERVALS.c.case_id == case.id
    intervals = session.execute(select(INTERVALS).where(of_case).order_by(INTERVALS.c.from_at)).all()
    gaps = [(one.to_at, two.from_at) for one, two in pairwise(intervals) if one.to_at != two.from_at]
    reopened = EVENTS.c.case_id == case.id, EVENTS.c.kind == "reopen"
    reopenings = session.scalars(select(EVENTS.c.occurred_at).where(*reopened)).all()

    assert intervals[0].from_at == case.occurred_at
    assert all(before is not None and before < after and after in reopenings for before, after in gaps)
    assert intervals[-1].to_at == case.ended_at
    assert all(one.to_at is not None and one.from_at <= one.to_at for one in intervals[:-1])


def somebody_answers(session: Session, case: Row[Any]) -> None:
    """I1, I2: exactly one agency has the holder's right, and it is the one that the interval names."""
    is_over = State(case.state) in ENDS
    relation = Relation.LAST_HOLDER if is_over else Relation.HOLDER
    both = [Relation.HOLDER.value, Relation.LAST_HOLDER.value]
    active = ACCESS.c.case_id == case.id, ACCESS.c.until_at.is_(None), ACCESS.c.relation.in_(both)
    rights = session.execute(
        select(ACCESS.c.agency_id, ACCESS.c.relation, ACCESS.c.copy_scope).where(*active)
    )
    latest = select(INTERVALS.c.agency_id).where(INTERVALS.c.case_id == case.id).order_by(INTERVALS.c.from_at)

    assert [tuple(right) for right in rights] == [(case.holder_id, relation, "full")]
    assert session.scalars(latest).all()[-1] == case.holder_id
    assert (case.ended_at is not None) == is_over


def a_clock_is_running(session: Session, case: Row[Any]) -> None:
    """I2: every open state has a running or paused clock that is somebody's duty; an ended one has none."""
    duties = CLOCK.c.case_id == case.id, CLOCK.c.ended_at.is_(None), CLOCK.c.duty != Duty.NOBODY
    clocks = session.execute(select(CLOCK.c.state, CLOCK.c.holder_id).where(*duties)).all()

    assert bool(clocks) == (State(case.state) not in ENDS)
    assert all(clock.state in WATCHED and clock.holder_id == case.holder_id for clock in clocks)


def the_ledger_tells_the_same(session: Session, case: Row[Any]) -> None:
    """I3: a state changes with its entry and its line, and neither stands there without it."""
    moves = ledger.entries(session, Search(about=case.ref, action=Action.CASE_MOVED), limit=1000)[::-1]
    told = [(str(move.detail["from"]), str(move.detail["to"])) for move in moves]
    (report,) = ledger.entries(session, Search(about=case.ref, action=Action.CASE_REPORTED))
    lines = select(EVENTS.c.state_before, EVENTS.c.state_after, EVENTS.c.kind).where(
        EVENTS.c.case_id == case.id, EVENTS.c.state_before.is_not(None)
    )
    written = [tuple(line) for line in session.execute(lines.order_by(EVENTS.c.recorded_at))]

    assert [one[1] for one in told] == [two[0] for two in told[1:]] + [case.state] * bool(told)
    assert [report.detail["state"]] == [told[0][0] if told else case.state]
    assert sorted(written) == sorted(
        (*pair, move.detail["step"]) for pair, move in zip(told, moves, strict=True)
    )


def an_open_offer_is_known(session: Session, case: Row[Any]) -> None:
    """The facts say that an offer is open when one is, and the receiver alone is let in for it."""
    open_ones = HANDOVERS.c.case_id == case.id, HANDOVERS.c.state == HandoverState.OFFERED.value
    receivers: list[UUID] = list(session.scalars(select(HANDOVERS.c.to_agency_id).where(*open_ones)))
    let_in = select(ACCESS.c.agency_id).where(
        ACCESS.c.case_id == case.id, ACCESS.c.until_at.is_(None), ACCESS.c.relation == Relation.OFFERED.value
    )

    assert case.facts["has_open_offer"] == bool(receivers)
    assert list(session.scalars(let_in)) == receivers
    assert len(receivers) <= 1
