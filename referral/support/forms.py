"""What the pages of support ask: risk, a child's best interest, plans and visits."""

from datetime import date

from flask_babel import lazy_gettext
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from referral.support.cards import BestInterestNote, ChildPlanDraft, Plan, Risk
from referral.web.fields import DayField, Form, HappenedField, LinesField, WordRadioField, blank_to_none
from workflows.vocabulary import RiskLevel

_ = lazy_gettext
LONGEST_LINE, LONGEST_PROSE = 400, 100_000
NEEDS_DAY = _("Enter a date, like 27/03/2026")


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
        description=_("One on each line. For example: vocational training, vocational college, from 01/09."),
    )
    agreed_with_person = BooleanField(_("The plan was made with the person, and the person agrees to it"))
    review_on = DayField(_("When is the plan looked at again?"), [Optional()])
    occurred_at = HappenedField()

    def made(self) -> Plan:
        """Give the plan."""
        return Plan(self.needs.data, self.services.data, self.agreed_with_person.data, self.review_on.data)


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


class ConfirmForm(Form):
    """Nothing but when; to send it is to say that it was done."""

    occurred_at = HappenedField()


class VisitForm(Form):
    """When a visit is due."""

    due_on = DayField(_("By which day is the person visited?"), [DataRequired(NEEDS_DAY)])


class VisitDoneForm(Form):
    """When a visit took place, and what it found."""

    done_on = DayField(_("On which day was the person visited?"), [DataRequired(NEEDS_DAY)])
    outcome = TextAreaField(
        _("How is the person, and what is needed now?"),
        [DataRequired(_("Enter how the person is")), Length(max=LONGEST_PROSE)],
        filters=[blank_to_none],
    )

    def begin_on(self, today: date) -> None:
        """Take it to have been today, unless something was entered."""
        if not self.is_submitted():
            self.done_on.process_data(today)
