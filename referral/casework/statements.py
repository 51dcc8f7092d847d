"""The fixed statements of the hot path: built once, executed by the thousand. They decide nothing.

What every step runs is prepared, and passes SQLAlchemy by; the others are compiled once for each engine.
"""

from sqlalchemy import and_, bindparam, insert, select, update

from referral.casework.models import Case, CaseAccess, CustodyInterval, Event
from referral.kernel.database import table_of
from referral.kernel.prepared import Prepared

CASES = table_of(Case)
ACCESS = table_of(CaseAccess)
INTERVALS = table_of(CustodyInterval)

CASE_COLUMNS = (
    CASES.c.id,
    CASES.c.ref,
    CASES.c.version,
    CASES.c.pathway,
    CASES.c.regime,
    CASES.c.state,
    CASES.c.is_urgent,
    CASES.c.is_child,
    CASES.c.facts,
    CASES.c.holder_id,
    CASES.c.verifier_id,
    CASES.c.reporter_id,
    CASES.c.province_code,
    CASES.c.occurred_at,
    CASES.c.last_occurred_at,
    CASES.c.recorded_at,
    CASES.c.ended_at,
    CASES.c.erased_at,
)
_HELD = and_(
    ACCESS.c.case_id == CASES.c.id,
    ACCESS.c.agency_id == bindparam("of_agency", type_=ACCESS.c.agency_id.type),
    ACCESS.c.until_at.is_(None),
)
_STANDING = select(*CASE_COLUMNS, ACCESS.c.relation, ACCESS.c.copy_scope).select_from(
    CASES.outerjoin(ACCESS, _HELD)
)

STANDING_BY_REF = Prepared(_STANDING.where(CASES.c.ref == bindparam("of_ref")))
STANDING_BY_ID = Prepared(_STANDING.where(CASES.c.id == bindparam("of_case", type_=CASES.c.id.type)))
# Statements of their own: PostgreSQL reads the row it waited for anew, but not the rows joined to it, and so
# would still show an agency the right it lost meanwhile.
HOLD_BY_REF = Prepared(select(CASES.c.id).where(CASES.c.ref == bindparam("of_ref")).with_for_update())
HOLD_BY_ID = Prepared(
    select(CASES.c.id).where(CASES.c.id == bindparam("of_case", type_=CASES.c.id.type)).with_for_update()
)

MOVE_CASE = Prepared(
    update(CASES)
    .where(
        CASES.c.id == bindparam("of_case", type_=CASES.c.id.type),
        CASES.c.version == bindparam("from_version"),
        CASES.c.state == bindparam("from_state"),
    )
    .values(
        version=bindparam("to_version"),
        state=bindparam("to_state"),
        facts=bindparam("to_facts", type_=CASES.c.facts.type),
        is_child=bindparam("to_child", type_=CASES.c.is_child.type),
        holder_id=bindparam("to_holder", type_=CASES.c.holder_id.type),
        verifier_id=bindparam("to_verifier", type_=CASES.c.verifier_id.type),
        province_code=bindparam("to_province"),
        regime=bindparam("to_regime"),
        last_occurred_at=bindparam("at", type_=CASES.c.last_occurred_at.type),
        ended_at=bindparam("to_end", type_=CASES.c.ended_at.type),
    )
)
LEARN = Prepared(
    update(CASES)
    .where(CASES.c.id == bindparam("of_case", type_=CASES.c.id.type))
    .values(facts=bindparam("to_facts", type_=CASES.c.facts.type))
)
ADD_EVENT = Prepared(insert(table_of(Event)))
GRANT = insert(ACCESS)
END_ACCESS = (
    update(ACCESS)
    .where(
        ACCESS.c.case_id == bindparam("of_case", type_=ACCESS.c.case_id.type),
        ACCESS.c.relation == bindparam("held_as"),
        ACCESS.c.until_at.is_(None),
    )
    .values(until_at=bindparam("at", type_=ACCESS.c.until_at.type))
    .returning(ACCESS.c.agency_id, ACCESS.c.copy_scope)
)
END_ACCESS_OF = END_ACCESS.where(ACCESS.c.agency_id == bindparam("of_agency", type_=ACCESS.c.agency_id.type))
END_ACCESS_BY = (
    update(ACCESS)
    .where(
        ACCESS.c.handover_id == bindparam("by_handover", type_=ACCESS.c.handover_id.type),
        ACCESS.c.relation == bindparam("held_as"),
        ACCESS.c.until_at.is_(None),
    )
    .values(until_at=bindparam("at", type_=ACCESS.c.until_at.type))
    .returning(ACCESS.c.case_id, ACCESS.c.agency_id, ACCESS.c.copy_scope)
)
BEGIN_CUSTODY = insert(INTERVALS)
FINISH_CUSTODY = (
    update(INTERVALS)
    .where(
        INTERVALS.c.case_id == bindparam("of_case", type_=INTERVALS.c.case_id.type),
        INTERVALS.c.to_at.is_(None),
    )
    .values(to_at=bindparam("at", type_=INTERVALS.c.to_at.type))
)
