"""Noise: birthdays, holidays, absences and kept time, which are no work to hand over."""

from functools import cache

from models.values import Value
from services.calendars.events import Event
from services.data_files import read_data_file
from services.secrets.private_places import fold_words

Words = dict[str, tuple[str, ...]]
"""Words by language."""

_DAY_MINUTES = 24 * 60


class NoiseWords(Value):
    """What makes an entry noise; see templates/policies/calendar-noise.yaml."""

    always: Words
    all_day: Words
    whole: Words
    labels: Words
    cancelled: Words
    deadlines: Words


def is_noise(event: Event) -> bool:
    """Whether the entry is a birthday, a holiday, an absence, kept time, or called off."""
    words = _read_words()
    title = f" {fold_words(event.title)} "
    labels = f" {' · '.join(map(fold_words, event.categories))} "
    is_long = event.is_all_day or (event.duration_minutes or 0) >= _DAY_MINUTES
    if _begins_with(title, words.cancelled) or _is_one_of(title, words.whole):
        return True
    if _has_one(title, words.always) or (event.is_all_day and _has_one(labels, words.labels)):
        return True
    if not is_long or _has_one(title, words.deadlines):
        return False
    return event.is_away or _has_one(f"{title}·{labels}", words.all_day)


def is_called_off(event: Event) -> bool:
    """Whether the title begins with a word that says so: "Cancelled: budget review"."""
    return _begins_with(f" {fold_words(event.title)} ", _read_words().cancelled)


@cache
def _read_words() -> NoiseWords:
    return read_data_file(NoiseWords, "policies/calendar-noise.yaml")


def _has_one(said: str, words: Words) -> bool:
    # Chinese is written without blanks between words.
    return any(
        (word in said if language == "zh" else f" {fold_words(word)} " in said)
        for language, group in words.items()
        for word in group
    )


def _begins_with(title: str, words: Words) -> bool:
    # "Cancelled: budget review" is off, "Cancelled contracts review" is not.
    first, parted, _ = title.strip().partition(" · ")
    return bool(parted) and _is_one_of(first, words)


def _is_one_of(title: str, words: Words) -> bool:
    return any(title.strip() == fold_words(word) for group in words.values() for word in group)
