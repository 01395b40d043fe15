"""House: an organization of four offices, with everybody in front of the application."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from api_people import ApiPerson, give_token, open_client
from httpx import Response
from rights_table import CASE, FILLED, PARTS, STAFF, Row
from sqlmodel import select

from models.acting import Role
from models.case_file import CaseFile, PersonEntry, PostEntry, ReceiverEntry
from models.handover import Handover
from models.states import HandoverState
from models.words import DepartureKind
from portal.web.app import create_app
from services.acts.actors import add_staff
from services.offices.office_tree import OfficeEntry, add_office
from services.settings import Settings

TREE = {"region": "root", "here": "region", "branch": "here", "beside": "region"}
PLACES = {"above": "region", "here": "here", "below": "branch", "beside": "beside"}
STRANGER = "stranger"


def make_entry(name: str) -> PersonEntry:
    return PersonEntry(name=name.replace("_", " "), email=f"{name}@example.org")


class House:
    """An organization of four offices, each with every staff role, and a case of each sort."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        settings = Settings(data=folder, writes_per_minute=10**6, failures_per_minute=10**6)
        self.client = open_client(create_app(settings))
        self.store = self.client.app.state.store
        self.people: dict[str, ApiPerson] = {}
        with self.store.write() as session:
            for key, parent in TREE.items():
                entry = OfficeEntry(key=key, name=key, parent=parent)
                add_office(session, entry, datetime.now(UTC))
            for place, office in PLACES.items():
                for role in STAFF:
                    add_staff(session, make_entry(f"{role}_{place}"), Role(role), office)
        everybody = [f"{role}_{place}" for role in STAFF for place in PLACES]
        for name in (*everybody, *PARTS, *(f"other_{part}" for part in PARTS), STRANGER):
            self.people[name] = ApiPerson(self.client, give_token(self.store, make_entry(name)))
        self.case = self.open("hr_here", *PARTS)
        self.other = self.open("hr_beside", *(f"other_{part}" for part in PARTS))
        own = ("hr_here", "km_focal_point_here", "records_here", "auditor_here")
        self.own = self.open("hr_above", *own, office="here")

    def open(
        self, by: str, leaver: str, manager: str, receiver: str, peer: str, **office: str
    ) -> str:
        today = datetime.now(UTC).date()
        case = CaseFile(
            format="baton-case/1",
            leaver=make_entry(leaver),
            post=PostEntry(title=f"Post of {leaver}"),
            kind=DepartureKind.reassignment,
            notice_on=today,
            last_working_on=today + timedelta(days=50),
            manager=make_entry(manager),
            receiver=ReceiverEntry(**make_entry(receiver).model_dump()),
            **office,
        )
        body = case.model_dump(mode="json", exclude_none=True)
        (reference,) = self.people[by].post("/handovers", body).json()["references"]
        asked = make_entry(peer).model_dump()
        assert self.people[by].post(f"/handovers/{reference}/peers", asked).status_code == 200
        return reference

    def send(self, name: str, row: Row, reference: str, leaver: str) -> Response:
        path = (CASE + row.path).format(reference=reference, **FILLED).removeprefix("/api/v1")
        return self.people[name].send(row.method, path, fill(row.body, leaver))

    def put_into(self, state: HandoverState, reference: str) -> None:
        with self.store.write() as session:
            found = session.exec(select(Handover).where(Handover.reference == reference)).one()
            if found.state != state:
                found.state, found.cancelled_from = state, HandoverState.harvested
                session.add(found)


def fill(body: Any, leaver: str) -> Any:
    if isinstance(body, dict):
        return {key: fill(value, leaver) for key, value in body.items()}
    return f"{leaver}@example.org" if body == "LEAVER" else body


def say_expected(row: Row, role: str, state: HandoverState = HandoverState.harvested) -> str:
    if role not in [*row.who.split(), *row.own.split()]:
        return "403"
    if state.has_ended and not row.ended:
        return "409"
    return "past" if role in row.who.split() else "403"
