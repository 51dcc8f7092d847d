"""What calls about the body's own duties take and answer. Only types live here."""

from datetime import date
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import BeforeValidator, Field

from referral.tracks.cards import BreachFound, NoticeGiven, RequestSettled, RequestTaken
from referral.web.bodies import (
    Answer,
    Body,
    GivenName,
    GivenProse,
    Label,
    Line,
    Listed,
    MaybeMoment,
    Prose,
    Tag,
    When,
    YesNo,
    null_is_nothing,
)
from workflows.data_duties import AskedBy, DataKind, NoGround, NoticeTo, RequestOutcome, SubjectRight

MOST_PERSONS = 100_000_000
Kinds = Annotated[tuple[DataKind, ...], Field(max_length=20), BeforeValidator(null_is_nothing)]


class BreachBody(Body):
    """A breach of personal data; `occurred_at` is when it was found, and the 72 hours run from then.

    `may_harm` is false only where it can harm nobody's security, life, health, honour, dignity or property.
    """

    description: GivenProse
    kinds: Kinds = ()
    affected: Annotated[int | None, Field(ge=0, le=MOST_PERSONS)] = None
    may_harm: bool = True
    occurred_at: MaybeMoment = None

    def found(self) -> BreachFound:
        """Give it as the services take it."""
        return BreachFound(self.kinds, self.description, self.affected, self.may_harm)


class NoticeBody(Body):
    """Who was told of a breach, and how; the persons only once it is known how to reach them safely."""

    to: NoticeTo
    how: Prose = None
    safe_contact: Prose = None
    occurred_at: MaybeMoment = None

    def notice(self) -> NoticeGiven:
        """Give it as the services take it."""
        return NoticeGiven(self.to, self.how or "", self.safe_contact or "")


class RemedyBody(Body):
    """What was done about a breach."""

    measures: GivenProse
    occurred_at: MaybeMoment = None


class SubjectRequestBody(Body):
    """What a data subject asks for, and who asks; sealed for those who must answer."""

    kind: SubjectRight
    asker: GivenName
    request: GivenProse
    contact: Line = None
    asked_by: AskedBy = AskedBy.SUBJECT
    case: Tag = None
    occurred_at: MaybeMoment = None

    def taken(self) -> RequestTaken:
        """Give it as the services take it."""
        return RequestTaken(
            self.kind, self.asker, self.request, self.contact or "", self.asked_by, self.case or ""
        )


class RequestAnswerBody(Body):
    """The answer that is due within two working days; `has_third_party` where others hold the data too."""

    answer: GivenProse
    has_third_party: YesNo = False
    occurred_at: MaybeMoment = None


class RequestExtensionBody(Body):
    """Why a request takes longer."""

    reason: GivenProse


class RequestSettlementBody(Body):
    """How a request ended: done, or turned down on a `ground` and with the reason in `text`."""

    outcome: RequestOutcome
    text: Prose = None
    ground: NoGround | None = None
    occurred_at: MaybeMoment = None

    def settled(self) -> RequestSettled:
        """Give it as the services take it."""
        return RequestSettled(self.outcome, self.text or "", self.ground)


class DutyClockAnswer(Answer):
    """A limit of a duty."""

    rule: str
    label: Label
    basis: str
    due_at: When
    is_met: bool
    is_late: bool


class BreachLineAnswer(Answer):
    """A breach in the register: kinds and dates."""

    id: UUID
    kinds: tuple[DataKind, ...]
    affected: int | None
    may_harm: bool
    reported_by: str
    occurred_at: When
    remedied_at: When | None
    kept_until_on: date | None
    due_at: When | None


class BreachesAnswer(Listed[BreachLineAnswer]):
    """One page of the register of breaches."""


class NoticeAnswer(Answer):
    """Somebody was told."""

    id: UUID
    to: NoticeTo
    how: str
    safe_contact: str
    occurred_at: When


class BreachAnswer(BreachLineAnswer):
    """A breach: what happened, whom to tell by when, who was told."""

    parts: ClassVar[tuple[str, ...]] = ("line",)
    description: str = Field(validation_alias="what")
    measures: str = Field(validation_alias="remedy")
    clocks: tuple[DutyClockAnswer, ...]
    to_tell: tuple[NoticeTo, ...]
    notices: tuple[NoticeAnswer, ...]


class RequestLineAnswer(Answer):
    """A data-subject request in the register: what is asked and by when, nobody's name."""

    id: UUID
    kind: SubjectRight
    has_third_party: bool
    occurred_at: When
    answered_at: When | None
    extended_at: When | None
    ended_at: When | None
    outcome: RequestOutcome | None
    ground: NoGround | None
    due_at: When | None


class RequestsAnswer(Listed[RequestLineAnswer]):
    """One page of the register of data-subject requests."""


class RequestAnswer(RequestLineAnswer):
    """A data-subject request, opened for those who must answer it."""

    parts: ClassVar[tuple[str, ...]] = ("line",)
    asker: str
    contact: str
    asked_by: AskedBy
    request: str = Field(validation_alias="what")
    case: str
    answer: str
    extension: str
    text: str = Field(validation_alias="ending")
    clocks: tuple[DutyClockAnswer, ...]
