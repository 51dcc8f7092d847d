"""What a call takes from its request, in the order of refusing: purpose, version, query, body.

Each reader gives a value or raises; none of them knows a case.
"""

import re
from collections.abc import Callable, Iterator

from flask import request
from pydantic import ValidationError

from referral.kernel.errors import MissingKey, PurposeNotAllowed, VersionRequired
from referral.web.bodies import Body, Query
from referral.web.calls import Call
from referral.web.complaints import complain, is_unreadable
from referral.web.faults import BadRequest, WrongMediaType
from referral.web.uploads import sent_file
from workflows.vocabulary import Purpose

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_VERSION = re.compile(r'"(?P<tag>\d{1,9})"|(?P<bare>\d{1,9})', re.ASCII)
"""More digits would be no version of ours, and overflow a column."""

Reader = Callable[[], object]


def readers(call: Call) -> Iterator[tuple[str, Reader]]:
    """Give, for each thing a call takes, its name and how it is read."""
    if call.has_key:
        yield "key", idempotency_key
    if call.has_purpose:
        yield "purpose", purpose
    if call.has_version:
        yield "version", version
    if asked := call.query:
        yield "query", lambda: query(asked)
    if call.takes_file:
        yield "file", sent_file
    if sent := call.body:
        yield "body", (lambda: form(sent)) if call.takes_file else (lambda: body(sent))


def etag(number: int) -> str:
    """Write a version as an entity tag."""
    return f'"{number}"'


def idempotency_key() -> str:
    """Read the key that tells a repeated report from a new one.

    :raises MissingKey: if there is none
    """
    if key := request.headers.get("Idempotency-Key", "").strip():
        return key
    raise MissingKey


def purpose() -> Purpose | None:
    """Read why a case is opened; that none is given, the service refuses once it has found the case.

    :raises PurposeNotAllowed: if it is no purpose of ours
    """
    return purpose_of(request.headers.get("X-Purpose"))


def purpose_of(word: str | None) -> Purpose | None:
    """Read a purpose from its word; nothing if none is given.

    :raises PurposeNotAllowed: if it is no purpose of ours
    """
    word = (word or "").strip()
    if word and word not in set(Purpose):
        raise PurposeNotAllowed
    return Purpose(word) if word else None


def version() -> int:
    """Read from If-Match which version the caller has seen.

    :raises VersionRequired: if it does not say one
    """
    found = _VERSION.fullmatch(request.headers.get("If-Match", "").strip())
    if found is None:
        raise VersionRequired
    return int(found["tag"] or found["bare"])


def query(asked: type[Query]) -> Query:
    """Read what stands after the question mark.

    :raises InvalidInput: if some of it cannot be taken; every field is named
    """
    try:
        return asked.model_validate(request.args.to_dict())
    except ValidationError as error:
        raise complain(error) from None


def body(asked: type[Body]) -> Body:
    """Read the JSON body; nothing at all counts as an empty object.

    :raises WrongMediaType: if it says to be something else
    :raises BadRequest: if it is no JSON
    :raises InvalidInput: if some of it cannot be taken; every field is named
    """
    sent = request.get_data(cache=False).removeprefix(BYTE_ORDER_MARK)
    if sent and not request.is_json:
        raise WrongMediaType
    try:
        return asked.model_validate_json(sent or b"{}")
    except ValidationError as error:
        if is_unreadable(error):
            raise BadRequest from None
        raise complain(error) from None


def form(asked: type[Body]) -> Body:
    """Read what stands beside a file in its form.

    :raises InvalidInput: if some of it cannot be taken; every field is named
    """
    try:
        return asked.model_validate(request.form.to_dict())
    except ValidationError as error:
        raise complain(error) from None
