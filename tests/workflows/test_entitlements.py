"""The matrix of Article 37 written out cell by cell, who belongs where, and every reason to refuse."""

from dataclasses import fields, replace
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from typing import cast

import pytest

from workflows.benefit_rows import (
    FILE,
    BenefitRow,
    RegimeRow,
    benefit_from,
    matrix,
    read_matrix,
    regime_from,
)
from workflows.benefits import Category, Grade, RefusalGround
from workflows.entitlements import (
    Accompanied,
    Circumstances,
    benefit_called,
    category_of,
    entitled,
    grade_of,
    too_late,
    why_not,
)
from workflows.facts import Attempt, CaseFacts
from workflows.rulebook import RowIsWrong
from workflows.vocabulary import Confidence, Regime

TODAY = date(2026, 7, 6)
COLUMNS = (
    Category.IDENTIFIED,
    Category.ACCOMPANYING,
    Category.IN_PROCESS,
    Category.IN_PROCESS_ABROAD,
    Category.FOREIGN,
)
MARKS = {"✔": Grade.LISTED, "○": Grade.CASE_BY_CASE, "–": Grade.NOT_LISTED}
ARTICLE_37 = {
    "a": ("essential_needs", "✔✔✔✔○"),
    "b": ("medical", "✔✔✔✔○"),
    "c": ("interpreting", "✔✔✔✔○"),
    "d": ("legal_support", "✔✔✔✔○"),
    "đ": ("legal_aid", "✔✔✔–○"),
    "e": ("travel", "✔✔✔––"),
    "g": ("psychological", "✔✔✔–○"),
    "h": ("schooling", "✔✔–––"),
    "i": ("training_and_jobs", "✔––––"),
    "k": ("allowance_and_loans", "✔––––"),
}
"""Letter → its name, and its cells in the order of the columns above."""
GIVEN = {
    "essential_needs": "Điều 17 Nghị định 162/2025/NĐ-CP",
    "legal_aid": "Điều 7 Luật Trợ giúp pháp lý (khoản 6a bổ sung theo Luật 53/2024/QH15)",
    "health_insurance": "Điều 12(4)(i); Điều 6(6)(d) Luật 51/2024/QH15; Nghị định 188/2025/NĐ-CP",
    "schooling": "Điều 24 Nghị định 162/2025/NĐ-CP",
    "loan": "Điều 25 Nghị định 162/2025/NĐ-CP",
}
HERSELF = Circumstances(is_identified=False, is_foreign=False, is_child=False, is_abroad=False)


@pytest.mark.parametrize(
    ("letter", "name", "marks"), [(k, *v) for k, v in ARTICLE_37.items()], ids=ARTICLE_37
)
def test_every_cell_is_as_article_37_has_it(letter: str, name: str, marks: str) -> None:
    row = next(one.regime for one in entitled(Category.FOREIGN, TODAY) if one.regime.letter == letter)

    assert row.name == name
    assert [row.grade_for(column) for column in COLUMNS] == [MARKS[mark] for mark in marks]


def test_the_article_has_ten_letters_in_their_order() -> None:
    assert [one.regime.letter for one in entitled(Category.IDENTIFIED, TODAY)] == list(ARTICLE_37)


def test_who_accompanies_a_foreigner_is_unresolved_everywhere() -> None:
    grades = {one.grade for one in entitled(Category.ACCOMPANYING_FOREIGN, TODAY)}

    assert grades == {Grade.UNRESOLVED}
    assert "chưa kiểm chứng" in Grade.UNRESOLVED.vi


@pytest.mark.parametrize("category", Category)
def test_nobody_is_entitled_before_the_law_is_in_force(category: Category) -> None:
    assert entitled(category, date(2025, 6, 30)) == ()


def test_the_old_regime_says_of_every_row_that_it_is_old() -> None:
    rows = entitled(Category.IDENTIFIED, TODAY, Regime.OF_2011)

    assert {row.regime.law.confidence for row in rows} == {Confidence.OLD}
    assert {row.regime.letter for row in rows if row.grade is not Grade.LISTED} == {"c"}
    assert {one.grade for one in entitled(Category.IN_PROCESS, TODAY, Regime.OF_2011)} == {Grade.UNRESOLVED}


