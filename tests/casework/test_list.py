"""Listing cases: only what one may know of, narrowed as asked, one entry naming every case a page showed."""

import pytest

from referral.casework.cards import CaseFilter, CaseLine
from referral.casework.services import listing
from referral.kernel.errors import NotAllowed
from referral.kernel.ledger import Action
from referral.kernel.paging import Page, Window
from referral.kernel.permissions import Actor
from tests.storyteller import Storyteller
from tests.witness import last_entry, refused
from workflows.vocabulary import Relation, Role, Stage, State

ALL, FIRST = CaseFilter(), Window()


def listed(
    story: Storyteller, actor: Actor, narrowed: CaseFilter = ALL, window: Window = FIRST
) -> Page[CaseLine]:
    return story.by(actor, listing.list_cases, narrowed, window)


def refs(page: Page[CaseLine]) -> list[str]:
    return [line.ref for line in page.items]


def test_an_officer_lists_what_the_agency_knows_of(story: Storyteller) -> None:
    ref = story.received()

    held = listed(story, story.officer("so-y-te"))

    assert (refs(held), held.total) == ([ref], 1)
    assert (held.items[0].relations, held.items[0].holder) == (frozenset({Relation.HOLDER}), "so-y-te")
    assert refs(listed(story, story.officer("don-bien-phong"))) == [ref]
    assert refs(listed(story, story.officer("trung-tam-ctxh"))) == []


def test_a_line_says_which_clock_is_next(story: Storyteller) -> None:
    story.received()

    (line,) = listed(story, story.officer("so-y-te")).items

    assert line.next_clock is not None
    assert line.next_clock.rule == "initial_verification"


def test_a_supervisor_above_lists_those_below(story: Storyteller, noise: tuple[str, ...]) -> None:
    ref = story.reports("don-bien-phong").ref

    assert set(refs(listed(story, story.supervisor("bien-phong-tinh")))) == {ref, noise[2]}
    assert refs(listed(story, story.officer("bien-phong-tinh"))) == []


@pytest.mark.parametrize(
    ("code", "knows"),
    [
        pytest.param("so-y-te", True, id="the province's health department"),
        pytest.param("so-y-te-khac", False, id="another province's"),
        pytest.param("cong-an-tinh", True, id="the verifier, who concluded"),
        pytest.param("cong-an-tinh-khac", False, id="another verifier"),
    ],
)
def test_whoever_may_reopen_a_case_finds_it(story: Storyteller, code: str, knows: bool) -> None:
    ref = story.not_identified()

    assert (ref in refs(listed(story, story.supervisor(code)))) is knows


@pytest.mark.parametrize(
    ("narrowed", "count"),
    [
        pytest.param(CaseFilter(state=State.RECEIVED), 1, id="a state it has"),
        pytest.param(CaseFilter(state=State.CLOSED), 0, id="a state it has not"),
        pytest.param(CaseFilter(stage=Stage.RECEPTION), 1, id="a stage it is at"),
        pytest.param(CaseFilter(stage=Stage.PROTECTION), 0, id="a stage it is not at"),
        pytest.param(CaseFilter(is_open=True), 1, id="open ones"),
        pytest.param(CaseFilter(is_open=False), 0, id="ended ones"),
        pytest.param(CaseFilter(holder="so-y-te"), 1, id="its holder"),
        pytest.param(CaseFilter(holder="ubnd-xa"), 0, id="another holder"),
        pytest.param(CaseFilter(holder="khong-co"), 0, id="a holder nobody knows"),
        pytest.param(CaseFilter(overdue=True), 0, id="overdue ones"),
        pytest.param(CaseFilter(overdue=False), 1, id="ones in time"),
    ],
)
def test_a_list_is_narrowed_as_asked(story: Storyteller, narrowed: CaseFilter, count: int) -> None:
    story.received()

    assert listed(story, story.officer("so-y-te"), narrowed).total == count


def test_an_overdue_case_is_found_as_such(story: Storyteller) -> None:
    ref = story.received()
    story.later(days=10)

    assert refs(listed(story, story.officer("so-y-te"), CaseFilter(overdue=True))) == [ref]


def test_a_page_is_one_entry_naming_what_it_showed(story: Storyteller) -> None:
    older, newer = (story.reports("don-bien-phong", key=key).ref for key in ("one", "two"))
    story.later(minutes=1)
    latest = story.reports("don-bien-phong").ref

    first = listed(story, story.officer("don-bien-phong"), window=Window(1, 1))

    assert (refs(first), first.total) == ([latest], 3)
    assert (last_entry(story).about, last_entry(story).action) == ((latest,), Action.CASE_LISTED)
    second = listed(story, story.officer("don-bien-phong"), window=Window(2, 2))
    assert set(refs(second)) <= {older, newer}


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR])
def test_who_works_on_no_case_lists_none(story: Storyteller, role: Role) -> None:
    with refused(story, NotAllowed, Action.CASE_LISTED):
        listed(story, story.province.actor("so-y-te", role))


def test_a_desk_counts_what_its_agency_holds(story: Storyteller) -> None:
    story.received()
    story.reports("don-bien-phong", key="two")

    counts = story.look(lambda session: listing.counts(session, story.officer("so-y-te")))

    assert (counts[State.RECEIVED], sum(counts.values())) == (1, 1)
