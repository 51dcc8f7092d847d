"""Screening a person: who may, what is kept and how it is told; and that nothing turns on the score."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select, text

from referral.casework.cards import PersonData, ScreeningCard, ScreeningData
from referral.casework.models import Screening
from referral.casework.services import reading, screening, steps
from referral.kernel.errors import (
    InvalidInput,
    NotAllowed,
    NotFound,
    PurposeNotAllowed,
    ReferralError,
    StepRefused,
)
from referral.kernel.ledger import Action
from tests.factories import A_CHILD, AN_ADULT, intake
from tests.storyteller import Storyteller
from tests.witness import last_entry, refused
from workflows.indicators import Weight, indicator_list
from workflows.vocabulary import Purpose, Relation

SEEN = ScreeningData(
    ("recruited-by-threats", "recruited-by-debt", "exploited-hours", "exploited-pay"), "Sợ hãi."
)


def screens(story: Storyteller, ref: str, code: str = "so-y-te", what: ScreeningData = SEEN) -> ScreeningCard:
    return story.by(story.officer(code), screening.screen, ref, what)


@pytest.mark.parametrize(
    ("person", "positive"),
    [
        pytest.param(replace(AN_ADULT, date_of_birth=date(2009, 7, 6), age_from=None), 2, id="17"),
        pytest.param(replace(AN_ADULT, date_of_birth=date(2008, 7, 6), age_from=None), 1, id="18"),
        pytest.param(A_CHILD, 2, id="15 to 19"),
        pytest.param(replace(AN_ADULT, age_from=None, age_to=None), 2, id="nobody knows"),
    ],
)
def test_the_same_signs_weigh_by_the_age_at_the_report(
    story: Storyteller, person: PersonData, positive: int
) -> None:
    ref = story.received(intake(story.clock.now(), person))

    verdict = screens(story, ref).verdict

    assert sum(finding.is_positive for finding in verdict.findings) == positive
    assert (verdict.as_child, verdict.is_indicated) == (positive == 2, positive == 2)


def test_a_screening_is_read_again_as_it_was_weighed(story: Storyteller) -> None:
    ref = story.received()
    made = screens(story, ref)
    screens(story, ref, what=ScreeningData())

    kept = story.reads(story.officer("so-y-te"), ref, Purpose.VERIFICATION).screenings

    assert [card.number for card in kept] == [2, 1]
    assert kept[1] == made
    assert story.by(story.officer("so-y-te"), screening.show, ref, made.id) == made
    assert (last_entry(story).purpose, last_entry(story).fields) == ("verification", ("screenings",))


def test_a_screening_is_one_entry_and_lies_sealed(story: Storyteller) -> None:
    ref = story.received()
    story.later(minutes=1)

    made = screens(story, ref)

    entry = last_entry(story)
    assert (entry.action, entry.about, list(entry.records)) == (
        Action.SCREENING_MADE,
        (ref,),
        [f"screening/{made.id}"],
    )
    stored = story.look(lambda session: session.execute(select(Screening.document)).scalar_one())
    assert b"recruited" not in stored
    assert story.by(story.officer("so-y-te"), reading.timeline_of, ref)[-1].kind == "screening_made"


def test_a_verifier_screens_and_sees_the_screenings(story: Storyteller) -> None:
    ref = story.verified()
    screens(story, ref, "so-y-te")
    screens(story, ref, "cong-an-tinh")

    kept = story.reads(story.officer("cong-an-tinh"), ref, Purpose.VERIFICATION).screenings

    assert [card.agency for card in kept] == ["cong-an-tinh", "so-y-te"]


@pytest.mark.parametrize("seen", [(), SEEN.seen], ids=["nothing seen", "much seen"])
def test_no_step_and_no_fact_turns_on_a_score(story: Storyteller, seen: tuple[str, ...]) -> None:
    ref = story.verified()
    police = story.officer("cong-an-tinh")
    before = story.case(ref), story.by(police, steps.options, ref)

    screens(story, ref, what=ScreeningData(seen))

    assert (story.case(ref), story.by(police, steps.options, ref)) == before


@pytest.mark.parametrize(
    ("code", "what", "error"),
    [
        pytest.param("don-bien-phong", SEEN, NotAllowed, id="a former holder"),
        pytest.param("trung-tam-ctxh", SEEN, NotFound, id="a stranger"),
        pytest.param("so-y-te", ScreeningData(("looked-tired",)), InvalidInput, id="no sign of the list"),
    ],
)
def test_what_cannot_be_screened_is_refused_and_recorded(
    story: Storyteller, code: str, what: ScreeningData, error: type[ReferralError]
) -> None:
    ref = story.received()

    with refused(story, error, Action.SCREENING_MADE, ref):
        screens(story, ref, code, what)


def test_nobody_is_screened_after_the_end(story: Storyteller) -> None:
    ref = story.withdrawn(story.verified(), "so-y-te")

    with refused(story, StepRefused, Action.SCREENING_MADE, ref):
        screens(story, ref)


def test_who_does_not_verify_opens_no_screening(story: Storyteller) -> None:
    ref = story.reports("don-bien-phong", intake(story.clock.now(), A_CHILD)).ref
    made = screens(story, ref, "don-bien-phong")
    commune = story.officer("ubnd-xa")

    assert story.by(commune, reading.why, ref) == (Relation.CHILD_DUTY,)
    with refused(story, PurposeNotAllowed, Action.CASE_READ, ref):
        story.by(commune, screening.show, ref, made.id)


def test_a_screening_of_another_case_is_not_found(story: Storyteller) -> None:
    first, second = story.received(), story.received(replace(intake(story.clock.now()), urgent=True))
    made = screens(story, first)

    with refused(story, NotFound, Action.CASE_READ, second):
        story.by(story.officer("so-y-te"), screening.show, second, made.id)


def test_a_spoilt_screening_is_named_and_not_shown(story: Storyteller) -> None:
    ref = story.received()
    made = screens(story, ref)
    story.system(lambda session: session.execute(text("UPDATE screening SET document = 'x'")))

    card = story.reads(story.officer("so-y-te"), ref, Purpose.PROTECTION)

    assert (card.screenings, card.unreadable) == ((), (f"screening/{made.id}",))


def test_a_sign_no_longer_listed_keeps_name_and_weight(
    story: Storyteller, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = story.received()
    made = screens(story, ref)
    shorter = replace(indicator_list(), indicators=())
    monkeypatch.setattr("referral.casework.services.screening_data.indicator_list", lambda: shorter)

    shown = story.by(story.officer("so-y-te"), screening.show, ref, made.id)

    told = [seen for finding in shown.verdict.findings for seen in finding.seen]
    assert (told[0].words.vi, told[0].weight) == ("recruited-by-threats", Weight.MEDIUM)
