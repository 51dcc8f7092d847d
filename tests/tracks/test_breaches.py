"""Breaches of personal data: 72 hours without a break, whom to tell, and a file that is kept."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update

from referral.casework.services import keys
from referral.kernel.clock import as_vietnam
from referral.kernel.database import table_of
from referral.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound, StepRefused
from referral.kernel.ledger import Action
from referral.kernel.paging import Window
from referral.kernel.permissions import ANONYMOUS
from referral.kernel.references import new_id
from referral.people.models import Agency
from referral.tracks.cards import BreachFound, NoticeGiven
from referral.tracks.models import Breach
from referral.tracks.services import breaches, own_keys
from tests.storyteller import Storyteller
from tests.witness import last_entry, refused
from workflows.data_duties import DataKind, NoticeTo
from workflows.vocabulary import Role

POST, DESK = "don-bien-phong", "quan-tri"
FOUND = BreachFound((DataKind.LOCATION, DataKind.STORY), "Mất máy tính của Đặng Thử", 3)
SAFELY = NoticeGiven(NoticeTo.PERSONS, "Gặp trực tiếp", "Qua cán bộ trung tâm")
SATURDAY = datetime(2026, 4, 25, 2, 0, tzinfo=UTC)
"""Nine in the morning of Saturday 25 April 2026 in Vietnam, before three days of rest."""


@pytest.fixture
def breach(story: Storyteller) -> UUID:
    return story.by(story.officer(POST), breaches.report, FOUND)


def test_seventy_two_hours_run_over_days_of_rest(story: Storyteller) -> None:
    breach = story.by(story.officer(POST), breaches.report, FOUND, SATURDAY)

    card = story.by(story.officer(DESK), breaches.show, breach)

    dues = {clock.rule: as_vietnam(clock.due_at).isoformat() for clock in card.clocks}
    assert dues == dict.fromkeys(("data_breach", "data_breach_persons"), "2026-04-28T09:00:00+07:00")
    assert card.to_tell == (NoticeTo.AUTHORITY, NoticeTo.PERSONS)


def test_persons_are_told_only_once_they_can_safely_be_reached(story: Storyteller, breach: UUID) -> None:
    officer = story.officer(DESK)

    with refused(story, StepRefused, Action.BREACH_TOLD, str(breach)):
        story.by(officer, breaches.tell, breach, NoticeGiven(NoticeTo.PERSONS, "Gọi điện"))
    story.by(officer, breaches.tell, breach, SAFELY)
    story.by(officer, breaches.tell, breach, NoticeGiven(NoticeTo.AUTHORITY, "Mẫu 08"))

    card = story.by(officer, breaches.show, breach)
    assert (card.to_tell, [clock.is_met for clock in card.clocks]) == ((), [True, True])
    assert {one.safe_contact for one in card.notices} == {"", "Qua cán bộ trung tâm"}


def test_public_notice_stands_for_persons_nobody_can_reach(story: Storyteller, breach: UUID) -> None:
    story.by(story.officer(DESK), breaches.tell, breach, NoticeGiven(NoticeTo.PUBLIC, "Báo Quảng Ngãi"))

    assert story.by(story.officer(DESK), breaches.show, breach).to_tell == (NoticeTo.AUTHORITY,)


def test_the_file_of_a_remedied_breach_is_kept_five_years(story: Storyteller, breach: UUID) -> None:
    story.by(story.officer(DESK), breaches.remedy, breach, "Khóa máy từ xa")

    (line,) = story.by(story.officer(DESK), breaches.listed, Window()).items
    assert (line.kept_until_on, line.reported_by) == (date(2031, 7, 6), POST)
    with refused(story, Conflict, Action.BREACH_REMEDIED, str(breach)):
        story.by(story.officer(DESK), breaches.remedy, breach, "Lần nữa")


def test_what_can_harm_nobody_starts_no_clock(story: Storyteller) -> None:
    breach = story.by(story.officer(POST), breaches.report, BreachFound((), "Gõ nhầm", may_harm=False))

    card = story.by(story.officer(DESK), breaches.show, breach)

    assert (card.clocks, card.to_tell) == ((), ())


def test_only_data_protection_officers_open_a_breach(story: Storyteller, breach: UUID) -> None:
    for actor in (story.officer(POST), story.province.actor(DESK, Role.ADMINISTRATOR)):
        with refused(story, NotAllowed, Action.BREACH_READ, str(breach)):
            story.by(actor, breaches.show, breach)
        with refused(story, NotAllowed, Action.BREACH_READ):
            story.by(actor, breaches.listed, Window())
    with refused(story, NotFound, Action.BREACH_READ, missing := str(new_id(story.clock))):
        story.by(story.supervisor(DESK), breaches.show, UUID(missing))
    with refused(story, NotAllowed, Action.BREACH_REPORTED):
        story.by(ANONYMOUS, breaches.report, FOUND)


def test_a_breach_is_sealed_and_its_key_is_kept(story: Storyteller, breach: UUID) -> None:
    stored = story.look(lambda session: session.execute(select(table_of(Breach))).one())
    assert "Đặng Thử".encode() not in stored.document

    assert story.system(lambda session: keys.settle_pending(session, timedelta(0), own_keys.is_kept)) == 0

    assert story.by(story.officer(DESK), breaches.show, breach).what == FOUND.what
    assert last_entry(story).fields == ("what", "remedy")


def test_what_does_not_open_is_told_to_the_auditor(story: Storyteller, breach: UUID) -> None:
    story.system(lambda session: session.execute(update(Breach).values(document=b"x")))

    card = story.by(story.officer(DESK), breaches.show, breach)

    assert (card.what, last_entry(story).action) == ("", Action.INTEGRITY_FAILED)


def test_where_nobody_operates_a_breach_has_no_addressee(story: Storyteller) -> None:
    story.system(
        lambda session: session.execute(update(Agency).where(Agency.code == DESK).values(is_active=False))
    )

    with refused(story, Conflict, Action.BREACH_REPORTED):
        story.by(story.officer(POST), breaches.report, FOUND)


@pytest.mark.parametrize(
    ("kinds", "may_harm", "rules"),
    [
        pytest.param((DataKind.STORY,), True, {"data_breach"}, id="a story"),
        pytest.param((DataKind.BIOMETRIC,), True, {"data_breach", "data_breach_persons"}, id="fingerprints"),
        pytest.param((DataKind.LOCATION,), False, {"data_breach_persons"}, id="a place, and no harm"),
    ],
)
def test_each_kind_of_breach_starts_its_own_limits(
    story: Storyteller, kinds: tuple[DataKind, ...], *, may_harm: bool, rules: set[str]
) -> None:
    breach = story.by(story.officer(POST), breaches.report, BreachFound(kinds, "Mất máy", may_harm=may_harm))

    card = story.by(story.officer(DESK), breaches.show, breach)

    assert {clock.rule for clock in card.clocks} == rules
    assert len(card.to_tell) == len(rules)


def test_a_breach_not_told_in_three_days_is_late(story: Storyteller, breach: UUID) -> None:
    story.later(hours=71)
    before = story.by(story.officer(DESK), breaches.show, breach)
    story.later(hours=2)

    after = story.by(story.officer(DESK), breaches.show, breach)

    assert {clock.is_late for clock in before.clocks} == {False}
    assert {clock.is_late for clock in after.clocks} == {True}


def test_nobody_is_told_of_a_breach_before_it_was_found(story: Storyteller, breach: UUID) -> None:
    early, late = (story.clock.now() + timedelta(hours=by) for by in (-1, 1))

    for at, code in ((early, "occurred-before-previous"), (late, "occurred-in-future")):
        with refused(story, InvalidInput, Action.BREACH_TOLD, str(breach)) as caught:
            story.by(story.officer(DESK), breaches.tell, breach, NoticeGiven(NoticeTo.AUTHORITY), at)
        assert [error.code for error in caught.value.errors] == [code]


def test_a_breach_far_from_the_body_names_no_time_to_keep_its_file(story: Storyteller) -> None:
    breach = story.by(story.officer(POST), breaches.report, BreachFound((DataKind.ACCOUNT,), "Lộ mật khẩu"))

    story.by(story.officer(DESK), breaches.remedy, breach, "Đổi mật khẩu")

    card = story.by(story.officer(DESK), breaches.show, breach)
    assert (card.remedy, card.line.kept_until_on) == ("Đổi mật khẩu", None)


def test_the_register_lists_what_is_not_remedied_first(story: Storyteller, breach: UUID) -> None:
    story.later(hours=1)
    latest = story.by(story.officer("ubnd-xa"), breaches.report, BreachFound((), "Gửi nhầm thư"))
    story.by(story.officer(DESK), breaches.remedy, latest, "Thu hồi thư")

    page = story.by(story.officer(DESK), breaches.listed, Window())

    assert [(line.id, line.reported_by) for line in page.items] == [(breach, POST), (latest, "ubnd-xa")]
    assert last_entry(story).detail["shown"] == 2
