"""Nothing grows until nobody can hold it in the head."""

import ast
from statistics import median, quantiles

from tests.house.source import Module, body_lines, modules, product, routes

MODULE_LINES = 400
ROUTE_LINES = 12


def test_no_module_is_longer_than_can_be_read() -> None:
    long = [
        found.where
        for found in modules("referral", "workflows", "tests", "benchmarks")
        if len(found.text.splitlines()) > MODULE_LINES
    ]

    assert not long, f"{long} are longer than {MODULE_LINES} lines. Split them by verb."


def test_every_module_opens_by_saying_what_lives_there() -> None:
    silent = [found.where for found in product() if found.text.strip() and not ast.get_docstring(found.tree)]

    assert not silent, f"{silent} do not say what lives there and what never may. Two sentences."


def test_no_route_body_is_longer_than_twelve_lines() -> None:
    long = {route.endpoint: size for route in routes() if (size := body_lines(route.function)) > ROUTE_LINES}

    assert not long, f"{long}: a route parses, calls one service, answers. Move the rest to the service."


def test_route_bodies_are_mostly_five_lines_or_less() -> None:
    sizes = [body_lines(route.function) for route in routes()]

    assert median(sizes) <= 5


def test_functions_are_mostly_short() -> None:
    sizes = [body_lines(function) for found in product() for function in found.functions]

    assert median(sizes) <= 8
    assert quantiles(sizes, n=10)[-1] <= 20


def test_tests_keep_up_with_what_they_test_but_not_twice() -> None:
    lines = {
        name: sum(len(found.text.splitlines()) for found in modules(*folders) if not is_frozen(found))
        for name, folders in FOLDERS.items()
    }

    # The aim is 1.2; the formatter gives the product, which has more arguments, more of its lines.
    # Revisions are frozen lists of columns: what they make is compared with the models, however long.
    assert 0.85 <= lines["tests"] / lines["product"] <= 2.0


def is_frozen(found: Module) -> bool:
    return "migrations/versions" in found.where


FOLDERS = {"product": ("referral", "workflows"), "tests": ("tests",)}
