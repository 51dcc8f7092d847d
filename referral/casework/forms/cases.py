"""What the other pages of a case ask: searching, listing, opening, correcting, notes, consents, clocks."""

from collections.abc import Mapping
from typing import Any, ClassVar

from flask_babel import gettext, lazy_gettext
from wtforms import (
    BooleanField,
    Field,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, NumberRange, Optional, ValidationError

from referral.casework.cards import CaseCard, CaseFilter, ConsentData, PersonChange, PersonData
from referral.casework.services.reaching import Reached
from referral.web.fields import (
    AddressForm,
    DayField,
    Form,
    HappenedField,
    VersionedForm,
    WordCheckField,
    WordRadioField,
    WordSelectField,
    blank_to_none,
    chosen_from,
)
from workflows.milestones import ASKED, Milestone
from workflows.vocabulary import ConsentScope, Pathway, Purpose, Residence, Sex, Stage, State

_ = lazy_gettext
LONGEST_NAME, LONGEST_LINE, LONGEST_PROSE, LONGEST_WORD = 400, 200, 100_000, 40


class SearchForm(Form):
    """One of three ways to look for a person; what is typed is posted, never put in the address."""

    name = StringField(
        _("Name"),
        [Length(max=LONGEST_NAME)],
        description=_("With or without accents; part of the name is enough."),
        filters=[blank_to_none],
    )
    id_number = StringField(
        _("Number of the identity card, passport or other paper"),
        [Optional(), Length(max=LONGEST_WORD)],
        filters=[blank_to_none],
    )
    phone = StringField(
        _("Telephone number"), [Optional(), Length(max=LONGEST_WORD)], filters=[blank_to_none]
    )

    def validate_name(self, _field: Field) -> None:
        """Ask for exactly one thing to look for."""
        given = [field for field in (self.name, self.id_number, self.phone) if field.data]
        if len(given) != 1:
            raise ValidationError(gettext("Enter a name, or a number, or a telephone number: one of them"))


class SearchWithPurposeForm(SearchForm):
    """A search outside reception says why."""

    purpose = WordRadioField(
        _("Why are you looking for this person?"), Purpose, [DataRequired(_("Choose why you are looking"))]
    )


class FilterForm(AddressForm):
    """What a list of cases is narrowed to: words of the work only, so it may stand in the address."""

    stage = WordSelectField(_("Stage"), Stage, [Optional()], blank=_("All stages"))
    state = WordSelectField(_("State"), State, [Optional()], blank=_("All states"))
    holder = StringField(
        _("Held by (code of the agency)"), [Optional(), Length(max=LONGEST_WORD)], filters=[blank_to_none]
    )
    overdue = BooleanField(_("Only overdue"))
    open = BooleanField(_("Only open cases"))

    def chosen(self) -> CaseFilter:
        """Give the filter; what is no word of ours narrows nothing."""
        return CaseFilter(
            self.stage.data,
            self.state.data,
            self.holder.data,
            self.overdue.data or None,
            self.open.data or None,
        )

    @property
    def address(self) -> dict[str, str]:
        """What stands in the address, for the links to the other pages."""
        words = {"stage": self.stage.data, "state": self.state.data, "holder": self.holder.data}
        flags = {name: "y" for name in ("overdue", "open") if self[name].data}
        return {name: str(word) for name, word in words.items() if word} | flags


class OpenForm(Form):
    """Why a case is opened; asked once a visit."""

    purpose = RadioField(
        _("Why do you open this case?"),
        [DataRequired(_("Choose why you open this case"))],
        description=_("The purpose decides what you see, and is written to the access log with your name."),
    )

    def offer(self, purposes: tuple[Purpose, ...]) -> None:
        """List the purposes open to the reader."""
        self.purpose.choices = chosen_from(purposes)()


class ChangeForm(VersionedForm):
    """The person as known now, and a further telling of the story."""

    full_name = StringField(_("Full name"), [Optional(), Length(max=LONGEST_NAME)], filters=[blank_to_none])
    sex = WordRadioField(_("Sex"), Sex, [DataRequired(_("Choose the person's sex, or “Unknown”"))])
    date_of_birth = DayField(_("Date of birth"), [Optional()])
    age_from = IntegerField(
        _("At least how old?"),
        [Optional(), NumberRange(0, 120, _("Enter an age between 0 and 120"))],
        description=_("If the date of birth is not known: the age when the report was received."),
    )
    age_to = IntegerField(
        _("At most how old?"), [Optional(), NumberRange(0, 120, _("Enter an age between 0 and 120"))]
    )
    residence = WordSelectField(_("Tie to Viet Nam"), Residence, [Optional()])
    nationality = StringField(
        _("Nationality"), [Optional(), Length(max=LONGEST_LINE)], filters=[blank_to_none]
    )
    ethnicity = StringField(
        _("Ethnic group"), [Optional(), Length(max=LONGEST_LINE)], filters=[blank_to_none]
    )
    id_number = StringField(
        _("Number of the identity card, passport or other paper"),
        [Optional(), Length(max=LONGEST_WORD)],
        filters=[blank_to_none],
    )
    phone = StringField(
        _("A telephone number that is safe to call"),
        [Optional(), Length(max=LONGEST_WORD)],
        filters=[blank_to_none],
    )
    commune_code = StringField(
        _("Commune of residence"),
        [Optional(), Length(max=LONGEST_LINE)],
        filters=[blank_to_none],
        description=_("The five-digit code."),
    )
    urgent = BooleanField(_("The person is in danger now, or needs a doctor now"))
    story = TextAreaField(
        _("A further telling of the story"),
        [Optional(), Length(max=LONGEST_PROSE)],
        filters=[blank_to_none],
        description=_("What was told before is kept beside it."),
    )

    PERSON: ClassVar[tuple[str, ...]] = (
        "full_name",
        "sex",
        "date_of_birth",
        "age_from",
        "age_to",
        "nationality",
        "residence",
        "ethnicity",
        "id_number",
        "phone",
        "commune_code",
    )

    def validate_age_to(self, field: Field) -> None:
        """Keep the two ages in order: the lowest decides who counts as a child."""
        if None not in (self.age_from.data, field.data) and self.age_from.data > field.data:
            raise ValidationError(gettext("The highest age cannot be below the lowest"))

    def show(self, card: CaseCard) -> None:
        """Fill in what is known, unless the form was sent."""
        if self.is_submitted() or card.person is None:
            return
        for name in self.PERSON:
            self[name].process_data(getattr(card.person, name))
        self.urgent.process_data(card.line.is_urgent)
        self.version.process_data(str(card.line.version))

    def change(self) -> PersonChange:
        """Give the whole person as it should be, and the new telling if there is one."""
        values: dict[str, Any] = {name: self[name].data for name in self.PERSON}
        told = {"story"} if self.story.data else set()
        return PersonChange(
            frozenset({*self.PERSON, "urgent", *told}),
            PersonData(**values),
            self.story.data,
            self.urgent.data,
        )


class NoteForm(Form):
    """A working note."""

    text = TextAreaField(
        _("The note"),
        [DataRequired(_("Enter the note")), Length(max=LONGEST_PROSE)],
        filters=[blank_to_none],
        description=_("It is sealed at once and cannot be changed afterwards."),
    )
    occurred_at = HappenedField()


class MilestoneForm(Form):
    """What the pathway asks for beside the steps."""

    milestone = WordRadioField(_("What has been done?"), Milestone, [DataRequired(_("Choose what was done"))])
    not_needed = BooleanField(_("It is not needed for this person"))
    remarks = TextAreaField(
        _("Remarks; if it is not needed: why"),
        [Optional(), Length(max=LONGEST_PROSE)],
        filters=[blank_to_none],
        description=_("It is sealed at once and cannot be changed afterwards."),
    )
    occurred_at = HappenedField()

    def offer(self, pathway: Pathway) -> None:
        """List what this pathway asks for."""
        self.milestone.choices = chosen_from(asked.milestone for asked in ASKED[pathway])()

    def reached(self) -> Reached:
        """Give the answers as the service takes them."""
        return Reached(
            self.milestone.data, is_needed=not self.not_needed.data, remarks=self.remarks.data or ""
        )


class ConsentForm(Form):
    """A new version of what the person, or the guardian, agrees to."""

    given = SelectField(
        _("What did the person decide?"),
        [DataRequired(_("Choose what the person decided"))],
        choices=lambda: [
            SelectChoice("", "–"),
            SelectChoice("yes", gettext("Agrees to what is ticked below")),
            SelectChoice("no", gettext("Agrees to nothing, or withdraws the consent")),
        ],
    )
    scope = WordCheckField(_("The person agrees"), ConsentScope)
    guardian = StringField(
        _("Guardian who decides for the child"),
        [Optional(), Length(max=LONGEST_NAME)],
        filters=[blank_to_none],
        description=_("Needed where the person is, or may be, under 18."),
    )
    language = StringField(
        _("In which language was it explained?"), [Optional(), Length(max=20)], filters=[blank_to_none]
    )
    interpreter = StringField(
        _("Interpreter, if there was one"), [Optional(), Length(max=LONGEST_NAME)], filters=[blank_to_none]
    )
    occurred_at = HappenedField()
    FIELD_OF: ClassVar[Mapping[str, str]] = {"consent.given": "given"}

    def validate_scope(self, field: Field) -> None:
        """Ask what was agreed to, where something was."""
        if self.given.data == "yes" and not field.data:
            raise ValidationError(gettext("Choose what the person agrees to"))

    def consent(self) -> ConsentData:
        """Give the consent; whatever is not agreed to is withheld."""
        is_given = self.given.data == "yes"
        agreed = tuple(self.scope.data) if is_given else ()
        withheld = tuple(scope for scope in ConsentScope if scope not in agreed)
        return ConsentData(
            is_given, agreed, withheld, self.guardian.data, self.language.data, self.interpreter.data
        )


class ClockForm(Form):
    """Why a clock is paused, resumed or extended, and on whose word."""

    reason = TextAreaField(
        _("Reason"), [DataRequired(_("Enter the reason")), Length(max=LONGEST_PROSE)], filters=[blank_to_none]
    )
    authority = StringField(
        _("On whose authority?"),
        [DataRequired(_("Enter who decided it, and the number of the decision")), Length(max=LONGEST_LINE)],
        description=_("Who decided it, and the number of the decision."),
        filters=[blank_to_none],
    )


class ExtendForm(ClockForm):
    """Until when a clock is extended."""

    until = DayField(_("Until the end of which day?"), [DataRequired(_("Enter a date, like 27/03/2026"))])
