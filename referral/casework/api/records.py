"""What is written down about a case beside its steps: consents, notes and milestones."""

from uuid import UUID

from referral.casework.api.room import blueprint
from referral.casework.bodies.journeys import MilestoneAnswer
from referral.casework.bodies.requests import MilestoneBody, NewConsentBody, NoteBody
from referral.casework.services import consents, notes, reaching, reading
from referral.kernel.permissions import Permission
from referral.web.api import at_hand, call
from referral.web.bodies import Made


@call(
    blueprint,
    "POST",
    "/cases/<string:ref>/consents",
    permission=Permission.CASE_WORK,
    body=NewConsentBody,
    answer=Made,
    status=201,
    errors=(409,),
    sees=reading.glance,
    summary="Record a consent, or its withdrawal",
)
def record_consent(ref: str, body: NewConsentBody) -> UUID:
    """Each is a new version, and the latest stands. What is withheld is never in its scope."""
    return consents.record_consent(*at_hand(), ref, body.data(), body.occurred_at)


@call(
    blueprint,
    "POST",
    "/cases/<string:ref>/notes",
    permission=Permission.CASE_WORK,
    body=NoteBody,
    answer=Made,
    status=201,
    errors=(409,),
    sees=reading.glance,
    summary="Add a working note",
)
def add_note(ref: str, body: NoteBody) -> UUID:
    """A note is sealed, dated and never changed afterwards."""
    return notes.add_note(*at_hand(), ref, body.text, body.occurred_at)


@call(
    blueprint,
    "POST",
    "/cases/<string:ref>/milestones",
    permission=Permission.CASE_WORK,
    body=MilestoneBody,
    answer=MilestoneAnswer,
    status=201,
    errors=(409,),
    sees=reading.glance,
    summary="Record a milestone of the pathway",
)
def reach_milestone(ref: str, body: MilestoneBody) -> MilestoneBody:
    """What a pathway asks for beside the steps: `GET /journey` lists it. It moves no case; its clock ends."""
    reaching.reach_milestone(*at_hand(), ref, body.data(), body.occurred_at)
    return body
