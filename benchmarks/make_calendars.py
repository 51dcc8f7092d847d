"""Write the forecast rows of the working calendar from the library ``holidays``, for `make calendars`.

A development tool: nothing imports it, and years that have been decided are not written.
"""

import sys
from datetime import date
from importlib.metadata import version
from pathlib import Path

import holidays

from workflows.calendars import DECIDED, FORECAST, read_rows
from workflows.vocabulary import Confidence

LAST_YEAR = 2035
LIBRARY = version("holidays")
HEAD = """\
# Forecast of the working calendar: what the library `holidays` {version} foresees for the years that nobody
# has decided yet. Written by `make calendars`; do not edit. A decided year belongs in calendars.toml.

days_off = [
{rows}
]
"""


def _row(day: date, vi: str, en: str) -> str:
    decision = f"Dự báo của thư viện holidays {LIBRARY}, chưa có quyết định"
    words = f'vi = "{vi}", en = "{en}", decision = "{decision}"'
    return f'    {{ on = {day.isoformat()}, {words}, confidence = "{Confidence.FORECAST}" }},'


def forecast(years: range) -> str:
    """Give the text of the forecast file for these years."""
    vietnamese = holidays.country_holidays("VN", years=years, language="vi")
    english = holidays.country_holidays("VN", years=years, language="en_US")
    rows = [_row(day, name, english[day]) for day, name in sorted(vietnamese.items()) if day.year in years]
    return HEAD.format(version=LIBRARY, rows="\n".join(rows))


def main(target: Path = FORECAST) -> None:
    """Write the forecast from the first undecided year on."""
    first = max(read_rows(DECIDED)["decided_years"]) + 1
    target.write_text(forecast(range(first, LAST_YEAR + 1)), encoding="utf-8")
    sys.stdout.write(f"{target.name}: {first}-{LAST_YEAR}, holidays {LIBRARY}\n")


if __name__ == "__main__":
    main()
