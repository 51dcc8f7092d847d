"""Where a journey begins, by who takes the report.

Nothing else is said of the beginning here: the clocks of a new case are the business of ``clocks``.
"""

from workflows.vocabulary import FACILITIES, REPORTERS, AgencyKind, Event, State


def opening_state(kind: AgencyKind) -> State:
    """Say where a report taken by an agency of that kind begins.

    :raises ValueError: if such an agency takes no reports
    """
    if kind not in REPORTERS:
        raise ValueError(f"{kind} takes no reports")
    if kind is AgencyKind.COMMUNE:
        return State.AT_COMMUNE
    return State.RECEIVED if kind is AgencyKind.HEALTH or kind in FACILITIES else State.REPORTED


def opening_event(kind: AgencyKind) -> Event:
    """Say what happens, for the clocks, when an agency of that kind takes a report.

    :raises ValueError: if such an agency takes no reports
    """
    if opening_state(kind) is not State.RECEIVED:
        return Event.REPORTED
    return Event.REPORTED_BY_HEALTH if kind is AgencyKind.HEALTH else Event.ADMITTED_IN_EMERGENCY
