"""What the pages of hand-overs ask of sender and receiver. Whether it will do, the journey says."""

from collections.abc import Iterable, Mapping
from typing import ClassVar

from flask_babel import lazy_gettext
from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, Optional

from referral.custody.cards import Acceptance, Done, Offer, Outside
from referral.web.fields import (
    AddressForm,
    Form,
    HappenedField,
    LinesField,
    WordRadioField,
    WordSelectField,
    blank_to_none,
)
from referral.web.wording import words
from workflows.services import DeclineGround, Service, ServiceOutcome
from workflows.vocabulary import AgencyKind, HandoverKind, HandoverState

_ = lazy_gettext
LONGEST_LINE, LONGEST_PROSE = 200, 100_000
ENDINGS = tuple(one for one in ServiceOutcome if one is not ServiceOutcome.CASE_ENDED)


class OfferForm(Form):
    """To whom the person is offered, and what goes along: the sender attests it by offering."""

    FIELD_OF: ClassVar[Mapping[str, str]] = {
        "record.documents": "documents",
        "record.belongings": "belongings",
    }
    to_agency = SelectField(
        _("To which agency?"),
        [DataRequired(_("Choose the agency"))],
        description=_(
            "It goes to the agency's queue, not to one named person. Until it accepts, you stay responsible."
        ),
    )
    place = StringField(
        _("Where is the person handed over?"), [Optional(), Length(max=LONGEST_LINE)], filters=[blank_to_none]
    )
    condition = TextAreaField(
        _("In what condition is the person?"),
        [Optional(), Length(max=LONGEST_PROSE)],
        filters=[blank_to_none],
    )
    documents = LinesField(_("Papers that go along"), [Optional()], description=_("One on each line."))
    belongings = LinesField(_("Belongings that go along"), [Optional()], description=_("One on each line."))
    escort = StringField(
        _("Who brings the person?"), [Optional(), Length(max=LONGEST_LINE)], filters=[blank_to_none]
    )
    reason = TextAreaField(
        _("Reason or remarks"),
        [Optional(), Length(max=LONGEST_PROSE)],
        filters=[blank_to_none],
        description=_("Needed if the commune is not the one where your agency has its seat."),
    )
    occurred_at = HappenedField()

    def list_receivers(self, agencies: Iterable[tuple[AgencyKind, str, str]]) -> None:
        """List the agencies that may be chosen, by kind, code and name."""
        listed = [SelectChoice(code, name, optgroup=words(kind)) for kind, code, name in agencies]
        self.to_agency.choices = [SelectChoice("", "–"), *listed]

    def offer(self) -> Offer:
        """Give the offer with its record."""
        record = {name: self[name].data for name in ("place", "condition", "escort") if self[name].data}
        lists = {name: list(self[name].data) for name in ("documents", "belongings") if self[name].data}
        return Offer(
            to_agency=self.to_agency.data,
            reason=self.reason.data or "",
            record=record | lists,
            occurred_at=self.occurred_at.data,
        )


class AcceptForm(Form):
    """The receiver attests what came."""

    attest = BooleanField(
        _("The person is here, and my agency answers for the person from now on"),
        [DataRequired(_("Confirm that the person is here"))],
    )
    condition = TextAreaField(
        _("In what condition did the person arrive?"),
        [DataRequired(_("Enter in what condition the person arrived")), Length(max=LONGEST_PROSE)],
        filters=[blank_to_none],
    )
    remarks = TextAreaField(
        _("Remarks"),
        [Optional(), Length(max=LONGEST_PROSE)],
        filters=[blank_to_none],
        description=_("For example what of the list did not come along."),
    )
    occurred_at = HappenedField()

    def acceptance(self) -> Acceptance:
        """Give the attestation."""
        return Acceptance(
            self.attest.data, self.condition.data or "", self.remarks.data or "", self.occurred_at.data
        )


class DeclineForm(Form):
    """Why a person is not taken."""

    reason = TextAreaField(
        _("Why can your agency not take the person?"),
        [DataRequired(_("Enter the reason")), Length(max=LONGEST_PROSE)],
        description=_("The sender reads it. Say what would make it possible."),
        filters=[blank_to_none],
    )
    occurred_at = HappenedField()


