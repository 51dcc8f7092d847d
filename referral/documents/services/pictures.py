"""Pictures without what the camera wrote into them: where, when, with whose telephone. No pixel is touched.

Only the parts a picture cannot be drawn without are kept; whatever nobody has listed is left out.
"""

import re
import struct
import zlib
from collections.abc import Iterator
from typing import Any

from referral.documents.services.spoilt import UnusableFile, check_pixels

_START, _END = b"\xff\xd8", b"\xff\xd9"
_START_OF_SCAN, _APP0, _APP1, _ADOBE = 0xDA, 0xE0, 0xE1, 0xEE
_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
"""The segments that say how large the picture is."""
_DRAWING = _FRAMES | {0xC4, 0xCC, 0xDA, 0xDB, 0xDC, 0xDD}
"""Tables, frames and scans: what the picture is drawn from."""
_NEXT_MARKER = re.compile(rb"\xff(?![\x00\xd0-\xd7\xff])")
_ORIENTATION = 0x0112
_EXIF = b"Exif\0\0"
_UPRIGHT_EXIF = _EXIF + b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0%c\0\0\0\0\0\0"
"""All that is written back: which side is up, without which a photograph lies on its side."""

_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"bKGD", b"pHYs"}
)


def cleaned_jpeg(content: bytes) -> tuple[bytes, bool]:
    """Give a JPEG picture with its drawing and its orientation alone; and that all else is gone.

    :raises UnusableFile: if it is damaged, or says it is larger than is taken
    """
    kept, turned, has_frame, has_scan = [_START], b"", False, False
    for marker, part in _segments(content):
        if marker in _FRAMES:
            check_pixels(*reversed(_unpacked(">HH", part, 5)))
            has_frame = True
        has_scan = has_scan or marker == _START_OF_SCAN
        if marker == _APP1 and not turned:
            turned = _turned(part[4:])
        kept.append(_kept(marker, part))
    if not has_frame or not has_scan:
        raise UnusableFile
    return b"".join([kept[0], turned, *kept[1:], _END]), True


def _segments(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Give each segment with its marker, a scan with its data, up to the end that the picture says itself."""
    at = len(_START)
    while (begun := content[at : at + 2]) != _END:
        if len(begun) < len(_END) or begun[0] != 0xFF:  # noqa: PLR2004 — every marker begins so
            raise UnusableFile
        if begun[1] == 0xFF:  # noqa: PLR2004 — any number of them may stand before a marker
            at += 1
            continue
        end = at + 2 + _unpacked(">H", content, at + 2)[0]
        if begun[1] == _START_OF_SCAN:
            end = _end_of_scan(content, end)
        if not at + 4 <= end <= len(content):
            raise UnusableFile
        yield begun[1], content[at:end]
        at = end


def _end_of_scan(content: bytes, at: int) -> int:
    found = _NEXT_MARKER.search(content, at)
    if found is None:
        raise UnusableFile
    return found.start()


def _kept(marker: int, part: bytes) -> bytes:
    if marker in _DRAWING:
        return part
    # Both may carry a small picture or a text behind their fixed part: only the fixed part is kept.
    if marker == _APP0 and part[4:9] == b"JFIF\0":
        return b"\xff\xe0\0\x10" + part[4:16].ljust(12, b"\0") + b"\0\0"
    if marker == _ADOBE and part[4:9] == b"Adobe":
        return b"\xff\xee\0\x0e" + part[4:16].ljust(12, b"\0")
    return b""


def _turned(exif: bytes) -> bytes:
    """Give a segment that says which side is up and nothing else; none where the camera did not say."""
    order = {b"II": "<", b"MM": ">"}.get(exif[6:8])
    if not exif.startswith(_EXIF) or order is None:
        return b""
    tiff = exif[len(_EXIF) :]
    try:
        (first,) = _unpacked(order + "I", tiff, 4)
        (many,) = _unpacked(order + "H", tiff, first)
        entries = [_unpacked(order + "HHIH", tiff, first + 2 + 12 * number) for number in range(many)]
    except UnusableFile:
        return b""
    side = next((entry[3] for entry in entries if entry[0] == _ORIENTATION), 1)
    if not 1 < side <= 8:  # noqa: PLR2004 — there are eight ways to hold a camera, and the first needs no word
        return b""
    body = _UPRIGHT_EXIF % side
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def cleaned_png(content: bytes) -> tuple[bytes, bool]:
    """Give a PNG picture with the chunks it is drawn from alone; and that all else is gone.

    :raises UnusableFile: if it is damaged, or says it is larger than is taken
    """
    kept, names = [_PNG_SIGNATURE], list[bytes]()
    for name, chunk in _chunks(content):
        if not names and name != b"IHDR":
            raise UnusableFile
        if name == b"IHDR":
            check_pixels(*_unpacked(">II", chunk, 8))
        names.append(name)
        kept += [chunk] if name in _PNG_KEPT else []
    if b"IDAT" not in names:
        raise UnusableFile
    return b"".join(kept), True


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Give each chunk with its name, up to the one that ends the picture; what comes after it is left out."""
    at, name = len(_PNG_SIGNATURE), b""
    while name != b"IEND":
        size, name = _unpacked(">I4s", content, at)
        end = at + 12 + size
        (check,) = _unpacked(">I", content, end - 4)
        if zlib.crc32(content[at + 4 : end - 4]) != check:
            raise UnusableFile
        yield name, content[at:end]
        at = end


def _unpacked(layout: str, content: bytes, at: int) -> tuple[Any, ...]:
    """Read fixed fields.

    :raises UnusableFile: if the file ends before
    """
    try:
        return struct.unpack_from(layout, content, at)
    except struct.error:
        raise UnusableFile from None