@pytest.mark.parametrize(
    ("person", "category"),
    [
        pytest.param(replace(HERSELF, is_identified=True), Category.IDENTIFIED, id="identified"),
        pytest.param(HERSELF, Category.IN_PROCESS, id="being verified here"),
        pytest.param(
            replace(HERSELF, is_abroad=True), Category.IN_PROCESS_ABROAD, id="being verified abroad"
        ),
        pytest.param(replace(HERSELF, is_foreign=True), Category.FOREIGN, id="a foreigner being verified"),
        pytest.param(
            replace(HERSELF, is_foreign=True, is_identified=True), Category.FOREIGN, id="a foreign victim"
        ),
    ],
)
def test_a_person_belongs_to_one_category(person: Circumstances, category: Category) -> None:
    assert category_of(person) is category


MOTHER = Accompanied(is_identified=True, is_foreign=False)
CHILD = replace(HERSELF, is_child=True, accompanies=MOTHER)


@pytest.mark.parametrize(
    ("person", "category"),
    [
        pytest.param(CHILD, Category.ACCOMPANYING, id="with a victim"),
        pytest.param(replace(CHILD, is_child=False), Category.IN_PROCESS, id="not under 18 after all"),
        pytest.param(
            replace(CHILD, is_identified=True), Category.IDENTIFIED, id="identified in its own right"
        ),
        pytest.param(
            replace(CHILD, accompanies=replace(MOTHER, is_identified=False)),
            Category.IN_PROCESS,
            id="with somebody being verified",
        ),
        pytest.param(
            replace(CHILD, accompanies=replace(MOTHER, is_foreign=True)),
            Category.ACCOMPANYING_FOREIGN,
            id="with a foreign victim",
        ),
        pytest.param(
            replace(CHILD, is_abroad=True, accompanies=replace(MOTHER, is_identified=False)),
            Category.IN_PROCESS_ABROAD,
            id="with somebody being verified abroad",
        ),
    ],
)
def test_who_accompanies_somebody_follows_the_other(person: Circumstances, category: Category) -> None:
    assert category_of(person) is category


def test_whoever_is_in_process_has_seven_regimes_before_any_outcome() -> None:
    for is_child, is_abroad in product((True, False), repeat=2):
        person = replace(HERSELF, is_child=is_child, is_abroad=is_abroad)

        open_now = [one for one in entitled(category_of(person), TODAY) if one.grade is Grade.LISTED]

        assert len(open_now) == (4 if is_abroad else 7)


@pytest.mark.parametrize(("name", "basis"), GIVEN.items(), ids=GIVEN)
def test_what_is_given_says_where_it_stands(name: str, basis: str) -> None:
    assert benefit_called(name, TODAY).law.basis == basis


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("h", "schooling"),
        ("k", "hardship_allowance"),
        ("i", "vocational_training"),
        ("training_and_jobs", "vocational_training"),
        ("b", "medical"),
        ("loan", "loan"),
    ],
)
def test_a_benefit_is_found_by_name_or_letter(asked: str, found: str) -> None:
    assert benefit_called(asked, TODAY).name == found


def test_what_the_law_does_not_have_is_not_found() -> None:
    with pytest.raises(LookupError):
        benefit_called("f", TODAY)


def test_three_things_are_applied_for() -> None:
    asked = {row.name for row in matrix().benefits if row.needs_application}

    assert asked == {"schooling", "vocational_training", "hardship_allowance"}


def test_a_category_that_is_not_listed_is_refused_by_the_article() -> None:
    schooling = benefit_called("schooling", TODAY)

    (refusal,) = why_not(schooling, Category.IN_PROCESS, TODAY)

    assert (refusal.rule, refusal.basis) == ("not-listed", "Điều 37 Luật 53/2024/QH15")
    assert "apply again" in refusal.remedy.en
    assert "apply again" not in why_not(schooling, Category.FOREIGN, TODAY)[0].remedy.en
    assert why_not(schooling, Category.IDENTIFIED, TODAY) == ()


def test_what_another_law_narrows_is_refused_by_that_law() -> None:
    insurance = benefit_called("health_insurance", TODAY)

    (refusal,) = why_not(insurance, Category.IN_PROCESS, TODAY)

    assert (refusal.rule, refusal.basis) == ("not-listed", GIVEN["health_insurance"])


