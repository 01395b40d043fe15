"""Mailroom: a real mail server that keeps what arrives, and refuses what a test asks it to."""

import email
import email.policy
import socket
import socketserver
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
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


_USUAL = {"DATA": "354 go on", "EHLO": "250-here\r\n250-AUTH PLAIN\r\n250 STARTTLS"}


@dataclass
class StubbornServer:
    """A mail server that says `says` at one stage, or hangs up there where that is empty.

    Stages: "greeting", EHLO, STAR (STARTTLS), AUTH, MAIL, RCPT, DATA, and "content" after the dot.
    """

    stage: str = ""
    says: str = ""
    only: str = ""
    """Only in the conversation about a mail to this address; empty is every one."""
    taken: list[str] = field(default_factory=list)
    """To whom mails were taken."""
    connections: int = 0
    port: int = 0

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}?tls=none"

    def talk(self, lines: Iterable[bytes], say: Callable[[str], object]) -> None:
        """Hold one conversation."""
        self.connections += 1
        recipient, given = "", iter(lines)
        say(self._answer("greeting", "220 here", recipient))
        for line in given:
            verb = line[:4].decode().strip().upper()
            if verb == "QUIT":
                return
            if verb == "RCPT":
                recipient = line.decode().partition("<")[2].partition(">")[0]
            verb = "EHLO" if verb == "HELO" else verb
            answer = self._answer(verb, _USUAL.get(verb, "250 well"), recipient)
            say(answer)
            if verb == "DATA" and answer.startswith("354"):
                for _ in iter(given.__next__, b".\r\n"):
                    pass
                say(self._answer("content", "250 taken", recipient))
                self.taken += [] if self._is_meant("content", recipient) else [recipient]

    def _is_meant(self, stage: str, recipient: str) -> bool:
        return stage == self.stage and self.only in ("", recipient)

    def _answer(self, stage: str, usual: str, recipient: str) -> str:
        if not self._is_meant(stage, recipient):
            return usual
        if not self.says:
            raise ConnectionAbortedError
        return self.says


@contextmanager
def serve_stubbornly() -> Iterator[StubbornServer]:
    server = StubbornServer()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            with suppress(OSError):
                server.talk(self.rfile, lambda text: self.wfile.write(f"{text}\r\n".encode()))

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as listening:
        server.port = listening.server_address[1]
        thread = threading.Thread(target=listening.serve_forever, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            listening.shutdown()
            thread.join()
