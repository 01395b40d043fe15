"""Reassigning: everybody is told, and who comes later reads only what they should."""

from datetime import date

import pytest
from acting import TIP, WARNING, Stage, open_stage
from people import ANA, BEN, CARLA, DAN, HANA, MOUSSA
from sqlmodel import select

from models.acting import Role
from models.case_file import CaseFile, ReceiverEntry
from models.errors import NotFoundError, WrongStateError
from models.handover import Person
from models.mail import Mail
from models.pack import PackSignature
from models.signing import SignOff
from models.words import Audience, DepartureKind
from services.acts.actors import add_staff
from services.acts.changing import Replacement, name_receiver, reassign
from services.acts.correcting import Correction, correct_person
from services.acts.proposing import list_proposals, show_record
from services.acts.reviewing import RecordChange, edit_record, mask_change
from services.acts.signing import sign
from services.handovers.agreements import verify_sign_off
from services.handovers.materials import gather_material
from services.handovers.overview import find_signature
from services.letters.handover_letters import write_letters
from services.packs.compose import compose_pack
from services.packs.manuscript import Manuscript
from services.packs.sections.how_made import write_making
from services.store import Store

BETWEEN_US = {**TIP, "title": "Between us", "audience": "manager"}
OWN_NOTE = {**TIP, "title": "My own note", "audience": "manager"}
TO_DAN = Replacement(role=Role.manager, person=DAN)
LATER = date(2026, 11, 9)


def titles(stage: Stage, email: str) -> set[str]:
    return {line.content.title for line in stage.list_records(email)}


def find(stage: Stage, email: str, title: str) -> int:
    return next(line.id for line in stage.list_records(email) if line.content.title == title)


def test_what_a_former_manager_wrote_stays_as_it_was_left(told: Stage) -> None:
    told.reviewed()
    (line,) = (
        one for one in told.list_records(MOUSSA.email) if one.content.title == "Ask the driver"
    )
    change = RecordChange(
        record_id=line.id,
        revision=line.revision,
        content=line.content.model_copy(update={"title": "Otherwise"}),
    )
    told.act(ANA.email, edit_record, mask_change(change))
    (proposal,) = told.ask(ANA.email, lambda *given: list_proposals(*given, told.now))
    assert proposal.state == "open"
    told.on(LATER).act(CARLA.email, reassign, TO_DAN)
    assert told.ask(ANA.email, lambda *given: list_proposals(*given, told.now)) == ()
    with pytest.raises(WrongStateError, match="stays as its author left it"):
        told.act(DAN.email, edit_record, mask_change(change))


def list_told(stage: Stage) -> set[tuple[str, str, str]]:
    """Return who gets a mail about a part: address, part, as what."""
    with stage.look() as (session, handover):
        write_letters(session, handover, stage.now)
        query = select(Mail, Person).join(Person).where(Mail.template == "part_changed")
        return {
            (person.email, str(mail.facts["role"]), str(mail.facts["told"]))
            for mail, person in session.exec(query)
        }


@pytest.fixture
def told(stage: Stage) -> Stage:
    stage.answer(ANA.email, WARNING, BETWEEN_US)
    return stage.answer(MOUSSA.email, OWN_NOTE, {**TIP, "title": "Ask the driver"}).go_on()


def test_old_new_and_leaver_are_told(stage: Stage) -> None:
    stage.act(CARLA.email, reassign, TO_DAN)
    assert list_told(stage) == {
        (MOUSSA.email, "manager", "former"),
        (DAN.email, "manager", "new"),
        (ANA.email, "manager", "leaver"),
    }


def test_another_of_hr_and_another_receiver_are_told_of_as_well(stage: Stage) -> None:
    with stage.look() as (session, _):
        add_staff(session, HANA, Role.hr)
    stage.act(CARLA.email, reassign, Replacement(role=Role.hr, person=HANA))
    stage.act(HANA.email, name_receiver, ReceiverEntry(**DAN.model_dump()))
    former = {(email, role) for email, role, told in list_told(stage) if told == "former"}
    assert former == {(CARLA.email, "hr"), (BEN.email, "receiver")}


def test_both_addresses_are_told_of_a_new_one(stage: Stage) -> None:
    right = "ana@example.org"
    stage.act(CARLA.email, correct_person, Correction(person=ANA.email, email=right))
    assert {(email, told) for email, _, told in list_told(stage)} == {
        (ANA.email, "address"),
        (right, "address"),
    }


