"""Which language is spoken, and how sentences, words and moments are said in it. No sentence lives here."""

from datetime import date, datetime

import flask_babel
from flask import Flask, request, session
from flask_babel import Babel, gettext

from referral.kernel.clock import as_vietnam
from referral.kernel.errors import FieldError, ReferralError
from referral.web.world import current
from workflows.vocabulary import Word, Words

LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
"""The languages spoken, by code, each in its own words; the first stands where nobody chose."""
DEFAULT = "vi"

_CHOICE = "language"


def install(app: Flask) -> None:
    """Give an application its languages, and pages the filters `words`, `moment`, `day` and `time`."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = f"{app.root_path}/translations"
    Babel(app, default_locale=DEFAULT, locale_selector=locale)
    app.jinja_env.filters.update(words=words, moment=moment, day=day, time=time_of_day)
    app.jinja_env.globals.update(languages=LANGUAGES)


def is_api() -> bool:
    """Tell whether the request came to the interface for machines."""
    return request.path.startswith("/api/")


def locale() -> str:
    """Give the language of this request: the caller's own choice; a machine may ask for another."""
    if is_api() and request.accept_languages:
        asked = request.accept_languages.best_match(list(LANGUAGES))
        if asked:
            return asked
    if current.caller is not None:
        return current.caller.language if current.caller.language in LANGUAGES else DEFAULT
    chosen = "" if is_api() else session.get(_CHOICE, DEFAULT)
    return chosen if chosen in LANGUAGES else DEFAULT


def choose(language: str) -> str:
    """Speak another language in this browser from now on; an unknown one is the default. Gives which."""
    session[_CHOICE] = language if language in LANGUAGES else DEFAULT
    flask_babel.refresh()
    return str(session[_CHOICE])


def other_language() -> dict[str, str]:
    """Give the language one could switch to."""
    code = next(code for code in LANGUAGES if code != locale())
    return {"code": code, "name": LANGUAGES[code]}


def words(text: Words | Word | str | None) -> str:
    """Give a text of the law or a word of the work in the language spoken; a plain text as it is."""
    said = text.words if isinstance(text, Word) else text
    if isinstance(said, Words):
        return said.en if locale() == "en" else said.vi
    return said or ""


def sentence_of(error: ReferralError | FieldError) -> str:
    """Give what an error tells people, in the language spoken."""
    return str(gettext(error.message, **(error.values or {})))


def title_of(error: ReferralError) -> str:
    """Give an error's heading, in the language spoken."""
    return str(gettext(error.title))


def moment(at: datetime | None) -> str:
    """Give a moment as 27/03/2026 08:30, in Vietnam's time."""
    return as_vietnam(at).strftime("%d/%m/%Y %H:%M") if at else ""


def day(on: date | datetime | None) -> str:
    """Give a day as 27/03/2026; a moment's day is Vietnam's."""
    local = as_vietnam(on) if isinstance(on, datetime) else on
    return local.strftime("%d/%m/%Y") if local else ""


def time_of_day(at: datetime | None) -> str:
    """Give a moment's time as 08:30, in Vietnam's time."""
    return as_vietnam(at).strftime("%H:%M") if at else ""
