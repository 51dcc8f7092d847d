"""Erasing a person's data: two people, no key left, nothing brought back, and what is not personal intact."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import Engine, func, select

from referral.casework.models import Case, CaseAccess, CustodyInterval, Person
from referral.casework.services import reading
from referral.casework.services.search import search
from referral.kernel import ledger
from referral.kernel.database import table_of
from referral.kernel.errors import Conflict, NotAllowed, NotFound
from referral.kernel.ledger import Action
from referral.kernel.permissions import Actor
from referral.kernel.records import verify_records
from referral.kernel.references import new_id
from referral.kernel.vault import Erased, NoCopy
from referral.kernel.vault.erasing import FILE, Erasing
from referral.kernel.vault.keystore import case_copy, erasure_list
from referral.people.services.actors import OPERATOR
from referral.tracks.services import erasures
from tests.factories import AN_ADULT, intake
from tests.storyteller import Storyteller
from tests.web_client import Browsers
from tests.witness import everything, last_entry, refused
from workflows.data_duties import ErasureGround
from workflows.vocabulary import Purpose, StepName

HEALTH, DESK, POLICE = "so-y-te", "quan-tri", "cong-an-tinh"
PHONE, GROUND = "+84912345678", ErasureGround.SUBJECT_REQUEST
PERSON, CASE = table_of(Person), table_of(Case)


@pytest.fixture
def ref(story: Storyteller) -> str:
    """A case that has ended."""
    ref = story.fully_verified(intake(story.clock.now(), replace(AN_ADULT, phone=PHONE)))
    told = {"told_how_to_complain": True}
    story.steps(story.officer(POLICE), ref, StepName.REFUSE_IDENTIFICATION, "Không đủ căn cứ", **told)
    return ref


@pytest.fixture
def asked(story: Storyteller, ref: str) -> UUID:
    return story.by(story.supervisor(HEALTH), erasures.ask, ref, GROUND)


@pytest.fixture
def approved(story: Storyteller, asked: UUID) -> UUID:
    return story.by(story.officer(DESK), erasures.decide, asked, is_approved=True)


@pytest.fixture
def erasing(engines: tuple[Engine, Engine], instance: Path) -> Erasing:
    return Erasing(engines[0], instance / FILE)


def erases(story: Storyteller, request_id: UUID, erasing: Erasing) -> str:
    return story.by(OPERATOR, erasures.perform, request_id, erasing.erase)


def copies_of(keystore: Engine, case_id: UUID) -> int:
    query = select(func.count()).select_from(case_copy).where(case_copy.c.case_id == case_id)
    with keystore.connect() as connection:
        return connection.scalars(query).one()


def finds(story: Storyteller, **asked: str) -> int:
    return len(story.by(story.officer(HEALTH), search, **asked, purpose=Purpose.RECEPTION))


def test_nothing_opens_what_was_erased(
    story: Storyteller, ref: str, approved: UUID, erasing: Erasing, engines: tuple[Engine, Engine]
) -> None:
    case = story.case(ref)
    assert (finds(story, phone=PHONE), finds(story, name="a")) != (0, 0)

    assert erases(story, approved, erasing) == ref

    assert copies_of(engines[0], case.id) == 0
    assert (finds(story, phone=PHONE), finds(story, name=AN_ADULT.full_name or "")) == (0, 0)
    with pytest.raises(Erased):
        story.reads(story.officer(HEALTH), ref, Purpose.SUPPORT)
    with pytest.raises(NoCopy):
        story.database.vault.share(case.id, case.holder_id, case.reporter_id, "full")


def test_the_page_of_an_erased_case_says_so(
    browsers: Browsers, engines: tuple[Engine, Engine], instance: Path
) -> None:
    story = browsers.story
    ref = story.not_identified()
    asked = story.by(story.supervisor(HEALTH), erasures.ask, ref, GROUND)
    story.by(story.officer(DESK), erasures.decide, asked, is_approved=True)

    erases(story, asked, Erasing(engines[0], instance / FILE))
    page = browsers(HEALTH).post(f"/cases/{ref}/open", {"purpose": "support"})

    assert page.status == 410
    assert "Dữ liệu cá nhân của hồ sơ này đã được xóa" in page.text


def test_what_happened_is_still_told_without_its_reasons(
    story: Storyteller, ref: str, approved: UUID, erasing: Erasing
) -> None:
    erases(story, approved, erasing)

    told = story.by(story.officer(HEALTH), reading.timeline_of, ref)

    assert len(told) > 3
    assert {event.reason for event in told} == {""}


def test_what_is_not_personal_stays_valid(
    story: Storyteller, ref: str, approved: UUID, erasing: Erasing
) -> None:
    def intact() -> tuple[object, ...]:
        custody = select(table_of(CustodyInterval)).order_by(CustodyInterval.id)
        states = select(CASE.c.state, func.count()).group_by(CASE.c.state).order_by(CASE.c.state)
        return story.look(lambda s: (s.execute(custody).all(), s.execute(states).all()))

    before = intact()
    erases(story, approved, erasing)

    assert intact() == before
    assert story.look(verify_records).faults == ()
    assert story.look(ledger.verify).status is ledger.Status.SOUND
    assert story.by(story.supervisor(HEALTH), reading.glance, ref).ref == ref
    assert last_entry(story).action is not Action.CASE_ERASED  # somebody looked, and that stands there too


def test_the_ledger_names_the_case_the_request_and_the_copies(
    story: Storyteller, ref: str, approved: UUID, erasing: Erasing
) -> None:
    erases(story, approved, erasing)

    entry = last_entry(story)
    assert (entry.action, entry.actor, entry.about) == (Action.CASE_ERASED, "operator", (ref, str(approved)))
    assert int(entry.detail["copies"]) >= 2


def test_erasing_twice_finishes_what_was_cut_off(
    story: Storyteller, ref: str, approved: UUID, erasing: Erasing
) -> None:
    with story.database.session() as session:
        erasures.perform(session, story.clock, OPERATOR, approved, erasing.erase)
        session.rollback()  # the keys are gone, and the case was never told

    erases(story, approved, erasing)
    erases(story, approved, erasing)

    assert story.case(ref).erased_at is not None
    assert len(erasing.erased()) == 1


@pytest.mark.parametrize("is_approved", [None, False], ids=["undecided", "refused"])
def test_one_person_alone_erases_nothing(
    story: Storyteller, ref: str, asked: UUID, erasing: Erasing, is_approved: bool | None
) -> None:
    decisions = [] if is_approved is None else [is_approved]
    for decision in decisions:
        story.by(story.officer(DESK), erasures.decide, asked, is_approved=decision)

    with refused(story, Conflict, Action.CASE_ERASED, str(asked)):
        erases(story, asked, erasing)

    assert erasing.erased() == ()


def test_who_asked_never_approves(story: Storyteller, asked: UUID) -> None:
    turncoat = replace(story.officer(DESK), user_id=story.supervisor(HEALTH).user_id)

    with refused(story, NotAllowed, Action.ERASURE_APPROVED, str(asked)):
        story.by(turncoat, erasures.decide, asked, is_approved=True)


Asker = Callable[[Storyteller], Actor]


@pytest.mark.parametrize(
    ("asker", "error"),
    [
        pytest.param(lambda story: story.officer(HEALTH), NotAllowed, id="an officer of the holder"),
        pytest.param(lambda story: story.supervisor(POLICE), NotAllowed, id="a supervisor of the verifier"),
        pytest.param(lambda story: story.supervisor("tro-giup-phap-ly"), NotFound, id="a stranger"),
    ],
)
def test_only_the_holders_supervisor_asks(
    story: Storyteller, ref: str, asker: Asker, error: type[NotAllowed | NotFound]
) -> None:
    with refused(story, error, Action.ERASURE_ASKED, ref):
        story.by(asker(story), erasures.ask, ref, GROUND)


def test_a_case_that_has_not_ended_is_not_erased(story: Storyteller) -> None:
    ref = story.received()

    with refused(story, Conflict, Action.ERASURE_ASKED, ref):
        story.by(story.supervisor(HEALTH), erasures.ask, ref, GROUND)


def test_it_is_asked_once_and_decided_once(story: Storyteller, ref: str, approved: UUID) -> None:
    with refused(story, Conflict, Action.ERASURE_ASKED, ref):
        story.by(story.supervisor(HEALTH), erasures.ask, ref, GROUND)

    with refused(story, Conflict, Action.ERASURE_REFUSED, str(approved)):
        story.by(story.officer(DESK), erasures.decide, approved, is_approved=False)


def test_what_was_refused_may_be_asked_for_again(story: Storyteller, ref: str, asked: UUID) -> None:
    story.by(story.officer(DESK), erasures.decide, asked, is_approved=False)

    again = story.by(story.supervisor(HEALTH), erasures.ask, ref, GROUND)

    lines = story.by(story.officer(DESK), erasures.listed)
    assert {line.id: line.decided_at is None for line in lines} == {asked: False, again: True}


@pytest.mark.parametrize("who", [HEALTH, POLICE])
def test_only_data_protection_sees_and_decides(story: Storyteller, asked: UUID, who: str) -> None:
    with refused(story, NotAllowed, Action.ERASURE_LISTED):
        story.by(story.supervisor(who), erasures.listed)

    with refused(story, NotAllowed, Action.ERASURE_APPROVED, str(asked)):
        story.by(story.supervisor(who), erasures.decide, asked, is_approved=True)


def test_a_request_that_is_not_there_is_not_found(story: Storyteller, erasing: Erasing) -> None:
    unknown = new_id(story.clock)

    with refused(story, NotFound, Action.ERASURE_APPROVED, str(unknown)):
        story.by(story.officer(DESK), erasures.decide, unknown, is_approved=True)
    with refused(story, NotFound, Action.CASE_ERASED, str(unknown)):
        erases(story, unknown, erasing)


def test_old_backups_of_both_stores_bring_nothing_back(
    story: Storyteller, ref: str, approved: UUID, erasing: Erasing, engines: tuple[Engine, Engine]
) -> None:
    case = story.case(ref)
    kept = _backup(story, engines[0])
    erases(story, approved, erasing)
    _restore(story, engines[0], kept)
    assert (copies_of(engines[0], case.id) > 0, story.case(ref).erased_at) == (True, None)

    again = story.system(lambda s: erasures.replay(s, OPERATOR, erasing.erased(), erasing.erase))

    assert again == (ref,)
    assert copies_of(engines[0], case.id) == 0
    assert finds(story, phone=PHONE) == 0
    with pytest.raises(Erased):
        story.reads(story.officer(HEALTH), ref, Purpose.SUPPORT)
    assert story.system(lambda s: erasures.replay(s, OPERATOR, erasing.erased(), erasing.erase)) == ()


Rows = list[dict[str, object]]


def _backup(story: Storyteller, keystore: Engine) -> tuple[Rows, Rows, Rows, Rows]:
    """Keep what an old backup of both stores would bring back."""
    with keystore.connect() as keys, story.database.engine.connect() as main:
        copies = keys.execute(select(case_copy)).mappings().all()
        persons, cases, access = (
            main.execute(select(table)).mappings().all() for table in (PERSON, CASE, table_of(CaseAccess))
        )
    return tuple([dict(row) for row in rows] for rows in (copies, persons, cases, access))  # type: ignore[return-value]  # four of them


def _restore(story: Storyteller, keystore: Engine, kept: tuple[Rows, Rows, Rows, Rows]) -> None:
    copies, persons, cases, access = kept
    with keystore.begin() as keys:
        keys.execute(erasure_list.delete())
        keys.execute(case_copy.delete())
        keys.execute(case_copy.insert(), copies)
    with story.database.engine.begin() as main:
        for table, rows in ((PERSON, persons), (CASE, cases), (table_of(CaseAccess), access)):
            for row in rows:
                main.execute(table.update().where(table.c.id == row["id"]).values(**row))


def test_nothing_is_said_where_nothing_came_back(
    story: Storyteller, ref: str, approved: UUID, erasing: Erasing
) -> None:
    erases(story, approved, erasing)
    before = story.look(everything)

    assert story.system(lambda s: erasures.replay(s, OPERATOR, erasing.erased(), erasing.erase)) == ()

    assert story.look(everything) == before
