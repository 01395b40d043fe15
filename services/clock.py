"""Clock: the present instant, or the one a rehearsal has been set to."""

from datetime import UTC, datetime

from models.errors import InvalidInputError
from services.settings import Settings


def read_now(settings: Settings) -> datetime:
    """Return the present instant, UTC.

    In a rehearsal it is the instant in the file that BATON_CLOCK_FILE names, so that a handover of
    months can be played in minutes; while there is no such file, it is now.

    Raises:
        InvalidInputError: the file holds no instant.
    """
    if settings.clock_file is None:
        return datetime.now(UTC)
    try:
        text = settings.clock_file.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return datetime.now(UTC)
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except ValueError:
        raise InvalidInputError(
            f'{settings.clock_file} holds "{text[:40]}": write an instant such as '
            "2026-11-20T09:00:00+00:00, or remove the file."
        ) from None
