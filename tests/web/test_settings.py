"""Settings: read once, and refused where they would leak or mislead."""

from pathlib import Path

import pytest

from referral.settings import (
    FILE_NAME,
    MailSecurity,
    Settings,
    Signing,
    UnsafeSettings,
    instance_folder,
    new_file,
    read,
)


def test_a_first_file_is_safe_and_complete(tmp_path: Path) -> None:
    settings = _read(tmp_path, new_file())

    assert settings == Settings(
        instance=tmp_path,
        database_url=f"sqlite:///{tmp_path / 'main.sqlite'}",
        keystore_url=f"sqlite:///{tmp_path / 'keystore.sqlite'}",
        root_key=tmp_path / "root.key",
        signing=Signing(tmp_path / "signer"),
    )


def test_the_ledgers_signer_is_chosen_in_its_section(tmp_path: Path) -> None:
    where = '[ledger]\nsigner = "/srv/signer"\nis_signed_here = false'
    whose = 'name = "log.example"\nwitnesses = ["key url"]'

    chosen = _read(tmp_path, f"{where}\n{whose}").signing

    assert chosen == Signing(Path("/srv/signer"), "log.example", ("key url",), is_here=False)


def test_a_log_is_named_after_the_public_host(tmp_path: Path) -> None:
    assert _read(tmp_path, new_file("https://referral.example")).signing.name == "referral.example"


def test_a_first_file_serves_the_address_it_is_given(tmp_path: Path) -> None:
    settings = _read(tmp_path, new_file("https://referral.example", is_demonstration=True))

    assert (settings.public_url, settings.hosts) == (
        "https://referral.example",
        ("referral.example", "127.0.0.1"),
    )
    assert (settings.is_demonstration, settings.is_public_over_tls) == (True, True)


def test_every_choice_is_taken(tmp_path: Path) -> None:
    settings = _read(
        tmp_path,
        'public_url = "https://a.example"\nhosts = ["a.example"]\nbehind_proxy = 2\n'
        '[keys]\nroot = "keys/root"\n[databases]\nmain = "sqlite:///m"\nkeystore = "sqlite:///k"\n'
        "[sign_in]\nidle_minutes = 5\nsession_hours = 1\n"
        '[mail]\nhost = "mail.example"\nport = 465\nsecurity = "tls"\n'
        'user = "u"\npassword_file = "p"\nsender = "a@a.example"\n',
    )

    mail = settings.mail
    assert (settings.behind_proxy, settings.idle_minutes, settings.session_hours) == (2, 5, 1)
    assert (settings.root_key, settings.database_url) == (tmp_path / "keys/root", "sqlite:///m")
    assert (mail.host, mail.port, mail.security) == ("mail.example", 465, MailSecurity.TLS)
    assert (mail.user, mail.password_file, mail.sender) == ("u", tmp_path / "p", "a@a.example")


def test_the_environment_chooses_the_databases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE", "KEYSTORE", "OWNER_DATABASE"):
        monkeypatch.setenv(f"REFERRAL_{name}_URL", f"sqlite:///{name}")

    settings = _read(tmp_path, new_file())

    assert (settings.database_url, settings.keystore_url) == ("sqlite:///DATABASE", "sqlite:///KEYSTORE")
    assert settings.owner_database_url == "sqlite:///OWNER_DATABASE"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("public_url = ", "cannot be read", id="no TOML"),
        pytest.param("colour = 1", "Unknown setting `colour`", id="a name there is not"),
        pytest.param("[mail]\nhostname = 'a'", "Unknown setting `mail.hostname`", id="a misspelt name"),
        pytest.param("behind_proxy = true", "must be a number", id="yes for a number"),
        pytest.param("public_url = 1", "must be a text", id="a number for text"),
        pytest.param("hosts = 'localhost'", "must be a list", id="text for a list"),
        pytest.param("mail = 1", "must be a section", id="a number for a section"),
        pytest.param("public_url = 'localhost:8000'", "must be an address", id="no address"),
        pytest.param(
            "public_url = 'http://referral.example'", "only localhost is safe", id="http beyond this machine"
        ),
        pytest.param(
            "public_url = 'https://a.example'", "Name every host", id="an address that is not served"
        ),
        pytest.param("hosts = ['localhost', '*.example']", "no stars", id="any host at all"),
        pytest.param("behind_proxy = -1", "0 or more", id="less than no proxy"),
        pytest.param("[sign_in]\nidle_minutes = 60", "1 to 15 minutes", id="an hour of idling"),
        pytest.param("[sign_in]\nsession_hours = 24", "1 to 8 hours", id="a day without a break"),
        pytest.param("[mail]\nsecurity = 'ssl'", "none, starttls, tls", id="no such protection"),
        pytest.param("[mail]\nhost = 'm.example'\nuser = 'u'", "in the clear", id="a password in the clear"),
        pytest.param(
            "[databases]\nmain = 'sqlite:///a'\nkeystore = 'sqlite:///a'",
            "database of their own",
            id="keys beside cases",
        ),
    ],
)
def test_what_is_unsafe_is_refused_with_a_sentence(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(UnsafeSettings, match=said.replace("*", r"\*")):
        _read(tmp_path, text)


def test_a_folder_without_an_installation_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(UnsafeSettings, match="referral init"):
        read(tmp_path)


def test_without_a_key_nothing_starts(tmp_path: Path) -> None:
    with pytest.raises(UnsafeSettings, match="No encryption key"):
        _read(tmp_path, new_file()).require_root_key()


def test_no_address_of_a_database_shows_by_accident(tmp_path: Path) -> None:
    text = '[databases]\nmain = "postgresql://u:secret@h/d"\n'

    assert "secret" not in repr(_read(tmp_path, text))


def test_the_environment_names_the_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REFERRAL_INSTANCE", "elsewhere")
    named = instance_folder()
    monkeypatch.delenv("REFERRAL_INSTANCE")

    assert (named, instance_folder()) == (Path("elsewhere"), Path("instance"))


def _read(folder: Path, text: str) -> Settings:
    (folder / FILE_NAME).write_text(text, "utf-8")
    return read(folder)
