"""Which passphrases will do, and how they are hashed."""

import threading
import unicodedata

import pytest

from referral.kernel.errors import InvalidInput, Unavailable
from referral.people.services import passphrases
from referral.people.services.passphrases import Hasher, check, one_time_secret, prove
from referral.settings import INSECURE_FAST_HASHING, Hashing
from tests.people.conftest import PASSPHRASE


@pytest.mark.parametrize(
    "passphrase",
    [
        pytest.param(PASSPHRASE, id="Vietnamese words that do not belong together"),
        pytest.param("tangled violet lantern brook", id="English words"),
        pytest.param("H'Bluên hát dưới mưa rừng", id="an apostrophe"),
        pytest.param("xK9#vq2!Lw7@rt5", id="fifteen random characters"),
    ],
)
def test_what_nobody_guesses_early_will_do(passphrase: str) -> None:
    check(passphrase, "so-y-te.officer")


@pytest.mark.parametrize(
    "passphrase",
    [
        pytest.param("mười bốn ký tự", id="fourteen characters"),
        pytest.param("", id="nothing"),
        pytest.param("đường dài " * 30, id="longer than anybody types"),
    ],
)
def test_a_length_that_will_not_do_is_said(passphrase: str) -> None:
    assert _code(passphrase) == "length"


@pytest.mark.parametrize(
    "passphrase",
    [
        pytest.param("passwordpassword", id="a well-known word twice"),
        pytest.param("Mật khẩu của tôi 2026", id="the word for it, with a year"),
        pytest.param("correct horse battery staple", id="the famous example"),
        pytest.param("qwertyuiopasdfgh", id="the rows of a keyboard"),
        pytest.param("abcdefghijklmnop", id="the alphabet"),
        pytest.param("poiuytrewq987654", id="rows backwards"),
        pytest.param("aaaaaaaaaaaaaaaaaaaa", id="one letter"),
        pytest.param("lanhoalanhoalanhoa", id="one piece again and again"),
        pytest.param("19900101 20001231 20260327", id="dates"),
        pytest.param("so-y-te.officer-2026!!", id="one's own user name"),
        pytest.param("Nguyễn Thị Thử 1990", id="one's own name"),
        pytest.param("Vietnam Referral 123456", id="words of the work"),
    ],
)
def test_what_is_guessed_early_is_refused(passphrase: str) -> None:
    assert _code(passphrase) == "easily-guessed"


def test_a_refusal_never_repeats_what_was_typed() -> None:
    with pytest.raises(InvalidInput) as refused:
        check("Mật khẩu của tôi 2026")

    assert "2026" not in str(refused.value.errors)


def test_a_hash_opens_to_its_passphrase_only(hasher: Hasher) -> None:
    stored = hasher.hash(PASSPHRASE)

    assert hasher.is_right(stored, PASSPHRASE)
    assert not hasher.is_right(stored, PASSPHRASE.upper())
    assert PASSPHRASE not in stored


def test_accents_may_be_composed_by_any_keyboard(hasher: Hasher) -> None:
    stored = hasher.hash(unicodedata.normalize("NFD", PASSPHRASE))

    assert hasher.is_right(stored, unicodedata.normalize("NFC", PASSPHRASE))


def test_two_hashes_of_one_passphrase_differ(hasher: Hasher) -> None:
    assert hasher.hash(PASSPHRASE) != hasher.hash(PASSPHRASE)


@pytest.mark.parametrize(
    "stored", [None, "-", "$argon2id$broken"], ids=["nobody", "no hash", "a broken hash"]
)
def test_without_a_sound_hash_nothing_is_right(hasher: Hasher, stored: str | None) -> None:
    assert not hasher.is_right(stored, PASSPHRASE)


def test_ours_is_as_dear_as_the_design_says() -> None:
    stored = Hasher(Hashing()).hash(PASSPHRASE)

    assert stored.startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_only_so_many_are_hashed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passphrases, "PATIENCE_SECONDS", 0)
    busy = Hasher(INSECURE_FAST_HASHING)

    with busy._turn(), busy._turn(), pytest.raises(Unavailable):
        busy.hash(PASSPHRASE)

    assert busy.hash(PASSPHRASE)


def test_threads_take_their_turns(hasher: Hasher) -> None:
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(hasher.hash(PASSPHRASE))) for _ in range(8)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(set(found)) == 8


def test_only_who_knows_the_present_one_proves_it(hasher: Hasher) -> None:
    stored = hasher.hash(PASSPHRASE)

    prove(hasher, stored, PASSPHRASE)
    with pytest.raises(InvalidInput) as refused:
        prove(hasher, stored, "something else entirely")

    assert refused.value.errors[0].field == "present"


def test_a_one_time_secret_is_long_and_readable() -> None:
    secrets = {one_time_secret() for _ in range(50)}

    assert len(secrets) == 50
    assert all(len(secret) == 29 and not set(secret) & set("01ilo") for secret in secrets)


def _code(passphrase: str) -> str:
    with pytest.raises(InvalidInput) as refused:
        check(passphrase, "so-y-te.officer", "Nguyễn Thị Thử")
    return refused.value.errors[0].code
