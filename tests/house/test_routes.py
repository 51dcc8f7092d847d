"""What every URL must say about itself, read from the source so that no URL can be missed."""

import ast
import re

from referral.web.marks import PUBLIC
from tests.house.source import ROOT, Route, modules, routes

KNOWN = ROOT / "tests" / "house" / "urls.txt"
PARAMETER = re.compile(r"<([^>]+)>")
PLAIN_URL = re.compile(r"/|(/([a-z0-9]+(-[a-z0-9]+)*|<[^>]+>|[a-z]+\.json))+/?")


def test_every_route_says_which_permission_it_needs() -> None:
    silent = [route.endpoint for route in routes() if not route.says_who and route.endpoint not in PUBLIC]

    assert not silent, f"{silent}: add @needs(Permission.…) under the route, or list it in web.marks.PUBLIC."


def test_nothing_is_listed_as_public_that_asks_for_a_permission() -> None:
    both = [route.endpoint for route in routes() if route.says_who and route.endpoint in PUBLIC]

    assert not both


def test_urls_are_lower_case_with_hyphens() -> None:
    odd = [route.url for route in routes() if not PLAIN_URL.fullmatch(route.url)]

    assert not odd, f"{odd}: lower-case words joined by hyphens."


def test_every_url_parameter_has_a_type() -> None:
    untyped = [
        route.url for route in routes() for parameter in PARAMETER.findall(route.url) if ":" not in parameter
    ]

    assert not untyped, f"{untyped}: write <type:name>, so that what cannot be one is not found."


def test_no_url_vanishes_without_a_decision() -> None:
    known = set(KNOWN.read_text("utf-8").splitlines())
    served = {f"{method} {route.address}" for route in routes() for method in route.methods}

    assert not known - served, (
        "Somebody may have kept this address: redirect it, or write a decision and delete the line."
    )
    assert not served - known, "Add the new address to tests/house/urls.txt: from now on it is promised."


def test_no_route_touches_the_database_itself() -> None:
    touching = [
        f"{found.where} imports {name}"
        for found in modules("referral")
        if found.room != "web" and found.role in {"views", "api"}
        for name in found.imports
        if name.split(".")[0] in {"sqlalchemy", "sqlite3", "psycopg"} or name.endswith(".models")
    ]

    assert not touching, f"{touching}: a view calls a service or a query."


def test_answers_leave_by_one_door() -> None:
    own = [
        f"{found.where} calls {name}"
        for found in modules("referral")
        for name in ("render_template", "make_response", "jsonify", "redirect", "abort")
        if found.room != "web" and re.search(rf"\b{name}\(", found.text)
    ]

    assert not own, f"{own}: return web.page, web.answer or web.go_to, which commit before the first byte."


def test_looking_at_an_address_changes_nothing() -> None:
    changing = [
        f"{route.endpoint} calls {name}"
        for route in routes()
        if route.methods == {"GET"}
        for name in called_by(route)
        if name.split("_")[0] in CHANGING
    ]

    assert not changing, (
        f"{changing}: whoever only follows a link must change nothing but the ledger. Post it."
    )


def called_by(route: Route) -> list[str]:
    calls = [node for node in ast.walk(route.function) if isinstance(node, ast.Call)]
    return [ast.unparse(call.func).rpartition(".")[2] for call in calls]


CHANGING = {
    "accept", "acknowledge", "add", "assess", "change", "close", "confirm", "decline", "delete", "discard",
    "drop", "enrol", "erase", "extend", "file", "learn", "make", "mint", "offer", "pause", "record",
    "reset", "restore", "resume", "revoke", "save", "schedule", "sign", "suspend", "take", "withdraw",
}  # fmt: skip
