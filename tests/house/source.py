"""The source tree as the house tests see it: files, syntax trees, routes. It never imports the product."""

import ast
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
VERBS = {"get": "GET", "post": "POST", "put": "PUT", "patch": "PATCH", "delete": "DELETE"}
BINARY = {".mo", ".png", ".woff", ".woff2", ".ico"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One Python file of ours."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def where(self) -> str:
        """Its path from the top of the checkout."""
        return self.path.relative_to(ROOT).as_posix()

    @property
    def room(self) -> str:
        """The room it belongs to, however deep it lies there; a file beside the rooms is its own."""
        return self.path.relative_to(ROOT).with_suffix("").parts[1]

    @property
    def role(self) -> str:
        """What it is in its room: `views`, `services`…, be that a file or a folder."""
        return self.path.relative_to(ROOT).with_suffix("").parts[2] if self.is_in_a_room else ""

    @property
    def is_in_a_room(self) -> bool:
        """Tell a file of a room from one beside the rooms."""
        return len(self.path.relative_to(ROOT).parts) > 2

    @property
    def functions(self) -> Iterator[Function]:
        """Every function and method in it."""
        return (node for node in ast.walk(self.tree) if isinstance(node, Function))

    @property
    def classes(self) -> Iterator[ast.ClassDef]:
        """Every class in it."""
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.ClassDef))

    @property
    def imports(self) -> Iterator[str]:
        """Every module it imports, by full name."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield node.module or ""


@dataclass(frozen=True)
class Route:
    """One URL of ours, read from its decorator."""

    module: Module
    function: Function
    url: str
    methods: frozenset[str]

    @property
    def endpoint(self) -> str:
        """Its room and name, like `casework.show`; in web, its file and name."""
        room = self.module.path.stem if self.module.room == "web" else self.module.room
        return f"{room}.{self.function.name}"

    @property
    def address(self) -> str:
        """Where it is served: machines have a prefix of their own."""
        return f"/api/v1{self.url}" if self.module.role == "api" else self.url

    @property
    def says_who(self) -> bool:
        """Tell whether it says which permission it needs."""
        written = [ast.unparse(decorator) for decorator in self.function.decorator_list]
        return any(re.match(r"(\w+\.)?needs\(|call\(.*permission=", decorator) for decorator in written)


@cache
def modules(*folders: str) -> tuple[Module, ...]:
    """Give every Python file below these folders."""
    paths = (path for folder in folders for path in sorted((ROOT / folder).rglob("*.py")))
    return tuple(Module(path, text := path.read_text("utf-8"), ast.parse(text)) for path in paths)


def product() -> tuple[Module, ...]:
    """Give every Python file that is shipped."""
    return modules("referral", "workflows")


def module(where: str) -> Module:
    """Give one file by its path from the top."""
    return next(found for found in product() if found.where == where)


@cache
def tracked() -> tuple[Path, ...]:
    """Give every file git keeps for us."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return tuple(ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file())


def texts() -> Iterator[tuple[str, str]]:
    """Give path and content of every text file git keeps for us."""
    return (
        (path.relative_to(ROOT).as_posix(), path.read_text("utf-8"))
        for path in tracked()
        if path.suffix not in BINARY
    )


@cache
def routes() -> tuple[Route, ...]:
    """Give every URL, page and API alike."""
    return tuple(
        route
        for found in modules("referral")
        for function in found.functions
        for decorator in function.decorator_list
        for route in _route(found, function, decorator)
    )


def _route(found: Module, function: Function, decorator: ast.expr) -> Iterator[Route]:
    match decorator:
        case ast.Call(func=ast.Attribute(attr=verb), args=[ast.Constant(value=str(url)), *_]) if (
            verb in VERBS
        ):
            yield Route(found, function, url, frozenset({VERBS[verb]}))
        case ast.Call(func=ast.Attribute(attr="route"), args=[ast.Constant(value=str(url)), *_]):
            yield Route(found, function, url, _methods(decorator))
        case ast.Call(
            func=ast.Name(id="call"), args=[_, ast.Constant(value=str(verb)), ast.Constant(value=str(url))]
        ):
            yield Route(found, function, url, frozenset({verb}))


def _methods(decorator: ast.Call) -> frozenset[str]:
    named = {keyword.arg: keyword.value for keyword in decorator.keywords}
    return frozenset(ast.literal_eval(named["methods"])) if "methods" in named else frozenset({"GET"})


def body_lines(function: Function) -> int:
    """Count the lines of a function's body, without its docstring."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def calls(tree: ast.AST, name: str) -> Iterator[ast.Call]:
    """Give every call of a function of this name, however it is reached."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and name == ast.unparse(node.func).rpartition(".")[2]:
            yield node


def templates() -> tuple[Path, ...]:
    """Give every page, part and message."""
    return tuple(sorted(path for path in (ROOT / "templates").rglob("*") if path.is_file()))


def pages() -> dict[str, str]:
    """Give every HTML template by its name."""
    folder = ROOT / "templates"
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in folder.rglob("*.html")}


def words_in(text: str, pattern: str) -> list[str]:
    """Give each line that holds the pattern, with its number."""
    return [
        f"{number}: {line.strip()}"
        for number, line in enumerate(text.splitlines(), 1)
        if re.search(pattern, line)
    ]
