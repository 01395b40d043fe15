"""Secret columns: tables in which the head of a column says "password"."""

import re
from collections.abc import Iterable, Iterator

from services.harvest.secret_phrases import is_announcing
from services.harvest.secret_tokens import PASSWORD, SecretSpan
from services.harvest.secret_values import has_secret_look, is_filler

_SEPARATORS = ("\t", ";", ",", "|")
_LONGEST_HEAD = 400
_LONGEST_NAME = 40
_VALUE = re.compile(r"\s*[\"']?(?P<value>.*?)[\"']?\s*", re.DOTALL)


def find_columns(text: str, announced_words: Iterable[re.Match[str]]) -> Iterator[SecretSpan]:
    """Yield the cells below a head such as "Password" in tables of tabs, commas or bars.

    A table goes on for as long as its lines have as many cells as its head; empty cells at the end
    of a row of tabs or bars may be missing. `announced_words`
    come from `list_announced`: only a line with one of them can be a head.
    """
    done_to = 0
    for announced in announced_words:
        if announced.start() < done_to:
            continue
        start = text.rfind("\n", 0, announced.start()) + 1
        end = _find_end_of_line(text, announced.end())
        done_to = end
        head = _find_head(text[start : min(end, start + _LONGEST_HEAD + 1)])
        while head is not None and end < len(text):
            start, end = end + 1, _find_end_of_line(text, end + 1)
            line = text[start:end]
            if not _is_row(line, head[0], head[1]):
                break
            done_to = end
            yield from _find_cells(line, start, head[0], head[2])


def _find_end_of_line(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end == -1 else end


def _find_head(line: str) -> tuple[str, int, set[int]] | None:
    """Return separator, number of separators, and which cells announce secrets."""
    if len(line) > _LONGEST_HEAD:
        return None
    for separator in _SEPARATORS:
        cells = [cell.strip().strip("\"'*") for cell in line.split(separator)]
        if not _is_head(cells):
            continue
        columns = {number for number, cell in enumerate(cells) if is_announcing(cell, line)}
        # "Password | Kaolack" is a line of a form; its second cell is found as a phrase.
        if columns and (len(cells) > 2 or columns == {1}):
            return separator, len(cells) - 1, columns
    return None


def _is_head(cells: list[str]) -> bool:
    """Whether these may be the heads of columns: short, and none of them a value."""
    return len(cells) >= 2 and all(
        len(cell) <= _LONGEST_NAME and not any(sign.isdigit() for sign in cell) for cell in cells
    )


def _is_row(line: str, separator: str, most: int) -> bool:
    count = line.count(separator)
    return 1 <= count <= most if separator in "\t|" else count == most


def _find_cells(line: str, start: int, separator: str, columns: set[int]) -> Iterator[SecretSpan]:
    at = start
    for number, cell in enumerate(line.split(separator)):
        inside = _VALUE.fullmatch(cell)
        if number in columns and inside is not None:
            value = inside["value"]
            # Two cells and a comma may as well be a sentence.
            is_sure = separator != "," or line.count(",") > 1 or has_secret_look(value)
            if is_sure and len(value) >= 3 and " " not in value and not is_filler(value):
                begin = at + inside.start("value")
                yield SecretSpan(begin, begin + len(value), PASSWORD)
        at += len(cell) + len(separator)
