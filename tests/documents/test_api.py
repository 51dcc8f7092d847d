"""Papers and files over the interface: filed by the holder, and shown for a purpose that includes them."""

from io import BytesIO

import pytest
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from tests.callers import PREFIX, Caller, Callers, json_of
from tests.documents.files import a_jpeg, a_pdf
from workflows.vocabulary import PaperKind

PAPER = {
    "kind": "police_confirmation",
    "number": "12/XN",
    "issued_on": "2026-07-05",
    "issuer": "Công an tỉnh",
}


@pytest.mark.parametrize("kind", PaperKind)
def test_a_paper_of_every_kind_is_filed_and_shown(callers: Callers, kind: PaperKind) -> None:
    health = callers("so-y-te")
    ref = health.reports()

    made = health.post(f"/cases/{ref}/papers", {**PAPER, "kind": kind.value})

    kept = json_of(health.get(f"/cases/{ref}", X_Purpose="verification"))["papers"]
    assert made.status_code == 201
    assert [(paper["id"], paper["kind"], paper["number"]) for paper in kept] == [
        (json_of(made)["id"], kind, "12/XN")
    ]


def test_a_purpose_that_does_not_include_papers_shows_none(callers: Callers) -> None:
    health = callers("so-y-te")
    ref = health.reports()
    health.post(f"/cases/{ref}/papers", PAPER)

    assert json_of(health.get(f"/cases/{ref}", X_Purpose="correction"))["papers"] == []


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kind": "diploma"}, "kind"),
        ({"number": ""}, "number"),
        ({"issued_on": "2026-07-07"}, "issued_on"),
        ({"issued_on": "5/7/2026"}, "issued_on"),
        ({"occurred_at": "2026-07-06T09:00+07:00"}, "occurred_at"),
        ({"stamp": "red"}, "stamp"),
    ],
    ids=str,
)
def test_a_paper_that_cannot_be_taken_is_told_by_field(
    callers: Callers, wrong: dict[str, str], field: str
) -> None:
    health = callers("so-y-te")

    answer = health.post(f"/cases/{health.reports()}/papers", PAPER | wrong)

    assert (answer.status_code, json_of(answer)["errors"][0]["field"]) == (422, field)


def sends(
    caller: Caller, ref: str, sent: MultiDict[str, object] | None = None, **form: object
) -> TestResponse:
    """Send a form with a file, as a program would."""
    headers = {"Authorization": f"Bearer {caller.token}", "Accept-Language": "en"}
    return caller.client.post(f"{PREFIX}/cases/{ref}/attachments", data=sent or form, headers=headers)


def sends_whole(caller: Caller, ref: str, content: bytes) -> TestResponse:
    """Send a large file; the test client would put it onto the disk itself."""
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\n'
    return caller.client.post(
        f"{PREFIX}/cases/{ref}/attachments",
        data=head + content + b"\r\n--x--\r\n",
        content_type="multipart/form-data; boundary=x",
        headers={"Authorization": f"Bearer {caller.token}"},
    )


def a_file(content: bytes) -> tuple[BytesIO, str]:
    return BytesIO(content), "Nguyen Thi Thu.pdf"


def test_a_file_is_attached_listed_and_opened(callers: Callers) -> None:
    health = callers("so-y-te")
    ref = health.reports()

    made = sends(health, ref, file=a_file(a_jpeg()), title="Ảnh chụp", occurred_at="2026-07-06T08:20+07:00")

    card = json_of(made)
    got = health.get(f"/cases/{ref}/attachments/{card['id']}", X_Purpose="verification")
    assert made.status_code == 201
    assert (card["name"], card["media"], card["is_stripped"]) == (f"{ref}-1.jpg", "image/jpeg", True)
    assert json_of(health.get(f"/cases/{ref}/attachments", X_Purpose="verification"))["items"] == [card]
    assert (got.status_code, got.mimetype, len(got.data)) == (200, "image/jpeg", card["size"])


def test_a_file_is_handed_over_to_be_saved_and_shut_in(callers: Callers) -> None:
    health = callers("so-y-te")
    ref = health.reports()
    card = json_of(sends(health, ref, file=a_file(a_pdf())))

    got = health.get(f"/cases/{ref}/attachments/{card['id']}", X_Purpose="verification")

    assert got.headers["Content-Disposition"] == f'attachment; filename="{ref}-1.pdf"'
    assert got.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert (got.headers["X-Content-Type-Options"], got.headers["Cache-Control"]) == ("nosniff", "no-store")


def test_a_large_file_touches_no_disk_on_its_way_in(
    callers: Callers, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("A file was put onto the disk.")

    for name in ("TemporaryFile", "NamedTemporaryFile", "SpooledTemporaryFile"):
        monkeypatch.setattr(f"tempfile.{name}", refuse)
        monkeypatch.setattr(f"werkzeug.formparser.{name}", refuse, raising=False)
    health = callers("so-y-te")
    large = a_pdf(b"%" + bytes(5 * 1024 * 1024))

    made = sends_whole(health, health.reports(), large)

    assert (made.status_code, json_of(made)["size"]) == (201, len(large))


def test_more_than_a_file_is_not_even_read(callers: Callers) -> None:
    health = callers("so-y-te")

    assert sends_whole(health, health.reports(), bytes(12 << 20)).status_code == 413


@pytest.mark.parametrize(
    ("files", "fields", "status", "field"),
    [
        pytest.param([], {"title": "x"}, 415, None, id="no form that holds a file"),
        pytest.param([("other", a_pdf())], {}, 422, "file", id="under another name"),
        pytest.param([("file", a_pdf()), ("file", a_pdf())], {}, 422, "file", id="two at once"),
        pytest.param([("file", b"GIF89a")], {}, 422, "file", id="of another type"),
        pytest.param([("file", a_pdf())], {"case": "x"}, 422, "case", id="with an unknown field"),
        pytest.param([("file", a_pdf())], {"occurred_at": "soon"}, 422, "occurred_at", id="no time"),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused(
    callers: Callers, files: list[tuple[str, bytes]], fields: dict[str, str], status: int, field: str | None
) -> None:
    health = callers("so-y-te")
    form = MultiDict[str, object]([*fields.items(), *((name, a_file(content)) for name, content in files)])

    answer = sends(health, health.reports(), form)

    wrong = json_of(answer).get("errors", [{"field": None}])
    assert (answer.status_code, wrong[0]["field"]) == (status, field)


def test_a_stranger_cannot_tell_whether_there_are_files(callers: Callers) -> None:
    ref = callers("so-y-te").reports()
    stranger = callers("trung-tam-ctxh")

    for answer in (
        sends(stranger, ref, file=a_file(b"x")),
        sends(stranger, ref, title="x"),
        stranger.get(f"/cases/{ref}/attachments", X_Purpose="support"),
    ):
        assert answer.status_code == 404
