"""Agencies: who they are, where they stand in the line of duty, how one is added. No case is looked at."""

import re
import time
from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from referral.kernel import ledger
from referral.kernel.clock import Clock
from referral.kernel.errors import FieldError, InvalidInput, NotAllowed
from referral.kernel.ledger import Action
from referral.kernel.permissions import Actor, Permission
from referral.kernel.references import new_id
from referral.kernel.vault import vault_of
from referral.kernel.vault.timed import TimedMemory
from referral.people import queries
from referral.people.cards import AgencyCard, AgencyLine, AgencyName, NewAgency
from referral.people.models import Agency
from referral.people.services import places
from workflows.vocabulary import AgencyKind

N_ = str
"""Marks a sentence for the catalogue of translations, and leaves it as it is."""

_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)
_LONGEST_CODE = 80

_NAMES: TimedMemory[UUID, AgencyName] = TimedMemory(60, 8192, time.monotonic)
"""Every step and list needs names; a code never changes, and a new name may be seen a minute late."""


def by_code(session: Session, code: str) -> Agency | None:
    """Give the agency of that code, active or not."""
    return queries.agency_by_code(session, code)


def names(session: Session, ids: Collection[UUID]) -> dict[UUID, AgencyName]:
    """Give how agencies are called; an unknown id is left out."""
    known = _NAMES.get_all(ids)
    missing = set(ids) - known.keys()
    if missing:
        rows = session.execute(
            select(Agency.id, Agency.code, Agency.name, Agency.kind).where(Agency.id.in_(missing))
        )
        for agency_id, code, name, kind in rows:
            known[agency_id] = AgencyName(code, name, AgencyKind(kind))
            _NAMES.put(agency_id, known[agency_id])
    return known


def code_of(session: Session, agency_id: UUID) -> str:
    """Give an agency's code.

    :raises KeyError: if there is no such agency
    """
    return names(session, {agency_id})[agency_id].code


def health_of(session: Session, province_code: str) -> UUID | None:
    """Give the health department of a province."""
    return queries.agency_of_kind(session, AgencyKind.HEALTH, province_code=province_code)


def operations_of(session: Session, province_code: str) -> UUID | None:
    """Give the agency that operates this system: the province's own, or the one there is."""
    kind = AgencyKind.OPERATIONS
    own = queries.agency_of_kind(session, kind, province_code=province_code)
    return own or next((one.id for one, _ in queries.active_agencies(session, [kind], None)), None)


def commune_at_seat_of(session: Session, agency_id: UUID) -> UUID | None:
    """Give the people's committee of the commune where an agency has its seat; a committee's is itself."""
    agency = session.get(Agency, agency_id)
    if agency is None or not agency.commune_code:
        return None
    if agency.kind == AgencyKind.COMMUNE.value:
        return agency.id
    return queries.commune_at(session, agency.commune_code)


def list_agencies(
    session: Session, *, kinds: Collection[AgencyKind] = (), province_code: str | None = None
) -> tuple[AgencyCard, ...]:
    """Give the active agencies, by code; any signed-in caller may know them."""
    found = queries.active_agencies(session, kinds, province_code)
    return tuple(_card(agency, parent) for agency, parent in found)


def show_all(session: Session, actor: Actor) -> tuple[AgencyLine, ...]:
    """Give the active agencies to who manages accounts, province by province, each under its own name.

    :raises NotAllowed: if the caller may not manage accounts
    """
    if not actor.may(Permission.ACCOUNT_MANAGE):
        raise NotAllowed
    cards = list_agencies(session)
    called = {card.code: card.name for card in cards}
    lines = (_line(card, called.get(card.parent or "", card.parent or "")) for card in cards)
    return tuple(sorted(lines, key=lambda line: (line.province, line.card.kind, line.card.name)))


def _line(card: AgencyCard, parent: str) -> AgencyLine:
    province, commune = places.province(card.province_code), places.commune(card.commune_code)
    return AgencyLine(
        card,
        parent,
        province.name if province else card.province_code,
        commune.name if commune else card.commune_code,
    )


def card_of(session: Session, agency_id: UUID) -> AgencyCard:
    """Give an agency as any signed-in caller may know it.

    :raises NoResultFound: if there is no such agency
    """
    agency, parent = queries.agency_with_parent(session, agency_id)
    return _card(agency, parent)


def open_agency(session: Session, clock: Clock, actor: Actor, new: NewAgency) -> UUID:
    """Add an agency, with a key of its own.

    :raises NotAllowed: if the caller may not manage accounts
    :raises InvalidInput: if its code is taken or badly formed, or a place or its parent is unknown
    """
    ledger.attempt(session, Action.AGENCY_OPENED)
    if not actor.may(Permission.ACCOUNT_MANAGE):
        raise NotAllowed
    parent = queries.agency_by_code(session, new.parent) if new.parent else None
    _check(session, new, parent)
    agency = Agency(
        id=new_id(clock),
        code=new.code,
        name=new.name,
        kind=new.kind.value,
        parent_id=parent.id if parent else None,
        province_code=new.province_code,
        commune_code=new.commune_code,
        email=new.email,
        works_saturday_mornings=new.works_saturday_mornings,
    )
    session.add(agency)
    session.flush()
    vault_of(session).ensure_agency(agency.id)
    ledger.note(session, actor, Action.AGENCY_OPENED, agency.code, detail={"kind": agency.kind})
    return agency.id


def _check(session: Session, new: NewAgency, parent: Agency | None) -> None:
    commune = places.commune(new.commune_code)
    wrong = {
        "code": not _CODE.fullmatch(new.code) or len(new.code) > _LONGEST_CODE,
        "parent": new.parent is not None and parent is None,
        "province_code": places.province(new.province_code) is None,
        "commune_code": bool(new.commune_code)
        and (commune is None or commune.province.code != new.province_code),
    }
    errors = [
        FieldError(field, f"bad-{field}", _SENTENCES[field]) for field, is_wrong in wrong.items() if is_wrong
    ]
    if not wrong["code"] and queries.agency_by_code(session, new.code) is not None:
        errors.append(
            FieldError("code", "taken", N_("There is an agency of this code already. Choose another."))
        )
    if errors:
        raise InvalidInput(errors)


_SENTENCES = {
    "code": N_("Write the code in small letters, digits and hyphens, like don-bien-phong-sa-huynh."),
    "parent": N_("Enter the code of an agency that is here already."),
    "province_code": N_("Choose one of the 34 provinces."),
    "commune_code": N_("Choose a commune of that province."),
}


def _card(agency: Agency, parent: str | None) -> AgencyCard:
    kind = AgencyKind(agency.kind)
    return AgencyCard(agency.code, agency.name, kind, parent, agency.province_code, agency.commune_code)
