"""A report, one theme to a page: what each page asks. Between pages the answers lie sealed in a draft."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar, Self

from flask_babel import gettext, lazy_gettext
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Field, HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, NumberRange, Optional, ValidationError

from referral.people.services import old_places, places
from referral.people.services.places import Commune
from referral.web.fields import (
    DayField,
    Form,
    MomentField,
    WordCheckField,
    WordRadioField,
    WordSelectField,
    blank_to_none,
)
from referral.web.wording import day, moment
from workflows.vocabulary import ConsentScope, Pathway, Residence, Sex, Word

_ = lazy_gettext
Raw = dict[str, list[str]]
Answers = dict[str, Raw]
LONGEST_NAME, LONGEST_LINE, LONGEST_PROSE, LONGEST_WORD = 400, 200, 100_000, 40
MOST_CHOICES = 6
COMMUNE = re.compile(r"\b(\d{5})\b")


class Channel(Word):
    """How a report came in."""

    IN_PERSON = "in_person", "Trực tiếp tại cơ quan", "In person"
    ON_DUTY = "on_duty", "Phát hiện khi làm nhiệm vụ", "Found while on duty"
    TELEPHONE = "telephone", "Qua điện thoại", "By telephone"
    HOTLINE = "hotline", "Qua Tổng đài 111", "Through hotline 111"
    ONLINE = "online", "Qua mạng", "Online"
    IN_WRITING = "in_writing", "Bằng văn bản", "In writing"


class AgeKnown(Word):
    """How far the person's age is known."""

    BY_BIRTH = "birth", "Biết ngày sinh", "The date of birth is known"
    ESTIMATED = "estimate", "Chỉ ước lượng được", "It can only be estimated"
    UNKNOWN = "unknown", "Chưa biết", "It is not known"


class ConsentAsked(Word):
    """What came of asking for consent."""

    GIVEN = "given", "Đã hỏi và đồng ý", "Asked, and agreed"
    REFUSED = "refused", "Đã hỏi và không đồng ý", "Asked, and did not agree"
    NOT_ASKED = "not_asked", "Chưa hỏi", "Not asked yet"


class ThemeForm(Form):
    """One page of the report."""

    title: ClassVar[str]
    lede: ClassVar[str] = ""

    @classmethod
    def of(cls, answers: Answers, name: str) -> Self:
        """Fill the form with what a draft holds; it asks for no token, for it is not sent."""
        raw = answers.get(name)
        return cls(formdata=MultiDict(raw) if raw else None, meta={"csrf": False})

    @classmethod
    def begin(cls, answers: Answers, name: str, now: datetime) -> Self:
        """Fill the form with what a draft holds, to be sent; what happened, happened just now."""
        raw = answers.get(name)
        return cls(formdata=MultiDict(raw) if raw else None, occurred_at=now)

    def asked(self) -> list[Field]:
        """Give the questions, without what only the browser needs."""
        return [
            field for field in self if not isinstance(field, HiddenField) and field.type != "CSRFTokenField"
        ]

    def raw(self) -> Raw:
        """Give the answers as they were sent, to be kept in a draft."""
        return {field.name: [str(value) for value in field.raw_data or ()] for field in self.asked()}

    def summary(self) -> list[tuple[str, str]]:
        """Give each answered question and its answer, to be checked."""
        pairs = ((str(field.label.text), shown(field)) for field in self.asked())
        return [(label, answer) for label, answer in pairs if answer]


def shown(field: Field) -> str:
    """Give an answer as a person reads it; nothing where there is none."""
    if isinstance(field, BooleanField):
        return str(gettext("Yes") if field.data else gettext("No"))
    if isinstance(field, SelectField):
        return "; ".join(str(option.label.text) for option in field if option.checked and option.data)
    if isinstance(field, MomentField):
        return str(moment(field.data))
    if isinstance(field, DayField):
        return str(day(field.data))
    return "" if field.data is None else str(field.data)


class HowForm(ThemeForm):
    """How the report reached the agency, and when."""

    title = _("How and when the report reached you")
    pathway = WordRadioField(
        _("How did the person come to be known?"),
        Pathway,
        [DataRequired(_("Choose how the person came to be known"))],
        description=_("This decides which rules and time limits apply."),
    )
    occurred_at = MomentField(
        _("When did you receive the report or meet the person?"),
        [DataRequired(_("Enter the date and time, like 27/03/2026 14:05"))],
        description=_("Time limits run from this moment. Vietnam time, for example 27/03/2026 14:05."),
    )
    channel = WordSelectField(_("How did the report come in?"), Channel, [Optional()])
    reporter_capacity = StringField(
        _("Who reported?"),
        [Optional(), Length(max=LONGEST_LINE)],
        description=_("For example: the person, a relative, a passer-by. No name is needed."),
        filters=[blank_to_none],
    )
    urgent = BooleanField(_("The person is in danger now, or needs a doctor now"))


class PersonForm(ThemeForm):
    """Who the person is, as far as known."""

    title = _("The person")
    lede = _("A person without a name or papers is received too. Leave empty what you do not know.")
    full_name = StringField(
        _("Full name"),
        [Optional(), Length(max=LONGEST_NAME)],
        description=_("As on the papers, or as the person says it."),
        filters=[blank_to_none],
    )
    sex = WordRadioField(_("Sex"), Sex, [DataRequired(_("Choose the person's sex, or “Unknown”"))])
    residence = WordSelectField(_("Tie to Viet Nam"), Residence, [Optional()])
    nationality = StringField(
        _("Nationality"), [Optional(), Length(max=LONGEST_LINE)], filters=[blank_to_none]
    )
    ethnicity = StringField(
        _("Ethnic group"), [Optional(), Length(max=LONGEST_LINE)], filters=[blank_to_none]
    )


