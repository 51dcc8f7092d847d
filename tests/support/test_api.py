"""What is done for the person, over the interface: recorded by the holder, shown for its purpose."""

import pytest

from referral.casework.cards import PersonData
from tests.callers import Callers, json_of
from tests.factories import A_CHILD, intake
from workflows.vocabulary import Role, Sex

RISK = {"level": "high", "factors": ["bị đe dọa"], "plan": "Nơi tạm lánh"}
BEST_INTEREST = {"decision": "Ở với bà ngoại", "guardian": "Bà ngoại", "heard_child": True}
PLAN = {"needs": ["chỗ ở"], "services": ["tâm lý"], "agreed_with_person": True, "review_on": "2026-08-06"}
DEEDS = [
    pytest.param("risk-assessments", RISK, id="a risk assessment"),
    pytest.param("best-interest", BEST_INTEREST, id="a best-interest note"),
    pytest.param("plans", PLAN, id="a plan"),
    pytest.param("follow-ups", {"due_on": "2026-07-20"}, id="a follow-up"),
]


def reported(callers: Callers, person: PersonData = A_CHILD) -> str:
    """A case health holds from its first report."""
    return callers.story.reports("so-y-te", intake(callers.story.clock.now(), person)).ref


@pytest.mark.parametrize(("path", "body"), DEEDS)
def test_what_is_recorded_is_shown_to_those_who_support(
    callers: Callers, path: str, body: dict[str, object]
) -> None:
    health = callers("so-y-te")
    ref = reported(callers)

    made = health.post(f"/cases/{ref}/{path}", body)

    shown = json_of(health.get(f"/cases/{ref}", X_Purpose="protection"))["support"]
    kept = shown[path.replace("-", "_")][0]
    assert (made.status_code, kept["id"]) == (201, json_of(made)["id"])
    assert body.items() <= kept.items()


@pytest.mark.parametrize(("path", "body"), DEEDS)
def test_another_purpose_shows_nothing_of_it(callers: Callers, path: str, body: dict[str, object]) -> None:
    health = callers("so-y-te")
    ref = reported(callers)
    health.post(f"/cases/{ref}/{path}", body)

    shown = json_of(health.get(f"/cases/{ref}", X_Purpose="reception"))["support"]

    assert not any(shown.values())


@pytest.mark.parametrize(("path", "body"), DEEDS)
def test_a_former_holder_records_nothing_more(callers: Callers, path: str, body: dict[str, object]) -> None:
    ref = callers.story.received()

    assert callers("don-bien-phong").post(f"/cases/{ref}/{path}", body).status_code == 403


@pytest.mark.parametrize(("path", "body"), DEEDS)
def test_nothing_is_recorded_from_the_future(callers: Callers, path: str, body: dict[str, object]) -> None:
    later = {**body, "occurred_at": "2026-07-06T09:00+07:00"}

    answer = callers("so-y-te").post(f"/cases/{reported(callers)}/{path}", later)

    assert (answer.status_code, json_of(answer)["errors"][0]["code"]) == (422, "occurred-in-future")


def test_a_visit_is_recorded_with_what_it_found(callers: Callers) -> None:
    health = callers("so-y-te")
    ref = reported(callers)
    visit = json_of(health.post(f"/cases/{ref}/follow-ups", {"due_on": "2026-07-20"}))["id"]
    done = {"id": visit, "done_on": "2026-07-06", "outcome": "Ổn định"}
    found = {"findings": {"risk": "high", "goes_to_school": True, "has_work": False}}

    first, again = (health.post(f"/cases/{ref}/follow-ups", done | found) for _ in range(2))

    kept = json_of(health.get(f"/cases/{ref}", X_Purpose="support"))["support"]["follow_ups"]
    assert [first.status_code, again.status_code] == [201, 409]
    assert kept[0].items() >= {**done, "due_on": "2026-07-20"}.items()
    assert {name for name, found in kept[0]["findings"].items() if found} == {"risk", "goes_to_school"}


def test_several_visits_are_scheduled_at_once(callers: Callers) -> None:
    health = callers("so-y-te")
    ref = reported(callers)

    made = health.post(f"/cases/{ref}/follow-ups", {"due_on": "2026-07-31", "every_months": 2, "times": 3})

    kept = json_of(health.get(f"/cases/{ref}", X_Purpose="support"))["support"]["follow_ups"]
    assert json_of(made)["ids"] == [visit["id"] for visit in kept]
    assert [visit["due_on"] for visit in kept] == ["2026-07-31", "2026-09-30", "2026-11-30"]


