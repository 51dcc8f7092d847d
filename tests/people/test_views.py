"""The pages of sign-in and accounts: what people see and send, and who is turned away."""

import html
import re

import pytest

from referral.kernel.clock import StoppedClock
from referral.kernel.transaction import deed
from referral.people.models import Account
from referral.people.services import throttle
from referral.people.services.passphrases import Hasher
from tests.callers import Callers
from tests.people.conftest import PASSPHRASE
from tests.web_client import Browser, Browsers, Page
from workflows.vocabulary import Role

ANOTHER = "bốn con thuyền giấy màu tím"
NEW = {"username": "so-y-te.lan", "display_name": "Trần Thị Thử", "agency": "so-y-te", "role": "officer"}


def test_signing_in_leads_where_one_was_going(browsers: Browsers, hasher: Hasher) -> None:
    _give_passphrase(browsers, hasher)
    stranger = browsers.stranger()

    page = _sign_in(stranger, PASSPHRASE, start="/account")

    assert (page.status, page.response.request.path) == (200, "/account")


def test_signing_in_gives_a_new_cookie(browsers: Browsers, hasher: Hasher) -> None:
    _give_passphrase(browsers, hasher)
    stranger = browsers.stranger()
    stranger.carry("planted by somebody else")

    _sign_in(stranger, PASSPHRASE)

    with stranger.client.session_transaction(base_url="https://localhost") as cookie:
        assert cookie["_user_id"] != "planted by somebody else"
        assert set(cookie) <= {"_user_id", "csrf_token"}


def test_a_refusal_shows_the_form_again(browsers: Browsers, hasher: Hasher) -> None:
    _give_passphrase(browsers, hasher)

    page = _sign_in(browsers.stranger(), "something else")

    assert (page.status, page.actions() >= {"/sign-in"}) == (401, True)


def test_unknown_wrong_and_shut_look_the_same(browsers: Browsers, hasher: Hasher) -> None:
    _give_passphrase(browsers, hasher)
    stranger = browsers.stranger()
    wrong = _without_tokens(_sign_in(stranger, "something else"))
    unknown = _without_tokens(_sign_in(stranger, "something else", name="nobody"))
    _change(browsers, is_active=False)
    shut = _without_tokens(_sign_in(stranger, PASSPHRASE))

    assert wrong == unknown.replace("nobody", "so-y-te.officer") == shut


def test_a_passphrase_never_stands_on_a_page_again(browsers: Browsers, hasher: Hasher) -> None:
    _give_passphrase(browsers, hasher)

    page = _sign_in(browsers.stranger(), "a passphrase typed wrongly")

    assert "typed wrongly" not in page.response.text


def test_too_many_attempts_are_told_to_wait(browsers: Browsers, hasher: Hasher) -> None:
    stranger = browsers.stranger()
    for _ in range(throttle.BY_NAME):
        _sign_in(stranger, "something else")

    refused = _sign_in(stranger, "something else")

    assert (refused.status, refused.response.headers["Retry-After"]) == (429, "301")


def test_an_empty_form_is_not_even_counted(browsers: Browsers) -> None:
    assert _sign_in(browsers.stranger(), "").status == 422


def test_a_one_time_secret_leads_to_choosing_first(browsers: Browsers, hasher: Hasher) -> None:
    _give_passphrase(browsers, hasher)
    _change(browsers, is_enrolled=False)
    browser = browsers.stranger()

    arrived = _sign_in(browser, PASSPHRASE)
    strayed = browser.get("/alerts")
    chosen = browser.post("/choose-passphrase", {"passphrase": ANOTHER})

    assert {arrived.response.request.path, strayed.response.request.path} == {"/choose-passphrase"}
    assert (chosen.status, chosen.response.request.path) == (200, "/")


def test_a_passphrase_that_is_guessed_early_is_refused_there(browsers: Browsers) -> None:
    _change(browsers, is_enrolled=False)

    page = browsers("so-y-te").post("/choose-passphrase", {"passphrase": "so-y-te.officer 2026"})

    assert page.status == 422


def test_whoever_is_enrolled_chooses_no_first_passphrase(browsers: Browsers) -> None:
    assert browsers("so-y-te").post("/choose-passphrase", {"passphrase": ANOTHER}).status == 409


def test_signing_out_shuts_the_browser(browsers: Browsers) -> None:
    browser = browsers("so-y-te")

    page = browser.post("/sign-out", start="/account")

    assert page.response.request.path == "/sign-in"
    assert browser.get("/account").response.request.path == "/sign-in"


def test_a_replayed_cookie_opens_nothing_after_sign_out(browsers: Browsers) -> None:
    browser = browsers("so-y-te")
    with browser.client.session_transaction(base_url="https://localhost") as cookie:
        secret = cookie["_user_id"]
    browser.post("/sign-out", start="/account")

    browser.carry(secret)

    assert browser.get("/account").response.request.path == "/sign-in"


def test_a_stranger_may_sign_out_too(browsers: Browsers) -> None:
    assert browsers.stranger().post("/sign-out", start="/sign-in").response.request.path == "/sign-in"


def test_a_session_is_kept_while_somebody_is_there(browsers: Browsers, clock: StoppedClock) -> None:
    browser = browsers("so-y-te")
    clock.move(minutes=14)

    kept = browser.client.get("/keep", base_url="https://localhost")

    assert kept.json == {"idle_seconds": 900}


