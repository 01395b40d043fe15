"""A file of another kind or version is called by its name, and nothing else is said of it."""

from datetime import date

import pytest

from models.errors import InvalidInputError
from services.cases import read_answers, read_case, read_pack

TODAY = date(2026, 11, 20)
READERS = {
    "case": read_case,
    "answers": read_answers,
    "pack": lambda path: read_pack(path, TODAY),
}
WRONG = {
    "answers as case": ("case", "baton-answers/1", "this is an answers file, not a case file"),
    "pack as case": ("case", "baton-pack/1", "this is a pack, not a case file"),
    "case as answers": ("answers", "baton-case/1", "this is a case file, not an answers file"),
    "case as pack": ("pack", "baton-case/1", "this is a case file, not a pack"),
    "newer case": ("case", "baton-case/2", "this version reads baton-case/1"),
    "newer answers": ("answers", "baton-answers/12", "this version reads baton-answers/1"),
    "newer pack": ("pack", "baton-pack/2", "this version reads baton-pack/1"),
    "no version": ("case", "baton-case", "this version reads baton-case/1: write baton-case/1"),
    "something else": ("case", "excel", 'write "format: baton-case/1" for a case file'),
    "a capital": ("case", "Baton-Case/1", 'write "format: baton-case/1" for a case file'),
}


@pytest.mark.parametrize(("reader", "given", "part"), WRONG.values(), ids=WRONG)
def test_another_format_is_called_by_its_name(reader, given, part, tmp_path):
    path = tmp_path / "FILE"
    # JSON is YAML as well.
    path.write_text(f'{{"format": "{given}", "nonsense": 1}}', encoding="utf-8")
    with pytest.raises(InvalidInputError) as error:
        READERS[reader](path)
    (fault,) = error.value.faults
    assert f'format is "{given}"' in fault
    assert part in fault
