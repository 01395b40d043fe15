"""Erasing: the name goes everywhere, the knowledge and the proofs stay."""

from datetime import date
from pathlib import Path

import pytest
from acting import WARNING, Stage, open_stage
from people import ANA, BEN, CARLA, DAN, MOUSSA

from models.acting import Role
from models.case_file import CaseFile
from models.errors import NotAllowedError, NotFoundError, WrongStateError
from models.states import HandoverState
from models.words import Audience
from services.acts.changing import set_legal_hold
from services.acts.people import add_staff, find_actor
from services.audit import find_first_bad
from services.bags import verify_bag
from services.handovers.agreements import list_records, verify_sign_off
from services.handovers.deliveries import deliver
from services.handovers.drawings import keep_files, locate_files
from services.handovers.editions import get_edition, get_pack
from services.handovers.targets import set_target
from services.packs.documents import draw_pack_files
from services.retention.carrying_out import redraw_marked
from services.retention.erasing import ErasureCounts, erase_person
from services.store import Store

NAMED = WARNING | {"body": "Ana Sow <ANA.SOW@example.org> knows the ford; Ana Sowell does not."}
FADED = "the former Programme officer"


@pytest.fixture
def stage(store: Store, case: CaseFile) -> Stage:
    """A closed exit in one of whose records the leaver is named."""
    stage = open_stage(store, case)
    stage.answer(ANA.email, NAMED).answer(MOUSSA.email, WARNING).go_on()
    stage.reviewed().signed().go_on().received().waived()
    with stage.look() as (session, handover):
        handover.move_to(HandoverState.closed)
        add_staff(session, DAN, Role.records)
    return stage


def erase(stage: Stage, email: str = ANA.email, by: str = DAN.email) -> ErasureCounts:
    with stage.store.write() as session:
        return erase_person(session, find_actor(session, by), email, stage.now)


def test_the_author_fades_to_the_post(stage: Stage):
    erase(stage)
    with stage.look() as (session, handover):
        (record, answer), _ = list_records(session, handover)
        assert answer.name == FADED
        body = record.content.body or ""
        assert body.startswith(f"{FADED} <erased-")
        assert "Ana Sowell does not" in body
        assert record.is_redacted
        pack = get_pack(get_edition(session, handover, Audience.successor))
        assert pack.leaver is not None
        assert pack.leaver.name == FADED
        assert "Ana Sow " not in pack.model_dump_json()


def test_signatures_and_the_trail_still_verify(stage: Stage):
    erase(stage)
    with stage.look() as (session, handover):
        assert verify_sign_off(session, handover, Role.manager)
        assert find_first_bad(session) is None


def test_documents_are_drawn_again_without_the_name(stage: Stage, tmp_path: Path):
    bag = tmp_path / "bags" / stage.reference
    with stage.look() as (session, handover):
        edition = get_edition(session, handover, Audience.successor)
        files, _ = draw_pack_files(get_pack(edition), tmp_path / "cache")
        keep_files(session, edition, locate_files(tmp_path, handover, edition), files)
        set_target(session, stage.reference, tmp_path / "bags")
        session.flush()
        deliver(session, handover, tmp_path, stage.now)
    assert b"Ana Sow" in (bag / "data" / "pack.json").read_bytes()
    assert erase(stage).handovers == (stage.reference,)
    assert redraw_marked(stage.store, tmp_path, stage.now) == (stage.reference,)
    assert redraw_marked(stage.store, tmp_path, stage.now) == ()
    assert verify_bag(bag) == ()
    for path in (bag / "data").glob("*.[hj]*"):
        assert b"Ana Sow " not in path.read_bytes()
        assert b"ana.sow" not in path.read_bytes()


def test_who_has_no_right_to_it(stage: Stage):
    with pytest.raises(NotAllowedError, match="this is for the admin or records"):
        erase(stage, by=CARLA.email)


def test_a_running_handover_needs_its_people(store: Store, case: CaseFile):
    stage = open_stage(store, case)
    with store.write() as session:
        add_staff(session, DAN, Role.records)
    with pytest.raises(WrongStateError, match=f"{stage.reference} still need"):
        erase(stage, BEN.email)


def test_a_legal_hold_stops_it(stage: Stage):
    stage.act(CARLA.email, set_legal_hold, is_held=True)
    with pytest.raises(WrongStateError, match=f"a legal hold lies on {stage.reference}"):
        erase(stage.on(date(2027, 5, 1)))


def test_twice_is_once(stage: Stage):
    erase(stage)
    with pytest.raises(NotFoundError, match="nobody here"):
        erase(stage)
