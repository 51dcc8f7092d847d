"""One's own desk: what the agency holds, what is offered to it, what runs out. References only."""

from sqlalchemy.orm import Session

from referral.casework.cards import CaseFilter
from referral.casework.services import drafts, listing
from referral.custody import services as custody
from referral.desk import queries
from referral.desk.cards import Home
from referral.kernel import ledger
from referral.kernel.clock import Clock
from referral.kernel.errors import NotAllowed
from referral.kernel.ledger import Action
from referral.kernel.paging import Window
from referral.kernel.permissions import Actor, Permission
from referral.sla.services import alerts
from workflows.vocabulary import HandoverState

A_FEW = Window(per_page=8)


def home(session: Session, clock: Clock, actor: Actor) -> Home:
    """Show one's own desk.

    :raises NotAllowed: if the actor's role has no desk
    """
    if not actor.may(Permission.DESK_SEE):
        raise NotAllowed
    due = queries.owed_by(session, actor.agency, clock.now(), A_FEW.per_page)
    ledger.note(session, actor, Action.DESK_SHOWN, [card.case_ref for card in due])
    at_hand = session, clock, actor
    return Home(
        held=listing.list_cases(*at_hand, CaseFilter(holder=actor.agency_code, is_open=True), A_FEW),
        overdue=listing.list_cases(*at_hand, CaseFilter(overdue=True, is_open=True), A_FEW),
        offered=custody.list_handovers(*at_hand, "in", HandoverState.OFFERED, A_FEW),
        waiting=custody.list_handovers(*at_hand, "out", HandoverState.OFFERED, A_FEW),
        open_alerts=alerts.count_open(session, actor),
        due=due,
        drafts=drafts.mine(*at_hand),
    )
