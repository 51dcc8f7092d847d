"""What all calls have in common: the order of refusals, headers, languages, and what strangers can tell."""

import pytest

from referral.kernel import ledger
from referral.kernel.ledger import Action, Result
from tests.callers import AT, PREFIX, Callers, a_report, json_of
from workflows.vocabulary import Role

WRONG_BODY = {"colour": "red"}
RIGHT_BODY = {"text": "Đã gọi điện."}
LOOKS = ["", "/steps", "/clocks", "/custody", "/timeline", "/access", "/access?page=x"]
MISSING = "HS-7K3M-9CXT-2F4R"
DEEDS = [
    "/steps",
    "/handovers",
    "/consents",
    "/notes",
    "/risk-assessments",
    "/best-interest",
    "/plans",
    "/follow-ups",
    "/papers",
    "/screenings",
]


@pytest.mark.parametrize("path", ["/cases", "/cases/search", "/handovers", "/journey", "/ledger/entries"])
def test_whoever_has_no_token_is_told_to_sign_in(callers: Callers, path: str) -> None:
    answer = callers.stranger().get(path)

    assert answer.status_code in {401, 405}
    assert answer.mimetype == "application/problem+json"


@pytest.mark.parametrize("body", [WRONG_BODY, {}, [], RIGHT_BODY], ids=str)
def test_a_stranger_sees_no_difference_between_a_hidden_case_and_none(callers: Callers, body: object) -> None:
    ref = callers("don-bien-phong").reports()
    stranger = callers("so-y-te-khac")

    answers = [
        stranger.post(f"/cases/{which}{deed}", body, If_Match='"1"')
        for deed in DEEDS
        for which in (ref, MISSING)
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.data for answer in answers}) == 1


@pytest.mark.parametrize(
    "looked", ["", "/steps", "/clocks", "/custody", "/timeline", "/access", "/access?page=x"]
)
def test_a_stranger_reads_nothing_of_a_case(callers: Callers, looked: str) -> None:
    ref = callers("don-bien-phong").reports()
    stranger = callers("so-y-te-khac")

    hidden, missing = (
        stranger.get(f"/cases/{which}{looked}", X_Purpose="curiosity") for which in (ref, MISSING)
    )

    assert (hidden.status_code, hidden.data) == (404, missing.data)


def test_a_wrong_body_is_told_only_after_a_stale_version(callers: Callers) -> None:
    post = callers("don-bien-phong")
    ref = post.reports()

    stale = post.post(f"/cases/{ref}/steps", WRONG_BODY, If_Match='"7"')
    missing = post.post(f"/cases/{ref}/steps", WRONG_BODY)
    current = post.post(f"/cases/{ref}/steps", WRONG_BODY, If_Match='"1"')

    assert [stale.status_code, missing.status_code, current.status_code] == [412, 428, 422]
    assert stale.headers["ETag"] == '"1"'


def test_a_wrong_body_is_told_only_to_those_who_may_do_it(callers: Callers) -> None:
    callers("don-bien-phong").reports()
    ref = str(json_of(callers("don-bien-phong").get("/cases"))["items"][0]["ref"])
    above = callers("bien-phong-tinh", Role.SUPERVISOR)

    assert above.post(f"/cases/{ref}/notes", WRONG_BODY).status_code == 403


@pytest.mark.parametrize("sent", ["", '"', "one", '"1', "*", "-1", '"99999999999999"', 'W/"1"', "²"])
def test_a_version_that_cannot_be_read_is_asked_for(callers: Callers, sent: str) -> None:
    post = callers("don-bien-phong")
    ref = post.reports()
    headers = {"Authorization": f"Bearer {post.token}", "If-Match": sent.encode().decode("latin-1")}

    answer = post.client.post(f"{PREFIX}/cases/{ref}/steps", json={"step": "close"}, headers=headers)

    assert answer.status_code == 428


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        pytest.param(b"{", "application/json", 400, id="no JSON"),
        pytest.param(b"\xff\xfe{", "application/json", 400, id="another encoding"),
        pytest.param(b'{"a": "\\ud800"}', "application/json", 400, id="half a character"),
        pytest.param(b"[" * 100_000, "application/json", 400, id="brackets without end"),
        pytest.param(b"pathway=rescued", "application/x-www-form-urlencoded", 415, id="a form"),
        pytest.param(b"{}", "text/plain", 415, id="plain text"),
        pytest.param(b"", "text/plain", 422, id="nothing at all"),
        pytest.param(b"\xef\xbb\xbf{}", "application/json", 422, id="a byte order mark"),
        pytest.param(b"{}", "application/json; charset=utf-8", 422, id="a named encoding"),
    ],
)
def test_only_json_is_read(callers: Callers, content: bytes, kind: str, status: int) -> None:
    post = callers("don-bien-phong")
    headers = {"Authorization": f"Bearer {post.token}", "Idempotency-Key": "one", "Content-Type": kind}

    answer = post.client.post(f"{PREFIX}/cases", data=content, headers=headers)

    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")


