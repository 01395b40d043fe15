"""Mailroom: a real mail server that keeps what arrives, and refuses what a test asks it to."""

import email
import email.policy
import socket
from collections import defaultdict
from collections.abc import Callable
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Mailroom:
    """The handler of the server. Answers are given in their order; then everything is taken."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.answers_to: dict[str, list[str]] = defaultdict(list)
        self.answers_to_content: list[str] = []
        self.drops = 0
        """How many mails are taken without a word: the connection ends instead."""
        self.on_mail: Callable[[EmailMessage], None] = lambda _: None

    @property
    def ids(self) -> list[str]:
        return [str(message["Message-ID"]) for message in self.messages]

    @property
    def subjects(self) -> list[str]:
        return [str(message["Subject"]) for message in self.messages]

    # The names of the hooks, and what they are given, are those of aiosmtpd.
    async def handle_RCPT(  # noqa: N802
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        if self.answers_to[address]:
            return self.answers_to[address].pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.answers_to_content:
            return self.answers_to_content.pop(0)
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.messages.append(message)
        self.recipients += envelope.rcpt_tos
        self.on_mail(message)
        if self.drops:
            self.drops -= 1
            server.transport.abort()
        return "250 OK"


def find_free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class MailServer:
    """A server on this machine; `url` is its address as settings write it."""

    def __init__(self, **options: object) -> None:
        self.room = Mailroom()
        self.port = find_free_port()
        self.url = f"smtp://127.0.0.1:{self.port}?tls=none"
        self._options = options
        self._controller: Controller | None = None

    def start(self) -> None:
        self._controller = Controller(
            self.room, hostname="127.0.0.1", port=self.port, **self._options
        )
        self._controller.start()

    def stop(self) -> None:
        if self._controller:
            self._controller.stop()
        self._controller = None