class AgeForm(ThemeForm):
    """How old the person is; unknown counts as a child."""

    title = _("Age")
    lede = _("If the person may be under 18, or the age is not known, the rules for children apply.")
    known = WordRadioField(_("Do you know how old the person is?"), AgeKnown, [DataRequired(_("Choose one"))])
    date_of_birth = DayField(_("Date of birth"), description=_("If it is known. For example 27/03/2008."))
    age_from = IntegerField(
        _("At least how old?"),
        [Optional(), NumberRange(0, 120, _("Enter an age between 0 and 120"))],
        description=_("If it can only be estimated: the lowest age the person may have."),
    )
    age_to = IntegerField(
        _("At most how old?"), [Optional(), NumberRange(0, 120, _("Enter an age between 0 and 120"))]
    )

    def validate_date_of_birth(self, field: Field) -> None:
        """Ask for the date only where it is said to be known."""
        if self.known.data is AgeKnown.BY_BIRTH and field.data is None and not field.errors:
            raise ValidationError(gettext("Enter the date of birth, like 27/03/2008"))

    def validate_age_to(self, field: Field) -> None:
        """Keep the two ages in order."""
        if None not in (self.age_from.data, field.data) and self.age_from.data > field.data:
            raise ValidationError(gettext("The highest age cannot be below the lowest"))

    def validate_known(self, field: Field) -> None:
        """Ask for the lowest age where the age is an estimate."""
        if field.data is AgeKnown.ESTIMATED and self.age_from.data is None:
            raise ValidationError(gettext("Enter the lowest age the person may have"))


class ContactForm(ThemeForm):
    """Papers, telephone and where the person lives."""

    title = _("Papers and contact")
    lede = _("Only what the person has and wishes to give.")
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
        description=_("Start typing the name and choose from the list, or enter the five-digit code."),
        filters=[blank_to_none],
    )
    accompanies = StringField(
        _("Comes with the person of another case"),
        [Optional(), Length(max=LONGEST_WORD)],
        description=_("The reference of that case, for example of the mother of a child."),
        filters=[blank_to_none],
    )

    def validate_commune_code(self, field: Field) -> None:
        """Take a line of the list, a code, or an address, an old one too; where it may be several, ask."""
        written = field.data or ""
        code = COMMUNE.search(written)
        if not written or (code and places.commune(code[1])):
            return
        meant = old_places.communes_meant(code[1] if code else written)
        if len(meant) == 1:
            field.data = f"{meant[0].name} ({meant[0].code})"
            field.raw_data = [field.data]
        elif meant:
            raise ValidationError(_several(meant))
        elif not code:
            raise ValidationError(gettext("Choose the commune from the list, or enter its five-digit code"))


def _several(meant: tuple[Commune, ...]) -> str:
    if len(meant) > MOST_CHOICES:
        said = gettext("Many communes have that name. Add the district and the province, after commas")
        return str(said)
    choices = "; ".join(f"{one.full_name} ({one.code})" for one in meant)
    said = gettext(
        "This may be one of several communes today. Enter the one that is meant: %(choices)s", choices=choices
    )
    return str(said)


class StoryForm(ThemeForm):
    """What happened, in the person's own words."""

    title = _("What happened")
    lede = _(
        "Write down what the person says, in the person's own words. Do not press for more than is needed."
    )
    story = TextAreaField(
        _("The story"),
        [Optional(), Length(max=LONGEST_PROSE)],
        filters=[blank_to_none],
        description=_("It is sealed at once. It may be left empty and told later."),
    )
    language = StringField(
        _("Language the person speaks"),
        [Optional(), Length(max=20)],
        filters=[blank_to_none],
        description=_("For example: Vietnamese, Hrê, Khmer."),
    )
    interpreter_needed = BooleanField(_("An interpreter is needed"))


class ConsentForm(ThemeForm):
    """What the person, or for a child the guardian, agrees to."""

    title = _("Consent")
    lede = _(
        "Reception rests on the law and needs no consent. Explain what will be shared, with whom and why, "
        "in words the person understands; the person may say no to any part."
    )
    asked_consent = WordRadioField(
        _("Did you ask, and what was the answer?"), ConsentAsked, [DataRequired(_("Choose one"))]
    )
    scope = WordCheckField(_("The person agrees"), ConsentScope)
    guardian = StringField(
        _("Guardian who decides for the child"),
        [Optional(), Length(max=LONGEST_NAME)],
        filters=[blank_to_none],
        description=_("Needed where the person is, or may be, under 18."),
    )
    interpreter = StringField(
        _("Interpreter, if there was one"), [Optional(), Length(max=LONGEST_NAME)], filters=[blank_to_none]
    )

    def validate_scope(self, field: Field) -> None:
        """Ask what was agreed to, where something was."""
        if self.asked_consent.data is ConsentAsked.GIVEN and not field.data:
            raise ValidationError(gettext("Choose what the person agrees to"))


THEMES: Mapping[str, type[ThemeForm]] = {
    "how": HowForm,
    "person": PersonForm,
    "age": AgeForm,
    "contact": ContactForm,
    "story": StoryForm,
    "consent": ConsentForm,
}
"""The pages in their order, by the name in the address."""
