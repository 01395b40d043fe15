"""Stage: a Baton of its own for a play, with a clock that is moved by hand, and who acts in it."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import httpx

from models.errors import TemporaryError
from services.examples import copy_example
from services.outbox.prefect_api import Engine, read_auth
from services.ports import find_free_port

_BATON = str(Path(sys.executable).with_name("baton"))
_SCOPES = ("open", "read", "answer", "agree", "sign", "accept", "cancel", "download")


class PlayError(Exception):
    """What went otherwise than it should."""


@dataclass(frozen=True)
class Player:
    """Somebody who acts over HTTP."""

    name: str
    web: str
    token: str

    def send(self, method: str, path: str, body: Any = None, key: str = "") -> Any:
        """Send a request and return what is answered; with a key, it is done once however often."""
        answer = httpx.request(
            method,
            f"{self.web}/api/v1{path}",
            json=body,
            headers={"Authorization": f"Bearer {self.token}"}
            | ({"Idempotency-Key": key} if key else {}),
            timeout=60,
            trust_env=False,
        )
        if not answer.is_success:
            raise PlayError(f"{self.name}: {method} {path}: {answer.status_code} {answer.text}")
        is_json = answer.headers["Content-Type"].startswith("application/json")
        return answer.json() if is_json else answer.content


@dataclass(frozen=True)
class Stage:
    """Where the Baton of a play keeps its data, how it is set, and where it answers."""

    data: Path
    environment: Mapping[str, str]
    web: str
    prefect: str

    def set_clock(self, day: str, what: str) -> None:
        """Move the clock on, and say why."""
        (self.data / "clock").write_text(f"{day}T09:00:00+00:00", encoding="utf-8")
        say(f"\n{day}  {what}")

    def run(self, *words: str) -> str:
        """Run a command of Baton and return what it prints."""
        ended = subprocess.run(  # noqa: S603 - our own command
            [_BATON, *words], env=self.environment, capture_output=True, text=True, check=False
        )
        if ended.returncode:
            raise PlayError(f"baton {words[0]} ended with {ended.returncode}: {ended.stderr}")
        return ended.stdout.strip()

    def enter(self, name: str, email: str) -> Player:
        """Return a person with a token for everything that the person may do."""
        options = [word for scope in _SCOPES for word in ("--scope", scope)]
        token = self.run("token", "create", "--as", email, *options, "--days", "2")
        return Player(name, self.web, token)

    def tend(self) -> None:
        """Ask `tend` to look after everything now; otherwise it comes within five minutes."""
        engine = Engine(f"{self.prefect}/api", read_auth(self.data))
        try:
            engine.ask_for_tend(f"play-{time.monotonic_ns()}")
        except TemporaryError as error:
            raise PlayError(str(error)) from error
        finally:
            engine.close()

    def list_mails(self) -> list[tuple[str, str, str]]:
        """Return address, day and subject of each mail that went out."""
        mails = [
            message_from_bytes(path.read_bytes(), policy=policy.default)
            for path in (self.data / "mails").glob("*.eml")
        ]
        return sorted(
            (
                mail["To"].addresses[0].addr_spec,
                f"{mail['Date'].datetime:%Y-%m-%d}",
                str(mail["Subject"]),
            )
            for mail in mails
        )


def say(line: str) -> None:
    """Say what happens."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def find_mail_faults(
    mails: list[tuple[str, str, str]], wanted: Mapping[str, tuple[str, ...]]
) -> tuple[str, ...]:
    """Return a sentence for each mail that is missing, went out twice, or went to a stranger.

    Args:
        mails: address, day and subject of each.
        wanted: by address, the words that each have to be in a subject.
    """
    missing = [
        f'{email} got no mail with "{words}"'
        for email, all_words in wanted.items()
        for words in all_words
        if not any(to == email and words in subject for to, _, subject in mails)
    ]
    twice = [
        f"{mail[0]} got a mail twice: {mail[2]}" for mail, n in Counter(mails).items() if n > 1
    ]
    strangers = [f"{email} got a mail" for email in sorted({to for to, _, _ in mails} - {*wanted})]
    return (*missing, *twice, *strangers)


@contextmanager
def set_stage(data: Path, day: str = "2026-10-01") -> Iterator[Stage]:
    """Start a Baton on a folder, with its clock on a day, and stop it at the end.

    Raises:
        PlayError: it did not start.
    """
    (data / "clock").write_text(f"{day}T09:00:00+00:00", encoding="utf-8")
    environment = os.environ | {
        "BATON_DATA": str(data),
        "BATON_CLOCK_FILE": str(data / "clock"),
        "BATON_MAIL_FOLDER": str(data / "mails"),
        "BATON_SOURCES_ROOT": str(copy_example(data / "sources")),
        "BATON_WEB_PORT": str(find_free_port()),
        "BATON_PREFECT_PORT": str(find_free_port()),
    }
    with (data / "up.log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 - our own command
            [_BATON, "up", "--json"], env=environment, stdout=subprocess.PIPE, stderr=log, text=True
        )
    try:
        line = process.stdout.readline() if process.stdout else ""
        if not line:
            raise PlayError(f"baton up did not start: {(data / 'up.log').read_text()}")
        told = json.loads(line)
        yield Stage(data, environment, told["web"], told["prefect"])
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)
