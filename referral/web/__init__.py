"""What every page and call shares: who asks, one transaction, ways to answer, errors said once.

Views reach it as `from referral import web`; no feature lives here, and nothing below views knows it.
"""

from flask import Flask

from referral.web import errors, frame, security, visits, wording
from referral.web.answers import answer, attempting, go_to, go_to_path, page, refused, unlocked
from referral.web.marks import PUBLIC, needs
from referral.web.visits import browser_secret, farewell, welcome
from referral.web.wording import choose as choose_language
from referral.web.world import EXTENSION, Caller, Endpoints, Place, World, current

__all__ = [
    "PUBLIC",
    "Caller",
    "Endpoints",
    "Place",
    "World",
    "answer",
    "attempting",
    "browser_secret",
    "choose_language",
    "current",
    "farewell",
    "go_to",
    "go_to_path",
    "install",
    "needs",
    "page",
    "refused",
    "unlocked",
    "welcome",
]


def install(app: Flask, world: World) -> None:
    """Give an application everything its pages and calls share."""
    app.extensions[EXTENSION] = world
    wording.install(app)
    security.install(app, world.settings, world.database.vault)
    visits.install(app)
    errors.install(app)
    frame.install(app)
