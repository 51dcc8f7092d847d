"""Adults who refuse before reception: counted by month, and nothing else kept that could lead to them."""

from datetime import datetime

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from referral.casework.cards import YearOfRefusals
from referral.casework.models import EarlyRefusal
from referral.casework.services.moments import happened_at
from referral.kernel import ledger
from referral.kernel.clock import Clock, local_date
from referral.kernel.errors import NotAllowed, StepRefused
from referral.kernel.ledger import Action
from referral.kernel.permissions import Actor, Permission
from referral.people.models import Agency
from workflows.early_refusal import AgeBand, why_not
from workflows.vocabulary import Pathway

FEWEST_SHOWN = 5
"""A smaller number might be one person somebody knows."""


def count(
    session: Session,
    clock: Clock,
    actor: Actor,
    age: AgeBand,
    pathway: Pathway,
    occurred_at: datetime | None = None,
) -> None:
    """Count an adult who refused to be received. The ledger names whoever counted, and nothing more.

    :raises NotAllowed: if the actor's role or agency receives no reports
    :raises StepRefused: if the person is, or may be, under 18
    :raises InvalidInput: if it happened in the future
    """
    ledger.attempt(session, Action.REFUSAL_COUNTED)
    if not actor.may(Permission.CASE_REPORT):
        raise NotAllowed
    if refusal := why_not(age):
        raise StepRefused(
            [refusal], message="This refusal cannot be taken. The reason below says what to do."
        )
    on = local_date(happened_at(clock, occurred_at))
    _add_one(session, actor, on.year, on.month, pathway)
    ledger.note(session, actor, Action.REFUSAL_COUNTED)


def of_this_year(session: Session, clock: Clock, actor: Actor) -> YearOfRefusals:
    """Say how many refused at the actor's agency this year, unless they are few: never by month.

    :raises NotAllowed: if the actor's role or agency receives no reports
    """
    if not actor.may(Permission.CASE_REPORT):
        raise NotAllowed
    year = local_date(clock.now()).year
    many = session.scalar(
        select(func.coalesce(func.sum(EarlyRefusal.many), 0)).where(
            EarlyRefusal.agency_id == actor.agency, EarlyRefusal.year == year
        )
    )
    return YearOfRefusals(year, many if many and many >= FEWEST_SHOWN else None)


def _add_one(session: Session, actor: Actor, year: int, month: int, pathway: Pathway) -> None:
    """Add one to a count; an agency's counts are added to one at a time."""
    session.execute(select(Agency.id).where(Agency.id == actor.agency).with_for_update(key_share=True))
    cell = {"agency_id": actor.agency, "year": year, "month": month, "pathway": pathway.value}
    many = session.scalar(select(EarlyRefusal.many).filter_by(**cell))
    if many is None:
        session.execute(insert(EarlyRefusal).values(**cell, many=1))
    else:
        session.execute(update(EarlyRefusal).filter_by(**cell).values(many=many + 1))
