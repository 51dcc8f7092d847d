"""Telling the demonstration's cases deed by deed: each by its own agency, at its own time, through the
services.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar

from referral.casework.cards import Received, ScreeningData, StepRequest
from referral.casework.services import reception, screening, steps
from referral.custody import services as custody
from referral.custody.cards import Acceptance, Answered, HandoverCard, Offer
from referral.demo.cast import actor
from referral.demo.persons import Sketch, intake_of
from referral.kernel.clock import Clock, local_date
from referral.kernel.database import Database
from referral.kernel.permissions import Actor
from referral.kernel.transaction import deed
from referral.support import services as support
from referral.support.cards import (
    Application,
    BestInterestNote,
    ChildPlanDraft,
    Decision,
    Plan,
    Risk,
)
from referral.support.cards import Given as ServiceGiven
from referral.tracks.cards import MeasureTaken
from referral.tracks.services import measures
from workflows.tracks import MeasureKind
from workflows.vocabulary import Pathway, RiskLevel, StepName

Given = TypeVar("Given")

POST, COMMUNE = "don-bien-phong-bo-y", "ubnd-xa-bo-y"
HEALTH, POLICE, CENTRE = "so-y-te", "cong-an-tinh", "trung-tam-ctxh"
RECORD = {
    "place": "Trụ sở cơ quan giao",
    "condition": "Sức khỏe ổn định, tinh thần lo lắng",
    "documents": ["Biên bản tiếp nhận"],
    "belongings": ["01 ba lô", "01 điện thoại"],
    "escort": "02 cán bộ",
}
PAUSE = timedelta(hours=3)
OTHER_CLAIMS = (
    Application("hardship_allowance", "Chưa có thu nhập"),
    Application("vocational_training", "Nghề may", missing=("Bản sao giấy xác nhận nạn nhân",)),
)
"""What is applied for beside schooling: one waits to be decided, the other lacks a paper."""


@dataclass
class Tale:
    """One case being told; `at` is when the next deed happens, never later than now."""

    database: Database
    clock: Clock
    cast: dict[str, Actor]
    sketch: Sketch
    at: datetime
    ref: str = ""
    version: int = 1

    def by(self, who: str, act: Callable[..., Given], *args: Any) -> Given:  # noqa: ANN401 — whatever the deed takes
        """Let somebody do one deed, in a transaction of its own."""
        with deed(self.database, self.clock, self.cast[who]) as session:
            return act(session, self.clock, self.cast[who], *args)

    def later(self, pause: timedelta = PAUSE) -> datetime:
        """Let time pass, but never beyond now."""
        self.at = min(self.at + pause, self.clock.now())
        return self.at

    def report(self, code: str) -> None:
        """Receive the report."""
        told = intake_of(self.sketch, self.at)
        key = f"demo-{self.sketch.number}"
        received: Received = self.by(f"{code}.officer", reception.receive, told, key, key)
        self.ref = received.ref

    def offer(self, giver: str, taker: str) -> HandoverCard:
        """Offer the person to another agency."""
        wanted = Offer(
            to_agency=taker, record=dict(RECORD), reason="Chuyển theo quy định", occurred_at=self.later()
        )
        return self.by(f"{giver}.officer", custody.offer, self.ref, wanted)

    def hand(self, giver: str, taker: str) -> None:
        """Offer and accept."""
        handover = self.offer(giver, taker)
        acceptance = Acceptance(attest=True, condition="Ổn định", occurred_at=self.later(timedelta(hours=1)))
        answered: Answered = self.by(f"{taker}.officer", custody.accept, handover.id, acceptance)
        self.version = answered.version

    def step(self, who: str, step: StepName, reason: str = "", **data: Any) -> None:  # noqa: ANN401 — a step's own data
        """Take a step."""
        request = StepRequest(step, self.later(), data, reason)
        self.version = self.by(who, steps.take_step, self.ref, request, self.version).version

    def support(self, code: str, act: Callable[..., Given], *what: Any) -> Given:  # noqa: ANN401 — a record's own data
        """Record something that is done for the person."""
        return self.by(f"{code}.officer", act, self.ref, *what, self.later(timedelta(minutes=30)))


def at_commune(tale: Tale) -> None:
    """From the border post to the commune, which sees to food, shelter and secrecy at once."""
    tale.report(POST)
    tale.hand(POST, COMMUNE)
    if tale.sketch.number % 3 == 0:
        needs = MeasureTaken(MeasureKind.ESSENTIAL_NEEDS, "Không có chỗ ở, không có tiền ăn")
        tale.support(COMMUNE, measures.take, needs)
        tale.support(COMMUNE, support.deliver, ServiceGiven("a", 3, "UBND xã", "Chỗ ở tạm, ba bữa ăn"))
    if tale.sketch.is_child:
        protect_child(tale)


def protect_child(tale: Tale) -> None:
    """Run the child's own track beside the journey: risk, plan, approval, all by the commune."""
    tale.support(
        COMMUNE,
        support.assess_risk,
        Risk(RiskLevel.HIGH, ("Người lừa bán còn liên lạc",), "Bố trí nơi ở an toàn"),
    )
    draft = ChildPlanDraft(("Nơi ở an toàn", "Đi học lại"), ("Giao người chăm sóc thay thế tạm thời",))
    plan = tale.support(COMMUNE, support.make_child_plan, draft)
    tale.by(
        f"{COMMUNE}.supervisor", support.approve_child_plan, tale.ref, plan, tale.later(timedelta(minutes=30))
    )


