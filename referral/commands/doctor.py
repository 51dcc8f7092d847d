"""`referral doctor`: looks at everything an installation stands on and says what to do. It changes nothing.

What is looked at stands in `examination`; here it is only asked and printed.
"""

from collections import Counter
from pathlib import Path

import click

from referral.commands.examination import Finding, Grade, examine
from referral.kernel.clock import SystemClock
from referral.kernel.errors import UnsafeSettings

MARKS = {Grade.WELL: "well ", Grade.ADVICE: "note ", Grade.ILL: "WRONG"}


class NotWell(UnsafeSettings):
    """Something is wrong; the lines above say what, and what to do."""


@click.command(name="doctor")
@click.pass_obj
def command(instance: Path) -> None:
    """Check everything, and say what to do.

    Looks at settings, files, disk, keys, databases, ledger, scheduler, messages and the last backup; exits
    with 1 if one of them is wrong.
    """
    grades: Counter[Grade] = Counter()
    for finding in examine(instance, SystemClock()):
        click.echo(_line(finding))
        grades[finding.grade] += 1
    if grades[Grade.ILL]:
        raise NotWell(f"{grades[Grade.ILL]} of {grades.total()} checks found something wrong.")
    click.echo(f"{grades.total()} checks, nothing wrong, {grades[Grade.ADVICE]} notes.")


def _line(finding: Finding) -> str:
    return f"{MARKS[finding.grade]}  {finding.part}: {finding.says}"
