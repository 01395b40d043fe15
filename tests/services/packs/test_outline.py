"""Outline: everything that a pack holds, once, in reading order, as typed."""

import pytest
from builders import make_material, make_pack, read_dakar, read_minimal_pack

from models.outline import FormQuestion, Item, Outline, Panel, Section, Table, Unknown
from models.pack import Pack
from models.record_kinds import RECORD_KINDS, list_own_fields
from models.words import Audience
from services.packs.compose import compose_pack
from services.packs.fields import FIELDS, KIND_NAMES
from services.packs.outline import outline_brief, outline_pack, outline_read_back

TYPED = "A & B <b> {{ 7*7 }} \\\\share\\_x"
LISTS = {"early_signs": [TYPED, "two"], "steps": [TYPED, "two"]}


def list_items(outline: Outline) -> list[Item]:
    return [block for part in outline.sections for block in part.blocks if isinstance(block, Item)]


def get_section(outline: Outline, anchor: str) -> Section:
    return next(section for section in outline.sections if section.anchor == anchor)


def fill_every_field(kind: str) -> dict[str, object]:
    """A record of the kind in which each field that takes any text says its own name."""
    types = RECORD_KINDS[kind].model_fields
    fields: dict[str, object] = {"kind": kind, "title": f"{TYPED} {kind}", "body": f"body-{kind}"}
    for name in list_own_fields(kind):
        annotation = str(types["if_" if name == "if" else name].annotation)
        if "str" in annotation and name not in ("rhythm", "when"):
            fields[name] = f"{name}-{kind} {TYPED}"
    return fields


def test_every_field_of_every_kind_has_a_place() -> None:
    assert set(FIELDS) == set(KIND_NAMES) == set(RECORD_KINDS)
    for kind, fields in FIELDS.items():
        assert sorted(field.name for field in fields) == sorted(list_own_fields(kind))


@pytest.mark.parametrize("kind", RECORD_KINDS)
def test_what_was_typed_stands_in_the_pack_as_typed(kind: str) -> None:
    fields = fill_every_field(kind)
    outline = outline_pack(make_pack(fields))
    (item,) = list_items(outline)
    said = [
        item.title,
        item.body,
        *(text for one in (*item.fields, *item.notes) for text in one.texts),
    ]

    assert {value for name, value in fields.items() if name != "kind"} <= set(said)


def test_sections_follow_the_reading_order() -> None:
    outline = outline_pack(make_pack())

    assert [section.number for section in outline.sections[:10]] == [None, *range(1, 10)]
    assert outline.sections[0].is_one_page
    assert [part.title.split(":")[0] for part in outline.sections[10:]] == [
        f"Annex {letter}" for letter in "ABCDEFG"
    ]


def test_an_empty_pack_says_what_is_not_known() -> None:
    outline = outline_pack(make_pack())

    assert all(section.blocks for section in outline.sections)
    assert "None" not in outline.model_dump_json()
    assert all(panel.empty for panel in outline.sections[0].blocks if isinstance(panel, Panel))


def test_a_foreign_pack_with_the_minimum_makes_every_document() -> None:
    pack = read_minimal_pack()

    outline = outline_pack(pack)

    assert {item.title for item in list_items(outline)} == {"Ice on the stairs", "Salt"}
    assert '"Ice on the stairs"' in outline.sections[0].model_dump_json()
    assert outline_brief(pack).sections
    assert outline_read_back(pack).sections


def test_anchors_are_unique_and_targets_lead_to_them() -> None:
    for pack in (compose_pack(read_dakar(), Audience.successor), read_minimal_pack()):
        outline = outline_pack(pack)
        anchors = [item.anchor for item in list_items(outline)]
        anchors += [section.anchor for section in outline.sections]
        tables = [b for part in outline.sections for b in part.blocks if isinstance(b, Table)]
        targets = {cell.target for table in tables for row in table.rows for cell in row}

        assert len(anchors) == len(set(anchors))
        assert targets - {None} <= set(anchors)


