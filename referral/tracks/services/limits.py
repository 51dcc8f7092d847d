"""Which limits the law sets for a stay, side by side, the one that counts first. It changes nothing.

The special law (Decree 162/2025) goes before the general one (Decree 20/2021); both are kept and shown.
"""

from datetime import datetime

from referral.kernel.clock import local_date
from referral.tracks.cards import StayLimit
from workflows.calendars import state_calendar
from workflows.deadlines import DeadlineRule, due_at
from workflows.rulebook import rule_in_force, rules
from workflows.tracks import StayKind
from workflows.vocabulary import Regime

_LIMITS = {
    StayKind.EMERGENCY: ("lodging", "facility_emergency_stay"),
    StayKind.LODGING: ("lodging",),
    StayKind.FOSTER: ("foster_stay",),
}


def governing(kind: StayKind) -> str:
    """Name the rule by which a stay of that kind is counted."""
    return _LIMITS[kind][0]


def in_force(name: str, at: datetime, regime: Regime = Regime.OF_2024) -> DeadlineRule | None:
    """Give the rule of that name as it stood then; nothing where what happened is older than the rule."""
    try:
        return rule_in_force(name, local_date(at), regime)
    except LookupError:
        return None


def of_stay(kind: StayKind, at: datetime, regime: Regime) -> tuple[StayLimit, ...]:
    """Give the limits of a stay of that kind that began then, also those that give way to another."""
    found = [rule for name in _LIMITS[kind] for rule in rules() if _applies(rule, name, at, regime)]
    return tuple(
        StayLimit(
            rule.name,
            rule.label,
            due_at(rule, at, state_calendar()).due_on,
            rule.basis,
            rule.confidence.value,
            rule is found[0],
        )
        for rule in found
    )


def _applies(rule: DeadlineRule, name: str, at: datetime, regime: Regime) -> bool:
    return rule.name == name and rule.is_in_force(local_date(at)) and rule.regime in {None, regime}
