"""What a file is, by what stands in it and never by its name, and the file without what came along unseen.

Nothing is unpacked here and nothing is drawn: sizes are read where the file says them, and refused before.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from referral.documents.cards import FILE_BYTES_MOST, Contents, MediaType
from referral.documents.services.pdfs import cleaned_pdf
from referral.documents.services.pictures import cleaned_jpeg, cleaned_png
from referral.documents.services.spoilt import UnusableFile
from referral.kernel.errors import FieldError, InvalidInput

_BEGINNINGS: Mapping[bytes, tuple[MediaType, Callable[[bytes], tuple[bytes, bool]]]] = MappingProxyType(
    {
        b"%PDF-": (MediaType.PDF, cleaned_pdf),
        b"\xff\xd8\xff": (MediaType.JPEG, cleaned_jpeg),
        b"\x89PNG\r\n\x1a\n": (MediaType.PNG, cleaned_png),
    }
)
"""The whole list of what is taken, each with the bytes it begins with."""

_EMPTY = FieldError("file", "empty-file", "Choose a file that is not empty.")
_TOO_LARGE = FieldError(
    "file", "too-large", "Choose a file of at most %(most)s MB.", {"most": FILE_BYTES_MOST >> 20}
)
_OTHER = FieldError(
    "file", "unknown-type", "Choose a PDF, JPEG or PNG file. What the file holds decides, not its name."
)


def recognised(content: bytes) -> Contents:
    """Give a file's type, and the file without its metadata.

    :raises InvalidInput: if it is empty, too large, of no type that is taken, damaged, or would do harm
    """
    if not content:
        raise InvalidInput([_EMPTY])
    if len(content) > FILE_BYTES_MOST:
        raise InvalidInput([_TOO_LARGE])
    for beginning, (media, clean) in _BEGINNINGS.items():
        if content.startswith(beginning):
            return _cleaned(media, clean, content)
    raise InvalidInput([_OTHER])


def _cleaned(media: MediaType, clean: Callable[[bytes], tuple[bytes, bool]], content: bytes) -> Contents:
    try:
        cleaned, is_stripped = clean(content)
    except UnusableFile as unusable:
        raise InvalidInput([FieldError("file", unusable.code, unusable.message)]) from None
    return Contents(media, cleaned, is_stripped)
