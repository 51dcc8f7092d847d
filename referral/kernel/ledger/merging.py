"""One request, one entry: what several services announced of one deed is told together. Nothing here writes.

The primary action comes first and the others are named in the detail, so that nothing announced is lost. The
system's own deeds stay apart: a sweep does many, and each is its own.
"""

from collections.abc import Sequence
from dataclasses import replace

from referral.kernel.ledger.actions import Action, Result
from referral.kernel.ledger.entries import Note

_MOVES = frozenset({Action.CASE_MOVED, Action.CASE_REPORTED})
"""What changes a state is found under its own name."""

Detail = dict[str, str | int]


def as_one(notes: Sequence[Note]) -> tuple[Note, ...]:
    """Give one note for each person who acted, and every note of the system as it is."""
    deeds: dict[object, list[Note]] = {}
    for number, note in enumerate(notes):
        deeds.setdefault(note.actor.user_id or number, []).append(note)
    return tuple(deed[0] if len(deed) == 1 else _merged(deed) for deed in deeds.values())


def _merged(deed: Sequence[Note]) -> Note:
    notes = sorted(deed, key=_rank)
    primary = notes[0]
    purposes = [note.purpose for note in notes if note.purpose is not None]
    return replace(
        primary,
        about=tuple(dict.fromkeys(about for note in notes for about in note.about)),
        purpose=next(iter(purposes), None),
        fields=tuple(dict.fromkeys(field for note in notes for field in note.fields)),
        # In the order announced: of a row written twice, the last digest is the one that stands.
        records={row: digest for note in deed for row, digest in (note.records or {}).items()},
        detail=_detail(notes) | {f"purpose.{other}": 1 for other in purposes if other != purposes[0]},
    )


def _rank(note: Note) -> int:
    """What went wrong comes before what was done, and that before what was only looked at."""
    if note.result is not Result.OK:
        return 0
    if note.action in _MOVES:
        return 1
    if not note.action.is_look:
        return 2
    return 3 if note.purpose is not None else 4


def _detail(notes: Sequence[Note]) -> Detail:
    """Keep every detail, what collides under its own action's name, and count the other actions."""
    primary = notes[0].action
    told: Detail = dict(notes[0].detail or {})
    for note in notes[1:]:
        for key, value in (note.detail or {}).items():
            if told.setdefault(key, value) != value:
                told[f"{note.action}.{key}"] = value
    others = [note.action for note in notes if note.action is not primary]
    return told | {action.value: others.count(action) for action in others}
