"""The working days of one agency, out of the database. Loaded only by a command that is told an agency."""

from dataclasses import replace
from pathlib import Path

import click
from sqlalchemy.orm import Session

from referral import migrations, settings
from referral.kernel.database import make_engine
from referral.people.services import agencies
from referral.sla.services import calendars
from workflows.calendars import Calendar, state_calendar


def calendar_of(instance: Path, code: str) -> Calendar:
    """Give the state calendar as this agency keeps it.

    :raises UnsafeSettings: if there is no installation, or its database is not at this schema
    :raises click.ClickException: if there is no agency of that code
    """
    engine = make_engine(settings.read(instance).database_url)
    migrations.require_current(engine)
    with Session(engine) as session:
        agency = agencies.by_code(session, code)
        own = calendars.read(session, [agency.id])[agency.id] if agency else False
    engine.dispose()
    if agency is None:
        raise click.ClickException(f"There is no agency {code} in {instance}. Check the code.")
    return own if isinstance(own, Calendar) else replace(state_calendar(), name=code)
