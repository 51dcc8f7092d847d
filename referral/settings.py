"""One frozen object, read once, that refuses to start unsafe. No other module reads the environment.

It stands below the kernel, so it knows nothing but the standard library; nothing here switches on a name of
the environment.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

FILE_NAME = "settings.toml"
PUBLIC_URL = "http://localhost:8000"
LOOPBACK = ("localhost", "127.0.0.1")
"""The only host names that are safe without TLS: browsers take `__Host-` cookies over http nowhere else."""

Kind = TypeVar("Kind")
Table = Mapping[str, object]


class UnsafeSettings(Exception):
    """The installation refuses to start; its sentence says what to do."""


class MailSecurity(StrEnum):
    """How the connection to the mail server is protected."""

    NONE = "none"
    STARTTLS = "starttls"
    TLS = "tls"


@dataclass(frozen=True, slots=True)
class Mail:
    """The mail server; without a host nothing is mailed, and alerts stay in the application."""

    host: str = ""
    port: int = 25
    security: MailSecurity = MailSecurity.NONE
    user: str = ""
    password_file: Path | None = None
    sender: str = "referral@localhost"


@dataclass(frozen=True, slots=True)
class Signing:
    """How the ledger is signed: by whom, under which name, and who outside cosigns."""

    folder: Path = Path()
    """The signer's own folder: its key, and what it signed last."""
    name: str = "localhost"
    """The name of the log in every checkpoint; it stays once the key is drawn."""
    witnesses: tuple[str, ...] = ()
    """Each the key of an outside body, and after a space the address where it is asked, if it has one."""
    is_here: bool = True
    """Whether `serve` and `worker` start the signer beside them; otherwise it runs elsewhere."""


@dataclass(frozen=True, slots=True)
class Hashing:
    """How dear one guess at a passphrase is (Argon2id)."""

    memory_kib: int = 64 * 1024
    passes: int = 3
    lanes: int = 4
    at_once: int = 2
    """How many may be computed at the same time: each takes `memory_kib`."""


INSECURE_FAST_HASHING = Hashing(memory_kib=8, passes=1, lanes=1)
"""For tests alone, where a passphrase protects nothing."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything an installation may choose."""

    instance: Path
    database_url: str = field(repr=False)
    keystore_url: str = field(repr=False)
    owner_database_url: str | None = field(default=None, repr=False)
    """The schema's owner, for `init` and `upgrade`, where the serving role must not own the ledger."""
    root_key: Path = Path()
    public_url: str = PUBLIC_URL
    """Where people reach it: the links in messages begin with it."""
    hosts: tuple[str, ...] = LOOPBACK
    """The host names a request may come by."""
    behind_proxy: int = 0
    """How many proxies of our own stand in front and are believed about address, scheme and host."""
    idle_minutes: int = 15
    session_hours: int = 8
    is_demonstration: bool = False
    """Only a label on every page; it changes nothing else."""
    mail: Mail = Mail()
    signing: Signing = Signing()
    hashing: Hashing = Hashing()

    @property
    def is_public_over_tls(self) -> bool:
        """Whether people reach it over https."""
        return urlsplit(self.public_url).scheme == "https"

    def require_root_key(self) -> None:
        """Make sure that there is a root key before anything is served.

        :raises UnsafeSettings: if there is none
        """
        if not self.root_key.is_file():
            raise UnsafeSettings("No encryption key. Run `referral init` first.")


def read(instance: Path) -> Settings:
    """Read `settings.toml` of an instance and what the environment says about databases; the latter wins.

    :raises UnsafeSettings: if there is no installation, or a setting is wrong, unknown or unsafe
    """
    file = instance / FILE_NAME
    if not file.is_file():
        raise UnsafeSettings(f"There is no installation in {instance}. Run `referral init` first.")
    try:
        document = tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UnsafeSettings(f"{file} cannot be read: {error}. Mend that line and start again.") from None
    settings = _settings(instance, _Section(document, ""), os.environ)
    _refuse_what_is_unsafe(settings)
    return settings


def instance_folder() -> Path:
    """Give the folder the environment names, or ./instance."""
    return Path(os.environ.get("REFERRAL_INSTANCE", "instance"))


def new_file(public_url: str = PUBLIC_URL, *, is_demonstration: bool = False) -> str:
    """Give the text of a first `settings.toml`, with every choice explained."""
    return _NEW_FILE.format(
        public_url=public_url,
        host=urlsplit(public_url).hostname or LOOPBACK[0],
        is_demonstration=str(is_demonstration).lower(),
    )


class _Section:
    """One table of the file; what nobody has taken in the end is a mistake in the file."""

    def __init__(self, table: Table, name: str) -> None:
        self._left = dict(table)
        self._name = name

    def take(self, key: str, default: Kind) -> Kind:
        """Give a value of the default's own kind.

        :raises UnsafeSettings: if the file has another kind there
        """
        found = self._left.pop(key, default)
        if isinstance(found, type(default)) and type(found) is type(default):  # True is an int to Python
            return found
        kind = _KINDS[type(default)]
        raise UnsafeSettings(f"Setting `{self._name}{key}` must be a {kind}, like {default!r}.")

    def section(self, key: str) -> "_Section":
        """Give a table within this one; an absent one is empty."""
        found = self._left.pop(key, {})
        if not isinstance(found, dict):
            raise UnsafeSettings(f"`[{key}]` must be a section.")
        return _Section(found, f"{key}.")

    def names(self, key: str, default: tuple[str, ...]) -> tuple[str, ...]:
        """Give a list of texts."""
        found = self._left.pop(key, list(default))
        if not isinstance(found, list) or not all(isinstance(name, str) for name in found):
            raise UnsafeSettings(f'Setting `{self._name}{key}` must be a list, like ["localhost"].')
        return tuple(found)

    def end(self) -> None:
        """Make sure that nothing is left over: a misspelt setting would be ignored in silence.

        :raises UnsafeSettings: if something is
        """
        if self._left:
            name = self._name + min(self._left)
            raise UnsafeSettings(f"Unknown setting `{name}`. Correct its name or remove it.")


