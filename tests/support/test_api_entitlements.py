"""What a person is entitled to, over the interface: open before any outcome, decided later, counted."""

from typing import Any

import pytest

from referral.casework.cards import PersonData
from tests.callers import Caller, Callers, json_of
from tests.factories import A_CHILD, AN_ADULT, intake
from workflows.benefits import Category, Grade
from workflows.entitlements import entitled
from workflows.vocabulary import Pathway, Role

HEALTH, POLICE, CENTRE = "so-y-te", "cong-an-tinh", "trung-tam-ctxh"
SEVEN = ("a", "b", "c", "d", "đ", "e", "g")
PURPOSE = {"X_Purpose": "support"}


def overview(caller: Caller, ref: str) -> dict[str, Any]:
    """What a caller sees, letter by letter."""
    card = json_of(caller.get(f"/cases/{ref}/entitlements", **PURPOSE))
    return card | {"items": {line["letter"]: line for line in card["items"]}}


def rules_of(said: dict[str, Any]) -> list[str]:
    """Name the reasons of a refusal."""
    return [reason["rule"] for reason in said["refusals"]]


def test_support_is_given_while_verification_is_still_open(callers: Callers) -> None:
    ref = callers.story.verified()
    health = callers(HEALTH)

    answers = [health.post(f"/cases/{ref}/deliveries", {"service": letter}) for letter in SEVEN]

    card = overview(health, ref)
    assert [answer.status_code for answer in answers] == [201] * 7
    assert card["category"] == "in_process"
    assert {letter: line["grade"] for letter, line in card["items"].items()} == {
        **dict.fromkeys(SEVEN, "listed"),
        **dict.fromkeys("hik", "not_listed"),
    }
    assert [card["items"][letter]["benefits"][0]["times"] for letter in SEVEN] == [1] * 7
    assert json_of(health.get(f"/cases/{ref}", X_Purpose="support"))["state"] == "initial_verification"


def test_an_application_goes_from_incomplete_to_given(callers: Callers) -> None:
    ref = callers.story.identified()
    health = callers(HEALTH)
    made = json_of(
        health.post(
            f"/cases/{ref}/entitlements", {"regime": "h", "missing": ["Mẫu số 07"], "details": "Lớp 8"}
        )
    )
    completed = json_of(health.post(f"/cases/{ref}/entitlements", {"id": made["id"], "completed": True}))

    decided = health.post(
        f"/cases/{ref}/entitlements",
        {"id": made["id"], "decision": "granted", "from": "2026-09-01", "until": "2028-05-31"},
    )

    given = json_of(health.post(f"/cases/{ref}/deliveries", {"service": "schooling", "provider": "THCS"}))
    schooling = overview(health, ref)["items"]["h"]["benefits"][0]
    assert (made["state"], made["missing"], made["due_at"]) == ("incomplete", ["Mẫu số 07"], None)
    assert (completed["state"], completed["due_at"]) == ("complete", "2026-07-17T23:59:59+07:00")
    assert (decided.status_code, json_of(decided)["state"]) == (201, "granted")
    assert (given["service"], given["times"], given["total"]) == ("schooling", 1, 1)
    assert (schooling["applications"][0]["until"], schooling["times"]) == ("2028-05-31", 1)
    support = json_of(health.get(f"/cases/{ref}", X_Purpose="support"))["support"]
    assert (support["entitlements"][0]["details"], support["deliveries"][0]["provider"]) == ("Lớp 8", "THCS")


def test_a_refusal_names_its_ground_and_the_way_to_complain(callers: Callers) -> None:
    ref = callers.story.identified()
    health = callers(HEALTH)
    made = json_of(health.post(f"/cases/{ref}/entitlements", {"regime": "hardship_allowance"}))["id"]
    refusal = {
        "id": made,
        "decision": "refused",
        "ground": "conditions_not_met",
        "reason": "Chưa đủ điều kiện",
        "told_how_to_complain": True,
    }

    untold = health.post(f"/cases/{ref}/entitlements", refusal | {"told_how_to_complain": False})
    unwilling = health.post(f"/cases/{ref}/entitlements", refusal | {"ground": "did_not_co_operate"})
    decided = health.post(f"/cases/{ref}/entitlements", refusal)

    assert (untold.status_code, rules_of(json_of(untold))) == (409, ["needs-told-how-to-complain"])
    assert (unwilling.status_code, json_of(unwilling)["errors"][0]["field"]) == (422, "ground")
    assert (decided.status_code, json_of(decided)["state"]) == (201, "refused")
    kept = overview(health, ref)["items"]["k"]["benefits"][0]["applications"][0]
    assert (kept["ground"], kept["reason"]) == ("conditions_not_met", "Chưa đủ điều kiện")


