"""The supervisor's board: what one's agency and those below it owe, late and soon. It changes nothing."""

from collections.abc import Callable, Iterable
from itertools import groupby

from sqlalchemy.orm import Session

from referral.kernel import ledger
from referral.kernel.clock import Clock
from referral.kernel.errors import NotAllowed
from referral.kernel.ledger import Action
from referral.kernel.permissions import Actor, Permission
from referral.sla.cards import Board, BoardCount, BoardTotal
from referral.sla.queries import board_counts, label_of, late_cards, references, soon_cards
from workflows.vocabulary import Words

MOST_LINES = 50
"""How many lines of each kind are shown; the totals count all."""


def board(session: Session, clock: Clock, actor: Actor) -> Board:
    """Show what is overdue and what falls due soon in the actor's agency and those below it.

    :raises NotAllowed: if the actor is no supervisor
    """
    if not actor.may(Permission.BOARD_SEE):
        raise NotAllowed
    now = clock.now()
    overdue = late_cards(session, actor.agency, now, MOST_LINES)
    due_soon = soon_cards(session, actor.agency, now, MOST_LINES)
    counts = board_counts(session, actor.agency, now)
    ledger.note(session, actor, Action.BOARD_SHOWN, references([*overdue, *due_soon]))
    return Board(overdue, due_soon, _by_agency(counts), _by_rule(counts), counts)


def _by_agency(counts: Iterable[BoardCount]) -> tuple[BoardTotal, ...]:
    return _totals(
        counts, lambda count: count.agency, lambda count: Words(count.agency_name, count.agency_name)
    )


def _by_rule(counts: Iterable[BoardCount]) -> tuple[BoardTotal, ...]:
    return _totals(counts, lambda count: count.rule, lambda count: label_of(count.rule))


def _totals(
    counts: Iterable[BoardCount], key: Callable[[BoardCount], str], words: Callable[[BoardCount], Words]
) -> tuple[BoardTotal, ...]:
    totals = []
    for name, group in groupby(sorted(counts, key=key), key):
        members = list(group)
        overdue, due_soon = sum(one.overdue for one in members), sum(one.due_soon for one in members)
        totals.append(BoardTotal(name, words(members[0]), overdue, due_soon))
    return tuple(sorted(totals, key=lambda total: (-total.overdue, -total.due_soon, total.key)))
