"""Every refusal of support says what to do, in both languages, and none speaks of co-operating."""

import re
from datetime import date

import pytest

from workflows import support_rules
from workflows.entitlements import benefit_called
from workflows.refusal import Refusal

SCHOOLING = benefit_called("schooling", date(2026, 7, 6))
REFUSALS = (
    support_rules.ANOTHER_PROVINCE_DECIDES,
    support_rules.NOT_COMPLETE,
    support_rules.NOT_TOLD_HOW_TO_COMPLAIN,
    support_rules.no_application_needed(SCHOOLING),
    support_rules.given_once(SCHOOLING),
    support_rules.applied_already(SCHOOLING),
    support_rules.not_granted(SCHOOLING),
)
EACH = pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal.rule)


@EACH
def test_a_refusal_says_why_and_what_to_do(refusal: Refusal) -> None:
    said = (refusal.because, refusal.remedy)

    assert all(text.endswith(".") for words in said for text in (words.vi, words.en))


@EACH
def test_no_refusal_speaks_of_co_operating(refusal: Refusal) -> None:
    said = f"{refusal.rule} {refusal.because.en} {refusal.remedy.en} {refusal.because.vi}"

    assert not re.search(r"co-?operat|testif|hợp tác|khai báo", said, re.IGNORECASE)


def test_what_is_refused_about_a_benefit_names_where_it_stands() -> None:
    named = [refusal for refusal in REFUSALS if refusal.basis == SCHOOLING.law.basis]

    assert {refusal.rule for refusal in named} == {"no-application-needed", "given-once", "needs-grant"}


def test_whoever_gives_what_is_not_listed_is_asked_why() -> None:
    refusal = support_rules.needs_why(support_rules.given_once(SCHOOLING))

    assert (refusal.rule, refusal.basis) == ("given-once", SCHOOLING.law.basis)
    assert "say why" in refusal.remedy.en
