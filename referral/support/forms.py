"""What the pages of support ask: risk, best interest, plans, visits, applications, deliveries, amounts."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import ClassVar

from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, ValidationError

from referral.support.cards import (
    LONGEST_PER,
    MOST_DONG,
    AgreedService,
    Amount,
    Application,
    BestInterestNote,
    ChildPlanDraft,
    ChildPlanReviewed,
    Decision,
    Findings,
    Given,
    Plan,
    Risk,
    Schedule,
)
from referral.web.fields import (
    DayField,
    Form,
    HappenedField,
    LinesField,
    WordRadioField,
    WordSelectField,
    blank_to_none,
)
from referral.web.wording import words
from workflows.benefit_rows import matrix
from workflows.benefits import DECIDED, ApplicationState, RefusalGround
from workflows.tracks import ReviewOutcome
from workflows.vocabulary import RiskLevel

_ = lazy_gettext
LONGEST_LINE, LONGEST_SOURCE, LONGEST_PROSE = 400, 300, 100_000
NEEDS_DAY = _("Enter a date, like 27/03/2026")
HOW_OFTEN = _("Enter a number from 1 to 1000")
HOW_MUCH = _("Enter a whole number, at most 2,000,000,000")


class RiskForm(Form):
    """How great the danger is, why, and what is done about it."""

    level = WordRadioField(
        _("How great is the risk?"), RiskLevel, [DataRequired(_("Choose how great the risk is"))]
    )
    factors = LinesField(
        _("What makes it so?"),
        [Optional()],
        description=_(
            "One on each line. For example: the recruiter knows the address; debts; a small child."
        ),
    )
    plan = TextAreaField(
        _("What is done about it?"), [Optional(), Length(max=LONGEST_PROSE)], filters=[blank_to_none]
    )
    occurred_at = HappenedField()

    def risk(self) -> Risk:
        """Give the assessment."""
        return Risk(self.level.data, self.factors.data, self.plan.data or "")


class BestInterestForm(Form):
    """What is best for a child, and who was heard."""

    decision = TextAreaField(
        _("What is best for the child, and why?"),
        [DataRequired(_("Enter what is best for the child, and why")), Length(max=LONGEST_PROSE)],
        filters=[blank_to_none],
    )
    heard_child = BooleanField(_("The child was heard, in words the child understands"))
    guardian = StringField(
        _("Guardian who was heard"), [Optional(), Length(max=LONGEST_LINE)], filters=[blank_to_none]
    )
    occurred_at = HappenedField()

    def note(self) -> BestInterestNote:
        """Give the note."""
        return BestInterestNote(self.decision.data or "", self.guardian.data or "", self.heard_child.data)


class PlanForm(Form):
    """Needs, services, and when the plan is looked at again."""

    needs = LinesField(
        _("What does the person need?"),
        [DataRequired(_("Enter at least one need"))],
        description=_("One on each line, in the person's own order."),
    )
    services = LinesField(
        _("What will be done, and by whom?"),
        [Optional()],
        description=_(
            "One on each line: the service, or service | provider | from | until. For example: Vocational "
            "training | Vocational college | 01/09/2026 | 30/06/2027."
        ),
    )
    agreed_with_person = BooleanField(_("The plan was made with the person, and the person agrees to it"))
    review_on = DayField(_("When is the plan looked at again?"), [Optional()])
    occurred_at = HappenedField()

    def made(self) -> Plan:
        """Give the plan."""
        services = tuple(map(agreed, self.services.data))
        return Plan(self.needs.data, services, self.agreed_with_person.data, self.review_on.data)

    def validate_services(self, field: LinesField) -> None:
        """Turn away a line whose days cannot be read."""
        try:
            [agreed(line) for line in field.data]
        except ValueError:
            told = "Write each line as: service | provider | from | until, with days like 27/03/2026"
            raise ValidationError(gettext(told)) from None


def agreed(line: str) -> str | AgreedService:
    """Read one agreed service: its name alone, or with who gives it and from when until when.

    :raises ValueError: if there are more parts than four, it has no name, a day cannot be read, or it ends
        before it begins
    """
    service, *rest = (part.strip() for part in line.split("|"))
    if not service:
        raise ValueError(line)
    if not rest:
        return service
    provider, from_on, to_on = [*rest, *[""] * (3 - len(rest))]
    named = AgreedService(service, provider, _day(from_on), _day(to_on))
    if named.from_on and named.to_on and named.to_on < named.from_on:
        raise ValueError(line)
    return named


def _day(said: str) -> date | None:
    return datetime.strptime(f"{said} +0700", "%d/%m/%Y %z").date() if said else None


class ChildPlanForm(Form):
    """What is to be done for a child, and with whom."""

    needs = LinesField(
        _("What does the child need?"),
        [DataRequired(_("Enter at least one need"))],
        description=_("One on each line, in the child's own order where the child can say it."),
    )
    measures = LinesField(
        _("What will be done, by whom and by when?"), [Optional()], description=_("One on each line.")
    )
    occurred_at = HappenedField()

    def draft(self) -> ChildPlanDraft:
        """Give the plan."""
        return ChildPlanDraft(self.needs.data, self.measures.data)


class ChildPlanReviewForm(Form):
    """What was found when a child's plan was looked at again, and what follows."""

    finding = TextAreaField(
        _("How is the child, and what has the plan achieved?"),
        [DataRequired(_("Enter how the child is")), Length(max=LONGEST_PROSE)],
        filters=[blank_to_none],
    )
    outcome = WordRadioField(_("What follows?"), ReviewOutcome, [DataRequired(_("Choose what follows"))])
    occurred_at = HappenedField()

    def review(self) -> ChildPlanReviewed:
        """Give the review."""
        return ChildPlanReviewed(self.outcome.data, self.finding.data or "", self.occurred_at.data)


