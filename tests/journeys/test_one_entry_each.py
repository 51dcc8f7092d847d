"""Every request of somebody signed in that touches anything is exactly one entry of the access log.

A script of more than five hundred requests: every address there is, asked by people who may and who may not,
and beside them what is refused with each status. Missing 0, extra 0.
"""

from collections import Counter
from uuid import UUID

import pytest
from sqlalchemy import Engine
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from referral.kernel.ledger import Action
from referral.kernel.references import new_reference
from tests.callers import AT, PREFIX, Callers, a_report
from tests.storyteller import Storyteller
from tests.web_client import ORIGIN, Browser, Browsers
from tests.witness import entries
from workflows.vocabulary import Role

QUIET = {
    "static",
    "health.healthz",
    "health.readyz",
    "openapi.document",
    "people_api.me",
    "people_api.list_agencies",
    "casework_api.journeys",
    "casework_api.indicators",
    "people.keep",
    "people.sign_in",
}
"""What security-design says is no entry."""
EMPTY = {
    "people.choose_passphrase",
    "casework.search",
    "casework.report",
    "casework.refused",
    "tracks.new_breach",
    "tracks.new_request",
    "tracks.data_protection",
}
"""Forms that show nothing of anybody until they are sent; being refused one of them is an entry."""
JSON = {"Content-Type": "application/json"}
NOBODY = UUID(int=0)
AUDITOR = ("thanh-tra", Role.AUDITOR)
WHO = (("so-y-te", Role.SUPERVISOR), ("co-so-ho-tro", Role.OFFICER), AUDITOR)
PLACES = {"way": "on", "theme": "person", "step": "close", "change": "end", "year": 2026, "name": "lodging"}


class Told:
    """Remembers each answer, and how many entries it ought to have."""

    def __init__(self) -> None:
        self.expected = Counter[str]()
        self.where = dict[str, str]()
        self.statuses = Counter[int]()

    def hear(self, answer: TestResponse, many: int = 1) -> TestResponse:
        """Remember an answer."""
        request_id = answer.headers["X-Request-Id"]
        self.expected[request_id] = many
        self.where[request_id] = f"{answer.request.method} {answer.request.path} {answer.status_code}"
        self.statuses[answer.status_code] += 1
        return answer

    def wrong(self, story: Storyteller) -> list[str]:
        """Give the requests with more or fewer entries than they ought to have."""
        counted = [one for one in entries(story) if one.action is not Action.ANONYMOUS_COUNTED]
        found = Counter(one.request for one in counted if one.request in self.where)
        return [
            f"{self.where[one]}: {found[one]}, not {many}"
            for one, many in self.expected.items()
            if found[one] != many
        ]


@pytest.fixture
def engine(sqlite: Engine) -> Engine:
    """One engine is enough: what is counted is how requests end, and that knows no engine."""
    return sqlite


@pytest.fixture
def ref(story: Storyteller) -> str:
    return story.received()


def test_every_request_is_one_entry(callers: Callers, browsers: Browsers, ref: str) -> None:
    told = Told()

    for who in WHO:
        every_address(told, callers, browsers(*who), who, ref)
    for key in ("one", "two", "three"):
        each_status(told, callers, ref, key)
        on_forms(told, browsers, ref)
    signing_in(told, browsers)

    wrong = told.wrong(callers.story)
    assert not wrong, "\n".join(wrong)
    assert sum(told.statuses.values()) >= 500
    assert {200, 201, 303, 400, 403, 404, 409, 412, 415, 422, 428} <= set(told.statuses)


def every_address(told: Told, callers: Callers, browser: Browser, who: tuple[str, Role], ref: str) -> None:
    """Let somebody ask at every address, with empty hands."""
    caller = callers(*who)
    for rule in callers.app.url_map.iter_rules():
        path = path_of(rule, ref)
        for verb in sorted((rule.methods or set()) & {"GET", "POST", "PATCH"}):
            if rule.endpoint in {"people.sign_out", "health.readyz", "static"}:
                continue
            if path.startswith(PREFIX):
                asked = caller.client.open(path, method=verb, json={}, headers=caller._headers({}))
            elif verb == "GET":
                asked = browser.client.get(path, base_url=ORIGIN)
            else:
                continue
            told.hear(asked, due(rule.endpoint, verb, asked.status_code))


