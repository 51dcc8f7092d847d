"""How a call of the JSON interface is declared: once, with all it takes, all it answers and who may make it.

A route then only calls one service. Nothing here knows a room; what a call's body means, its room says.
"""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import cast
from uuid import UUID

from flask import Blueprint
from flask.typing import ResponseReturnValue

from referral.kernel.errors import NotAllowed, ReferralError, StaleVersion
from referral.kernel.ledger import Action, attempt
from referral.kernel.permissions import Permission
from referral.web.answers import answer as answer_with
from referral.web.answers import give_file
from referral.web.asking import etag, purpose_of, readers
from referral.web.attempts import at_hand
from referral.web.bodies import Answer, Body, Query
from referral.web.calls import CALLS, PREFIX, Call, Seen, Sees, View
from referral.web.marks import needs
from referral.web.uploads import GivenFile, takes_a_file
from referral.web.world import current

__all__ = ["CALLS", "PREFIX", "at_hand", "blueprint_of", "call", "purpose_of"]

Places = Mapping[str, str | UUID]
"""What stood in the path: a case's reference, the id of a hand-over."""


def blueprint_of(room: str, import_name: str) -> Blueprint:
    """Make the blueprint under which a room's calls are registered."""
    return Blueprint(f"{room}_api", import_name, url_prefix=PREFIX)


def call(  # noqa: PLR0913 — it declares a whole call; every part is named
    blueprint: Blueprint,
    method: str,
    path: str,
    *,
    permission: Permission | None,
    answer: type[Answer] | None,
    summary: str,
    status: int = 200,
    body: type[Body] | None = None,
    query: type[Query] | None = None,
    errors: tuple[int, ...] = (),
    sees: Sees | None = None,
    has_purpose: bool = False,
    has_version: bool = False,
    has_key: bool = False,
    takes_file: bool = False,
) -> Callable[[View], View]:
    """Declare a call.

    Its view gets what stood in the path, and `body`, `query`, `purpose`, `version` and `key` as asked.
    It gives a card, of which the answer is read; its docstring describes the call to those who use it.

    :param permission: nothing for what any signed-in caller may ask
    :param answer: nothing where the view gives a file
    :param errors: the refusals its service adds to those that follow from its shape, like 409
    :param sees: how to look at what the path names before a request that cannot be read is refused, so that
        a stranger learns nothing from the refusal
    :param has_version: If-Match is asked for
    :param takes_file: the view gets `file`, its bytes; the body comes as the other fields of the same form
    """

    def declare(view: View) -> View:
        asked = Call(
            method=method,
            path=path,
            room=blueprint.name.removesuffix("_api"),
            name=view.__name__,
            summary=summary,
            description=" ".join((view.__doc__ or summary).split()),
            permission=permission,
            answer=answer,
            status=status,
            body=body,
            query=query,
            errors=errors,
            sees=sees,
            has_purpose=has_purpose,
            has_version=has_version,
            has_key=has_key,
            takes_file=takes_file,
        )
        CALLS[f"{blueprint.name}.{view.__name__}"] = asked
        _register(blueprint, asked, view)
        return view

    return declare


def _register(blueprint: Blueprint, asked: Call, view: View) -> None:
    @wraps(view)
    def handle(**places: str | UUID) -> ResponseReturnValue:
        return _answered(asked, view(**places, **_given(asked, places)))

    marked = needs(asked.permission)(takes_a_file(handle) if asked.takes_file else handle)
    blueprint.add_url_rule(asked.path, asked.name, marked, methods=[asked.method])


def _given(asked: Call, places: Places) -> dict[str, object]:
    given: dict[str, object] = {}
    for name, read in readers(asked):
        try:
            given[name] = read()
        except ReferralError:
            _look_first(asked, places, given)
            raise
    return given


def _look_first(asked: Call, places: Places, given: Mapping[str, object]) -> None:
    """Before a request is refused for its shape, refuse it as its service would: unseen, not allowed, stale.

    :raises NotFound: if the caller may not know of what the path names
    :raises NotAllowed: if the caller may know of it, but not do this
    :raises StaleVersion: if another version was read than stands
    """
    if asked.sees is None:
        return
    about = places[asked.subject]
    look: Callable[..., object] = asked.sees
    seen = look(*at_hand(), about)
    attempt(current.session, Action.REQUEST_REFUSED, str(about))
    relations = seen.relations if isinstance(seen, Seen) else frozenset()
    if asked.permission is not None and not current.actor.may(asked.permission, relations):
        raise NotAllowed
    if isinstance(seen, Seen) and given.get("version", seen.version) != seen.version:
        raise StaleVersion(seen.version)


def _answered(asked: Call, card: object) -> ResponseReturnValue:
    if asked.answer is None:
        return give_file(cast("GivenFile", card))
    said = asked.answer.of(card)
    headers = {"ETag": etag(dict(said)["version"])} if asked.is_versioned else {}
    return answer_with(said, asked.status, headers)
