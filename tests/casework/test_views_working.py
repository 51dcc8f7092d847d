"""The pages on which a case is worked on: a step asks what it needs, and a refusal says why."""

from collections.abc import Mapping
from types import MappingProxyType

import pytest

from referral.sla.services import clocks
from tests.factories import AN_ADULT
from tests.web_client import Browsers, Page
from workflows.vocabulary import ClockState, Purpose, Role, State

NOTHING: Mapping[str, object] = MappingProxyType({})


def test_a_step_asks_exactly_what_it_needs(browsers: Browsers) -> None:
    ref = browsers.story.received()

    page = browsers("so-y-te").get(f"/cases/{ref}/steps/start-verification")

    assert _fields(page) >= {"verifier", "statement", "no_statement_because", "occurred_at", "version"}


def test_a_step_moves_the_case_on(browsers: Browsers) -> None:
    ref = browsers.story.received()

    page = _take(browsers, "so-y-te", ref, "start-verification", said={"verifier": "cong-an-tinh"})

    assert page.response.request.path == f"/cases/{ref}/open"
    assert browsers.story.case(ref).state == State.INITIAL_VERIFICATION


def test_the_verifier_is_chosen_among_those_who_may_verify(browsers: Browsers) -> None:
    ref = browsers.story.received()

    page = browsers("so-y-te").get(f"/cases/{ref}/steps/start-verification")

    offered = {option.get("value") for option in page.tree.iter("option")}
    assert {"cong-an-tinh", "don-bien-phong"} <= offered
    assert not {"so-y-te", "trung-tam-ctxh"} & offered


def test_a_conclusion_needs_its_grounds_and_its_paper(browsers: Browsers) -> None:
    ref = browsers.story.verified()

    page = _take(browsers, "cong-an-tinh", ref, "identify")

    assert page.status == 422
    assert {"#grounds-0", "#kind-0", "#number", "#issued_on"} <= page.links()


def test_who_loses_the_case_by_a_step_goes_to_the_desk(browsers: Browsers) -> None:
    ref = browsers.story.verified()
    paper = {"kind": "police_confirmation", "number": "12/XN", "issued_on": "06/07/2026"}

    page = _take(browsers, "cong-an-tinh", ref, "identify", said={"grounds": ["rescuing_body"], **paper})

    assert page.response.request.path == "/"
    assert browsers.story.case(ref).state == State.PROTECTED


def test_a_step_that_cannot_be_taken_says_why_and_what_to_do(browsers: Browsers) -> None:
    ref = browsers.story.received()

    page = browsers("so-y-te").get(f"/cases/{ref}/steps/return-home")

    assert f"/cases/{ref}/steps/return-home" not in page.actions()
    assert "Đã tiếp nhận" in page.text


def test_a_refused_step_shows_every_reason_and_changes_nothing(browsers: Browsers) -> None:
    ref = browsers.story.identified()

    page = _take(browsers, "so-y-te", ref, "return-home")

    assert page.status == 409
    assert "Chưa có kế hoạch hỗ trợ." in page.text
    assert "Chưa có đánh giá nguy cơ" in page.text
    assert browsers.story.case(ref).state == State.PROTECTED


def test_a_step_on_an_older_version_is_refused(browsers: Browsers) -> None:
    ref = browsers.story.received()

    page = browsers("so-y-te").post(
        f"/cases/{ref}/steps/start-verification", {"version": "1", "verifier": "cong-an-tinh"}
    )

    assert page.status == 412
    assert browsers.story.case(ref).state == State.RECEIVED


def test_a_step_without_a_version_is_refused(browsers: Browsers) -> None:
    ref = browsers.story.received()

    page = browsers("so-y-te").post(f"/cases/{ref}/steps/start-verification", {"verifier": "cong-an-tinh"})

    assert page.status == 428


def test_a_step_in_the_future_is_sent_back(browsers: Browsers) -> None:
    ref = browsers.story.received()

    page = _take(
        browsers,
        "so-y-te",
        ref,
        "withdraw",
        said={"informed_refusal": "Muốn về", "occurred_at": "01/01/2030 08:00"},
    )

    assert page.status == 422
    assert "#occurred_at" in page.links()