def received(tale: Tale) -> None:
    """As far as the health department's reception."""
    at_commune(tale)
    tale.hand(COMMUNE, HEALTH)


def verifying(tale: Tale) -> None:
    """As far as initial verification."""
    received(tale)
    tale.step(f"{HEALTH}.officer", StepName.START_VERIFICATION, verifier=POLICE)
    if tale.sketch.number % 3 == 1:
        seen = ScreeningData(("deceived-about-job", "deceived-about-wages"), "Kể nhất quán, còn sợ hãi")
        tale.support(HEALTH, screening.screen, seen)
        tale.support(HEALTH, support.deliver, ServiceGiven("g", 1, "Trung tâm công tác xã hội"))


def fully_verifying(tale: Tale) -> None:
    """As far as full verification."""
    verifying(tale)
    finding = "Thông tin ban đầu phù hợp, cần xác minh thêm tại địa phương."
    tale.step(f"{HEALTH}.officer", StepName.REQUEST_FULL_VERIFICATION, finding=finding)


def refused(tale: Tale) -> None:
    """Not a victim, by the verifier's conclusion."""
    fully_verifying(tale)
    tale.step(
        f"{POLICE}.officer",
        StepName.REFUSE_IDENTIFICATION,
        reason="Không đủ căn cứ theo Điều 32.",
        told_how_to_complain=True,
    )


def identified(tale: Tale) -> None:
    """As far as identification by the police."""
    verifying(tale)
    paper = {
        "kind": "police_confirmation",
        "number": f"{tale.sketch.number:03d}/XN-CAT",
        "issued_on": local_date(tale.later()).isoformat(),
    }
    tale.step(
        f"{POLICE}.officer", StepName.IDENTIFY, grounds=["rescuing_body", "person_or_relatives"], paper=paper
    )


def ready(tale: Tale) -> None:
    """Identified, and everything at hand that a transfer needs."""
    identified(tale)
    tale.support(
        HEALTH, support.assess_risk, Risk(RiskLevel.MEDIUM, ("Kẻ lừa bán còn ở địa phương",), "Giữ kín nơi ở")
    )
    if tale.sketch.is_child:
        note = BestInterestNote("Ở trung tâm, giữ liên lạc với gia đình", "Bà ngoại", heard_child=True)
        tale.support(HEALTH, support.note_best_interest, note)


def offered(tale: Tale) -> None:
    """As far as an offer to the social-work centre."""
    ready(tale)
    tale.offer(HEALTH, CENTRE)


def transferred(tale: Tale) -> None:
    """As far as the centre's acceptance."""
    ready(tale)
    tale.hand(HEALTH, CENTRE)


def resettled(tale: Tale) -> None:
    """As far as reintegration, on a plan agreed with the person; who may go to school does."""
    transferred(tale)
    plan = Plan(("Chỗ ở an toàn", "Học nghề"), ("Tâm lý", "Trợ giúp pháp lý"), agreed_with_person=True)
    tale.support(CENTRE, support.make_plan, plan)
    tale.step(f"{CENTRE}.officer", StepName.START_REINTEGRATION)
    if not tale.sketch.is_foreign:
        go_to_school(tale)


def go_to_school(tale: Tale) -> None:
    """Apply for schooling, have it granted, and go."""
    asked = Application("schooling", "Học lại lớp 9 tại trung tâm giáo dục thường xuyên")
    schooling = tale.support(CENTRE, support.apply_for, asked)
    granted = Decision(is_granted=True, from_on=local_date(tale.at))
    tale.support(HEALTH, support.decide, schooling.id, granted)
    tale.support(CENTRE, support.deliver, ServiceGiven("schooling", 1, "Trung tâm giáo dục thường xuyên"))


def reintegrating(tale: Tale) -> None:
    """Reintegrating, with one more application that nobody has decided yet."""
    resettled(tale)
    if not tale.sketch.is_foreign:
        tale.support(CENTRE, support.apply_for, OTHER_CLAIMS[tale.sketch.number % len(OTHER_CLAIMS)])


