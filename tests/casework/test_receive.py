"""Receiving a report: who may, what begins with it, and what the same key twice means."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from referral.casework.cards import Intake, PersonData, Received
from referral.casework.models import Case, CaseAccess, Person
from referral.casework.services import reading, reception
from referral.kernel.errors import InvalidInput, KeyReused, NotAllowed
from referral.kernel.ledger import Action
from tests.factories import AN_ADULT, STORY, a_childs, intake
from tests.storyteller import Storyteller
from tests.witness import entries, last_entry, refused
from workflows.vocabulary import Pathway, Purpose, Relation, Role, Sex, State, StepName


@pytest.mark.parametrize(
    ("code", "state"),
    [
        pytest.param("don-bien-phong", State.REPORTED, id="a border post"),
        pytest.param("cong-an-tinh", State.REPORTED, id="the police"),
        pytest.param("co-quan-dai-dien", State.REPORTED, id="a mission abroad"),
        pytest.param("ubnd-xa", State.AT_COMMUNE, id="a commune"),
        pytest.param("so-y-te", State.RECEIVED, id="health, whose report is the reception"),
        pytest.param("trung-tam-ctxh", State.RECEIVED, id="a facility, in an emergency"),
        pytest.param("tro-giup-phap-ly", State.REPORTED, id="any other agency"),
    ],
)
def test_a_report_begins_where_its_receiver_stands(story: Storyteller, code: str, state: State) -> None:
    received = story.reports(code)

    assert (received.state, received.holder, received.version) == (state, code, 1)
    assert received.clocks


@pytest.mark.parametrize("pathway", Pathway)
def test_a_report_of_any_pathway_is_received(story: Storyteller, pathway: Pathway) -> None:
    ref = story.reports("don-bien-phong", intake(story.clock.now(), pathway=pathway)).ref

    assert story.reads(story.officer("don-bien-phong"), ref, Purpose.RECEPTION).line.pathway is pathway


def test_what_was_said_opens_for_its_holder_only(story: Storyteller) -> None:
    told = replace(intake(story.clock.now()), urgent=True, accompanies="HS-0000-0000-0000", channel="phone")
    ref = story.reports("don-bien-phong", told).ref

    card = story.reads(story.officer("don-bien-phong"), ref, Purpose.RECEPTION)

    assert (card.person, card.story, card.language) == (AN_ADULT, STORY, "vi")
    assert card.line.is_urgent


def test_a_person_nobody_knows_is_received_as_a_child(story: Storyteller) -> None:
    unknown = Intake(Pathway.RESCUED, story.clock.now(), PersonData(Sex.UNKNOWN))

    ref = story.reports("don-bien-phong", unknown).ref

    card = story.reads(story.officer("don-bien-phong"), ref, Purpose.RECEPTION)
    assert (card.person, card.story, card.consents) == (PersonData(Sex.UNKNOWN), None, ())
    assert card.line.is_child
    assert (
        story.look(lambda session: session.scalar(select(Person.name).where(Person.case_id == card.line.id)))
        is None
    )


def test_the_commune_learns_of_a_child_at_its_seat(story: Storyteller) -> None:
    ref = story.reports("don-bien-phong", a_childs(story.clock.now())).ref

    assert story.by(story.officer("ubnd-xa"), reading.why, ref) == (Relation.CHILD_DUTY,)


def test_a_commune_that_reports_a_child_only_holds(story: Storyteller) -> None:
    ref = story.reports("ubnd-xa", a_childs(story.clock.now())).ref

    assert story.by(story.officer("ubnd-xa"), reading.why, ref) == (Relation.HOLDER,)


@pytest.mark.parametrize(
    ("code", "role"),
    [
        pytest.param("thanh-tra", Role.OFFICER, id="oversight"),
        pytest.param("quan-tri", Role.SUPERVISOR, id="operations"),
        pytest.param("don-bien-phong", Role.AUDITOR, id="an auditor"),
        pytest.param("don-bien-phong", Role.ADMINISTRATOR, id="an administrator"),
    ],
)
def test_who_moves_no_case_receives_no_report(story: Storyteller, code: str, role: Role) -> None:
    stranger = story.province.actor(code, role)

    with refused(story, NotAllowed, Action.CASE_REPORTED):
        story.by(stranger, reception.receive, intake(story.clock.now()), "k", "b")


def test_nothing_is_reported_before_it_happened(story: Storyteller) -> None:
    tomorrow = intake(story.clock.now() + timedelta(minutes=1))

    with refused(story, InvalidInput, Action.CASE_REPORTED) as caught:
        story.by(story.officer("don-bien-phong"), reception.receive, tomorrow, "k", "b")

    assert [error.code for error in caught.value.errors] == ["occurred-in-future"]


def test_a_report_taken_down_late_counts_from_the_event(story: Storyteller) -> None:
    at = story.clock.now() - timedelta(hours=30)

    received = story.reports("don-bien-phong", intake(at))

    (clock,) = received.clocks
    assert (clock.rule, clock.started_at) == ("bring_to_commune", at)
    assert clock.due_at < story.clock.now()


@pytest.fixture
def send(story: Storyteller) -> Callable[..., Received]:
    """Sends one and the same report, unless told otherwise."""
    told = intake(story.clock.now())

    def sending(key: str = "one", body: str = "body", code: str = "don-bien-phong") -> Received:
        return story.by(story.officer(code), reception.receive, told, key, body)

    return sending


def count_cases(story: Storyteller) -> int:
    return story.look(lambda session: session.scalar(select(func.count()).select_from(Case)) or 0)


def test_the_same_key_and_body_gives_the_same_answer(
    story: Storyteller, send: Callable[..., Received]
) -> None:
    first, cases = send(), count_cases(story)
    story.steps(story.officer("don-bien-phong"), first.ref, StepName.WITHDRAW, informed_refusal="Đã rõ")

    again = send()

    assert (again, again.answer) == (first, first.answer)
    assert count_cases(story) == cases
    assert last_entry(story).detail == {"repeated": 1}


def test_the_same_key_with_another_body_is_refused(story: Storyteller, send: Callable[..., Received]) -> None:
    send()

    with refused(story, KeyReused, Action.CASE_REPORTED):
        send(body="another")


def test_a_key_belongs_to_the_agency_that_chose_it(story: Storyteller, send: Callable[..., Received]) -> None:
    assert send().ref != send(code="don-bien-phong-hai").ref


def test_the_same_report_twice_at_once_is_one_case(story: Storyteller, send: Callable[..., Received]) -> None:
    cases = count_cases(story)

    with ThreadPoolExecutor(4) as clients:
        answers = list(clients.map(lambda _: send().ref, range(4)))

    assert len(set(answers)) == 1
    assert count_cases(story) == cases + 1


def test_a_report_is_one_entry_with_its_digests(story: Storyteller) -> None:
    ref = story.reports("don-bien-phong").ref

    (entry,) = entries(story, about=ref)

    assert (entry.action, entry.detail) == (
        Action.CASE_REPORTED,
        {"pathway": "self_reported", "state": "reported"},
    )
    assert sorted({name.split("/")[0] for name in entry.records}) == [
        "consent",
        "person",
        "report",
        "statement",
    ]


def test_one_agency_alone_may_open_a_new_case(story: Storyteller) -> None:
    ref = story.reports("don-bien-phong").ref

    rights = story.look(
        lambda session: session.execute(
            select(CaseAccess.agency_id, CaseAccess.relation, CaseAccess.copy_scope)
            .join(Case, Case.id == CaseAccess.case_id)
            .where(Case.ref == ref)
        ).all()
    )

    assert [tuple(right) for right in rights] == [
        (story.province.ids["don-bien-phong"], Relation.HOLDER, "full")
    ]
