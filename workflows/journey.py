"""What a journey is: the steps of one pathway, what they say to an attempt, and whether they hang together.

No particular journey lives here (see the catalogue), and nothing here is ever fired: it only answers.
"""

from dataclasses import dataclass, field

from workflows.beside import closed_to_support
from workflows.facts import Attempt, CaseFacts
from workflows.milestones import Asked
from workflows.promises import SupportRule
from workflows.proof import Proof, prove
from workflows.refusal import Refusal
from workflows.step import NOTHING, Back, Guard, Step, Who
from workflows.vocabulary import Pathway, State, StepName, Words

__all__ = ["Back", "Guard", "Journey", "Step", "Who"]


@dataclass(frozen=True, slots=True)
class Journey:
    """All the steps of one pathway."""

    name: str
    pathway: Pathway
    is_complete: bool
    """Every step that the confirmed law knows of is there; `unconfirmed` says what was not seen of it."""
    steps: tuple[Step, ...]
    label: Words
    basis: str
    begins_with: Words = NOTHING
    """Who usually takes the report; others may too, and it begins where their kind of agency receives."""
    milestones: tuple[Asked, ...] = ()
    unconfirmed: tuple[Words, ...] = ()
    """What of this pathway's law nobody has seen yet: shown as *chưa kiểm chứng*, never hidden."""
    support: SupportRule = closed_to_support
    _by_name: dict[StepName, Step] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Index the steps by name."""
        object.__setattr__(self, "_by_name", {step.name: step for step in self.steps})

    def step(self, name: StepName) -> Step:
        """Give the step of that name.

        :raises KeyError: if this journey has no such step
        """
        return self._by_name[name]

    def steps_from(self, state: State) -> tuple[Step, ...]:
        """Give the steps that start from a state, in the journey's order."""
        return tuple(step for step in self.steps if state in step.sources)

    def destination(self, name: StepName, state: State, facts: CaseFacts) -> State:
        """Say where a step leads from this state.

        :raises KeyError: if this journey has no such step
        :raises LookupError: if the facts do not say where the case came from
        """
        return self.step(name).destination(state, facts)

    def refusals(
        self, name: StepName, state: State, facts: CaseFacts, attempt: Attempt
    ) -> tuple[Refusal, ...]:
        """Give every reason why this attempt may not take the step; none means it may.

        :raises KeyError: if this journey has no such step
        """
        return self.step(name).refusals(state, facts, attempt)

    def prove(self) -> Proof:
        """Walk the whole journey; the proof says what was visited and what is wrong."""
        return prove(self.steps, self.pathway, self.support)

    def problems(self) -> tuple[str, ...]:
        """Give all that is wrong with the journey, each with the way that leads there."""
        return self.prove().problems
