"""Posts: the ways that mails go out: a mail server, or a folder of .eml files."""

import io
import smtplib
import ssl
from contextlib import suppress
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Protocol

from models.errors import TemporaryError
from services.letters.mail_servers import (
    ACCEPTED,
    Delivery,
    break_off,
    judge_content,
    judge_recipient,
    judge_sender,
)
from services.letters.mail_settings import MailSettings, SmtpAddress, parse_smtp_url
from services.outside_calls import OverLimitError, shut, within

TIMEOUT_SECONDS = 30.0
"""How long one answer may take."""
TOTAL_SECONDS = 120.0
"""How long reaching a server, and handing one mail over, may take."""
_OK, _FORWARDED = 250, 251
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
                Where that is only likely, the answer says `may_be_server`.
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
        self._may_be_taken = False

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
        was_used = self._server is not None
        delivery = self._try(message)
        if was_used and delivery.may_be_server and not self._may_be_taken:
            # Servers end a connection after so many mails or refusals: that is no mail's fault.
            return self._try(message)
        return delivery

    def _try(self, message: EmailMessage) -> Delivery:
        server = self.connect()
        self._may_be_taken = False
        try:
            delivery = within(
                self._total_seconds,
                lambda: self._hand_over(server, message),
                lambda: shut(server.sock),
            )
        except OverLimitError as late:
            self._server = None
            return break_off(f"it does not come to an end with a mail: {late}")
        except OSError as fault:
            # Whether the mail was taken is not known: it goes again, with the same Message-ID.
            delivery = break_off(type(fault).__name__)
        if delivery.may_be_server:
            self.close()
        return delivery

    def _hand_over(self, server: smtplib.SMTP, message: EmailMessage) -> Delivery:
        sender, recipient = _get_address(message, "From"), _get_address(message, "To")
        content = message.as_bytes(policy=SMTP)
        size = [f"size={len(content)}"] if server.has_extn("size") else []
        code, text = server.mail(sender, size)
        if code != _OK:
            return judge_sender(code, text)
        code, text = server.rcpt(recipient)
        if code not in (_OK, _FORWARDED):
            with suppress(OSError):
                server.rset()
            return judge_recipient(code, text)
        self._may_be_taken = True
        try:
            code, text = server.data(content)
        except smtplib.SMTPDataError as refusal:
            self.close()
            return judge_content(refusal.smtp_code, _as_bytes(refusal.smtp_error))
        return ACCEPTED if code == _OK else judge_content(code, text)

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
    except UnicodeError as fault:
        raise TemporaryError(
            "the host, user or password of BATON_SMTP_URL has characters that no mail server "
            "takes: correct it; mails wait until then."
        ) from fault
    except smtplib.SMTPResponseException as refusal:
        raise TemporaryError(_explain_refusal(refusal)) from refusal
    except OSError as fault:
        raise TemporaryError(
            f"the mail server could not be reached ({type(fault).__name__}): mails wait, and go "
            "out when it answers."
        ) from fault


def _explain_refusal(refusal: smtplib.SMTPResponseException) -> str:
    code = refusal.smtp_code
    if isinstance(refusal, smtplib.SMTPAuthenticationError) and code >= 500:
        return (
            f"the mail server refused the login ({code}): correct BATON_SMTP_URL; "
            "mails wait until then."
        )
    return (
        f"the mail server lets nobody in at present ({code}): mails wait, and go out when it does."
    )


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
        server.ehlo_or_helo_if_needed()
    except (OSError, UnicodeError):
        server.close()
        raise
    return server


def _get_address(message: EmailMessage, header: str) -> str:
    return str(message[header].addresses[0].addr_spec)


def _as_bytes(text: bytes | str) -> bytes:
    return text if isinstance(text, bytes) else text.encode()
