"""What a call takes from its request: keys, purposes, versions, queries, bodies. No application runs."""

import json
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from flask.ctx import RequestContext

from referral.kernel.errors import InvalidInput, MissingKey, PurposeNotAllowed, VersionRequired
from referral.kernel.permissions import Permission
from referral.web import asking
from referral.web.bodies import Body, GivenLine, MaybeDay, Paged
from referral.web.calls import Call
from referral.web.faults import BadRequest, WrongMediaType
from workflows.vocabulary import Purpose

Request = AbstractContextManager[RequestContext]


class Wish(Body):
    """What somebody wishes, and by when."""

    wish: GivenLine
    by: MaybeDay = None


class Pages(Paged):
    """One page, of what has a word in it."""

    word: str | None = None


@pytest.mark.parametrize(
    ("sent", "number"),
    [
        pytest.param("4", 4, id="bare"),
        pytest.param('"4"', 4, id="as a tag"),
        pytest.param("  12 ", 12, id="with spaces around"),
        pytest.param("999999999", 999_999_999, id="the largest there may be"),
        pytest.param("0", 0, id="none yet"),
        pytest.param(asking.etag(7), 7, id="as we write it"),
    ],
)
def test_a_version_is_read_as_people_write_it(app: Flask, sent: str, number: int) -> None:
    with app.test_request_context(headers={"If-Match": sent}):
        assert asking.version() == number


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param("", id="nothing"),
        pytest.param("*", id="any version"),
        pytest.param('W/"4"', id="a weak tag"),
        pytest.param('"4', id="half a tag"),
        pytest.param('"4", "5"', id="two tags"),
        pytest.param("-4", id="less than nothing"),
        pytest.param("4.0", id="a fraction"),
        pytest.param("four", id="a word"),
        pytest.param("1234567890", id="more than a column holds"),
        pytest.param("\u00b2", id="a digit that is no number"),
    ],
)
def test_what_is_no_version_is_asked_for_again(app: Flask, sent: str) -> None:
    with app.test_request_context(headers={"If-Match": sent}), pytest.raises(VersionRequired):
        asking.version()


def test_a_key_is_read_without_its_spaces(app: Flask) -> None:
    with app.test_request_context(headers={"Idempotency-Key": "  report-1 "}):
        assert asking.idempotency_key() == "report-1"


@pytest.mark.parametrize("headers", [{}, {"Idempotency-Key": ""}, {"Idempotency-Key": "   "}])
def test_a_report_without_a_key_is_not_taken(app: Flask, headers: dict[str, str]) -> None:
    with app.test_request_context(headers=headers), pytest.raises(MissingKey):
        asking.idempotency_key()


@pytest.mark.parametrize("purpose", list(Purpose))
def test_every_purpose_is_read_from_its_word(app: Flask, purpose: Purpose) -> None:
    with app.test_request_context(headers={"X-Purpose": f" {purpose.value} "}):
        assert asking.purpose() is purpose


@pytest.mark.parametrize("said", [None, "", "   "], ids=["nothing", "empty", "blank"])
def test_that_no_purpose_is_given_the_service_refuses(said: str | None) -> None:
    assert asking.purpose_of(said) is None


@pytest.mark.parametrize("said", ["curiosity", "SUPPORT", "support,transfer", "'; --"])
def test_a_purpose_that_is_none_of_ours_is_refused(said: str) -> None:
    with pytest.raises(PurposeNotAllowed):
        asking.purpose_of(said)


def test_a_query_is_read_as_numbers_and_words(app: Flask) -> None:
    with app.test_request_context("/?page=3&per_page=10&word=a"):
        read = asking.query(Pages)

    assert isinstance(read, Pages)
    assert (read.word, read.window.page, read.window.per_page) == ("a", 3, 10)


def test_a_blank_filter_is_left_out(app: Flask) -> None:
    with app.test_request_context("/?page=&word="):
        assert asking.query(Pages) == Pages()


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        pytest.param("page=0", {"page": "out-of-range"}, id="before the first page"),
        pytest.param("page=1000001", {"page": "out-of-range"}, id="beyond the last page there may be"),
        pytest.param("page=many", {"page": "wrong-type"}, id="a page in words"),
        pytest.param("per_page=1.5", {"per_page": "wrong-type"}, id="half a line"),
        pytest.param("colour=red", {"colour": "unknown-field"}, id="a filter nobody knows"),
        pytest.param(
            "page=x&per_page=y", {"page": "wrong-type", "per_page": "wrong-type"}, id="both at once"
        ),
    ],
)
def test_a_query_that_cannot_be_taken_is_told_by_field(app: Flask, asked: str, codes: dict[str, str]) -> None:
    with app.test_request_context(f"/?{asked}"), pytest.raises(InvalidInput) as caught:
        asking.query(Pages)

    assert {one.field: one.code for one in caught.value.errors} == codes


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b'{"wish": "r\xe1\xbb\x9di x\xe1\xba\xbb"}', id="as it is"),
        pytest.param(b'\xef\xbb\xbf{"wish": "r\\u1eddi x\\u1ebb"}', id="behind a byte order mark"),
        pytest.param(b'{"wish": " r\xe1\xbb\x9di\\r\\nx\xe1\xba\xbb "}', id="on two lines"),
    ],
)
def test_a_body_is_read_however_a_machine_writes_it(app: Flask, content: bytes) -> None:
    with _sent(app, content):
        read = asking.body(Wish)

    assert isinstance(read, Wish)
    assert read.wish == "rời xẻ"


