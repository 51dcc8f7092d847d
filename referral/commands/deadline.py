"""`referral deadline`: when something falls due, and why. It opens the database only for an agency's days."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from importlib import import_module
from pathlib import Path

import click

from workflows.calendars import Calendar, state_calendar
from workflows.deadlines import VIETNAM, DeadlineRule, Due, Limit, due_at, rule_in_force, rules_in_force
from workflows.vocabulary import Confidence, Regime, Unit

REGIMES = [regime.value for regime in Regime]
COUNTED = [unit.value for unit in Unit if unit is not Unit.IMMEDIATE]


class Moment(click.ParamType[datetime]):
    """A moment in ISO 8601; without an offset it is Vietnam's."""

    name = "moment"

    def convert(
        self, value: str | datetime, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """Read the moment, or say how to write one."""
        try:
            moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
        except ValueError:
            self.fail("Write the moment like 2026-05-07T09:00 or 2026-05-07T09:00+07:00.", param, ctx)
        return moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked: a rule of the law, or a bare amount that the Civil Code counts."""

    limit: DeadlineRule | Limit
    rule: str | None = None
    label: str = "–"
    basis: str = "Điều 145 đến Điều 148 Bộ luật Dân sự 2015"
    confidence: Confidence = Confidence.A
    is_policy: bool = False


@click.command(name="deadline")
@click.argument("rule", required=False)
@click.option("--amount", type=click.IntRange(min=0), help="Reckon a limit of this amount instead of a rule.")
@click.option("--unit", type=click.Choice(COUNTED), help="In what the amount is counted.")
@click.option("--from", "start", type=Moment(), required=True, help="When it starts, in ISO 8601.")
@click.option("--regime", type=click.Choice(REGIMES), default=Regime.OF_2024.value, show_default=True)
@click.option("--agency", metavar="CODE", help="Reckon with this agency's working days.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def command(
    instance: Path,
    rule: str | None,
    amount: int | None,
    unit: str | None,
    start: datetime,
    regime: str,
    agency: str | None,
    as_json: bool,  # noqa: FBT001 — click hands a flag over by name
) -> None:
    """Say when RULE, or a limit of --amount and --unit, falls due, and why then."""
    question = _question(rule, amount, unit, start.astimezone(VIETNAM).date(), Regime(regime))
    due = due_at(question.limit, start, calendar_of(instance, agency))
    click.echo(
        json.dumps(_as_json(question, due), ensure_ascii=False) if as_json else _as_text(question, due)
    )


def calendar_of(instance: Path, code: str | None) -> Calendar:
    """Give the working calendar of an agency, or of the state sector when none is named.

    :raises click.ClickException: if there is no such agency
    """
    if code is None:
        return state_calendar()
    # Agencies are in the database; loading all that opens it would cost everybody else a second.
    calendar: Calendar = import_module("referral.commands.agency_calendar").calendar_of(instance, code)
    return calendar


def _question(rule: str | None, amount: int | None, unit: str | None, on: date, regime: Regime) -> Question:
    if rule is not None and amount is None and unit is None:
        found = _rule(rule, on, regime)
        return Question(found, found.name, found.label.vi, found.basis, found.confidence, found.is_policy)
    if rule is None and amount is not None and unit is not None:
        return Question((amount, Unit(unit)))
    raise click.UsageError("Name either a rule, or --amount together with --unit.")


def _rule(name: str, on: date, regime: Regime) -> DeadlineRule:
    try:
        return rule_in_force(name, on, regime)
    except LookupError as unknown:
        known = ", ".join(sorted({rule.name for rule in rules_in_force(on)})) or "none"
        raise click.ClickException(f"{unknown}. In force on that day: {known}.") from unknown


def _as_json(question: Question, due: Due) -> dict[str, object]:
    return {
        "rule": question.rule,
        "due_at": due.due_at.isoformat(),
        "due_on": due.due_on.isoformat(),
        "unrolled_on": due.unrolled_on.isoformat(),
        "skipped": [{"date": day.isoformat(), "why": why.vi} for day, why in due.skipped],
        "basis": question.basis,
        "confidence": question.confidence.value,
        "policy": question.is_policy,
    }


def _as_text(question: Question, due: Due) -> str:
    amount, unit = question.limit.limit if isinstance(question.limit, DeadlineRule) else question.limit
    rows = [
        ("Thời hạn", question.label),
        ("Mức", f"{amount} {unit.vi}{' (chỉ tiêu nội bộ)' if question.is_policy else ''}"),
        ("Đến hạn", f"{due.due_at:%d/%m/%Y %H:%M:%S} (+07:00)"),
        ("Chưa dời", f"{due.unrolled_on:%d/%m/%Y}"),
        ("Căn cứ", question.basis),
        ("Độ tin cậy", f"{question.confidence.vi} ({question.confidence})"),
        *(("Không tính", f"{day:%d/%m/%Y} {why.vi}") for day, why in due.skipped),
    ]
    return "\n".join(f"{name:<12}{told}" for name, told in rows)
