"""Hand-overs over the interface: offered to a queue, answered once, never to oneself."""

from uuid import UUID

import pytest

from tests.callers import Callers, json_of
from workflows.vocabulary import Role

RECORD = {
    "place": "Đồn biên phòng",
    "condition": "Ổn định",
    "documents": ["giấy khai"],
    "belongings": ["ba lô"],
}
ATTESTED = {"attest": True, "condition": "Ổn định", "remarks": "Đã nhận đủ"}
UNKNOWN = UUID("019f350b-e5c0-70c5-ab26-3f24b9da7db8")


def offered(callers: Callers, to: str = "ubnd-xa", **more: object) -> tuple[str, str]:
    """A report at the border post, offered to a commune: the case's reference and the hand-over's id."""
    post = callers("don-bien-phong")
    ref = post.reports()
    answer = post.post(f"/cases/{ref}/handovers", {"to_agency": to, "record": RECORD, **more})
    return ref, str(json_of(answer)["id"])


def test_an_offer_is_answered_with_when_its_answer_is_due(callers: Callers) -> None:
    post = callers("don-bien-phong")

    answer = post.post(f"/cases/{post.reports()}/handovers", {"to_agency": "ubnd-xa", "record": RECORD})

    said = json_of(answer)
    assert (answer.status_code, said["state"]) == (201, "offered")
    assert said["answer_due_at"].endswith("+07:00")


def test_an_offer_stands_in_both_queues_without_identity(callers: Callers) -> None:
    ref, handover = offered(callers)

    incoming = callers("ubnd-xa").get("/handovers?direction=in&state=offered")
    outgoing = json_of(callers("don-bien-phong").get("/handovers?direction=out"))

    assert [line["id"] for line in json_of(incoming)["items"] + outgoing["items"]] == [handover, handover]
    assert json_of(incoming)["items"][0]["case"] == ref
    assert "Nguyễn" not in incoming.get_data(as_text=True)


def test_the_offered_agency_sees_a_summary_without_identity(callers: Callers) -> None:
    ref, _ = offered(callers)

    said = json_of(callers("ubnd-xa").get(f"/cases/{ref}", X_Purpose="transfer"))

    assert (said["state"], said["person"], said["story"], said["notes"]) == ("reported", None, None, [])


def test_accepting_moves_the_person_and_answers_where(callers: Callers) -> None:
    ref, handover = offered(callers)
    commune = callers("ubnd-xa")

    answer = commune.post(f"/handovers/{handover}/accept", ATTESTED)

    said = json_of(answer)
    assert (answer.status_code, said["outcome"], said["holder"]) == (200, "accepted", "ubnd-xa")
    assert (said["state"], said["stage"]) == ("at_commune", "reception")
    assert json_of(commune.get(f"/cases/{ref}", X_Purpose="reception"))["person"]["full_name"]


def test_accepting_without_attesting_is_refused_with_the_remedy(callers: Callers) -> None:
    ref, handover = offered(callers)

    answer = callers("ubnd-xa").post(f"/handovers/{handover}/accept", {"condition": "Ổn định"})

    assert (answer.status_code, callers.story.version(ref)) == (409, 1)
    assert all(refusal["remedy"] for refusal in json_of(answer)["refusals"])


def test_the_sender_cannot_accept_its_own_offer(callers: Callers) -> None:
    _, handover = offered(callers)

    answer = callers("don-bien-phong").post(f"/handovers/{handover}/accept", ATTESTED)

    assert (answer.status_code, json_of(answer)["refusals"][0]["rule"]) == (409, "not-this-agency")


def test_the_receiver_cannot_withdraw_what_was_offered_to_it(callers: Callers) -> None:
    _, handover = offered(callers)

    assert callers("ubnd-xa").post(f"/handovers/{handover}/withdraw", {}).status_code == 409


def test_a_decline_needs_its_reason(callers: Callers) -> None:
    _, handover = offered(callers)
    commune = callers("ubnd-xa")

    without = commune.post(f"/handovers/{handover}/decline", {})
    with_it = commune.post(f"/handovers/{handover}/decline", {"reason": "Không còn chỗ"})

    assert [without.status_code, with_it.status_code] == [409, 200]
    assert [refusal["rule"] for refusal in json_of(without)["refusals"]] == ["needs-reason"]
    assert (json_of(with_it)["outcome"], json_of(with_it)["holder"]) == ("declined", "don-bien-phong")


