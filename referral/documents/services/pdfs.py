"""PDF documents without their author, program and dates, where that can be had without rewriting them.

What is blanked keeps its length, so every address within the document still holds. A signed document is kept
byte for byte, for its signature is worth more than what it tells; so is one that is encrypted.
"""

import re
from collections.abc import Iterator

from referral.documents.services.spoilt import ActiveContent, UnusableFile

_HEAD = re.compile(rb"%PDF-[12]\.\d")
_TAIL_BYTES = 2048
_SEALED_UP = re.compile(rb"/(?:ByteRange|Encrypt)\b")
_ACTIVE = re.compile(rb"/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia|XFA)\b")
_HEX_IN_NAME = re.compile(rb"#([0-9A-Fa-f]{2})")
_PACKET, _PACKET_END = re.compile(rb"<\?xpacket begin="), b"<?xpacket end="
_METADATA = re.compile(rb"/Type\s*/Metadata\b")
_INFO = re.compile(rb"/Info\s+(\d{1,10})\s+(\d{1,5})\s+R")
_TABLES_MOST = 16
"""A document saved that often has as many tables about itself; more is no document anybody wrote."""
# What was matched is never given back, so that no document can make the search slow.
_TEXT = re.compile(rb"\((?:\\.|[^\\()]++|\((?:\\.|[^\\()]++)*+\))*+\)|<[0-9A-Fa-f\s]*+>", re.DOTALL)
_CAMERA = re.compile(rb"\xff\xe1..Exif\0\0", re.DOTALL)


def cleaned_pdf(content: bytes) -> tuple[bytes, bool]:
    """Give a document with its metadata blanked, and whether all of it could be.

    :raises UnusableFile: if it is no whole document
    :raises ActiveContent: if it says that it runs, starts or carries something
    """
    if not _HEAD.match(content) or b"%%EOF" not in content[-_TAIL_BYTES:]:
        raise UnusableFile
    if _ACTIVE.search(_HEX_IN_NAME.sub(_as_letter, content)):
        raise ActiveContent
    if _SEALED_UP.search(content):
        return content, False
    blank = bytearray(content)
    is_whole = _blank_packets(blank) & _blank_information(blank)
    _blank_cameras(blank)
    return bytes(blank), is_whole


def _as_letter(escape: re.Match[bytes]) -> bytes:
    return bytes([int(escape[1], 16)])


def _blank_packets(document: bytearray) -> bool:
    """Blank what was written about the document in XML; say whether none of it was packed out of sight."""
    found = list(_stretches(bytes(document), _PACKET, _PACKET_END))
    for start, end in found:
        _fill(document, start, end)
    return len(found) >= len(_METADATA.findall(document))


def _blank_information(document: bytearray) -> bool:
    """Blank author, program and dates; say whether every such table could be found."""
    named = set(_INFO.findall(document))
    if len(named) > _TABLES_MOST:
        return False
    return sum(_blank_table(document, *name) for name in named) == len(named)


def _blank_table(document: bytearray, number: bytes, generation: bytes) -> bool:
    before = bytes(document)
    begins = re.compile(rb"(?<!\d)%b\s+%b\s+obj\b" % (number, generation))
    found = list(_stretches(before, begins, b"endobj"))
    for start, end in found:
        for text in _TEXT.finditer(before, start, end):
            _fill(document, text.start() + 1, text.end() - 1)
    return bool(found)


def _blank_cameras(document: bytearray) -> None:
    """Blank what cameras wrote into the photographs of the document."""
    at = 0
    while found := _CAMERA.search(document, at):
        at = min(found.start() + 2 + int.from_bytes(found[0][2:4], "big"), len(document))
        at = max(at, found.end())
        _fill(document, found.end(), at, b"\0")


def _stretches(document: bytes, begins: re.Pattern[bytes], ends: bytes) -> Iterator[tuple[int, int]]:
    """Give, one after the other, what lies behind each beginning and before the next end."""
    at = 0
    while found := begins.search(document, at):
        at = document.find(ends, found.end())
        if at < 0:
            return
        yield found.end(), at


def _fill(document: bytearray, start: int, end: int, filler: bytes = b" ") -> None:
    document[start:end] = filler * (end - start)
