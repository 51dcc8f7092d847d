"""What a step is: from where, to where, who may take it, and every reason to refuse it.

No particular step lives here (see ``steps``), and nothing here is ever fired: it only answers.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from workflows.facts import Attempt, CaseFacts
from workflows.refusal import Refusal
from workflows.switches import Switchable
from workflows.vocabulary import AgencyKind, Role, State, StepName, Words

Guard = Callable[[CaseFacts, Attempt], Refusal | None]
"""A rule. It reads the facts of the case and of the attempt (who, when, with what), and nothing else."""

WORKERS: frozenset[Role] = frozenset({Role.OFFICER, Role.SUPERVISOR})
NOTHING = Words("–", "–")


class Back(Enum):
    """A destination that depends on where the case comes from."""

    SAME = "same"
    """The case stays in its state; only the holder, or what is known, changes."""
    RETURNS_TO = "returns-to"
    """The state the transfer was offered from."""
    WITHDRAWN_FROM = "withdrawn-from"
    """Where a reopened case goes on: see :meth:`Step.destination`."""


@dataclass(frozen=True, slots=True)
class Who:
    """Who may take a step: told in words, decided by a function, and by the role in the agency."""

    words: Words
    allows: Callable[[State, CaseFacts, Attempt], bool]
    roles: frozenset[Role] = WORKERS


@dataclass(frozen=True, slots=True)
class Step:
    """One move along a journey."""

    name: StepName
    sources: frozenset[State]
    dest: State | Back
    who: Who
    guards: tuple[Guard, ...] = ()
    needs: Words = NOTHING
    moves_custody: bool = False
    """Only a hand-over fires this step, never a direct call."""
    new_holders: frozenset[AgencyKind] = frozenset()
    """The kinds of agency that may become the holder by this step; empty if the holder stays."""
    unconfirmed_sources: frozenset[State] = frozenset()
    """States the step would also start from if the law were confirmed; shipped switched off."""
    switch: Switchable | None = None
    """What switches the unconfirmed states on."""
    basis: str | None = None

    @property
    def changes_holder(self) -> bool:
        """Whether another agency answers for the person after this step."""
        return bool(self.new_holders)

    def starts_from(self, state: State, switched_on: frozenset[str]) -> bool:
        """Say whether the step starts from a state, with these unconfirmed rules switched on."""
        if state in self.sources:
            return True
        is_on = self.switch is not None and self.switch.name in switched_on
        return is_on and state in self.unconfirmed_sources

    def destination(self, state: State, facts: CaseFacts) -> State:
        """Say where the step leads from this state.

        A case withdrawn while a transfer was on offer goes on where it was before: the offer is gone.

        :raises LookupError: if the facts do not say where the case came from
        """
        if isinstance(self.dest, State):
            return self.dest
        if self.dest is Back.SAME:
            return state
        came_from = facts.returns_to if self.dest is Back.RETURNS_TO else _goes_on(state, facts)
        if came_from is None:
            raise LookupError(f"nothing says where {self.name} leads from {state}")
        return came_from

    def refusals(self, state: State, facts: CaseFacts, attempt: Attempt) -> tuple[Refusal, ...]:
        """Give every reason why this attempt may not take the step; none means it may."""
        return tuple(self._reasons(state, facts, attempt))

    def allows(self, state: State, facts: CaseFacts, attempt: Attempt) -> bool:
        """Say whether this attempt may take the step; the first reason against it is enough."""
        return (
            self.starts_from(state, attempt.switched_on)
            and self.who.allows(state, facts, attempt)
            and attempt.actor_role in self.who.roles
            and all(guard(facts, attempt) is None for guard in self.guards)
        )

    def _reasons(self, state: State, facts: CaseFacts, attempt: Attempt) -> Iterator[Refusal]:
        if not self.starts_from(state, attempt.switched_on):
            yield _wrong_state(self, state)
        if not self.who.allows(state, facts, attempt):
            yield _wrong_agency(self)
        if attempt.actor_role not in self.who.roles:
            yield _wrong_role(self, attempt.actor_role)
        for guard in self.guards:
            if refusal := guard(facts, attempt):
                yield refusal


REOPENS_TO: Mapping[State, State] = {
    State.CLOSED: State.PROTECTED,
    State.NOT_VICTIM: State.FULL_VERIFICATION,
}


def _goes_on(state: State, facts: CaseFacts) -> State | None:
    if state in REOPENS_TO:
        return REOPENS_TO[state]
    if facts.withdrawn_from is State.TRANSFER_OFFERED:
        return facts.returns_to
    return facts.withdrawn_from


def _wrong_state(step: Step, state: State) -> Refusal:
    starts = [source for source in State if source in step.sources]
    vi = "; ".join(f"«{source.vi}»" for source in starts)
    en = "; ".join(f"“{source.en}”" for source in starts)
    remedy = Words(
        f"Bước này chỉ thực hiện được khi hồ sơ ở trạng thái: {vi}.", f"It can be taken from: {en}."
    )
    return Refusal("wrong-state", _stands_elsewhere(step, state), remedy, step.basis)


def _stands_elsewhere(step: Step, state: State) -> Words:
    if state in step.unconfirmed_sources:
        return Words(
            f"Căn cứ để thực hiện bước «{step.name.vi}» từ trạng thái «{state.vi}» chưa kiểm chứng.",
            f"No confirmed legal basis for “{step.name.en}” from “{state.en}”; it is switched off.",
        )
    return Words(
        f"Hồ sơ đang ở trạng thái «{state.vi}», không thực hiện được bước «{step.name.vi}».",
        f"The case is “{state.en}”; “{step.name.en}” does not start there.",
    )


def _wrong_agency(step: Step) -> Refusal:
    return Refusal(
        "not-this-agency",
        Words(
            f"Cơ quan của bạn không thực hiện bước «{step.name.vi}» đối với hồ sơ này.",
            f"Your agency does not take “{step.name.en}” on this case.",
        ),
        Words(f"Bước này thuộc về: {step.who.words.vi}.", f"It belongs to: {step.who.words.en}."),
        step.basis,
    )


def _wrong_role(step: Step, role: Role) -> Refusal:
    able = [each for each in Role if each in step.who.roles]
    return Refusal(
        "not-this-role",
        Words(
            f"Vai trò «{role.vi}» không thực hiện được bước «{step.name.vi}».",
            f"The role “{role.en}” does not take “{step.name.en}”.",
        ),
        Words(
            f"Đề nghị người có vai trò phù hợp thực hiện: {', '.join(each.vi for each in able)}.",
            f"Ask one of: {', '.join(each.en for each in able)}.",
        ),
        step.basis,
    )
