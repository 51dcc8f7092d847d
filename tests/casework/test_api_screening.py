"""Screening and early refusals over the interface: an explained answer, and a count without a person."""

import pytest

from tests.callers import AT, Callers, a_report, json_of

SEEN = ["recruited-by-threats", "recruited-by-debt", "exploited-unprotected"]


def test_a_screening_answers_with_its_reasons(callers: Callers) -> None:
    post = callers("don-bien-phong")
    ref = post.reports(person={"sex": "male", "age_estimate": {"from": 15, "to": 19}})

    answer = post.post(f"/cases/{ref}/screenings", {"indicators": [*SEEN, SEEN[0]], "remarks": "Run rẩy"})

    said = json_of(answer)
    assert (answer.status_code, said["number"], said["as_child"], said["indicated"]) == (201, 1, True, False)
    assert "not yet checked against the original (ILO WCMS_105023)" in said["caution"]
    coercive = said["findings"][1]
    assert (coercive["positive"], coercive["rule"]) == (True, "Two strong indicators")
    assert [(seen["name"], seen["weight"]) for seen in coercive["seen"]] == [
        (SEEN[0], "strong"),
        (SEEN[1], "strong"),
    ]
    assert json_of(post.get(f"/cases/{ref}", X_Purpose="reception"))["screenings"] == [said]


@pytest.mark.parametrize(
    "body",
    [{"indicators": ["looked-tired"]}, {"indicators": "all"}, {"score": 9}],
    ids=["unknown", "text", "field"],
)
def test_a_screening_that_cannot_be_read_is_refused(callers: Callers, body: object) -> None:
    post = callers("don-bien-phong")

    answer = post.post(f"/cases/{post.reports()}/screenings", body)

    assert (answer.status_code, len(json_of(answer)["errors"])) == (422, 1)


def test_the_list_is_told_with_its_weights_and_its_doubt(callers: Callers) -> None:
    said = json_of(callers("don-bien-phong").get("/screening-indicators"))

    assert (len(said["indicators"]), said["confidence"], said["source"]) == (67, "R", "ILO WCMS_105023")
    assert "not yet checked" in said["caution"]
    assert said["child"]["needs"] == [["exploitation"]]
    assert said["indicators"][9] == {
        "name": "deceived-about-schooling",
        "dimension": "deceptive_recruitment",
        "label": "Deceived about access to education opportunities",
        "adult": "weak",
        "child": "strong",
        "ilo": [2],
    }


def test_an_adults_refusal_is_counted_without_a_person(callers: Callers) -> None:
    post = callers("don-bien-phong")
    body = {"occurred_at": AT, "pathway": "returned", "sex": "female", "age_band": "adult"}

    answer = post.post("/refusals-before-reception", body)

    assert (answer.status_code, json_of(answer)) == (201, {"counted": True})
    assert json_of(post.get("/cases"))["total"] == 0


@pytest.mark.parametrize("age", [{}, {"age_band": "uncertain"}, {"age_band": "child"}], ids=str)
def test_who_may_be_a_child_is_received_instead(callers: Callers, age: dict[str, str]) -> None:
    answer = callers("don-bien-phong").post(
        "/refusals-before-reception", {"occurred_at": AT, "pathway": "returned", **age}
    )

    (refusal,) = json_of(answer)["refusals"]
    assert (answer.status_code, refusal["rule"]) == (409, "a-child-cannot-refuse")
    assert "111" in refusal["remedy"]


def test_a_refusal_says_nothing_about_whom(callers: Callers) -> None:
    body = {"occurred_at": AT, "pathway": "returned", "age_band": "adult", "person": a_report()["person"]}

    answer = callers("don-bien-phong").post("/refusals-before-reception", body)

    assert (answer.status_code, json_of(answer)["errors"][0]["field"]) == (422, "person")