class ConfirmForm(Form):
    """Nothing but when; to send it is to say that it was done."""

    occurred_at = HappenedField()


class VisitForm(Form):
    """When a visit is due, or several at equal distances."""

    due_on = DayField(_("By which day is the person visited?"), [DataRequired(NEEDS_DAY)])
    times = IntegerField(
        _("How many visits in all?"),
        [Optional(), NumberRange(1, 24, _("Enter a number from 1 to 24"))],
        description=_("Leave empty for one."),
    )
    every_months = IntegerField(
        _("How many months apart?"),
        [Optional(), NumberRange(1, 12, _("Enter a number from 1 to 12"))],
        description=_("Leave empty for one month."),
    )

    def schedule(self) -> Schedule:
        """Give when the visits are due."""
        return Schedule(self.due_on.data, self.every_months.data or 1, self.times.data or 1)


YES_NO = [SelectChoice("", "–"), SelectChoice("yes", _("Yes")), SelectChoice("no", _("No"))]
SAYS: dict[str, bool | None] = {"": None, "yes": True, "no": False}


def _yes_no(label: str) -> SelectField:
    return SelectField(label, [Optional()], choices=YES_NO)


class VisitDoneForm(Form):
    """When a visit took place, and what it found."""

    done_on = DayField(_("On which day was the person visited?"), [DataRequired(NEEDS_DAY)])
    outcome = TextAreaField(
        _("How is the person, and what is needed now?"),
        [DataRequired(_("Enter how the person is")), Length(max=LONGEST_PROSE)],
        filters=[blank_to_none],
    )
    risk = WordSelectField(_("How great is the risk of being trafficked again?"), RiskLevel, [Optional()])
    goes_to_school = _yes_no(_("Does the person go to school?"))
    is_in_training = _yes_no(_("Is the person in vocational training?"))
    has_work = _yes_no(_("Does the person have work?"))
    has_health_insurance = _yes_no(_("Does the person have health insurance?"))

    def found(self) -> Findings:
        """Give what the visit found."""
        return Findings(
            self.risk.data,
            SAYS[self.goes_to_school.data or ""],
            SAYS[self.is_in_training.data or ""],
            SAYS[self.has_work.data or ""],
            SAYS[self.has_health_insurance.data or ""],
        )

    def begin_on(self, today: date) -> None:
        """Take it to have been today, unless something was entered."""
        if not self.is_submitted():
            self.done_on.process_data(today)


def benefits(*, applied_for: bool | None = None) -> Callable[[], list[SelectChoice]]:
    """Give the choices of what can be given, in the law's order; only what is applied for, or all of it."""

    def choices() -> list[SelectChoice]:
        letters = {regime.name: regime.letter for regime in matrix().regimes}
        listed: dict[str, str] = {}
        for row in matrix().benefits:
            if applied_for is None or row.needs_application is applied_for:
                listed.setdefault(row.name, f"{letters[row.of]} · {words(row.label)}")
        return [SelectChoice("", "–"), *(SelectChoice(*one) for one in listed.items())]

    return choices


