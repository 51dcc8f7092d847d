"""Promises that a journey keeps for every combination of facts: each is tried, none is read off a step.

A promise is broken only by an attempt that passes; nothing here trusts what a step says of itself.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache, partial
from itertools import product

from workflows.decisions import DAY, Decision, decide
from workflows.facts import Attempt, CaseFacts
from workflows.refusal import Refusal
from workflows.step import Step
from workflows.vocabulary import ENDS, OPEN_STATES, ConsentScope, State, StepName

SupportRule = Callable[[State, CaseFacts], Refusal | None]
MOVES_THE_PERSON = frozenset({StepName.OFFER_TRANSFER, StepName.RETURN_HOME, StepName.REPATRIATE})
OWN_WORD = (
    "has_consented",
    "has_agreed_plan",
    "given.informed_refusal",
    *(f"consents.{scope}" for scope in ConsentScope),
)
"""What a person says alone: the consent, its scopes, the agreed plan, the refusal."""
CO_OPERATION = ("cooperat", "testif", "helps_investigation")
"""How a fact would be called that says whether somebody helped an investigation: no rule looks at one."""
FRESH = frozenset({DAY, DAY - timedelta(days=29)})
ASIDE: Mapping[str, object] = {"on": DAY}


@dataclass(frozen=True, slots=True)
class Broken:
    """A promise that is broken, and the state it is broken from, if it is broken in one."""

    what: str
    state: State | None = None


@dataclass(frozen=True, slots=True)
class Passed:
    """A step that may be taken from a state, and one set of combinations with which it may."""

    step: Step
    state: State
    when: Decision


@dataclass(frozen=True, slots=True)
class Opposed:
    """Two steps that say opposite things of one person, or of one agency."""

    one: StepName
    other: StepName
    by_the_same_answer: bool = False
    """They are two answers to one question: only what is brought along may tell them apart."""


CONTRADICT = (
    Opposed(StepName.GIVE_TO_RELATIVES, StepName.WITHDRAW),
    Opposed(StepName.ACCEPT_TRANSFER, StepName.WITHDRAW_TRANSFER),
    Opposed(StepName.DECLINE_TRANSFER, StepName.WITHDRAW_TRANSFER),
    Opposed(StepName.ACCEPT_TRANSFER, StepName.LAPSE_TRANSFER),
    Opposed(StepName.IDENTIFY, StepName.REFUSE_IDENTIFICATION, by_the_same_answer=True),
)


def _for_a_child(when: Decision) -> bool:
    return when.may_be("is_child", value=True)


def _spoken_for(when: Decision) -> bool:
    return when.surely("has_guardian_consent") or when.surely("has_best_interest_note")


def _is_agreed(when: Decision) -> bool:
    """An adult's own consent; for a child the guardian's, with a weighing of what is best."""
    adult = not when.may_be("is_child", value=False) or when.surely("has_consented")
    guarded = when.surely("has_guardian_consent") and when.surely("has_best_interest_note")
    return adult and (guarded or not _for_a_child(when))


def _is_assessed(when: Decision) -> bool:
    return when.known.get("risk_assessed_on") in FRESH


def _brings(*items: str) -> Callable[[Decision], bool]:
    return lambda when: any(when.surely(f"given.{item}") for item in items)


def _followed_up(when: Decision) -> bool:
    done = when.surely("done_follow_ups", 1) and when.surely("open_follow_ups", 0)
    return done or when.surely("given.reason")


def _is(key: str, *, value: bool = True) -> Callable[[Decision], bool]:
    return lambda when: when.surely(key, value)


ENDS_REST_ON: Mapping[StepName, tuple[tuple[str, Callable[[Decision], bool]], ...]] = {
    StepName.CLOSE: (
        ("the follow-ups or a reason", _followed_up),
        ("a look at overdue clocks", _is("has_overdue_clock", value=False)),
        ("a look at who still owes an answer", _is("waits_for_another_agency", value=False)),
    ),
    StepName.REPATRIATE: (
        ("a foreign national", _is("is_foreign")),
        ("consent", _is_agreed),
        ("a fresh risk assessment", _is_assessed),
    ),
    StepName.REFUSE_IDENTIFICATION: (
        ("a reason", _brings("reason")),
        ("telling how to complain", _brings("told_how_to_complain")),
    ),
    StepName.WITHDRAW: (
        ("being of age", _is("is_child", value=False)),
        ("an informed refusal", _brings("informed_refusal", "reason")),
    ),
    StepName.END_OTHERWISE: (("saying why", _brings("because")),),
}
"""What each end must rest on, said a second time and by other words than the guards'."""


def try_every_step(steps: tuple[Step, ...]) -> tuple[tuple[Passed, ...], int]:
    """Ask every step from every state it may start from; give what passed, and how much was decided."""
    tried = [_try_step(step) for step in steps]
    return tuple(each for passed, _ in tried for each in passed), sum(decided for _, decided in tried)


