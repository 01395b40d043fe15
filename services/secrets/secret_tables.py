"""Secret tables: columns whose header says "password", in tables with separators."""

import re
from collections.abc import Iterable, Iterator

from services.secrets.secret_tokens import PASSWORD, SecretSpan
from services.secrets.secret_values import has_secret_look, is_filler
from services.secrets.secret_words import read_secret_words

_SEPARATORS = ("\t", ";", ",", "|")
_LONGEST_SEPARATED_HEADER = 400
_LONGEST_NAME = 40
_VALUE = re.compile(r"\s*[\"']?(?P<value>.*?)[\"']?\s*", re.DOTALL)


def find_columns(text: str, announced_words: Iterable[re.Match[str]]) -> Iterator[SecretSpan]:
    """Yield the cells below a header such as "Password" in tables with tabs, commas or bars.

    A table goes on for as long as its lines have as many cells as its header; empty cells at the
    end of a row with tabs or bars may be missing. `announced_words` come from `list_announced`:
    only a line with one of them can be a header.
    """
    done_to = 0
    for announced in announced_words:
        if announced.start() < done_to:
            continue
        start = text.rfind("\n", 0, announced.start()) + 1
        end = _find_end_of_line(text, announced.end())
        done_to = end
        header = _find_header(text[start : min(end, start + _LONGEST_SEPARATED_HEADER + 1)])
        while header is not None and end < len(text):
            start, end = end + 1, _find_end_of_line(text, end + 1)
            line = text[start:end]
            if not _is_row(line, header[0], header[1]):
                break
            done_to = end
            yield from _find_cells(line, start, header[0], header[2])


def _is_announcing(cell: str, header: str) -> bool:
    """Whether a column header is an announcing word, with few other words around it.

    A word as loose as "Code" stands above columns of all kinds: it counts only where the row also
    speaks of logins, or of doors and safes.
    """
    words = read_secret_words()
    announced = words.announcing.search(cell)
    if announced is None or announced.lastgroup == "login":
        return False
    if announced.lastgroup in ("loose", "doubtful") and not _has_company(header):
        return False
    rest = cell[announced.end() :].strip()
    is_short = len(cell[: announced.start()].split()) <= 2
    return is_short and (not rest or (rest[0] == "(" and rest[-1] == ")"))


def _has_company(header: str) -> bool:
    words = read_secret_words()
    kinds = {found.lastgroup for found in words.announcing.finditer(header)}
    others = (words.things, words.users)
    return not kinds <= {"loose", "doubtful"} or any(one.search(header) for one in others)


def _find_end_of_line(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end == -1 else end


def _find_header(line: str) -> tuple[str, int, set[int]] | None:
    """Return separator, number of separators, and which cells announce secrets."""
    if len(line) > _LONGEST_SEPARATED_HEADER:
        return None
    for separator in _SEPARATORS:
        cells = [cell.strip().strip("\"'*") for cell in line.split(separator)]
        if not _is_separated_header(cells):
            continue
        columns = {number for number, cell in enumerate(cells) if _is_announcing(cell, line)}
        # "Password | Kaolack" is a line of a form; its second cell is found as a phrase.
        if columns and (len(cells) > 2 or columns == {1}):
            return separator, len(cells) - 1, columns
    return None


def _is_separated_header(cells: list[str]) -> bool:
    """Whether these may be column headers: short, and none of them a value."""
    return len(cells) >= 2 and all(
        len(cell) <= _LONGEST_NAME and not any(char.isdigit() for char in cell) for cell in cells
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
