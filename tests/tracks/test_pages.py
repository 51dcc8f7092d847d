"""The forms beside the journey: who finds them, what they ask, and what each says of a missing answer."""

from tests.factories import A_CHILD, intake
from tests.web_client import Browsers

POST, POLICE, DESK = "don-bien-phong", "cong-an-tinh", "quan-tri"
NOBODY = "00000000-0000-0000-0000-000000000000"
MARKUP = "<script>alert(1)</script> & “Đặng”"
ON_A_CASE: dict[str, tuple[dict[str, object], set[str]]] = {
    "measures/new": ({}, {"kind", "ground"}),
    "measures/refused": ({}, {"kind"}),
    f"measures/{NOBODY}/end": ({}, {"reason"}),
    "placements/new": ({"until_on": "31/02/2026"}, {"kind", "until_on"}),
    f"placements/{NOBODY}/extend": ({}, {"until_on"}),
    f"placements/{NOBODY}/end": ({}, {"reason"}),
    "guardians/new": ({"name": "Đ" * 401}, {"name"}),
    "separations/new": ({}, {"because", "until_on"}),
    f"separations/{NOBODY}/extend": ({"until_on": "mai"}, {"until_on"}),
    f"separations/{NOBODY}/end": ({}, {"reason"}),
    "crime-reports/new": ({}, {"summary"}),
}
OF_DUTIES: dict[str, tuple[dict[str, object], set[str]]] = {
    "/breaches/new": ({"affected": "-1"}, {"what", "affected"}),
    "/subject-requests/new": ({"case": "x" * 41}, {"kind", "asked_by", "asker", "what", "case"}),
}


def case_of(browsers: Browsers) -> str:
    return f"/cases/{browsers.story.reports(POST, intake(browsers.story.clock.now(), A_CHILD)).ref}"


def test_every_form_of_a_case_says_what_is_missing_at_its_field(browsers: Browsers) -> None:
    case, holder = case_of(browsers), browsers(POST)

    for path, (said, wrong) in ON_A_CASE.items():
        asked, answer = holder.get(f"{case}/{path}"), holder.post(f"{case}/{path}", said)
        named = {link[1:] for link in answer.links() if link.startswith("#")} - {"content", "main"}
        assert (path, asked.status, answer.status) == (path, 200, 422)
        assert wrong <= {name.partition("-")[0] for name in named}, path


def test_the_forms_of_the_duties_say_what_is_missing_at_its_field(browsers: Browsers) -> None:
    officer = browsers(POST)

    for path, (said, wrong) in OF_DUTIES.items():
        asked, answer = officer.get(path), officer.post(path, said)
        named = {link[1:].partition("-")[0] for link in answer.links() if link.startswith("#")}
        assert (asked.status, answer.status, wrong - named) == (200, 422, set())


def test_a_stranger_finds_no_form_of_a_case(browsers: Browsers) -> None:
    case, stranger = case_of(browsers), browsers("trung-tam-ctxh")

    found = {path: stranger.get(f"{case}/{path}").status for path in ON_A_CASE}

    assert set(found.values()) == {404}


def test_markup_is_shown_as_it_was_written(browsers: Browsers) -> None:
    case, holder = case_of(browsers), browsers(POST)
    holder.post(f"{case}/open", {"purpose": "protection"})

    page = holder.post(f"{case}/guardians/new", {"name": MARKUP, "relation": "mẹ"})

    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; “Đặng”" in page.response.text
    assert "<script>alert(1)" not in page.response.text


def test_what_was_typed_stays_on_a_form_that_is_refused(browsers: Browsers) -> None:
    case, holder = case_of(browsers), browsers(POST)
    said: dict[str, object] = {"kind": "foster", "place": "Bà ngoại, ở thôn 2", "until_on": "01/12/2026"}

    page = holder.post(f"{case}/placements/new", said)

    assert (page.status, 'value="Bà ngoại, ở thôn 2"' in page.response.text) == (409, True)
    assert "Điều 18(3) Nghị định 20/2021/NĐ-CP" in page.text


def test_why_a_request_takes_longer_stands_on_its_page(browsers: Browsers) -> None:
    asked: dict[str, object] = {"kind": "see", "asked_by": "subject", "asker": "Nguyễn X", "what": "Cho xem"}
    browsers(POST).post("/subject-requests/new", asked)
    desk = browsers(DESK)
    links = desk.get("/data-protection").links()
    request = next(link for link in links if link.startswith("/subject-requests/") and "new" not in link)

    page = desk.post(f"{request}/extend", {"reason": "Chờ bên thứ ba"})

    assert "Chờ bên thứ ba" in page.text
    assert f"{request}/extend" not in page.links()


def test_only_who_answers_sees_the_registers(browsers: Browsers) -> None:
    browsers(POST).post("/breaches/new", {"what": "Mất máy tính", "kinds": "location"})

    pages = [browsers(POST).get("/data-protection"), browsers(DESK).get("/data-protection")]

    assert ["/breaches/new" in page.links() for page in pages] == [True, True]
    assert [sum(link.startswith("/breaches/") for link in page.links()) for page in pages] == [1, 2]
    assert browsers(POST).get("/crime-reports").status == 403
