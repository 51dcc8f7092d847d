"""Which part of a case each relation may open for which purpose: one table. It opens nothing itself."""

from collections.abc import Mapping

from workflows.vocabulary import Purpose, Relation, Role

PERSON, STORY, STATEMENTS, SCREENINGS, NOTES, CONSENTS, SUPPORT, PAPERS, CHILD_TRACK = (
    "person",
    "story",
    "statements",
    "screenings",
    "notes",
    "consents",
    "support",
    "papers",
    "child_track",
)

_ALL = frozenset({PERSON, STORY, STATEMENTS, SCREENINGS, NOTES, CONSENTS, SUPPORT, PAPERS})
_HOLDER: Mapping[Purpose, frozenset[str]] = {
    Purpose.RECEPTION: frozenset({PERSON, STORY, SCREENINGS, NOTES, CONSENTS, PAPERS}),
    Purpose.VERIFICATION: _ALL - {SUPPORT},
    Purpose.PROTECTION: _ALL,
    Purpose.TRANSFER: frozenset({PERSON, CONSENTS, SUPPORT, NOTES, PAPERS}),
    Purpose.SUPPORT: _ALL - {STATEMENTS, SCREENINGS},
    Purpose.CORRECTION: frozenset({PERSON, STORY, STATEMENTS}),
}
_SUPERVISION: Mapping[Purpose, frozenset[str]] = {Purpose.SUPERVISION: frozenset({NOTES, CONSENTS, SUPPORT})}
_OWN_RECORDS = frozenset({PERSON, STORY, STATEMENTS, NOTES})

READABLE: Mapping[Relation, Mapping[Purpose, frozenset[str]]] = {
    Relation.HOLDER: _HOLDER,
    Relation.LAST_HOLDER: _HOLDER,
    Relation.VERIFIER: {Purpose.VERIFICATION: frozenset({PERSON, STORY, STATEMENTS, SCREENINGS, PAPERS})},
    Relation.OFFERED: {Purpose.TRANSFER: frozenset()},
    Relation.FORMER: dict.fromkeys(_HOLDER, _OWN_RECORDS),
    Relation.REFERRAL: {Purpose.SUPPORT: frozenset({PERSON})},
    Relation.CHILD_DUTY: {Purpose.PROTECTION: frozenset({CHILD_TRACK})},
    Relation.EMERGENCY: {Purpose.PROTECTION: frozenset({PERSON, SUPPORT})},
    Relation.ABOVE: {Purpose.SUPERVISION: frozenset()},
    Relation.REOPENER: {Purpose.SUPERVISION: frozenset()},
}
"""Contract section 5. An offer shows a summary without identity; those above see no personal data at all.

A referral shows the particulars its service needs (`workflows.services`), and no more.
Who reads what is done for the person reads the child's track too; who has the child's duty, that alone.
"""

PRECEDENCE = (
    Relation.HOLDER,
    Relation.LAST_HOLDER,
    Relation.VERIFIER,
    Relation.EMERGENCY,
    Relation.REFERRAL,
    Relation.CHILD_DUTY,
    Relation.OFFERED,
    Relation.FORMER,
    Relation.ABOVE,
    Relation.REOPENER,
)
"""When an agency stands to a case in several ways, the first that allows the purpose decides."""


def purposes(relations: frozenset[Relation], role: Role) -> tuple[Purpose, ...]:
    """Give the purposes for which one may open a case, in the vocabulary's order."""
    return tuple(purpose for purpose in Purpose if opened_by(relations, role, purpose) is not None)


def opened_by(relations: frozenset[Relation], role: Role, purpose: Purpose) -> Relation | None:
    """Give the relation by which a purpose is open, or nothing where it is not."""
    return next(
        (
            relation
            for relation in PRECEDENCE
            if relation in relations and purpose in _readable(relation, role)
        ),
        None,
    )


def readable(relation: Relation, role: Role, purpose: Purpose) -> frozenset[str]:
    """Give the fields one may open; empty where the purpose is not open at all."""
    return _readable(relation, role).get(purpose, frozenset())


def _readable(relation: Relation, role: Role) -> Mapping[Purpose, frozenset[str]]:
    by_purpose = READABLE[relation]
    if role is Role.SUPERVISOR and relation in {Relation.HOLDER, Relation.LAST_HOLDER}:
        return {**by_purpose, **_SUPERVISION}
    return by_purpose
