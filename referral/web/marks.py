"""The mark under every route that says who may use it, and a first look at the role. Services do the rest."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeVar, cast

from referral.kernel.errors import NotAllowed
from referral.kernel.permissions import Actor, Permission
from workflows.vocabulary import Relation

View = TypeVar("View", bound=Callable[..., object])

PUBLIC: Mapping[str, str] = MappingProxyType(
    {
        "static": "style sheets and pictures hold nothing about anybody",
        "health.healthz": "says only that the process answers",
        "health.readyz": "says only which parts answer",
        "people.sign_in": "whoever is not signed in must be able to sign in",
        "people.sign_out": "whoever leaves may have been signed out already",
        "people.language": "the sign-in page too can be read in either language",
        "openapi.document": "the description of the interface holds no data",
    }
)
"""Endpoints that nobody needs to sign in for, each with its reason."""

QUIET = frozenset({"static", "health.healthz", "health.readyz", "openapi.document"})
"""Endpoints that never ask who is there, touch no transaction and are not counted."""

_MARK = "needs_permission"
_ALL = frozenset(Relation)


def needs(permission: Permission | None) -> Callable[[View], View]:
    """Say which permission a route needs; `None` is any signed-in caller, and a refusal is no ledger entry.

    It is a statement, and a first look at the role; whether this caller may do it to this case, only the
    service knows.
    """

    def mark(view: View) -> View:
        setattr(view, _MARK, permission)
        return view

    return mark


def is_marked(view: object) -> bool:
    """Tell whether a view says who may use it."""
    return hasattr(view, _MARK)


def permission_of(view: object) -> Permission | None:
    """Give the permission a marked view needs, or nothing where any signed-in caller may use it."""
    return cast("Permission | None", getattr(view, _MARK, None))


def check_role(actor: Actor, view: object, *, names_an_object: bool) -> None:
    """Refuse a role that could never use this view.

    Where the address names an object the service decides: a stranger must be told 404, before any 403.

    :raises NotAllowed: if no relation to any case would let this role do it
    """
    if not names_an_object and not may_use(actor, view):
        raise NotAllowed


def may_use(actor: Actor, view: object) -> bool:
    """Tell whether some relation to some case would let this role use this view."""
    permission = permission_of(view)
    return permission is None or actor.may(permission, _ALL)
