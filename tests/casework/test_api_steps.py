"""Moving cases over the interface, their clocks, and what is written down about them."""

from uuid import UUID

import pytest

from tests.callers import Callers, json_of
from workflows.vocabulary import Pathway, Role, StepName


def test_every_step_says_whether_it_may_be_taken_and_why_not(callers: Callers) -> None:
    post = callers("don-bien-phong")

    listed = json_of(post.get(f"/cases/{post.reports()}/steps"))["items"]

    assert {step["step"] for step in listed} == set(StepName)
    assert all(step["allowed"] != bool(step["refusals"]) for step in listed)


def test_a_step_moves_the_case_and_answers_where_it_stands(callers: Callers) -> None:
    ref = callers.story.received()
    version = callers.story.version(ref)
    data = {"verifier": "cong-an-tinh"}

    answer = callers("so-y-te").post(
        f"/cases/{ref}/steps", {"step": "start_verification", "data": data}, If_Match=f'"{version}"'
    )

    said = json_of(answer)
    assert (answer.status_code, said["state"], said["holder"]) == (200, "initial_verification", "so-y-te")
    assert answer.headers["ETag"] == f'"{said["version"]}"'


def test_a_refused_step_says_every_reason_and_moves_nothing(callers: Callers) -> None:
    post = callers("don-bien-phong")
    ref = post.reports()

    answer = post.post(f"/cases/{ref}/steps", {"step": "identify"}, If_Match='"1"')

    refusals = json_of(answer)["refusals"]
    assert answer.status_code == 409
    assert {"wrong-state", "not-this-agency"} <= {refusal["rule"] for refusal in refusals}
    assert all(refusal["remedy"] for refusal in refusals)
    assert callers.story.version(ref) == 1


def test_a_step_that_moves_custody_is_refused_with_the_remedy(callers: Callers) -> None:
    post = callers("don-bien-phong")

    answer = post.post(f"/cases/{post.reports()}/steps", {"step": "bring_to_commune"}, If_Match='"1"')

    assert "handover-only" in {refusal["rule"] for refusal in json_of(answer)["refusals"]}


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"verifier": 5}, "data.verifier"),
        ({"grounds": ["rescuing_body"]}, "data.grounds"),
        ({"verifier": "nobody-at-all"}, "data.verifier"),
    ],
    ids=str,
)
def test_step_data_of_the_wrong_shape_is_named(callers: Callers, data: dict[str, object], field: str) -> None:
    ref = callers.story.received()
    version = callers.story.version(ref)

    answer = callers("so-y-te").post(
        f"/cases/{ref}/steps", {"step": "start_verification", "data": data}, If_Match=f'"{version}"'
    )

    assert (answer.status_code, json_of(answer)["errors"][0]["field"]) == (422, field)


def test_a_step_is_not_recorded_before_the_one_it_follows(callers: Callers) -> None:
    ref = callers.story.received()
    body = {"step": "start_verification", "occurred_at": "2026-07-01T08:00+07:00", "data": {}}

    answer = callers("so-y-te").post(f"/cases/{ref}/steps", body, If_Match=f'"{callers.story.version(ref)}"')

    assert answer.status_code == 422
    assert json_of(answer)["errors"][0]["code"] == "occurred-before-previous"


def test_the_journeys_in_force_are_told_to_any_signed_in_caller(callers: Callers) -> None:
    told = json_of(callers("thanh-tra", Role.AUDITOR).get("/journey"))["items"]

    assert {journey["pathway"] for journey in told} == set(Pathway)
    assert all({step["step"] for step in journey["steps"]} == set(StepName) for journey in told)


def test_clocks_are_told_with_their_basis_and_duty(callers: Callers) -> None:
    post = callers("don-bien-phong")

    clock = json_of(post.get(f"/cases/{post.reports()}/clocks"))["items"][0]

    assert (clock["duty_of"], clock["state"], clock["started_at"]) == (
        "don-bien-phong",
        "running",
        "2026-07-06T08:15:00+07:00",
    )
    assert "Luật 53/2024/QH15" in clock["basis"]


