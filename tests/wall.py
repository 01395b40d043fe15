"""Wall: one exit played in an installation of its own, and all that each person gets to see of it.

Two such worlds that differ only in why somebody leaves must look the same to most people.
"""

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from acting import Stage, open_stage
from api_people import ApiPerson, give_token, list_routes, open_client
from people import ANA, BEN, CARLA, MOUSSA
from sqlmodel import Session, select

from models.acting import Role
from models.case_file import CaseFile, PersonEntry, PostEntry
from models.handover import Handover, Person
from models.mail import Mail
from models.outbox import OutboxEntry
from models.words import Audience, DepartureKind
from portal.web.app import create_app
from services.acts.actors import add_staff
from services.acts.answering import PeerRequest, ask_peer
from services.handovers.deliveries import describe_bag
from services.handovers.editions import find_edition
from services.handovers.overview import list_handovers, list_steps, list_under_way
from services.letters.handover_letters import write_letters
from services.letters.letter_messages import write_letter
from services.letters.reminders import queue_digests, queue_escalations
from services.metrics import render_metrics
from services.settings import Settings
from tasks.artifacts import tabulate_plan

KHADY = PersonEntry(name="Khady Faye", email="khady.faye@example.org")
STAFF = {
    role: PersonEntry(name=f"Staff {role}", email=f"{role}@example.org")
    for role in (Role.km_focal_point, Role.records, Role.admin, Role.auditor)
}
KNOWING = {"leaver": ANA, "hr": CARLA, "records": STAFF[Role.records]}
OTHERS = {
    "manager": MOUSSA,
    "receiver": BEN,
    "peer": KHADY,
    **{str(role): STAFF[role] for role in (Role.km_focal_point, Role.admin, Role.auditor)},
}
_FILLED = {"number": "1", "key": "meet", "name": "brief.pdf"}
_NEVER_THE_SAME = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}@baton")
# What the machine counts over all cases: mails to those who know, and their acts.
_COUNTED = re.compile(r"^(?:# \w+ )?baton_(?:mails|audit_events).*\n", re.MULTILINE)


LAST = date(2026, 11, 27)
HELD = "resignation under a hold"


def make_case(kind: str) -> CaseFile:
    real = kind if kind in DepartureKind.__members__ else "resignation"
    return CaseFile(
        format="baton-case/1",
        leaver=ANA,
        post=PostEntry(title="Programme officer"),
        kind=DepartureKind(real),
        last_working_on=LAST,
        manager=MOUSSA,
        receiver=BEN,
        legal_hold=kind == HELD,
    )


def at_nine(day: date) -> datetime:
    return datetime.combine(day, time(9), tzinfo=UTC)


class World:
    """An installation with one case of its own."""

    def __init__(self, folder: Path, empty: Path, case: CaseFile, day: date) -> None:
        folder.mkdir()
        shutil.copyfile(empty, folder / "baton.db")
        self.settings = Settings(data=folder, clock_file=folder / "clock")
        self.client = open_client(create_app(self.settings))
        self.store = self.client.app.state.store
        with self.store.write() as session:
            for role, who in STAFF.items():
                add_staff(session, who, role)
        self.set_day(day)
        self.stage: Stage = open_stage(self.store, case, at_nine(day))
        peer = PeerRequest(**KHADY.model_dump())
        self.stage.act(MOUSSA.email, ask_peer, peer)
        everybody = {**KNOWING, **OTHERS}
        self.people = {
            name: ApiPerson(self.client, give_token(self.store, who))
            for name, who in everybody.items()
        }
        self.routes = tuple(self._list_routes())

    def set_day(self, day: date) -> None:
        (self.settings.data / "clock").write_text(at_nine(day).isoformat(), encoding="utf-8")

    def on(self, day: date) -> "World":
        """Let it be the morning of a day, on which mails are written."""
        self.set_day(day)
        self.stage.on(day)
        with self.stage.look() as (session, handover):
            write_letters(session, handover, self.stage.now)
            queue_digests(session, self.stage.now, self.settings)
            queue_escalations(session, self.stage.now, self.settings)
        return self

    def look(self, name: str) -> dict[str, Any]:
        """Return all that one person gets to see."""
        seen = {path: self._get(name, path) for path in self.routes}
        with self.store.read() as session:
            person = {**KNOWING, **OTHERS}[name]
            return {**seen, "mails": list(self._read_mails(session, person))}

    def look_around(self) -> dict[str, Any]:
        """Return what is to be seen without being anybody: files, tables, counts, messages out."""
        today = self.stage.now.date()
        with self.stage.look() as (session, handover):
            return {
                "plan": tabulate_plan(list_steps(session, handover), today),
                "portfolio": list_under_way(session, today),
                "list": list_handovers(session, today),
                "metrics": _COUNTED.sub("", render_metrics(session, self.stage.now).decode()),
                "outbox": [(one.topic, one.event) for one in session.exec(select(OutboxEntry))],
                "files": sorted(path.name for path in self.settings.data.rglob("*")),
                **self._read_pack(session, handover),
            }

    def _list_routes(self) -> Iterator[str]:
        for method, path in sorted(list_routes(self.client.app)):
            if method == "GET" and path.startswith("/api/v1/") and "openapi" not in path:
                filled = path.format(reference=self.stage.reference, **_FILLED)
                yield filled.removeprefix("/api/v1")

    def _get(self, name: str, path: str) -> tuple[int, str]:
        answer = self.people[name].get(path)
        return answer.status_code, answer.text

    def _read_mails(self, session: Session, who: PersonEntry) -> Iterator[str]:
        query = select(Mail).join(Person).where(Person.email == who.email)
        for mail in session.exec(query.order_by(Mail.id)):
            message = write_letter(session, mail, self.settings, self.stage.now)
            yield _NEVER_THE_SAME.sub("uid", f"{mail.key}\n{message['Subject']}\n{_say(message)}")

    def _read_pack(self, session: Session, handover: Handover) -> dict[str, Any]:
        edition = find_edition(session, handover, Audience.successor)
        if edition is None:
            return {}
        info = describe_bag(session, handover, edition, self.stage.now)
        return {"pack": edition.pack_json, "bag": info}


def _say(message: EmailMessage) -> str:
    parts = (part for part in message.walk() if not part.is_multipart())
    return "\n".join(part.get_content() for part in parts)