class ReferForm(Form):
    """Which service the person is referred to, who gives it, and what is asked of it."""

    FIELD_OF: ClassVar[Mapping[str, str]] = {
        "outside": "to_agency",
        "outside.name": "outside_name",
        "outside.paper": "outside_paper",
    }
    service = WordRadioField(_("To which service?"), Service, [DataRequired(_("Choose the service"))])
    to_agency = SelectField(
        _("Which agency gives it?"),
        [Optional()],
        description=_(
            "Choose one, or name a body below. It sees nothing of the person before it accepts, and then "
            "only what the service needs."
        ),
        filters=[blank_to_none],
    )
    outside_name = StringField(
        _("Or: name of a body without an account here"),
        [Optional(), Length(max=LONGEST_LINE)],
        filters=[blank_to_none],
    )
    outside_paper = StringField(
        _("Number and day of the paper that went to it"),
        [Optional(), Length(max=LONGEST_LINE)],
        description=_("Or the mark of the sealed package. Your agency records its answer in time."),
        filters=[blank_to_none],
    )
    reason = TextAreaField(
        _("What is asked of the service?"),
        [Optional(), Length(max=LONGEST_PROSE)],
        filters=[blank_to_none],
        description=_("Read by who gives the service, after accepting. Write no more than is needed."),
    )
    escort = StringField(
        _("Who brings the person?"), [Optional(), Length(max=LONGEST_LINE)], filters=[blank_to_none]
    )
    occurred_at = HappenedField()

    def list_receivers(self, agencies: Iterable[tuple[AgencyKind, str, str]]) -> None:
        """List the agencies that may be chosen, by kind, code and name."""
        listed = [SelectChoice(code, name, optgroup=words(kind)) for kind, code, name in agencies]
        self.to_agency.choices = [SelectChoice("", "–"), *listed]

    def offer(self) -> Offer:
        """Give the referral."""
        name, paper = self.outside_name.data or "", self.outside_paper.data or ""
        return Offer(
            to_agency=self.to_agency.data or "",
            kind=HandoverKind.SERVICE,
            service=self.service.data,
            reason=self.reason.data or "",
            record={"escort": self.escort.data} if self.escort.data else {},
            occurred_at=self.occurred_at.data,
            outside=Outside(name, paper) if name or paper else None,
        )


class TakeOnForm(Form):
    """A service is taken on, by the agency itself or by a body outside whose answer came."""

    remarks = TextAreaField(
        _("Remarks"),
        [Optional(), Length(max=LONGEST_PROSE)],
        filters=[blank_to_none],
        description=_("Of a body outside: who answered, how, and the number of its paper."),
    )
    occurred_at = HappenedField()

    def acceptance(self) -> Acceptance:
        """Give the answer."""
        return Acceptance(attest=True, remarks=self.remarks.data or "", occurred_at=self.occurred_at.data)


class DeclineServiceForm(Form):
    """Why a service is not given."""

    ground = WordRadioField(
        _("Why is the service not given?"), DeclineGround, [DataRequired(_("Choose the reason"))]
    )
    reason = TextAreaField(
        _("In your words"),
        [Optional(), Length(max=LONGEST_PROSE)],
        description=_("Needed for another reason. The holder reads it."),
        filters=[blank_to_none],
    )
    occurred_at = HappenedField()


class FinishForm(Form):
    """How a service ended."""

    outcome = WordRadioField(
        _("How did the service end?"),
        ServiceOutcome,
        [DataRequired(_("Choose how it ended"))],
        among=ENDINGS,
    )
    report = TextAreaField(
        _("What was done, what is still needed?"),
        [Optional(), Length(max=LONGEST_PROSE)],
        filters=[blank_to_none],
        description=_("The holder reads it."),
    )
    occurred_at = HappenedField()

    def done(self) -> Done:
        """Give how it ended."""
        return Done(self.outcome.data, self.report.data or "", self.occurred_at.data)


class WithdrawForm(Form):
    """Why an offer is taken back."""

    reason = TextAreaField(
        _("Why do you take the offer back?"), [Optional(), Length(max=LONGEST_PROSE)], filters=[blank_to_none]
    )
    occurred_at = HappenedField()


class QueueForm(AddressForm):
    """What a queue is narrowed to; it stands in the address."""

    state = WordSelectField(_("State"), HandoverState, [Optional()], blank=_("All states"))

    @property
    def address(self) -> dict[str, str]:
        """What stands in the address, for the links to the other pages."""
        return {"state": str(self.state.data)} if self.state.data else {}
