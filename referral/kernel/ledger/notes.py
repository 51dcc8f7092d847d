"""How services tell the ledger what was done: they announce, and the deed's end writes it down.

Nothing here touches the database, so a service may announce before, between or after its own statements.
"""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from referral.kernel.ledger.actions import Action, Result
from referral.kernel.ledger.entries import About, Note, names
from referral.kernel.permissions import Actor
from referral.kernel.references import is_reference


def note(  # noqa: PLR0913 — an entry has that many parts, all but four by name
    session: Session,
    actor: Actor,
    action: Action,
    about: About = None,
    *,
    purpose: str | None = None,
    fields: Sequence[str] = (),
    records: Mapping[str, str] | None = None,
    result: Result = Result.OK,
    detail: Mapping[str, str | int] | None = None,
) -> None:
    """Announce an entry, to be appended as the last statement of the deed's transaction.

    :param about: the id or public reference of the thing, or of every thing a page showed
    :param fields: the names of the fields shown or changed, never their values
    :param records: for each row written, its record digest
    :param detail: ids, verbs and counts only
    :raises ValueError: if a part holds anything but ids and verbs
    """
    said = Note(actor, action, names(about), purpose, tuple(fields), records, result, detail)
    session.info["announced"].append(said)


def attempt(session: Session, action: Action, about: About = None) -> None:
    """Say what is being tried, so that a refusal is recorded under that name.

    What is no id or reference of ours is left out: an address may hold anything, a person's name too.
    """
    session.info["attempting"] = (action, about if isinstance(about, UUID) else _references(about))


def _references(about: About) -> tuple[str, ...]:
    return tuple(name for name in names(about) if is_reference(name) or _is_id(name))


def _is_id(name: str) -> bool:
    try:
        return str(UUID(name)) == name
    except ValueError:
        return False
