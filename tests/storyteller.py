"""Tells a case's story deed by deed: each one is a transaction of its own, as in life."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from referral.casework.cards import Intake, Moved, Received, StepRequest
from referral.casework.models import Case
from referral.casework.services import reception, steps
from referral.custody import services as custody
from referral.custody.cards import Acceptance, Answered, HandoverCard, Offer
from referral.kernel.clock import StoppedClock
from referral.kernel.database import Database
from referral.kernel.permissions import Actor
from referral.kernel.transaction import deed
from referral.support import services as support
from referral.support.cards import BestInterestNote, Plan, Risk
from tests.factories import Province, intake, make_province
from workflows.vocabulary import RiskLevel, StepName

Given = TypeVar("Given")
RECORD = {"place": "Trụ sở", "condition": "Ổn định", "documents": [], "belongings": ["ba lô"], "escort": "Hai cán bộ"}
PAPER = {"kind": "police_confirmation", "number": "12/XN", "issued_on": "2026-07-06"}


@dataclass
class Storyteller:
    """Knows the world and lets people act in it."""

    database: Database
    clock: StoppedClock
    province: Province

    @classmethod
    def begin(cls, database: Database, clock: StoppedClock) -> "Storyteller":
        """Make a province to tell of."""
        with deed(database, clock) as session:
            province = make_province(session, clock)
        return cls(database, clock, province)

    def by(self, actor: Actor, act: Callable[..., Given], *args: Any, **kwargs: Any) -> Given:
        """Let somebody do one deed: `act(session, clock, actor, …)`."""
        with deed(self.database, self.clock, actor) as session:
            return act(session, self.clock, actor, *args, **kwargs)

    def look(self, see: Callable[[Session], Given]) -> Given:
        """Look at the database without leaving a trace."""
        with self.database.reading() as session:
            return see(session)

    def reports(self, code: str, what: Intake | None = None, key: str = "key", body: str = "body") -> Received:
        """Let an agency's officer receive a report."""
        told = what or intake(self.clock.now())
        return self.by(self.province.actor(code), reception.receive, told, f"{key}-{self.clock.now()}", body)

    def offers(self, code: str, ref: str, to: str, **more: Any) -> HandoverCard:
        """Let an officer offer the person to another agency."""
        self.clock.move(minutes=5)
        offer = Offer(to_agency=to, record=more.pop("record", RECORD), **more)
        return self.by(self.province.actor(code), custody.offer, ref, offer)

    def accepts(self, code: str, handover: HandoverCard) -> Answered:
        """Let the receiver accept and attest."""
        self.clock.move(minutes=5)
        return self.by(
            self.province.actor(code), custody.accept, handover.id, Acceptance(attest=True, condition="Ổn định")
        )

    def hands(self, code: str, ref: str, to: str, **more: Any) -> Answered:
        """Offer and accept."""
        return self.accepts(to, self.offers(code, ref, to, **more))

    def steps(self, actor: Actor, ref: str, step: StepName, reason: str = "", **data: Any) -> Moved:
        """Let somebody take a step on what stands now."""
        self.clock.move(minutes=5)
        version = self.version(ref)
        return self.by(actor, steps.take_step, ref, StepRequest(step, data=data, reason=reason), version)

    def version(self, ref: str) -> int:
        """Give the version a reader would have seen."""
        return self.look(lambda session: session.scalar(select(Case.version).where(Case.ref == ref)) or 0)

    def assesses(self, code: str, ref: str) -> None:
        """Let an officer assess the risk."""
        self.by(self.province.actor(code), support.assess_risk, ref, Risk(RiskLevel.LOW, ("gia đình",), "Theo dõi"))

    def weighs_best_interest(self, code: str, ref: str) -> None:
        """Let an officer note a child's best interest."""
        note = BestInterestNote("Ở trung tâm", "Bà ngoại", heard_child=True)
        self.by(self.province.actor(code), support.note_best_interest, ref, note)

    def plans(self, code: str, ref: str) -> None:
        """Let an officer agree a plan with the person."""
        plan = Plan(("chỗ ở",), ("tâm lý",), agreed_with_person=True)
        self.by(self.province.actor(code), support.make_plan, ref, plan)

    def received(self) -> str:
        """Tell a case up to its reception by health."""
        ref = self.reports("don-bien-phong").ref
        self.hands("don-bien-phong", ref, "ubnd-xa")
        self.hands("ubnd-xa", ref, "so-y-te")
        return ref

    def verified(self) -> str:
        """Tell a case up to its initial verification."""
        ref = self.received()
        self.steps(self.province.actor("so-y-te"), ref, StepName.START_VERIFICATION, verifier="cong-an-tinh")
        return ref

    def identified(self) -> str:
        """Tell a case up to identification by the police."""
        ref = self.verified()
        self.steps(self.province.actor("cong-an-tinh"), ref, StepName.IDENTIFY, grounds=["rescuing_body"], paper=PAPER)
        return ref

    def transferred(self) -> str:
        """Tell a case up to the social-work centre's acceptance."""
        ref = self.identified()
        self.assesses("so-y-te", ref)
        self.hands("so-y-te", ref, "trung-tam-ctxh")
        return ref

    def later(self, **by: float) -> None:
        """Let time pass."""
        self.clock.at += timedelta(**by)
