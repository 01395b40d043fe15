"""Erasing: the name goes everywhere, the knowledge and the proofs stay."""

import hashlib
from datetime import date
from pathlib import Path

import pytest
from acting import WARNING, Stage, open_stage
from people import ANA, BEN, CARLA, DAN, HANA, MOUSSA

from models.acting import Role
from models.case_file import CaseFile, PersonEntry, PostEntry
from models.errors import InvalidInputError, NotAllowedError, NotFoundError, WrongStateError
from models.found import FoundState
from models.harvest_rows import ContactRow
from models.states import HandoverState
from models.words import Audience, Language
from services.acts.actors import add_staff, find_actor
from services.acts.answering import PeerRequest, ask_peer
from services.acts.changing import Replacement, reassign, set_legal_hold
from services.acts.proposing import agree_to_change
from services.acts.reviewing import RecordChange, edit_record, mask_change
from services.acts.rights import list_visible
from services.acts.settling import Ownership, assign_owner
from services.audit import find_first_bad
from services.bags import verify_bag
from services.handovers.agreements import list_records, verify_sign_off
from services.handovers.deliveries import gather_bag, note_deliveries, set_target, write_bags
from services.handovers.edition_files import keep_files, locate_files, staged_files
from services.handovers.editions import get_edition, get_pack
from services.handovers.found_filter import keep_shown
from services.handovers.found_items import list_items as list_found_items
from services.handovers.found_items import number_found
from services.handovers.loading import get_facts
from services.handovers.people import get_entry, list_participants
from services.handovers.reception import list_items, list_ownerless
from services.packs.pack_files import draw_pack_files
from services.retention.carrying_out import redraw_marked
from services.retention.erasing import ErasureCounts, ErasureRequest, erase_person
from services.store import Store

pytestmark = pytest.mark.drawing

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


def erase(
    stage: Stage, email: str = ANA.email, by: str = DAN.email, name: str | None = None
) -> ErasureCounts:
    with stage.store.write() as session:
        request = ErasureRequest(email=email, name=name)
        return erase_person(session, find_actor(session, by), request, stage.now)


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
    folder = locate_files(tmp_path, handover, edition)
    with staged_files(edition, folder, files) as staged, stage.look() as (session, _):
        keep_files(session, edition, staged)
        set_target(session, stage.reference, tmp_path / "bags")
    with stage.store.read() as session:
        bag_now = gather_bag(session, handover, tmp_path, stage.now)
    write_bags(bag_now, [tmp_path / "bags"])
    with stage.look() as (session, handover):
        note_deliveries(session, handover, bag_now, stage.now)
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


def find_titles(stage: Stage) -> str:
    return " ".join(str(line.content) for line in stage.list_records(MOUSSA.email))


def test_a_name_in_a_held_case_of_others_stops_it(stage: Stage, case: CaseFile):
    others = {"leaver": CARLA, "receiver": None, "post": PostEntry(title="Clerk")}
    other = open_stage(stage.store, case.model_copy(update=others), hr=HANA)
    other.answer(CARLA.email, NAMED)
    other.act(HANA.email, set_legal_hold, is_held=True)
    with pytest.raises(WrongStateError, match=f"a legal hold lies on {other.reference}"):
        erase(stage)
    assert "Ana Sow " in find_titles(other)
    assert "Ana Sow " in find_titles(stage)


def test_a_name_in_a_case_of_others_goes_as_well(stage: Stage, case: CaseFile):
    others = {"leaver": CARLA, "receiver": None, "language": Language.fr}
    other = open_stage(stage.store, case.model_copy(update=others), hr=HANA)
    other.answer(CARLA.email, NAMED)
    erase(stage)
    assert "l’ancien titulaire du poste Programme officer" in find_titles(other)
    assert "Ana Sow " not in find_titles(other)


def test_a_peer_can_go_while_the_handover_runs(store: Store, case: CaseFile):
    stage = open_stage(store, case)
    with store.write() as session:
        add_staff(session, DAN, Role.records)
    peer = PeerRequest(name="Pat Orr", email="pat@example.org")
    stage.act(MOUSSA.email, ask_peer, peer)
    stage.answered()
    assert stage.get_state() == "harvested"
    erase(stage, peer.email)
    assert stage.go_on().get_state() == "answered"


def test_items_of_who_has_gone_need_another_owner(store: Store, case: CaseFile):
    stage = open_stage(store, case).delivered().received()
    owner = PersonEntry(name="Pat Orr", email="pat@example.org")
    with stage.look() as (session, handover):
        add_staff(session, DAN, Role.records)
        item = list_items(session, handover)[0].row_id
    stage.act(MOUSSA.email, assign_owner, Ownership(record_id=item, person=owner))
    with pytest.raises(WrongStateError, match=f"items of {stage.reference} are this person's"):
        erase(stage, owner.email)
    stage.act(MOUSSA.email, assign_owner, Ownership(record_id=item, person=BEN))
    erase(stage, owner.email)
    with stage.look() as (session, handover):
        assert list_ownerless(session, handover) == []