def each_status(told: Told, callers: Callers, ref: str, key: str) -> None:
    """Ask for what is refused in every way there is, and for what is done."""
    boss, case = callers("so-y-te", Role.SUPERVISOR), f"/cases/{ref}"
    step = {"step": "close", "occurred_at": AT, "data": {}, "reason": "Xong"}
    told.hear(boss.post("/cases", a_report(), Idempotency_Key=key))
    told.hear(boss.post("/cases", a_report(), Idempotency_Key=key))
    told.hear(boss.post("/cases", a_report(story="Khác"), Idempotency_Key=key))
    told.hear(boss.post("/cases", a_report()))
    told.hear(boss.get(case))
    told.hear(boss.get(case, x_purpose="protection"))
    told.hear(boss.get(f"/cases/{new_reference()}", x_purpose="protection"))
    told.hear(boss.post(f"{case}/steps", step))
    told.hear(boss.post(f"{case}/steps", step, if_match='"99"'))
    told.hear(boss.post(f"{case}/steps", step, if_match='"2"'))
    told.hear(boss.post(f"{case}/notes", {"text": "Ghi chú"}))
    told.hear(boss.post(f"{case}/notes", {"words": "Ghi chú"}))
    told.hear(boss.client.post(f"{PREFIX}{case}/notes", data="{", headers=JSON | boss._headers({})))
    told.hear(boss.client.post(f"{PREFIX}{case}/notes", data="x", headers=boss._headers({})))
    told.hear(boss.client.delete(f"{PREFIX}{case}", headers=boss._headers({})), 0)
    told.hear(boss.get("/nowhere"), 0)
    told.hear(callers.stranger().get(case), 0)


def on_forms(told: Told, browsers: Browsers, ref: str) -> None:
    """Send forms: one that is done, one with an empty answer, one refused, one from elsewhere."""
    browser = browsers("so-y-te", Role.SUPERVISOR)
    token = browser.token("/cases/search")
    note, change = f"/cases/{ref}/notes/new", f"/cases/{ref}/steps/close"
    for path, answers in (
        (note, {"text": "Ghi chú"}),
        (note, {"text": ""}),
        (change, {"reason": "Xong"}),
        (f"/cases/{ref}/open", {"purpose": "protection"}),
        ("/language", {"language": "en"}),
        ("/cases/search", {"name": "Hoa", "purpose": "protection"}),
    ):
        sent = {"csrf_token": token, **answers}
        told.hear(browser.client.post(path, base_url=ORIGIN, data=sent))
    told.hear(browser.client.get(f"/cases/{ref}", base_url=ORIGIN))
    told.hear(browser.send(note, {"text": "Ghi chú"}), 0)


def signing_in(told: Told, browsers: Browsers) -> None:
    """Sign in with names known and unknown and a wrong passphrase, and out again."""
    browser = browsers.stranger()
    token = browser.token("/sign-in")
    for name in ("so-y-te.officer", "nobody"):
        sent = {"csrf_token": token, "username": name, "passphrase": "không đúng chút nào"}
        told.hear(browser.client.post("/sign-in", base_url=ORIGIN, data=sent))
    leaving = browsers("so-y-te")
    token = leaving.token("/cases/search")
    told.hear(leaving.client.post("/sign-out", base_url=ORIGIN, data={"csrf_token": token}))


def due(endpoint: str, verb: str, status: int) -> int:
    """Say how many entries an answer ought to have: one, but for those that touch nothing."""
    is_empty = endpoint in EMPTY and (verb, status) == ("GET", 200)
    is_led_on = (endpoint, status) == ("desk.home", 303)
    return 0 if endpoint in QUIET or is_empty or is_led_on else 1


def path_of(rule: Rule, ref: str) -> str:
    """Write an address down, with the case's reference, and ids that are nobody's."""
    given = {name: PLACES.get(name, NOBODY) for name in rule.arguments} | {"ref": ref}
    _, path = rule.build({name: given[name] for name in rule.arguments}) or ("", "")
    return path