def test_whoever_was_away_is_told_so_and_comes_back(browsers: Browsers, clock: StoppedClock) -> None:
    browser = browsers("so-y-te")
    clock.move(minutes=16)

    away, again = browser.get("/cases"), browser.get("/cases")

    assert away.response.request.path == "/sign-in"
    assert "Anh/chị đã rời máy một lúc" in away.text
    assert "Anh/chị đã rời máy một lúc" not in again.text


def test_the_agencies_are_listed_with_kind_parent_and_seat(browsers: Browsers) -> None:
    page = browsers("quan-tri", Role.ADMINISTRATOR).get("/agencies")

    row = next(row for row in page.tree.iter("tr") if "don-bien-phong-hai" in "".join(row.itertext()))
    told = " ".join("".join(row.itertext()).split())
    assert "Bộ đội Biên phòng" in told
    assert "Cơ quan bien-phong-tinh" in told
    assert "Quảng Ngãi" in told


def test_the_passphrase_is_changed_by_proving_the_old(browsers: Browsers, hasher: Hasher) -> None:
    _give_passphrase(browsers, hasher)
    browser = browsers("so-y-te")

    wrong = browser.post("/account", {"present": "not it at all", "passphrase": ANOTHER})
    right = browser.post("/account", {"present": PASSPHRASE, "passphrase": ANOTHER})

    assert (wrong.status, right.status) == (422, 200)
    assert _sign_in(browsers.stranger(), ANOTHER).status == 200


def test_a_token_can_be_taken_back_on_ones_page(browsers: Browsers, callers: Callers) -> None:
    callers("so-y-te")
    browser = browsers("so-y-te")
    (action,) = [one for one in browser.get("/account").actions() if one.endswith("/revoke")]

    page = browser.post(action, start="/account")

    assert not [one for one in page.actions() if one.endswith("/revoke")]


def test_an_administrator_opens_an_account_and_sees_its_secret_once(browsers: Browsers) -> None:
    administrator = browsers("quan-tri", Role.ADMINISTRATOR)

    page = administrator.post("/accounts/new", dict(NEW))

    secret = re.search(r"([2-9a-hjkmnp-z]{5}-){4}[2-9a-hjkmnp-z]{5}", page.text)
    assert secret is not None
    assert secret[0] not in administrator.get("/accounts").text


def test_a_form_that_will_not_do_says_why(browsers: Browsers) -> None:
    page = browsers("quan-tri", Role.ADMINISTRATOR).post(
        "/accounts/new", {**NEW, "username": "so-y-te.officer"}
    )

    assert page.status == 422


def test_the_supervisor_confirms_and_its_owner_signs_in(browsers: Browsers) -> None:
    opened = browsers("quan-tri", Role.ADMINISTRATOR).post("/accounts/new", dict(NEW))
    (secret,) = re.findall(r"(?:[2-9a-hjkmnp-z]{5}-){4}[2-9a-hjkmnp-z]{5}", opened.text)
    owner = browsers.stranger()
    before = _sign_in(owner, secret, name="so-y-te.lan").status

    supervisor = browsers("so-y-te", Role.SUPERVISOR)
    (action,) = [one for one in supervisor.get("/accounts/waiting").actions() if one.endswith("/confirm")]
    supervisor.post(action, start="/accounts/waiting")

    after = _sign_in(owner, secret, name="so-y-te.lan")
    assert (before, after.status, after.response.request.path) == (401, 200, "/choose-passphrase")


def test_an_account_is_suspended_restored_and_reset(browsers: Browsers) -> None:
    administrator = browsers("quan-tri", Role.ADMINISTRATOR)
    account = f"/accounts/{browsers.story.province.accounts['so-y-te', Role.OFFICER]}"

    pages = [
        administrator.post(f"{account}/{verb}", start="/accounts") for verb in ("suspend", "restore", "reset")
    ]

    assert [page.status for page in pages] == [200, 200, 200]
    assert "so-y-te.officer" in pages[2].text


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SUPERVISOR, Role.AUDITOR])
def test_accounts_are_shown_to_administrators_only(browsers: Browsers, role: Role) -> None:
    browser = browsers("so-y-te", role)

    assert (browser.get("/accounts").status, browser.get("/accounts/new").status) == (403, 403)


def test_no_account_is_managed_by_knowing_its_address(browsers: Browsers) -> None:
    account = f"/accounts/{browsers.story.province.accounts['cong-an-tinh', Role.OFFICER]}"
    browser = browsers("so-y-te")

    pages = [
        browser.post(f"{account}/{verb}", start="/account")
        for verb in ("suspend", "restore", "reset", "confirm")
    ]

    assert [page.status for page in pages] == [404, 404, 404, 404]


def _sign_in(
    browser: Browser, passphrase: str, name: str = "so-y-te.officer", start: str = "/sign-in"
) -> Page:
    page = browser.get(start)
    following = next(one for one in page.tree.iter("input") if one.get("id") == "next").get("value", "")
    return browser.post("/sign-in", {"username": name, "passphrase": passphrase, "next": following})


def _give_passphrase(browsers: Browsers, hasher: Hasher) -> None:
    _change(browsers, passphrase_hash=hasher.hash(PASSPHRASE))


def _change(browsers: Browsers, **values: object) -> None:
    with deed(browsers.story.database, browsers.story.clock) as session:
        account = session.get(Account, browsers.story.province.accounts["so-y-te", Role.OFFICER])
        for name, value in values.items():
            setattr(account, name, value)


def _without_tokens(page: Page) -> str:
    return re.sub(r'name="csrf_token" value="[^"]*"', "", html.unescape(page.response.text))
