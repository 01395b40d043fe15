"""A secret beside its name: every two text fields of everything that has fields, from the models.

A field of the models that is new is tried like all others; those that no person writes in words
are named here once more.
"""

from collections.abc import Iterator
from functools import reduce
from itertools import permutations
from typing import Any, NamedTuple, get_args, get_origin

import pytest
from pydantic import BaseModel

from models.errors import InvalidInputError
from models.pack import Pack, PackEntry, PackPost, PackRecord
from models.record_kinds import RECORD, RECORD_KINDS
from services.acts.receiving import ReadBackTexts, SurveyAnswers
from services.packs.pack_checks import check_pack, mask_pack
from services.secrets.masked_values import mask_tree, mask_value, mask_values
from services.secrets.masking import REMOVED
from services.secrets.named_fields import Leaf, pair_fields

SECRET = "Kestrel-Harbour"
BY_PROGRAMS = {"kind", "when", "type", "language", "sha256", "record", "id", "respondent"}
RULES = {"rhythm", "rrule"}
"""Checked to be a rule of days in records; in a pack they are any text."""


def list_text_fields(model: type[BaseModel]) -> list[str]:
    """Return the names in files of the fields that take any text."""
    fields = {field.alias or name: field.annotation for name, field in model.model_fields.items()}
    return [name for name, kind in fields.items() if name not in BY_PROGRAMS and _takes_text(kind)]


def _takes_text(kind: Any) -> bool:
    return kind is str or any(map(_takes_text, get_args(kind)))


def put(model: type[BaseModel], name: str, text: str) -> Any:
    """Return the text as this field takes it, alone or in a list."""
    field = next(f for n, f in model.model_fields.items() if (f.alias or n) == name)
    return [text] if str(field.annotation).startswith("tuple") else text


def make_pairs(model: type[BaseModel], **given: Any) -> Iterator[dict[str, Any]]:
    """Yield the data of a model with a name and a secret in every two fields, both ways."""
    required = {
        field.alias or name: "Plan"
        for name, field in model.model_fields.items()
        if field.is_required() and _takes_text(field.annotation)
    }
    names = [name for name in list_text_fields(model) if name not in given]
    for number, (above, below) in enumerate(permutations(names, 2), start=1001):
        pair = {above: "Scanner password", below: f"{SECRET}-{number}"}
        yield required | given | {name: put(model, name, text) for name, text in pair.items()}


def list_records(kind: str) -> list[dict[str, Any]]:
    return [one for one in make_pairs(RECORD_KINDS[kind], kind=kind) if not one.keys() & RULES]


@pytest.mark.parametrize("kind", RECORD_KINDS)
def test_no_record_keeps_a_secret_beside_its_name(kind: str) -> None:
    given = list_records(kind)
    masked = mask_values([RECORD.validate_python(one) for one in given])
    assert len(given) >= 2
    assert [one for one, m in zip(given, masked, strict=True) if SECRET in repr(m.value)] == []
    assert all("Scanner password" in repr(one.value) and one.places for one in masked)


def make_pack(**parts: Any) -> Pack:
    head = {"reference": "HO-2026-0001", "made_on": "2026-11-20", "manager": {"name": "Moussa Ba"}}
    return Pack.model_validate(head | {"post": {"title": "Clerk"}} | parts)


def check_refused(pack: Pack, count: int = 1) -> None:
    """Check that a pack with so many secrets is refused for each, and can be masked."""
    with pytest.raises(InvalidInputError, match="holds a secret") as caught:
        check_pack(pack)
    assert len(caught.value.faults) == min(21, count)
    assert SECRET not in str(caught.value)
    assert SECRET not in mask_pack(pack).model_dump_json()


class Part(NamedTuple):
    """A part of a pack: where it stands, what it is, and whether there are many of it."""

    path: tuple[str, ...]
    model: type[BaseModel]
    is_list: bool


def list_parts(model: type[BaseModel] = Pack) -> Iterator[Part]:
    """Yield each part of a pack, with the parts inside it."""
    for name, field in model.model_fields.items():
        for one in (field.annotation, *get_args(field.annotation)):
            if isinstance(one, type) and issubclass(one, BaseModel) and one is not PackRecord:
                yield Part((name,), one, get_origin(field.annotation) in (list, tuple))
                yield from (part._replace(path=(name, *part.path)) for part in list_parts(one))


