"""Which journey a case takes, which regime governs it, and which clocks an event starts and meets.

Everything is put together once, at import; asking is a look-up. No rule is written here.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from workflows import steps
from workflows.clocks import ClockChanges, changes_for
from workflows.facts import CaseFacts
from workflows.journey import Journey
from workflows.milestones import ASKED
from workflows.openings import opening_event, opening_state
from workflows.step import Step
from workflows.vocabulary import AgencyKind, Pathway, Regime, State, StepName, Words

__all__ = [
    "JOURNEYS",
    "ClockChanges",
    "accepting_step",
    "clocks_for",
    "journey_for",
    "offering_step",
    "opening_event",
    "opening_state",
    "problems",
    "regime_for",
]

LAW_2024_IN_FORCE = date(2025, 7, 1)

_AT_ONCE = replace(
    steps.IDENTIFY, sources=steps.IDENTIFY.sources | {State.RECEIVED}, basis=f"Điều 28, {steps.ARTICLE_32}"
)
"""The person is rescued, or known to a mission or a ministry: the paper may be there at reception."""

_STEPS: tuple[Step, ...] = (
    steps.PASS_ON,
    steps.BRING_TO_COMMUNE,
    steps.NOTIFY_HEALTH,
    steps.RECEIVE,
    steps.START_VERIFICATION,
    steps.REQUEST_FULL_VERIFICATION,
    steps.IDENTIFY,
    steps.REFUSE_IDENTIFICATION,
    steps.OFFER_TRANSFER,
    steps.ACCEPT_TRANSFER,
    steps.DECLINE_TRANSFER,
    steps.WITHDRAW_TRANSFER,
    steps.LAPSE_TRANSFER,
    steps.RETURN_HOME,
    steps.GIVE_TO_RELATIVES,
    steps.REPATRIATE,
    steps.START_REINTEGRATION,
    steps.CLOSE,
    steps.WITHDRAW,
    steps.END_OTHERWISE,
    steps.REOPEN,
)
_STEPS_AT_ONCE = tuple(_AT_ONCE if step is steps.IDENTIFY else step for step in _STEPS)


VERIFICATION_LIMIT = Words(
    "thời hạn xác minh đầy đủ và các khoản 3–6 Điều 27; danh mục giấy tờ tại Điều 33",
    "the limit of the full verification and clauses 3 to 6 of Article 27; the list of papers of Article 33",
)


def _journey(
    pathway: Pathway,
    article: str,
    chosen: tuple[Step, ...],
    begins_with: Words,
    unseen: Words | None = None,
    also: str = "",
) -> Journey:
    """Name a journey after its pathway, and say so where a part of its law has not been seen."""
    mark = Words(" – một phần chưa kiểm chứng", " – partly unconfirmed") if unseen else Words("", "")
    return Journey(
        pathway.value,
        pathway,
        is_complete=True,
        steps=chosen,
        label=Words(pathway.vi + mark.vi, pathway.en + mark.en),
        basis=f"{article} {steps.LAW}{also}",
        begins_with=begins_with,
        milestones=ASKED[pathway],
        unconfirmed=(*([unseen] if unseen else []), VERIFICATION_LIMIT),
    )


JOURNEYS: tuple[Journey, ...] = (
    _journey(
        Pathway.SELF_REPORTED,
        "Điều 27",
        _STEPS,
        Words(
            "nơi người đó đến trình báo: UBND cấp xã, công an, biên phòng, cảnh sát biển, Tổng đài 111…",
            "wherever the person comes: commune, police, border guard, coast guard, hotline 111, any agency",
        ),
        also=" (sửa đổi, bổ sung theo Luật 86/2025/QH15)",
    ),
    _journey(
        Pathway.RESCUED,
        "Điều 28",
        _STEPS_AT_ONCE,
        Words(
            "lực lượng giải cứu: công an, biên phòng, cảnh sát biển",
            "the rescuers: police, border, coast guard",
        ),
        Words("nội dung Điều 28 sau khi sửa đổi", "the text of Article 28 as amended"),
        also=" (sửa đổi, bổ sung theo Luật 86/2025/QH15)",
    ),
    _journey(
        Pathway.ABROAD,
        "Điều 29",
        _STEPS_AT_ONCE,
        Words("cơ quan đại diện Việt Nam ở nước ngoài", "the Vietnamese mission abroad"),
        Words(
            "nội dung Điều 29 (mới đọc bản dự thảo và khoản 3)",
            "the text of Article 29 (seen: drafts, clause 3)",
        ),
    ),
    _journey(
        Pathway.RETURNED,
        "Điều 30",
        _STEPS_AT_ONCE,
        Words(
            "lực lượng ở cửa khẩu, cơ quan đại diện, hoặc nơi người tự trở về đến trình báo",
            "the border bodies, the mission, or wherever a self-returned person comes",
        ),
        Words(
            "khoản 2, khoản 3 Điều 30; việc Sở Y tế thay cơ quan lao động cấp huyện",
            "clauses 2 and 3 of Article 30; the health department in place of the district labour office",
        ),
    ),
    _journey(
        Pathway.FOREIGN_NATIONAL,
        "Điều 31",
        _STEPS,
        Words(
            "cơ quan phát hiện hoặc nơi người đó đến trình báo",
            "whoever finds the person",
        ),
        Words("nội dung Điều 31, kể cả việc đưa về nước", "the text of Article 31, repatriation included"),
    ),
)
_BY_PATHWAY: Mapping[Pathway, Journey] = MappingProxyType({each.pathway: each for each in JOURNEYS})
_RECEPTION = frozenset({State.REPORTED, State.AT_COMMUNE, State.RECEIVED})


def journey_for(pathway: Pathway) -> Journey:
    """Give the journey of a pathway."""
    return _BY_PATHWAY[pathway]


def regime_for(identified_on: date | None) -> Regime:
    """Give the regime of a person identified on that day, or not yet (Law 53/2024/QH15, Article 63)."""
    if identified_on is not None and identified_on < LAW_2024_IN_FORCE:
        return Regime.OF_2011
    return Regime.OF_2024


def offering_step(state: State) -> StepName | None:
    """Say which step a custody offer takes; during reception it takes none until it is accepted."""
    return None if state in _RECEPTION else StepName.OFFER_TRANSFER


def accepting_step(state: State, receiver: AgencyKind) -> StepName:
    """Say which step the acceptance of a custody offer takes, given the state before it."""
    if state not in _RECEPTION:
        return StepName.ACCEPT_TRANSFER
    if state is State.REPORTED and receiver is AgencyKind.COMMUNE:
        return StepName.BRING_TO_COMMUNE
    if state is State.REPORTED and receiver not in steps.RECEIVE.new_holders:
        return StepName.PASS_ON
    return StepName.RECEIVE


def clocks_for(
    pathway: Pathway,
    event: str,
    state_before: State | None,  # noqa: ARG001 — what counts so far is where the case stands after the event
    state_after: State,
    facts: CaseFacts,
    regime: Regime,
    on: date,
    switched_on: frozenset[str] = frozenset(),
) -> ClockChanges:
    """Say what an event on that day does to the clocks: a step by its name, or one of ``Event``.

    The facts are those after the event: a facility that received the person has admitted in an emergency.
    """
    return changes_for(
        str(event),
        state_after,
        regime,
        on,
        is_child=facts.is_child,
        is_emergency=facts.was_admitted_in_emergency,
        switched_on=switched_on,
        pathway=pathway,
    )


def problems() -> list[str]:
    """Give all that is wrong with any journey, each with its name; nothing if all are sound."""
    return [f"{journey.name}: {problem}" for journey in JOURNEYS for problem in journey.problems()]