def test_hr_of_a_running_handover_passes_it_on_first(store: Store, case: CaseFile):
    stage = open_stage(store, case)
    with store.write() as session:
        add_staff(session, DAN, Role.records)
        add_staff(session, DAN, Role.hr)
    with pytest.raises(WrongStateError, match="let somebody else take the part"):
        erase(stage, CARLA.email)
    hr = Replacement(role=Role.hr, person=DAN)
    stage.act(CARLA.email, reassign, hr)
    erase(stage, CARLA.email)
    with pytest.raises(NotFoundError):
        stage.act(CARLA.email, set_legal_hold, is_held=True)


def test_a_title_with_quotation_marks_breaks_no_pack(store: Store, case: CaseFile):
    title = 'Head of "Water" \\ wells'
    stage = open_stage(store, case.model_copy(update={"post": PostEntry(title=title)}))
    stage.answer(ANA.email, NAMED).answer(MOUSSA.email, WARNING).go_on()
    stage.reviewed().signed().go_on()
    with stage.look() as (session, handover):
        handover.move_to(HandoverState.cancelled)
        add_staff(session, DAN, Role.records)
    erase(stage)
    with stage.look() as (session, handover):
        edition = get_edition(session, handover, Audience.successor)
        leaver = get_pack(edition).leaver
        assert leaver is not None
        assert leaver.name == f"the former {title}"
        assert edition.sha256 == hashlib.sha256(edition.pack_json.encode()).hexdigest()


def test_what_was_struck_out_stays_struck_out(stage: Stage):
    found = {"email": ANA.email, "name": ANA.name, "inside": True, "sent": 1, "received": 1}
    stage.find(ContactRow(handover_id=0, **found, last_on=date(2026, 10, 1)))
    with stage.look() as (session, handover):
        (item,) = list_found_items(session, handover).values()
        item.state = FoundState.struck_out
        session.add(item)
    erase(stage)
    with stage.look() as (session, handover):
        facts = get_facts(session, handover)
        assert [contact.name for contact in facts.contacts] == [FADED]
        assert keep_shown(session, handover, facts).contacts == ()
        assert number_found(session, handover) == 0


def test_an_edit_after_it_is_signed_as_any_other(stage: Stage):
    erase(stage)
    with stage.look() as (session, handover):
        (record, _), _ = list_records(session, handover)
        assert record.is_redacted
        handover.state, handover.fallback_id = HandoverState.accepted, handover.receiver_id
        session.add(handover)
        change = RecordChange(record_id=record.row_id, revision=1, content=record.content)
    stage.on(date(2026, 12, 14)).act(MOUSSA.email, edit_record, mask_change(change))
    stage.act(BEN.email, agree_to_change, 1)
    with stage.look() as (session, handover):
        (record, _), _ = list_records(session, handover)
        assert not record.is_redacted


def test_nothing_of_it_is_left_in_the_file(stage: Stage, tmp_path: Path):
    path = tmp_path / "baton.db"
    stage.store.close()
    assert b"Ana Sow" in path.read_bytes()
    erase(stage)
    stage.store.close()
    kept = path.read_bytes()
    assert b"ana.sow@" not in kept.lower()
    assert kept.count(b"Ana Sow") == kept.count(b"Ana Sowell")


def test_of_two_who_share_an_address_one_is_erased(stage: Stage, case: CaseFile):
    ben = PersonEntry(name="Ben Fall", email=ANA.email)
    other = case.model_copy(update={"leaver": ben, "post": PostEntry(title="Clerk")})
    second = open_stage(stage.store, other)
    with pytest.raises(InvalidInputError, match='"Ana Sow" and "Ben Fall": say with --name'):
        erase(stage)
    erase(stage, name="Ana  SOW")
    with second.look() as (session, handover):
        assert get_entry(session, handover, handover.leaver_id).name == "Ben Fall"
    with stage.look() as (session, handover):
        assert get_entry(session, handover, handover.leaver_id).name == FADED
        assert verify_sign_off(session, handover, Role.manager)
    assert stage.ask(ANA.email, lambda s, who, _: len(list_visible(s, who))) == 1
    with pytest.raises(WrongStateError, match=f"{second.reference} still need"):
        erase(stage)


def test_a_copy_of_an_erased_person_says_nothing(stage: Stage):
    erase(stage)
    with stage.look() as (session, handover):
        known = {(one.name, one.email) for one in list_participants(session, handover)}
    assert ANA.name not in {name for name, _ in known}
    assert ANA.email not in {email for _, email in known}


def test_nobody_erases_in_ones_own_case(stage: Stage):
    with stage.look() as (session, _):
        add_staff(session, MOUSSA, Role.admin)
    for who in (ANA, MOUSSA):
        with pytest.raises(NotAllowedError, match="a part in what would be erased"):
            erase(stage, who.email, by=MOUSSA.email)
