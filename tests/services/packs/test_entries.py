"""Entries: ids, stamps and owners."""

from datetime import date

import pytest
from builders import make_pack

WARNING = {"kind": "warning", "title": "Ice", "then": "salt"}


def test_ids_follow_kind_and_capture_and_do_not_move_when_records_are_added() -> None:
    first = {**WARNING, "title": "First", "priority": "low"}
    later = {**WARNING, "title": "Later", "priority": "high", "respondent": "manager"}

    before, after = make_pack(first), make_pack(later, first)

    assert [record.id for record in after.records] == ["warning-01", "warning-02"]
    assert before.records[0].id == after.records[0].id
    assert after.records[0].content.title == "First"


@pytest.mark.parametrize(
    ("fields", "stamp"),
    [
        ({}, "unreviewed"),
        ({"respondent": "peer"}, "second_hand"),
        ({"respondent": "manager", "stamp": "verified"}, "verified"),
        ({"review_by": date(2026, 11, 19)}, "stale"),
        ({"review_by": date(2026, 11, 20)}, "unreviewed"),
        ({"review_by": date(2026, 11, 1), "stamp": "verified"}, "stale"),
        ({"stamp": "stale", "respondent": "peer"}, "stale"),
    ],
)
def test_stamps_say_how_far_a_record_can_be_trusted(fields: dict[str, object], stamp: str) -> None:
    assert make_pack({**WARNING, **fields}).records[0].stamp == stamp


def test_the_receiver_owns_what_names_nobody() -> None:
    assert make_pack(WARNING).records[0].owner == "Ben Diop"


def test_without_a_receiver_the_manager_owns_it() -> None:
    assert make_pack(WARNING, receiver=None).records[0].owner == "Moussa Ba"


def test_a_system_keeps_its_own_owner_in_json() -> None:
    pack = make_pack({"kind": "system", "title": "Portal", "owner": "IT desk"})

    assert type(pack).model_validate_json(pack.model_dump_json(by_alias=True)) == pack
    assert '"owner":"IT desk"' in pack.model_dump_json()
