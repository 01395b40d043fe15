"""Ole: what a document in the old office container says of itself.

Source: [MS-OLEPS], Object Linking and Embedding Property Set Data Structures.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from services.compound_files import TICKS_A_SECOND, OleFile, decode_codepage, to_day
from services.formats.readings import Reading

_CODEPAGE, _TITLE, _AUTHOR, _LAST_AUTHOR, _CREATED, _SAVED = 1, 2, 4, 8, 12, 13


def add_properties(reading: Reading, file: OleFile) -> Reading:
    """Return the reading with what the file says of itself; unchanged where that is broken."""
    found = file.read_properties()
    if not found:
        return reading
    author = _get_text(found, _AUTHOR)
    return replace(
        reading,
        title=_get_text(found, _TITLE),
        authors=(author,) if author else (),
        modified_by=_get_text(found, _LAST_AUTHOR),
        created_on=_get_day(found, _CREATED),
        modified_on=_get_day(found, _SAVED),
    )


def _get_text(found: Mapping[int, object], name: int) -> str | None:
    value = found.get(name)
    if isinstance(value, bytes):
        codepage = found.get(_CODEPAGE)
        value = decode_codepage(value, codepage % 2**16 if isinstance(codepage, int) else 1252)
    return value.partition("\0")[0].strip() or None if isinstance(value, str) else None


def _get_day(found: Mapping[int, object], name: int) -> date | None:
    """Olefile gives each time as whole seconds since 1601."""
    value = found.get(name)
    return to_day(value * TICKS_A_SECOND) if isinstance(value, int) else None
