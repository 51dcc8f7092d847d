"""Which clocks run after each event of a walk, under one regime on one day, as bits of a number.

Only the clocks that watch over the journey itself are counted; what runs beside it proves nothing.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from workflows.clocks import changes_for
from workflows.decisions import DAY
from workflows.rulebook import rules_in_force
from workflows.vocabulary import Duty, Pathway, Regime
from workflows.walker import Happening


class Effect(NamedTuple):
    """What happens to the clocks: which go on running, and which are started."""

    keep: int
    start: int

    def then(self, other: "Effect") -> "Effect":
        """Give both, one after the other."""
        return Effect(self.keep & other.keep, (self.start & other.keep) | other.start)

    def upon(self, clocks: int) -> int:
        """Give the clocks that run afterwards."""
        return (clocks & self.keep) | self.start


NOTHING = Effect(-1, 0)


@dataclass(frozen=True, slots=True)
class Watch:
    """The rows in force for a pathway under a regime on a day."""

    pathway: Pathway
    regime: Regime
    on: date
    _bits: dict[str, int] = field(default_factory=dict)
    _known: dict[tuple[Happening, ...], Effect] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Give every rule that counts a bit."""
        for rule in rules_in_force(self.on):
            if rule.ends_with_case and not rule.is_for_children and rule.duty_of is not Duty.NOBODY:
                self._bits.setdefault(rule.name, 1 << len(self._bits))

    def effect(self, events: tuple[Happening, ...]) -> Effect:
        """Say what these events do to the clocks, one after the other."""
        if events not in self._known:
            effect = NOTHING
            for event in events:
                effect = effect.then(self._of_event(event))
            self._known[events] = effect
        return self._known[events]

    def _of_event(self, happening: Happening) -> Effect:
        changes = changes_for(
            happening.event,
            happening.state,
            self.regime,
            self.on,
            is_child=happening.is_child,
            is_emergency=happening.is_emergency,
            pathway=self.pathway,
        )
        ended = sum({self._bits.get(name, 0) for name in (*changes.meet, *changes.void)})
        started = sum({self._bits.get(rule.name, 0) for rule in changes.start})
        return Effect(~ended, started)


TIMES = ((Regime.OF_2024, DAY), (Regime.OF_2011, date(2025, 5, 5)), (Regime.OF_2011, DAY))
"""Today's cases, those of the regime before, and those of the regime before that are still open today."""


def watches_for(pathway: Pathway) -> tuple[Watch, ...]:
    """Give a watch for each of the times a case may be of."""
    return tuple(Watch(pathway, regime, on) for regime, on in TIMES)
