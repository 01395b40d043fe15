"""Posts: the ways that mails go out: a mail server, or a folder of .eml files."""

import io
import smtplib
import ssl
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Protocol

from models.errors import TemporaryError
from services.letters.mail_servers import (
    ACCEPTED,
    Delivery,
    Outcome,
    judge_content,
    judge_recipient,
)
from services.letters.mail_settings import MailSettings, SmtpAddress, parse_smtp_url
from services.outside_calls import OverLimitError, shut, within

TIMEOUT_SECONDS = 30.0
"""How long one answer may take."""
TOTAL_SECONDS = 120.0
"""How long reaching a server, and handing one mail over, may take."""
UNFINISHED = ".{}.part"
"""The name of a mail that is being written to a folder."""
_MOST_SAID = 1 << 20
"""So many bytes a server may say in one connection."""


class MailPost(Protocol):
    """Hands mails over, one after the other."""

    def deliver(self, message: EmailMessage) -> Delivery:
        """Hand one mail over.

        Raises:
            TemporaryError: nothing can be handed over at present; no mail is to blame for it.
        """
        ...  # pyright wants a body where something is returned.

    def close(self) -> None:
        """Close what was opened."""


def open_post(settings: MailSettings) -> MailPost | None:
    """Return the way that the settings name, or None; nothing is opened yet."""
    if settings.mail_folder:
        return FolderPost(settings.mail_folder)
    url = settings.smtp_url.get_secret_value()
    return SmtpPost(parse_smtp_url(url)) if url else None


class FolderPost:
    """Writes each mail to a file of its own; written again it is the same file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def deliver(self, message: EmailMessage) -> Delivery:
        """Write the mail."""
        name = str(message["Message-ID"]).strip("<>").partition("@")[0]
        unfinished = self._folder / UNFINISHED.format(name)
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            unfinished.write_bytes(message.as_bytes(policy=SMTP))
            unfinished.replace(self._folder / f"{name}.eml")
        except OSError as fault:
            raise TemporaryError(
                f"mails cannot be written to the folder of BATON_MAIL_FOLDER ({fault.strerror}): "
                "they wait until they can."
            ) from fault
        return ACCEPTED

    def close(self) -> None:
        """Do nothing: each file is closed."""


class SmtpPost:
    """Hands mails over to a mail server, through one connection for as long as it holds."""

    def __init__(
        self,
        address: SmtpAddress,
        timeout_seconds: float = TIMEOUT_SECONDS,
        total_seconds: float = TOTAL_SECONDS,
    ) -> None:
        self._address = address
        self._timeout_seconds = timeout_seconds
        self._total_seconds = total_seconds
        self._server: smtplib.SMTP | None = None

    def connect(self) -> smtplib.SMTP:
        """Reach the server and log in, unless that has been done.

        Raises:
            TemporaryError: the server is not there, or refuses the login.
        """
        if self._server is None:
            try:
                self._server = within(
                    self._total_seconds, lambda: _connect(self._address, self._timeout_seconds)
                )
            except OverLimitError as late:
                raise TemporaryError(
                    f"the mail server could not be reached ({late}): mails wait, and go out when "
                    "it answers."
                ) from late
        return self._server

    def deliver(self, message: EmailMessage) -> Delivery:
        """Hand one mail over to the server."""
        server = self.connect()
        try:
            return within(
                self._total_seconds,
                lambda: self._send(server, message),
                lambda: shut(server.sock),
            )
        except OverLimitError as late:
            # Whether the mail was taken is not known: it goes again, with the same Message-ID.
            self._server = None
            raise TemporaryError(
                f"the mail server does not come to an end with a mail ({late}): mails wait, and "
                "go out when it does."
            ) from late

    def _send(self, server: smtplib.SMTP, message: EmailMessage) -> Delivery:
        sender, recipient = _get_address(message, "From"), _get_address(message, "To")
        try:
            server.sendmail(sender, [recipient], message.as_bytes(policy=SMTP))
        except smtplib.SMTPRecipientsRefused as refusal:
            return judge_recipient(*refusal.recipients[recipient])
        except smtplib.SMTPDataError as refusal:
            return judge_content(refusal.smtp_code, _as_bytes(refusal.smtp_error))
        except smtplib.SMTPSenderRefused as refusal:
            reason = f"the mail server did not take the sender ({refusal.smtp_code})"
            return Delivery(outcome=Outcome.later, reason=reason)
        except OSError as fault:
            # Whether the mail was taken is not known: it goes again, with the same Message-ID.
            self.close()
            reason = f"the connection to the mail server broke ({type(fault).__name__})"
            return Delivery(outcome=Outcome.later, reason=reason)
        return ACCEPTED

    def close(self) -> None:
        """Say good-bye to the server, if it is still there."""
        server, self._server = self._server, None
        if server is None:
            return
        try:
            within(self._timeout_seconds, server.quit, lambda: shut(server.sock))
        except (OSError, OverLimitError):
            server.close()


class _Said(io.BufferedReader):
    """What a server says, up to so many bytes; after that it counts as broken."""

    left = _MOST_SAID

    def readline(self, size: int | None = -1, /) -> bytes:
        """Read a line."""
        line = super().readline(size)
        self.left -= len(line)
        if self.left < 0:
            raise ConnectionAbortedError
        return line


class _Server(smtplib.SMTP):
    """A mail server that may not talk without an end."""

    def getreply(self) -> tuple[int, bytes]:
        """Read one answer."""
        if self.file is None and self.sock is not None:
            self.file = _Said(self.sock.makefile("rb", buffering=0))
        return super().getreply()


class _TlsServer(_Server, smtplib.SMTP_SSL):
    """The same, with TLS from the first byte."""


def _connect(address: SmtpAddress, timeout_seconds: float) -> smtplib.SMTP:
    try:
        return _log_in(address, timeout_seconds)
    except smtplib.SMTPAuthenticationError as refusal:
        raise TemporaryError(
            f"the mail server refused the login ({refusal.smtp_code}): correct BATON_SMTP_URL; "
            "mails wait until then."
        ) from refusal
    except OSError as fault:
        raise TemporaryError(
            f"the mail server could not be reached ({type(fault).__name__}): mails wait, and go "
            "out when it answers."
        ) from fault


def _log_in(address: SmtpAddress, timeout_seconds: float) -> smtplib.SMTP:
    where, context = (address.host, address.port), ssl.create_default_context()
    if address.tls == "implicit":
        server: smtplib.SMTP = _TlsServer(*where, timeout=timeout_seconds, context=context)
    else:
        server = _Server(*where, timeout=timeout_seconds)
    try:
        if address.tls == "starttls":
            server.starttls(context=context)
        if address.user:
            server.login(address.user, address.password)
    except OSError:
        server.close()
        raise
    return server


def _get_address(message: EmailMessage, header: str) -> str:
    return str(message[header].addresses[0].addr_spec)


def _as_bytes(text: bytes | str) -> bytes:
    return text if isinstance(text, bytes) else text.encode()
