"""Forms read without a world: a bare application that speaks our languages and asks for no token."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from flask import Flask
from werkzeug.datastructures import MultiDict

from referral.web import wording
from referral.web.fields import Form
from referral.web.uploads import InMemory

Asked = TypeVar("Asked", bound=Form)
Typed = str | list[str]


def bare() -> Flask:
    """Make an application with nothing in it but the languages; it has no database and nobody signs in."""
    app = Flask("referral")
    app.request_class = InMemory
    app.config.update(SECRET_KEY="openly fictional", WTF_CSRF_ENABLED=False)
    wording.install(app)
    return app


@contextmanager
def reading() -> Iterator[Flask]:
    """Stand in a request of nobody in particular, in Vietnamese."""
    app = bare()
    with app.test_request_context("/"):
        yield app


def typed_into(form: type[Asked], typed: dict[str, Typed]) -> Asked:
    """Fill a form in as a browser does; it is not looked through yet."""
    return form(formdata=MultiDict(typed))


def wrong_in(form: Form) -> set[str]:
    """Look a form through, and name the fields it complains of."""
    form.validate()
    return {str(name) for name in form.errors}
