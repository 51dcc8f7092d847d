"""Tests of where a journey begins."""

import pytest

from workflows.openings import opening_event, opening_state
from workflows.vocabulary import AgencyKind, Event, State

BEGINNINGS = {
    AgencyKind.POLICE: (State.REPORTED, Event.REPORTED),
    AgencyKind.BORDER_GUARD: (State.REPORTED, Event.REPORTED),
    AgencyKind.COAST_GUARD: (State.REPORTED, Event.REPORTED),
    AgencyKind.COMMUNE: (State.AT_COMMUNE, Event.REPORTED),
    AgencyKind.HEALTH: (State.RECEIVED, Event.REPORTED_BY_HEALTH),
    AgencyKind.SOCIAL_CENTRE: (State.RECEIVED, Event.ADMITTED_IN_EMERGENCY),
    AgencyKind.VICTIM_SUPPORT: (State.RECEIVED, Event.ADMITTED_IN_EMERGENCY),
    AgencyKind.MISSION: (State.REPORTED, Event.REPORTED),
    AgencyKind.HOTLINE: (State.REPORTED, Event.REPORTED),
    AgencyKind.LEGAL_AID: (State.REPORTED, Event.REPORTED),
    AgencyKind.PARTNER: (State.REPORTED, Event.REPORTED),
}


@pytest.mark.parametrize("kind", BEGINNINGS)
def test_who_takes_the_report_decides_where_it_begins(kind: AgencyKind) -> None:
    assert (opening_state(kind), opening_event(kind)) == BEGINNINGS[kind]


@pytest.mark.parametrize("kind", sorted(set(AgencyKind) - BEGINNINGS.keys()))
def test_who_only_watches_takes_no_reports(kind: AgencyKind) -> None:
    with pytest.raises(ValueError, match=kind.value):
        opening_state(kind)
    with pytest.raises(ValueError, match=kind.value):
        opening_event(kind)
