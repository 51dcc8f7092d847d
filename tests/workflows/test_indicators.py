"""Tests of screening: the list as it was copied, its decision rules, and that no guard reads it."""

import ast
from collections.abc import Callable
from dataclasses import fields
from datetime import date
from itertools import product
from pathlib import Path

import pytest

from tests.house.source import modules
from workflows.ages import is_child
from workflows.facts import Attempt, CaseFacts
from workflows.indicators import (
    CAUTION,
    FILE,
    Dimension,
    Finding,
    Verdict,
    Weight,
    indicator_list,
    read_list,
    weigh,
)
from workflows.vocabulary import Confidence

EVENT = date(2026, 7, 6)
LETTER = {Weight.STRONG: "S", Weight.MEDIUM: "M", Weight.WEAK: "W", Weight.NONE: "-"}
DECEIVED, WORKED = "deceived-about-job deceived-about-wages", "exploited-hours exploited-pay"
HELD = "held-by-debt held-by-threats"
THREATENED_INTO_WORK = (
    "recruited-by-threats", "recruited-by-debt", "exploited-hours", "exploited-pay",
    "held-by-threats", "held-for-crime",
)  # fmt: skip


@pytest.mark.parametrize(
    ("dimension", "adult", "child"),
    [
        pytest.param("deceptive_recruitment", "SMMMMMMMMW", "SMMMMMMMMS", id="deceptive recruitment"),
        pytest.param("coercive_recruitment", "SMMMMMMMMM", "SSSSMMMMMM", id="coercive recruitment"),
        pytest.param("abuse_at_recruitment", "M" * 14 + "WW", "M" * 7 + "-" + "M" * 8, id="abuse"),
        pytest.param("exploitation", "SMMMMMMMW", "SMMMMMM-M", id="exploitation"),
        pytest.param("coercion_at_destination", "SSSSMMMMMMMMMMW", "SSSSSSSSMMMMMMM", id="coercion there"),
        pytest.param("abuse_at_destination", "MMMMMWW", "MMMMMMM", id="abuse there"),
    ],
)
def test_each_dimension_weighs_as_the_copied_list_says(dimension: str, adult: str, child: str) -> None:
    listed = indicator_list().of(Dimension(dimension))

    assert "".join(LETTER[one.adult] for one in listed) == adult
    assert "".join(LETTER[one.child] for one in listed) == child


def test_the_list_has_sixty_seven_indicators_in_two_languages() -> None:
    listed = indicator_list().indicators

    assert len({one.name for one in listed}) == 67
    assert len({one.words.vi for one in listed}) == 67
    assert all(one.words.en and set(one.ilo) <= set(range(1, 12)) for one in listed)


def test_the_list_says_that_it_was_never_checked() -> None:
    assert indicator_list().confidence is Confidence.R
    assert indicator_list().source in CAUTION.vi
    assert "chưa đối chiếu bản gốc (ILO WCMS_105023)" in CAUTION.vi


@pytest.mark.parametrize("counts", list(product(range(4), repeat=3)))
def test_a_dimension_is_positive_by_the_four_rules_only(counts: tuple[int, int, int]) -> None:
    strong, medium, weak = counts
    weights = [Weight.STRONG] * strong + [Weight.MEDIUM] * medium + [Weight.WEAK] * weak + [Weight.NONE] * 3

    expected = any((strong >= 2, strong >= 1 and medium + weak >= 1, medium >= 3, medium >= 2 and weak >= 1))

    assert any(rule.holds(weights) for rule in indicator_list().positive) is expected


