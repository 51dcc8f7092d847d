"""The clocks of a case, who answered for the person, and what happened."""

from uuid import UUID

from referral.casework.api.room import blueprint
from referral.casework.bodies.answers import ClockAnswer, ClocksAnswer, CustodyAnswer, TimelineAnswer
from referral.casework.bodies.requests import ClockBody, ExtendBody
from referral.casework.cards import EventCard, IntervalCard
from referral.casework.services import pausing, reading
from referral.kernel.permissions import Permission
from referral.sla.cards import ClockCard
from referral.web.api import at_hand, call


@call(
    blueprint,
    "GET",
    "/cases/<string:ref>/clocks",
    permission=Permission.CASE_GLANCE,
    answer=ClocksAnswer,
    summary="The deadlines of a case, with their basis",
)
def list_clocks(ref: str) -> tuple[ClockCard, ...]:
    """Those that ended too. The due time of a day-based clock is the last second of its day in Viet Nam."""
    return reading.clocks_of(*at_hand(), ref)


@call(
    blueprint,
    "POST",
    "/cases/<string:ref>/clocks/<uuid:clock_id>/pause",
    permission=Permission.CLOCK_PAUSE,
    body=ClockBody,
    answer=ClockAnswer,
    errors=(409,),
    sees=reading.glance,
    summary="Pause a clock",
)
def pause(ref: str, clock_id: UUID, body: ClockBody) -> ClockCard:
    """Gives the clock's new version, under a new id; what was left of it is left when it runs on."""
    return pausing.pause_clock(*at_hand(), ref, clock_id, body.reason, body.authority)


@call(
    blueprint,
    "POST",
    "/cases/<string:ref>/clocks/<uuid:clock_id>/resume",
    permission=Permission.CLOCK_PAUSE,
    body=ClockBody,
    answer=ClockAnswer,
    errors=(409,),
    sees=reading.glance,
    summary="Let a paused clock run on",
)
def resume(ref: str, clock_id: UUID, body: ClockBody) -> ClockCard:
    """Gives the clock's new version, under a new id."""
    return pausing.resume_clock(*at_hand(), ref, clock_id, body.reason, body.authority)


@call(
    blueprint,
    "POST",
    "/cases/<string:ref>/clocks/<uuid:clock_id>/extend",
    permission=Permission.CLOCK_PAUSE,
    body=ExtendBody,
    answer=ClockAnswer,
    errors=(409,),
    sees=reading.glance,
    summary="Give a clock a later due time",
)
def extend(ref: str, clock_id: UUID, body: ExtendBody) -> ClockCard:
    """Gives the clock's new version, under a new id; the rule it started under stays."""
    return pausing.extend_clock(*at_hand(), ref, clock_id, body.until, body.reason, body.authority)


@call(
    blueprint,
    "GET",
    "/cases/<string:ref>/custody",
    permission=Permission.CASE_GLANCE,
    answer=CustodyAnswer,
    summary="Who answered for the person, from when until when",
)
def custody(ref: str) -> tuple[IntervalCard, ...]:
    """The intervals tile the time: no gap, no overlap. The last one of an open case has no end."""
    return reading.custody_of(*at_hand(), ref)


@call(
    blueprint,
    "GET",
    "/cases/<string:ref>/timeline",
    permission=Permission.CASE_GLANCE,
    answer=TimelineAnswer,
    summary="What happened, in the order in which it happened",
)
def timeline(ref: str) -> tuple[EventCard, ...]:
    """Reasons are shown only to those who may read them."""
    return reading.timeline_of(*at_hand(), ref)
