"""What the pages of a case's tracks ask: measures, stays, a child's guardian, separations, crime reports."""

from collections.abc import Sequence

from flask_babel import lazy_gettext
from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, Optional

from referral.tracks.cards import (
    CrimeReported,
    GuardianNamed,
    MeasureRefused,
    MeasureTaken,
    SeparationBegun,
    StayBegun,
)
from referral.web.fields import DayField, Form, HappenedField, WordRadioField, blank_to_none
from workflows.tracks import CrimeDecision, MeasureKind, StayKind

_ = lazy_gettext
LONGEST_NAME, LONGEST_LINE, LONGEST_PROSE = 400, 200, 100_000
SHORT = [Optional(), Length(max=LONGEST_LINE)]
DAY = [DataRequired(_("Enter a date, like 27/03/2026"))]
DECIDED_BY = _("Who decided it, or the number of the decision")


class MeasureForm(Form):
    """What is done at once for somebody's safety, and why."""

    kind = WordRadioField(_("Which measure?"), MeasureKind, [DataRequired(_("Choose a measure"))])
    ground = TextAreaField(
        _("What gives reason to act, or what does the person need?"),
        [
            DataRequired(_("Enter what gives reason to act, or what the person needs")),
            Length(max=LONGEST_PROSE),
        ],
        filters=[blank_to_none],
    )
    decided_by = StringField(DECIDED_BY, SHORT, filters=[blank_to_none])
    until_on = DayField(_("Until when?"), [Optional()])
    occurred_at = HappenedField()

    def taken(self) -> MeasureTaken:
        """Give the measure."""
        return MeasureTaken(
            self.kind.data, self.ground.data or "", self.decided_by.data or "", self.until_on.data
        )


class MeasureRefusedForm(Form):
    """Which measure an adult refuses, why, and by which written commitment."""

    kind = WordRadioField(_("Which measure is refused?"), MeasureKind, [DataRequired(_("Choose a measure"))])
    reason = TextAreaField(
        _("The person's reason"), [Optional(), Length(max=LONGEST_PROSE)], filters=[blank_to_none]
    )
    commitment = StringField(
        _("Number and date of the written commitment"),
        SHORT,
        filters=[blank_to_none],
        description=_("The person signs that the risk was explained and that the measure is refused."),
    )
    occurred_at = HappenedField()

    def refused(self) -> MeasureRefused:
        """Give the refusal."""
        return MeasureRefused(self.kind.data, self.reason.data or "", self.commitment.data or "")


class EndForm(Form):
    """Why something ended."""

    reason = TextAreaField(
        _("Why does it end?"),
        [DataRequired(_("Enter why it ends")), Length(max=LONGEST_PROSE)],
        filters=[blank_to_none],
    )
    occurred_at = HappenedField()


class WhenForm(Form):
    """Nothing but when; to send it is to say that it was done."""

    occurred_at = HappenedField()


class StayForm(Form):
    """How, where and until when somebody is taken in."""

    kind = WordRadioField(_("How is the person taken in?"), StayKind, [DataRequired(_("Choose how"))])
    facility = SelectField(_("Which facility?"), [Optional()])
    place = StringField(
        _("If a family takes the person in: who, and how related?"),
        [Optional(), Length(max=LONGEST_NAME)],
        filters=[blank_to_none],
    )
    decided_by = StringField(DECIDED_BY, SHORT, filters=[blank_to_none])
    until_on = DayField(_("Until when is it planned?"), [Optional()])
    occurred_at = HappenedField()

    def offer(self, agencies: Sequence[tuple[str, str]]) -> None:
        """List the facilities that take people in, by code and name."""
        self.facility.choices = _choices(agencies)

    def stay(self) -> StayBegun:
        """Give the stay."""
        return StayBegun(
            self.kind.data,
            self.facility.data or None,
            self.place.data or "",
            self.decided_by.data or "",
            self.until_on.data,
        )


