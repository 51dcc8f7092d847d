"""What each step asks for: a form per step, with exactly the data the journey reads."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from flask_babel import lazy_gettext
from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, Optional

from referral.casework.cards import StepRequest
from referral.web.fields import (
    DayField,
    HappenedField,
    VersionedForm,
    WordCheckField,
    WordRadioField,
    blank_to_none,
)
from workflows.vocabulary import EndReason, EvidenceSource, PaperKind, StepName

_ = lazy_gettext
LONGEST_PROSE, LONGEST_LINE = 100_000, 200


class StepForm(VersionedForm):
    """What every step asks: when it happened, and why where there is something to say."""

    DATA: ClassVar[Sequence[str]] = ()
    """The fields that become the step's data."""
    occurred_at = HappenedField()
    reason = TextAreaField(
        _("Reason or remarks"), [Optional(), Length(max=LONGEST_PROSE)], filters=[blank_to_none]
    )

    def data_items(self) -> dict[str, Any]:
        """Give the step's data, without what was left empty."""
        values = {name: self[name].data for name in self.DATA}
        return {name: value for name, value in values.items() if value not in (None, "", [], False)}

    def request_for(self, step: StepName) -> StepRequest:
        """Make the request of a step out of the answers."""
        return StepRequest(step, self.occurred_at.data, self.data_items(), self.reason.data or "")


class ReasonedStepForm(StepForm):
    """A step that is never taken without a reason."""

    reason = TextAreaField(
        _("Reason"), [DataRequired(_("Enter the reason")), Length(max=LONGEST_PROSE)], filters=[blank_to_none]
    )


class StartVerificationForm(StepForm):
    """Who verifies, and what the person said."""

    DATA = ("verifier", "statement", "no_statement_because")
    verifier = SelectField(
        _("Which agency verifies?"),
        [DataRequired(_("Choose the agency that verifies"))],
        description=_(
            "It sees identity and statement until the conclusion. You stay responsible for the person."
        ),
    )
    statement = TextAreaField(
        _("The person's statement"),
        [Optional(), Length(max=LONGEST_PROSE)],
        filters=[blank_to_none],
        description=_("Only if the story of the report is not enough. It is sealed at once."),
    )
    no_statement_because = TextAreaField(
        _("If there is no story and no statement: why not"),
        [Optional(), Length(max=LONGEST_PROSE)],
        filters=[blank_to_none],
    )

    def offer_verifiers(self, agencies: Sequence[tuple[str, str]]) -> None:
        """List the agencies that may verify, by code and name."""
        self.verifier.choices = [
            SelectChoice("", "–"),
            *(SelectChoice(code, name) for code, name in agencies),
        ]


class RequestFullVerificationForm(StepForm):
    """What the initial verification found."""

    DATA = ("finding",)
    finding = TextAreaField(
        _("What did the initial verification find?"),
        [DataRequired(_("Enter what the initial verification found")), Length(max=LONGEST_PROSE)],
        filters=[blank_to_none],
    )


class IdentifyForm(StepForm):
    """On which grounds, and with which paper, a person is identified."""

    DATA = ("grounds", "paper")
    FIELD_OF: ClassVar[Mapping[str, str]] = {"data.paper": "number", "data.paper.issued_on": "issued_on"}
    grounds = WordCheckField(
        _("Grounds (Article 32(1))"), EvidenceSource, [DataRequired(_("Choose at least one ground"))]
    )
    kind = WordRadioField(
        _("Which paper certifies it?"), PaperKind, [DataRequired(_("Choose the kind of paper"))]
    )
    number = StringField(
        _("Number of the paper"),
        [DataRequired(_("Enter the number of the paper")), Length(max=LONGEST_LINE)],
        filters=[blank_to_none],
    )
    issued_on = DayField(_("Issued on"), [DataRequired(_("Enter a date, like 27/03/2026"))])

    def data_items(self) -> dict[str, Any]:
        """Give grounds and paper as the journey names them."""
        paper = {
            "kind": self.kind.data.value,
            "number": self.number.data,
            "issued_on": self.issued_on.data.isoformat(),
        }
        return {"grounds": [ground.value for ground in self.grounds.data], "paper": paper}


class RefuseIdentificationForm(StepForm):
    """Why not, and that the person was told how to complain."""

    DATA = ("reason", "told_how_to_complain")
    reason = TextAreaField(
        _("Why is the person not a victim of trafficking under the law?"),
        [DataRequired(_("Enter the reason")), Length(max=LONGEST_PROSE)],
        filters=[blank_to_none],
    )
    told_how_to_complain = BooleanField(
        _("The person was told, in words they understand, how to complain about this conclusion"),
        [DataRequired(_("Tell the person how to complain, then confirm it here"))],
    )


class KeepsAwayForm(StepForm):
    """Where a guardian is blocked: that the child does not go back to that person. Asked only then."""

    DATA: ClassVar[Sequence[str]] = ("away_from_guardian",)
    away_from_guardian = BooleanField(
        _("The child does not go back to the guardian on record, who may be one of the traffickers")
    )


class GiveToRelativesForm(KeepsAwayForm):
    """Who collected the child."""

    DATA = ("collected_by", "away_from_guardian")
    collected_by = StringField(
        _("Who collected the child, and how are they related?"),
        [DataRequired(_("Enter who collected the child")), Length(max=LONGEST_LINE)],
        filters=[blank_to_none],
    )


class WithdrawForm(StepForm):
    """That the person refused, knowing what it means."""

    DATA = ("informed_refusal",)
    informed_refusal = TextAreaField(
        _("What was explained to the person, and what did the person decide?"),
        [DataRequired(_("Enter what was explained and what the person decided")), Length(max=LONGEST_PROSE)],
        filters=[blank_to_none],
    )


class EndOtherwiseForm(StepForm):
    """Why the case ends without its journey being done."""

    DATA = ("because",)
    because = WordRadioField(
        _("Why does the case end?"), EndReason, [DataRequired(_("Choose why the case ends"))]
    )

    def data_items(self) -> dict[str, Any]:
        """Give the reason's word."""
        return {"because": self.because.data.value}


class CloseForm(StepForm):
    """Follow-ups are done, or it is said why not."""

    reason = TextAreaField(
        _("If the follow-ups are not all done: why the case is closed"),
        [Optional(), Length(max=LONGEST_PROSE)],
        filters=[blank_to_none],
    )


FORMS: Mapping[StepName, type[StepForm]] = {
    StepName.START_VERIFICATION: StartVerificationForm,
    StepName.REQUEST_FULL_VERIFICATION: RequestFullVerificationForm,
    StepName.IDENTIFY: IdentifyForm,
    StepName.REFUSE_IDENTIFICATION: RefuseIdentificationForm,
    StepName.RETURN_HOME: KeepsAwayForm,
    StepName.GIVE_TO_RELATIVES: GiveToRelativesForm,
    StepName.WITHDRAW: WithdrawForm,
    StepName.END_OTHERWISE: EndOtherwiseForm,
    StepName.CLOSE: CloseForm,
    StepName.REOPEN: ReasonedStepForm,
}


def form_for(step: StepName) -> type[StepForm]:
    """Give the form of a step; most ask only when and why."""
    return FORMS.get(step, StepForm)