class ApplicationForm(Form):
    """What is applied for, and what the dossier still lacks."""

    regime = SelectField(
        _("What is applied for?"),
        [DataRequired(_("Choose what is applied for"))],
        choices=benefits(applied_for=True),
    )
    details = TextAreaField(
        _("What does the person ask for?"), [Optional(), Length(max=LONGEST_PROSE)], filters=[blank_to_none]
    )
    missing = LinesField(
        _("What is still missing?"),
        [Optional()],
        description=_(
            "One paper on each line. Leave empty if nothing is missing: the nine working days begin now."
        ),
    )
    occurred_at = HappenedField()

    def application(self) -> Application:
        """Give what is applied for."""
        return Application(self.regime.data, self.details.data or "", self.missing.data)


class DecisionForm(Form):
    """Granted or refused; if refused, on which ground and whether the way to complain was told."""

    FIELD_OF: ClassVar[Mapping[str, str]] = {"until": "until_on"}

    outcome = WordRadioField(
        _("What is decided?"),
        ApplicationState,
        [DataRequired(_("Choose what is decided"))],
        among=sorted(DECIDED),
    )
    from_on = DayField(_("Supported from"), [Optional()])
    until_on = DayField(_("Supported until"), [Optional()])
    ground = WordSelectField(
        _("If refused: on which ground?"),
        RefusalGround,
        [Optional()],
        description=_("Whether the person co-operates with anybody is never a ground."),
    )
    reason = TextAreaField(
        _("If refused: why?"), [Optional(), Length(max=LONGEST_PROSE)], filters=[blank_to_none]
    )
    told_how_to_complain = BooleanField(_("The applicant was told how and where to complain"))
    occurred_at = HappenedField()

    def decided(self) -> Decision:
        """Give what was decided."""
        return Decision(
            is_granted=self.outcome.data is ApplicationState.GRANTED,
            ground=self.ground.data,
            reason=self.reason.data or "",
            told_how_to_complain=self.told_how_to_complain.data,
            from_on=self.from_on.data,
            until_on=self.until_on.data,
        )


class DeliveryForm(Form):
    """Which service was given, how often, by whom."""

    service = SelectField(
        _("What was given?"), [DataRequired(_("Choose what was given"))], choices=benefits()
    )
    times = IntegerField(
        _("How many times?"),
        [
            InputRequired(HOW_OFTEN),
            NumberRange(1, 1000, HOW_OFTEN),
        ],
        default=1,
        description=_("The yearly form counts person-times."),
    )
    provider = StringField(_("Who gave it?"), [Optional(), Length(max=LONGEST_LINE)], filters=[blank_to_none])
    note = TextAreaField(_("Note"), [Optional(), Length(max=LONGEST_PROSE)], filters=[blank_to_none])
    reason = TextAreaField(
        _("If the law does not list it for this person: why was it given, and from which means?"),
        [Optional(), Length(max=LONGEST_PROSE)],
        filters=[blank_to_none],
    )
    occurred_at = HappenedField()

    def given(self) -> Given:
        """Give it as the services take it."""
        said = (self.provider.data or "", self.note.data or "", self.reason.data or "")
        return Given(self.service.data, self.times.data, *said)


class AmountForm(Form):
    """What a province pays for a benefit from a day on, and which decision says so."""

    benefit = SelectField(_("For what?"), [DataRequired(_("Choose a benefit"))], choices=benefits())
    province_code = StringField(
        _("Code of the province"),
        [DataRequired(_("Enter the code of a province, like 51."))],
        filters=[blank_to_none],
    )
    dong = IntegerField(
        _("Amount in dong"),
        [
            InputRequired(HOW_MUCH),
            NumberRange(0, MOST_DONG, HOW_MUCH),
        ],
    )
    per = StringField(
        _("Paid once for what?"),
        [DataRequired(_("Enter for what it is paid once, like: one day")), Length(max=LONGEST_PER)],
        filters=[blank_to_none],
    )
    from_on = DayField(_("From which day on?"), [DataRequired(NEEDS_DAY)])
    source = StringField(
        _("Which decision says so?"),
        [DataRequired(_("Enter the number and date of the decision")), Length(max=LONGEST_SOURCE)],
        filters=[blank_to_none],
    )

    def amount(self) -> Amount:
        """Give it as the services take it."""
        return Amount(
            self.benefit.data,
            self.province_code.data or "",
            self.dong.data,
            self.per.data or "",
            self.from_on.data,
            self.source.data or "",
        )
