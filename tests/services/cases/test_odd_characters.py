"""What looks like a blank, a colon or a quote and is none is named in the sentence."""

from pathlib import Path

import pytest

from models.errors import InvalidInputError
from services.cases import read_answers, read_case

CASE = """\
format: baton-case/1
leaver:
  name: Ana Sow
  email: ana.sow@example.org
post: {title: Programme officer}
kind: resignation
last_working_on: 2026-11-27
manager: {name: Moussa Ba, email: moussa.ba@example.org}
exclude:
  - "**/*.tmp"
"""
ODD = {
    "no-break blanks before a key": ("  name:", "\u00a0\u00a0name:", 3, "no-break space (U+00A0)"),
    "one among blanks": ("  email:", "\u00a0 email:", 4, "no-break space"),
    "narrow": ("  name:", " \u202fname:", 3, "narrow no-break space"),
    "ideographic": ("  name:", "\u3000name:", 3, "ideographic space"),
    "tab": ("  name:", "\tname:", 3, "a tab stands here"),
    "zero width before a key": ("kind:", "\u200bkind:", 6, "zero width space"),
    "zero width in a key": ("kind:", "ki\u200bnd:", 6, "zero width space"),
    "zero width after a key": ("kind:", "kind\u200b:", 6, "zero width space"),
    "byte order mark inside": ("post:", "\ufeffpost:", 5, "U+FEFF"),
    "full-width colon": ("kind: ", "kind： ", 6, "fullwidth colon (U+FF1A)"),
    "full-width colon inside": ("{title: ", "{title：", 5, "fullwidth colon"),
    "no-break blank after a colon": ("kind: ", "kind:\u00a0", 6, "no-break space"),
    "full-width comma": ("Moussa Ba, email", "Moussa Ba， email", 8, "fullwidth comma"),
    "full-width bracket": ("post: {", "post: ｛", 5, "fullwidth left curly bracket"),
    "dash for a hyphen": ('- "**/*.tmp"', "– path: x", 10, "en dash"),
    "curly quotes": ("resignation", "“resignation”", 6, "left double quotation mark (U+201C)"),
    "low quotes": ("Ana Sow", "„Ana Sow“", 3, "double low-9 quotation mark"),
    "angle quotes": ("Programme officer", "«Programme officer»", 5, "angle quotation mark"),
}


@pytest.mark.parametrize(("old", "new", "line", "named"), ODD.values(), ids=ODD)
def test_it_is_named_with_its_line(
    tmp_path: Path, old: str, new: str, line: int, named: str
) -> None:
    assert CASE.count(old) == 1
    (tmp_path / "CASE.yaml").write_text(CASE.replace(old, new), encoding="utf-8")
    with pytest.raises(InvalidInputError) as caught:
        read_case(tmp_path / "CASE.yaml")
    said = [fault for fault in caught.value.faults if named in fault]
    assert [fault.partition(": ")[0] for fault in said] == [f"CASE.yaml, line {line}"]


ANSWERS = """\
format: baton-answers/1
respondent: leaver
name: Ana
records:
  - kind: tip
    title: "“Toujours : oui”"
    body: |
      kind： a
      \u00a0\u00a0note: b
      – c: d
"""


def test_texts_keep_what_was_typed(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(ANSWERS, encoding="utf-8")
    (record,) = read_answers(tmp_path / "a.yaml").records
    assert record.title == "“Toujours : oui”"
    assert record.body == "kind： a\n\u00a0\u00a0note: b\n– c: d"
