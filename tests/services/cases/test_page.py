"""docs/case-file.md is true: its examples are read, its tables name every key and choice."""

import re
from pathlib import Path

import pytest

from models import words
from models.case_file import AnswersFile, CaseFile, PostEntry, ReceiverEntry, RiskScores
from models.record_kinds import COMMON_FIELDS, RECORD_KINDS, list_own_fields
from services.cases import read_answers, read_case

PAGE = (Path(__file__).parents[3] / "docs" / "case-file.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
KINDS = PAGE.partition("the fields of its kind:")[2]
CHOICES = (
    words.Family,
    words.DepartureKind,
    words.ReceiverRole,
    words.Language,
    words.Depth,
    words.SourceKind,
    words.Respondent,
    words.Audience,
    words.Priority,
    words.Rhythm,
    words.TipWhen,
)


@pytest.mark.parametrize("example", EXAMPLES, ids=range(len(EXAMPLES)))
def test_every_example_is_read(example, tmp_path):
    (tmp_path / "drive").mkdir()
    for name in ("mail.mbox", "calendar.ics"):
        (tmp_path / name).write_text("", encoding="utf-8")
    path = tmp_path / "FILE.yaml"
    path.write_text(example, encoding="utf-8")
    read = read_case if "baton-case" in example else read_answers
    assert read(path).format in example


@pytest.mark.parametrize("model", [CaseFile, AnswersFile, PostEntry, ReceiverEntry, RiskScores])
def test_every_key_is_explained(model):
    assert [key for key in model.model_fields if f"`{key}`" not in PAGE] == []


def test_every_common_field_of_a_record_is_explained():
    assert [key for key in COMMON_FIELDS if f"`{key}`" not in PAGE] == []


@pytest.mark.parametrize("kind", RECORD_KINDS)
def test_every_kind_has_a_row_with_its_own_fields(kind):
    (row,) = re.findall(rf"^\| `{kind}` \| (.*) \|$", KINDS, re.MULTILINE)
    named = [word for word in re.findall(r"`(\w+)`", row) if word in list_own_fields(kind)]
    assert named == list(list_own_fields(kind))


@pytest.mark.parametrize("choices", CHOICES, ids=lambda choices: choices.__name__)
def test_every_choice_is_named(choices):
    assert [choice for choice in choices if f"`{choice}`" not in PAGE] == []


def test_the_largest_example_gives_every_key():
    given = set(re.findall(r"^(\w+):", EXAMPLES[1], re.MULTILINE))
    assert given == set(CaseFile.model_fields)
