"""What a layer may lean on, where import contracts cannot look: quiet parts of Python, silences."""

import ast
import re

from tests.house.source import ROOT, modules, product

# pathlib, because the law is data in files beside the code.
QUIET = {
    "bisect", "calendar", "collections", "collections.abc", "dataclasses", "datetime", "enum", "functools",
    "importlib.resources", "itertools", "json", "operator", "pathlib", "re", "tomllib", "types", "typing",
}  # fmt: skip


def test_workflows_import_only_quiet_parts_of_python() -> None:
    loud = {
        found.where: strange
        for found in modules("workflows")
        if (
            strange := {
                name for name in found.imports if name not in QUIET and not name.startswith("workflows")
            }
        )
    }

    assert not loud, (
        f"{loud}: a rule asks neither time nor disk nor network. State a fact in CaseFacts instead."
    )


def test_only_settings_and_the_command_line_read_the_environment() -> None:
    readers = [
        found.where
        for found in product()
        if re.search(r"\bos\.(environ|getenv)\b|\bfrom os import .*environ", found.text)
    ]

    assert set(readers) <= {"referral/settings.py"}, "Take a setting from referral.settings instead."


def test_no_tool_is_silenced_without_its_name_and_a_reason() -> None:
    mute = [
        f"{found.where}:{number}"
        for found in modules("referral", "workflows", "tests", "benchmarks")
        for number, line in enumerate(found.text.splitlines(), 1)
        if re.search(r"#\s*(noqa|type: ignore|pragma)", line)
        if not re.search(
            r"#\s*(noqa: [A-Z]+\d+|type: ignore\[[\w, -]+\]|pragma: no (?:cover|branch)).*(—|#) ?\S+", line
        )
    ]

    assert not mute, f"{mute}: write the rule's name and, after a dash, the reason."


def test_only_the_job_runner_and_the_sender_catch_everything() -> None:
    catchers = {
        found.where
        for found in product()
        for node in ast.walk(found.tree)
        if isinstance(node, ast.ExceptHandler)
        if node.type is None or ast.unparse(node.type) in {"Exception", "BaseException"}
        if not any(isinstance(inner, ast.Raise) for inner in ast.walk(node))
    }

    assert catchers <= MAY_CATCH_EVERYTHING.keys(), "Name the errors you can do something about."


def test_nothing_is_left_for_later() -> None:
    later = [
        found.where
        for found in product()
        if re.search(r"\b(TODO|FIXME|XXX)\b|NotImplementedError", found.text)
    ]

    assert not later


def test_the_package_itself_imports_nothing() -> None:
    assert "import " not in (ROOT / "referral" / "__init__.py").read_text("utf-8").partition('"""\n')[2]


MAY_CATCH_EVERYTHING = {
    "referral/kernel/transaction.py": "what was queued for after the commit may not undo the deed",
    "referral/scheduler.py": "one failed job may not stop the clocks",
    "referral/sla/services/sending.py": "one message that cannot be sent may not stop the others",
}
