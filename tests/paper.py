"""Forms as if on paper: a page to fill one in on, with neither database nor account behind it."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask_babel import Babel
from werkzeug.datastructures import MultiDict


@pytest.fixture(scope="session")
def paper() -> Flask:
    """An application without rooms or translations: words of the work are Vietnamese, questions English."""
    app = Flask("paper")
    app.config.update(WTF_CSRF_ENABLED=False)
    Babel(app)
    return app


@pytest.fixture
def asking(paper: Flask) -> Iterator[Flask]:
    """A page is being answered."""
    with paper.test_request_context():
        yield paper


def sent(**answers: str | list[str]) -> MultiDict[str, str]:
    """Give answers as a browser sends them; a list is a question with several boxes ticked."""
    return MultiDict(
        [(name, one) for name, said in answers.items() for one in ([said] if isinstance(said, str) else said)]
    )
