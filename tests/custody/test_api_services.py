"""Referrals over the interface: offered, answered, done; what each side is shown, and what is refused how."""

import pytest

from tests.callers import Callers, json_of

GIVER, REASON = "tro-giup-phap-ly", "Cần luật sư nữ"
BODY = {"name": "Bệnh viện Thử", "paper": "12/GGT"}


@pytest.fixture
def ref(callers: Callers) -> str:
    return callers.story.received()


def referred(callers: Callers, ref: str, **more: object) -> str:
    """Health refers the person to legal aid; gives the hand-over's id."""
    body = {"to_agency": GIVER, "kind": "service", "service": "legal_aid", "reason": REASON, **more}
    return str(json_of(callers("so-y-te").post(f"/cases/{ref}/handovers", body))["id"])


def test_a_referral_is_offered_taken_on_and_done(callers: Callers, ref: str) -> None:
    one, giver = referred(callers, ref), callers(GIVER)

    taken = json_of(giver.post(f"/handovers/{one}/accept", {"attest": True}))
    during = json_of(giver.get(f"/cases/{ref}", X_Purpose="support"))
    done = giver.post(f"/handovers/{one}/done", {"outcome": "partly", "report": "Đã tư vấn"})

    assert (taken["outcome"], taken["holder"], taken["state"]) == ("accepted", "so-y-te", "received")
    assert (during["person"]["full_name"], during["story"], during["notes"]) == (
        "Nguyễn Thị Đặng Thử",
        None,
        [],
    )
    assert done.status_code == 200
    assert giver.get(f"/cases/{ref}", X_Purpose="support").status_code == 404


def test_the_holder_is_told_how_it_ended(callers: Callers, ref: str) -> None:
    one, giver = referred(callers, ref), callers(GIVER)
    giver.post(f"/handovers/{one}/accept", {"attest": True})
    giver.post(f"/handovers/{one}/done", {"outcome": "partly", "report": "Đã tư vấn"})

    told = json_of(callers("so-y-te").get(f"/handovers/{one}"))

    assert (told["handover"]["result"], told["answer"]["report"]) == ("partly", "Đã tư vấn")
    assert (told["handover"]["kind"], told["handover"]["step"]) == ("service", None)


def test_who_is_asked_is_shown_no_identity(callers: Callers, ref: str) -> None:
    one = referred(callers, ref)

    answers = [
        callers(GIVER).get(f"/handovers/{one}"),
        callers(GIVER).get("/handovers?direction=in"),
        callers(GIVER).get(f"/cases/{ref}", X_Purpose="transfer"),
    ]

    assert [answer.status_code for answer in answers] == [200] * 3
    assert not [answer for answer in answers if "Nguyễn" in answer.get_data(as_text=True)]
    assert not [answer for answer in answers if REASON in answer.get_data(as_text=True)]


def test_an_outside_body_has_no_account_and_a_paper(callers: Callers, ref: str) -> None:
    one = referred(callers, ref, to_agency=None, outside=BODY)
    health = callers("so-y-te")

    bare = health.post(f"/handovers/{one}/accept", {"attest": True})
    said = health.post(f"/handovers/{one}/accept", {"attest": True, "remarks": "Nhận lời bằng văn bản 5"})

    assert [refusal["rule"] for refusal in json_of(bare)["refusals"]] == ["needs-answer-of-body"]
    assert json_of(said)["outcome"] == "accepted"
    assert json_of(health.get(f"/handovers/{one}"))["record"]["paper"] == "12/GGT"


def test_a_service_is_declined_by_its_ground(callers: Callers, ref: str) -> None:
    one = referred(callers, ref)

    answer = callers(GIVER).post(f"/handovers/{one}/decline", {"ground": "full"})

    assert json_of(answer)["outcome"] == "declined"
    assert json_of(callers("so-y-te").get(f"/handovers/{one}"))["handover"]["ground"] == "full"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"service": "magic"}, "service"),
        ({"service": None}, "service"),
        ({"to_agency": "nobody"}, "to_agency"),
        ({"outside": BODY}, "outside"),
        ({"outside": {"name": "x", "paper": ""}}, "outside.paper"),
        ({"colour": "red"}, "colour"),
        ({"occurred_at": "2030-01-01T00:00+07:00"}, "occurred_at"),
    ],
    ids=str,
)
def test_a_referral_of_the_wrong_shape_is_told_by_field(
    callers: Callers, ref: str, body: dict[str, object], field: str
) -> None:
    given = {"to_agency": GIVER, "kind": "service", "service": "legal_aid", **body}

    answer = callers("so-y-te").post(f"/cases/{ref}/handovers", given)

    assert (answer.status_code, json_of(answer)["errors"][0]["field"]) == (422, field)


@pytest.mark.parametrize(
    ("who", "status"), [(GIVER, 409), ("so-y-te", 409), ("ubnd-xa-khac", 404), ("ubnd-xa", 404)]
)
def test_who_may_not_end_a_service_is_told_so(callers: Callers, ref: str, who: str, status: int) -> None:
    one = referred(callers, ref)

    assert callers(who).post(f"/handovers/{one}/done", {}).status_code == status
