"""What calls about screening and early refusals take and answer. Nothing is weighed or decided here."""

from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from referral.casework.cards import ScreeningData
from referral.web.bodies import Absent, Answer, Body, Label, Lines, MaybeMoment, Moment, Prose, When
from workflows.early_refusal import AgeBand
from workflows.indicators import CAUTION, Dimension, Weight
from workflows.vocabulary import Confidence, Pathway, Sex


class ScreeningBody(Body):
    """The signs that were seen; those not named were not seen, or not asked about."""

    indicators: Lines = Field((), description="Names of the list at `GET /screening-indicators`.")
    remarks: Prose = None
    occurred_at: MaybeMoment = None

    def data(self) -> ScreeningData:
        """Give it as the services take it; a sign named twice counts once."""
        return ScreeningData(tuple(dict.fromkeys(self.indicators)), self.remarks or "")


class SeenAnswer(Answer):
    """A sign that was seen, and what it weighed."""

    name: str
    label: Label = Field(validation_alias="words")
    weight: Weight


class FindingAnswer(Answer):
    """What was seen in one dimension; if it is positive, by which rule."""

    dimension: Dimension
    label: Label
    positive: bool = Field(validation_alias="is_positive")
    rule: Label | None
    seen: tuple[SeenAnswer, ...]


class ScreeningAnswer(Answer):
    """One screening, explained. `indicated` is an aid and no decision; no rule of the journey reads it."""

    parts: ClassVar[tuple[str, ...]] = ("verdict",)
    id: UUID
    number: int
    edition: str
    agency: str
    occurred_at: When
    as_child: bool
    indicated: bool = Field(validation_alias="is_indicated")
    because: Label
    findings: tuple[FindingAnswer, ...]
    remarks: str
    caution: Label = CAUTION


class IndicatorAnswer(Answer):
    """One sign of the list, and what it weighs."""

    name: str
    dimension: Dimension
    label: Label = Field(validation_alias="words")
    adult: Weight
    child: Weight
    ilo: tuple[int, ...]


class ConclusionAnswer(Answer):
    """What adds up to signs of trafficking for forced labour: of each group, one positive dimension."""

    label: Label = Field(validation_alias="words")
    needs: tuple[tuple[Dimension, ...], ...]


class RuleAnswer(Answer):
    """One way in which a dimension becomes positive: at least so many of each weight."""

    label: Label = Field(validation_alias="words")
    strong: int
    medium: int
    weak: int
    medium_or_weak: int


class IndicatorsAnswer(Answer):
    """The list of indicators in force. It was not checked against the original: `caution` says so."""

    edition: str
    label: Label = Field(validation_alias="words")
    source: str
    confidence: Confidence
    caution: Label = CAUTION
    positive: tuple[RuleAnswer, ...]
    adult: ConclusionAnswer
    child: ConclusionAnswer
    indicators: tuple[IndicatorAnswer, ...]


class EarlyRefusalBody(Body):
    """An adult refused before reception. Only the month and the pathway are counted; the rest is not kept."""

    occurred_at: Moment
    pathway: Pathway
    sex: Annotated[Sex | None, Absent] = None
    age_band: AgeBand = AgeBand.UNCERTAIN


class CountedAnswer(Answer):
    """It was counted, and nothing else was kept."""

    counted: bool = True
