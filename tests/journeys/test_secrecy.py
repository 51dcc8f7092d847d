"""Nothing that tells of a person lies readable in any file, table, entry or message (I10)."""

import base64
import json
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import singledispatch
from pathlib import Path

import pytest
from sqlalchemy import select

from referral.casework.cards import ConsentData, Intake, PersonChange, PersonData, ScreeningData
from referral.casework.services import changing, consents, drafts, notes, pausing, reading, screening
from referral.custody import services as custody
from referral.custody.cards import Acceptance, Offer
from referral.documents import services as documents
from referral.documents.cards import PaperData
from referral.kernel.database import Database
from referral.kernel.errors import ReferralError
from referral.kernel.vault.folding import fold
from referral.schema import METADATA
from referral.sla import jobs
from referral.support import services as support
from referral.support.cards import BestInterestNote, ChildPlanDraft, Plan, Risk
from tests.factories import EVERYTHING
from tests.storyteller import Storyteller
from workflows.vocabulary import PaperKind, Pathway, Purpose, Residence, RiskLevel, Sex, StepName

NAME, RENAMED = "Giàng Thị Vôdanhtử Đỗquyên", "Lò Thị Mỷ Ẩntênmới"
ID_NUMBER, PHONE = "051188776655", "0977665544"
STORY, RETOLD = "Vượtbiêngiới giữa đêm Ngàykhôngtrăng", "Kểlạilầnhai ở Phònglàmviệc"
TEXTS = {
    "name": NAME,
    "renamed": RENAMED,
    "id number": ID_NUMBER,
    "phone": PHONE,
    "phone abroad": "+84977665544",
    "story": STORY,
    "retold": RETOLD,
    "ethnicity": "Dântộckhónghi",
    "guardian": "Bàngoạihọvừ",
    "interpreter": "Phiêndịchviênkín",
    "note": "Ghichúriêngtư",
    "record": "Balôđỏthẫm",
    "answer": "Vếtbầmcổtay",
    "reason": "Lýdokhônglộ",
    "finding": "Kếtquảsơbộkín",
    "paper": "8899XNQKT",
    "issuer": "Nơicấpgiấylạ",
    "risk": "Chủnợgầnnhà",
    "plan": "Họcmaybavỉa",
    "child plan": "Trườngcũxãnọ",
    "best interest": "Ởvớibàtốthơn",
    "outcome": "Đilàmlạirồi",
    "sign": "recruited-by-abduction",
    "remarks": "Runrẩykhihỏi",
    "draft": "Bảnnhápdởdang",
    "authority": "Quyếtđịnhmậtsố7",
}


def forms(text: str) -> Iterator[str]:
    """Give a text, and its longer words, in every spelling one might store."""
    for piece in (text, *(word for word in text.split() if len(word) > 6)):
        yield from {
            piece,
            piece.casefold(),
            piece.upper(),
            unicodedata.normalize("NFD", piece),
            unicodedata.normalize("NFC", piece),
            fold(piece),
            json.dumps(piece)[1:-1],
        }


def encodings(form: str) -> Iterator[bytes]:
    """Give a form in every encoding one might store it in."""
    yield from (form.encode(), form.encode("utf-16-le"), form.encode("utf-16-be"))
    yield from (form.encode().hex().encode(), form.encode().hex().upper().encode())
    for shift in range(3):
        # Base64 of a longer text holds this middle part, at one of three places in a group of four.
        padded = base64.b64encode(bytes(shift) + form.encode())
        yield padded[4:-4]
        yield padded[4:-4].replace(b"+", b"-").replace(b"/", b"_")


def needles(text: str) -> set[bytes]:
    return {needle for form in forms(text) for needle in encodings(form) if len(needle) >= 8}


def stored(database: Database, instance: Path) -> bytes:
    """Give every byte there is: the instance's files, and every value of every table."""
    files = [file.read_bytes() for file in sorted(instance.rglob("*")) if file.is_file()]
    with database.reading() as session:
        rows = [tuple(row) for table in METADATA.sorted_tables for row in session.execute(select(table))]
    return b"\x00".join([*files, *(written(value) for row in rows for value in row)])


@singledispatch
def written(value: object) -> bytes:
    """Give a value as bytes that a search may look through."""
    return json.dumps(value, default=str, ensure_ascii=False).encode()


@written.register
def _(value: bytes) -> bytes:
    return value


@written.register
def _(value: str) -> bytes:
    return value.encode()


def told(story: Storyteller, consent: ConsentData) -> Intake:
    person = PersonData(
        Sex.FEMALE,
        NAME,
        age_from=15,
        age_to=19,
        nationality="LAO",
        residence=Residence.FOREIGN,
        ethnicity=TEXTS["ethnicity"],
        id_number=ID_NUMBER,
        phone=PHONE,
    )
    return Intake(Pathway.RESCUED, story.clock.now(), person, story=STORY, language="lo", consent=consent)


