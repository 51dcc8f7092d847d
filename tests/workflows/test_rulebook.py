"""Tests of the rows of the law: complete, sourced, honest about what is policy, and refused when mistyped."""

from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import cast

import pytest

from workflows.data_duties import DutyEvent
from workflows.lawfile import LawIsWrong
from workflows.limits import DeadlineRule
from workflows.milestones import Milestone
from workflows.rulebook import (
    FILE,
    POLICY_BASIS,
    Row,
    RowIsWrong,
    read_rules,
    rule_from,
    rule_in_force,
    rules,
    rules_in_force,
)
from workflows.tracks import TrackEvent
from workflows.vocabulary import Confidence, Duty, Event, Pathway, Regime, State, StepName, Unit

EACH_ROW = pytest.mark.parametrize("rule", rules(), ids=lambda rule: f"{rule.name}-{rule.valid_from}")
EVENTS = {str(event) for event in (*Event, *StepName, *Milestone, *TrackEvent, *DutyEvent)}
NOW = date(2026, 7, 6)
WRITTEN: Row = {
    "name": "visit",
    "vi": "Thăm",
    "en": "Visit",
    "unit": "days",
    "amount": 3,
    "starts_on": ["offered"],
    "met_by": ["answered"],
    "duty_of": "holder",
    "instrument": "Luật thử nghiệm",
    "article": "Điều 1",
    "confidence": "A",
    "warn_before": {"amount": 1, "unit": "working-days"},
    "valid_from": date(2026, 1, 1),
    "source": "-",
}


@pytest.mark.parametrize(
    ("name", "amount", "unit", "duty"),
    [
        ("bring_to_commune", None, Unit.IMMEDIATE, Duty.HOLDER),
        ("notify_health", None, Unit.IMMEDIATE, Duty.COMMUNE),
        ("health_reception", None, Unit.IMMEDIATE, Duty.HEALTH),
        ("initial_verification", 3, Unit.DAYS, Duty.HEALTH),
        ("full_verification", 20, Unit.DAYS, Duty.VERIFIER),
        ("handover_answer", 24, Unit.HOURS, Duty.RECEIVER),
        ("protection_review", 30, Unit.DAYS, Duty.HOLDER),
        ("start_reintegration", 30, Unit.DAYS, Duty.HOLDER),
        ("follow_up", 30, Unit.DAYS, Duty.HOLDER),
        ("lodging", 120, Unit.DAYS, Duty.FACILITY),
        ("support_application", 9, Unit.WORKING_DAYS, Duty.HEALTH),
        ("health_insurance", 1, Unit.YEARS, Duty.NOBODY),
        ("facility_licence", 8, Unit.WORKING_DAYS, Duty.HEALTH),
        ("facility_file", 10, Unit.WORKING_DAYS, Duty.FACILITY),
        ("child_risk", 12, Unit.HOURS, Duty.COMMUNE),
        ("child_plan", 5, Unit.WORKING_DAYS, Duty.COMMUNE),
        ("child_plan_approval", 2, Unit.WORKING_DAYS, Duty.COMMUNE),
        ("child_separation", 15, Unit.DAYS, Duty.COMMUNE),
        ("crime_report", 20, Unit.DAYS, Duty.POLICE),
        ("crime_report_complex", 2, Unit.MONTHS, Duty.POLICE),
        ("data_breach", 72, Unit.HOURS, Duty.OPERATIONS),
        ("subject_request", 2, Unit.WORKING_DAYS, Duty.OPERATIONS),
    ],
)
def test_a_limit_is_what_the_law_says(name: str, amount: int | None, unit: Unit, duty: Duty) -> None:
    rule = rule_in_force(name, NOW)

    assert (rule.amount, rule.unit, rule.duty_of) == (amount, unit, duty)


@EACH_ROW
def test_a_row_says_where_it_stands(rule: DeadlineRule) -> None:
    assert rule.basis
    assert rule.source
    assert rule.label.vi
    assert rule.label.en


@EACH_ROW
def test_a_row_turns_only_on_events_that_happen(rule: DeadlineRule) -> None:
    started = [event.split("@") for event in rule.starts_on]
    states = {where for _, *when in started for where in when[:1]}
    pathways = {where for _, *when in started for where in when[1:]}

    assert {event for event, *_ in started} | set(rule.met_by) <= EVENTS
    assert states - {"emergency"} <= set(State)
    assert pathways <= set(Pathway)


@EACH_ROW
def test_what_is_not_law_says_so(rule: DeadlineRule) -> None:
    is_local = rule.confidence is Confidence.POLICY or rule.unit is Unit.IMMEDIATE

    assert rule.is_policy is is_local
    assert ("chỉ tiêu nội bộ" in rule.basis.casefold()) is is_local


@EACH_ROW
def test_what_is_not_confirmed_is_switched_off(rule: DeadlineRule) -> None:
    assert rule.confidence is not Confidence.R or not rule.is_enabled


@EACH_ROW
def test_only_hours_and_immediate_duties_run_through_holidays(rule: DeadlineRule) -> None:
    assert rule.is_continuous is (rule.limit[1] is Unit.HOURS)


