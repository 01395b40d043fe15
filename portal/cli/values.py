"""Values: what the options of a command, or a file that it names, describe together."""

import os
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from models.errors import InvalidInputError
from portal.acting import look_beside
from portal.cli.speech import complain
from services.cases.fault_words import end
from services.cases.input_text import read_input_text
from services.cases.model_faults import build_value
from services.cases.yaml_reader import read_yaml
from services.secrets.masked_values import Masked, mask_value

V = TypeVar("V", bound=BaseModel)


def read_clock(today: str | None) -> datetime:
    """Return the instant the command works at, UTC.

    A given day stands for its first instant, so that the same day gives the same bytes.

    Raises:
        InvalidInputError: the option or the variable holds no day.
    """
    if today is not None:
        return datetime.combine(_read_day(today), time(), tzinfo=UTC)
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if not epoch:
        return datetime.now(UTC)
    try:
        day = datetime.fromtimestamp(int(epoch), UTC).date()
    except (ValueError, OverflowError, OSError):
        raise InvalidInputError(
            f'SOURCE_DATE_EPOCH is "{epoch}": it must be whole seconds since 1970, or not be set.'
        ) from None
    return datetime.combine(day, time(), tzinfo=UTC)


def mask_typed(value: V, reference: str = "") -> Masked[V]:
    """Return what was typed without its secrets, and tell on stderr where they stood.

    `reference` is of the handover where it is about something that is kept there.
    """
    masked = mask_value(value, look_beside(reference, value) if reference else ())
    tell_masked(masked.places)
    return masked


def tell_masked(places: Iterable[str]) -> None:
    """Tell on stderr where secrets were taken out of what was typed."""
    for place in places:
        complain(f"baton: a secret was masked: {place} Say where it is kept instead.")


def _read_day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    # Python takes other forms as well, such as 20261120 and 2026-W47-5.
    if day is None or day.isoformat() != text:
        raise InvalidInputError(
            f'--today is "{text}": write a day as YYYY-MM-DD, such as 2026-11-20.'
        )
    return day


def make_value(kind: type[V], /, **options: object) -> V:
    """Return what the options of a command describe.

    Raises:
        InvalidInputError: an option holds what it cannot hold; all of them at once.
    """
    try:
        return kind.model_validate({k: v for k, v in options.items() if v is not None})
    except ValidationError as error:
        raise InvalidInputError([*map(_say_fault, error.errors(include_url=False))]) from error


def _say_fault(fault: ErrorDetails) -> str:
    said = fault["msg"].removeprefix("Value error, ")
    if not fault["loc"]:
        # It is about several options, and names them.
        return end(said)
    return end(f'--{str(fault["loc"][-1]).replace("_", "-")} is "{fault["input"]}": {said}')


def read_yaml_file(kind: type[V], path: Path, what: str) -> V:
    """Return what a YAML file describes.

    Raises:
        InvalidInputError: one sentence for every fault of the file, with line and way out.
    """
    return build_value(kind, read_yaml(read_input_text(path, what=what), path.name))
