"""Small files of every kind that is taken, each with things in it that nobody should get to see."""

import struct
import zlib

PLACE = b"15.1205 N 108.7923 E"
"""What a camera would have written: where the photograph was taken."""
AUTHOR = b"Tran Van Can Bo"
EXIF = (
    b"Exif\0\0II*\0\x08\0\0\0\x02\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\x0e\x01\x02\0\x14\0\0\0\0\0\0\0" + PLACE
)
FRAME = b"\xff\xc0\0\x0b\x08%b%b\x01\x01\x11\0"


def segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def a_jpeg(width: int = 8, height: int = 8, *more: bytes) -> bytes:
    """A photograph with its camera's words, a comment, a profile, and something behind its end."""
    return b"".join(
        [
            b"\xff\xd8",
            segment(0xE0, b"JFIF\0\x01\x02\0\0\x01\0\x01\x01\x01" + PLACE[:3]),
            segment(0xE1, EXIF),
            segment(0xE2, b"ICC_PROFILE\0" + PLACE),
            segment(0xEE, b"Adobe\0\x64\0\0\0\0\0" + PLACE),
            segment(0xFE, PLACE),
            *more,
            segment(0xDB, bytes(65)),
            b"\xff" + FRAME % (height.to_bytes(2, "big"), width.to_bytes(2, "big")),
            segment(0xDA, b"\x01\x01\0\0\x3f\0") + b"\x12\xff\0\x34\xff\xd0\x56",
            b"\xff\xd9" + PLACE,
        ]
    )


def chunk(name: bytes, body: bytes = b"") -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def a_png(width: int = 2, height: int = 2, *more: bytes) -> bytes:
    """A picture with a text in it, its time, and something behind its end."""
    drawn = zlib.compress((b"\0" + bytes(width)) * height) if width * height < 1000 else b"x"
    return b"".join(
        [
            b"\x89PNG\r\n\x1a\n",
            chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)),
            chunk(b"tEXt", b"Comment\0" + PLACE),
            chunk(b"eXIf", EXIF[6:]),
            *more,
            chunk(b"IDAT", drawn),
            chunk(b"IEND"),
            PLACE,
        ]
    )


def a_pdf(*more: bytes, info: bytes = b"/Info 3 0 R") -> bytes:
    """A document that says who wrote it, twice."""
    packet = b"<?xpacket begin='' id='W5M0'?>%b<?xpacket end='w'?>" % AUTHOR
    return b"\n".join(
        [
            b"%PDF-1.7",
            b"1 0 obj\n<</Type/Catalog/Pages 2 0 R/Metadata 4 0 R>>\nendobj",
            b"2 0 obj\n<</Type/Pages/Kids[]/Count 0>>\nendobj",
            b"3 0 obj\n<</Title(Ho so \\) (mat) x)/Author(%b)/Producer<FEFF0041>>>\nendobj" % AUTHOR,
            b"4 0 obj\n<</Type/Metadata/Subtype/XML>>\nstream\n%b\nendstream\nendobj" % packet,
            *more,
            b"trailer\n<</Root 1 0 R %b>>\nstartxref\n9\n%%%%EOF\n" % info,
        ]
    )
