"""Whom to tell of a breach, how long its file is kept, and by which row a request is settled."""

from datetime import date

import pytest

from workflows import data_duties as duties
from workflows.data_duties import DataKind, DutyEvent, NoGround, NoticeTo, SubjectRight
from workflows.rulebook import rules

HARMFUL = (NoticeTo.AUTHORITY,)
BOTH = (NoticeTo.AUTHORITY, NoticeTo.PERSONS)


@pytest.mark.parametrize(
    ("kinds", "may_harm", "told"),
    [
        pytest.param({DataKind.STORY}, True, HARMFUL, id="a story"),
        pytest.param({DataKind.LOCATION, DataKind.STORY}, True, BOTH, id="a story with its place"),
        pytest.param({DataKind.BIOMETRIC}, True, BOTH, id="fingerprints"),
        pytest.param({DataKind.ACCOUNT}, False, (), id="what can harm nobody"),
    ],
)
def test_a_breach_is_told_to_those_the_law_names(
    kinds: set[DataKind], *, may_harm: bool, told: tuple[NoticeTo, ...]
) -> None:
    assert duties.whom_to_tell(kinds, may_harm=may_harm) == told


def test_the_file_of_a_breach_close_to_the_body_is_kept_five_years() -> None:
    assert duties.kept_until({DataKind.LOCATION}, date(2028, 2, 29)) == date(2033, 2, 28)
    assert duties.kept_until({DataKind.HEALTH}, date(2028, 2, 29)) is None


@pytest.mark.parametrize(
    ("right", "days", "with_another", "more"),
    [
        pytest.param(SubjectRight.SEE, 10, 15, 10, id="see"),
        pytest.param(SubjectRight.CORRECT, 10, 15, 10, id="correct"),
        pytest.param(SubjectRight.PROVIDE, 10, 15, 10, id="provide"),
        pytest.param(SubjectRight.WITHDRAW, 15, 20, 15, id="withdraw"),
        pytest.param(SubjectRight.RESTRICT, 15, 20, 15, id="restrict"),
        pytest.param(SubjectRight.OBJECT, 15, 20, 15, id="object"),
        pytest.param(SubjectRight.DELETE, 20, 30, 20, id="delete"),
        pytest.param(SubjectRight.PROTECT, 15, 15, 15, id="protect"),
    ],
)
def test_a_request_is_settled_within_the_time_for_its_kind(
    right: SubjectRight, days: int, with_another: int, more: int
) -> None:
    own, other = (_row(duties.asking(right, has_third_party=third)) for third in (False, True))

    assert (own[0], other[0]) == (days, with_another)
    assert own[1:] == other[1:] == (more, 1)


def _row(event: DutyEvent) -> tuple[int | None, int, int | None]:
    (rule,) = [rule for rule in rules() if event in rule.starts_on]
    assert rule.extension is not None
    assert rule.extension.by is not None
    return rule.amount, rule.extension.by[0], rule.extension.times


@pytest.mark.parametrize(
    ("right", "ground", "reason", "rules_named"),
    [
        pytest.param(SubjectRight.DELETE, NoGround.LAWFUL_TASK, "x", [], id="Article 19, to delete"),
        pytest.param(
            SubjectRight.SEE,
            NoGround.LAWFUL_TASK,
            " ",
            ["ground-is-for-deleting", "needs-reason"],
            id="Article 19, to see, and no reason",
        ),
        pytest.param(SubjectRight.SEE, NoGround.HARMS_OTHERS, "x", [], id="it would harm others"),
    ],
)
def test_a_request_is_turned_down_on_a_ground_and_with_a_reason(
    right: SubjectRight, ground: NoGround, reason: str, rules_named: list[str]
) -> None:
    found = duties.against_turning_down(right, ground, reason)

    assert [refusal.rule for refusal in found] == rules_named
