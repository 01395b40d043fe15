"""Offices: a tree that stays one, and staff roles that hold where they were given and below."""

from datetime import UTC, datetime

import pytest
from each import each
from people import CARLA, DAN
from sqlmodel import Session, select

from models.acting import Role
from models.audit import AuditEvent
from models.errors import InvalidInputError, NotFoundError
from services.acts.actors import add_staff, get_actor, list_holders
from services.offices.office_tree import (
    OfficeEntry,
    add_office,
    get_office,
    list_below,
    list_offices,
    list_upwards,
    move_office,
)
from services.store import Store

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
TREE = {"africa": "root", "dakar": "africa", "kolda": "dakar", "lima": "root"}


@pytest.fixture
def session(store: Store):
    """Give a transaction in which the tree is there."""
    with store.write() as session:
        for key, parent in TREE.items():
            add_office(session, OfficeEntry(key=key, name=key.title(), parent=parent), NOW)
        yield session


def _name(session: Session, offices) -> set[str]:
    return {key for key in ("root", *TREE) if get_office(session, key).row_id in offices}


def test_an_installation_begins_with_one_office(store: Store) -> None:
    with store.read() as session:
        assert [office.key for office in list_offices(session)] == ["root"]


def test_a_list_shows_the_tree(session: Session) -> None:
    lines = [(office.key, office.depth) for office in list_offices(session)]
    assert lines == [("root", 0), ("africa", 1), ("dakar", 2), ("kolda", 3), ("lima", 1)]


@pytest.mark.databases
def test_what_lies_below_and_above(session: Session) -> None:
    dakar = get_office(session, "dakar").row_id
    assert _name(session, list_below(session, [dakar])) == {"dakar", "kolda"}
    assert _name(session, list_upwards(session, dakar)) == {"dakar", "africa", "root"}


@each("target", ["dakar", "kolda"])
def test_no_office_lies_below_itself(session: Session, target: str) -> None:
    with pytest.raises(InvalidInputError, match="lies below it"):
        move_office(session, "dakar", target, NOW)


def test_the_root_stays_where_it_is(session: Session) -> None:
    with pytest.raises(InvalidInputError, match="is the root"):
        move_office(session, "root", "lima", NOW)


def test_a_moved_office_takes_what_is_below_along_and_leaves_a_trace(session: Session) -> None:
    move_office(session, "dakar", "lima", NOW)
    lima = get_office(session, "lima").row_id
    assert _name(session, list_below(session, [lima])) == {"lima", "dakar", "kolda"}
    newest = session.exec(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert newest.action == "moved the office dakar below lima"


def test_a_key_is_used_once_and_a_parent_has_to_be_there(session: Session) -> None:
    with pytest.raises(InvalidInputError, match='an office "dakar" already'):
        add_office(session, OfficeEntry(key="dakar", name="Again"), NOW)
    with pytest.raises(NotFoundError, match='no office "mars"'):
        add_office(session, OfficeEntry(key="rover", name="Rover", parent="mars"), NOW)


def test_a_staff_role_holds_where_it_was_given_and_below(session: Session) -> None:
    carla = add_staff(session, CARLA, Role.hr, "dakar")
    add_staff(session, CARLA, Role.hr, "lima")
    actor = get_actor(session, carla.row_id)
    assert _name(session, actor.list_offices([Role.hr])) == {"dakar", "kolda", "lima"}
    move_office(session, "kolda", "africa", NOW)
    assert "kolda" not in _name(session, get_actor(session, carla.row_id).offices[Role.hr])


def test_the_nearest_holder_up_the_tree_does_the_work(session: Session) -> None:
    far = add_staff(session, CARLA, Role.records, "root").row_id
    near = add_staff(session, DAN, Role.records, "dakar").row_id
    holders = {
        key: list_holders(session, get_office(session, key).row_id, Role.records)
        for key in ("kolda", "dakar", "africa", "lima")
    }
    assert holders == {
        "kolda": (near, far),
        "dakar": (near, far),
        "africa": (far,),
        "lima": (far,),
    }
