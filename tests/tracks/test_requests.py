"""Data-subject requests: who asks is sealed, the answer is due in two working days, the rest by its kind."""

from datetime import timedelta
from uuid import UUID

import pytest

from referral.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound, StepRefused
from referral.kernel.ledger import Action
from referral.kernel.paging import Window
from referral.kernel.permissions import ANONYMOUS
from referral.kernel.references import new_id
from referral.tracks.cards import RequestSettled, RequestTaken
from referral.tracks.services import requests
from tests.storyteller import Storyteller
from tests.witness import everything, last_entry, refused, rules_of
from workflows.data_duties import NoGround, RequestOutcome, SubjectRight
from workflows.vocabulary import Role

POST, DESK = "don-bien-phong", "quan-tri"
NAME = "Đặng-Thị-Bí-Mật"
ASKED = RequestTaken(SubjectRight.DELETE, NAME, "Xóa dữ liệu của tôi", "Qua chị gái", case="HS-1")


@pytest.fixture
def request_id(story: Storyteller) -> UUID:
    return story.by(story.officer(POST), requests.take, ASKED)


def dues(story: Storyteller, request_id: UUID) -> dict[str, tuple[str, bool]]:
    card = story.by(story.officer(DESK), requests.show, request_id)
    return {clock.rule: (f"{clock.due_at:%d/%m}", clock.is_met) for clock in card.clocks}


def test_who_asks_is_sealed_and_opened_for_those_who_answer(story: Storyteller, request_id: UUID) -> None:
    assert NAME not in repr(story.look(everything))

    card = story.by(story.officer(DESK), requests.show, request_id)

    assert (card.asker, card.contact, card.case) == (NAME, "Qua chị gái", "HS-1")
    assert (last_entry(story).action, last_entry(story).about) == (
        Action.SUBJECT_REQUEST_READ,
        (str(request_id),),
    )


def test_a_request_is_answered_in_two_working_days_and_settled_by_its_kind(
    story: Storyteller, request_id: UUID
) -> None:
    assert dues(story, request_id) == {
        "subject_request": ("08/07", False),
        "subject_request_delete": ("27/07", False),
    }

    story.by(story.officer(DESK), requests.answer, request_id, "Đã nhận")
    assert dues(story, request_id)["subject_request"] == ("08/07", True)
    story.by(story.officer(DESK), requests.settle, request_id, RequestSettled(RequestOutcome.DONE, "Đã xóa"))

    assert dues(story, request_id)["subject_request_delete"] == ("27/07", True)
    (line,) = story.by(story.officer(DESK), requests.listed, Window()).items
    assert (line.outcome, line.due_at) == (RequestOutcome.DONE, None)


def test_a_third_party_gives_more_time_and_an_extension_comes_once(
    story: Storyteller, request_id: UUID
) -> None:
    officer = story.officer(DESK)
    story.by(officer, requests.answer, request_id, "Đã nhận", has_third_party=True)
    longer = dues(story, request_id)["subject_request_delete_third_party"]

    story.by(officer, requests.extend, request_id, "Nhiều hồ sơ")

    assert longer == ("05/08", False)
    assert dues(story, request_id)["subject_request_delete_third_party"] == ("25/08", False)
    with refused(story, StepRefused, Action.SUBJECT_REQUEST_EXTENDED, str(request_id)) as caught:
        story.by(officer, requests.extend, request_id, "Nhiều hồ sơ")
    assert rules_of(caught) == {"extended-often-enough"}


def test_a_request_is_turned_down_on_a_ground_and_with_a_reason(story: Storyteller, request_id: UUID) -> None:
    officer, about = story.officer(DESK), str(request_id)
    no = RequestOutcome.REFUSED

    with refused(story, InvalidInput, Action.SUBJECT_REQUEST_SETTLED, about):
        story.by(officer, requests.settle, request_id, RequestSettled(no, "Không"))
    with refused(story, StepRefused, Action.SUBJECT_REQUEST_SETTLED, about):
        story.by(officer, requests.settle, request_id, RequestSettled(no, "", NoGround.LAWFUL_TASK))
    story.by(officer, requests.settle, request_id, RequestSettled(no, "Điều 19", NoGround.LAWFUL_TASK))

    card = story.by(officer, requests.show, request_id)
    assert (card.line.ground, card.ending) == (NoGround.LAWFUL_TASK, "Điều 19")
    assert all(is_met for _, is_met in dues(story, request_id).values())


