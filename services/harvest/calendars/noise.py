"""Noise: birthdays, holidays and absences, which are no work to hand over."""

from functools import cache

from models.values import Value
from services.data_files import read_data_file
from services.harvest.calendars.events import Event
from services.harvest.private_places import fold_words


class NoiseWords(Value):
    """Words by language; see templates/policies/calendar-noise.yaml."""

    always: dict[str, tuple[str, ...]]
    all_day: dict[str, tuple[str, ...]]


def is_noise(event: Event) -> bool:
    """Whether the entry is a birthday, a holiday or an absence."""
    words = _read_words()
    said = f" {fold_words(' '.join((event.title, *event.categories)))} "
    if _has_one(said, words.always):
        return True
    is_long = event.is_all_day or (event.duration_minutes or 0) >= 24 * 60
    return is_long and _has_one(said, words.all_day)


@cache
def _read_words() -> NoiseWords:
    return read_data_file(NoiseWords, "policies/calendar-noise.yaml")


def _has_one(said: str, words: dict[str, tuple[str, ...]]) -> bool:
    # Chinese is written without blanks between words.
    return any(
        (word in said if language == "zh" else f" {fold_words(word)} " in said)
        for language, group in words.items()
        for word in group
    )
