"""What the access log is narrowed to on its page: accounts, agencies, references, verbs."""

from flask_babel import lazy_gettext
from wtforms import StringField
from wtforms.validators import Length, Optional

from referral.kernel.ledger import Action, Result
from referral.oversight.cards import LedgerFilter
from referral.web.fields import AddressForm, MomentField, WordSelectField, blank_to_none

_ = lazy_gettext
LONGEST_WORD = 120


class LogForm(AddressForm):
    """What is looked for in the access log; it stands in the address."""

    actor = StringField(_("User name"), [Optional(), Length(max=LONGEST_WORD)], filters=[blank_to_none])
    agency = StringField(
        _("Code of the agency"), [Optional(), Length(max=LONGEST_WORD)], filters=[blank_to_none]
    )
    case = StringField(
        _("Reference of the case"), [Optional(), Length(max=LONGEST_WORD)], filters=[blank_to_none]
    )
    action = WordSelectField(_("What was done"), Action, [Optional()], blank=_("Everything"))
    result = WordSelectField(_("How it ended"), Result, [Optional()], blank=_("All results"))
    since = MomentField(_("From"), [Optional()], description="")
    until = MomentField(_("To"), [Optional()], description="")

    def chosen(self) -> LedgerFilter:
        """Give the filter; what cannot be read narrows nothing."""
        return LedgerFilter(
            actor=self.actor.data,
            agency=self.agency.data,
            action=self.action.data,
            case=self.case.data,
            result=self.result.data,
            since=self.since.data,
            until=self.until.data,
        )

    @property
    def address(self) -> dict[str, str]:
        """What stands in the address, for the links to the other pages."""
        plain = {name: self[name].data for name in ("actor", "agency", "case", "action", "result")}
        moments = {name: self[name].data for name in ("since", "until") if self[name].data}
        written = {name: moment.strftime("%Y-%m-%dT%H:%M") for name, moment in moments.items()}
        return {name: str(value) for name, value in plain.items() if value} | written
