"""A case on which people try whatever they like: the moves of a random walk. Nothing here asserts."""

from collections.abc import Callable
from dataclasses import dataclass

from referral.casework.cards import ConsentData
from referral.casework.services import consents, notes
from referral.custody import services as custody
from referral.custody.cards import HandoverCard
from referral.kernel.errors import NotFound
from tests.factories import EVERYTHING
from tests.storyteller import GROUNDS, Storyteller
from workflows.vocabulary import HandoverState, State, StepName

DATA: dict[StepName, dict[str, object]] = {
    StepName.START_VERIFICATION: {"verifier": "cong-an-tinh"},
    StepName.REQUEST_FULL_VERIFICATION: {"finding": "Chưa rõ"},
    StepName.IDENTIFY: GROUNDS,
    StepName.REFUSE_IDENTIFICATION: {"told_how_to_complain": True},
    StepName.GIVE_TO_RELATIVES: {"collected_by": "Bà ngoại"},
    StepName.WITHDRAW: {"informed_refusal": "Đã rõ"},
    StepName.END_OTHERWISE: {"because": "lost_contact"},
}
USUAL: dict[State, StepName] = {
    State.AT_COMMUNE: StepName.NOTIFY_HEALTH,
    State.RECEIVED: StepName.START_VERIFICATION,
    State.INITIAL_VERIFICATION: StepName.IDENTIFY,
    State.FULL_VERIFICATION: StepName.IDENTIFY,
    State.TRANSFERRED: StepName.START_REINTEGRATION,
    State.REINTEGRATING: StepName.CLOSE,
    State.CLOSED: StepName.REOPEN,
    State.WITHDRAWN: StepName.REOPEN,
    State.NOT_VICTIM: StepName.REOPEN,
}
"""The step by which a case usually goes on; where there is none it goes on by a hand-over."""
VERIFIERS_OWN = {StepName.IDENTIFY, StepName.REFUSE_IDENTIFICATION}
YES = ConsentData(given=True, scope=EVERYTHING, guardian="Bà ngoại")
NO = ConsentData(given=False)


@dataclass
class Wanderer:
    """A case, and all who may try something on it."""

    story: Storyteller
    ref: str

    @property
    def holder(self) -> str:
        """Who answers for the person now, or did last."""
        codes = {agency_id: code for code, agency_id in self.story.province.ids.items()}
        return codes[self.story.case(self.ref).holder_id]

    def waiting(self) -> HandoverCard:
        """Give the offer that waits for an answer.

        :raises NotFound: if there is none
        """
        holder = self.story.officer(self.holder)
        cards = self.story.look(lambda session: custody.of_case(session, self.story.clock, holder, self.ref))
        found = next((card for card in cards if card.state is HandoverState.OFFERED), None)
        if found is None:
            raise NotFound
        return found

    def step(self, name: StepName) -> None:
        """Let whoever is nearest to it try a step."""
        by = {StepName.REOPEN: "so-y-te", **dict.fromkeys(VERIFIERS_OWN, "cong-an-tinh")}
        who = self.story.supervisor(by.get(name, self.holder))
        self.story.steps(who, self.ref, name, "Lý do", **DATA.get(name, {}))

    def go_on(self) -> None:
        """Try what usually comes next."""
        self.step(USUAL.get(State(self.story.case(self.ref).state), StepName.RETURN_HOME))

    def consent(self, data: ConsentData) -> None:
        """Let the holder record a consent."""
        self.story.by(self.story.officer(self.holder), consents.record_consent, self.ref, data)


Move = Callable[[Wanderer], object]


def offer(to: str) -> Move:
    """Make the move of offering the person to an agency."""

    def offering(one: Wanderer) -> None:
        one.story.offers(one.holder, one.ref, to, "Gần hơn")

    offering.__name__ = f"offer_to_{to}"
    return offering


def step(name: StepName) -> Move:
    """Make the move of trying a step."""

    def stepping(one: Wanderer) -> None:
        one.step(name)

    stepping.__name__ = name.value
    return stepping


def go_on(one: Wanderer) -> None:
    """Try what usually comes next."""
    one.go_on()


def accept(one: Wanderer) -> None:
    """Let the receiver accept."""
    offered = one.waiting()
    one.story.accepts(offered.to_agency, offered)


def decline(one: Wanderer) -> None:
    """Let the receiver decline."""
    offered = one.waiting()
    one.story.declines(offered.to_agency, offered)


def accept_oneself(one: Wanderer) -> None:
    """Let the sender try to answer its own offer."""
    offered = one.waiting()
    one.story.accepts(offered.from_agency, offered)


def take_back(one: Wanderer) -> None:
    """Let the sender withdraw its offer."""
    offered = one.waiting()
    one.story.withdraws_offer(offered.from_agency, offered)


def let_lapse(one: Wanderer) -> None:
    """Let a day and an hour pass, and the clocks do their work."""
    one.story.later(hours=25)
    one.story.system(custody.lapse_unanswered, one.story.clock)


def assess(one: Wanderer) -> None:
    """Let the holder assess the risk and weigh what is best."""
    one.story.assesses(one.holder, one.ref)


def weigh(one: Wanderer) -> None:
    """Let the holder weigh what is best for a child."""
    one.story.weighs_best_interest(one.holder, one.ref)


def plan(one: Wanderer) -> None:
    """Let the holder agree a plan."""
    one.story.plans(one.holder, one.ref)


def visit(one: Wanderer) -> None:
    """Let the holder visit."""
    one.story.visits(one.holder, one.ref)


def agree(one: Wanderer) -> None:
    """Let the person, and the guardian, agree to everything."""
    one.consent(YES)


def disagree(one: Wanderer) -> None:
    """Let the person take every consent back."""
    one.consent(NO)


def note_something(one: Wanderer) -> None:
    """Let the holder write a note."""
    one.story.by(one.story.officer(one.holder), notes.add_note, one.ref, "Ghi chú")


MOVES: tuple[Move, ...] = (
    *[go_on] * 4,
    *[accept] * 6,
    *[assess] * 2,
    *[agree] * 2,
    *map(offer, ("ubnd-xa", "so-y-te", "so-y-te", "trung-tam-ctxh", "co-so-ho-tro", "cong-an-tinh")),
    *map(
        step,
        (
            StepName.REQUEST_FULL_VERIFICATION,
            StepName.REFUSE_IDENTIFICATION,
            StepName.RETURN_HOME,
            StepName.GIVE_TO_RELATIVES,
            StepName.WITHDRAW,
            StepName.END_OTHERWISE,
            StepName.REOPEN,
            StepName.ACCEPT_TRANSFER,
        ),
    ),
    decline,
    accept_oneself,
    take_back,
    let_lapse,
    weigh,
    plan,
    visit,
    disagree,
    note_something,
)
"""The usual ones come more often than the others, so that a walk gets somewhere."""
