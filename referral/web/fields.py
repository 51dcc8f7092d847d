"""The fields and the form that pages of several rooms share. No form of any one page lives here."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from http import HTTPStatus
from typing import Any, ClassVar

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    DateTimeLocalField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget, TextInput

from referral.kernel.clock import as_vietnam
from referral.kernel.errors import FieldError, InvalidInput, ReferralError, VersionRequired
from referral.kernel.paging import Window
from referral.web.bodies import as_prose
from referral.web.wording import sentence_of, words
from workflows.refusal import Refusal
from workflows.vocabulary import Word

_l = lazy_gettext
_EARLIEST, _LATEST = 1850, 9000
"""Years we take, as the interface for machines does: others are slips of the pen, and overflow somewhere."""
_VERSION = re.compile(r"\d{1,9}", re.ASCII)
"""More digits would be no version of ours, and overflow a column."""
MOMENT_EXAMPLE = _l("Vietnam time, for example 27/03/2026 14:05.")


class Form(FlaskForm):
    """A form of ours: it can also show what a service refused, beside the fields that caused it."""

    FIELD_OF: ClassVar[Mapping[str, str]] = {}
    """Where a service's name of a field differs from the form's."""
    refusals: tuple[Refusal, ...] = ()
    refused_with = 0
    """The status of what a service refused, if it did."""

    @property
    def status(self) -> int:
        """The HTTP status of a page that shows this form."""
        return self.refused_with or (HTTPStatus.UNPROCESSABLE_ENTITY if self.errors else HTTPStatus.OK)

    def take(self, error: ReferralError) -> None:
        """Show a refusal: field by field where it names fields we have, otherwise above the form."""
        self.refused_with = error.status
        self.refusals = error.refusals
        if isinstance(error, InvalidInput) and error.errors:
            for wrong in error.errors:
                self._blame(wrong)
        else:
            self.form_errors.append(sentence_of(error))

    def _blame(self, wrong: FieldError) -> None:
        field = self._fields.get(self.FIELD_OF.get(wrong.field, wrong.field.rpartition(".")[2]))
        if field is None:
            self.form_errors.append(sentence_of(wrong))
        else:
            field.errors = [*field.errors, sentence_of(wrong)]


class VersionedForm(Form):
    """A form that knows which version of the case its reader had before the eyes."""

    version = HiddenField()

    @property
    def seen_version(self) -> int:
        """The version that was shown.

        :raises VersionRequired: if the form does not say one
        """
        said = self.version.data or ""
        if _VERSION.fullmatch(said) is None:
            raise VersionRequired
        return int(said)


class AddressForm(Form):
    """What stands behind the question mark: words of the work and a page's number, nothing personal."""

    page = IntegerField(validators=[Optional(), NumberRange(1, 1_000_000)])

    def __init__(self, arguments: Mapping[str, str]) -> None:
        """Read an address; it changes nothing, so it carries no token."""
        super().__init__(formdata=arguments, meta={"csrf": False})
        self.validate()

    @property
    def window(self) -> Window:
        """Which page of the list is asked for; the first where that cannot be read."""
        is_usable = isinstance(self.page.data, int) and not self.page.errors
        return Window(page=self.page.data) if is_usable else Window()


def chosen_from(members: Iterable[Word], blank: str | None = None) -> Callable[[], list[SelectChoice]]:
    """Give the choices of a field, read aloud in the reader's language when the page is made."""
    listed = tuple(members)

    def choices() -> list[SelectChoice]:
        first = [] if blank is None else [SelectChoice("", gettext(blank))]
        return [*first, *(SelectChoice(member.value, words(member)) for member in listed)]

    return choices


def word_or_nothing(kind: type[StrEnum]) -> Callable[[Any], StrEnum | None]:
    """Make what reads a chosen value as a word of the vocabulary, and an empty one as no answer."""

    def read(value: Any) -> StrEnum | None:  # noqa: ANN401 — WTForms hands over whatever was sent
        return kind(value) if value else None

    return read


class WordRadioField(RadioField):
    """One word out of a short list, all in sight."""

    def __init__(self, label: str, kind: type[Word], validators: Sequence[object] = (), **more: Any) -> None:  # noqa: ANN401 — handed on to WTForms
        """Offer the members of a vocabulary, or those named in `among`."""
        among = more.pop("among", kind)
        super().__init__(label, validators, coerce=word_or_nothing(kind), choices=chosen_from(among), **more)

    def pre_validate(self, form: Any) -> None:  # noqa: ANN401 — WTForms' own signature
        """Leave an unanswered question to its validators."""
        if self.data is not None or self.process_errors:
            super().pre_validate(form)


