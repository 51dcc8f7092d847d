"""What a limit is: an amount and a unit, and a dated row that says whose duty it is and where it stands.

No amount is written here (see ``law/deadlines.toml``) and nothing is reckoned.
"""

from dataclasses import dataclass
from datetime import date

from workflows.vocabulary import Confidence, Duty, Regime, Unit, Words

Limit = tuple[int, Unit]
"""An amount and its unit."""


@dataclass(frozen=True, slots=True)
class Extension:
    """How a limit may be put off: how often, by how much, on which paper, asked for by when."""

    times: int | None
    """How often; 0 for never, None where the law counts no times."""
    by: Limit | None
    """By how much at most each time; None where whoever decides says so."""
    ask_before: Limit | None
    """How long before the limit runs out it must be asked for."""
    paper: Words
    """Whose decision it takes; where it is never put off, what to do instead."""


@dataclass(frozen=True, slots=True)
class DeadlineRule:
    """One row of the law, or of local policy: how long something may take, from when, whose duty it is."""

    name: str
    label: Words
    unit: Unit
    amount: int | None
    """What the law allows; None where it only says *at once*."""
    policy_amount: int | None
    policy_unit: Unit | None
    """The local target for a duty that the law puts no number to."""
    starts_on: frozenset[str]
    """The events that start the clock: ``event``, ``event@state`` or ``event@emergency``."""
    met_by: tuple[str, ...]
    duty_of: Duty
    basis: str
    confidence: Confidence
    is_policy: bool
    is_enabled: bool
    is_continuous: bool
    is_protective: bool
    is_for_children: bool
    is_per_item: bool
    """Each application, visit or offer has a clock of its own; otherwise a case has one at a time."""
    is_once: bool
    """Never started again in a case that already had one."""
    ends_with_case: bool
    warn_before: Limit
    extension: Extension | None
    """What the law says of putting it off; None where nothing of it was seen: then a decision is enough."""
    regime: Regime | None
    """The regime it belongs to; None for both."""
    valid_from: date
    valid_to: date | None
    source: str
    note: str

    @property
    def limit(self) -> Limit:
        """The amount and unit that a clock of this rule runs for."""
        if self.policy_amount is not None and self.policy_unit is not None:
            return self.policy_amount, self.policy_unit
        if self.amount is None:
            message = f"{self.name} has neither a limit in law nor a local target"
            raise ValueError(message)
        return self.amount, self.unit

    def is_in_force(self, on: date) -> bool:
        """Say whether the row is valid on that day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)
