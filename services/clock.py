"""Clock: the present instant, or the instant of a rehearsal.

A file of its own, because only doors and tasks ask for the time; services are given it.
"""

from datetime import UTC, datetime, timedelta

from models.errors import InvalidInputError
from services.settings import Settings


def read_now(settings: Settings) -> datetime:
    """Return the present instant, UTC.

    In a rehearsal the clock was set to the instant in the file that BATON_CLOCK_FILE names when the
    file was written, and has been running since, so that a handover of months can be played in
    minutes; while there is no such file, it is now.

    Raises:
        InvalidInputError: the file holds no instant.
    """
    if settings.clock_file is None:
        return datetime.now(UTC)
    try:
        text = settings.clock_file.read_text(encoding="utf-8").strip()
        set_at = datetime.fromtimestamp(settings.clock_file.stat().st_mtime, UTC)
    except FileNotFoundError:
        return datetime.now(UTC)
    try:
        shown = datetime.fromisoformat(text).astimezone(UTC)
    except ValueError:
        raise InvalidInputError(
            f'{settings.clock_file} holds "{text[:40]}": write an instant such as '
            "2026-11-20T09:00:00+00:00, or remove the file."
        ) from None
    return shown + max(datetime.now(UTC) - set_at, timedelta())
