"""What the pages of the law and of calendars ask for. Whether an answer will do, the services say."""

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext
from wtforms import IntegerField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from referral.people.services import places
from referral.sla.services.law import NewLimit, Switch
from referral.web.fields import AddressForm, DayField, Form, WordSelectField
from workflows.calendars import DaysKind, OwnDays, Span

if TYPE_CHECKING:
    from datetime import date

_ = lazy_gettext
LONGEST_LINE, MOST = 200, 10_000


class DayForm(AddressForm):
    """On which day the law is looked at; it stands in the address."""

    on = DayField(_("The law on this day, like 27/03/2026"), [Optional()])

    @property
    def chosen(self) -> "date | None":
        """The day, if one was given that can be read."""
        return None if self.on.errors else self.on.data


class DecisionForm(Form):
    """By which paper, and from when."""

    source = StringField(
        _("By which paper"),
        [
            DataRequired(_("Enter the paper that decides it, with its number and date.")),
            Length(max=LONGEST_LINE),
        ],
        description=_("For example: Decision 12/QĐ-UBND of 5 July 2026."),
    )
    effective_on = DayField(
        _("From which day"),
        [DataRequired(_("Enter a date, like 27/03/2026"))],
        description=_("Tomorrow at the earliest. Clocks that run are not moved."),
    )


class LimitForm(DecisionForm):
    """A province's own limit."""

    province_code = SelectField(_("Province"), [DataRequired(_("Choose one of the 34 provinces."))])
    amount = IntegerField(
        _("The limit"),
        [
            InputRequired(_("Enter a whole number from 1.")),
            NumberRange(1, MOST, _("Enter a whole number from 1.")),
        ],
    )

    def list_provinces(self, own: str) -> None:
        """Offer the provinces, one's own first."""
        listed = sorted(places.provinces().values(), key=lambda one: (one.code != own, one.name))
        self.province_code.choices = [(one.code, one.name) for one in listed]

    def asked(self, name: str) -> NewLimit:
        """Give what was asked for."""
        source = (self.source.data or "").strip()
        return NewLimit(name, self.province_code.data, self.amount.data, source, self.effective_on.data)


class SwitchForm(DecisionForm):
    """A rule to be switched on, or off again."""

    def asked(self, name: str, *, is_on: bool) -> Switch:
        """Give what was asked for."""
        source = (self.source.data or "").strip()
        return Switch(name, is_on=is_on, source=source, effective_on=self.effective_on.data)


class OwnDaysForm(Form):
    """In what an agency's days differ from the state sector's."""

    kind = WordSelectField(_("What is decided"), DaysKind, [DataRequired(_("Choose what is decided."))])
    from_on = DayField(_("From which day"), [DataRequired(_("Enter a date, like 27/03/2026"))])
    until_on = DayField(
        _("Until which day"),
        [Optional()],
        description=_("Leave empty for a single day, or for Saturdays that go on."),
    )
    why = StringField(
        _("Why"), [DataRequired(_("Say why, like: the office moves.")), Length(max=LONGEST_LINE)]
    )
    decision = StringField(
        _("Number of the decision"),
        [DataRequired(_("Enter the number of the decision, like 12/TB-UBND.")), Length(max=LONGEST_LINE)],
    )

    def asked(self) -> OwnDays:
        """Give what was asked for."""
        span = Span(self.from_on.data, self.until_on.data)
        why, decision = (self.why.data or "").strip(), (self.decision.data or "").strip()
        return OwnDays(self.kind.data, span, why, decision)