def test_a_settled_request_takes_nothing_more(story: Storyteller, request_id: UUID) -> None:
    officer, about = story.officer(DESK), str(request_id)
    story.by(officer, requests.answer, request_id, "Đã nhận")
    with refused(story, Conflict, Action.SUBJECT_REQUEST_ANSWERED, about):
        story.by(officer, requests.answer, request_id, "Lần nữa")
    with refused(story, InvalidInput, Action.SUBJECT_REQUEST_EXTENDED, about):
        story.by(officer, requests.extend, request_id, " ")

    story.by(officer, requests.settle, request_id, RequestSettled(RequestOutcome.DONE))

    with refused(story, Conflict, Action.SUBJECT_REQUEST_EXTENDED, about):
        story.by(officer, requests.extend, request_id, "Nhiều hồ sơ")


def test_nobody_but_data_protection_officers_reads_requests(story: Storyteller, request_id: UUID) -> None:
    for actor in (story.officer(POST), story.province.actor(DESK, Role.ADMINISTRATOR)):
        with refused(story, NotAllowed, Action.SUBJECT_REQUEST_READ, str(request_id)):
            story.by(actor, requests.show, request_id)
        with refused(story, NotAllowed, Action.SUBJECT_REQUEST_READ):
            story.by(actor, requests.listed, Window())
    with refused(story, NotFound, Action.SUBJECT_REQUEST_READ, missing := str(new_id(story.clock))):
        story.by(story.officer(DESK), requests.show, UUID(missing))
    with refused(story, NotAllowed, Action.SUBJECT_REQUEST_TAKEN):
        story.by(ANONYMOUS, requests.take, ASKED)


def test_what_was_put_off_stays_put_off_when_a_third_party_turns_up(
    story: Storyteller, request_id: UUID
) -> None:
    officer = story.officer(DESK)
    story.by(officer, requests.extend, request_id, "Nhiều hồ sơ")

    story.by(officer, requests.answer, request_id, "Đã nhận", has_third_party=True)

    assert dues(story, request_id)["subject_request_delete_third_party"] == ("25/08", False)
    with refused(story, StepRefused, Action.SUBJECT_REQUEST_EXTENDED, str(request_id)):
        story.by(officer, requests.extend, request_id, "Lần nữa")


def test_a_request_is_settled_no_earlier_than_it_was_answered(story: Storyteller, request_id: UUID) -> None:
    officer, done = story.officer(DESK), RequestSettled(RequestOutcome.DONE)
    story.later(days=2)
    story.by(officer, requests.answer, request_id, "Đã nhận")

    with refused(story, InvalidInput, Action.SUBJECT_REQUEST_SETTLED, str(request_id)) as caught:
        story.by(officer, requests.settle, request_id, done, story.clock.now() - timedelta(days=1))

    assert [error.code for error in caught.value.errors] == ["occurred-before-previous"]


def test_a_request_that_was_done_has_no_ground_of_refusal(story: Storyteller, request_id: UUID) -> None:
    both = RequestSettled(RequestOutcome.DONE, "Đã xóa", NoGround.LAWFUL_TASK)

    with refused(story, InvalidInput, Action.SUBJECT_REQUEST_SETTLED, str(request_id)) as caught:
        story.by(story.officer(DESK), requests.settle, request_id, both)

    assert [(error.field, error.code) for error in caught.value.errors] == [("ground", "only-when-refused")]


def test_a_settled_request_meets_even_what_was_not_answered(story: Storyteller, request_id: UUID) -> None:
    story.by(story.officer(DESK), requests.settle, request_id, RequestSettled(RequestOutcome.DONE))

    assert {is_met for _, is_met in dues(story, request_id).values()} == {True}


def test_an_unanswered_request_is_shown_as_late(story: Storyteller, request_id: UUID) -> None:
    story.later(days=3)

    card = story.by(story.officer(DESK), requests.show, request_id)

    assert {clock.rule: clock.is_late for clock in card.clocks} == {
        "subject_request": True,
        "subject_request_delete": False,
    }


def test_the_register_lists_what_is_open_first_and_counts_all(story: Storyteller, request_id: UUID) -> None:
    story.later(hours=1)
    latest = story.by(story.officer(POST), requests.take, ASKED)
    story.by(story.officer(DESK), requests.settle, latest, RequestSettled(RequestOutcome.DONE))

    first = story.by(story.officer(DESK), requests.listed, Window(per_page=1))
    second = story.by(story.supervisor(DESK), requests.listed, Window(page=2, per_page=1))

    assert [page.items[0].id for page in (first, second)] == [request_id, latest]
    assert (first.total, last_entry(story).detail["shown"]) == (2, 1)


def test_a_request_of_tomorrow_is_not_taken_down(story: Storyteller) -> None:
    with refused(story, InvalidInput, Action.SUBJECT_REQUEST_TAKEN):
        story.by(story.officer(POST), requests.take, ASKED, story.clock.now() + timedelta(minutes=1))
