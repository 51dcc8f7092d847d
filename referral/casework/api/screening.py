"""Screening by the indicators, and the adults who refused before reception."""

from referral.casework.api.room import blueprint
from referral.casework.bodies.screening import (
    CountedAnswer,
    EarlyRefusalBody,
    IndicatorsAnswer,
    ScreeningAnswer,
    ScreeningBody,
)
from referral.casework.cards import ScreeningCard
from referral.casework.services import early_refusals, reading, screening
from referral.kernel.permissions import Permission
from referral.web.api import at_hand, call
from workflows.indicators import IndicatorList, indicator_list


@call(
    blueprint,
    "GET",
    "/screening-indicators",
    permission=None,
    answer=IndicatorsAnswer,
    summary="The indicators of trafficking for labour exploitation",
)
def indicators() -> IndicatorList:
    """Sixty-seven signs, what each weighs for an adult and a child, and the rules by which they add up."""
    return indicator_list()


@call(
    blueprint,
    "POST",
    "/cases/<string:ref>/screenings",
    permission=Permission.CASE_WORK,
    body=ScreeningBody,
    answer=ScreeningAnswer,
    status=201,
    errors=(409,),
    sees=reading.glance,
    summary="Screen by the indicators",
)
def screen(ref: str, body: ScreeningBody) -> ScreeningCard:
    """An aid, never a decision: the answer explains every sign, and no step of the journey reads it."""
    return screening.screen(*at_hand(), ref, body.data(), body.occurred_at)


@call(
    blueprint,
    "POST",
    "/refusals-before-reception",
    permission=Permission.CASE_REPORT,
    body=EarlyRefusalBody,
    answer=CountedAnswer,
    status=201,
    errors=(409,),
    summary="Count an adult who refused to be received",
)
def count_refusal(body: EarlyRefusalBody) -> dict[str, bool]:
    """Keeps agency, month and pathway only. Who is, or may be, under 18 cannot refuse: 409 says why."""
    early_refusals.count(*at_hand(), body.age_band, body.pathway, body.occurred_at)
    return {"counted": True}
