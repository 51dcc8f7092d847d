"""Tests of `referral deadline`: the worked examples, why a day was skipped, and what it refuses."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from click.testing import CliRunner, Result
from sqlalchemy.orm import Session

from referral import migrations
from referral.cli import cli
from referral.kernel.database import make_engine
from referral.people.models import Agency
from referral.settings import FILE_NAME, new_file
from workflows import rulebook

SATURDAY_COMMUNE = Agency(
    id=UUID(int=1),
    code="ubnd-thu-bay",
    name="UBND xã Thử Nghiệm",
    kind="commune",
    province_code="51",
    commune_code="21550",
    email="",
    works_saturday_mornings=True,
)


def run(*arguments: str, instance: Path = Path("nowhere")) -> Result:
    return CliRunner().invoke(cli, ["--instance", str(instance), "deadline", *arguments])


@pytest.fixture
def installed(tmp_path: Path) -> Iterator[Path]:
    """An installation with one agency, a commune that works on Saturday mornings."""
    (tmp_path / FILE_NAME).write_text(new_file(), "utf-8")
    engine = make_engine(f"sqlite:///{tmp_path / 'main.sqlite'}", insecure_fast=True)
    migrations.upgrade(engine)
    with Session(engine) as session, session.begin():
        session.merge(SATURDAY_COMMUNE)
    yield tmp_path
    engine.dispose()


@pytest.mark.parametrize(
    ("asked", "due_at", "unrolled_on"),
    [
        pytest.param(
            ("initial_verification", "--from", "2026-05-07T09:00"),
            "2026-05-11T23:59:59+07:00",
            "2026-05-10",
            id="(i) three days by rule",
        ),
        pytest.param(
            ("--amount", "3", "--unit", "days", "--from", "2026-05-07"),
            "2026-05-11T23:59:59+07:00",
            "2026-05-10",
            id="(i) three days",
        ),
        pytest.param(
            ("--amount", "3", "--unit", "working-days", "--from", "2026-05-07"),
            "2026-05-12T23:59:59+07:00",
            "2026-05-12",
            id="(i) three working days",
        ),
        pytest.param(
            ("initial_verification", "--from", "2026-02-13"),
            "2026-02-23T23:59:59+07:00",
            "2026-02-16",
            id="(ii) into Tet",
        ),
        pytest.param(
            ("--amount", "1", "--unit", "months", "--from", "2026-01-31"),
            "2026-03-02T23:59:59+07:00",
            "2026-02-28",
            id="(iii) a short month",
        ),
        pytest.param(
            ("data_breach", "--from", "2026-04-25T02:00:00Z"),
            "2026-04-28T09:00:00+07:00",
            "2026-04-28",
            id="(iv) 72 hours",
        ),
        pytest.param(
            ("--amount", "1", "--unit", "years", "--from", "2024-02-29"),
            "2025-02-28T23:59:59+07:00",
            "2025-02-28",
            id="a leap year",
        ),
    ],
)
def test_the_worked_examples_come_out(asked: tuple[str, ...], due_at: str, unrolled_on: str) -> None:
    told = json.loads(run(*asked, "--json").stdout)

    assert (told["due_at"], told["unrolled_on"]) == (due_at, unrolled_on)
    assert told["due_on"] == due_at[:10]


def test_the_answer_says_which_days_were_skipped_and_why() -> None:
    told = json.loads(run("initial_verification", "--from", "2026-05-07", "--json").stdout)

    assert told["skipped"] == [{"date": "2026-05-10", "why": "Chủ nhật"}]
    assert (told["rule"], told["confidence"], told["policy"]) == ("initial_verification", "B", False)
    assert told["basis"].startswith("Điều 27(2) Luật 53/2024/QH15")


def test_a_bare_amount_rests_on_the_civil_code() -> None:
    told = json.loads(run("--amount", "72", "--unit", "hours", "--from", "2026-04-25T09:00", "--json").stdout)

    assert set(told) == {
        "rule",
        "due_at",
        "due_on",
        "unrolled_on",
        "skipped",
        "basis",
        "confidence",
        "policy",
    }
    assert (told["rule"], told["skipped"]) == (None, [])
    assert "Bộ luật Dân sự 2015" in told["basis"]


def test_a_local_target_is_labelled_policy() -> None:
    told = json.loads(run("bring_to_commune", "--from", "2026-07-06T09:00", "--json").stdout)

    assert told["policy"] is True
    assert "chỉ tiêu nội bộ" in told["basis"]
    assert "(chỉ tiêu nội bộ)" in run("handover_answer", "--from", "2026-07-06").stdout


def test_a_person_reads_it_without_json() -> None:
    lines = run("initial_verification", "--from", "2026-05-07").stdout.splitlines()

    assert lines[0] == "Thời hạn    Xác minh thông tin ban đầu"
    assert "Đến hạn     11/05/2026 23:59:59 (+07:00)" in lines
    assert "Không tính  10/05/2026 Chủ nhật" in lines


def test_the_old_regime_has_its_own_row() -> None:
    told = json.loads(run("full_verification", "--from", "2026-07-06", "--regime", "2011", "--json").stdout)

    assert (told["confidence"], told["policy"]) == ("OLD", False)


@pytest.mark.parametrize(
    ("asked", "code", "complaint"),
    [
        pytest.param(("nothing_like_it", "--from", "2026-07-06"), 1, "initial_verification", id="unknown"),
        pytest.param(("full_verification_complex", "--from", "2026-07-06"), 1, "no rule", id="switched off"),
        pytest.param(("lodging", "--from", "1999-07-06"), 1, "In force on that day: none", id="too long ago"),
        pytest.param(("--from", "2026-07-06"), 2, "--amount together with --unit", id="nothing asked"),
        pytest.param(("--amount", "3", "--from", "2026-07-06"), 2, "--unit", id="no unit"),
        pytest.param(
            ("lodging", "--amount", "3", "--unit", "days", "--from", "2026-07-06"), 2, "either", id="both"
        ),
        pytest.param(("lodging", "--from", "yesterday"), 2, "2026-05-07T09:00", id="no moment"),
        pytest.param(("lodging",), 2, "--from", id="no start"),
    ],
)
def test_what_cannot_be_answered_says_what_to_do(asked: tuple[str, ...], code: int, complaint: str) -> None:
    result = run(*asked)

    assert result.exit_code == code
    assert complaint in result.stderr


@pytest.mark.parametrize(
    ("agency", "due_on"),
    [
        pytest.param((), "2026-07-06", id="the state sector rests on Saturday"),
        pytest.param(("--agency", "ubnd-thu-bay"), "2026-07-04", id="this commune works on Saturday"),
    ],
)
def test_an_agency_reckons_with_its_own_working_days(
    installed: Path, agency: tuple[str, ...], due_on: str
) -> None:
    asked = ("--amount", "1", "--unit", "working-days", "--from", "2026-07-03", "--json")

    assert json.loads(run(*asked, *agency, instance=installed).stdout)["due_on"] == due_on


def test_a_slip_in_the_data_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "deadlines.toml").write_text("[[rules]]\namount = six\n", "utf-8")
    monkeypatch.setattr(rulebook, "FILE", tmp_path / "deadlines.toml")
    rulebook.rules.cache_clear()

    result = run("lodging", "--from", "2026-07-06")
    rulebook.rules.cache_clear()

    assert result.exit_code == 1
    assert "deadlines.toml" in result.stderr
    assert "line 2" in result.stderr


def test_an_agency_nobody_knows_is_one_sentence(installed: Path) -> None:
    result = run("lodging", "--from", "2026-07-06", "--agency", "ubnd-khong-co", instance=installed)

    assert result.exit_code == 1
    assert "There is no agency ubnd-khong-co" in result.stderr


def test_an_agency_without_an_installation_is_refused(tmp_path: Path) -> None:
    result = run("lodging", "--from", "2026-07-06", "--agency", "so-y-te", instance=tmp_path)

    assert result.exit_code == 1
    assert "referral init" in result.stderr


def test_without_an_agency_nothing_of_the_database_is_loaded() -> None:
    program = (
        "import sys; from referral.commands import deadline; "
        "print(sorted({'sqlalchemy', 'flask', 'cryptography'} & set(sys.modules)))"
    )

    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)

    assert loaded.stdout.strip() == "[]"
