"""Values and texts together: told by place, cut where too long, borders kept."""

import pytest

from models.case_file import CaseFile, PersonEntry, SourceEntry
from models.errors import InvalidInputError
from models.record_kinds import RECORD
from services.secrets.masked_values import mask_tree, mask_value, mask_values
from services.secrets.masking import REMOVED, mask_texts

SECRET = "Ocelot-Run-55x"
TYPED = f"the password: {SECRET} is old"


def test_each_text_of_a_value_is_masked_and_told_by_place() -> None:
    record = RECORD.validate_python({"kind": "process", "title": TYPED, "steps": ["go", TYPED]})
    masked = mask_value(record)
    assert SECRET not in masked.value.model_dump_json()
    assert masked.places == ("A password in line 1 of title.", "A password in line 1 of steps.2.")


def test_a_value_without_secrets_is_the_same_one() -> None:
    record = RECORD.validate_python({"kind": "tip", "title": "Call the donor first"})
    assert mask_value(record).value is record


@pytest.mark.parametrize(("field", "limit"), [("title", 500), ("body", 200_000)])
def test_what_masking_makes_too_long_is_cut_with_a_mark(field: str, limit: int) -> None:
    text = "pw: Ab1! " * (limit // 9)
    record = RECORD.validate_python({"kind": "tip", "title": "Call", field: text})
    masked = getattr(mask_value(record).value, field)
    assert len(masked) == limit
    assert masked.endswith("…")


def test_what_one_text_gives_away_is_masked_in_all() -> None:
    said, again = mask_texts([TYPED, f"{SECRET} works for the mail as well"])
    assert SECRET not in f"{said[0]} {again[0]}"
    assert again[1] == ("A password in line 1.",)


def test_a_title_tells_what_stands_below_and_another_record_does_not() -> None:
    told = {"Wi-Fi key": "Teranga-Guest", "Hotel": "Kora-Palace"}
    given = [{"kind": "tip", "title": title, "body": body} for title, body in told.items()]
    first, second = mask_values([RECORD.validate_python(one) for one in given])
    assert first.value.body == REMOVED
    assert second.value.body == "Kora-Palace"


def test_no_rule_looks_from_one_text_into_the_next() -> None:
    texts = ["Password:", "kilimanjaro", "-----BEGIN PRIVATE KEY-----", "go on as you were"]
    assert [text for text, _ in mask_texts(texts)] == texts


def test_a_secret_in_a_path_or_an_address_is_refused_without_saying_it() -> None:
    for value in (SourceEntry(kind="folder", path=f"x/{TYPED}"),
                  PersonEntry(name="Eve", email="pw=Ab12cd34@example.org")):  # fmt: skip
        with pytest.raises(InvalidInputError, match="Write it without") as refused:
            mask_value(value)
        assert SECRET not in str(refused.value)


def test_a_tree_of_data_is_masked_to_its_leaves() -> None:
    data = {"message": {"to": [{"name": TYPED}], "size": 3}, "sent_at": "2026-11-02T09:00:00Z"}
    assert list(mask_tree(data)) == [("message", "to", 0, "name")]
    assert SECRET not in str(data)
    assert data["sent_at"] == "2026-11-02T09:00:00Z"


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Password", "mangrove"),
        ("Mot de passe du portail", "bougainvillier"),
        ("PIN of the safe", "4471"),
        ("Password:", "mangrove"),
    ],
)
def test_a_title_names_the_secret_that_is_its_text(title: str, body: str) -> None:
    (kept, _), (masked, places) = mask_texts([title, body], [(0, 1)])
    assert (kept, masked) == (title, REMOVED)
    assert places


@pytest.mark.parametrize("exclude", ["https://ana:Kora@host/**", "ana:Kora@host"])
def test_a_login_in_a_place_is_refused(exclude: str, case: CaseFile) -> None:
    with pytest.raises(InvalidInputError, match=r"^exclude\.1 holds what looks like a password"):
        mask_value(case.model_copy(update={"exclude": (exclude,)}))
