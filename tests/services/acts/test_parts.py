"""Parts: nobody has two that exclude each other, and no office holds in one's own case."""

from pathlib import Path
from typing import Any

import pytest
from acting import MORNING, Stage, open_stage
from each import each
from people import ANA, BEN, CARLA, DAN, HANA, MOUSSA
from sqlmodel import col, select

from models.acting import STAFF_ROLES, Role
from models.audit import AuditEvent
from models.case_file import CaseFile, PersonEntry, ReceiverEntry
from models.errors import InvalidInputError, NotAllowedError, NotFoundError
from models.words import DepartureKind
from services.acts.actors import (
    HeldRole,
    add_staff,
    choose_holder,
    find_actor,
    find_owner_id,
    list_peers,
    take_role,
)
from services.acts.answering import PeerRequest, ask_peer
from services.acts.changing import Replacement, agree_return, cancel, name_receiver, reassign
from services.acts.proposing import name_fallback
from services.acts.rights import RIGHTS, can, find_roles
from services.acts.settling import Ownership, assign_owner
from services.acts.starting import start_batch
from services.handovers.opening import CaseInput
from services.offices.office_tree import OfficeEntry, add_office
from services.store import Store

SPELLINGS = (
    "ANA.SOW@example.org",
    '"ana.sow"@example.org',
    r'"Ana\.Sow"@example.org',
    "Ana.Sow@EXAMPLE.ORG",
)
"""Other ways to write the leaver's address; what looks like one and is none is refused before."""


def read(case: CaseFile, **parts: Any) -> CaseFile:
    return CaseFile.model_validate(case.model_dump() | parts)


@each("email", SPELLINGS)
@each("part", ["manager", "receiver"])
def test_a_case_file_gives_the_leaver_no_other_part(case: CaseFile, part: str, email: str) -> None:
    with pytest.raises(ValueError, match=rf"{part}\.email .* is the leaver's"):
        read(case, **{part: {"name": "Another Name", "email": email}})


def test_a_domain_in_its_own_script_is_the_same_one(case: CaseFile) -> None:
    leaver = {"name": "Ana Sow", "email": "ana@büro.example"}
    with pytest.raises(ValueError, match="is the leaver's"):
        read(case, leaver=leaver, manager=leaver | {"email": "ana@xn--bro-hoa.example"})


def test_a_manager_may_take_over_under_one_name_only(case: CaseFile) -> None:
    same = read(case, receiver={"name": "moussa  BA", "email": MOUSSA.email.upper()})
    assert same.receiver is not None
    with pytest.raises(ValueError, match='two people, "Moussa Ba" and "Ben Diop"'):
        read(case, receiver={"name": "Ben Diop", "email": MOUSSA.email})


@each("part", ["leaver", "manager", "receiver"])
def test_nobody_opens_a_case_with_a_part_in_it(store: Store, case: CaseFile, part: str) -> None:
    parts: dict[str, Any] = {"receiver": BEN, part: CARLA}
    if part == "receiver":
        parts[part] = ReceiverEntry(**CARLA.model_dump())
    with pytest.raises(NotAllowedError, match=f"you are the {part} of this exit"):
        open_stage(store, case.model_copy(update=parts))


def test_a_batch_with_ones_own_exit_opens_nothing(store: Store, case: CaseFile) -> None:
    open_stage(store, case)
    own = case.model_copy(update={"leaver": CARLA})
    inputs = [CaseInput(case=one, folder=Path(), opened_at=MORNING) for one in (case, own)]
    with store.write() as session:
        actor = find_actor(session, CARLA.email)
        with pytest.raises(NotAllowedError, match="you are the leaver"):
            start_batch(session, actor, inputs, MORNING)


@each("office", STAFF_ROLES)
@each("who", [ANA, MOUSSA, BEN, DAN])
def test_no_office_holds_in_ones_own_case(stage: Stage, who: PersonEntry, office: Role) -> None:
    stage.act(MOUSSA.email, ask_peer, PeerRequest(**DAN.model_dump()))
    with stage.look() as (session, handover):
        before = find_roles(session, find_actor(session, who.email), handover)
        add_staff(session, who, office)
        actor = find_actor(session, who.email)
        assert find_roles(session, actor, handover) == before
        assert {a for a in RIGHTS if can(session, actor, a, handover)} == {
            a for a in RIGHTS if RIGHTS[a] & before
        }


def test_who_has_a_part_is_told_why_a_staff_role_does_not_hold(stage: Stage) -> None:
    with stage.look() as (session, _):
        add_staff(session, ANA, Role.hr)
    with pytest.raises(NotAllowedError, match=r"this is for HR\. You have a part in it"):
        stage.act(ANA.email, cancel)
    with pytest.raises(NotAllowedError, match=r"this is for HR\.$"):
        stage.act(MOUSSA.email, cancel)


