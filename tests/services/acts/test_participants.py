"""Participants: what a handover calls its people, which no other handover changes."""

from typing import Any

import pytest
from acting import TIP, WARNING, Stage, open_stage
from each import each
from people import ANA, BEN, CARLA, DAN, HANA, MOUSSA
from sqlmodel import SQLModel, col, select, update

from models.acting import Role
from models.audit import AuditEvent
from models.case_file import CaseFile, PersonEntry, PostEntry, ReceiverEntry, SourceEntry
from models.errors import InvalidInputError, NotAllowedError, NotFoundError
from models.handover import Handover, Person
from models.mail import Mail
from models.material import Material
from models.participant import Participant
from models.permission import Narrowing
from models.words import Audience, SourceKind
from services.acts.actors import add_staff, find_actor
from services.acts.answering import PeerRequest, ask_peer, save_answers
from services.acts.changing import Replacement, name_receiver, reassign
from services.acts.correcting import Correction, correct_person, list_people
from services.acts.permitting import Allowance, allow_source
from services.acts.settling import Ownership, assign_owner
from services.acts.source_lines import list_source_lines
from services.handovers.agreements import verify_sign_off
from services.handovers.editions import get_edition, get_pack
from services.handovers.identities import OF_ITS_PARTS
from services.handovers.materials import gather_material
from services.handovers.people import keep_person
from services.letters.handover_letters import write_letters
from services.letters.letter_views import find_addressee
from services.store import Store

REGISTRY = "registry@example.org"
CLERK = PostEntry(title="Clerk")


def mine(handover: Handover) -> Any:
    """Return what finds the manager's copy."""
    return col(Participant.person_id) == handover.manager_id


def gather(stage: Stage) -> Material:
    with stage.look() as (session, handover):
        return gather_material(session, handover, stage.now.date())


def is_signed(stage: Stage, role: Role = Role.manager) -> bool:
    with stage.look() as (session, handover):
        return verify_sign_off(session, handover, role)


@each("who", [ANA, MOUSSA, BEN])
def test_no_other_case_renames_a_person(stage: Stage, case: CaseFile, who: PersonEntry) -> None:
    before = gather(stage)
    parts = {
        "leaver": PersonEntry(name="Lea Other", email=f"lea-{who.email}"),
        "manager": PersonEntry(name="Somebody Renamed", email=who.email),
        "post": CLERK,
        "receiver": None,
    }
    other = open_stage(stage.store, case.model_copy(update=parts))
    assert gather(other).manager.name == "Somebody Renamed"
    assert gather(stage) == before


def test_a_signed_pack_says_what_it_said(stage: Stage, case: CaseFile) -> None:
    stage.delivered()
    parts = {"leaver": DAN, "manager": ANA.model_copy(update={"name": "X Y"}), "receiver": None}
    open_stage(stage.store, case.model_copy(update=parts | {"post": CLERK}))
    assert is_signed(stage)
    with stage.look() as (session, handover):
        leaver = get_pack(get_edition(session, handover, Audience.successor)).leaver
    assert leaver is not None
    assert leaver.name == ANA.name


_NAMINGS: dict[str, Any] = {
    "peer": lambda who: (ask_peer, PeerRequest(**who.model_dump())),
    "receiver": lambda who: (name_receiver, ReceiverEntry(**who.model_dump())),
    "manager": lambda who: (reassign, Replacement(role=Role.manager, person=who)),
}


@pytest.mark.parametrize("part", _NAMINGS)
@pytest.mark.parametrize("known", [BEN, MOUSSA])
def test_one_address_is_no_two_people_of_a_case(stage: Stage, part: str, known: Any) -> None:
    wrong = PersonEntry(name="Somebody Else", email=known.email.upper())
    act, given = _NAMINGS[part](wrong)
    with pytest.raises(InvalidInputError, match=f'"{known.name}"|already asked'):
        stage.act(CARLA.email, act, given)
    assert (gather(stage).manager.name, gather(stage).receiver.name) == (MOUSSA.name, BEN.name)