@pytest.mark.parametrize("step", ["bring-to-commune", "receive", "offer-transfer", "accept-transfer"])
def test_a_step_of_custody_leads_to_the_hand_over(browsers: Browsers, step: str) -> None:
    ref = browsers.story.reports("don-bien-phong").ref

    page = browsers("don-bien-phong").get(f"/cases/{ref}/steps/{step}")

    assert f"/cases/{ref}/offer" in page.links()


def test_a_step_nobody_knows_is_not_found(browsers: Browsers) -> None:
    ref = browsers.story.received()

    assert browsers("so-y-te").get(f"/cases/{ref}/steps/fly-away").status == 404


@pytest.mark.parametrize(
    ("step", "field"),
    [
        pytest.param("refuse-identification", "told_how_to_complain", id="a person is told how to complain"),
        pytest.param("request-full-verification", "finding", id="what was found is written down"),
        pytest.param("give-to-relatives", "collected_by", id="who collects a child is written down"),
        pytest.param("end-otherwise", "because", id="an end has its cause"),
    ],
)
def test_a_forms_questions_are_those_of_its_step(browsers: Browsers, step: str, field: str) -> None:
    ref = browsers.story.received()

    page = _take(browsers, "so-y-te", ref, step)

    assert page.status == 422
    assert field in _fields(page)


def test_an_end_is_taken_with_its_cause_by_a_supervisor(browsers: Browsers) -> None:
    ref = browsers.story.received()

    _take(
        browsers,
        "so-y-te",
        ref,
        "end-otherwise",
        Role.SUPERVISOR,
        said={"because": "lost_contact", "reason": "Không liên lạc được"},
    )

    assert browsers.story.case(ref).state == State.CLOSED


def test_a_correction_starts_from_what_is_known(browsers: Browsers) -> None:
    ref = browsers.story.reports("don-bien-phong").ref
    post = browsers("don-bien-phong")

    page = post.get(f"/cases/{ref}/change")

    assert _value(page, "full_name") == AN_ADULT.full_name


def test_a_correction_is_saved_on_what_was_seen(browsers: Browsers) -> None:
    ref = browsers.story.reports("don-bien-phong").ref
    post = browsers("don-bien-phong")

    post.post(
        f"/cases/{ref}/change", {"version": "1", "full_name": "Tên đúng", "sex": "female", "story": "Kể thêm"}
    )

    card = browsers.story.reads(browsers.story.officer("don-bien-phong"), ref, Purpose.CORRECTION)
    assert card.person is not None
    assert card.person.full_name == "Tên đúng"
    assert "Kể thêm" in {statement.text for statement in card.statements}


def test_a_correction_of_an_older_version_is_refused(browsers: Browsers) -> None:
    ref = browsers.story.received()

    page = browsers("so-y-te").post(f"/cases/{ref}/change", {"version": "1", "sex": "male"})

    assert page.status == 412


def test_a_purpose_without_the_person_offers_another(browsers: Browsers) -> None:
    ref = browsers.story.reports("don-bien-phong").ref
    supervisor = browsers("don-bien-phong", Role.SUPERVISOR)
    supervisor.post(f"/cases/{ref}/open", {"purpose": "supervision"})

    page = supervisor.get(f"/cases/{ref}/change")

    assert f"/cases/{ref}/open" in page.links()
    assert str(AN_ADULT.full_name) not in page.response.text


def test_a_note_is_added_and_shown(browsers: Browsers) -> None:
    ref = browsers.story.reports("don-bien-phong").ref
    post = browsers("don-bien-phong")
    post.post(f"/cases/{ref}/open", {"purpose": "reception"})

    page = post.post(f"/cases/{ref}/notes/new", {"text": "Đã ăn và nghỉ"})

    assert "Đã ăn và nghỉ" in page.text


def test_an_empty_note_is_not_added(browsers: Browsers) -> None:
    ref = browsers.story.reports("don-bien-phong").ref

    assert browsers("don-bien-phong").post(f"/cases/{ref}/notes/new", {"text": "  "}).status == 422