@pytest.mark.parametrize(
    ("names", "adult", "child"),
    [
        pytest.param("", False, False, id="nothing was seen"),
        pytest.param(WORKED, False, True, id="exploitation alone: no means"),
        pytest.param(
            f"{DECEIVED} {WORKED} {HELD}",
            True,
            True,
            id="deceived, exploited, held",
        ),
        pytest.param(
            f"recruited-by-violence recruited-by-debt {WORKED} {HELD}",
            True,
            True,
            id="coerced, exploited, held",
        ),
        pytest.param(
            f"abused-poverty abused-past abused-dependency {WORKED} {HELD}",
            False,
            True,
            id="only abused when recruited",
        ),
        pytest.param(
            f"{DECEIVED} {WORKED} held-by-debt",
            False,
            True,
            id="one strong sign of being held is not enough",
        ),
        pytest.param(f"{DECEIVED} {HELD}", False, False, id="no work yet"),
    ],
)
def test_an_adult_needs_means_where_a_child_does_not(names: str, adult: bool, child: bool) -> None:
    assert weigh(names.split(), as_child=False).is_indicated is adult
    assert weigh(names.split(), as_child=True).is_indicated is child


@pytest.mark.parametrize(
    ("date_of_birth", "age_from", "positive"),
    [
        pytest.param(date(2009, 7, 6), None, 3, id="seventeen: the weights of a child"),
        pytest.param(date(2008, 7, 6), None, 1, id="eighteen: the weights of an adult"),
        pytest.param(None, 15, 3, id="15 to 19: the weights of a child"),
        pytest.param(None, None, 3, id="nobody knows: the weights of a child"),
        pytest.param(None, 18, 1, id="eighteen at least: the weights of an adult"),
    ],
)
def test_the_same_answers_weigh_differently_by_age(
    date_of_birth: date | None, age_from: int | None, positive: int
) -> None:
    as_child = is_child(date_of_birth, age_from, EVENT)

    verdict = weigh(THREATENED_INTO_WORK, as_child=as_child)

    assert sum(finding.is_positive for finding in verdict.findings) == positive
    assert verdict.is_indicated is as_child


def test_a_verdict_explains_itself_sign_by_sign() -> None:
    verdict = weigh(["deceived-about-job", "deceived-about-schooling"], as_child=False)

    told = _finding(verdict, Dimension.DECEPTIVE_RECRUITMENT)

    assert [(seen.name, seen.weight.en) for seen in told.seen] == [
        ("deceived-about-job", "strong"),
        ("deceived-about-schooling", "weak"),
    ]
    assert told.rule is not None
    assert told.rule.en == "One strong indicator and one medium or weak"


def test_a_sign_without_weight_is_shown_and_not_counted() -> None:
    verdict = weigh(["exploited-unprotected", "exploited-hours"], as_child=True)

    told = _finding(verdict, Dimension.EXPLOITATION)

    assert {seen.weight for seen in told.seen} == {Weight.STRONG, Weight.NONE}
    assert not told.is_positive


def test_a_name_that_is_not_on_the_list_is_refused() -> None:
    with pytest.raises(KeyError, match="looked-tired"):
        weigh(["looked-tired"], as_child=True)


def test_no_rule_of_the_journey_knows_the_indicators() -> None:
    knowing = {
        found.where
        for found in modules("workflows")
        for node in ast.walk(found.tree)
        if isinstance(node, ast.ImportFrom) and node.module == "workflows.indicators"
    }

    assert not knowing
    assert not [
        field.name for kind in (CaseFacts, Attempt) for field in fields(kind) if "screen" in field.name
    ]


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        pytest.param(
            lambda text: text.replace('"exploited-pay"', '"exploited-hours"'),
            "twice",
            id="a name twice",
        ),
        pytest.param(
            lambda text: text.replace('dimension = "abuse_at_destination"', 'dimension = "exploitation"'),
            "without an indicator",
            id="an empty dimension",
        ),
        pytest.param(lambda text: text.replace("strong = 2", ""), "asks for nothing", id="an empty rule"),
        pytest.param(
            lambda text: text.replace('"strong"', '"severe"'), "severe", id="a weight that is no word"
        ),
    ],
)
def test_a_slip_in_the_list_is_named_at_reading(
    spoil: Callable[[str], str], message: str, tmp_path: Path
) -> None:
    spoilt = tmp_path / "indicators.toml"
    spoilt.write_text(spoil(FILE.read_text("utf-8")), "utf-8")

    with pytest.raises(ValueError, match=message):
        read_list(spoilt)


def _finding(verdict: Verdict, dimension: Dimension) -> Finding:
    return next(finding for finding in verdict.findings if finding.dimension is dimension)
