"""What the pages of screening and of early refusals ask. The signs come from the list; no other is asked."""

from typing import Any

from flask_babel import lazy_gettext
from wtforms import BooleanField, Label, SelectMultipleField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from referral.casework.cards import ScreeningData
from referral.web.fields import Form, HappenedField, WordRadioField, blank_to_none
from referral.web.wording import words
from workflows.early_refusal import AgeBand
from workflows.indicators import Dimension, indicator_list
from workflows.vocabulary import Pathway

_ = lazy_gettext
LONGEST_PROSE = 100_000


def _signs_of(dimension: Dimension) -> SelectMultipleField:
    def choices() -> list[SelectChoice]:
        return [SelectChoice(one.name, words(one.words)) for one in indicator_list().of(dimension)]

    return SelectMultipleField(
        dimension.en,
        choices=choices,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


class ScreeningForm(Form):
    """The signs, dimension by dimension; what is not ticked was not seen, or not asked about."""

    deceptive_recruitment = _signs_of(Dimension.DECEPTIVE_RECRUITMENT)
    coercive_recruitment = _signs_of(Dimension.COERCIVE_RECRUITMENT)
    abuse_at_recruitment = _signs_of(Dimension.ABUSE_AT_RECRUITMENT)
    exploitation = _signs_of(Dimension.EXPLOITATION)
    coercion_at_destination = _signs_of(Dimension.COERCION_AT_DESTINATION)
    abuse_at_destination = _signs_of(Dimension.ABUSE_AT_DESTINATION)
    remarks = TextAreaField(
        _("What else did you notice?"),
        [Optional(), Length(max=LONGEST_PROSE)],
        filters=[blank_to_none],
        description=_("What the list does not ask, and what could not be asked yet."),
    )
    occurred_at = HappenedField()

    def __init__(self, *given: Any, **more: Any) -> None:  # noqa: ANN401 — handed on to WTForms
        """Call each dimension what the reader's language calls it."""
        super().__init__(*given, **more)
        for dimension in Dimension:
            self[dimension.value].label = Label(dimension.value, words(dimension))

    def seen(self) -> ScreeningData:
        """Give the signs that were ticked, in the list's order, and the remarks."""
        ticked = tuple(name for dimension in Dimension for name in self[dimension.value].data or ())
        return ScreeningData(ticked, self.remarks.data or "")


class EarlyRefusalForm(Form):
    """An adult who will not be received; only the month and the pathway are counted."""

    age = WordRadioField(
        _("How old is the person?"),
        AgeBand,
        [DataRequired(_("Choose how old the person is, or “Not certain”"))],
        description=_("Who is, or may be, under 18 cannot refuse."),
    )
    pathway = WordRadioField(
        _("How did the person come to be known?"),
        Pathway,
        [DataRequired(_("Choose how the person came to be known"))],
    )
    told = BooleanField(
        _("The person was told what support there is, in a language they understand, and knows hotline 111."),
        [DataRequired(_("Tell the person first what support there is, and leave the number 111"))],
    )
    occurred_at = HappenedField()
