"""The page of a case, put together. Each part is asked of its own room, which checks and records it."""

from dataclasses import replace

from sqlalchemy.orm import Session

from referral.casework.cards import CaseCard, CaseLine, EventCard, StepOption
from referral.casework.services import reading, steps
from referral.custody import services as custody
from referral.desk.cards import CasePage, Standing, Steps
from referral.desk.services.opening import open_case
from referral.kernel.clock import Clock
from referral.kernel.permissions import Actor, Permission
from referral.people.services import old_places, places
from workflows.vocabulary import STAGE_OF, ClockState, Purpose, Stage

_JOURNEY = tuple(stage for stage in Stage if stage is not Stage.ENDS)
_OPEN_CLOCKS = frozenset({ClockState.RUNNING, ClockState.PAUSED, ClockState.OVERDUE})


def show_case(session: Session, clock: Clock, actor: Actor, ref: str, purpose: Purpose | None) -> CasePage:
    """Open a case for a purpose and show all that belongs to it; without one, only where it stands.

    :raises NotFound: if the case is not the actor's to know about
    :raises PurposeNotAllowed: if the case is not open to the actor for that purpose
    """
    page = _where_it_stands(session, clock, actor, ref)
    if purpose is None:
        return page
    whole = open_case(session, clock, actor, ref, purpose)
    return replace(
        page,
        card=whole.case,
        support=whole.support,
        tracks=whole.tracks,
        papers=whole.papers,
        commune=_commune_of(whole.case),
    )


def _commune_of(card: CaseCard) -> str:
    code = card.person.commune_code if card.person else None
    if not code:
        return ""
    if (found := places.commune(code)) is not None:
        return found.full_name
    old = old_places.by_code(code)
    return f"{old.full_name} → {' / '.join(now.full_name for now in old.communes_now)}" if old else code


def _where_it_stands(session: Session, clock: Clock, actor: Actor, ref: str) -> CasePage:
    at_hand = session, clock, actor
    line = reading.glance(*at_hand, ref)
    events = reading.timeline_of(*at_hand, ref)
    cards = reading.clocks_of(*at_hand, ref)
    return CasePage(
        line=line,
        relations=reading.why(*at_hand, ref),
        stages=stages_of(line, events),
        intervals=reading.custody_of(*at_hand, ref),
        running=tuple(
            sorted((card for card in cards if card.state in _OPEN_CLOCKS), key=lambda card: card.due_at)
        ),
        ended=tuple(card for card in cards if card.state not in _OPEN_CLOCKS),
        steps=sorted_steps(steps.options(*at_hand, ref)),
        events=events[::-1],
        handovers=custody.of_case(*at_hand, ref),
        allowed=frozenset(permission for permission in Permission if actor.may(permission, line.relations)),
    )


def stages_of(line: CaseLine, events: tuple[EventCard, ...]) -> tuple[tuple[Stage, Standing], ...]:
    """Say of each stage whether it is done, under way or ahead; of an ended case, what it went through."""
    if line.stage is Stage.ENDS:
        seen = {STAGE_OF[event.state_after] for event in events if event.state_after}
        been: list[tuple[Stage, Standing]] = [
            (stage, "done" if stage in seen else "ahead") for stage in _JOURNEY
        ]
        return (*been, (Stage.ENDS, "now"))
    here = _JOURNEY.index(line.stage)
    return tuple((stage, _standing(number, here)) for number, stage in enumerate(_JOURNEY))


def _standing(number: int, here: int) -> Standing:
    if number == here:
        return "now"
    return "done" if number < here else "ahead"


def sorted_steps(options: tuple[StepOption, ...]) -> Steps:
    """Sort the steps: those that may be taken, those that lack something, and those that start elsewhere."""
    refused = [option for option in options if not option.allowed]
    far = tuple(option for option in refused if _starts_elsewhere(option))
    near = tuple(option for option in refused if option not in far)
    allowed = tuple(option for option in options if option.allowed and not option.moves_custody)
    return Steps(allowed, near, far)


def _starts_elsewhere(option: StepOption) -> bool:
    return any(refusal.rule == "wrong-state" for refusal in option.refusals)
