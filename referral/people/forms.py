"""What pages of sign-in and accounts ask. Whether it will do, the services say."""

from flask_babel import lazy_gettext
from wtforms import EmailField, HiddenField, PasswordField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from referral.people.cards import AgencyCard, NewAccount
from referral.people.services.passphrases import LONGEST
from referral.web.fields import Form, WordSelectField
from workflows.vocabulary import Role

_ = lazy_gettext
LONGEST_NAME = 120
LONGEST_LINE = 200
OPENED_ROLES = (Role.OFFICER, Role.SUPERVISOR, Role.AUDITOR, Role.ADMINISTRATOR)


class SignInForm(Form):
    """Who one is, and the secret that proves it."""

    username = StringField(
        _("User name"),
        [DataRequired(_("Enter your user name, like so-y-te.officer")), Length(max=LONGEST_NAME)],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )
    passphrase = PasswordField(
        _("Passphrase"),
        [
            InputRequired(_("Enter your passphrase, or the one-time secret you were given")),
            Length(max=LONGEST),
        ],
        render_kw={"autocomplete": "current-password"},
    )
    next = HiddenField()


class ChoosePassphraseForm(Form):
    """The passphrase that replaces a one-time secret."""

    passphrase = PasswordField(
        _("New passphrase"),
        [InputRequired(_("Choose a passphrase of at least 15 characters")), Length(max=LONGEST)],
        description=_(
            "At least 15 characters. Four or five words that do not belong together are easy to keep in mind."
        ),
        render_kw={"autocomplete": "new-password"},
    )


class ChangePassphraseForm(ChoosePassphraseForm):
    """A new passphrase, and the one it replaces."""

    present = PasswordField(
        _("Present passphrase"),
        [InputRequired(_("Enter the passphrase you use now")), Length(max=LONGEST)],
        render_kw={"autocomplete": "current-password"},
    )


class NewAccountForm(Form):
    """An account to be opened."""

    username = StringField(
        _("User name"),
        [DataRequired(_("Enter a user name, like so-y-te.officer")), Length(max=LONGEST_NAME)],
        description=_("Small letters, digits, dots and hyphens, like so-y-te.officer."),
    )
    display_name = StringField(
        _("Name"), [DataRequired(_("Enter the name colleagues know")), Length(max=LONGEST_LINE)]
    )
    email = EmailField(_("E-mail address"), [Optional(), Length(max=LONGEST_LINE)])
    agency = SelectField(_("Agency"), [DataRequired(_("Choose the agency"))])
    role = WordSelectField(_("Role"), Role, [DataRequired(_("Choose the role"))], among=OPENED_ROLES)

    def list_agencies(self, agencies: tuple[AgencyCard, ...]) -> None:
        """Offer the agencies there are, under a blank first line."""
        self.agency.choices = [("", "–"), *((one.code, f"{one.name} ({one.code})") for one in agencies)]

    @property
    def account(self) -> NewAccount:
        """What was filled in."""
        return NewAccount(
            username=self.username.data.strip(),
            display_name=self.display_name.data.strip(),
            agency=self.agency.data,
            role=self.role.data,
            email=(self.email.data or "").strip(),
        )