def test_a_consent_withholds_whatever_is_not_ticked(browsers: Browsers) -> None:
    ref = browsers.story.reports("don-bien-phong").ref
    said: dict[str, object] = {"given": "yes", "scope": ["support"], "language": "vi"}

    browsers("don-bien-phong").post(f"/cases/{ref}/consents/new", said)

    card = browsers.story.reads(browsers.story.officer("don-bien-phong"), ref, Purpose.PROTECTION)
    assert (card.consents[0].data.scope, len(card.consents[0].data.withheld)) == (("support",), 3)


def test_a_withdrawn_consent_agrees_to_nothing(browsers: Browsers) -> None:
    ref = browsers.story.reports("don-bien-phong").ref

    browsers("don-bien-phong").post(f"/cases/{ref}/consents/new", {"given": "no", "scope": ["support"]})

    card = browsers.story.reads(browsers.story.officer("don-bien-phong"), ref, Purpose.PROTECTION)
    assert (card.consents[0].data.given, card.consents[0].data.scope) == (False, ())


@pytest.mark.parametrize("said", [{}, {"given": "yes"}, {"given": "perhaps"}])
def test_a_consent_says_what_was_decided(browsers: Browsers, said: dict[str, object]) -> None:
    ref = browsers.story.reports("don-bien-phong").ref

    assert browsers("don-bien-phong").post(f"/cases/{ref}/consents/new", said).status == 422


def test_a_clock_is_paused_and_goes_on(browsers: Browsers) -> None:
    ref = browsers.story.reports("don-bien-phong").ref
    post = browsers("don-bien-phong")
    said: dict[str, object] = {"reason": "Bão, đường bị chia cắt", "authority": "Công điện 12/CĐ"}

    post.post(f"/cases/{ref}/clocks/{_clock(browsers, ref, ClockState.RUNNING)}/pause", said)
    paused = _clock(browsers, ref, ClockState.PAUSED)
    post.post(f"/cases/{ref}/clocks/{paused}/resume", said)

    assert _clock(browsers, ref, ClockState.RUNNING) != paused


def test_a_clock_is_extended_to_a_day(browsers: Browsers) -> None:
    ref = browsers.story.received()
    clock = _clock(browsers, ref, ClockState.RUNNING)
    said: dict[str, object] = {"until": "20/07/2026", "reason": "Chờ phiên dịch", "authority": "QĐ 5"}

    page = browsers("so-y-te").post(f"/cases/{ref}/clocks/{clock}/extend", said)

    assert page.status == 200
    assert "20/07/2026" in browsers("so-y-te").post(f"/cases/{ref}/open", {"purpose": "reception"}).text


def test_a_clock_is_never_held_without_an_authority(browsers: Browsers) -> None:
    ref = browsers.story.reports("don-bien-phong").ref
    clock = _clock(browsers, ref, ClockState.RUNNING)

    page = browsers("don-bien-phong").post(f"/cases/{ref}/clocks/{clock}/pause", {"reason": "Bão"})

    assert page.status == 422
    assert "#authority" in page.links()


@pytest.mark.parametrize("change", ["pause", "stop"])
def test_an_unknown_clock_or_change_is_not_found(browsers: Browsers, change: str) -> None:
    ref = browsers.story.reports("don-bien-phong").ref
    nobody = "0197d8c0-0000-7000-8000-000000000001"

    assert browsers("don-bien-phong").get(f"/cases/{ref}/clocks/{nobody}/{change}").status == 404


def _take(
    browsers: Browsers,
    code: str,
    ref: str,
    step: str,
    role: Role = Role.OFFICER,
    said: Mapping[str, object] = NOTHING,
) -> Page:
    """Take a step on the version that stands."""
    version = browsers.story.version(ref)
    return browsers(code, role).post(f"/cases/{ref}/steps/{step}", {"version": str(version), **said})


def _fields(page: Page) -> set[str]:
    kinds = ("input", "select", "textarea")
    return {str(field.get("name")) for kind in kinds for field in page.tree.iter(kind)}


def _value(page: Page, name: str) -> str:
    return next(field.get("value", "") for field in page.tree.iter("input") if field.get("name") == name)


def _clock(browsers: Browsers, ref: str, state: ClockState) -> str:
    """Give the latest clock of a case in a state."""
    case_id = browsers.story.case(ref).id
    cards = browsers.story.look(lambda session: clocks.of_case(session, browsers.story.clock, case_id))
    return str([card.id for card in cards if card.state is state][-1])