@cache
def _try_step(step: Step) -> tuple[tuple[Passed, ...], int]:
    decided = [
        Passed(step, state, when)
        for state in sorted(step.sources | step.unconfirmed_sources)
        for when in decide(partial(step.allows, state), ASIDE)
    ]
    return tuple(each for each in decided if each.when.answer), len(decided)


def broken_promises(passed: tuple[Passed, ...], support: SupportRule) -> Iterator[Broken]:
    """Give every promise that is broken, once for each step and state it is broken from."""
    found = (*(broken for each in passed for broken in _broken(each)), *_by_will_alone(passed))
    yield from dict.fromkeys((*found, *_contradictions(passed), *_support_waits(support)))


def _broken(passed: Passed) -> Iterator[Broken]:
    step, state, when = passed.step, passed.state, passed.when
    for what in (*_of_children(when), *_of_custody(step, when), *_of_movement(step, when)):
        yield Broken(f"{step.name} from {state} {what}", state)
    if state in ENDS and not when.surely("given.reason"):
        yield Broken(f"{step.name} from {state} brings an ended case back without a reason", state)
    if "pathway" in when.known:
        yield Broken(
            f"{step.name} from {state} turns on the pathway: give that pathway a step of its own", state
        )
    if any(word in key for key in when.known for word in CO_OPERATION):
        yield Broken(f"{step.name} from {state} turns on whether the person co-operates", state)
    yield from _of_ends(passed)


def _of_children(when: Decision) -> Iterator[str]:
    if not _for_a_child(when):
        return
    if any(when.surely(word) for word in OWN_WORD) and not _spoken_for(when):
        yield "passes a child on the person's consent alone"
    if when.surely("has_guardian_consent") and not when.surely("guardian_is_blocked", value=False):
        yield "takes the word of a guardian who may be a trafficker"


def _by_will_alone(passed: tuple[Passed, ...]) -> Iterator[Broken]:
    """A step that takes an adult's word for its ground must have somebody speak for a child."""
    for step, state in dict.fromkeys((each.step, each.state) for each in passed):
        ways = [each.when for each in passed if each.step is step and each.state is state]
        adults = [when for when in ways if when.may_be("is_child", value=False)]
        asks = bool(adults) and all(any(when.surely(word) for word in OWN_WORD) for when in adults)
        if asks and any(_for_a_child(when) and not _spoken_for(when) for when in ways):
            what = f"{step.name} from {state} passes a child on the person's consent alone"
            yield Broken(what, state)


def _of_custody(step: Step, when: Decision) -> Iterator[str]:
    if (
        step.moves_custody
        and when.may_be("via_handover", value=False)
        and when.may_be("is_holder", value=False)
    ):
        yield "moves custody without a hand-over"
    if step.name is StepName.ACCEPT_TRANSFER and not (
        when.surely("has_attested") and when.surely("is_receiver")
    ):
        yield "moves a person to somebody who has not accepted"


def _of_movement(step: Step, when: Decision) -> Iterator[str]:
    if step.name not in MOVES_THE_PERSON:
        return
    if not _is_assessed(when):
        yield "moves a person without a fresh risk assessment"
    if when.may_be("is_child", value=False) and not when.surely("has_consented"):
        yield "moves an adult who has not consented"


def _of_ends(passed: Passed) -> Iterator[Broken]:
    step, state, when = passed.step, passed.state, passed.when
    if step.dest not in ENDS:
        return
    for name, rests_on in ENDS_REST_ON.get(step.name, ()):
        if not rests_on(when):
            yield Broken(f"{step.name} from {state} ends the case without {name}", state)
    if step.name not in ENDS_REST_ON and not when.needs("given"):
        yield Broken(f"{step.name} from {state} ends the case without a rule", state)


def _contradictions(passed: tuple[Passed, ...]) -> Iterator[Broken]:
    for pair in CONTRADICT:
        ones = [each for each in passed if each.step.name is pair.one]
        others = [each for each in passed if each.step.name is pair.other]
        for one, other in product(ones, others):
            if one.state is other.state and _are_open_at_once(pair, one.when, other.when):
                yield Broken(f"{pair.one} and {pair.other} are both open from {one.state}", one.state)


def _are_open_at_once(pair: Opposed, one: Decision, other: Decision) -> bool:
    """Whatever each brings along; or, for two answers to one question, if one answer could mean both."""
    if not one.agrees_with(other, beside="given"):
        return False
    if not pair.by_the_same_answer:
        return True
    brought, wanted = one.needs("given"), other.needs("given")
    return brought <= wanted or wanted <= brought


def _support_waits(support: SupportRule) -> Iterator[Broken]:
    """In every open state and for all facts the person is supported, and nothing is looked at for it."""
    for state in sorted(OPEN_STATES):
        for when in decide(partial(_is_open, support, state), {}):
            if not when.answer:
                yield Broken(f"support waits for the outcome: it is refused in {state}", state)
            elif when.known:
                yield Broken(f"support in {state} turns on {', '.join(sorted(when.known))}", state)


def _is_open(support: SupportRule, state: State, facts: CaseFacts, _attempt: Attempt) -> bool:
    return support(state, facts) is None