@pytest.fixture
def ref(story: Storyteller) -> str:
    """A case in which everything that can be said was said, some of it refused, and time ran out."""
    consent = ConsentData(
        given=True, scope=EVERYTHING, guardian=TEXTS["guardian"], interpreter=TEXTS["interpreter"]
    )
    post, health, boss = (
        story.officer("don-bien-phong"),
        story.officer("so-y-te"),
        story.supervisor("so-y-te"),
    )
    story.by(post, drafts.keep, None, {"story": TEXTS["draft"], "name": NAME})
    ref = story.reports("don-bien-phong", told(story, consent), key=ID_NUMBER, body=STORY).ref
    record = {"place": TEXTS["record"], "condition": "Mệt", "belongings": [TEXTS["record"]]}
    story.clock.move(minutes=5)
    offered = story.by(post, custody.offer, ref, Offer("ubnd-xa", reason=TEXTS["reason"], record=record))
    story.clock.move(minutes=5)
    answer = Acceptance(attest=True, condition=TEXTS["answer"], remarks=TEXTS["answer"])
    story.by(story.officer("ubnd-xa"), custody.accept, offered.id, answer)
    story.declines("so-y-te", story.offers("ubnd-xa", ref, "so-y-te"), TEXTS["reason"])
    story.hands("ubnd-xa", ref, "so-y-te", TEXTS["reason"])
    named = {"verifier": "cong-an-tinh", "statement": RETOLD}
    story.steps(health, ref, StepName.START_VERIFICATION, TEXTS["reason"], **named)
    story.steps(health, ref, StepName.REQUEST_FULL_VERIFICATION, finding=TEXTS["finding"])
    story.by(health, notes.add_note, ref, TEXTS["note"])
    signs = ScreeningData((TEXTS["sign"],), TEXTS["remarks"])
    story.by(story.officer("cong-an-tinh"), screening.screen, ref, signs)
    story.by(health, consents.record_consent, ref, replace(consent, language="vi"))
    paper = PaperData(PaperKind.MINISTRY_CONFIRMATION, TEXTS["paper"], date(2026, 7, 1), TEXTS["issuer"])
    story.by(health, documents.file_paper, ref, paper)
    renamed = PersonChange(frozenset({"full_name", "story"}), PersonData(Sex.FEMALE, RENAMED), story=RETOLD)
    story.by(health, changing.change_case, ref, renamed, story.version(ref))
    story.by(health, support.assess_risk, ref, Risk(RiskLevel.HIGH, (TEXTS["risk"],), TEXTS["risk"]))
    best = BestInterestNote(TEXTS["best interest"], TEXTS["guardian"], heard_child=True)
    story.by(health, support.note_best_interest, ref, best)
    story.by(health, support.make_plan, ref, Plan((TEXTS["plan"],), (TEXTS["plan"],)))
    draft = ChildPlanDraft((TEXTS["child plan"],), (TEXTS["child plan"],))
    plan = story.by(health, support.make_child_plan, ref, draft)
    story.by(boss, support.approve_child_plan, ref, plan)
    visit = story.by(health, support.schedule_follow_up, ref, date(2026, 7, 6))
    story.by(health, support.record_follow_up, ref, visit, date(2026, 7, 6), TEXTS["outcome"])
    (clock,) = [one for one in story.by(health, reading.clocks_of, ref) if one.rule == "full_verification"]
    why = {"reason": TEXTS["reason"], "authority": TEXTS["authority"]}
    story.by(health, pausing.pause_clock, ref, clock.id, **why)
    story.reads(health, ref, Purpose.VERIFICATION)
    return ref


def refusals(story: Storyteller, ref: str) -> Iterator[str]:
    """Try what is refused with a person's words in hand, and give what each refusal says."""
    health, said = story.officer("so-y-te"), told(story, ConsentData(given=True))
    tomorrow = story.clock.now() + timedelta(days=1)
    tries = (
        lambda: story.steps(health, ref, StepName.IDENTIFY, STORY, paper={"kind": NAME, "number": ID_NUMBER}),
        lambda: story.steps(health, ref, StepName.CLOSE, STORY),
        lambda: story.reads(health, NAME, Purpose.VERIFICATION),
        lambda: story.reports("don-bien-phong", replace(said, occurred_at=tomorrow), key=NAME, body=STORY),
    )
    for attempt in tries:
        with pytest.raises(ReferralError) as caught:
            attempt()
        yield repr((caught.value, vars(caught.value)))


def test_no_stored_byte_tells_of_the_person(
    story: Storyteller, database: Database, instance: Path, ref: str
) -> None:
    story.later(days=40)
    jobs.sweep(database, story.clock)

    haystack = stored(database, instance)

    assert ref.encode() in haystack
    assert [name for name, text in TEXTS.items() if any(needle in haystack for needle in needles(text))] == []


def test_no_refusal_repeats_what_was_said(
    story: Storyteller, database: Database, instance: Path, ref: str
) -> None:
    said = "".join(refusals(story, ref)).encode()

    haystack = said + stored(database, instance)

    assert [name for name, text in TEXTS.items() if any(needle in haystack for needle in needles(text))] == []


@pytest.mark.parametrize("text", [NAME, ID_NUMBER, PHONE, STORY])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
def test_the_search_itself_finds_what_is_planted(text: str, encoding: str) -> None:
    planted = b"\x00" * 7 + unicodedata.normalize("NFD", text).encode(encoding) + b"\x00"

    assert any(needle in planted for needle in needles(text))
    assert any(needle in base64.b64encode(b"x" + text.encode() + b"xyz") for needle in needles(text))