def test_what_the_law_leaves_open_says_that_it_does() -> None:
    (refusal,) = why_not(benefit_called("travel", TODAY), Category.ACCOMPANYING_FOREIGN, TODAY)

    assert (refusal.rule, "chưa kiểm chứng" in refusal.because.vi) == ("not-settled-in-law", True)


@pytest.mark.parametrize(
    ("on", "is_late"),
    [
        pytest.param(date(2026, 6, 30), False, id="on the last day"),
        pytest.param(date(2026, 7, 1), True, id="after"),
    ],
)
def test_the_old_regime_had_twelve_months_to_apply(on: date, *, is_late: bool) -> None:
    old = benefit_called("hardship_allowance", on, Regime.OF_2011)

    refusals = too_late(old, date(2025, 6, 30), on)

    assert [refusal.rule for refusal in refusals] == ["applied-too-late"] * is_late
    assert too_late(benefit_called("k", on), date(2025, 6, 30), on + timedelta(days=900)) == ()


def test_no_rule_of_support_can_ask_whether_anybody_co_operates() -> None:
    asked = {field.name for kind in (Circumstances, CaseFacts, Attempt) for field in fields(kind)}
    grounds = {ground.value for ground in RefusalGround}

    assert not [name for name in asked | grounds if "operat" in name or "testif" in name]


REGIME = cast(
    "RegimeRow",
    {
        "letter": "a", "name": "x", "vi": "X", "en": "X", "cells": {"identified": "listed"}, "regime": "2024",
        "instrument": "L", "article": "1", "confidence": "B", "valid_from": TODAY, "source": "-",
    },
)  # fmt: skip
BENEFIT = cast(
    "BenefitRow",
    {
        "name": "y", "of": "x", "vi": "Y", "en": "Y", "duration_vi": "-", "duration_en": "-",
        "provider_vi": "-", "provider_en": "-", "regime": "2024", "instrument": "L", "article": "1",
        "confidence": "B", "valid_from": TODAY, "source": "-",
    },
)  # fmt: skip


@pytest.mark.parametrize(
    "slip",
    [
        pytest.param({"cells": {"somebody": "listed"}}, id="a category that is none"),
        pytest.param({"cells": {"identified": "perhaps"}}, id="a grade that is none"),
        pytest.param({"confidence": "sure"}, id="a confidence that is none"),
        pytest.param({"amount": 1_000_000}, id="an amount of money"),
    ],
)
def test_a_typing_slip_never_becomes_law(slip: dict[str, object]) -> None:
    with pytest.raises(RowIsWrong, match=r"^x: "):
        regime_from(cast("RegimeRow", {**REGIME, **slip}))


@pytest.mark.parametrize(
    "slip",
    [
        pytest.param({"only_for": ["everybody"]}, id="a category that is none"),
        pytest.param({"apply_within": {"amount": 3, "unit": "moons"}}, id="a unit that is none"),
        pytest.param({"amount": 1_000_000}, id="an amount of money"),
    ],
)
def test_a_slip_in_what_is_given_is_named(slip: dict[str, object]) -> None:
    with pytest.raises(RowIsWrong, match=r"^y: "):
        benefit_from(cast("BenefitRow", {**BENEFIT, **slip}))


def test_what_belongs_to_no_regime_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "entitlements.toml"
    file.write_text(FILE.read_text("utf-8").replace('of = "travel"', 'of = "travels"'), "utf-8")

    with pytest.raises(RowIsWrong, match="travels"):
        read_matrix(file)


def test_a_row_that_ends_gives_way_to_the_one_after(tmp_path: Path) -> None:
    file = tmp_path / "entitlements.toml"
    ending = FILE.read_text("utf-8").replace(
        "valid_from = 2025-07-01", "valid_from = 2025-07-01\nvalid_to = 2026-12-31"
    )
    file.write_text(ending, "utf-8")

    regimes = read_matrix(file).regimes

    assert {row.law.is_in_force(date(2027, 1, 1)) for row in regimes if row.law.regime == "2024"} == {False}


def test_a_benefit_of_no_regime_in_force_is_unresolved() -> None:
    stray = replace(benefit_called("travel", TODAY), of="nothing")

    assert grade_of(stray, Category.IDENTIFIED, TODAY) is Grade.UNRESOLVED
