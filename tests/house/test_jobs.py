"""Every job that runs by itself is started by the scheduler, and proven by a test that runs it twice."""

import ast

import pytest

from tests.house.source import modules

JOBS = [
    (found.room, function.name)
    for found in modules("referral")
    if found.role == "jobs"
    for function in found.tree.body
    if isinstance(function, ast.FunctionDef) and not function.name.startswith("_")
]


@pytest.mark.parametrize(("room", "job"), JOBS)
def test_every_job_is_started_by_somebody(room: str, job: str) -> None:
    starters = [found.where for found in modules("referral") if found.room != room and job in found.text]

    assert starters, f"{room}.jobs.{job} never runs: add one line to referral/scheduler.py."


@pytest.mark.parametrize(("room", "job"), JOBS)
def test_every_job_is_proven_by_a_test(room: str, job: str) -> None:
    provers = [found.where for found in modules("tests") if job in found.text and "jobs" in found.text]

    assert provers, f"Write tests/{room}/test_jobs.py: run {job} twice; the second changes nothing."


def test_there_are_jobs_to_speak_of() -> None:
    assert JOBS
