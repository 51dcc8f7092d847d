"""What an event does to the clocks of a case: which it meets, which no longer apply, which it starts.

The rows of the law say it; no rule is named here, and no clock is ever running here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from workflows.limits import DeadlineRule
from workflows.rulebook import rules, rules_in_force
from workflows.vocabulary import ENDS, Pathway, Regime, State


@dataclass(frozen=True, slots=True)
class ClockChanges:
    """What to do with the clocks of a case, in this order: meet, void, start.

    A rule of which a clock is open is not started again, unless it is per item and this is another item; a
    rule that is *once* is not started in a case that ever had one. Meeting a rule that is per item touches
    the clock of the event's own item and the one that belongs to no item.
    """

    start: tuple[DeadlineRule, ...]
    meet: tuple[str, ...]
    void: tuple[str, ...]


NOTHING = ClockChanges((), (), ())


@lru_cache(maxsize=4096)
def changes_for(
    event: str,
    state: State,
    regime: Regime,
    on: date,
    *,
    is_child: bool,
    is_emergency: bool,
    switched_on: frozenset[str] = frozenset(),
    pathway: Pathway = Pathway.SELF_REPORTED,
) -> ClockChanges:
    """Say what an event does that leaves the case in this state, a child's or held in an emergency.

    :param switched_on: the names of rules that were shipped switched off and are on here by a decision
    :param pathway: the person's; a row that names it stands before one of all pathways
    """
    meet = _met_by().get(event, ())
    void = tuple(name for name in _ending_with_case() if name not in meet) if state in ENDS else ()
    asked = {event, f"{event}@{state}", *([f"{event}@emergency"] if is_emergency else [])}
    in_force = rules_in_force(on, switched_on)
    started = _started(asked, f"{event}@{state}@{pathway}", regime, in_force, is_child=is_child)
    return ClockChanges(started, meet, void)


def _started(
    asked: set[str], of_pathway: str, regime: Regime, in_force: Iterable[DeadlineRule], *, is_child: bool
) -> tuple[DeadlineRule, ...]:
    def rank(rule: DeadlineRule) -> tuple[bool, bool]:
        """A row of the pathway stands before one of all, and a row of the regime before one of both."""
        return of_pathway in rule.starts_on, rule.regime is not None

    events = asked | {of_pathway}
    fitting = [
        rule
        for rule in in_force
        if rule.regime in {None, regime} and (is_child or not rule.is_for_children)
        if not rule.starts_on.isdisjoint(events)
    ]
    names = dict.fromkeys(rule.name for rule in fitting)
    return tuple(max((rule for rule in reversed(fitting) if rule.name == name), key=rank) for name in names)


@cache
def _met_by() -> Mapping[str, tuple[str, ...]]:
    """The rules that each event meets, whichever row of theirs a clock was started under."""
    met: dict[str, dict[str, None]] = {}
    for rule in rules():
        for event in rule.met_by:
            met.setdefault(event, {})[rule.name] = None
    return {event: tuple(names) for event, names in met.items()}


@cache
def _ending_with_case() -> tuple[str, ...]:
    return tuple(dict.fromkeys(rule.name for rule in rules() if rule.ends_with_case))
