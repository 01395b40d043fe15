"""`baton purge`: for those who keep the records, what is past its time, and nothing before it."""

from datetime import date

import pytest
from acting import open_stage
from commands import Place, PlaceInside
from people import CARLA

from models.case_file import CaseFile
from services.settings import Settings
from services.store import open_store


@pytest.fixture
def place(inside: PlaceInside, case: CaseFile) -> Place:
    """A place with a handover that was closed so long ago that its time is over."""
    inside.run("staff", "add", "rosa@example.org", "--name", "Rosa", "--role", "records")
    store = open_store(Settings(data=inside.data).database_url)
    old = {"notice_on": date(2014, 1, 6), "last_working_on": date(2014, 3, 28)}
    stage = open_stage(store, case.model_copy(update=old))
    with stage.look() as (session, handover):
        handover.state = "cancelled"
        session.add(handover)
    store.close()
    return inside


def test_only_the_office_that_keeps_the_records_purges(place: Place):
    ended = place.run("purge", "--as", CARLA.email)
    assert ended.code == 2
    assert "you may not purge: this is for the admin or records" in ended.err
    assert "kept until" in place.run("purge", "--dry-run", "--as", "rosa@example.org").out


def test_what_is_past_its_time_goes_once(place: Place):
    assert "is purged" in place.run("purge", "--as", "rosa@example.org").out
    assert "Nothing is past its time" in place.run("purge", "--as", "rosa@example.org").out
    dry = place.run("purge", "--dry-run", "--as", "rosa@example.org")
    assert "Nothing is past its time" in dry.out, "a dry run says so too"