def test_a_new_manager_reads_nothing_that_was_meant_for_the_former(told: Stage) -> None:
    told.on(LATER).act(CARLA.email, reassign, TO_DAN)
    assert titles(told, DAN.email) == set()
    assert titles(told, ANA.email) >= {WARNING["title"], "Between us"}
    told.reviewed()
    assert titles(told, DAN.email) == {WARNING["title"], "Ask the driver"}


def test_hr_who_is_made_manager_for_a_moment_reads_nothing(told: Stage) -> None:
    told.reviewed()
    told.on(LATER).act(CARLA.email, reassign, TO_DAN)
    assert "Between us" not in titles(told, DAN.email)
    told.act(CARLA.email, reassign, Replacement(role=Role.manager, person=MOUSSA))
    assert titles(told, MOUSSA.email) >= {"Between us", "My own note"}
    with pytest.raises(NotFoundError):
        told.list_records(DAN.email)


def test_the_leaver_shows_a_new_manager_what_she_wants(told: Stage) -> None:
    told.reviewed().on(LATER).act(CARLA.email, reassign, TO_DAN)
    number = find(told, ANA.email, "Between us")
    with pytest.raises(NotFoundError):
        told.act(ANA.email, show_record, number + 1)
    told.act(ANA.email, show_record, number)
    assert "Between us" in titles(told, DAN.email)
    assert "My own note" not in titles(told, DAN.email)


def test_what_is_written_from_then_on_is_for_the_new_manager(told: Stage) -> None:
    told.on(LATER).act(CARLA.email, reassign, TO_DAN)
    line = next(one for one in told.list_records(ANA.email) if one.content.title == "Between us")
    change = RecordChange(record_id=line.id, revision=1, content=line.content)
    told.act(ANA.email, edit_record, mask_change(change))
    assert "Between us" in titles(told, DAN.email)


def test_a_sign_off_names_a_manager_who_came_later(told: Stage) -> None:
    told.on(LATER).act(CARLA.email, reassign, TO_DAN)
    came = told.now
    told.reviewed().on(date(2026, 11, 12))
    told.act(DAN.email, sign)
    with told.look() as (session, handover):
        signature = session.exec(select(SignOff).where(SignOff.role == Role.manager)).one()
        assert (signature.came_at, signature.person_id) == (came, handover.manager_id)
        assert verify_sign_off(session, handover, Role.manager)
        material = gather_material(session, handover, told.now.date())
        shown = find_signature(session, handover)
    assert shown is not None
    assert shown.came_at == came
    pack = compose_pack(material, Audience.successor)
    assert pack.signature == PackSignature(
        name=DAN.name, signed_on=date(2026, 11, 12), came_on=came.date()
    )
    said = str(write_making(Manuscript(pack)))
    assert "Manager since 9 November 2026, Dan Lowe saw what was written before only" in said


def test_a_signature_of_the_former_manager_stays_whole(told: Stage) -> None:
    told.reviewed().signed()
    with told.look() as (session, handover):
        assert session.exec(select(SignOff.came_at)).all() == [None, None]
        assert verify_sign_off(session, handover, Role.manager)
    told.on(LATER).act(CARLA.email, reassign, TO_DAN)
    with told.look() as (session, handover):
        assert verify_sign_off(session, handover, Role.manager)


def test_what_is_shown_after_the_signature_is_signed_again(told: Stage) -> None:
    told.on(LATER).act(CARLA.email, reassign, TO_DAN)
    told.reviewed()
    told.act(DAN.email, sign)
    told.act(ANA.email, show_record, find(told, ANA.email, "Between us"))
    assert told.list_steps()["approve"] == "planned"


def test_a_new_manager_of_a_case_without_a_leaver_reads_what_was_said(
    store: Store, case: CaseFile
) -> None:
    stage = open_stage(store, case.model_copy(update={"kind": DepartureKind.death}))
    stage.answer(MOUSSA.email, OWN_NOTE, TIP).go_on().on(LATER)
    stage.act(CARLA.email, reassign, TO_DAN)
    assert titles(stage, DAN.email) == {TIP["title"]}
    stage.act(DAN.email, sign)
    with stage.look() as (session, handover):
        assert verify_sign_off(session, handover, Role.manager)
