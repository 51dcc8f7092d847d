"""For which purpose this browser opened which case, asked once a visit. Nothing else is remembered here."""

from flask import session

from workflows.vocabulary import Purpose

_KEY = "purposes"
_KEPT = 20
"""As many as fit into a cookie; the case opened longest ago is asked for again."""


def remember(ref: str, purpose: Purpose) -> None:
    """Keep the purpose for which a case was opened, until signing out."""
    chosen: dict[str, str] = dict(session.get(_KEY, {}))
    chosen.pop(ref, None)
    chosen[ref] = purpose.value
    session[_KEY] = dict(list(chosen.items())[-_KEPT:])


def chosen_for(ref: str) -> Purpose | None:
    """Give the purpose for which a case was opened, if it was."""
    chosen = session.get(_KEY, {}).get(ref)
    return Purpose(chosen) if chosen in set(Purpose) else None
