"""Leaving: HR is told of who goes before they have acted, in whichever order it comes."""

from datetime import date
from typing import Any

import pytest
from acting import Stage, open_stage
from people import ANA, BEN, CARLA, DAN, HANA, MOUSSA

from models.acting import Role
from models.case_file import CaseFile, PersonEntry, PostEntry, ReceiverEntry
from models.errors import InvalidInputError, NotFoundError
from services.acts.actors import add_staff, find_actor
from services.acts.changing import Replacement, name_receiver, reassign
from services.acts.leaving import list_warnings
from services.acts.seeing import get_progress
from services.acts.settling import Ownership, Transfer, assign_owner, give_items
from services.handovers.reception import list_items
from services.store import Store

CLERK = PostEntry(title="Clerk")
GIVE = Transfer(owner=HANA.email, person=DAN)


def plan(case: CaseFile, **parts: Any) -> CaseFile:
    """Return another case: of a clerk, whom nobody of the first one receives or manages."""
    others = {"leaver": DAN, "manager": HANA, "receiver": None, "post": CLERK}
    return case.model_copy(update=others | parts)


def warn(stage: Stage, *cases: CaseFile) -> tuple[str, ...]:
    with stage.store.read() as session:
        return list_warnings(session, cases, find_actor(session, CARLA.email))


def look(stage: Stage, who: PersonEntry = CARLA) -> tuple[str, ...]:
    with stage.store.read() as session:
        actor = find_actor(session, who.email)
        return get_progress(session, actor, stage.reference, stage.now.date()).warnings


def receives(who: PersonEntry) -> ReceiverEntry:
    return ReceiverEntry(name=who.name, email=who.email)


@pytest.mark.parametrize(("part", "who"), [("manager", MOUSSA), ("receiver", BEN), ("hr", CARLA)])
def test_whose_exit_is_opened_later_has_a_part_still(
    stage: Stage, case: CaseFile, part: str, who: PersonEntry
) -> None:
    (warning,) = warn(stage, plan(case, leaver=PersonEntry(name=who.name, email=who.email)))
    assert f'is the {part} for "Programme officer" ({stage.reference})' in warning
    assert who.name not in warning


@pytest.mark.parametrize("part", ["manager", "receiver"])
def test_who_is_named_leaves_already(stage: Stage, case: CaseFile, part: str) -> None:
    named = {"manager": ANA, "receiver": receives(ANA)}[part]
    (warning,) = warn(stage, plan(case, **{part: named}))
    assert warning == f'the {part} for "Clerk" is leaving too. Name somebody who stays.'


def test_in_one_batch_both_are_seen(store: Store, case: CaseFile, stage: Stage) -> None:
    first = plan(case, leaver=HANA, manager=DAN)
    second = plan(case, leaver=DAN, manager=HANA, post=PostEntry(title="Driver"))
    assert warn(stage, first, second) == (
        'the manager for "Clerk" is leaving too. Name somebody who stays.',
        'the manager for "Driver" is leaving too. Name somebody who stays.',
    )


def test_an_owner_of_items_is_seen_and_the_items_are_given_on(stage: Stage, case: CaseFile) -> None:
    stage.delivered().received()
    with stage.look() as (session, handover):
        items = [item.row_id for item in list_items(session, handover)]
    for item in items:
        stage.act(MOUSSA.email, assign_owner, Ownership(record_id=item, person=HANA))
    leaves = plan(case, leaver=HANA, manager=DAN)
    (warning,) = warn(stage, leaves)
    assert "owner of items" in warning
    assert "baton act give-items" in warning
    assert stage.act(MOUSSA.email, give_items, GIVE) == len(items)
    assert warn(stage, leaves) == ()
    with pytest.raises(NotFoundError, match="looks after no item"):
        stage.act(MOUSSA.email, give_items, GIVE)


def test_items_are_not_given_to_the_leaver(stage: Stage) -> None:
    stage.delivered().received()
    with pytest.raises(InvalidInputError, match="is the leaver"):
        stage.act(MOUSSA.email, give_items, Transfer(owner=BEN.email, person=ANA))


def test_one_receiver_for_two_posts_is_said(stage: Stage, case: CaseFile) -> None:
    (warning,) = warn(stage, plan(case, receiver=BEN))
    assert f'receives "Programme officer" as well ({stage.reference})' in warning


def test_who_leaves_long_after_they_have_acted_is_no_matter(stage: Stage, case: CaseFile) -> None:
    late = date(2027, 3, 1)
    assert warn(stage, plan(case, leaver=MOUSSA, last_working_on=late)) == ()


def test_the_same_case_again_warns_of_nothing(stage: Stage, case: CaseFile) -> None:
    assert warn(stage, case) == ()


def test_who_is_named_by_an_act_is_seen_by_hr_alone(stage: Stage, case: CaseFile) -> None:
    open_stage(stage.store, plan(case))
    assert look(stage) == ()
    stage.act(MOUSSA.email, name_receiver, receives(DAN))
    stage.act(CARLA.email, reassign, Replacement(role=Role.manager, person=HANA))
    assert look(stage) == (
        'the receiver for "Programme officer" is leaving too. Name somebody who stays.',
    )
    assert look(stage, ANA) == look(stage, HANA) == ()


def test_two_people_of_one_mailbox_are_told_to_hr(stage: Stage, case: CaseFile) -> None:
    other = PersonEntry(name="Ben Fall", email=ANA.email.upper())
    (warning,) = warn(stage, plan(case, leaver=other))
    assert "the person who signs in with it sees both" in warning
    assert ANA.name not in warning


def test_two_leavers_of_one_mailbox_post_and_day_are_refused(stage: Stage, case: CaseFile) -> None:
    twin = case.model_copy(update={"leaver": PersonEntry(name="Ben Fall", email=ANA.email)})
    with pytest.raises(InvalidInputError, match=f'as "{ANA.name}" already, in {stage.reference}'):
        open_stage(stage.store, twin)


def test_a_reference_of_another_office_is_not_named(stage: Stage, case: CaseFile) -> None:
    with stage.look() as (session, _):
        add_staff(session, HANA, Role.km_focal_point)
        actor = find_actor(session, HANA.email)
        (warning,) = list_warnings(session, [plan(case, leaver=MOUSSA)], actor)
    assert stage.reference not in warning
    assert "another exit" in warning
