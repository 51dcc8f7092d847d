"""Files that come with a request: one at a time, in a form, in memory, and only where a route takes one."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from flask import Flask, request
from werkzeug.datastructures import MultiDict

from referral.kernel.errors import InvalidInput
from referral.web.faults import WrongFormType
from referral.web.uploads import FILE, LARGEST_UPLOAD, allow_for, sent_file, takes_a_file
from tests.forms import reading

SCAN = b"%PDF-1.7 scan"


def test_the_one_file_that_was_sent_is_given(app: Flask) -> None:
    with app.test_request_context(method="POST", data=_form((FILE, SCAN))):
        assert sent_file() == SCAN


def test_an_empty_file_is_a_file(app: Flask) -> None:
    with app.test_request_context(method="POST", data=_form((FILE, b""))):
        assert sent_file() == b""


@pytest.mark.parametrize(
    "files",
    [
        pytest.param([], id="none"),
        pytest.param([("scan", SCAN)], id="under another name"),
        pytest.param([(FILE, SCAN), (FILE, SCAN)], id="two of one name"),
        pytest.param([(FILE, SCAN), ("other", SCAN)], id="one more under another name"),
    ],
)
def test_no_file_and_two_are_both_refused(app: Flask, files: list[tuple[str, bytes]]) -> None:
    content = {"method": "POST", "data": _form(*files), "content_type": "multipart/form-data"}

    with app.test_request_context(**content), pytest.raises(InvalidInput) as caught:
        sent_file()

    assert [(one.field, one.code) for one in caught.value.errors] == [(FILE, "missing")]


@pytest.mark.parametrize("kind", ["application/json", "application/pdf", "application/x-www-form-urlencoded"])
def test_what_is_no_form_with_a_file_is_not_read(app: Flask, kind: str) -> None:
    with (
        app.test_request_context(method="POST", data=SCAN, content_type=kind),
        pytest.raises(WrongFormType) as caught,
    ):
        sent_file()

    assert (caught.value.status, "multipart/form-data" in caught.value.message) == (415, True)


def test_a_large_file_never_touches_a_disk(app: Flask) -> None:
    large = b"x" * 2_000_000
    head = f'--cut\r\nContent-Disposition: form-data; name="{FILE}"; filename="scan.pdf"\r\n\r\n'
    whole = head.encode() + large + b"\r\n--cut--\r\n"

    with app.test_request_context(
        method="POST", data=whole, content_type="multipart/form-data; boundary=cut"
    ):
        stream = request.files[FILE].stream

        assert isinstance(stream, BytesIO)
        assert sent_file() == large


def test_only_a_route_that_takes_a_file_reads_so_much(app: Flask) -> None:
    with app.test_request_context(method="POST"):
        usual = request.max_content_length
        allow_for(_plain)
        left_alone = request.max_content_length
        allow_for(takes_a_file(_with_a_file))

        assert (left_alone, request.max_content_length) == (usual, LARGEST_UPLOAD)


def test_marking_a_route_leaves_it_as_it_is() -> None:
    assert takes_a_file(_with_a_file) is _with_a_file


@pytest.fixture
def app() -> Iterator[Flask]:
    with reading() as app:
        yield app


def _form(*files: tuple[str, bytes]) -> MultiDict[str, object]:
    return MultiDict([(name, (BytesIO(content), "scan.pdf")) for name, content in files])


def _plain() -> None:
    """Take no file."""


def _with_a_file() -> None:
    """Take one."""
