"""What the browser remembers of purposes: for which case, for which purpose, and nothing else."""

from collections.abc import Iterator

import pytest
from flask import Flask, session

from referral.web.purposes import chosen_for, remember
from workflows.vocabulary import Purpose


def test_a_purpose_is_remembered_for_its_case(visiting: Flask) -> None:
    remember("HS-1", Purpose.SUPPORT)

    assert (chosen_for("HS-1"), chosen_for("HS-2")) == (Purpose.SUPPORT, None)


def test_the_last_purpose_chosen_stands(visiting: Flask) -> None:
    remember("HS-1", Purpose.SUPPORT)
    remember("HS-1", Purpose.TRANSFER)

    assert chosen_for("HS-1") is Purpose.TRANSFER


def test_the_case_opened_longest_ago_is_forgotten(visiting: Flask) -> None:
    for number in range(21):
        remember(f"HS-{number}", Purpose.SUPPORT)

    assert (chosen_for("HS-0"), chosen_for("HS-20")) == (None, Purpose.SUPPORT)


def test_a_word_that_is_no_purpose_opens_nothing(visiting: Flask) -> None:
    session["purposes"] = {"HS-1": "curiosity"}

    assert chosen_for("HS-1") is None


@pytest.fixture
def visiting() -> Iterator[Flask]:
    app = Flask(__name__)
    app.secret_key = "openly fictional"
    with app.test_request_context("/"):
        yield app
