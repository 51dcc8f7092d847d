"""Finds every text that people read, for `make messages` and for the tests. It finds; it translates nothing.

Errors carry English texts as plain strings, because the kernel knows no translation; so beside the calls of
gettext, what an error class says of itself and what it is raised with are texts too.
"""

import ast
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import IO, Any

from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir, extract_python

from tests.house.source import ROOT, modules

KEYWORDS = {**DEFAULT_KEYWORDS, "lazy_gettext": None, "lazy_ngettext": (1, 2), "_l": None, "N_": None}
METHODS = [
    ("referral/**.py", "tests.house.texts:extract"),
    ("templates/**.html", "jinja2"),
    ("templates/**.txt", "jinja2"),
]
SAYS = {"message", "title"}

Found = tuple[int, str | None, str | tuple[str, ...], list[str]]


def extract(
    file: IO[bytes],
    keywords: Mapping[str, Any],
    tags: Sequence[str],
    options: Any,  # noqa: ANN401 — the same
) -> Iterator[tuple[Any, ...]]:
    """Give every text of a Python file, as Babel asks for it."""
    yield from extract_python(file, keywords, tags, options)
    file.seek(0)
    for line, text in _said_by_errors(ast.parse(file.read())):
        yield line, None, text, []


def gather() -> set[str]:
    """Give every text of the product, once; a plural by its singular."""
    found = extract_from_dir(ROOT, METHODS, keywords=KEYWORDS)
    return {message[0] if isinstance(message, tuple) else message for _, _, message, _, _ in found}


def _said_by_errors(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and node.name in errors():
            yield from _said_of_itself(node)
        elif isinstance(node, ast.Call):
            yield from _said_when_raised(node)


def _said_of_itself(error: ast.ClassDef) -> Iterator[tuple[int, str]]:
    for statement in error.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if name in SAYS:
                yield from _text(value)
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value) if name in SAYS:
                yield from _text(value)
            case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)):
                for place, value in zip(names, values, strict=True):
                    if isinstance(place, ast.Name) and place.id in SAYS:
                        yield from _text(value)


def _said_when_raised(call: ast.Call) -> Iterator[tuple[int, str]]:
    name = ast.unparse(call.func).rpartition(".")[2]
    if name in errors():
        yield from (said for value in call.args[:1] for said in _text(value))
    if name == "FieldError":
        yield from (said for value in call.args[2:3] for said in _text(value))
    if name in errors() or name == "FieldError":
        yield from (said for word in call.keywords if word.arg == "message" for said in _text(word.value))


def _text(value: ast.expr) -> Iterator[tuple[int, str]]:
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value.lineno, value.value


@cache
def errors() -> frozenset[str]:
    """Give the names of every error in the family tree, wherever it is declared."""
    parents = {
        found.name: {ast.unparse(base).rpartition(".")[2] for base in found.bases}
        for module in modules("referral")
        for found in module.classes
    }
    family = {"ReferralError"}
    while grown := {name for name, bases in parents.items() if bases & family} - family:
        family |= grown
    return frozenset(family)