@pytest.mark.parametrize(
    ("letter", "rules"),
    [
        pytest.param("h", ["not-listed"], id="schooling"),
        pytest.param("k", ["not-listed"], id="an allowance"),
        pytest.param("a", ["no-application-needed"], id="what needs no application"),
        pytest.param("health_insurance", ["not-listed", "no-application-needed"], id="insurance"),
    ],
)
def test_who_is_not_identified_is_told_the_article(callers: Callers, letter: str, rules: list[str]) -> None:
    ref = callers.story.reports(HEALTH).ref

    answer = callers(HEALTH).post(f"/cases/{ref}/entitlements", {"regime": letter})

    said = json_of(answer)
    assert (answer.status_code, rules_of(said)) == (409, rules)
    assert all(reason["basis"] for reason in said["refusals"])


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        pytest.param("entitlements", {}, "regime", id="neither applied nor decided"),
        pytest.param("entitlements", {"regime": "h", "completed": True}, "regime", id="two things at once"),
        pytest.param("entitlements", {"regime": "f"}, "regime", id="a letter the article has not"),
        pytest.param("deliveries", {"service": "gifts"}, "service", id="a service the law has not"),
        pytest.param("deliveries", {"service": "a", "times": 0}, "times", id="no time at all"),
    ],
)
def test_what_cannot_be_read_is_named(
    callers: Callers, path: str, body: dict[str, object], field: str
) -> None:
    ref = callers.story.reports(HEALTH).ref

    answer = callers(HEALTH).post(f"/cases/{ref}/{path}", body)

    assert (answer.status_code, [error["field"] for error in json_of(answer)["errors"]]) == (422, [field])


@pytest.mark.parametrize(
    ("person", "pathway", "category"),
    [
        pytest.param(AN_ADULT, Pathway.FOREIGN_NATIONAL, Category.FOREIGN, id="a foreign national"),
        pytest.param(A_CHILD, Pathway.SELF_REPORTED, Category.IN_PROCESS, id="a child being verified"),
    ],
)
def test_the_page_of_a_category_is_its_column(
    callers: Callers, person: PersonData, pathway: Pathway, category: Category
) -> None:
    ref = callers.story.reports(HEALTH, intake(callers.story.clock.now(), person, pathway=pathway)).ref

    card = overview(callers(HEALTH), ref)

    expected = {one.regime.letter: one.grade for one in entitled(category, callers.story.clock.now().date())}
    assert {letter: Grade(line["grade"]) for letter, line in card["items"].items()} == expected


def test_only_who_supports_or_decides_sees_what_somebody_is_entitled_to(callers: Callers) -> None:
    ref = callers.story.transferred()

    answers = {
        code: callers(code).get(f"/cases/{ref}/entitlements", X_Purpose=purpose)
        for code, purpose in ((CENTRE, "support"), (HEALTH, "transfer"), ("don-bien-phong", "support"))
    }
    without = callers(CENTRE).get(f"/cases/{ref}/entitlements")

    assert {code: answer.status_code for code, answer in answers.items()} == {
        CENTRE: 200,
        HEALTH: 200,
        "don-bien-phong": 403,
    }
    assert json_of(without)["type"].endswith("purpose-required")


def test_an_administrator_enters_amounts_and_nobody_else_does(callers: Callers) -> None:
    amount = {
        "benefit": "travel", "province_code": "51", "dong": 1, "per": "lượt", "from": "2026-01-01",
        "source": "x",
    }  # fmt: skip
    administrator = callers("quan-tri", Role.ADMINISTRATOR)

    made, refused = (caller.post("/support-amounts", amount) for caller in (administrator, callers(HEALTH)))

    assert (made.status_code, refused.status_code) == (201, 403)
    assert json_of(administrator.get("/support-amounts"))["items"] == [json_of(made)]
