"""PACK.json is read strictly, and says of which day it is."""

import json
from datetime import date

import pytest

from models.errors import InvalidInputError
from services.cases import read_pack

TODAY = date(2026, 11, 20)
GOOD = {
    "format": "baton-pack/1",
    "reference": "HO-2026-0007",
    "post": {"title": "Programme officer"},
    "manager": {"name": "Moussa Ba"},
    "records": [{"id": "r1", "kind": "warning", "title": "Tranche two", "if": "late"}],
}
TIP = {"id": "r2", "kind": "tip", "title": "x"}
BAD_JSON = {
    "not JSON": ("{", "PACK.json, line 1: this is not valid JSON"),
    # Python 3.13 names the line of the comma.
    "a comma too many": ('{"a": 1,\n}', r"PACK.json, line [12]: this is not valid JSON"),
    "NaN": ('{"a": NaN}', "NaN is not a number that JSON has"),
    "a key twice": ('{"a": 1, "a": 2}', 'the key "a" stands twice'),
    "a long number": ('{"a": ' + "9" * 5000 + "}", "a number is too long"),
    "too deep": ("[" * 100_000, "make it flatter|too many times"),
    "a list": ("[]", "the file is a list"),
    "a number": ("7", "the file is 7"),
    "null": ("null", "the file is empty"),
}
BAD_FIELDS = {
    "no reference": ({"reference": None}, "reference is empty|reference is missing"),
    "field of another kind": (
        {"records": [TIP | {"why": "y"}]},
        'records 1: a tip has no field "why": its own fields are when',
    ),
    "no id": ({"records": [{"kind": "tip", "title": "x"}]}, "records 1, id is missing"),
    "no kind": ({"records": [{"id": "a", "title": "x"}]}, "records 1 has no kind"),
    "unknown kind": ({"records": [TIP | {"kind": "tips"}]}, 'kind is "tips": did you mean "tip"'),
    "the same id": ({"records": [TIP, TIP]}, "two records have the same id"),
    "wrong stamp": ({"records": [TIP | {"stamp": "true"}]}, 'stamp is "true": choose one of veri'),
    "wrong day": ({"made_on": "soon"}, 'made_on is "soon": write a day as YYYY-MM-DD'),
    "wrong number": ({"edition": "two"}, 'edition is "two": write a whole number'),
    "records as text": ({"records": "x"}, 'records is "x": write a list'),
    "post as text": ({"post": "x"}, 'post is "x": write its keys'),
}


@pytest.mark.parametrize(("text", "part"), BAD_JSON.values(), ids=BAD_JSON)
def test_bad_json_is_reported(text, part, tmp_path):
    (tmp_path / "PACK.json").write_text(text, encoding="utf-8")
    with pytest.raises(InvalidInputError, match=part):
        read_pack(tmp_path / "PACK.json", TODAY)


@pytest.mark.parametrize(("change", "part"), BAD_FIELDS.values(), ids=BAD_FIELDS)
def test_a_wrong_field_is_reported(change, part, tmp_path):
    (tmp_path / "PACK.json").write_text(json.dumps(GOOD | change), encoding="utf-8")
    with pytest.raises(InvalidInputError, match=part) as error:
        read_pack(tmp_path / "PACK.json", TODAY)
    assert len(error.value.faults) == 1
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("made_on", [{}, {"made_on": None}])
def test_a_pack_without_a_day_is_of_today(made_on, tmp_path):
    (tmp_path / "PACK.json").write_text(json.dumps(GOOD | made_on), encoding="utf-8")
    assert read_pack(tmp_path / "PACK.json", TODAY).made_on == TODAY


def test_a_pack_keeps_its_day_and_its_records(tmp_path):
    (tmp_path / "PACK.json").write_text(json.dumps(GOOD | {"made_on": "2026-10-01"}), "utf-8")
    pack = read_pack(tmp_path / "PACK.json", TODAY)
    assert pack.made_on == date(2026, 10, 1)
    assert pack.records[0].content.title == "Tranche two"
