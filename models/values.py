"""Values: the base of every frozen value model, and the text types they share."""

import re
from datetime import date
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)


class Value(BaseModel):
    """A frozen value that refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True)


def _one_to_list(given: Any) -> Any:
    return [given] if isinstance(given, str) else given


def _no_blank_ends(text: str) -> str:
    return text.strip("\r\n")


def _check_line(text: str) -> str:
    if len(text.splitlines()) > 1:
        raise ValueError("write it on one line")
    return text


def _check_day(given: Any) -> date:
    # Pydantic would take a number for seconds since 1970, and a text of digits as well.
    day = given
    if isinstance(given, str) and _DAY.fullmatch(given):
        try:
            day = date.fromisoformat(given)
        except ValueError:
            day = None
    if not isinstance(day, date) or not 1900 <= day.year < 2200:
        raise ValueError("write a day as YYYY-MM-DD, such as 2026-11-27")
    return day


_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

Day = Annotated[date, BeforeValidator(_check_day)]
"""A day in a file that people write: YYYY-MM-DD and nothing else."""

LineText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
"""A short text that must say something, such as a title."""

NameText = Annotated[LineText, AfterValidator(_check_line)]
"""A short text of exactly one line, such as a name in the header of a mail."""

LongText = Annotated[str, AfterValidator(_no_blank_ends), StringConstraints(max_length=200_000)]
"""Free text, kept as typed."""

Texts = LongText | tuple[LongText, ...]
"""Free text or a list of free texts, as the writer preferred."""

RowId = Annotated[int, Field(ge=1, le=2**31 - 1)]
"""The number of a row, as every database can hold it."""

Lines = Annotated[tuple[LineText, ...], BeforeValidator(_one_to_list)]
"""A list of lines; a single line counts as a list of one."""
