"""Chaos: handovers played by a script of people while parts of the system are killed at random.

When it has stopped, its backups and restores are killed as well.
"""

import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
from sqlmodel import col, func, select

from bench import restores
from bench.system import PARTS, System, run_system
from examples.stage import PlayError
from models.audit import AuditEvent
from models.handover import Handover
from models.mail import Mail
from models.outbox import OutboxEntry
from models.record import PackEdition
from models.states import HandoverState, MailState
from services.audit import find_first_bad

HANDOVERS, KILLS = 20, 100
_LONGEST_SECONDS = 3_600.0
_REST_SECONDS = 30.0
"""What was asked for last is sent and run in this time."""
_ONCE = ("signed", "closed", "delivered")
"""What the audit trail must say exactly once of each handover."""
_HR = "hr@example.org"
_RECORDS = [
    {"kind": "warning", "title": "The tranche freezes", "if": "it is late", "then": "call first"},
    {"kind": "commitment", "title": "The report", "to": "the donor", "due_on": "2099-01-10"},
]
_SAID = {f"S{number}": "In my own words" for number in range(1, 6)}


def measure(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield what became of the handovers, and of what must happen once."""
    with run_system(folder / "chaos") as system:
        killer = _Killer(system)
        players = [_Player(system, number) for number in range(HANDOVERS)]
        began = time.monotonic()
        killer.start()
        while any(not player.is_done for player in players):
            for player in players:
                player.go_on()
            if time.monotonic() - began > _LONGEST_SECONDS:
                break
            time.sleep(0.2)
        seconds = time.monotonic() - began
        killer.is_over.set()
        killer.join()
        time.sleep(_REST_SECONDS)
        kills = sum(killer.kills.values())
        what = f"chaos: {kills} SIGKILLs of all parts over {HANDOVERS} handovers"
        yield what, f"{seconds / 60:.0f} min"
        yield from _judge(system)
        environment = system.stage.environment
    # What was played through is whole: now its backups and restores are killed as well.
    yield from restores.measure_on(environment, folder / "backups")


class _Killer(threading.Thread):
    """Kills parts of the system at random moments."""

    def __init__(self, system: System) -> None:
        super().__init__(daemon=True)
        self._system = system
        self.kills: Counter[str] = Counter()
        self.is_over = threading.Event()

    def run(self) -> None:
        """Kill until it is enough."""
        while sum(self.kills.values()) < KILLS:
            # Not seeded: each measurement finds other moments.
            if self.is_over.wait(random.uniform(1.0, 15.0)):  # noqa: S311 - no secret
                return
            name = random.choice(list(PARTS))  # noqa: S311 - no secret
            self.kills[name] += self._system.kill(name)


class _Player:
    """The people of one handover, who do what it waits for, again and again until it is done."""

    def __init__(self, system: System, number: int) -> None:
        self._system = system
        self._number = number
        self._hr = self._enter("hr", _HR) if number else self._enter_first()
        self._people: dict[str, Any] = {}
        self._at = ""
        self.is_done = False

    def _enter_first(self) -> Any:
        self._system.stage.run("staff", "add", _HR, "--name", "Human Resources", "--role", "hr")
        return self._enter("hr", _HR)

    def _enter(self, name: str, email: str) -> Any:
        return self._system.stage.enter(name, email)

    def go_on(self) -> None:
        """Do what is waited for now; what fails is tried again the next time."""
        if self.is_done:
            return
        try:
            if not self._at:
                self._open()
            else:
                self._act(self._hr.send("GET", self._at))
        except (PlayError, httpx.HTTPError):
            return

    def _open(self) -> None:
        people = {
            role: {"name": f"{role} {self._number}", "email": f"{role}{self._number}@example.org"}
            for role in ("leaver", "manager", "receiver")
        }
        case = {
            "format": "baton-case/1",
            "post": {"title": f"Post {self._number}"},
            "kind": "resignation",
            "last_working_on": "2026-11-27",
            **people,
        }
        # The answer may be lost with the process that gave it: asked again, it is the same case.
        opened = self._hr.send("POST", "/handovers", case, key=f"chaos-{self._number}")
        (reference,) = opened["references"]
        self._people = {role: self._enter(role, person["email"]) for role, person in people.items()}
        self._at = f"/handovers/{reference}"

    def _act(self, shown: dict[str, Any]) -> None:
        acts = {
            "interview": self._answer_all,
            "review": lambda: self._send("leaver", "records/agree-all"),
            "sign_off": lambda: self._send("manager", "sign"),
            "acceptance": self._receive,
            "evaluation": self._evaluate,
            "accepted": self._settle,
        }
        self.is_done = shown["state"] == "closed"
        if not self.is_done and shown["stage"] in acts:
            acts[shown["stage"]]()

    def _answer_all(self) -> None:
        for role in ("leaver", "manager"):
            self._answer(role)

    def _receive(self) -> None:
        self._send("receiver", "read-back", {"texts": _SAID})
        self._send("receiver", "records/accept-all")

    def _evaluate(self) -> None:
        for day in (7, 30, 90):
            self._send("receiver", "survey", {"day": day, "used": "all of it"})

    def _answer(self, role: str) -> None:
        if self._people[role].send("GET", f"{self._at}/answers")["state"] == "asked":
            self._people[role].send("PUT", f"{self._at}/answers", {"records": _RECORDS})
            self._send(role, "answers/submit")

    def _settle(self) -> None:
        for gap in self._people["manager"].send("GET", f"{self._at}/gaps"):
            if gap["state"] == "open":
                self._send("manager", f"gaps/{gap['id']}/answer", {"text": "settled"})

    def _send(self, role: str, path: str, body: Any = None) -> None:
        self._people[role].send("POST", f"{self._at}/{path}", body)


def _judge(system: System) -> Iterator[tuple[str, str]]:
    store = system.store
    with store.read() as session:
        states = Counter(session.exec(select(Handover.state)))
        yield "– closed", f"{states[HandoverState.closed]} of {HANDOVERS}"
        done: Counter[tuple[str, str]] = Counter()
        for event in session.exec(select(AuditEvent).where(col(AuditEvent.action).in_(_ONCE))):
            done[event.handover, event.action] += 1
        twice = sum(count - 1 for count in done.values())
        missing = HANDOVERS * len(_ONCE) - len(done)
        yield "– signed, delivered or closed twice; not at all", f"{twice}; {missing}"
        editions = session.exec(select(func.count(col(PackEdition.id)))).one()
        yield "– editions", f"{editions} of {HANDOVERS}"
        unsent = select(func.count(col(OutboxEntry.id))).where(
            col(OutboxEntry.sent_at).is_(None), OutboxEntry.topic == "run"
        )
        yield "– runs not asked for", str(session.exec(unsent).one())
        mails = session.exec(select(func.count(col(Mail.id)))).one()
        sent = select(func.count(col(Mail.id))).where(Mail.state == MailState.sent)
        files = list((system.stage.data / "mails").rglob("*.eml"))
        yield (
            "– mails written; sent; files in the folder",
            f"{mails}; {session.exec(sent).one()}; {len(files)}",
        )
        yield "– audit chain", "whole" if find_first_bad(session) is None else "BROKEN"
    store.close()