PARTS = {".".join(part.path): part for part in list_parts()}


@pytest.mark.parametrize(
    "part", [one for one in PARTS if len(list_text_fields(PARTS[one].model)) > 1]
)
def test_no_part_of_a_pack_is_drawn_with_a_secret_beside_its_name(part: str) -> None:
    path, model, is_list = PARTS[part]
    pairs = list(make_pairs(model))
    values: list[Any] = [pairs] if is_list else pairs
    for value in values:
        inside = reduce(lambda inner, name: {name: inner}, reversed(path), value)
        check_refused(make_pack(**inside), len(pairs) if value is pairs and len(path) == 1 else 1)


@pytest.mark.parametrize("kind", RECORD_KINDS)
def test_no_record_of_a_pack_is_drawn_with_a_secret_beside_its_name(kind: str) -> None:
    records = [one | {"id": f"r-{number}"} for number, one in enumerate(list_records(kind))]
    check_refused(make_pack(records=records), len(records))


def test_parts_and_fields_are_found_in_the_models() -> None:
    assert {"contacts", "calendar", "documents", "open_threads", "gaps", "post"} < PARTS.keys()
    assert list_text_fields(PackPost) == ["title", "unit", "duty_station"]
    assert {"location", "with_whom", *RULES} < set(list_text_fields(PackEntry))


@pytest.mark.parametrize(
    "value",
    [
        SurveyAnswers(day=7, used="Scanner password", wrong=f"{SECRET}-7719"),
        SurveyAnswers(day=7, used="Password", missing="mangrove"),
        ReadBackTexts(texts={"S1": "Scanner password", "S3": f"{SECRET}-7719"}),
        RECORD.validate_python(
            {"kind": "process", "title": "T", "steps": ["PIN of the safe", "4471"]}
        ),
    ],
)
def test_nor_does_anything_else_that_is_typed(value: BaseModel) -> None:
    assert REMOVED in mask_value(value).value.model_dump_json()


def test_another_thing_and_what_programs_write_stay() -> None:
    message = {"message_id": "Ab12cd34@x.org", "subject": "Scanner password", "text": "Ask Moussa."}
    mails = [message, {"subject": "Rates", "text": f"{SECRET}-7719"}]
    assert mask_tree(mails) == {}


INNOCENT: list[dict[str, Any]] = [
    {"kind": "warning", "title": "Mot de passe perdu", "if": "Lundi", "then": "Appeler"},
    {"kind": "warning", "title": "Somebody forgets the password", "if": "Locked", "then": "Reset."},
    {"kind": "system", "title": "Wi-Fi password of guests", "owner": "ICT2", "quirks": ["Slow"],
     "knowledge_area": "Finance", "how_to_get_access": "Ask"},
    {"kind": "contact", "title": "Password resets", "name": "Helpdesk", "organization": "ICT",
     "channel": ["+221 33 869 00 00", "help2@example.org"]},
    {"kind": "document", "title": "Passwords policy", "location": "drive/IT2/policy-v3.docx",
     "why": "Binding", "classification": "internal"},
    {"kind": "work_in_flight", "title": "Change the PIN of the card", "budget": "450000",
     "urgency": "high", "official_status": "Done", "real_status": "Blocked"},
    {"kind": "process", "title": "New PIN for the card", "steps": ["Call the bank", "Sign F-12B"]},
]  # fmt: skip


@pytest.mark.parametrize("record", INNOCENT, ids=lambda record: record["title"])
def test_what_is_no_secret_stays_beside_a_name(record: dict[str, Any]) -> None:
    assert mask_value(RECORD.validate_python(record)).places == ()


def test_pairs_grow_with_the_number_of_texts() -> None:
    texts = ["Scanner password", "Kora-77x"] * 500
    leaves = [Leaf(0, ("steps", number), text) for number, text in enumerate(texts)]
    assert len(texts) < len(pair_fields(leaves)) < 6 * len(texts)
