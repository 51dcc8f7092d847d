"""The journey: which steps there are, which a case may take now, and taking one."""

from referral.casework.api.room import blueprint
from referral.casework.bodies.answers import MovedAnswer, StepsAnswer
from referral.casework.bodies.journeys import JourneysAnswer
from referral.casework.bodies.requests import StepBody
from referral.casework.cards import Moved, StepOption
from referral.casework.services import reading, steps
from referral.kernel.permissions import Permission
from referral.web.api import at_hand, call
from workflows.catalogue import JOURNEYS
from workflows.journey import Journey


@call(
    blueprint,
    "GET",
    "/journey",
    permission=None,
    answer=JourneysAnswer,
    summary="The journeys in force",
)
def journeys() -> tuple[Journey, ...]:
    """Every state, step, who takes it and what it needs, with its basis: the data the rules run on."""
    return JOURNEYS


@call(
    blueprint,
    "GET",
    "/cases/<string:ref>/steps",
    permission=Permission.CASE_GLANCE,
    answer=StepsAnswer,
    summary="Every step, and whether it may be taken now",
)
def list_steps(ref: str) -> tuple[StepOption, ...]:
    """One that may not be taken says every reason and what to do; `needs` names the data it asks for."""
    return steps.options(*at_hand(), ref)


@call(
    blueprint,
    "POST",
    "/cases/<string:ref>/steps",
    permission=Permission.CASE_STEP,
    body=StepBody,
    answer=MovedAnswer,
    has_version=True,
    errors=(409,),
    sees=reading.glance,
    summary="Take a step",
)
def take_step(ref: str, body: StepBody, version: int) -> Moved:
    """Steps that move custody are fired by their hand-over, never here; the refusal says how."""
    return steps.take_step(*at_hand(), ref, body.request(), version)