def test_tables_have_a_cell_for_each_column_and_widths_of_a_hundred() -> None:
    outline = outline_pack(compose_pack(read_dakar(), Audience.successor))

    for section in outline.sections:
        for table in section.blocks:
            if isinstance(table, Table):
                assert sum(column.width_percent for column in table.columns) == 100
                assert {len(row) for row in table.rows} == {len(table.columns)}


def test_an_open_question_is_unknown_and_said_once() -> None:
    question = {"kind": "open_question", "title": "Who pays?", "whom_to_ask": "Legal"}
    section = get_section(outline_pack(make_pack(question)), "section-questions")
    item = section.blocks[0]

    assert isinstance(item, Item)
    assert (item.kind, item.title) == ("UNKNOWN", "Who pays?")
    assert not [
        gap for gap in section.blocks if isinstance(gap, Unknown) and gap.what == "Who pays?"
    ]


def test_a_promise_in_time_burns_and_a_late_one_is_called_so() -> None:
    due = {"kind": "commitment", "title": "Budget", "due_on": "2026-11-18"}
    outline = outline_pack(make_pack(due, {**due, "title": "Later", "due_on": "2027-06-01"}))
    budget, later = list_items(outline)

    assert (budget.tone, later.tone) == ("do_first", "plain")
    assert "18 Nov 2026 (overdue)" in str(budget.notes)
    assert "Later" in get_section(outline, "section-work").model_dump_json()


def test_the_window_goes_on_until_thirty_days_after_the_receivers_first_day() -> None:
    due = {"kind": "commitment", "title": "Budget", "due_on": "2027-01-20"}
    receiver = {"name": "Ben Diop", "email": "b@example.org", "starts_on": "2027-01-04"}

    assert [item.tone for item in list_items(outline_pack(make_pack(due, receiver=receiver)))] == [
        "do_first"
    ]
    assert [item.tone for item in list_items(outline_pack(make_pack(due)))] == ["plain"]


def test_a_duty_whose_date_is_past_comes_next_by_its_rhythm() -> None:
    call = {"kind": "recurring_duty", "title": "Call", "rhythm": "weekly", "next_on": "2026-11-09"}
    (item,) = list_items(outline_pack(make_pack(call)))

    assert "23 Nov 2026, by the rhythm; given was 9 Nov 2026" in str(item.notes)


def test_stamps_are_said_where_they_differ_from_the_notice() -> None:
    told = {"kind": "tip", "title": "Tea"}
    second = {**told, "respondent": "peer"}
    agreed = {**told, "stamp": "verified"}
    plain, from_peer = list_items(outline_pack(make_pack(told, second)))

    assert (plain.stamp, from_peer.stamp) == (None, "Second-hand")
    assert outline_pack(make_pack(told)).notice
    reviewed = outline_pack(make_pack(agreed, told, is_reviewed=True))
    assert reviewed.notice is None
    assert [item.stamp for item in list_items(reviewed)] == [None, "Not reviewed"]


def test_each_audience_has_its_own_line_at_the_foot() -> None:
    material = make_material()
    audiences = [one for one in Audience if one is not Audience.private]

    assert len({outline_pack(compose_pack(material, one)).classification for one in audiences}) == 5


def test_the_read_back_asks_for_each_thing_to_take_over() -> None:
    pack = compose_pack(read_dakar(), Audience.successor)
    keys = [
        block.key
        for section in outline_read_back(pack).sections
        for block in section.blocks
        if isinstance(block, FormQuestion)
    ]
    kinds = ("warning", "commitment", "work_in_flight", "recurring_duty")

    for record in pack.records:
        assert (record.id in keys) is (record.content.kind in kinds)
    assert len(keys) == len(set(keys))


def test_ids_that_cannot_be_anchors_are_replaced() -> None:
    records = [
        {"id": name, "kind": "tip", "title": name}
        for name in ("ok-1", "section-people", "S1", "a b", "record-003", "ж")
    ]
    pack = Pack.model_validate({**read_minimal_pack().model_dump(), "records": records})

    assert len({item.anchor for item in list_items(outline_pack(pack))}) == len(records)
