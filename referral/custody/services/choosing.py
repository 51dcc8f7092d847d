"""Which step a hand-over fires, by where the case stands and who is to receive the person. Pure."""

from collections.abc import Mapping

from workflows.refusal import Refusal
from workflows.vocabulary import FACILITIES, FIRST_RECEIVERS, AgencyKind, State, StepName, Words

_RECEIVERS = dict.fromkeys(FACILITIES | {AgencyKind.HEALTH}, StepName.RECEIVE)
_OFFERS: Mapping[AgencyKind, StepName] = dict.fromkeys(AgencyKind, StepName.OFFER_TRANSFER)

STEP_FOR: Mapping[State, Mapping[AgencyKind, StepName]] = {
    State.REPORTED: {
        **dict.fromkeys(FIRST_RECEIVERS, StepName.PASS_ON),
        **_RECEIVERS,
        AgencyKind.COMMUNE: StepName.BRING_TO_COMMUNE,
    },
    State.AT_COMMUNE: _RECEIVERS,
    State.RECEIVED: {AgencyKind.HEALTH: StepName.RECEIVE},
    State.PROTECTED: _OFFERS,
    State.TRANSFERRED: _OFFERS,
    State.REINTEGRATING: _OFFERS,
}
"""The step that acceptance fires; for an identified person the offer itself is a step."""

NOT_THE_HOLDER = Refusal(
    "not-this-agency",
    Words(
        "Cơ quan của bạn không phải là cơ quan đang chịu trách nhiệm.", "Your agency does not hold this case."
    ),
    Words("Đề nghị cơ quan đang chịu trách nhiệm lập bàn giao.", "Ask the holder to make the hand-over."),
)
NOT_THE_RECEIVER = Refusal(
    "not-this-agency",
    Words("Đề nghị này gửi đến cơ quan khác.", "This hand-over is addressed to another agency."),
    Words(
        "Chờ cơ quan được đề nghị trả lời, hoặc rút đề nghị.", "Wait for its answer, or withdraw the offer."
    ),
)
NOT_THE_SENDER = Refusal(
    "not-this-agency",
    Words("Chỉ cơ quan đã đề nghị mới rút được đề nghị.", "Only the sender can withdraw the offer."),
    Words("Nếu không nhận, hãy từ chối và nêu lý do.", "If you do not take it, decline it with a reason."),
)
TO_ONESELF = Refusal(
    "receiver-is-sender",
    Words("Bên nhận là chính cơ quan của bạn.", "The receiver is your own agency."),
    Words("Chọn cơ quan khác.", "Choose another agency."),
)
NEEDS_REASON = Refusal(
    "needs-reason", Words("Chưa nêu lý do.", "No reason is given."), Words("Nêu lý do.", "Give the reason.")
)


def step_for(state: State, receiver: AgencyKind) -> StepName | None:
    """Give the step that a hand-over to such an agency fires, or nothing where there is none."""
    return STEP_FOR.get(state, {}).get(receiver)


def nowhere_to_go(state: State, receiver: AgencyKind) -> Refusal:
    """Say that a case in this state cannot be handed to such an agency."""
    return Refusal(
        "receiver-cannot-take",
        Words(
            f"Hồ sơ ở trạng thái «{state.vi}» không bàn giao được cho «{receiver.vi}».",
            f"A case that is “{state.en}” cannot be handed to “{receiver.en}”.",
        ),
        Words(
            "Chọn cơ quan khác, hoặc hoàn thành bước hiện tại trước.",
            "Choose another agency, or finish the present step first.",
        ),
    )