def test_hr_who_leaves_is_a_leaver_in_her_own_case(store: Store, case: CaseFile) -> None:
    own = case.model_copy(update={"leaver": CARLA, "kind": DepartureKind.dismissal})
    stage = open_stage(store, own, hr=HANA)
    with stage.look() as (session, _):
        add_staff(session, CARLA, Role.hr)
    for act, given in ((cancel, ()), (reassign, (Replacement(role=Role.manager, person=DAN),))):
        with pytest.raises(NotAllowedError):
            stage.act(CARLA.email, act, *given)


_NAMINGS: dict[Role, Any] = {
    Role.manager: lambda who: (reassign, Replacement(role=Role.manager, person=who)),
    Role.receiver: lambda who: (name_receiver, ReceiverEntry(**who.model_dump())),
    Role.peer: lambda who: (ask_peer, PeerRequest(**who.model_dump())),
}


@pytest.mark.parametrize("role", _NAMINGS)
def test_hr_takes_no_part_in_a_case_she_administers(stage: Stage, role: Role) -> None:
    with stage.look() as (session, _):
        add_staff(session, HANA, Role.hr)
    for by in (CARLA, HANA):
        with pytest.raises(NotAllowedError, match=f"cannot become its {role}"):
            stage.act(by.email, *_NAMINGS[role](by))
    with pytest.raises(InvalidInputError, match="administers"):
        stage.act(HANA.email, *_NAMINGS[role](CARLA))
    stage.act(CARLA.email, reassign, Replacement(role=Role.hr, person=HANA))
    stage.act(HANA.email, *_NAMINGS[role](CARLA))
    with stage.look() as (session, handover):
        roles = find_roles(session, find_actor(session, CARLA.email), handover)
    assert roles == {role}


def test_who_has_a_part_does_not_administer(stage: Stage) -> None:
    for who in (MOUSSA, BEN):
        with stage.look() as (session, _):
            add_staff(session, who, Role.hr)
        with pytest.raises(InvalidInputError, match="cannot administer it"):
            stage.act(CARLA.email, reassign, Replacement(role=Role.hr, person=who))


@each("role", _NAMINGS)
def test_the_leaver_is_named_for_nothing_else(stage: Stage, role: Role) -> None:
    leaver = PersonEntry(name="Somebody Else", email=SPELLINGS[1])
    with pytest.raises(InvalidInputError, match="leaver"):
        stage.act(CARLA.email, *_NAMINGS[role](leaver))


def test_the_leaver_owns_no_item(stage: Stage) -> None:
    stage.delivered()
    item = stage.list_records(ANA.email)[0].id
    with pytest.raises(InvalidInputError, match="is the leaver"):
        stage.act(MOUSSA.email, assign_owner, Ownership(record_id=item, person=ANA))


def test_the_way_back_of_a_manager_who_covers_is_refused(store: Store, case: CaseFile) -> None:
    cover = ReceiverEntry(**MOUSSA.model_dump())
    away = case.model_copy(update={"kind": DepartureKind.long_absence, "receiver": cover})
    stage = open_stage(store, away)
    with pytest.raises(InvalidInputError, match=r"manager\.email .* is the leaver's"):
        stage.act(CARLA.email, agree_return, stage.now.date().replace(year=2027))


@pytest.mark.parametrize("part", ["peer", "fallback"])
def test_no_step_of_an_office_is_for_who_has_a_part(stage: Stage, part: str) -> None:
    with stage.look() as (session, handover):
        person = add_staff(session, DAN, Role.records)
        assert find_owner_id(session, handover, "records") == person.id
    if part == "peer":
        stage.act(MOUSSA.email, ask_peer, PeerRequest(**DAN.model_dump()))
    else:
        stage.act(ANA.email, name_fallback, DAN)
    with stage.look() as (session, handover):
        assert find_owner_id(session, handover, "records") == handover.hr_id
        peers = list_peers(session, [handover.row_id])
        assert choose_holder(handover, [person.row_id], peers) == handover.hr_id


def test_the_last_of_hr_is_not_removed_in_silence(stage: Stage) -> None:
    hers = HeldRole(CARLA.email, Role.hr, "root")
    with stage.look() as (session, _), pytest.raises(InvalidInputError, match="is the last"):
        take_role(session, hers, stage.now)
    with stage.look() as (session, _):
        assert add_staff(session, HANA, Role.hr)
        assert take_role(session, hers, stage.now) == (stage.reference,)
        event = session.exec(select(AuditEvent).order_by(col(AuditEvent.id).desc())).first()
        assert event is not None
        assert event.action.startswith("took the role hr in root from person")
        with pytest.raises(NotFoundError, match="has no role hr"):
            take_role(session, hers, stage.now)
    with pytest.raises(NotFoundError):
        stage.act(CARLA.email, cancel)


def test_who_has_a_role_above_is_not_the_last_below(stage: Stage) -> None:
    with stage.look() as (session, _):
        add_office(session, OfficeEntry(key="dakar", name="Dakar"), stage.now)
        add_staff(session, HANA, Role.hr, "dakar")
        assert take_role(session, HeldRole(HANA.email, Role.hr, "dakar"), stage.now) == ()
        last = HeldRole(CARLA.email, Role.hr, "root")
        assert take_role(session, last, stage.now, is_last=True) == (stage.reference,)
