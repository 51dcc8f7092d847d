"""What limits a track beside the journey: who may refuse a measure, and how long somebody may be kept."""

from datetime import date

import pytest

from workflows import tracks
from workflows.deadlines import rule_in_force
from workflows.refusal import Refusal
from workflows.vocabulary import Word

ON = date(2026, 7, 6)
LAST = date(2026, 7, 21)


@pytest.mark.parametrize(
    ("is_child", "has_reason", "has_commitment", "rules"),
    [
        pytest.param(False, True, True, set(), id="an adult, in writing"),
        pytest.param(False, False, True, {"needs-reason"}, id="without a reason"),
        pytest.param(False, True, False, {"needs-written-commitment"}, id="not in writing"),
        pytest.param(True, True, True, {"child-is-protected"}, id="a child, in writing"),
        pytest.param(
            True,
            False,
            False,
            {"child-is-protected", "needs-reason", "needs-written-commitment"},
            id="a child, every reason at once",
        ),
    ],
)
def test_a_measure_is_refused_by_an_adult_in_writing(
    *, is_child: bool, has_reason: bool, has_commitment: bool, rules: set[str]
) -> None:
    found = tracks.against_refusing(is_child=is_child, has_reason=has_reason, has_commitment=has_commitment)

    assert {refusal.rule for refusal in found} == rules


@pytest.mark.parametrize(
    ("until", "has_decision", "is_refused"),
    [
        pytest.param(LAST, False, False, id="the last day"),
        pytest.param(date(2026, 7, 22), False, True, id="a day longer"),
        pytest.param(date(2026, 8, 30), True, False, id="longer, as the competent body decided"),
    ],
)
def test_a_child_is_kept_apart_no_longer_than_the_law_lets(
    until: date, *, has_decision: bool, is_refused: bool
) -> None:
    rule = rule_in_force("child_separation", ON)

    found = tracks.against_separating(rule, LAST, until, has_decision=has_decision)

    assert [refusal.basis for refusal in found] == ([rule.basis] if is_refused else [])


def test_a_stay_is_not_planned_past_its_limit() -> None:
    rule = rule_in_force("lodging", ON)

    assert tracks.against_staying(rule, LAST, LAST) == ()
    assert tracks.against_staying(rule, LAST, date(2026, 7, 22))[0].because.en.startswith("This is longer")


def test_every_word_and_no_of_a_track_reads_in_both_languages() -> None:
    words = [tracks.MeasureKind, tracks.StayKind, tracks.CrimeDecision, tracks.ReviewOutcome]
    members: list[Word] = [member for kind in words for member in kind]
    refused = [found for found in vars(tracks).values() if isinstance(found, Refusal)]

    assert all(member.vi and member.en for member in members)
    assert all(no.because.vi and no.because.en and no.remedy.vi and no.remedy.en for no in refused)
