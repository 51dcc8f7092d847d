"""What a file is and what is taken out of it: every type, what it loses, and what is never taken."""

import re
import zlib

import pytest

from referral.documents.cards import FILE_BYTES_MOST, MediaType
from referral.documents.services.contents import recognised
from referral.kernel.errors import InvalidInput
from tests.documents.files import AUTHOR, EXIF, PLACE, a_jpeg, a_pdf, a_png, chunk, segment

DOCTYPE = b"<!doctype html><script>alert(1)</script>"


def refused(content: bytes) -> str:
    with pytest.raises(InvalidInput) as caught:
        recognised(content)
    (error,) = caught.value.errors
    assert error.field == "file"
    return error.code


@pytest.mark.parametrize(
    ("content", "media"),
    [(a_pdf(), MediaType.PDF), (a_jpeg(), MediaType.JPEG), (a_png(), MediaType.PNG)],
    ids=["pdf", "jpeg", "png"],
)
def test_a_file_is_what_it_holds_and_loses_what_came_along(content: bytes, media: MediaType) -> None:
    found = recognised(content)

    assert (found.media, found.is_stripped) == (media, True)
    assert PLACE not in found.content
    assert AUTHOR not in found.content
    assert recognised(found.content).content == found.content


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(DOCTYPE, id="a page"),
        pytest.param(b"PK\x03\x04" + bytes(40), id="an archive"),
        pytest.param(b"GIF89a" + bytes(40), id="a picture of another kind"),
        pytest.param(b"MZ" + bytes(40), id="a program"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'/>", id="a drawing that runs"),
        pytest.param(b" " + a_pdf(), id="a document that does not begin at once"),
    ],
)
def test_no_other_type_is_taken(content: bytes) -> None:
    assert refused(content) == "unknown-type"


def test_an_empty_and_an_endless_file_are_refused() -> None:
    assert refused(b"") == "empty-file"
    assert refused(bytes(FILE_BYTES_MOST + 1)) == "too-large"


@pytest.mark.parametrize("content", [a_jpeg(60_000, 60_000), a_png(60_000, 60_000)], ids=["jpeg", "png"])
def test_a_picture_is_refused_by_the_size_it_claims(content: bytes) -> None:
    assert refused(content) == "too-many-pixels"


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(a_jpeg(0, 8), id="a photograph without width"),
        pytest.param(b"\xff\xd8\xff", id="a photograph that only begins"),
        pytest.param(b"\xff\xd8" + segment(0xDB, b"") + b"\xff\xd9", id="a photograph of nothing"),
        pytest.param(b"\xff\xd8\xff\xfe\xff\xff", id="a segment longer than the file"),
        pytest.param(b"\xff\xd8\xff\xfe\0\x00\xff\xd9", id="a segment shorter than its length"),
        pytest.param(b"\xff\xd8\xff\xfe\0\x03xDOCTYPE", id="no marker where one must stand"),
        pytest.param(a_jpeg()[: a_jpeg().index(b"\x12\xff\0")], id="a scan without its end"),
        pytest.param(a_png()[:20], id="a picture cut in its head"),
        pytest.param(a_png()[: a_png().index(b"IEND")], id="a picture without its end"),
        pytest.param(a_png().replace(b"IDAT", b"IDAU"), id="a chunk that was changed"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + chunk(b"IDAT"), id="a picture without its head"),
        pytest.param(a_png().replace(chunk(b"IDAT", zlib.compress(b"\0\0\0" * 2)), b""), id="nothing drawn"),
        pytest.param(a_pdf()[:-8], id="a document cut short"),
        pytest.param(b"%PDF-9.9" + a_pdf()[8:], id="a document of no known version"),
    ],
)
def test_a_damaged_file_is_refused(content: bytes) -> None:
    assert refused(content) == "damaged-file"


@pytest.mark.parametrize(
    ("little", "big"),
    [(EXIF, b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0")],
    ids=["turned to the right"],
)
def test_a_photograph_keeps_only_which_side_is_up(little: bytes, big: bytes) -> None:
    content = recognised(a_jpeg()).content

    assert little not in content
    assert content.startswith(b"\xff\xd8" + segment(0xE1, b"Exif\0\0" + big))
    assert content.endswith(b"\x12\xff\0\x34\xff\xd0\x56\xff\xd9")


@pytest.mark.parametrize(
    "exif",
    [b"Exif\0\0XX", b"Exif\0\0II*\0\xff\xff\0\0", b"another program's words", EXIF.replace(b"\x06", b"\x01")],
    ids=["no order", "it leads nowhere", "another program's", "upright"],
)
def test_a_photograph_whose_side_is_unknown_stays_as_it_is(exif: bytes) -> None:
    content = recognised(a_jpeg().replace(segment(0xE1, EXIF), b"\xff\xff" + segment(0xE1, exif))).content

    assert b"Exif" not in content


def test_a_blanked_document_keeps_every_address() -> None:
    before, after = a_pdf(), recognised(a_pdf()).content

    assert len(after) == len(before)
    assert [found.start() for found in re.finditer(rb"\d 0 obj|endobj|%%EOF", after)] == [
        found.start() for found in re.finditer(rb"\d 0 obj|endobj|%%EOF", before)
    ]
    assert b"Ho so" not in after


def test_a_photograph_in_a_document_loses_its_place_too() -> None:
    found = recognised(a_pdf(b"5 0 obj\nstream\n" + segment(0xE1, EXIF) + b"\nendstream\nendobj"))

    assert PLACE not in found.content
    assert found.is_stripped


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(a_pdf(b"<</ByteRange[0 1 2 3]>>"), id="signed"),
        pytest.param(a_pdf(b"<</Encrypt 9 0 R>>"), id="encrypted"),
    ],
)
def test_a_signed_document_is_kept_byte_for_byte(content: bytes) -> None:
    found = recognised(content)

    assert (found.content, found.is_stripped) == (content, False)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(a_pdf(info=b"/Info 7 0 R"), id="packed out of sight"),
        pytest.param(a_pdf(b"<</Type /Metadata/Filter/FlateDecode>>"), id="a second one is packed"),
        pytest.param(a_pdf(*(b"/Info %d 0 R" % number for number in range(17))), id="more than anybody has"),
        pytest.param(a_pdf(b"/Info 8 0 R", b"8 0 obj <</Author(x)"), id="a table without an end"),
    ],
)
def test_what_cannot_be_blanked_is_said(content: bytes) -> None:
    assert not recognised(content).is_stripped


@pytest.mark.parametrize(
    "active", [b"/S/JavaScript/JS(app)", b"/S/J#61vaScript", b"/Launch", b"/EmbeddedFiles 5 0 R", b"/XFA[]"]
)
def test_a_document_that_would_do_something_is_refused(active: bytes) -> None:
    assert refused(a_pdf(b"<<" + active + b">>")) == "active-content"


@pytest.mark.parametrize(
    "filler",
    [b"(" * 3_000_000, b"<?xpacket begin=" * 200_000, b"3 0 obj " * 400_000, segment(0xE1, EXIF) * 40_000],
    ids=["open brackets", "packets without end", "tables without end", "photographs"],
)
def test_no_document_makes_the_search_slow(filler: bytes) -> None:
    assert recognised(a_pdf(filler)).media is MediaType.PDF