def test_an_agreed_service_says_by_whom_and_until_when(callers: Callers) -> None:
    health = callers("so-y-te")
    ref = reported(callers)
    training = {"service": "học nghề", "provider": "Trường nghề", "from": "2026-09-01", "to": None}
    plan = PLAN | {"services": ["tâm lý", training, {"service": "chỗ ở"}]}

    made = health.post(f"/cases/{ref}/plans", plan)

    kept = json_of(health.get(f"/cases/{ref}", X_Purpose="support"))["support"]["plans"][0]
    assert made.status_code == 201
    assert kept["services"] == ["tâm lý", training, "chỗ ở"]


def test_a_service_without_a_name_is_asked_for_it(callers: Callers) -> None:
    plan = PLAN | {"services": [{"provider": "Trường nghề"}]}

    answer = callers("so-y-te").post(f"/cases/{reported(callers)}/plans", plan)

    assert (answer.status_code, json_of(answer)["errors"][0]["field"]) == (422, "services.0.service")


def test_a_visit_of_another_case_is_not_found(callers: Callers) -> None:
    health = callers("so-y-te")
    one = reported(callers)
    callers.story.clock.move(minutes=1)
    two = reported(callers)
    visit = json_of(health.post(f"/cases/{two}/follow-ups", {"due_on": "2026-07-20"}))["id"]

    done = {"id": visit, "done_on": "2026-07-06", "outcome": "Ổn định"}

    assert health.post(f"/cases/{one}/follow-ups", done).status_code == 404


def test_a_childs_plan_is_drafted_by_one_and_approved_by_another(callers: Callers) -> None:
    health, head = callers("so-y-te"), callers("so-y-te", Role.SUPERVISOR)
    ref = reported(callers)
    plan = json_of(health.post(f"/cases/{ref}/child-plans", {"needs": ["đi học"], "measures": ["học bổng"]}))[
        "id"
    ]

    own, approved = (caller.post(f"/cases/{ref}/child-plans", {"id": plan}) for caller in (health, head))

    kept = json_of(health.get(f"/cases/{ref}", X_Purpose="protection"))["support"]["child_plans"][0]
    assert [own.status_code, approved.status_code] == [403, 201]
    assert (kept["needs"], kept["approved_at"]) == (["đi học"], "2026-07-06T08:30:00+07:00")


def test_a_childs_plan_is_reviewed(callers: Callers) -> None:
    health, ref = callers("so-y-te"), reported(callers)
    plan = json_of(health.post(f"/cases/{ref}/child-plans", {"needs": ["đi học"]}))["id"]

    found = {"outcome": "continue", "finding": "Đi học đều"}
    answer = health.post(f"/cases/{ref}/child-plans/{plan}/review", found)

    kept = json_of(health.get(f"/cases/{ref}", X_Purpose="protection"))["support"]["child_plans"][0]
    assert answer.status_code == 201
    assert kept["reviews"] == [found | {"occurred_at": "2026-07-06T08:30:00+07:00"}]


def test_an_adult_has_no_childs_plan(callers: Callers) -> None:
    ref = reported(callers, PersonData(sex=Sex.MALE, age_from=30))

    answer = callers("so-y-te").post(f"/cases/{ref}/child-plans", {"needs": ["x"]})

    assert (answer.status_code, json_of(answer)["refusals"][0]["rule"]) == (409, "only-for-a-child")


def test_the_facility_that_admitted_completes_its_file(callers: Callers) -> None:
    centre = callers("trung-tam-ctxh")
    ref = centre.reports()

    done = centre.post(f"/cases/{ref}/facility-files", {"occurred_at": "2026-07-06T08:20+07:00"})

    clocks = json_of(centre.get(f"/cases/{ref}/clocks"))["items"]
    assert done.status_code == 201
    assert [clock["state"] for clock in clocks if clock["rule"] == "facility_file"] == ["met"]


def test_where_nobody_was_admitted_there_is_no_file_to_complete(callers: Callers) -> None:
    answer = callers("so-y-te").post(f"/cases/{reported(callers)}/facility-files")

    assert (answer.status_code, len(json_of(answer)["refusals"])) == (409, 1)
