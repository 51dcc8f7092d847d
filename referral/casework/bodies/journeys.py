"""How the journeys in force are told: the same data the rules run on, read aloud in the caller's language."""

from typing import Annotated, ClassVar

from pydantic import BeforeValidator, Field

from referral.web.bodies import Answer, Label, Listed
from workflows.milestones import Milestone
from workflows.step import Back, Who
from workflows.vocabulary import Confidence, Pathway, State, StepName


def _in_order(states: object) -> object:
    return [state for state in State if state in states] if isinstance(states, frozenset) else states


def _destination(dest: object) -> object:
    return dest.value if isinstance(dest, Back) else dest


def _said(who: object) -> object:
    return who.words if isinstance(who, Who) else who


class JourneyStepAnswer(Answer):
    """A step as the journey defines it. Where `to` is no state: the same, or where the case came from."""

    parts: ClassVar[tuple[str, ...]] = ("name",)
    step: StepName = Field(validation_alias="name")
    label: Label = Field(validation_alias="words")
    from_: Annotated[tuple[State, ...], BeforeValidator(_in_order)] = Field(
        validation_alias="sources", serialization_alias="from"
    )
    to: Annotated[str, BeforeValidator(_destination)] = Field(validation_alias="dest")
    who: Annotated[Label, BeforeValidator(_said)]
    needs: Label
    moves_custody: bool
    basis: str | None


class AskedAnswer(Answer):
    """What a pathway asks for beside the steps, by whom, where it stands, and how sure we are of it."""

    parts: ClassVar[tuple[str, ...]] = ("milestone",)
    milestone: Milestone
    label: Label = Field(validation_alias="words")
    by: Label
    basis: str
    confidence: Confidence


class MilestoneAnswer(Answer):
    """What was just recorded."""

    milestone: Milestone
    needed: bool


class JourneyAnswer(Answer):
    """The journey of one pathway. `unconfirmed` says what of its law nobody has seen yet."""

    pathway: Pathway
    label: Label
    basis: str
    complete: bool = Field(validation_alias="is_complete")
    begins_with: Label
    steps: tuple[JourneyStepAnswer, ...]
    milestones: tuple[AskedAnswer, ...]
    unconfirmed: tuple[Label, ...]


class JourneysAnswer(Listed[JourneyAnswer]):
    """The journeys in force, one a pathway."""
