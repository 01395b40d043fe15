"""Brief: ten minutes, whatever the pack holds."""

import json
import subprocess
import sys
from itertools import pairwise
from typing import Any

import pytest
from builders import TODAY, make_pack, read_dakar
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.outline import Item, Outline
from models.pack import Pack, dump_pack
from models.record_kinds import RECORD_KINDS
from models.words import Audience, Priority
from services.packs.compose import compose_pack
from services.packs.fields import FIELDS
from services.packs.lengths import measure_outline
from services.packs.outline import outline_brief, outline_pack, outline_read_back

MOST_WORDS = 2200
LONG = ("A sentence of six words here. " * 1650).strip()
FREE = ("then", "why", "body", "purpose", "real_status", "next_action", "what_happened", "quirks")
texts = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn")), min_size=1)


@st.composite
def records(draw: st.DrawFn) -> dict[str, Any]:
    kind = draw(st.sampled_from(sorted(RECORD_KINDS)))
    known = {field.name for field in FIELDS[kind]} | {"body"}
    fields = {
        name: draw(texts | st.just(LONG[:3000]))
        for name in FREE
        if name in known and draw(st.booleans())
    }
    return {
        "kind": kind,
        "title": draw(texts.filter(str.strip)),
        "priority": draw(st.sampled_from(Priority)),
        "audience": draw(st.sampled_from(Audience)),
        "respondent": draw(st.sampled_from(["leaver", "manager", "peer"])),
        **fields,
    }


def list_items(outline: Outline) -> list[Item]:
    return [block for part in outline.sections for block in part.blocks if isinstance(block, Item)]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(records(), max_size=12))
def test_any_pack_is_whole_and_any_brief_is_short(told: list[dict[str, Any]]) -> None:
    pack = make_pack(*told)
    titles = {record.id: record.content.title for record in pack.records}

    assert {item.anchor: item.title for item in list_items(outline_pack(pack))} == titles
    assert {item.anchor for item in list_items(outline_brief(pack))} <= set(titles)
    assert measure_outline(outline_brief(pack)) <= MOST_WORDS
    assert Pack.model_validate_json(dump_pack(pack)) == pack
    assert outline_read_back(pack).sections


@pytest.mark.slow
def test_five_hundred_records_and_endless_texts_stay_within_ten_minutes() -> None:
    told = [
        {"kind": kind, "title": f"{kind} {number}", "body": LONG[:20_000], "priority": "high"}
        for kind in sorted(RECORD_KINDS)
        for number in range(36)
    ]
    pack = make_pack(*told)

    assert 1500 < measure_outline(outline_brief(pack)) <= MOST_WORDS
    assert len(list_items(outline_pack(pack))) == len(told) == 36 * len(RECORD_KINDS)


def test_a_brief_of_long_lines_everywhere_is_short_too() -> None:
    line = "word " * 99
    document = {"path": line, "title": line, "why": line * 9}
    summary = {"warnings": [{"title": line * 9, "text": line * 9}] * 9}
    told = {"kind": "commitment", "title": line, "due_on": TODAY, "to": [line] * 50}
    data = json.loads(dump_pack(make_pack(*[told] * 50)))
    pack = Pack.model_validate({**data, "documents": [document] * 50, "summary": summary})

    assert measure_outline(outline_brief(pack)) <= MOST_WORDS


def test_a_long_item_is_cut_at_a_sentence_and_leads_to_the_pack() -> None:
    told = {"kind": "warning", "title": "Ice", "then": LONG}
    (short,) = list_items(outline_brief(make_pack(told)))
    (whole,) = list_items(outline_pack(make_pack(told)))

    assert short.fields[0].texts[0].endswith("here.")
    assert short.notes[-1].texts == ("in the pack, section 1",)
    assert whole.fields[0].texts == (LONG,)


def test_the_important_comes_in_and_what_stays_out_is_counted() -> None:
    told = {"kind": "warning", "then": "word " * 70}
    many = [{**told, "title": f"medium {number}"} for number in range(60)]
    brief = outline_brief(make_pack(*many, {**told, "title": "grave", "priority": "high"}))
    items = list_items(brief)

    assert items[0].title == "grave"
    assert f"{61 - len(items)} more in section 1 of the pack." in brief.model_dump_json()


def test_no_kind_crowds_out_another() -> None:
    titles = [
        item.kind
        for item in list_items(outline_brief(compose_pack(read_dakar(), Audience.successor)))
    ]

    assert {"Promise", "Warning", "Contact", "Decision", "Work in flight", "UNKNOWN"} <= set(titles)
    assert titles.count("Warning") >= 3


def test_headings_of_the_brief_never_stand_alone() -> None:
    brief = outline_brief(compose_pack(read_dakar(), Audience.successor))

    for section in brief.sections:
        kinds = [block.block for block in section.blocks]
        assert ("heading", "heading") not in list(pairwise(kinds))
        assert kinds[-1] != "heading"


def test_the_same_pack_makes_the_same_outlines_in_another_process() -> None:
    pack = compose_pack(read_dakar(), Audience.successor)
    code = (
        "import sys; from models.pack import Pack\n"
        "from services.packs.outline import outline_pack\n"
        "print(outline_pack(Pack.model_validate_json(sys.stdin.read())).model_dump_json())"
    )
    outlines = [
        subprocess.run(
            [sys.executable, "-c", code],
            input=dump_pack(pack),
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "PYTHONUTF8": "1"},
        ).stdout.strip()
        for seed in ("1", "2")
    ]

    assert outlines == [outline_pack(pack).model_dump_json()] * 2
