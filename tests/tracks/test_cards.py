"""The cards of the tracks: what a log line could show of them is kinds and dates, never what they say."""

from dataclasses import fields, is_dataclass
from datetime import date
from types import ModuleType
from uuid import UUID

import pytest

from referral.tracks import cards
from referral.tracks.cards import GuardianCard, TracksCard
from tests.conftest import MONDAY_MORNING
from workflows.data_duties import SubjectRight
from workflows.tracks import MeasureKind, StayKind

SHOWN = {
    "StayBegun.facility",
    "CrimeReported.police",
    "MeasureCard.agency",
    "StayLimit.rule",
    "StayLimit.basis",
    "StayLimit.confidence",
    "StayCard.facility",
    "StayCard.facility_name",
    "StayCard.agency",
    "GuardianCard.agency",
    "SeparationCard.agency",
    "CrimeLine.case_ref",
    "CrimeLine.police",
    "CrimeLine.police_name",
    "DutyClock.rule",
    "ErasureLine.ref",
    "DutyClock.basis",
    "BreachLine.reported_by",
}
"""Texts that name an agency, a rule of law or a reference, and nobody."""


def texts_of(module: ModuleType) -> dict[str, bool]:
    """Give every text a card of this module carries, and whether a log line could show it."""
    kinds = [kind for kind in vars(module).values() if isinstance(kind, type) and is_dataclass(kind)]
    return {
        f"{kind.__name__}.{field.name}": field.repr
        for kind in kinds
        if kind.__module__ == module.__name__
        for field in fields(kind)
        if field.type in {str, str | None}
    }


def test_no_card_shows_what_it_says_of_somebody() -> None:
    shown = {name for name, is_shown in texts_of(cards).items() if is_shown}

    assert shown == SHOWN


def test_a_case_that_has_anything_beside_its_journey_says_so() -> None:
    guardian = GuardianCard(UUID(int=1), is_blocked=False, agency="ubnd-xa", occurred_at=MONDAY_MORNING)

    assert not TracksCard().has_any
    assert TracksCard(guardians=(guardian,)).has_any


@pytest.mark.parametrize(
    "card",
    [
        pytest.param(cards.MeasureTaken(MeasureKind.GUARDING, "Bí-Mật", "Bí-Mật"), id="a measure"),
        pytest.param(cards.StayBegun(StayKind.FOSTER, place="Bí-Mật"), id="a stay"),
        pytest.param(cards.SeparationBegun("Bí-Mật", date(2026, 7, 8), "Bí-Mật"), id="a separation"),
        pytest.param(cards.GuardianNamed("Bí-Mật", "Bí-Mật", "Bí-Mật"), id="a guardian"),
        pytest.param(cards.CrimeReported("Bí-Mật", number="Bí-Mật"), id="a crime report"),
        pytest.param(cards.BreachFound((), "Bí-Mật"), id="a breach"),
        pytest.param(cards.RequestTaken(SubjectRight.SEE, "Bí-Mật", "Bí-Mật"), id="a request"),
    ],
)
def test_a_card_in_a_log_line_keeps_its_secret(card: object) -> None:
    assert "Bí-Mật" not in repr(card)
    assert "Bí-Mật" not in f"{card}"
