"""What every working deed on a case begins with: the actor may work on it, and it is still open."""

from sqlalchemy.orm import Session

from referral.casework import queries
from referral.casework.queries import Standing
from referral.kernel import ledger
from referral.kernel.errors import NotAllowed, StepRefused
from referral.kernel.ledger import Action
from referral.kernel.permissions import Actor, Permission
from workflows.beside import closed_to_support
from workflows.vocabulary import Relation


def workable(
    session: Session, actor: Actor, ref: str, action: Action, permission: Permission = Permission.CASE_WORK
) -> Standing:
    """Give an open case that the actor may work on, its row held until the commit.

    :raises NotFound: if the case is not the actor's to know about
    :raises NotAllowed: if the actor may not work on it
    :raises StepRefused: if the case has ended
    """
    ledger.attempt(session, action, ref)
    case = queries.standing(session, actor, ref, lock=True)
    if not actor.may(permission, _as_if_open(case.relations)):
        raise NotAllowed
    if closed := closed_to_support(case.state, case.facts):
        raise StepRefused([closed])
    return case


def _as_if_open(relations: frozenset[Relation]) -> frozenset[Relation]:
    """Ask of the last holder what is asked of a holder, so that it is told that the case has ended."""
    return relations | {Relation.HOLDER} if Relation.LAST_HOLDER in relations else relations