def test_what_was_sent_wrong_is_never_repeated(callers: Callers) -> None:
    mark = "Đặng-Thị-Bí-Mật"

    answer = callers("don-bien-phong").post(
        "/cases", a_report(pathway=mark, **{mark: mark}), Idempotency_Key="one"
    )

    assert answer.status_code == 422
    assert mark not in answer.get_data(as_text=True)


def test_sentences_are_in_the_language_asked_for(callers: Callers) -> None:
    post = callers("don-bien-phong")

    vietnamese, english = (
        json_of(post.get("/journey", Accept_Language=language))["items"][0]["label"]
        for language in ("vi", "en")
    )

    assert (vietnamese, english) == ("Tự trình báo (Điều 27)", "Self-reported (Article 27)")


def test_times_are_told_with_the_offset_of_viet_nam(callers: Callers) -> None:
    post = callers("don-bien-phong")
    ref = post.reports(occurred_at="2026-07-06T01:00:00Z")

    assert (
        json_of(post.get(f"/cases/{ref}", X_Purpose="reception"))["occurred_at"]
        == "2026-07-06T08:00:00+07:00"
    )


def test_an_answer_with_a_version_carries_it_as_a_tag(callers: Callers) -> None:
    post = callers("don-bien-phong")

    answer = post.post("/cases", a_report(), Idempotency_Key="one")

    assert answer.headers["ETag"] == f'"{json_of(answer)["version"]}"'


def test_a_refused_body_is_in_the_ledger_under_its_case(callers: Callers) -> None:
    post = callers("don-bien-phong")
    ref = post.reports()

    post.post(f"/cases/{ref}/notes", WRONG_BODY)

    latest = callers.story.look(lambda session: ledger.entries(session, ledger.Search(about=ref), limit=1)[0])
    assert (latest.action, latest.result, latest.detail["status"]) == (
        Action.REQUEST_REFUSED,
        Result.INVALID,
        422,
    )


@pytest.mark.parametrize("typed", ["Nguyễn Văn A", "Nguyen-Van-A", "HS-1", "HS-7K3M-9CXT-2F4X", "x" * 300])
def test_what_somebody_typed_for_a_reference_is_not_in_the_ledger(callers: Callers, typed: str) -> None:
    post = callers("don-bien-phong")

    answer = post.get(f"/cases/{typed}", X_Purpose="reception")

    latest = latest_entry(callers)
    assert (answer.status_code, latest.result, latest.about) == (404, Result.DENIED, ())


def test_a_token_narrowed_to_reading_reports_nothing(callers: Callers) -> None:
    narrowed = callers("don-bien-phong", scopes=("case:list",))

    assert narrowed.get("/cases").status_code == 200
    assert narrowed.post("/cases", a_report(occurred_at=AT), Idempotency_Key="one").status_code == 403


@pytest.mark.parametrize(
    "path", ["/cases/%00", "/cases/a%00b/steps", "/cases?holder=%00", "/cases?page=1000000&per_page=200"]
)
def test_an_unseen_character_in_an_address_breaks_nothing(callers: Callers, path: str) -> None:
    assert callers("don-bien-phong").get(path, X_Purpose="reception").status_code in {200, 404}


def test_an_unseen_character_in_step_data_breaks_nothing(callers: Callers) -> None:
    ref = callers.story.received()
    body = {"step": "start_verification", "data": {"verifier": "cong-an-\x00tinh", "statement": "a\x00"}}

    answer = callers("so-y-te").post(f"/cases/{ref}/steps", body, If_Match=f'"{callers.story.version(ref)}"')

    assert answer.status_code == 200


def latest_entry(callers: Callers) -> ledger.Entry:
    return callers.story.look(lambda session: ledger.entries(session, ledger.Search(), limit=1)[0])


@pytest.mark.parametrize("path", ["/cases//steps", "//cases", "/cases/"])
def test_an_address_that_is_none_is_not_found(callers: Callers, path: str) -> None:
    answer = callers("don-bien-phong").get(path)

    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