class WordSelectField(SelectField):
    """One word out of a longer list."""

    def __init__(self, label: str, kind: type[Word], validators: Sequence[object] = (), **more: Any) -> None:  # noqa: ANN401 — handed on to WTForms
        """Offer the members of a vocabulary under a blank first line."""
        among, blank = more.pop("among", kind), more.pop("blank", "–")
        super().__init__(
            label, validators, coerce=word_or_nothing(kind), choices=chosen_from(among, blank), **more
        )


class WordCheckField(SelectMultipleField):
    """Any number of words, each with its box."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: str, kind: type[Word], validators: Sequence[object] = (), **more: Any) -> None:  # noqa: ANN401 — handed on to WTForms
        """Offer the members of a vocabulary."""
        super().__init__(label, validators, coerce=kind, choices=chosen_from(kind), **more)


class MomentField(DateTimeLocalField):
    """A date and a time of day in Vietnam, typed as they are written there; gives an aware moment.

    A browser's own picker writes month and day in the browser's order, not in Vietnam's: so it is plain text.
    """

    widget = TextInput()
    data: datetime | None

    def __init__(self, label: str, validators: Sequence[object] = (), **more: Any) -> None:  # noqa: ANN401 — handed on to WTForms
        """Explain itself unless told otherwise."""
        more.setdefault("description", MOMENT_EXAMPLE)
        super().__init__(
            label,
            validators,
            format=["%d/%m/%Y %H:%M", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
            invalid_value_message=_l("Enter a date and a time, like 27/03/2026 14:05"),
            **more,
        )

    def process_data(self, value: datetime | None) -> None:
        """Show a moment as Vietnam's clocks do."""
        super().process_data(as_vietnam(value) if value else None)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was entered as Vietnam's time."""
        super().process_formdata([value.strip() for value in valuelist if value.strip()])
        self.data = _in_vietnam(self.data)

    def pre_validate(self, _form: Any) -> None:  # noqa: ANN401 — WTForms' own signature
        """Turn away years that are slips of the pen."""
        if self.data is not None and not _EARLIEST <= self.data.year <= _LATEST:
            raise ValidationError(gettext("Enter a date and a time, like 27/03/2026 14:05"))


class HappenedField(MomentField):
    """When the deed of this page happened; left empty it is now, to the second."""

    def __init__(self, **more: Any) -> None:  # noqa: ANN401 — handed on to WTForms
        """Ask only who records late to type anything."""
        said = _l("Leave empty if it is now. Otherwise Vietnam time, for example 27/03/2026 14:05.")
        super().__init__(_l("When did it happen?"), [Optional()], description=said, **more)


class DayField(DateField):
    """A day, typed like 27/03/2026 or 27 3 2026."""

    widget = TextInput()

    def __init__(self, label: str, validators: Sequence[object] = (), **more: Any) -> None:  # noqa: ANN401 — handed on to WTForms
        """Say by example what to enter."""
        super().__init__(
            label,
            validators,
            format=["%d/%m/%Y", "%Y-%m-%d", "%d %m %Y", "%d-%m-%Y"],
            invalid_value_message=_l("Enter a date, like 27/03/2026"),
            **more,
        )

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read a day, unless none was entered."""
        super().process_formdata([value.strip() for value in valuelist if value.strip()])

    def pre_validate(self, _form: Any) -> None:  # noqa: ANN401 — WTForms' own signature
        """Turn away years that are slips of the pen."""
        if isinstance(self.data, date) and not _EARLIEST <= self.data.year <= _LATEST:
            raise ValidationError(gettext("Enter a date, like 27/03/2026"))


class LinesField(TextAreaField):
    """Several answers, one on each line; gives a tuple."""

    data: tuple[str, ...]

    def process_data(self, value: Iterable[str] | None) -> None:
        """Take the answers there are."""
        self.data = tuple(value or ())

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read one answer from each line that is not empty."""
        lines = (line.strip() for value in valuelist for line in value.splitlines())
        self.data = tuple(line for line in lines if line)

    def _value(self) -> str:
        return "\n".join(self.data)


def _in_vietnam(read: datetime | None) -> datetime | None:
    return as_vietnam(read) if read else None


def blank_to_none(text: str | None) -> str | None:
    """Take an empty answer for none, and unseen characters for nothing: hand it to a field as a filter."""
    return str(as_prose(text)) or None if text else None
