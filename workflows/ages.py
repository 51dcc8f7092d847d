"""Who counts as a child: under 18, perhaps under 18, or of unknown age.

The day of the event is always handed in; nothing here asks what day it is.
"""

from datetime import date

ADULT_AT = 18


def turns_adult_on(date_of_birth: date) -> date:
    """Give the day of the eighteenth birthday; someone born on 29 February waits for 1 March."""
    year = date_of_birth.year + ADULT_AT
    if (date_of_birth.month, date_of_birth.day) == (2, 29):
        return date(year, 3, 1)
    return date_of_birth.replace(year=year)


def is_child(date_of_birth: date | None, age_from: int | None, on: date) -> bool:
    """Say whether the child rules apply on that day; an uncertain or unknown age is a child's.

    A known date of birth decides. Otherwise the lowest age the person may have (*age_from*, in years) does.
    """
    if date_of_birth is not None:
        return on < turns_adult_on(date_of_birth)
    return age_from is None or age_from < ADULT_AT
