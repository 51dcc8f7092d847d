"""Every combination of facts, not written out one by one: a rule is asked, and where it looks ways part.

A rule is a pure function, so what it never looks at cannot change its answer; nothing here knows a rule.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from typing import Any, cast

from workflows.facts import Attempt, CaseFacts
from workflows.milestones import Milestone
from workflows.vocabulary import OPEN_STATES, AgencyKind, ConsentScope, Pathway, Role, State

DAY = date(2026, 11, 2)
"""The day on which every question is asked."""
Value = object
Known = Mapping[str, Value]
YES_NO = (True, False)
DAYS = (None, DAY, DAY - timedelta(days=29), DAY - timedelta(days=31), DAY + timedelta(days=1))
"""Unknown, today, just within a month, just beyond it, and a slip into the future."""
_WORDS: tuple[tuple[str, type[StrEnum]], ...] = (
    ("pathway", Pathway),
    ("actor_kind", AgencyKind),
    ("actor_role", Role),
)
VALUES: Mapping[str, tuple[Value, ...]] = {
    **{name: tuple(words) for name, words in _WORDS},
    "receiver_kind": (None, *AgencyKind),
    "risk_assessed_on": DAYS,
    "received_on": DAYS,
    "open_follow_ups": (0, 1),
    "done_follow_ups": (0, 1),
    "returns_to": (None, State.PROTECTED, State.TRANSFERRED, State.REINTEGRATING),
    "withdrawn_from": (None, *sorted(OPEN_STATES)),
}
"""What each fact may be, and each part of an attempt; all others are yes or no."""
SETS = frozenset({"consents", "milestones", "given", "switched_on"})
"""Of these each member is a question of its own."""


class Undecided(Exception):
    """A rule looked at something on which the ways part."""

    def __init__(self, key: str) -> None:
        """Name what was looked at."""
        super().__init__(key)
        self.key = key


class Members:
    """Stands in for a set: whether something is in it is decided when a rule asks."""

    def __init__(self, name: str, known: Known) -> None:
        """Take what is known so far."""
        self._name, self._known = name, known

    def __contains__(self, item: object) -> bool:
        """Say whether something is in the set.

        :raises Undecided: if that is not decided yet
        """
        return bool(_look(f"{self._name}.{item}", self._known))

    def __and__(self, others: Iterable[str]) -> frozenset[str]:
        """Give those of the others that are in the set.

        :raises Undecided: if that is not decided yet for one of them
        """
        return frozenset(other for other in sorted(others) if other in self)


class Asked:
    """Stands in for the facts and the attempt: what a rule looks at is known, or the ways part there."""

    def __init__(self, known: Known) -> None:
        """Take what is known so far."""
        self._known = known

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 — a fact is of any of the vocabulary's types
        """Give a fact, or a part of the attempt.

        :raises Undecided: if it is not decided yet
        """
        return Members(name, self._known) if name in SETS else _look(name, self._known)


def _look(key: str, known: Known) -> Value:
    if key not in known:
        raise Undecided(key)
    return known[key]


@dataclass(frozen=True, slots=True)
class Decision:
    """All combinations of facts and attempts that a rule cannot tell apart, and its answer to them."""

    known: Known
    answer: bool

    def may_be(self, key: str, value: Value) -> bool:
        """Say whether one of the combinations has this value."""
        return key not in self.known or self.known[key] == value

    def surely(self, key: str, value: Value = True) -> bool:  # noqa: FBT002 — most questions are yes or no
        """Say whether all of the combinations have this value."""
        return key in self.known and self.known[key] == value

    def needs(self, name: str) -> frozenset[str]:
        """Give the members that a set has in all of the combinations."""
        return frozenset(key.partition(".")[2] for key in self.known if key.startswith(f"{name}.")) - {
            key.partition(".")[2] for key, value in self.known.items() if value is False
        }

    def agrees_with(self, other: "Decision", beside: str) -> bool:
        """Say whether some combination is in both, whatever members the set named here has."""
        return all(
            other.may_be(key, value) for key, value in self.known.items() if not key.startswith(f"{beside}.")
        )


Question = Callable[[CaseFacts, Attempt], bool]


def decide(question: Question, known: Known) -> Iterator[Decision]:
    """Ask a question of every combination of what is not known, and give each answer once."""
    waiting = [dict(known)]
    while waiting:
        here = waiting.pop()
        asked = Asked(here)
        try:
            answer = question(cast("CaseFacts", asked), cast("Attempt", asked))
        except Undecided as open_question:
            key = open_question.key
            waiting += [{**here, key: value} for value in reversed(VALUES.get(key, YES_NO))]
        else:
            yield Decision(here, answer)


@cache
def combinations_of_facts() -> int:
    """Give how many combinations of facts there are."""
    members = {"consents": len(ConsentScope), "milestones": len(Milestone)}
    combinations = 1
    for field in fields(CaseFacts):
        is_set = field.name in members
        combinations *= 2 ** members[field.name] if is_set else len(VALUES.get(field.name, YES_NO))
    return combinations
