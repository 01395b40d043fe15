"""Opening: the same case is one handover, however often it is opened."""

from pathlib import Path

import pytest
from sqlmodel import col, func, select

from models.audit import AuditEvent
from models.case_file import AnswersFile, CaseFile
from models.errors import NotFoundError
from models.handover import Handover
from models.harvest_rows import FindingRow
from models.record import Record
from models.states import HandoverState
from services.handovers.loading import get_case, get_handover
from services.handovers.opening import (
    CaseInput,
    choose_reference,
    open_handover,
    prepare_case,
)
from services.store import Store

pytestmark = pytest.mark.databases


def open_once(store: Store, given: CaseInput) -> str:
    prepared = prepare_case(given)
    with store.write() as session:
        return open_handover(session, prepared)


def test_the_same_input_opens_one_handover(store: Store, given: CaseInput) -> None:
    assert open_once(store, given) == open_once(store, given)
    with store.read() as session:
        assert session.exec(select(func.count(col(Handover.id)))).one() == 1
        assert session.exec(select(func.count(col(Record.id)))).one() == 2
        assert [event.action for event in session.exec(select(AuditEvent))] == ["opened"]


def test_a_reference_is_the_same_in_every_installation(
    store: Store, given: CaseInput, tmp_path: Path
) -> None:
    reference = open_once(store, given)
    assert reference.startswith("HO-2026-")
    other = Store(f"sqlite:///{tmp_path}/other.db")
    other.migrate()
    assert open_once(other, given) == reference
    other.close()


def test_a_number_that_is_taken_passes_on_to_the_next_free_one(
    store: Store, given: CaseInput
) -> None:
    reference = open_once(store, given)
    year, number = reference[3:7], int(reference[8:])
    with store.write() as session:
        first = get_handover(session, reference)
        for step in range(1, 31):
            taken = f"HO-{year}-{(number - 1 + step) % 9999 + 1:04d}"
            copied = first.model_dump(exclude={"id"}) | {"reference": taken, "case_key": taken}
            session.add(Handover(**copied))
        session.flush()
        free = choose_reference(session, int(year), given.case_key())
    assert free == f"HO-{year}-{(number - 1 + 31) % 9999 + 1:04d}"


def test_changed_answers_start_again_and_replace_the_old(
    store: Store, given: CaseInput, answers: AnswersFile
) -> None:
    reference = open_once(store, given)
    with store.write() as session:
        get_handover(session, reference).move_to(HandoverState.planned)
    fewer = answers.model_copy(update={"records": answers.records[:1]})
    assert open_once(store, given.model_copy(update={"answers": (fewer,)})) == reference
    with store.read() as session:
        assert get_handover(session, reference).state is HandoverState.opened
        assert [record.kind for record in session.exec(select(Record))] == ["warning"]


def test_the_case_reads_back_as_it_was_given(
    store: Store, given: CaseInput, case: CaseFile
) -> None:
    reference = open_once(store, given)
    with store.read() as session:
        assert get_case(session, get_handover(session, reference)) == case


def test_an_unknown_reference_is_said_in_one_sentence(store: Store) -> None:
    with store.read() as session, pytest.raises(NotFoundError, match='no handover "HO-2026-9"'):
        get_handover(session, "HO-2026-9")


def test_a_password_in_an_answer_is_masked_and_reported(
    store: Store, given: CaseInput, answers: AnswersFile
) -> None:
    record = {"kind": "system", "title": "Portal", "quirks": ["The password is Kolda-4417-x"]}
    typed = AnswersFile.model_validate({**answers.model_dump(by_alias=True), "records": [record]})
    open_once(store, given.model_copy(update={"answers": (typed,)}))
    with store.read() as session:
        stored = session.exec(select(Record)).one().content.model_dump_json()
        assert "4417" not in stored
        assert "[secret removed]" in stored
        finding = session.exec(select(FindingRow)).one()
        assert (finding.kind, finding.place) == (
            "secret",
            "record 1: A password in line 1 of quirks.1.",
        )
