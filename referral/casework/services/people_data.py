"""The person's data between its card, its sealed documents and its search tags. It reads no row and takes no
step.
"""

from collections.abc import Mapping
from datetime import date

from referral.casework.cards import ConsentData, PersonData
from referral.kernel.vault import Json, Vault
from referral.kernel.vault.folding import canonical_identifier, canonical_phone, fold
from workflows.ages import is_child
from workflows.vocabulary import ConsentScope, Pathway, Residence, Sex

VIETNAMESE = frozenset({"vnm", "vn", "viet nam", "vietnam", "vietnamese"})


def to_document(person: PersonData) -> dict[str, Json]:
    """Give all but the name as one document, for sealing; the name has a column of its own, for searches."""
    return {
        "sex": person.sex.value,
        "date_of_birth": person.date_of_birth.isoformat() if person.date_of_birth else None,
        "age_from": person.age_from,
        "age_to": person.age_to,
        "nationality": person.nationality,
        "residence": person.residence and person.residence.value,
        "ethnicity": person.ethnicity,
        "id_number": person.id_number,
        "phone": person.phone,
        "commune_code": person.commune_code,
    }


def from_document(document: Mapping[str, Json], full_name: str | None) -> PersonData:
    """Read a person's opened document."""
    born, residence = document["date_of_birth"], document["residence"]
    return PersonData(
        sex=Sex(str(document["sex"])),
        full_name=full_name,
        date_of_birth=date.fromisoformat(str(born)) if born else None,
        age_from=_number(document["age_from"]),
        age_to=_number(document["age_to"]),
        nationality=_text(document["nationality"]),
        residence=Residence(str(residence)) if residence else None,
        ethnicity=_text(document["ethnicity"]),
        id_number=_text(document["id_number"]),
        phone=_text(document["phone"]),
        commune_code=_text(document["commune_code"]),
    )


def _text(value: Json) -> str | None:
    return None if value is None else str(value)


def _number(value: Json) -> int | None:
    return value if isinstance(value, int) else None


def consent_document(consent: ConsentData) -> dict[str, Json]:
    """Give the part of a consent that tells of people, for sealing."""
    return {"guardian": consent.guardian, "language": consent.language, "interpreter": consent.interpreter}


def consent_from(
    scopes: list[str], withheld: list[str], document: Mapping[str, Json], *, is_given: bool
) -> ConsentData:
    """Read a stored consent."""
    return ConsentData(
        is_given,
        tuple(map(ConsentScope, scopes)),
        tuple(map(ConsentScope, withheld)),
        _text(document.get("guardian")),
        _text(document.get("language")),
        _text(document.get("interpreter")),
    )


def tags(vault: Vault, person: PersonData) -> dict[str, bytes | None]:
    """Give the search tags of a person's near-unique identifiers; nothing for those that are missing."""
    number = canonical_identifier(person.id_number or "")
    phone = canonical_phone(person.phone or "")
    return {
        "id_number_tag": vault.tag("person", "id_number", number) if number else None,
        "phone_tag": vault.tag("person", "phone", phone) if phone else None,
    }


def child_on(person: PersonData, on: date) -> bool:
    """Say whether the person counts as a child on a day: under 18, or uncertain and perhaps under 18, or
    unknown.

    A date of birth that an estimate contradicts is uncertain too: the papers of trafficked children are
    often forged.
    """
    estimate_says_so = person.age_from is not None and is_child(None, person.age_from, on)
    return estimate_says_so or is_child(person.date_of_birth, person.age_from, on)


def is_foreign(person: PersonData, pathway: Pathway) -> bool:
    """Say whether the person is a foreign national."""
    if person.residence in {Residence.CITIZEN, Residence.STATELESS_RESIDENT}:
        return False
    if person.residence is Residence.FOREIGN or pathway is Pathway.FOREIGN_NATIONAL:
        return True
    return bool(person.nationality) and fold(person.nationality or "") not in VIETNAMESE
