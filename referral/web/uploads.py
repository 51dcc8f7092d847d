"""Files that come with a request: held in memory and nowhere else. What a file may be, its room says.

The library beneath would put whatever is large into a temporary file, in clear; here it never does.
"""

from collections.abc import Callable
from io import BytesIO
from typing import IO, Protocol, TypeVar

from flask import Request, request

from referral.kernel.errors import FieldError, InvalidInput
from referral.web.faults import WrongFormType

LARGEST_UPLOAD = 11 * 1024 * 1024
"""A file of ten megabytes, and the form around it."""
FILE = "file"
"""The name of the one field that may hold a file."""

View = TypeVar("View", bound=Callable[..., object])
_MARK = "takes_a_file"
_ONE_FILE = FieldError(FILE, "missing", "Choose a file, one at a time.")


class GivenFile(Protocol):
    """A file to be handed over."""

    @property
    def name(self) -> str:
        """What it is called there; made by us."""

    @property
    def media(self) -> str:
        """What it is."""

    @property
    def content(self) -> bytes:
        """All of it."""


class InMemory(Request):
    """A request whose files never touch a disk."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        del total_content_length, content_type, filename, content_length
        return BytesIO()


def takes_a_file(view: View) -> View:
    """Mark a route that takes a file: only there is so large a request read at all."""
    setattr(view, _MARK, True)
    return view


def allow_for(view: object) -> None:
    """Let the request under way be as large as a file, if its route takes one."""
    if getattr(view, _MARK, False):
        request.max_content_length = LARGEST_UPLOAD


def sent_file() -> bytes:
    """Give the one file that was sent; the name it came with is not looked at.

    :raises WrongFormType: if the request is no form that could hold one
    :raises InvalidInput: if there is none, or more than one
    """
    if request.mimetype != "multipart/form-data":
        raise WrongFormType
    sent = [file for _, file in request.files.items(multi=True)]
    if len(sent) != 1 or FILE not in request.files:
        raise InvalidInput([_ONE_FILE])
    content: bytes = sent[0].read()
    return content
