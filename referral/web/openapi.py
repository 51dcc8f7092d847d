"""The description of the JSON interface, OpenAPI 3.1, written from the declared calls. It holds no data.

Nothing is described by hand here that a call, a body or an answer already says.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Literal

from flask import Blueprint, Flask, current_app
from flask.typing import ResponseReturnValue
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from referral.web.answers import in_json
from referral.web.calls import CALLS, PREFIX, Call
from referral.web.uploads import FILE
from workflows.vocabulary import Purpose

Json = dict[str, object]
Mode = Literal["validation", "serialization"]

EXTENSION = "referral-openapi"
SCHEMA = "#/components/schemas/{model}"
INTRODUCTION = (
    "Every call needs a bearer token; `referral people token` mints one. Times are ISO-8601 with offset, "
    "seconds optional. Whatever shows or changes a case is entered in the access log before it is answered. "
    "A refusal is a problem document; a refused step or hand-over says every reason and what to do about it. "
    "A case the caller may not know of looks exactly like one that does not exist."
)

REFUSALS: Mapping[int, str] = {
    400: "It is no JSON, or a header that is needed is missing.",
    401: "We do not know who asks.",
    403: "The role or the purpose does not allow it.",
    404: "There is none, or it is not the caller's to know about.",
    409: "It cannot be done now; `refusals` gives every reason.",
    412: "Somebody changed the case since it was read.",
    413: "More was sent than is taken.",
    415: "The body is not sent in the form that this call takes.",
    422: "Some of it cannot be taken; `errors` names every field.",
    428: "If-Match does not say which version was read.",
    429: "Too many attempts; wait.",
    503: "Nothing was shown and nothing was changed; try again shortly.",
}
"""What each refusal means, whatever the call."""

blueprint = Blueprint("openapi", __name__, url_prefix=PREFIX)

_PLACE = re.compile(r"<(?P<type>\w+):(?P<name>\w+)>")
_PLACES: Mapping[str, Json] = {
    "string": {"type": "string"},
    "uuid": {"type": "string", "format": "uuid"},
    "int": {"type": "integer"},
}


class FieldProblem(BaseModel):
    """One field that cannot be taken."""

    field: str
    code: str
    message: str


class RefusalReason(BaseModel):
    """One reason why a step or a hand-over is refused, and what to do about it."""

    rule: str
    because: str
    remedy: str
    basis: str | None = None


class Problem(BaseModel):
    """A refusal as RFC 9457 has it."""

    type: str
    title: str
    status: int
    detail: str
    errors: tuple[FieldProblem, ...] = ()
    refusals: tuple[RefusalReason, ...] = ()


@blueprint.get("/openapi.json")
def document() -> ResponseReturnValue:
    """Describe the interface."""
    if EXTENSION not in current_app.extensions:
        current_app.extensions[EXTENSION] = describe(served_calls(current_app))
    return in_json(current_app.extensions[EXTENSION], 200)


def served_calls(app: Flask) -> tuple[Call, ...]:
    """Give the calls whose rooms are part of this application."""
    served = {rule.endpoint for rule in app.url_map.iter_rules()}
    return tuple(call for endpoint, call in CALLS.items() if endpoint in served)


def describe(calls: Iterable[Call]) -> Json:
    """Write the document that describes these calls."""
    listed = tuple(calls)
    names, schemas = _schemas(listed)
    paths: dict[str, Json] = {}
    for call in listed:
        paths.setdefault(_PLACE.sub(r"{\g<name>}", call.path), {})[call.method.lower()] = _operation(
            call, names
        )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "referral",
            "version": "1",
            "description": INTRODUCTION,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": PREFIX}],
        "security": [{"token": []}],
        "tags": [{"name": room} for room in sorted({call.room for call in listed})],
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": schemas,
            "responses": {f"Refusal{status}": _refusal(meaning) for status, meaning in REFUSALS.items()},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def refusals_of(call: Call) -> tuple[int, ...]:
    """Give the statuses with which a call may be refused, from its shape and as declared."""
    found = {401, 403, 429, 503, *call.errors}
    found |= {404} if _PLACE.search(call.path) else set()
    found |= {400, 415, 422} if call.body else set()
    found |= {413} if call.takes_file else set()
    found |= {422} if call.query else set()
    found |= {412, 428} if call.has_version else set()
    found |= {400} if call.has_key else set()
    return tuple(sorted(found))


def _schemas(calls: Iterable[Call]) -> tuple[dict[type[BaseModel], str], Json]:
    wanted: dict[tuple[type[BaseModel], Mode], None] = {(Problem, "serialization"): None}
    for call in calls:
        if call.answer:
            wanted[call.answer, "serialization"] = None
        if call.body and not call.takes_file:
            wanted[call.body, "validation"] = None
    by_model, found = models_json_schema(list(wanted), ref_template=SCHEMA)
    names = {model: str(by_model[model, mode]["$ref"]) for model, mode in wanted}
    return names, found.get("$defs", {})


def _operation(call: Call, names: Mapping[type[BaseModel], str]) -> Json:
    told: Json = {
        "operationId": f"{call.room}_{call.name}",
        "tags": [call.room],
        "summary": call.summary,
        "description": _described(call),
        "parameters": _parameters(call),
        "responses": {str(call.status): _success(call, names)}
        | {str(status): {"$ref": f"#/components/responses/Refusal{status}"} for status in refusals_of(call)},
    }
    if call.body:
        content = _form(call.body) if call.takes_file else _json(names[call.body])
        told["requestBody"] = {"required": True, "content": content}
    return told


def _described(call: Call) -> str:
    who = f"Permission: `{call.permission}`." if call.permission else "Any signed-in caller."
    return f"{call.description} {who}"


def _parameters(call: Call) -> list[Json]:
    places: list[Json] = [
        {"name": place["name"], "in": "path", "required": True, "schema": _PLACES[place["type"]]}
        for place in _PLACE.finditer(call.path)
    ]
    return [*places, *_headers(call), *_asked(call)]


def _headers(call: Call) -> list[Json]:
    headers: list[Json] = []
    if call.has_key:
        headers.append(
            _header("Idempotency-Key", "A value of your own; sent again, it gets the first answer.")
        )
    if call.has_purpose:
        headers.append(
            _header("X-Purpose", "Why the case is opened.", {"enum": [word.value for word in Purpose]})
        )
    if call.has_version:
        headers.append(_header("If-Match", 'The version that was read, like "4".'))
    return headers


def _header(name: str, description: str, more: Mapping[str, object] | None = None) -> Json:
    schema: Json = {"type": "string", **(more or {})}
    return {"name": name, "in": "header", "required": True, "description": description, "schema": schema}


def _asked(call: Call) -> list[Json]:
    if call.query is None:
        return []
    schema = call.query.model_json_schema(ref_template=SCHEMA)
    inner: Mapping[str, Json] = schema.get("$defs", {})
    return [
        {
            "name": name,
            "in": "query",
            "required": name in schema.get("required", ()),
            "schema": _inlined(one, inner),
        }
        for name, one in schema["properties"].items()
    ]


def _inlined(schema: object, inner: Mapping[str, Json]) -> object:
    """Write a parameter's schema out in full, so that it needs no component of its own."""
    if isinstance(schema, list):
        return [_inlined(one, inner) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if isinstance(ref := schema.get("$ref"), str):
        return _inlined(inner[ref.rpartition("/")[2]], inner)
    return {key: _inlined(value, inner) for key, value in schema.items()}


def _success(call: Call, names: Mapping[type[BaseModel], str]) -> Json:
    content = _json(names[call.answer]) if call.answer else {"application/octet-stream": {}}
    told: Json = {"description": call.summary, "content": content}
    if call.is_versioned:
        told["headers"] = {
            "ETag": {"description": "The version, to send as If-Match.", "schema": {"type": "string"}}
        }
    return told


def _refusal(meaning: str) -> Json:
    ref = SCHEMA.format(model="Problem")
    return {"description": meaning, "content": {"application/problem+json": {"schema": {"$ref": ref}}}}


def _json(ref: str) -> Json:
    return {"application/json": {"schema": {"$ref": ref}}}


def _form(body: type[BaseModel]) -> Json:
    """Describe a form with a file in it; its fields are written out, for they are texts here."""
    fields = _inlined(body.model_json_schema()["properties"], {})
    file: Json = {"type": "string", "contentMediaType": "application/octet-stream"}
    properties = {FILE: file, **(fields if isinstance(fields, dict) else {})}
    schema: Json = {"type": "object", "required": [FILE], "properties": properties}
    return {"multipart/form-data": {"schema": schema | {"additionalProperties": False}}}
