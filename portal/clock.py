"""Clock: the day that a command works on: --today, SOURCE_DATE_EPOCH, or now."""

import os
from datetime import UTC, date, datetime, time

from models.errors import InvalidInputError


def read_clock(today: str | None) -> datetime:
    """Return the instant the command works at, UTC.

    A given day stands for its first instant, so that the same day gives the same bytes.

    Raises:
        InvalidInputError: the option or the variable holds no day.
    """
    if today is not None:
        try:
            return datetime.combine(date.fromisoformat(today), time(), tzinfo=UTC)
        except ValueError:
            raise InvalidInputError(
                f'--today is "{today}": write a day as YYYY-MM-DD, such as 2026-11-20.'
            ) from None
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
