"""The pages on which a paper is filed, and files are attached and opened."""

from io import BytesIO

from tests.documents.files import a_pdf, a_png
from tests.web_client import ORIGIN, Browser, Browsers

PAPER: dict[str, object] = {
    "kind": "police_confirmation",
    "number": "12/XN-CAT",
    "issued_on": "1/7/2026",
    "issuer": "Công an tỉnh",
}


def test_a_filed_paper_is_shown_on_the_case(browsers: Browsers) -> None:
    ref = browsers.story.received()
    health = browsers("so-y-te")
    health.post(f"/cases/{ref}/open", {"purpose": "protection"})

    page = health.post(f"/cases/{ref}/papers/new", PAPER)

    assert "12/XN-CAT" in page.text
    assert "01/07/2026" in page.text


def test_a_paper_has_a_kind_and_a_number(browsers: Browsers) -> None:
    ref = browsers.story.received()

    page = browsers("so-y-te").post(f"/cases/{ref}/papers/new", {"issuer": "Công an tỉnh"})

    assert page.status == 422
    assert {"#kind-0", "#number"} <= page.links()


def test_a_paper_is_not_issued_in_the_future(browsers: Browsers) -> None:
    ref = browsers.story.received()

    page = browsers("so-y-te").post(f"/cases/{ref}/papers/new", {**PAPER, "issued_on": "01/01/2030"})

    assert page.status == 422
    assert "#issued_on" in page.links()


def health_with_a_case(browsers: Browsers) -> tuple[Browser, str]:
    ref, health = browsers.story.received(), browsers("so-y-te")
    health.post(f"/cases/{ref}/open", {"purpose": "protection"})
    return health, f"/cases/{ref}/attachments"


def test_a_file_is_attached_and_can_be_saved(browsers: Browsers) -> None:
    health, files = health_with_a_case(browsers)

    page = health.post(files, {"file": (BytesIO(a_png()), "Lo Thi My.png"), "title": "Ảnh hộ chiếu"})

    (link,) = (link for link in page.links() if link.startswith(files + "/"))
    got = health.client.get(link, base_url=ORIGIN)
    assert "Ảnh hộ chiếu" in page.text
    assert "Lo Thi My" not in page.text
    assert (got.mimetype, got.data[:4]) == ("image/png", b"\x89PNG")


def test_a_document_that_was_kept_as_it_is_says_so(browsers: Browsers) -> None:
    health, files = health_with_a_case(browsers)

    page = health.post(files, {"file": (BytesIO(a_pdf(b"/ByteRange[]")), "x.pdf")})

    assert "giữ nguyên từng byte" in page.text.lower()


def test_a_file_of_another_type_is_refused_beside_its_field(browsers: Browsers) -> None:
    health, files = health_with_a_case(browsers)

    answers: tuple[dict[str, object], ...] = ({"file": (BytesIO(b"GIF89a"), "x.png")}, {"title": "x"})
    for sent in answers:
        page = health.post(files, sent)
        assert (page.status, "#file" in page.links()) == (422, True)


def test_who_chose_no_purpose_is_asked_first(browsers: Browsers) -> None:
    ref = browsers.story.received()

    page = browsers("so-y-te").get(f"/cases/{ref}/attachments")

    assert f"/cases/{ref}/open" in page.actions()