def closed(tale: Tale) -> None:
    """To the end: visited, and closed by the centre's supervisor."""
    resettled(tale)
    day = local_date(tale.later())
    visit = tale.support(CENTRE, support.schedule_follow_up, day)
    tale.by(
        f"{CENTRE}.officer",
        support.record_follow_up,
        tale.ref,
        visit,
        local_date(tale.at),
        "Ổn định, có việc làm.",
    )
    tale.at = max(tale.at, tale.clock.now())
    tale.step(
        f"{CENTRE}.supervisor",
        StepName.CLOSE,
        reason="Đã theo dõi đủ, người được hỗ trợ có cuộc sống ổn định.",
    )


def withdrawn(tale: Tale) -> None:
    """Ended at the person's own wish."""
    received(tale)
    tale.step(
        f"{HEALTH}.officer",
        StepName.WITHDRAW,
        reason="Đã được giải thích đầy đủ và từ chối hỗ trợ.",
        informed_refusal="Đã ký giấy từ chối.",
    )


Story = Callable[[Tale], None]
REPORT = {
    code: partial(Tale.report, code=code)
    for code in (
        POST,
        "don-bien-phong-sa-huynh",
        "don-bien-phong-ly-son",
        "canh-sat-bien-ly-son",
        "co-quan-dai-dien-phnom-penh",
        "tong-dai-111",
        COMMUNE,
        "ubnd-phuong-sa-huynh",
        HEALTH,
        "co-so-ho-tro",
        "so-y-te-da-nang",
    )
}


def told_by(code: str) -> Story:
    """Give the story that is only a report."""
    return lambda tale: tale.report(code)


STORIES: tuple[tuple[Story, timedelta], ...] = (
    *((told_by(code), timedelta(hours=6 * (1 + place))) for place, code in enumerate(REPORT)),
    *((at_commune, timedelta(days=days)) for days in (1, 2, 4, 9)),
    *((received, timedelta(days=days)) for days in (1, 2, 6, 12)),
    *((verifying, timedelta(days=days)) for days in (2, 3, 5, 8, 15)),
    *((fully_verifying, timedelta(days=days)) for days in (3, 10, 30, 45)),
    *((refused, timedelta(days=days)) for days in (20, 60)),
    *((identified, timedelta(days=days)) for days in (3, 12, 25, 50)),
    *((offered, timedelta(days=days)) for days in (3, 4, 9, 14)),
    *((transferred, timedelta(days=days)) for days in (5, 20, 35, 60)),
    *((reintegrating, timedelta(days=days)) for days in (7, 20, 45, 70, 90, 110)),
    *((closed, timedelta(days=days)) for days in (40, 60, 80, 100, 120, 130)),
    *((withdrawn, timedelta(days=days)) for days in (10, 30)),
    *((told_by(POST), timedelta(hours=hours)) for hours in (1, 30, 80, 120)),
)
"""Each story with how long ago it began: old enough here and there that a clock has run out."""

FOREIGN, CHILD = 7, 3
"""Which of twenty is a foreign national, and which of five a child."""

PATHWAYS = (Pathway.SELF_REPORTED, Pathway.RESCUED, Pathway.RETURNED, Pathway.SELF_REPORTED, Pathway.ABROAD)


def sketches() -> list[tuple[Sketch, Story, timedelta]]:
    """Give every person with the story that is told of them."""
    return [
        (
            Sketch(
                number,
                _pathway(number),
                is_child=_is_child(number, story),
                is_urgent=number % 6 == 0,
                is_foreign=number % 20 == FOREIGN,
            ),
            story,
            ago,
        )
        for number, (story, ago) in enumerate(STORIES, start=1)
    ]


def _pathway(number: int) -> Pathway:
    return Pathway.FOREIGN_NATIONAL if number % 20 == FOREIGN else PATHWAYS[number % len(PATHWAYS)]


def _is_child(number: int, story: Story) -> bool:
    # A child's case is never withdrawn on a refusal, so that story is an adult's.
    return number % 5 == CHILD and story is not withdrawn


def tell_all(database: Database, clock: Clock, on_told: Callable[[], None] = lambda: None) -> int:
    """Tell every story and say how many there are; calls `on_told` after each."""
    with database.reading() as session:
        cast = {name: actor(session, name) for name in _names()}
    told = sketches()
    for sketch, story, ago in told:
        story(Tale(database, clock, cast, sketch, clock.now() - ago))
        on_told()
    return len(told)


def _names() -> list[str]:
    codes = {*REPORT, HEALTH, POLICE, CENTRE, POST, COMMUNE}
    return [f"{code}.{role}" for code in sorted(codes) for role in ("officer", "supervisor")]
