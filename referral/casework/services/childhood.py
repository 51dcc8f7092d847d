"""What follows when somebody turns out to be a child, or none: the commune's duty, the child's clocks."""

from datetime import datetime

from sqlalchemy.orm import Session

from referral.casework.queries import Standing
from referral.casework.services import access, clockwork
from referral.kernel.clock import Clock
from referral.sla.services import clocks
from workflows.rulebook import rules
from workflows.vocabulary import Relation


def share_duty(session: Session, clock: Clock, case: Standing, at: datetime) -> None:
    """Let the commune whose duty a child is know of the case; the child's own track is all it sees."""
    commune = clockwork.commune_of(session, case) if case.is_child else None
    if commune is not None and commune != case.holder_id:
        access.grant(session, clock, case.id, commune, Relation.CHILD_DUTY, at)


def follow(session: Session, clock: Clock, before: Standing, after: Standing, at: datetime) -> None:
    """Do what a correction of the age asks for; nothing where it changed nothing."""
    if after.is_child and not before.is_child:
        share_duty(session, clock, after, at)
        clockwork.start_for_child(session, clock, after, at)
    if before.is_child and not after.is_child:
        access.end(session, clock, after.id, None, Relation.CHILD_DUTY, at)
        only_for_children = [rule.name for rule in rules() if rule.is_for_children]
        clocks.void(session, clock, after.id, only_for_children, at)
