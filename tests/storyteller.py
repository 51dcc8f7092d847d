"""Tells a case's story deed by deed: each one is a transaction of its own, as in life."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial, wraps
from typing import Any, Concatenate, ParamSpec, Self, TypeVar
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from referral.casework.cards import CaseCard, Intake, Moved, Received, StepRequest
from referral.casework.models import Case
from referral.casework.services import reading, reception, steps
from referral.custody import services as custody
from referral.custody.cards import Acceptance, Answered, HandoverCard, Offer
from referral.documents import services as documents
from referral.documents.cards import PaperData
from referral.kernel.clock import StoppedClock, local_date
from referral.kernel.database import Database, table_of
from referral.kernel.permissions import Actor
from referral.kernel.transaction import deed
from referral.support import services as support
from referral.support.cards import BestInterestNote, Plan, Risk
from tests.factories import Province, a_childs, intake, make_province
from tests.shelf import Shelf
from workflows.vocabulary import PaperKind, Purpose, RiskLevel, Role, StepName

Given = TypeVar("Given")
Asked = ParamSpec("Asked")
Teller = TypeVar("Teller", bound="Storyteller")
RECORD = {
    "place": "Trụ sở",
    "condition": "Ổn định",
    "documents": [],
    "belongings": ["ba lô"],
    "escort": "Hai cán bộ",
}
PAPER = {"kind": "police_confirmation", "number": "12/XN", "issued_on": "2026-07-06"}
GROUNDS: dict[str, object] = {"grounds": ["rescuing_body"], "paper": PAPER}


def chapter(
    telling: Callable[Concatenate[Teller, Asked], Given],
) -> Callable[Concatenate[Teller, Asked], Given]:
    """Let what a method tells be taken from the shelf, where a test before had it told from the same page."""

    @wraps(telling)
    def told(self: Teller, /, *args: Asked.args, **kwargs: Asked.kwargs) -> Given:
        return self.told(telling, *args, **kwargs)

    return told


@dataclass
class Storyteller:
    """Knows the world and lets people act in it."""

    database: Database
    clock: StoppedClock
    province: Province
    shelf: Shelf | None = field(default=None, repr=False)

    @classmethod
    def begin(cls, database: Database, clock: StoppedClock, shelf: Shelf | None = None) -> Self:
        """Make a province to tell of; with a shelf, what many tests tell is told once."""

        def settle() -> Province:
            with deed(database, clock) as session:
                return make_province(session, clock)

        province = shelf.tell(("a province",), settle) if shelf else settle()
        return cls(database, clock, Province(dict(province.ids), dict(province.accounts)), shelf)

    def told(
        self,
        telling: Callable[Concatenate[Self, Asked], Given],
        *args: Asked.args,
        **kwargs: Asked.kwargs,
    ) -> Given:
        """Tell something, or take it from the shelf: it must depend on this world and its words alone."""
        tell = partial(telling, self, *args, **kwargs)
        key = (type(self), telling, args, tuple(sorted(kwargs.items())))
        return self.shelf.tell(key, tell) if self.shelf else tell()

    def by(self, actor: Actor, act: Callable[..., Given], *args: object, **kwargs: object) -> Given:
        """Let somebody do one deed: `act(session, clock, actor, …)`."""
        with deed(self.database, self.clock, actor) as session:
            return act(session, self.clock, actor, *args, **kwargs)

    def system(self, act: Callable[..., Given], *args: object) -> Given:
        """Let the system do one deed of its own: `act(session, …)`."""
        with deed(self.database, self.clock) as session:
            return act(session, *args)

    def officer(self, code: str) -> Actor:
        """Give an agency's officer."""
        return self.province.actor(code)

    def supervisor(self, code: str) -> Actor:
        """Give an agency's supervisor."""
        return self.province.actor(code, Role.SUPERVISOR)

    def look(self, see: Callable[[Session], Given]) -> Given:
        """Look at the database without leaving a trace."""
        with self.database.reading() as session:
            return see(session)

    def case(self, ref: str) -> Row[Any]:
        """Give a case's row as it is stored."""
        stored = select(table_of(Case)).where(Case.ref == ref)
        return self.look(lambda session: session.execute(stored).one())

    def version(self, ref: str) -> int:
        """Give the version a reader would have seen."""
        return self.look(lambda session: session.scalar(select(Case.version).where(Case.ref == ref)) or 0)

    def reports(
        self, code: str, what: Intake | None = None, key: str = "key", body: str = "body"
    ) -> Received:
        """Let an agency's officer receive a report."""
        told = what or intake(self.clock.now())
        return self.by(self.officer(code), reception.receive, told, f"{key}-{self.clock.now()}", body)

    def reads(self, actor: Actor, ref: str, purpose: Purpose | None) -> CaseCard:
        """Let somebody open a case for a purpose."""
        return self.by(actor, reading.read_case, ref, purpose)

    def offers(self, code: str, ref: str, to: str, reason: str = "") -> HandoverCard:
        """Let an officer offer the person to another agency."""
        self.clock.move(minutes=5)
        offer = Offer(to_agency=to, record=RECORD, reason=reason)
        return self.by(self.officer(code), custody.offer, ref, offer)

    def accepts(self, code: str, handover: HandoverCard) -> Answered:
        """Let the receiver accept and attest."""
        self.clock.move(minutes=5)
        answer = Acceptance(attest=True, condition="Ổn định")
        return self.by(self.officer(code), custody.accept, handover.id, answer)

    def declines(self, code: str, handover: HandoverCard, reason: str = "Không còn chỗ") -> Answered:
        """Let the receiver decline, with a reason."""
        self.clock.move(minutes=5)
        return self.by(self.officer(code), custody.decline, handover.id, reason)

    def withdraws_offer(self, code: str, handover: HandoverCard) -> Answered:
        """Let the sender take its offer back."""
        self.clock.move(minutes=5)
        return self.by(self.officer(code), custody.withdraw, handover.id, "")

    def hands(self, code: str, ref: str, to: str, reason: str = "") -> Answered:
        """Offer and accept."""
        return self.accepts(to, self.offers(code, ref, to, reason))

    def steps(self, actor: Actor, ref: str, step: StepName, reason: str = "", /, **data: object) -> Moved:
        """Let somebody take a step on what stands now."""
        self.clock.move(minutes=5)
        request = StepRequest(step, data=data, reason=reason)
        return self.by(actor, steps.take_step, ref, request, self.version(ref))

    def assesses(self, code: str, ref: str) -> UUID:
        """Let an officer assess the risk."""
        risk = Risk(RiskLevel.LOW, ("gia đình",), "Theo dõi")
        return self.by(self.officer(code), support.assess_risk, ref, risk)

    def weighs_best_interest(self, code: str, ref: str) -> UUID:
        """Let an officer note a child's best interest."""
        note = BestInterestNote("Ở trung tâm", "Bà ngoại", heard_child=True)
        return self.by(self.officer(code), support.note_best_interest, ref, note)

    def plans(self, code: str, ref: str, *, agreed: bool = True) -> UUID:
        """Let an officer make a plan, agreed with the person unless told otherwise."""
        plan = Plan(("chỗ ở",), ("tâm lý",), agreed_with_person=agreed)
        return self.by(self.officer(code), support.make_plan, ref, plan)

    def visits(self, code: str, ref: str) -> UUID:
        """Let an officer schedule a visit for today and record it."""
        officer, today = self.officer(code), local_date(self.clock.now())
        visit = self.by(officer, support.schedule_follow_up, ref, today)
        return self.by(officer, support.record_follow_up, ref, visit, today, "Ổn định")

    def files_paper(self, code: str, ref: str) -> UUID:
        """Let an officer file a paper that certifies a victim."""
        paper = PaperData(PaperKind.LEGALISED_FOREIGN_DOCUMENT, "77/HPH")
        return self.by(self.officer(code), documents.file_paper, ref, paper)

    @chapter
    def received(self, what: Intake | None = None) -> str:
        """Tell a case up to its reception by health."""
        ref = self.reports("don-bien-phong", what).ref
        self.hands("don-bien-phong", ref, "ubnd-xa")
        self.hands("ubnd-xa", ref, "so-y-te")
        return ref

    def verifies(self, ref: str) -> str:
        """Let health start the verification by the police."""
        self.steps(self.officer("so-y-te"), ref, StepName.START_VERIFICATION, verifier="cong-an-tinh")
        return ref

    @chapter
    def verified(self, what: Intake | None = None) -> str:
        """Tell a case up to its initial verification."""
        return self.verifies(self.received(what))

    @chapter
    def fully_verified(self, what: Intake | None = None) -> str:
        """Tell a case up to its full verification."""
        ref = self.verified(what)
        self.steps(self.officer("so-y-te"), ref, StepName.REQUEST_FULL_VERIFICATION, finding="Chưa rõ")
        return ref

    @chapter
    def not_identified(self) -> str:
        """Tell a case that ends because the person is not identified."""
        ref, told = self.fully_verified(), {"told_how_to_complain": True}
        self.steps(
            self.officer("cong-an-tinh"), ref, StepName.REFUSE_IDENTIFICATION, "Không đủ căn cứ", **told
        )
        return ref

    def identifies(self, ref: str) -> str:
        """Let the police identify the person."""
        self.steps(self.officer("cong-an-tinh"), ref, StepName.IDENTIFY, **GROUNDS)
        return ref

    @chapter
    def identified(self, what: Intake | None = None) -> str:
        """Tell a case up to identification by the police."""
        return self.identifies(self.verified(what))

    def transfers(self, ref: str) -> str:
        """Let health hand the person to the social-work centre."""
        self.assesses("so-y-te", ref)
        self.hands("so-y-te", ref, "trung-tam-ctxh")
        return ref

    @chapter
    def transferred(self, what: Intake | None = None) -> str:
        """Tell a case up to the social-work centre's acceptance."""
        return self.transfers(self.identified(what))

    def reintegrates(self, ref: str) -> str:
        """Let the centre agree a plan and start reintegration."""
        self.plans("trung-tam-ctxh", ref)
        self.steps(self.officer("trung-tam-ctxh"), ref, StepName.START_REINTEGRATION)
        return ref

    @chapter
    def reintegrating(self, what: Intake | None = None) -> str:
        """Tell a case up to the start of reintegration."""
        return self.reintegrates(self.transferred(what))

    @chapter
    def admitted_and_reintegrating(self) -> str:
        """Tell a case that began with an emergency admission."""
        ref = self.reports("co-so-ho-tro").ref
        self.hands("co-so-ho-tro", ref, "so-y-te")
        return self.reintegrates(self.transfers(self.identifies(self.verifies(ref))))

    @chapter
    def closed(self) -> str:
        """Tell a case to its end, one visit and all."""
        ref = self.reintegrating()
        self.visits("trung-tam-ctxh", ref)
        self.steps(self.supervisor("trung-tam-ctxh"), ref, StepName.CLOSE)
        return ref

    def withdrawn(self, ref: str, code: str) -> str:
        """Let a person's informed refusal end a case."""
        self.steps(self.officer(code), ref, StepName.WITHDRAW, informed_refusal="Đã giải thích")
        return ref

    @chapter
    def a_childs_protected(self) -> str:
        """Tell a child's case up to its protection, ready to be handed on."""
        ref = self.identified(a_childs(self.clock.now()))
        self.assesses("so-y-te", ref)
        self.weighs_best_interest("so-y-te", ref)
        return ref

    def later(self, **by: float) -> None:
        """Let time pass."""
        self.clock.move(**by)
