"""What a page may contain, and that every page is somebody's."""

import ast
import re

import pytest

from tests.house.source import calls, modules, pages, templates

SHARED = {"components", "errors", "messages", "papers"}

INLINE = {
    "a script": r"<script(?![^>]*\bsrc=)",
    "a style sheet": r"<style\b",
    "a style": r"<[^>]*\sstyle=",
    "an event handler": r"<[^>]*\son[a-z]+=",
    "a script as an address": r"javascript:",
    "somebody else's file": r"(src|href)=[\"']?(https?:)?//",
    "markup taken as safe": r"\|\s*safe\b",
}


@pytest.mark.parametrize("pattern", INLINE.values(), ids=INLINE.keys())
def test_no_page_carries(pattern: str) -> None:
    carriers = [name for name, text in pages().items() if re.search(pattern, text)]

    assert not carriers, f"{carriers}: the content security policy would refuse it. Use a file in static/."


def test_every_form_that_posts_carries_a_csrf_field_and_an_action() -> None:
    bare = [
        f"{name}: {form.partition('>')[0]}>"
        for name, text in pages().items()
        for form in re.findall(r"<form\b.*?</form>", text, re.DOTALL)
        if re.search(r"method=\"?post", form, re.IGNORECASE)
        if not re.search(r"csrf|hidden_tag", form) or not re.search(r"<form[^>]*\saction=", form)
    ]

    assert not bare, f"{bare}: add {{{{ csrf() }}}} or the form's hidden_tag(), and say where it goes."


def test_a_form_that_is_not_posted_asks_for_nothing_personal() -> None:
    asking = [
        name
        for name, text in pages().items()
        for form in re.findall(r"<form\b.*?</form>", text, re.DOTALL)
        if not re.search(r"method=\"?post", form, re.IGNORECASE)
        if re.search(r"name=\"(full_name|name|id_number|phone|story)\"", form)
    ]

    assert not asking, f"{asking}: what is typed there would stand in the address. Post it."


def test_a_room_renders_only_its_own_pages() -> None:
    strays = [
        f"{found.where} renders {template}"
        for found in modules("referral")
        for template in rendered(found.tree)
        if template.split("/")[0] not in SHARED | {found.room}
    ]

    assert not [stray for stray in strays if not stray.startswith("referral/web/")]


def test_no_page_is_without_somebody_who_shows_it() -> None:
    shown = {template for found in modules("referral") for template in rendered(found.tree)}
    used = shown | {
        name for text in pages().values() for name in re.findall(r"[\"']([\w/-]+\.html)[\"']", text)
    }

    orphans = [
        name for name in pages() if name not in used and name.split("/")[0] not in SHARED | {"base.html"}
    ]

    assert not orphans, f"{orphans}: nobody shows these pages."


def test_no_page_is_shown_that_does_not_exist() -> None:
    shown = {template for found in modules("referral") for template in rendered(found.tree)}

    assert not shown - pages().keys()


def test_no_macro_is_imported_for_nothing() -> None:
    idle = [
        f"{name} imports {macro}"
        for name, text in pages().items()
        for imported in re.findall(r"{%-? from \S+ import (.+?)(?: with(?:out)? context)? -?%}", text)
        for macro in (part.split(" as ")[-1].strip() for part in imported.split(","))
        if len(re.findall(rf"\b{macro}\b", text)) < 2
    ]

    assert not idle


def test_no_template_is_of_a_kind_we_do_not_know() -> None:
    assert {path.suffix for path in templates()} <= {".html", ".txt", ".typ"}


def rendered(tree: ast.Module) -> set[str]:
    """Give every template named in a call."""
    return {
        argument.value
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        for argument in [*call.args, *(keyword.value for keyword in call.keywords)]
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
        if argument.value.endswith(".html")
    } | {
        node.value
        for call in calls(tree, "page")
        for node in ast.walk(call)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.endswith(".html")
    }
