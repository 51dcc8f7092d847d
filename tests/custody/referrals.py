"""Referrals as tests tell them: a person referred, and the service taken on, declined, done."""

from dataclasses import asdict
from uuid import UUID

from sqlalchemy import select

from referral.casework.cards import PersonData
from referral.casework.models import CaseAccess
from referral.custody import services as custody
from referral.custody.cards import Acceptance, Answered, Done, HandoverCard, Offer, Outside
from tests.storyteller import Storyteller
from workflows.services import DeclineGround, Service, ServiceOutcome
from workflows.vocabulary import HandoverKind, Purpose, Relation

ASKED = "Cần gặp chuyên gia nữ"
BODY = Outside("Bệnh viện Thử", "12/GGT ngày 06/7/2026")
GIVER = "tro-giup-phap-ly"


def refers(
    story: Storyteller,
    ref: str,
    to: str = GIVER,
    service: Service | str = Service.LEGAL_AID,
    by: str = "so-y-te",
) -> HandoverCard:
    """Let an agency refer the person to a service of another."""
    story.clock.move(minutes=5)
    offer = Offer(to, HandoverKind.SERVICE, str(service), ASKED, {"escort": "Chị Thử"})
    return story.by(story.officer(by), custody.offer, ref, offer)


def refers_outside(
    story: Storyteller, ref: str, body: Outside = BODY, service: Service = Service.HEALTH_CHECK
) -> HandoverCard:
    """Let the holder refer the person to a body without an account."""
    story.clock.move(minutes=5)
    offer = Offer("", HandoverKind.SERVICE, service, ASKED, outside=body)
    return story.by(story.officer("so-y-te"), custody.offer, ref, offer)


def takes_on(story: Storyteller, offered: HandoverCard, remarks: str = "", by: str = "") -> Answered:
    """Let whoever is asked take the service on."""
    story.clock.move(minutes=5)
    answer = Acceptance(attest=True, remarks=remarks)
    return story.by(story.officer(by or offered.to_agency), custody.accept, offered.id, answer)


def declines(
    story: Storyteller, offered: HandoverCard, ground: DeclineGround | None, reason: str = ""
) -> Answered:
    """Let whoever is asked decline."""
    story.clock.move(minutes=5)
    asked = story.officer(offered.to_agency)
    return story.by(asked, custody.decline, offered.id, reason, None, ground)


def finishes(
    story: Storyteller,
    offered: HandoverCard,
    by: str = "",
    outcome: ServiceOutcome = ServiceOutcome.COMPLETED,
) -> Answered:
    """Let somebody record how the service ended."""
    story.clock.move(minutes=5)
    who = story.officer(by or offered.to_agency)
    return story.by(who, custody.finish, offered.id, Done(outcome, "Đã tư vấn ba buổi"))


def held(story: Storyteller, ref: str) -> set[tuple[UUID, str, str]]:
    """Give every right to a case that stands by a referral: whose, how, with which copy of the key."""
    case_id = story.case(ref).id
    asked = select(CaseAccess.agency_id, CaseAccess.relation, CaseAccess.copy_scope).where(
        CaseAccess.case_id == case_id,
        CaseAccess.until_at.is_(None),
        CaseAccess.relation.in_([Relation.REFERRAL.value, Relation.OFFERED.value]),
    )
    rows = story.look(lambda session: session.execute(asked).all())
    return {(row.agency_id, row.relation, row.copy_scope) for row in rows}


def seen(story: Storyteller, ref: str, code: str = GIVER) -> dict[str, object]:
    """Give which particulars of the person an agency sees."""
    person = story.reads(story.officer(code), ref, Purpose.SUPPORT).person
    assert isinstance(person, PersonData)
    return {name: value for name, value in asdict(person).items() if value is not None}