@pytest.mark.parametrize(
    "kind", ["application/json", "application/problem+json", "application/json; charset=utf-8"]
)
def test_any_kind_of_json_is_json(app: Flask, kind: str) -> None:
    with _sent(app, b'{"wish": "x"}', kind):
        assert asking.body(Wish) == Wish(wish="x")


@pytest.mark.parametrize("kind", ["", "text/plain", "text/json", "application/x-www-form-urlencoded"])
def test_what_does_not_say_it_is_json_is_not_read(app: Flask, kind: str) -> None:
    with _sent(app, b'{"wish": "x"}', kind), pytest.raises(WrongMediaType):
        asking.body(Wish)


@pytest.mark.parametrize("content", [b"{", b'{"wish": }', b"wish=x", b"\xff\xfe", b"{'wish': 'x'}"])
def test_what_is_no_json_cannot_be_read(app: Flask, content: bytes) -> None:
    with _sent(app, content), pytest.raises(BadRequest) as caught:
        asking.body(Wish)

    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    ("content", "codes"),
    [
        pytest.param(b"", {"wish": "missing"}, id="nothing at all is an empty object"),
        pytest.param(b"{}", {"wish": "missing"}, id="an empty object"),
        pytest.param(b"[]", {"body": "wrong-type"}, id="a list"),
        pytest.param(b"null", {"body": "wrong-type"}, id="null"),
        pytest.param(b'{"wish": "\\u0000"}', {"wish": "empty"}, id="only what nobody sees"),
        pytest.param(b'{"wish": "x", "by": "27/03/2026"}', {"by": "bad-date"}, id="a day as on pages"),
        pytest.param(b'{"wish": "x", "B\xc3\xa0 A": 1}', {"?": "unknown-field"}, id="a name for a field"),
    ],
)
def test_a_body_that_cannot_be_taken_is_told_by_field(
    app: Flask, content: bytes, codes: dict[str, str]
) -> None:
    with _sent(app, content), pytest.raises(InvalidInput) as caught:
        asking.body(Wish)

    assert {one.field: one.code for one in caught.value.errors} == codes


def test_what_stands_beside_a_file_is_read_as_text(app: Flask) -> None:
    with app.test_request_context(method="POST", data={"wish": " x ", "by": "2026-03-27"}):
        read = asking.form(Wish)

    assert json.loads(read.model_dump_json()) == {"wish": "x", "by": "2026-03-27"}


def test_what_is_wrong_beside_a_file_is_told_by_field(app: Flask) -> None:
    sent = {"by": "soon", "colour": "red"}

    with app.test_request_context(method="POST", data=sent), pytest.raises(InvalidInput) as caught:
        asking.form(Wish)

    assert {one.field for one in caught.value.errors} == {"wish", "by", "colour"}


def test_a_request_is_refused_in_one_order() -> None:
    everything = _call(
        body=Wish, query=Pages, has_key=True, has_purpose=True, has_version=True, takes_file=True
    )

    assert [name for name, _ in asking.readers(everything)] == [
        "key",
        "purpose",
        "version",
        "query",
        "file",
        "body",
    ]


def test_a_call_that_asks_for_nothing_reads_nothing() -> None:
    assert list(asking.readers(_call())) == []


def test_a_body_beside_a_file_is_a_form_and_alone_it_is_json(app: Flask) -> None:
    readers = dict(asking.readers(_call(body=Wish, takes_file=True)))
    alone = dict(asking.readers(_call(body=Wish)))

    with app.test_request_context(method="POST", data={"wish": "x"}):
        assert readers["body"]() == Wish(wish="x")
    with app.test_request_context(method="POST", data={"wish": "x"}), pytest.raises(WrongMediaType):
        alone["body"]()


@pytest.fixture(scope="module")
def app() -> Flask:
    """An application with nothing in it; only its requests are looked at."""
    return Flask(__name__)


def _sent(app: Flask, content: bytes, kind: str = "application/json") -> Request:
    return app.test_request_context(method="POST", data=content, content_type=kind)


def _call(
    *,
    body: type[Body] | None = None,
    query: type[Paged] | None = None,
    has_purpose: bool = False,
    has_version: bool = False,
    has_key: bool = False,
    takes_file: bool = False,
) -> Call:
    return Call(
        method="POST",
        path="/wishes",
        room="wishes",
        name="wish",
        summary="Wish",
        description="Wish for something.",
        permission=Permission.SELF_MANAGE,
        answer=None,
        status=200,
        body=body,
        query=query,
        errors=(),
        sees=None,
        has_purpose=has_purpose,
        has_version=has_version,
        has_key=has_key,
        takes_file=takes_file,
    )