def test_an_offer_is_taken_back_without_a_reason_or_a_body(callers: Callers) -> None:
    _, handover = offered(callers)

    answer = callers("don-bien-phong").post(f"/handovers/{handover}/withdraw")

    assert (answer.status_code, json_of(answer)["outcome"]) == (200, "withdrawn")


@pytest.mark.parametrize("second", ["accept", "decline"])
def test_whoever_answers_second_is_told_the_outcome(callers: Callers, second: str) -> None:
    _, handover = offered(callers)
    commune = callers("ubnd-xa")
    commune.post(f"/handovers/{handover}/accept", ATTESTED)

    body = ATTESTED if second == "accept" else {"reason": "x"}
    late = commune.post(f"/handovers/{handover}/{second}", body)

    assert (late.status_code, json_of(late)["type"].rpartition("/")[2]) == (409, "handover-settled")
    assert "accepted" in json_of(late)["detail"]


def test_a_second_open_offer_is_refused(callers: Callers) -> None:
    ref, _ = offered(callers)

    second = callers("don-bien-phong").post(
        f"/cases/{ref}/handovers", {"to_agency": "so-y-te", "record": RECORD}
    )

    assert second.status_code == 409
    assert json_of(second)["refusals"]


def test_a_person_is_not_offered_to_ones_own_agency(callers: Callers) -> None:
    post = callers("don-bien-phong")

    answer = post.post(
        f"/cases/{post.reports()}/handovers", {"to_agency": "don-bien-phong", "record": RECORD}
    )

    assert "receiver-is-sender" in {refusal["rule"] for refusal in json_of(answer)["refusals"]}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"to_agency": "nobody-at-all"}, "to_agency"),
        ({"to_agency": "ubnd-xa", "record": {"weapon": "x"}}, "record.weapon"),
        ({"to_agency": "ubnd-xa", "record": {"documents": "x"}}, "record.documents"),
        ({"to_agency": "ubnd-xa", "occurred_at": "2026-07-06T08:31+07:00"}, "occurred_at"),
        ({}, "to_agency"),
    ],
    ids=str,
)
def test_an_offer_of_the_wrong_shape_is_told_by_field(
    callers: Callers, body: dict[str, object], field: str
) -> None:
    post = callers("don-bien-phong")

    answer = post.post(f"/cases/{post.reports()}/handovers", body)

    assert (answer.status_code, json_of(answer)["errors"][0]["field"]) == (422, field)


@pytest.mark.parametrize("deed", ["accept", "decline", "withdraw"])
@pytest.mark.parametrize("body", [ATTESTED, {"colour": "red"}, {}], ids=str)
def test_a_stranger_sees_no_difference_between_a_hidden_hand_over_and_none(
    callers: Callers, deed: str, body: object
) -> None:
    _, handover = offered(callers)
    stranger = callers("ubnd-xa-khac")

    hidden, missing = (stranger.post(f"/handovers/{which}/{deed}", body) for which in (handover, UNKNOWN))

    assert (hidden.status_code, hidden.data) == (404, missing.data)


def test_the_record_is_shown_to_whoever_holds_the_person_now(callers: Callers) -> None:
    _, handover = offered(callers)
    commune = callers("ubnd-xa")
    before = json_of(commune.get(f"/handovers/{handover}"))
    commune.post(f"/handovers/{handover}/accept", ATTESTED)

    after = json_of(commune.get(f"/handovers/{handover}"))

    assert (before["record"], before["handover"]["state"]) == (None, "offered")
    assert after["record"]["place"] == "Đồn biên phòng"
    assert after["answer"]["remarks"] == "Đã nhận đủ"


@pytest.mark.parametrize("query", ["direction=sideways", "state=lost", "per_page=0", "colour=red"])
def test_a_wrong_question_about_hand_overs_is_refused(callers: Callers, query: str) -> None:
    assert callers("ubnd-xa").get(f"/handovers?{query}").status_code == 422


def test_an_auditor_sees_no_hand_overs(callers: Callers) -> None:
    assert callers("thanh-tra", Role.AUDITOR).get("/handovers").status_code == 403
