"""What the pages of hand-overs ask of sender and receiver. Whether it will do, the journey says."""

from collections.abc import Iterable, Mapping
from typing import ClassVar

from flask_babel import lazy_gettext
from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, Optional

from referral.custody.cards import Acceptance, Offer
from referral.web.fields import AddressForm, Form, HappenedField, LinesField, WordSelectField, blank_to_none
from referral.web.wording import words
from workflows.vocabulary import AgencyKind, HandoverState

_ = lazy_gettext
LONGEST_LINE, LONGEST_PROSE = 200, 100_000


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
