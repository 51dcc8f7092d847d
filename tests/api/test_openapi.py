"""The description of the interface: complete, sound, and true for what is served."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from referral.app import blueprints
from referral.web.calls import CALLS, PREFIX
from referral.web.openapi import REFUSALS, describe, refusals_of
from tests.api.schemas import mismatches, resolved, unsound
from tests.callers import Caller, Callers, json_of

WHO = re.compile(r"Permission: `[a-z-]+:[a-z-]+`\.|Any signed-in caller\.")
OPEN_TO_ALL = {"openapi.document"}
PROMISED = {
    "POST /cases",
    "GET /cases",
    "POST /cases/search",
    "GET /cases/{ref}",
    "PATCH /cases/{ref}",
    "GET /cases/{ref}/steps",
    "POST /cases/{ref}/steps",
    "GET /cases/{ref}/clocks",
    "GET /cases/{ref}/custody",
    "GET /cases/{ref}/timeline",
    "GET /cases/{ref}/access",
    "POST /cases/{ref}/clocks/{clock_id}/pause",
    "POST /cases/{ref}/clocks/{clock_id}/resume",
    "POST /cases/{ref}/clocks/{clock_id}/extend",
    "POST /cases/{ref}/handovers",
    "GET /handovers",
    "POST /handovers/{handover_id}/accept",
    "POST /handovers/{handover_id}/decline",
    "POST /handovers/{handover_id}/withdraw",
    "POST /cases/{ref}/consents",
    "POST /cases/{ref}/risk-assessments",
    "POST /cases/{ref}/best-interest",
    "POST /cases/{ref}/plans",
    "POST /cases/{ref}/follow-ups",
    "POST /cases/{ref}/papers",
    "POST /cases/{ref}/notes",
    "GET /alerts",
    "POST /alerts/{alert_id}/acknowledge",
    "GET /ledger/entries",
    "GET /ledger/checkpoint",
    "GET /ledger/proof/inclusion",
    "GET /ledger/proof/consistency",
    "GET /agencies",
    "GET /me",
    "GET /journey",
}
"""What the contract names and is built so far."""


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    rooms = {blueprint.name for blueprint in blueprints()}
    calls = (call for endpoint, call in CALLS.items() if endpoint.partition(".")[0] in rooms)
    described: dict[str, Any] = json.loads(json.dumps(describe(calls)))
    return described


def test_anyone_may_read_the_description(callers: Callers) -> None:
    answer = Caller(callers.app.test_client(), "").get("/openapi.json")

    assert (answer.status_code, answer.mimetype, json_of(answer)["openapi"]) == (
        200,
        "application/json",
        "3.1.0",
    )


def test_it_describes_all_that_the_contract_promises(document: dict[str, Any]) -> None:
    assert {told for told, _ in operations(document)} >= PROMISED


def test_every_address_of_the_interface_is_described(callers: Callers) -> None:
    served = {
        rule.endpoint
        for rule in callers.app.url_map.iter_rules()
        if rule.rule.startswith(PREFIX) and rule.endpoint not in OPEN_TO_ALL
    }

    assert served == set(CALLS), "Declare it with web.api.call: what is declared is described."


def test_every_operation_says_who_may_make_it_and_how_it_is_refused(document: dict[str, Any]) -> None:
    for told, operation in operations(document):
        assert re.search(
            r"Permission: `[a-z-]+:[a-z-]+`\.|Any signed-in caller\.", operation["description"]
        ), told
        assert {"401", "403", "503"} <= operation["responses"].keys(), told
        assert operation["responses"].keys() & {"200", "201"}, told


def test_no_two_operations_have_the_same_name(document: dict[str, Any]) -> None:
    names = [operation["operationId"] for _, operation in operations(document)]

    assert sorted(names) == sorted(set(names))


def test_every_place_in_a_path_is_a_parameter(document: dict[str, Any]) -> None:
    for told, operation in operations(document):
        places = {one["name"] for one in operation["parameters"] if one["in"] == "path"}

        assert places == set(re.findall(r"{(\w+)}", told)), told


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    for ref in references(document):
        assert resolved(ref, document) is not None


def test_every_schema_is_a_sound_schema(document: dict[str, Any]) -> None:
    for name, schema in document["components"]["schemas"].items():
        assert not list(unsound(schema)), name


def test_every_component_is_used(document: dict[str, Any]) -> None:
    used = {ref.rpartition("/")[2] for ref in references(document)}
    kinds = document["components"]

    assert kinds["schemas"].keys() | kinds["responses"].keys() == used


def test_bodies_admit_nothing_that_is_not_described(document: dict[str, Any]) -> None:
    bodies = {
        name: schema for name, schema in document["components"]["schemas"].items() if name.endswith("Body")
    }

    assert bodies
    assert all(schema["additionalProperties"] is False for schema in bodies.values())


def test_moments_are_described_as_moments(document: dict[str, Any]) -> None:
    clock = document["components"]["schemas"]["ClockAnswer"]["properties"]

    assert clock["due_at"] == {"format": "date-time", "title": "Due At", "type": "string"}
    assert clock["label"]["type"] == "string"


def test_the_data_of_each_step_is_named(document: dict[str, Any]) -> None:
    data = document["components"]["schemas"]["StepBody"]["properties"]["data"]

    assert "`identify`: `grounds`, `paper`." in data["description"]


def test_a_call_is_refused_for_what_its_shape_asks(document: dict[str, Any]) -> None:
    step = CALLS["casework_api.take_step"]

    assert set(refusals_of(step)) == {400, 401, 403, 404, 409, 412, 415, 422, 428, 429, 503}


def test_every_refusal_has_a_meaning(document: dict[str, Any]) -> None:
    assert document["paths"]
    assert {status for call in CALLS.values() for status in refusals_of(call)} <= REFUSALS.keys()


def test_the_same_calls_give_the_same_description() -> None:
    assert describe(CALLS.values()) == describe(CALLS.values())


@pytest.mark.parametrize(
    ("path", "headers", "schema"),
    [
        ("/cases", {}, "CasesAnswer"),
        ("/cases/{ref}", {"X_Purpose": "reception"}, "WholeCaseAnswer"),
        ("/cases/{ref}/steps", {}, "StepsAnswer"),
        ("/cases/{ref}/clocks", {}, "ClocksAnswer"),
        ("/cases/{ref}/custody", {}, "CustodyAnswer"),
        ("/cases/{ref}/timeline", {}, "TimelineAnswer"),
        ("/handovers?direction=out", {}, "HandoversAnswer"),
        ("/journey", {}, "JourneysAnswer"),
    ],
)
def test_answers_are_as_they_are_described(
    callers: Callers, document: dict[str, Any], path: str, headers: dict[str, str], schema: str
) -> None:
    post = callers("don-bien-phong")
    ref = post.reports()
    post.post(f"/cases/{ref}/handovers", {"to_agency": "ubnd-xa", "record": {"place": "đồn"}})

    said = json_of(post.get(path.format(ref=ref), **headers))

    assert not list(mismatches({"$ref": f"#/components/schemas/{schema}"}, said, document))


def test_a_refusal_is_as_it_is_described(callers: Callers, document: dict[str, Any]) -> None:
    post = callers("don-bien-phong")

    said = json_of(post.post(f"/cases/{post.reports()}/steps", {"step": "close"}, If_Match='"1"'))

    assert not list(mismatches({"$ref": "#/components/schemas/Problem"}, said, document))
    assert said["refusals"]


def operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


def references(part: object) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(ref := part.get("$ref"), str):
            yield ref
        for value in part.values():
            yield from references(value)
    if isinstance(part, list):
        for value in part:
            yield from references(value)