def test_an_owner_keeps_the_name_given_in_the_case(stage: Stage, case: CaseFile) -> None:
    parts = {"leaver": DAN, "manager": HANA, "post": CLERK, "receiver": None}
    other = open_stage(stage.store, case.model_copy(update=parts))
    stage.delivered()
    item = stage.list_records(MOUSSA.email)[0].id
    owner = PersonEntry(name="Hana Married", email=HANA.email)
    stage.act(MOUSSA.email, assign_owner, Ownership(record_id=item, person=owner))
    assert {record.owner for record in gather(stage).records} == {None, "Hana Married"}
    assert gather(other).manager.name == HANA.name


@pytest.fixture
def clerks(store: Store, case: CaseFile) -> tuple[Stage, Stage]:
    """Two exits of people who share a mailbox."""
    names = ("Ana Sow", "Ben Fall")
    leavers = [PersonEntry(name=name, email=REGISTRY) for name in names]
    first, second = (
        open_stage(store, case.model_copy(update={"leaver": leaver, "post": post}))
        for leaver, post in zip(leavers, (case.post, CLERK), strict=True)
    )
    return first, second


def test_two_leavers_of_one_mailbox_are_two(clerks: tuple[Stage, Stage]) -> None:
    first, second = map(gather, clerks)
    assert first.leaver is not None
    assert second.leaver is not None
    assert (first.leaver.name, second.leaver.name) == ("Ana Sow", "Ben Fall")
    assert clerks[0].reference != clerks[1].reference
    with clerks[0].look() as (session, _):
        people = session.exec(select(Person).where(Person.email == REGISTRY)).all()
    assert len(people) == 1


def test_each_mail_greets_who_leaves(clerks: tuple[Stage, Stage]) -> None:
    greeted = []
    for stage in clerks:
        with stage.look() as (session, handover):
            write_letters(session, handover, stage.now)
            query = select(Mail).where(Mail.handover_id == handover.id)
            mails = session.exec(query.where(Mail.person_id == handover.leaver_id)).all()
            person = session.get_one(Person, handover.leaver_id)
            greeted.append({find_addressee(session, mail, person).name for mail in mails})
    assert greeted == [{"Ana Sow"}, {"Ben Fall"}]


def test_a_correction_holds_in_one_case(stage: Stage, case: CaseFile) -> None:
    parts = {"leaver": DAN, "post": CLERK, "receiver": None}
    other = open_stage(stage.store, case.model_copy(update=parts))
    stage.act(CARLA.email, correct_person, Correction(person=MOUSSA.email, name="Musa Bah"))
    assert (gather(stage).manager.name, gather(other).manager.name) == ("Musa Bah", MOUSSA.name)
    with stage.look() as (session, handover):
        events = select(AuditEvent.action).where(AuditEvent.handover == handover.reference)
        assert session.exec(events).all()[-1] == "corrected a person"


def test_a_correction_is_signed_again(stage: Stage) -> None:
    stage.delivered()
    assert is_signed(stage)
    assert is_signed(stage, Role.leaver)
    stage.act(CARLA.email, correct_person, Correction(person=ANA.email, name="Ana Sow-Diop"))
    assert not is_signed(stage)
    assert stage.get_state() == "answered"
    assert (stage.list_steps()["review_entries"], stage.list_steps()["approve"]) == (
        "planned",
        "planned",
    )
    stage.reviewed().signed().go_on()
    assert is_signed(stage)


def test_a_copy_that_was_altered_does_not_verify(stage: Stage) -> None:
    stage.delivered()
    with stage.look() as (session, handover):
        session.exec(update(Participant).where(mine(handover)).values(name="X"))
    assert not is_signed(stage)


def test_who_comes_later_leaves_the_signature_whole(stage: Stage) -> None:
    stage.delivered()
    stage.act(MOUSSA.email, name_receiver, ReceiverEntry(**DAN.model_dump()))
    assert is_signed(stage)
    stage.act(CARLA.email, correct_person, Correction(person=DAN.email, name="Daniel Lowe"))
    assert is_signed(stage)
    assert stage.get_state() == "signed"
    assert gather(stage).receiver.name == "Daniel Lowe"


