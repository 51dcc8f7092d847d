"""What the pages of the body's own duties ask: breaches of personal data, data-subject requests."""

from flask_babel import lazy_gettext
from wtforms import BooleanField, IntegerField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, NumberRange, Optional

from referral.tracks.cards import BreachFound, NoticeGiven, RequestSettled, RequestTaken
from referral.web.fields import Form, HappenedField, WordCheckField, WordRadioField, blank_to_none
from workflows.data_duties import AskedBy, DataKind, NoGround, NoticeTo, RequestOutcome, SubjectRight

_ = lazy_gettext
LONGEST_NAME, LONGEST_LINE, LONGEST_PROSE, MOST_PERSONS = 400, 200, 100_000, 100_000_000
PROSE = [Optional(), Length(max=LONGEST_PROSE)]


class BreachForm(Form):
    """What happened to personal data, and when it was found."""

    what = TextAreaField(
        _("What happened?"),
        [DataRequired(_("Enter what happened")), Length(max=LONGEST_PROSE)],
        filters=[blank_to_none],
        description=_("Name no person who is not needed to understand it."),
    )
    kinds = WordCheckField(_("Which data?"), DataKind, [Optional()])
    affected = IntegerField(
        _("How many persons, as far as you know?"), [Optional(), NumberRange(0, MOST_PERSONS)]
    )
    is_harmless = BooleanField(
        _("It can harm nobody's security, life, health, honour, dignity or property"),
        description=_("Leave empty if you are not sure: then the authority is told within 72 hours."),
    )
    occurred_at = HappenedField()

    def found(self) -> BreachFound:
        """Give the breach."""
        kinds = tuple(self.kinds.data or ())
        return BreachFound(kinds, self.what.data or "", self.affected.data, not self.is_harmless.data)


class NoticeForm(Form):
    """Who was told of a breach, and how."""

    to = WordRadioField(_("Who was told?"), NoticeTo, [DataRequired(_("Choose who was told"))])
    how = TextAreaField(_("How, and by which paper?"), PROSE, filters=[blank_to_none])
    safe_contact = TextAreaField(
        _("Persons affected: how can they safely be reached, and who confirmed it?"),
        PROSE,
        filters=[blank_to_none],
        description=_(
            "Ask whoever answers for the person before you call or write: a trafficker may listen."
        ),
    )
    occurred_at = HappenedField()

    def notice(self) -> NoticeGiven:
        """Give the notice."""
        return NoticeGiven(self.to.data, self.how.data or "", self.safe_contact.data or "")


class RemedyForm(Form):
    """What was done about a breach."""

    text = TextAreaField(
        _("What was done about it?"),
        [DataRequired(_("Enter what was done")), Length(max=LONGEST_PROSE)],
        filters=[blank_to_none],
    )
    occurred_at = HappenedField()


class RequestForm(Form):
    """What a data subject asks for, and who asks."""

    kind = WordRadioField(_("What is asked?"), SubjectRight, [DataRequired(_("Choose what is asked"))])
    asked_by = WordRadioField(_("Who asks?"), AskedBy, [DataRequired(_("Choose who asks"))])
    asker = StringField(
        _("Name of whoever asks"),
        [DataRequired(_("Enter who asks")), Length(max=LONGEST_NAME)],
        filters=[blank_to_none],
    )
    contact = StringField(
        _("How can they safely be reached?"), [Optional(), Length(max=LONGEST_LINE)], filters=[blank_to_none]
    )
    case = StringField(
        _("Reference of the case, if known"), [Optional(), Length(max=40)], filters=[blank_to_none]
    )
    what = TextAreaField(
        _("In their words: what do they ask?"),
        [DataRequired(_("Enter what they ask")), Length(max=LONGEST_PROSE)],
        filters=[blank_to_none],
    )
    occurred_at = HappenedField()

    def taken(self) -> RequestTaken:
        """Give the request."""
        return RequestTaken(
            self.kind.data,
            self.asker.data or "",
            self.what.data or "",
            self.contact.data or "",
            self.asked_by.data,
            self.case.data or "",
        )


class AnswerForm(Form):
    """The answer that is due within two working days."""

    text = TextAreaField(
        _("What was answered?"),
        [DataRequired(_("Enter what was answered")), Length(max=LONGEST_PROSE)],
        filters=[blank_to_none],
    )
    has_third_party = BooleanField(_("Others hold the data too and must do their part"))
    occurred_at = HappenedField()


class ReasonForm(Form):
    """Why a request takes longer."""

    reason = TextAreaField(
        _("Why does it take longer?"),
        [DataRequired(_("Enter why it takes longer")), Length(max=LONGEST_PROSE)],
        filters=[blank_to_none],
    )


class SettleForm(Form):
    """How a request ended."""

    outcome = WordRadioField(_("How did it end?"), RequestOutcome, [DataRequired(_("Choose how it ended"))])
    ground = WordRadioField(_("If it was refused: on which ground?"), NoGround, [Optional()])
    text = TextAreaField(
        _("What was done, or why was it refused?"),
        PROSE,
        filters=[blank_to_none],
        description=_("Whoever asked is told this."),
    )
    occurred_at = HappenedField()

    def settled(self) -> RequestSettled:
        """Give how it ended."""
        return RequestSettled(self.outcome.data, self.text.data or "", self.ground.data)