class StayExtensionForm(Form):
    """Until when a stay goes on, and who decided so."""

    until_on = DayField(_("Until when does the stay go on?"), DAY)
    decided_by = StringField(
        DECIDED_BY,
        SHORT,
        filters=[blank_to_none],
        description=_("The facility's director, the health department or the body competent by law."),
    )


class GuardianForm(Form):
    """Who stands up for a child, and whether they must be kept out."""

    name = StringField(
        _("The guardian's name"),
        [DataRequired(_("Enter the guardian's name")), Length(max=LONGEST_NAME)],
        filters=[blank_to_none],
    )
    relation = StringField(_("How related to the child?"), SHORT, filters=[blank_to_none])
    contact = StringField(_("Telephone or address"), SHORT, filters=[blank_to_none])
    is_blocked = BooleanField(
        _("Keep this guardian out: they may have to do with the trafficking"),
        description=_(
            "Their consent then counts for nothing, and the child is not handed to them. "
            "Consent is asked for anew afterwards."
        ),
    )
    because = TextAreaField(
        _("Why are they kept out, or why no longer?"),
        [Optional(), Length(max=LONGEST_PROSE)],
        filters=[blank_to_none],
    )
    occurred_at = HappenedField()

    def guardian(self) -> GuardianNamed:
        """Give the guardian."""
        return GuardianNamed(
            self.name.data or "",
            self.relation.data or "",
            self.contact.data or "",
            self.is_blocked.data,
            self.because.data or "",
        )


class SeparationForm(Form):
    """Why, where and until when a child is kept apart."""

    because = TextAreaField(
        _("What harms the child, so that it is kept apart?"),
        [DataRequired(_("Enter what harms the child")), Length(max=LONGEST_PROSE)],
        filters=[blank_to_none],
    )
    place = StringField(
        _("Where does the child stay?"), [Optional(), Length(max=LONGEST_NAME)], filters=[blank_to_none]
    )
    until_on = DayField(_("Until when?"), DAY)
    decided_by = StringField(DECIDED_BY, SHORT, filters=[blank_to_none])
    competent_body = StringField(
        _("Longer than the ordinary limit: the competent body's decision"), SHORT, filters=[blank_to_none]
    )
    occurred_at = HappenedField()

    def separation(self) -> SeparationBegun:
        """Give the separation."""
        return SeparationBegun(
            self.because.data or "",
            self.until_on.data,
            self.place.data or "",
            self.decided_by.data or "",
            self.competent_body.data or "",
        )


class UntilForm(Form):
    """Until when something goes on."""

    until_on = DayField(_("Until when?"), DAY)


class CrimeReportForm(Form):
    """A report of a crime, as the police received it."""

    summary = TextAreaField(
        _("What is reported?"),
        [DataRequired(_("Enter what is reported")), Length(max=LONGEST_PROSE)],
        filters=[blank_to_none],
    )
    police = SelectField(_("Which police agency received it?"), [Optional()])
    number = StringField(_("Number of the police's record"), SHORT, filters=[blank_to_none])
    occurred_at = HappenedField()

    def offer(self, agencies: Sequence[tuple[str, str]]) -> None:
        """List the police agencies, by code and name."""
        self.police.choices = _choices(agencies)

    def report(self) -> CrimeReported:
        """Give the report."""
        return CrimeReported(self.summary.data or "", self.police.data or None, self.number.data or "")


class CrimeExtensionForm(Form):
    """When an extension was asked for, and what was decided."""

    asked_on = DayField(_("On which day was it asked for?"), DAY)
    paper = StringField(_("The procuracy's decision: number and date"), SHORT, filters=[blank_to_none])


class CrimeDecisionForm(Form):
    """What the police decided."""

    decision = WordRadioField(
        _("What was decided?"), CrimeDecision, [DataRequired(_("Choose what was decided"))]
    )
    occurred_at = HappenedField()


def _choices(agencies: Sequence[tuple[str, str]]) -> list[SelectChoice]:
    return [SelectChoice("", "–"), *(SelectChoice(code, name) for code, name in agencies)]