_KINDS: Mapping[type, str] = {str: "text", int: "number", bool: "yes or no"}


def _settings(instance: Path, top: _Section, environment: Mapping[str, str]) -> Settings:
    databases, keys, sign_in = top.section("databases"), top.section("keys"), top.section("sign_in")
    public_url = top.take("public_url", PUBLIC_URL).rstrip("/")
    settings = Settings(
        instance=instance,
        database_url=environment.get("REFERRAL_DATABASE_URL") or _database(databases, "main", instance),
        keystore_url=environment.get("REFERRAL_KEYSTORE_URL") or _database(databases, "keystore", instance),
        owner_database_url=environment.get("REFERRAL_OWNER_DATABASE_URL") or None,
        root_key=instance / keys.take("root", "root.key"),
        public_url=public_url,
        hosts=top.names("hosts", LOOPBACK),
        behind_proxy=top.take("behind_proxy", 0),
        is_demonstration=top.take("is_demonstration", False),  # noqa: FBT003 — the value that stands where none is given
        idle_minutes=sign_in.take("idle_minutes", 15),
        session_hours=sign_in.take("session_hours", 8),
        mail=_mail(top.section("mail"), instance),
        signing=_signing(top.section("ledger"), instance, urlsplit(public_url).hostname or LOOPBACK[0]),
    )
    for section in (databases, keys, sign_in, top):
        section.end()
    return settings


def _database(section: _Section, name: str, instance: Path) -> str:
    return section.take(name, "") or f"sqlite:///{(instance / name).absolute()}.sqlite"


def _mail(section: _Section, instance: Path) -> Mail:
    password_file = section.take("password_file", "")
    security = section.take("security", MailSecurity.NONE.value)
    if security not in list(MailSecurity):
        raise UnsafeSettings("Setting `mail.security` must be one of: none, starttls, tls.")
    mail = Mail(
        host=section.take("host", ""),
        port=section.take("port", 25),
        security=MailSecurity(security),
        user=section.take("user", ""),
        password_file=instance / password_file if password_file else None,
        sender=section.take("sender", "referral@localhost"),
    )
    section.end()
    return mail


def _signing(section: _Section, instance: Path, host: str) -> Signing:
    signing = Signing(
        folder=instance / section.take("signer", "signer"),
        name=section.take("name", "") or host,
        witnesses=section.names("witnesses", ()),
        is_here=section.take("is_signed_here", True),  # noqa: FBT003 — the value that stands where none is given
    )
    section.end()
    return signing


def _refuse_what_is_unsafe(settings: Settings) -> None:
    """Say no to what would leak passphrases, cookies or the mail server's password."""
    parts = urlsplit(settings.public_url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UnsafeSettings("Setting `public_url` must be an address, like https://referral.example.")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise UnsafeSettings("Over http only localhost is safe. Make `public_url` begin with https://.")
    if parts.hostname not in settings.hosts or "*" in "".join(settings.hosts):
        raise UnsafeSettings("Name every host, and the one of `public_url` too, in `hosts`; no stars.")
    if settings.database_url == settings.keystore_url:
        raise UnsafeSettings(
            "The keys need a database of their own. Give `databases.keystore` another address."
        )
    if not 1 <= settings.idle_minutes <= 15 or not 1 <= settings.session_hours <= 8:  # noqa: PLR2004 — the longest the design allows
        raise UnsafeSettings("A session may idle for 1 to 15 minutes and last for 1 to 8 hours.")
    if settings.behind_proxy < 0:
        raise UnsafeSettings("Setting `behind_proxy` is how many proxies stand in front: 0 or more.")
    mail = settings.mail
    if mail.user and mail.security is MailSecurity.NONE and mail.host not in LOOPBACK:
        raise UnsafeSettings(
            "The mail password would be sent in the clear. Set `mail.security` to tls or starttls."
        )


_NEW_FILE = """\
# One installation of referral. Every line that is commented out shows the value that stands without it.

public_url = "{public_url}"        # the links in messages begin with it
hosts = ["{host}", "127.0.0.1"]    # the host names it answers to
# behind_proxy = 0                 # how many proxies of your own stand in front
is_demonstration = {is_demonstration}           # only a label on every page

[keys]
# root = "root.key"                # in this folder; readable by the service's account alone

[databases]
# main = ""                        # empty: SQLite here; or postgresql://... (REFERRAL_DATABASE_URL wins)
# keystore = ""                    # empty: SQLite here (REFERRAL_KEYSTORE_URL wins)

[sign_in]
# idle_minutes = 15                # at most 15
# session_hours = 8                # at most 8

[ledger]
# signer = "signer"                # the folder of the signer's key and state; better on a disk of its own
# is_signed_here = true            # false where `referral ledger checkpoint --keep-on` runs elsewhere
# name = ""                        # of the log, drawn into its key; empty: the host of public_url
# witnesses = []                   # ["KEY https://witness.example"]: outside bodies that cosign

[mail]
# host = ""                        # empty: nothing is mailed, alerts stay in the application
# port = 25
# security = "none"                # none, starttls or tls
# user = ""
# password_file = ""               # a file in this folder that holds the password and nothing else
# sender = "referral@localhost"
"""