def test_rows_of_one_name_and_regime_never_overlap() -> None:
    def whose(rule: DeadlineRule) -> tuple[str, str, str]:
        pathways = {event.split("@")[2] for event in rule.starts_on if event.count("@") > 1}
        return rule.name, rule.regime or "", " ".join(sorted(pathways))

    ordered = sorted(rules(), key=lambda rule: (whose(rule), rule.valid_from))

    for one, other in pairwise(ordered):
        is_same = whose(one) == whose(other)
        assert not is_same or (one.valid_to is not None and one.valid_to < other.valid_from)


def test_the_regime_of_2011_keeps_its_own_limit() -> None:
    old, new = (rule_in_force("full_verification", NOW, regime) for regime in Regime)

    assert (old.confidence, old.basis) == (Confidence.OLD, "Điều 24 Luật 66/2011/QH12")
    assert (new.confidence, new.basis) == (Confidence.POLICY, POLICY_BASIS)


def test_a_rule_changes_on_its_day_and_not_before() -> None:
    before, after = (rule_in_force("lodging", day) for day in (date(2025, 6, 30), date(2025, 7, 1)))

    assert (before.amount, after.amount) == (60, 120)


@pytest.mark.parametrize("name", ["full_verification_complex", "facility_emergency_stay", "nothing_like_it"])
def test_a_rule_that_is_off_or_unknown_is_not_in_force(name: str) -> None:
    with pytest.raises(LookupError, match=name):
        rule_in_force(name, NOW, Regime.OF_2011)


def test_what_was_shipped_off_is_in_force_where_it_was_switched_on() -> None:
    name = "facility_emergency_stay"

    more = set(rules_in_force(NOW, frozenset({name}))) - set(rules_in_force(NOW))

    assert {rule.name for rule in more} == {name}


def test_the_rules_in_force_are_valid_and_switched_on() -> None:
    assert all(rule.is_enabled and rule.is_in_force(NOW) for rule in rules_in_force(NOW))
    assert not rules_in_force(date(2000, 1, 1))


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        pytest.param({"quantity": 3}, "quantity", id="a slip in a key"),
        pytest.param({"unit": "fortnights"}, "fortnights", id="an unknown unit"),
        pytest.param({"duty_of": "everybody"}, "everybody", id="an unknown duty"),
        pytest.param({"unit": "immediate"}, "immediate duty has no amount", id="immediate with amount"),
        pytest.param({"policy": {"amount": 3, "unit": "days"}}, "counted in hours", id="a target in days"),
        pytest.param({"unit": "hours"}, "warned of hours before", id="hours warned of in days"),
        pytest.param({"confidence": "R"}, "switched off", id="unconfirmed but on"),
        pytest.param({"amount": "3"}, "not a whole number", id="a number between quotation marks"),
        pytest.param({"valid_from": "2026-01-01"}, "not a day", id="a day between quotation marks"),
        pytest.param({"extension": {"time": 1}}, "not a key of an extension: time", id="a slip in a part"),
    ],
)
def test_a_mistyped_row_is_refused_by_name(changes: dict[str, object], complaint: str) -> None:
    with pytest.raises(RowIsWrong, match=f"visit: .*{complaint}"):
        rule_from(cast("Row", {**WRITTEN, **changes}))


@pytest.mark.parametrize("missing", ["amount", "starts_on", "warn_before", "article", "valid_from"])
def test_a_row_that_lacks_something_is_refused(missing: str) -> None:
    with pytest.raises(RowIsWrong, match="visit"):
        rule_from(cast("Row", {key: value for key, value in WRITTEN.items() if key != missing}))


def test_an_immediate_duty_without_a_target_is_refused() -> None:
    written = {key: value for key, value in WRITTEN.items() if key != "amount"} | {"unit": "immediate"}

    with pytest.raises(RowIsWrong, match="needs a local target"):
        rule_from(cast("Row", written))


def test_changing_the_law_is_a_change_of_the_data_alone(tmp_path: Path) -> None:
    changed = FILE.read_text(encoding="utf-8").replace("amount = 9\n", "amount = 10\n")
    (tmp_path / "deadlines.toml").write_text(changed, encoding="utf-8")

    amounts = {rule.name: rule.amount for rule in read_rules(tmp_path / "deadlines.toml")}

    assert amounts["support_application"] == 10


def test_two_rows_that_hold_on_one_day_are_refused(tmp_path: Path) -> None:
    block = '[[rules]]\nname = "facility_licence"'
    text = FILE.read_text(encoding="utf-8")
    start = text.index(block)
    copied = text[start : text.index("[[rules]]", start + 1)].replace("2025-07-01", "2027-01-01")
    (tmp_path / "deadlines.toml").write_text(text + "\n" + copied, encoding="utf-8")

    with pytest.raises(RowIsWrong, match="facility_licence: two rows hold on 2027-01-01"):
        read_rules(tmp_path / "deadlines.toml")


def test_a_file_that_cannot_be_read_names_the_line(tmp_path: Path) -> None:
    (tmp_path / "deadlines.toml").write_text("[[rules]]\namount = six\n", encoding="utf-8")

    with pytest.raises(LawIsWrong, match=r"deadlines.toml: .*line 2"):
        read_rules(tmp_path / "deadlines.toml")


def test_a_rule_without_any_number_cannot_be_run() -> None:
    rule = rule_from(WRITTEN)

    assert rule.limit == (3, Unit.DAYS)
    with pytest.raises(ValueError, match="visit has neither"):
        _ = replace(rule, amount=None).limit
