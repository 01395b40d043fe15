"""Metrics: numbers that Prometheus reads, and nothing that says who."""

from datetime import UTC, datetime, timedelta

import pytest
from people import CARLA
from prometheus_client.parser import text_string_to_metric_families

from models.acting import Role
from models.case_file import CaseFile
from services.acts.actors import add_staff, find_actor
from services.acts.starting import start_handover
from services.handovers.opening import CaseInput
from services.metrics import render_metrics
from services.offices.office_tree import OfficeEntry, add_office, get_office, list_below
from services.store import Store
from services.tending.running import TEND, set_mark

pytestmark = pytest.mark.databases

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)


def read_metrics(store: Store, now: datetime) -> dict[tuple[str, str], float]:
    with store.read() as session:
        text = render_metrics(session, now).decode()
    return {
        (sample.name, sample.labels.get("state", "")): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def start(store: Store, case: CaseFile, folder) -> None:
    given = CaseInput(case=case, folder=folder, opened_at=NOW)
    with store.write() as session:
        add_staff(session, CARLA, Role.hr)
        start_handover(session, find_actor(session, CARLA.email), given, NOW)


def test_a_new_installation_has_metrics(store: Store) -> None:
    found = read_metrics(store, NOW)
    assert found["baton_handovers", "opened"] == found["baton_audit_events", ""] == 0
    assert ("baton_seconds_since_tend", "") not in found


def test_what_runs_and_what_is_late_is_counted(store: Store, case, tmp_path) -> None:
    start(store, case, tmp_path)
    with store.write() as session:
        set_mark(session, TEND, NOW)
    found = read_metrics(store, NOW + timedelta(days=200))
    running = [number for (name, _), number in found.items() if name == "baton_handovers"]
    assert sum(running) == 1
    assert found["baton_steps_overdue", ""] > 3
    assert found["baton_outbox_waiting", "run"] >= 1
    assert found["baton_audit_events", ""] >= 1
    assert found["baton_seconds_since_tend", ""] == 200 * 24 * 3600


def test_metrics_say_nothing_personal(store: Store, case, tmp_path) -> None:
    start(store, case, tmp_path)
    with store.read() as session:
        text = render_metrics(session, NOW).decode()
    for word in ("Ana", "ana.sow", "Moussa", "Programme", "HO-2026"):
        assert word not in text


def test_an_office_counts_its_own_handovers(store: Store, case, tmp_path) -> None:
    with store.write() as session:
        for key in ("dakar", "lima"):
            add_office(session, OfficeEntry(key=key, name=key), NOW)
    start(store, case.model_copy(update={"office": "dakar"}), tmp_path)
    with store.read() as session:
        counted = {}
        for key in ("root", "dakar", "lima"):
            offices = list_below(session, [get_office(session, key).row_id])
            counted[key] = render_metrics(session, NOW, offices).decode()
    assert [text.count('{state="opened"} 1.0') for text in counted.values()] == [1, 1, 0]
    assert ["baton_mails" in text for text in counted.values()] == [True, False, False]