def test_a_clock_is_paused_resumed_and_extended_under_new_ids(callers: Callers) -> None:
    post = callers("don-bien-phong")
    ref = post.reports()
    clock = json_of(post.get(f"/cases/{ref}/clocks"))["items"][0]
    why = {"reason": "Mưa lũ chia cắt", "authority": "Quyết định 12/QĐ"}

    paused = json_of(post.post(f"/cases/{ref}/clocks/{clock['id']}/pause", why))
    callers.story.clock.move(hours=2)
    resumed = json_of(post.post(f"/cases/{ref}/clocks/{paused['id']}/resume", why))
    until = {"until": "2026-07-09T17:00+07:00"}
    extended = json_of(post.post(f"/cases/{ref}/clocks/{resumed['id']}/extend", why | until))

    assert [paused["state"], resumed["state"], extended["state"]] == ["paused", "running", "running"]
    assert extended["due_at"] == "2026-07-09T17:00:00+07:00"
    assert len({clock["id"], paused["id"], resumed["id"], extended["id"]}) == 4


@pytest.mark.parametrize("deed", ["pause", "resume", "extend"])
def test_a_clock_of_another_case_is_not_found(callers: Callers, deed: str) -> None:
    post = callers("don-bien-phong")
    one, two = post.reports("one"), post.reports("two")
    clock = json_of(post.get(f"/cases/{two}/clocks"))["items"][0]["id"]
    body = {"reason": "x", "authority": "y"} | (
        {"until": "2026-07-09T17:00+07:00"} if deed == "extend" else {}
    )

    assert post.post(f"/cases/{one}/clocks/{clock}/{deed}", body).status_code == 404


def test_custody_and_timeline_follow_the_person(callers: Callers) -> None:
    ref = callers.story.received()
    health = callers("so-y-te")

    custody = json_of(health.get(f"/cases/{ref}/custody"))["items"]
    timeline = json_of(health.get(f"/cases/{ref}/timeline"))["items"]

    assert [interval["agency"] for interval in custody] == ["don-bien-phong", "ubnd-xa", "so-y-te"]
    assert [interval["to"] for interval in custody[:-1]] == [interval["from"] for interval in custody[1:]]
    assert {"reported", "bring_to_commune", "receive"} <= {event["kind"] for event in timeline}


def test_each_consent_is_a_version_and_the_latest_stands(callers: Callers) -> None:
    post = callers("don-bien-phong")
    ref = post.reports()

    made = post.post(f"/cases/{ref}/consents", {"given": True, "scope": ["support"], "guardian": "Bà ngoại"})
    post.post(f"/cases/{ref}/consents", {"given": False, "withheld": ["support"]})

    consents = json_of(post.get(f"/cases/{ref}", X_Purpose="reception"))["consents"]
    assert made.status_code == 201
    assert UUID(json_of(made)["id"]).version == 7
    assert [(one["number"], one["given"]) for one in consents] == [(3, False), (2, True), (1, True)]


def test_a_note_is_kept_with_its_agency_and_time(callers: Callers) -> None:
    post = callers("don-bien-phong")
    ref = post.reports()
    body = {"text": "Đã gọi cho gia đình.\nHẹn lại chiều.", "occurred_at": "2026-07-06T08:20+07:00"}

    made = post.post(f"/cases/{ref}/notes", body)

    note = json_of(post.get(f"/cases/{ref}", X_Purpose="reception"))["notes"][0]
    assert (made.status_code, note["text"], note["agency"]) == (201, body["text"], "don-bien-phong")
    assert note["occurred_at"] == "2026-07-06T08:20:00+07:00"


@pytest.mark.parametrize(("path", "body"), [("notes", {"text": "x"}), ("consents", {"given": True})])
def test_nothing_is_written_down_in_the_future_or_before_the_report(
    callers: Callers, path: str, body: dict[str, object]
) -> None:
    post = callers("don-bien-phong")
    ref = post.reports()
    moments = ("2026-07-06T08:31+07:00", "2026-07-06T08:14+07:00")

    answers = [post.post(f"/cases/{ref}/{path}", {**body, "occurred_at": at}) for at in moments]

    assert [json_of(answer)["errors"][0]["code"] for answer in answers] == [
        "occurred-in-future",
        "occurred-before-previous",
    ]


def test_an_agency_that_only_held_the_case_before_writes_nothing(callers: Callers) -> None:
    ref = callers.story.received()

    answer = callers("don-bien-phong").post(f"/cases/{ref}/notes", {"text": "Muộn rồi."})

    assert answer.status_code == 403
