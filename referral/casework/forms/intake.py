"""From the answers of a report's pages to an intake: what is missing, what was said, what it amounts to."""

from collections.abc import Mapping
from typing import Any

from wtforms import HiddenField

from referral.casework.cards import ConsentData, Intake, PersonData
from referral.casework.forms.report import (
    COMMUNE,
    THEMES,
    AgeForm,
    AgeKnown,
    Answers,
    ConsentAsked,
    ConsentForm,
    HowForm,
)
from referral.web.fields import Form, blank_to_none
from workflows.ages import is_child
from workflows.vocabulary import ConsentScope


def theme_after(name: str) -> str | None:
    """Give the page that follows, or nothing after the last."""
    names = list(THEMES)
    following = names.index(name) + 1
    return names[following] if following < len(names) else None


def theme_before(name: str) -> str | None:
    """Give the page before, or nothing before the first."""
    names = list(THEMES)
    return names[names.index(name) - 1] if name != names[0] else None


class CheckForm(Form):
    """Nothing more is asked: the answers are looked over and sent."""


class BeginForm(Form):
    """What was searched for is carried over to the new report."""

    full_name = HiddenField(filters=[blank_to_none])
    id_number = HiddenField(filters=[blank_to_none])
    phone = HiddenField(filters=[blank_to_none])

    def first_answers(self) -> Answers:
        """Give the answers a new draft starts with."""
        person = {"full_name": [self.full_name.data]} if self.full_name.data else {}
        found = {"id_number": self.id_number.data, "phone": self.phone.data}
        contact = {name: [value] for name, value in found.items() if value}
        return {name: raw for name, raw in (("person", person), ("contact", contact)) if raw}


def missing(answers: Answers) -> list[str]:
    """Name the pages that are not answered, or not well enough, in their order."""
    return [
        name for name, form in THEMES.items() if name not in answers or not form.of(answers, name).validate()
    ]


def summaries(answers: Answers) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Give each page's name, title and answers, to be checked."""
    forms = ((name, form.of(answers, name)) for name, form in THEMES.items())
    return [(name, str(form.title), form.summary()) for name, form in forms]


def intake_of(answers: Answers) -> Intake:
    """Make the intake of a draft whose pages are all answered."""
    form: dict[str, Any] = {name: theme.of(answers, name) for name, theme in THEMES.items()}
    how, story = form["how"], form["story"]
    return Intake(
        pathway=how.pathway.data,
        occurred_at=how.occurred_at.data,
        person=_person_of(form),
        urgent=how.urgent.data,
        story=story.story.data,
        language=story.language.data,
        interpreter_needed=story.interpreter_needed.data,
        consent=_consent_of(form["consent"], story.language.data),
        accompanies=form["contact"].accompanies.data,
        reporter_capacity=how.reporter_capacity.data,
        channel=how.channel.data.value if how.channel.data else None,
    )


def _person_of(form: Mapping[str, Any]) -> PersonData:
    person, age, contact = form["person"], form["age"], form["contact"]
    is_known, is_estimate = (age.known.data is word for word in (AgeKnown.BY_BIRTH, AgeKnown.ESTIMATED))
    commune = COMMUNE.search(contact.commune_code.data or "")
    return PersonData(
        sex=person.sex.data,
        full_name=person.full_name.data,
        date_of_birth=age.date_of_birth.data if is_known else None,
        age_from=age.age_from.data if is_estimate else None,
        age_to=age.age_to.data if is_estimate else None,
        nationality=person.nationality.data,
        residence=person.residence.data,
        ethnicity=person.ethnicity.data,
        id_number=contact.id_number.data,
        phone=contact.phone.data,
        commune_code=commune[1] if commune else None,
    )


def _consent_of(form: ConsentForm, language: str | None) -> ConsentData | None:
    if form.asked_consent.data is ConsentAsked.NOT_ASKED:
        return None
    is_given = form.asked_consent.data is ConsentAsked.GIVEN
    agreed = tuple(form.scope.data) if is_given else ()
    withheld = tuple(scope for scope in ConsentScope if scope not in agreed)
    return ConsentData(is_given, agreed, withheld, form.guardian.data, language, form.interpreter.data)


def may_be_child(answers: Answers) -> bool:
    """Say whether the answers so far make the rules for children apply."""
    how, age = HowForm.of(answers, "how"), AgeForm.of(answers, "age")
    if how.occurred_at.data is None:
        return True
    known = {"birth": age.date_of_birth.data, "estimate": age.age_from.data}
    return is_child(
        known["birth"] if age.known.data is AgeKnown.BY_BIRTH else None,
        known["estimate"] if age.known.data is AgeKnown.ESTIMATED else None,
        how.occurred_at.data.date(),
    )
