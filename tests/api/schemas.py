"""As much of JSON Schema as the description of the interface uses, to hold answers against it.

A keyword that is not known here is reported, so that nothing is ever passed over in silence.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

Schema = Mapping[str, Any]

TYPES: Mapping[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
}
FORMATS: Mapping[str, Callable[[str], object]] = {
    "date-time": datetime.fromisoformat,
    "date": date.fromisoformat,
    "uuid": UUID,
}
INNER = {"properties", "items", "anyOf", "additionalProperties", "$ref"}
PLAIN = {"type", "format", "enum", "const", "required", "title", "description", "default"}
LIMITS = {"minLength", "maxLength", "minItems", "maxItems", "minimum", "maximum", "maxProperties"}


def unsound(schema: object) -> Iterator[str]:
    """Say what is not a schema as we know them."""
    if isinstance(schema, bool):
        return
    if not isinstance(schema, dict):
        yield f"{schema!r} is no schema"
        return
    yield from sorted(schema.keys() - INNER - PLAIN - LIMITS)
    yield from {schema.get("type", "null")} - TYPES.keys()
    yield from {schema.get("format", "date")} - FORMATS.keys()
    yield from set(schema.get("required", ())) - schema.get("properties", {}).keys()
    inner = [*schema.get("properties", {}).values(), *schema.get("anyOf", ())]
    for one in [*inner, schema.get("items", True), schema.get("additionalProperties", True)]:
        yield from unsound(one)


def resolved(ref: str, document: Schema) -> Schema:
    """Give what a reference leads to.

    :raises KeyError: if it leads nowhere
    """
    found: Any = document
    for key in ref.removeprefix("#/").split("/"):
        found = found[key]
    schema: Schema = found
    return schema


def mismatches(schema: Schema, value: object, document: Schema, where: str = "") -> Iterator[str]:
    """Say where a value is not as its schema describes it."""
    if "$ref" in schema:
        yield from mismatches(resolved(schema["$ref"], document), value, document, where)
    if "anyOf" in schema:
        tried = [list(mismatches(one, value, document, where)) for one in schema["anyOf"]]
        yield from [] if [] in tried else [f"{where}: none of {len(tried)} fits"]
    if "type" in schema and not isinstance(value, TYPES[schema["type"]]):
        yield f"{where}: no {schema['type']}"
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{where}: not in the list"
    yield from _wrong_form(schema, value, where)
    yield from _wrong_parts(schema, value, document, where)


def _wrong_form(schema: Schema, value: object, where: str) -> Iterator[str]:
    try:
        FORMATS.get(schema.get("format", ""), str)(str(value))
    except ValueError:
        yield f"{where}: no {schema['format']}"


def _wrong_parts(schema: Schema, value: object, document: Schema, where: str) -> Iterator[str]:
    if isinstance(value, dict):
        parts = schema.get("properties", {})
        yield from (f"{where}.{name}: missing" for name in set(schema.get("required", ())) - value.keys())
        if parts:
            yield from (f"{where}.{name}: not described" for name in value.keys() - parts.keys())
        for name in parts.keys() & value.keys():
            yield from mismatches(parts[name], value[name], document, f"{where}.{name}")
    if isinstance(value, list):
        for place, item in enumerate(value):
            yield from mismatches(schema.get("items", {}), item, document, f"{where}.{place}")
