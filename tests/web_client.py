"""A browser as tests drive it: it follows what a person would, and checks every page it sees for free."""

from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import html5lib
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from referral.kernel.transaction import deed
from referral.people.services import sessions
from tests.storyteller import Storyteller
from workflows.vocabulary import Role

ORIGIN = "https://localhost"
UNLABELLED = {"hidden", "submit", "button"}
BARE = {"script": "src", "link": "href"}
"""Elements that must name a file: nothing runs or paints from within a page."""


@dataclass
class Page:
    """An answer that was HTML, taken apart and found sound."""

    response: TestResponse
    tree: Element

    @property
    def status(self) -> int:
        """Its HTTP status."""
        return self.response.status_code

    @property
    def text(self) -> str:
        """All its words, as a reader meets them."""
        body = self.tree.find("body")
        return " ".join("".join(body.itertext() if body is not None else ()).split())

    @property
    def title(self) -> str:
        """What stands in the browser's bar and history."""
        return "".join(element.text or "" for element in self.tree.iter("title"))

    @property
    def heading(self) -> str:
        """Its one first heading."""
        return " ".join("".join(next(self.tree.iter("h1")).itertext()).split())

    def links(self) -> set[str]:
        """Give where its links lead."""
        return {element.get("href", "") for element in self.tree.iter("a")}

    def actions(self) -> set[str]:
        """Give where its forms are sent."""
        return {element.get("action", "") for element in self.tree.iter("form")}


@dataclass
class Browser:
    """One browser; its cookies stay with it."""

    client: FlaskClient
    seen: list[Page] = field(default_factory=list)

    def get(self, path: str, **headers: str) -> Page:
        """Open an address and follow where it leads."""
        return self._arrive(self.client.get(path, base_url=ORIGIN, headers=_named(headers)))

    def post(self, path: str, answers: dict[str, object] | None = None, *, start: str | None = None) -> Page:
        """Send a form with the token of the page it stands on, and follow where it leads."""
        sent = {"csrf_token": self.token(start or path), **(answers or {})}
        return self._arrive(self.client.post(path, base_url=ORIGIN, data=sent))

    def send(self, path: str, answers: dict[str, object]) -> TestResponse:
        """Send a form without any token, as another site would."""
        return self.client.post(path, base_url=ORIGIN, data=answers)

    def token(self, path: str) -> str:
        """Give the token of the forms of a page; the sign-in page has one for anybody."""
        page = self.get(path)
        fields = (element for element in page.tree.iter("input") if element.get("name") == "csrf_token")
        return next(fields).get("value", "")

    def carry(self, secret: str) -> None:
        """Put a session's secret into the cookie, as signing in does."""
        with self.client.session_transaction(base_url=ORIGIN) as cookie:
            cookie["_user_id"] = secret

    def _arrive(self, response: TestResponse) -> Page:
        while response.status_code in (302, 303):
            response = self.client.get(urlsplit(response.headers["Location"]).geturl(), base_url=ORIGIN)
        page = checked(response)
        self.seen.append(page)
        return page


@dataclass(frozen=True)
class Browsers:
    """Gives every account of a story its browser."""

    app: Flask
    story: Storyteller

    def __call__(self, code: str, role: Role = Role.OFFICER) -> Browser:
        """Give somebody of an agency, signed in a moment ago."""
        browser = self.stranger()
        with deed(self.story.database, self.story.clock) as session:
            account_id = self.story.province.accounts[code, role]
            browser.carry(sessions.start(session, self.story.clock, account_id))
        return browser

    def stranger(self) -> Browser:
        """Give somebody who has not signed in."""
        return Browser(self.app.test_client())


def checked(response: TestResponse) -> Page:
    """Take a page apart, and fail where it would fail its readers."""
    where = f"{response.request.method} {response.request.path}"
    assert response.mimetype == "text/html", f"{where} gave {response.status_code} {response.mimetype}"
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(response.text)
    assert not faults_of(tree), f"{where}: {faults_of(tree)}"
    return Page(response, tree)


def faults_of(tree: Element) -> list[str]:
    """Give what is wrong with a page, in words."""
    ids = Counter(element.get("id") for element in tree.iter() if element.get("id"))
    faults = [f"id {name} stands twice" for name, many in ids.items() if many > 1]
    faults += [] if len(list(tree.iter("h1"))) == 1 else ["it needs exactly one h1"]
    faults += [] if "".join(element.text or "" for element in tree.iter("title")).strip() else ["no title"]
    faults += [] if (tree.get("lang") or "") in {"vi", "en"} else ["no language"]
    faults += _unlabelled(tree) + _unguarded(tree) + _inline(tree)
    return faults


def _unlabelled(tree: Element) -> list[str]:
    labelled = {element.get("for") for element in tree.iter("label")}
    asked = [*tree.iter("input"), *tree.iter("select"), *tree.iter("textarea")]
    return [
        f"{element.get('name')} has no label"
        for element in asked
        if element.get("type") not in UNLABELLED
        and element.get("id") not in labelled
        and not element.get("aria-label")
    ]


def _unguarded(tree: Element) -> list[str]:
    posts = (form for form in tree.iter("form") if form.get("method", "get").lower() == "post")
    return [
        f"{form.get('action')} carries no token"
        for form in posts
        if all(element.get("name") != "csrf_token" for element in form.iter("input"))
    ]


def _inline(tree: Element) -> list[str]:
    bare = [name for name, source in BARE.items() for element in tree.iter(name) if not element.get(source)]
    styled = [element.tag for element in tree.iter() if element.get("style") or element.tag == "style"]
    handled = [
        element.tag for element in tree.iter() for name in element.attrib if str(name).startswith("on")
    ]
    return [f"{name} runs or paints from within the page" for name in [*bare, *map(str, styled + handled)]]


def _named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}