def test_every_column_that_names_a_person_of_a_handover_is_passed_on() -> None:
    naming = {
        f"{table.name}.{column.name}"
        for table in SQLModel.metadata.sorted_tables
        for column in table.columns
        if "handover_id" in table.columns and column.references(Person.__table__.c.id)
    }
    columns = [column.property.columns[0] for _, column in OF_ITS_PARTS]
    passed_on = {f"{column.table.name}.{column.name}" for column in columns}
    # Who gets a mail at which address was decided when it was written.
    assert naming - passed_on == {"mail.person_id", "invitation.person_id"}


def test_a_yes_stays_whose_it_was_under_a_corrected_address(store: Store, case: CaseFile) -> None:
    right, share = "ana@example.org", SourceEntry(kind=SourceKind.folder, path="drive")
    stage = open_stage(store, case.model_copy(update={"sources": (share,)}))
    stage.act(
        ANA.email, allow_source, Allowance(source=1, narrowing=Narrowing(without=("canteen",)))
    )
    stage.act(ANA.email, correct_person, Correction(person=ANA.email, email=right))
    stage.act(right, allow_source, Allowance(source=1))
    (source, *_) = stage.ask(right, list_source_lines).sources
    assert source.narrowings == (Narrowing(),)
    assert {line.name for line in source.history} == {ANA.name}


def test_a_mistyped_address_opens_to_the_right_person(stage: Stage) -> None:
    right = "ana@example.org"
    with pytest.raises(NotFoundError):
        stage.ask(right, list_people)
    stage.act(CARLA.email, correct_person, Correction(person=ANA.email, email=right))
    assert [one.email for one in stage.ask(right, list_people)] == [right]
    stage.act(right, save_answers, ())
    with pytest.raises(NotFoundError):
        stage.ask(ANA.email, list_people)


def test_nobody_takes_over_what_somebody_wrote(stage: Stage) -> None:
    stage.answer(ANA.email, TIP, WARNING | {"audience": "private"})
    theft = Correction(person=ANA.email, email="mine@example.org")
    with pytest.raises(NotAllowedError, match="has acted"):
        stage.act(CARLA.email, correct_person, theft)
    with pytest.raises(NotAllowedError, match="your own name"):
        stage.act(MOUSSA.email, correct_person, theft)
    stage.act(ANA.email, correct_person, theft)
    assert {str(line.content.audience) for line in stage.list_records("mine@example.org")} == {
        "private",
        "successor",
    }


@each("email", [CARLA.email, HANA.email])
def test_a_correction_makes_nobody_of_hr_a_manager(stage: Stage, email: str) -> None:
    with stage.look() as (session, _):
        add_staff(session, HANA, Role.hr)
    with pytest.raises((NotAllowedError, InvalidInputError), match=r"become|as well|address of"):
        stage.act(email, correct_person, Correction(person=MOUSSA.email, email=email))


def test_a_correction_does_not_make_one_of_two(stage: Stage) -> None:
    with pytest.raises(InvalidInputError, match=f'address of "{BEN.name}"'):
        stage.act(CARLA.email, correct_person, Correction(person=MOUSSA.email, email=BEN.email))


def test_only_hr_sees_all_people(stage: Stage) -> None:
    assert {one.role for one in stage.ask(CARLA.email, list_people)} == {
        *("leaver", "manager", "successor", "hr"),
    }
    assert [one.name for one in stage.ask(BEN.email, list_people)] == [BEN.name]


def test_a_person_who_is_known_keeps_the_name_of_the_staff(stage: Stage) -> None:
    with stage.look() as (session, _):
        keep_person(session, PersonEntry(name="Other", email=CARLA.email))
        actor = find_actor(session, CARLA.email)
        assert session.get_one(Person, actor.person_id).name == CARLA.name


def test_who_came_with_an_address_that_no_longer_passes_is_still_found(stage: Stage) -> None:
    with stage.look() as (session, _):
        person = Person(email="o\u02bcbrien@example.org", name="Sean O'Brien")
        session.add(person)
        session.flush()
        assert find_actor(session, person.email).person_id == person.id
        with pytest.raises(InvalidInputError, match=r"did you mean o'brien@example\.org\?$"):
            find_actor(session, f"{person.email}.")
