"""A person is told which bodies saw what, when and why: from the access log, naming nobody."""

import pytest

from referral.casework import fields
from referral.casework.services import reading
from referral.desk import services
from referral.desk.cards import Disclosure
from referral.desk.wording import PARTS
from referral.kernel.errors import NotAllowed, NotFound, PurposeNotAllowed
from referral.kernel.ledger import Action
from tests.factories import AN_ADULT
from tests.storyteller import Storyteller
from tests.web_client import Browsers
from tests.witness import entries, last_entry, refused
from workflows.vocabulary import Purpose, Role


@pytest.fixture
def ref(story: Storyteller) -> str:
    return story.received()


def told(story: Storyteller, ref: str) -> tuple[Disclosure, ...]:
    """Let the holder's supervisor ask."""
    seen: tuple[Disclosure, ...] = story.by(story.supervisor("so-y-te"), services.disclosures, ref)
    return seen


def test_each_body_is_told_with_its_purpose_and_parts(story: Storyteller, ref: str) -> None:
    story.reads(story.officer("so-y-te"), ref, Purpose.PROTECTION)
    story.reads(story.officer("so-y-te"), ref, Purpose.CORRECTION)

    seen = {(one.agency, one.purpose): one for one in told(story, ref)}

    corrected = seen["so-y-te", Purpose.CORRECTION]
    assert [words.en for words in corrected.parts] == [
        PARTS[name].en for name in ("person", "story", "statements")
    ]
    assert len(seen["so-y-te", Purpose.PROTECTION].parts) > len(corrected.parts)


def test_looks_are_counted_from_the_first_to_the_last(story: Storyteller, ref: str) -> None:
    first = story.clock.now()
    story.reads(story.officer("so-y-te"), ref, Purpose.CORRECTION)
    story.later(hours=2)
    story.reads(story.supervisor("so-y-te"), ref, Purpose.CORRECTION)

    (one,) = [one for one in told(story, ref) if one.purpose is Purpose.CORRECTION]

    assert (one.times, one.first_at, one.last_at) == (2, first, story.clock.now())


def test_what_showed_nothing_personal_is_not_told(story: Storyteller, ref: str) -> None:
    before = told(story, ref)
    story.by(story.officer("so-y-te"), reading.timeline_of, ref)
    with refused(story, PurposeNotAllowed, Action.CASE_READ, ref):
        story.reads(story.officer("so-y-te"), ref, Purpose.SUPERVISION)

    assert told(story, ref) == before


def test_asking_is_itself_an_entry(story: Storyteller, ref: str) -> None:
    seen = told(story, ref)

    assert (last_entry(story).action, last_entry(story).detail) == (
        Action.CASE_ACCESS_READ,
        {"bodies": len(seen)},
    )


def test_many_looks_are_read_in_batches(
    story: Storyteller, ref: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    story.reads(story.officer("so-y-te"), ref, Purpose.CORRECTION)
    whole = told(story, ref)

    monkeypatch.setattr("referral.desk.services.disclosing.BATCH", 1)

    assert told(story, ref) == whole
    assert len(entries(story, about=ref)) > len(whole)


@pytest.mark.parametrize(
    ("code", "role", "error"),
    [
        pytest.param("so-y-te", Role.OFFICER, NotAllowed, id="an officer of the holder"),
        pytest.param("don-bien-phong", Role.SUPERVISOR, NotAllowed, id="who held it before"),
        pytest.param("so-y-te-khac", Role.SUPERVISOR, NotFound, id="a stranger"),
    ],
)
def test_only_the_holders_supervisor_may_ask(
    story: Storyteller, ref: str, code: str, role: Role, error: type[NotAllowed | NotFound]
) -> None:
    with refused(story, error, Action.CASE_ACCESS_READ, ref):
        story.by(story.province.actor(code, role), services.disclosures, ref)


def test_every_field_of_a_case_has_a_name_for_people() -> None:
    readable = {name for by in fields.READABLE.values() for names in by.values() for name in names}

    assert readable <= PARTS.keys()


def test_the_list_names_bodies_and_no_official_or_person(browsers: Browsers) -> None:
    ref = browsers.story.received()
    browsers.story.reads(browsers.story.officer("so-y-te"), ref, Purpose.CORRECTION)
    supervisor = browsers("so-y-te", Role.SUPERVISOR)

    page = supervisor.get(f"/cases/{ref}/access/bodies")

    assert f"/cases/{ref}/access/bodies" in supervisor.get(f"/cases/{ref}/access").links()
    assert PARTS["statements"].vi in page.text
    assert not [
        word for word in ("so-y-te.officer", AN_ADULT.full_name, AN_ADULT.id_number) if str(word) in page.text
    ]


def test_a_case_nobody_opened_says_so(browsers: Browsers) -> None:
    ref = browsers.story.reports("ubnd-xa").ref

    page = browsers("ubnd-xa", Role.SUPERVISOR).get(f"/cases/{ref}/access/bodies")

    assert (page.status, "<table" in page.response.text) == (200, False)
