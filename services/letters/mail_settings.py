"""Mail settings: the mail server, the sender, quiet hours and notices."""

from datetime import time
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode

from models.addresses import check_email
from models.values import Value
from models.words import Language

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_FORM = (
    "write smtp://user:password@host:587 (with ?tls=none for a server that has no TLS) "
    "or smtps://user:password@host:465"
)

Tls = Literal["starttls", "implicit", "none"]
SECRET_SETTINGS = frozenset({"smtp_url", "notify_urls"})
"""Hold passwords or tokens: messages about them never repeat them."""


class SmtpAddress(Value):
    """A mail server: how to reach it and as whom."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    tls: Tls = "starttls"


def parse_smtp_url(url: str) -> SmtpAddress:
    """Return what the address says; a character such as @ in a password is written as %40.

    Raises:
        ValueError: it is no such address; the message does not repeat it, as it holds a password.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as fault:
        raise ValueError(f"it is no address: {_FORM}") from fault
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or parts.path not in ("", "/"):
        raise ValueError(f"it is no address of a mail server: {_FORM}")
    tls = _read_tls(parts)
    address = SmtpAddress(
        host=parts.hostname,
        port=port or (465 if tls == "implicit" else 587),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        tls=tls,
    )
    if address.tls == "none" and address.password and address.host not in _LOOPBACK:
        raise ValueError("it would send the password unprotected: take ?tls=none away")
    return address


def _read_tls(parts: SplitResult) -> Tls:
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    asked = options.pop("tls", None)
    if options:
        raise ValueError(f"it has an option that is not known here: {_FORM}")
    if parts.scheme == "smtps":
        if asked not in (None, "implicit"):
            raise ValueError("smtps:// has TLS from the start: take ?tls= away, or write smtp://")
        return "implicit"
    if asked in (None, "starttls"):
        return "starttls"
    if asked == "none":
        return "none"
    raise ValueError(f"its tls is neither starttls nor none: {_FORM}")


class MailSettings(BaseSettings):
    """What can be set about mails when Baton is installed."""

    language: Language = Field(
        default=Language.en,
        description="Language of pages and mails where nobody has chosen one: "
        "`en`, `fr`, `es`, `ar`, `ru` or `zh`. A pack follows its case file.",
    )
    smtp_url: SecretStr = Field(
        default=SecretStr(""),
        description="Mail server: `smtp://user:password@host:587` (STARTTLS; `?tls=none` without) "
        "or `smtps://user:password@host:465`; characters such as `@` in a password as `%40`. "
        "Default: none, and mails wait in the queue.",
    )
    mail_from: str = Field(
        default="baton@localhost",
        description="Address that mails come from, such as `baton@example.org`.",
    )
    mail_reply_to: str = Field(
        default="",
        description="Address that answers to mails go to, such as that of HR. "
        "Default: the one they come from.",
    )
    mail_folder: Path | None = Field(
        default=None,
        description="Folder that mails are written to as `.eml` files instead of being sent, "
        "for trials and for offices without a mail server.",
    )
    public_url: str = Field(
        default="",
        description="Address under which people reach Baton, such as `https://baton.example.org`; "
        "mails link to it. Default: mails have no link.",
    )
    quiet_from: time = Field(
        default=time(18), description="When the hours begin in which nobody is reminded, `HH:MM`."
    )
    quiet_until: time = Field(
        default=time(8),
        description="When the hours end in which nobody is reminded, `HH:MM`; "
        "the same as their beginning for none.",
    )
    time_zone: str = Field(
        default="UTC",
        description="Time zone of the quiet hours and of working days, such as `Africa/Dakar`.",
    )
    notify_urls: Annotated[tuple[SecretStr, ...], NoDecode] = Field(
        default=(),
        description="Addresses of channels in Teams, Slack and others that learn, by reference "
        "only, which stage a handover has reached: as Apprise writes them, with blanks between. "
        "Default: none.",
    )

    @field_validator("smtp_url")
    @classmethod
    def _check_smtp_url(cls, url: SecretStr) -> SecretStr:
        if url.get_secret_value():
            try:
                parse_smtp_url(url.get_secret_value())
            except ValueError as fault:
                raise ValueError(f"BATON_SMTP_URL cannot be used: {fault}") from fault
        return url

    @field_validator("mail_from", "mail_reply_to")
    @classmethod
    def _check_address(cls, address: str) -> str:
        return check_email(address) if address else address

    @field_validator("public_url")
    @classmethod
    def _check_public_url(cls, url: str) -> str:
        if (url and not url.startswith(("http://", "https://"))) or len(url.split()) > 1:
            raise ValueError("write an address that begins with https:// or http://")
        return url.rstrip("/")

    @field_validator("mail_folder")
    @classmethod
    def _make_absolute_folder(cls, folder: Path | None) -> Path | None:
        return folder.expanduser().absolute() if folder else None

    @field_validator("time_zone")
    @classmethod
    def _check_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError) as fault:
            raise ValueError("write the name of a time zone, such as Africa/Dakar") from fault
        return name

    @field_validator("quiet_from", "quiet_until", mode="before")
    @classmethod
    def _read_time(cls, given: Any) -> Any:
        try:
            return time.fromisoformat(given) if isinstance(given, str) else given
        except ValueError as fault:
            raise ValueError("write a time of the day as HH:MM, such as 18:00") from fault

    @field_validator("notify_urls", mode="before")
    @classmethod
    def _split_urls(cls, given: Any) -> Any:
        urls = given.split() if isinstance(given, str) else given
        if any("://" not in str(_reveal(url)) for url in urls):
            raise ValueError(
                "BATON_NOTIFY_URLS holds something that is no address: write addresses such as "
                "slack://..., with blanks between them"
            )
        return urls


def _reveal(url: Any) -> Any:
    return url.get_secret_value() if isinstance(url, SecretStr) else url
