"""What several rooms show together. Each decides itself what a purpose opens, and tells the ledger."""

from sqlalchemy.orm import Session

from referral.casework.services import reading
from referral.desk.cards import WholeCase
from referral.documents import services as documents
from referral.kernel.clock import Clock
from referral.kernel.permissions import Actor
from referral.support import services as support
from referral.tracks.services import showing as tracks
from workflows.vocabulary import Purpose


def open_case(session: Session, clock: Clock, actor: Actor, ref: str, purpose: Purpose | None) -> WholeCase:
    """Open a case for a purpose, with what is done for the person and the papers on file.

    :raises NotFound: if the case is not the actor's to know about
    :raises PurposeRequired: if no purpose is given
    :raises PurposeNotAllowed: if the case is not open to the actor for that purpose
    """
    case = reading.read_case(session, clock, actor, ref, purpose)
    return WholeCase(
        case,
        support.of_case(session, clock, actor, ref, case.purpose),
        tracks.of_case(session, clock, actor, ref, case.purpose),
        documents.of_case(session, clock, actor, ref, case.purpose),
    )
