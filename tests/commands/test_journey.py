"""Tests of `referral journey`: it proves, prints and draws, and opens no database."""

import pytest
from click.testing import CliRunner, Result

from referral.commands import journey as module
from referral.commands.journey import command
from workflows import steps, switches
from workflows.catalogue import JOURNEYS
from workflows.vocabulary import Pathway, StepName


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command, arguments)


def test_check_proves_every_journey_on_one_line_each() -> None:
    result = run("check")

    assert result.exit_code == 0
    proved = [line for line in result.stdout.splitlines() if " sound; " in line]
    assert [line.split(":")[0] for line in proved] == list(Pathway)
    assert "combinations of facts" in proved[0]


def test_check_says_what_it_proved_and_in_how_many_cases() -> None:
    said = run("check").stdout

    assert f"Proved in {sum(journey.prove().situations for journey in JOURNEYS)} situations" in said
    assert all(line in said for line in module.PROVED)


def test_check_fails_and_says_what_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = type(JOURNEYS[0])(
        "broken",
        Pathway.SELF_REPORTED,
        is_complete=False,
        steps=tuple(step for step in JOURNEYS[0].steps if step is not steps.CLOSE),
        label=JOURNEYS[0].label,
        basis="-",
    )
    monkeypatch.setattr(module, "JOURNEYS", (broken,))

    result = run("check")

    assert result.exit_code == 1
    assert "broken: reintegrating is a dead end: report by" in result.stderr
    assert "Error: " in result.stderr


def test_show_prints_every_step_with_its_actor_and_needs() -> None:
    result = run("show", "--pathway", "self_reported")

    assert result.exit_code == 0
    assert all(f"  {step.value} " in result.stdout for step in StepName)
    assert "Sở Y tế đang chịu trách nhiệm" in result.stdout
    assert "told how to complain" in run("show", "--lang", "en").stdout


def test_show_says_what_nobody_has_confirmed() -> None:
    said = run("show").stdout

    assert said.count("một phần chưa kiểm chứng") == 4
    assert said.count("  đang tắt: ") == len(JOURNEYS) * len(switches.ALL)
    assert "  chưa kiểm chứng: nội dung Điều 31, kể cả việc đưa về nước" in said


def test_show_tells_ages_apart() -> None:
    said = run("show", "--pathway", "rescued", "--lang", "en", "--age", "17", "--age", "18", "--age", "15-19")

    assert [line for line in said.stdout.splitlines() if line.startswith("  1")] == [
        "  17: a child",
        "  18: an adult",
        "  15-19: a child",
    ]
    assert said.stdout.count("Initial risk assessment of a child") == 2
    assert said.stdout.count("is not withdrawn on a refusal") == 2


def test_an_age_that_is_no_age_is_refused() -> None:
    assert run("show", "--age", "young").exit_code == 2


def test_diagram_draws_every_state_and_arrow() -> None:
    result = run("diagram", "--pathway", "rescued", "--lang", "en")

    assert result.exit_code == 0
    assert result.stdout.startswith("stateDiagram-v2\n")
    assert "    received --> protected : Identify as a victim" in result.stdout
    assert "    withdrawn --> at_commune : Reopen the case" in result.stdout
    assert "    transfer_offered --> protected : Let the offer lapse" in result.stdout
    assert "    reported --> reported : Pass on to another first receiver" in result.stdout


def test_diagram_draws_the_self_reported_journey_unless_told() -> None:
    assert "%% Tự trình báo (Điều 27)" in run("diagram").stdout


def test_an_unknown_pathway_is_refused() -> None:
    result = run("show", "--pathway", "by_magic")

    assert result.exit_code == 2
    assert "by_magic" in result.stderr
