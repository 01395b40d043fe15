"""Rhythms: rules in words."""

import pytest

from models.words import Language, Rhythm
from services.packs.manuscript import Phrases
from services.packs.rhythms import say_rhythm

ENGLISH = Phrases(Language.en)


@pytest.mark.parametrize(
    ("rhythm", "words"),
    [
        ("weekly", "every week"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=WE", "every two weeks (Wednesday)"),
        ("RRULE:FREQ=MONTHLY;BYDAY=-1TH", "every month (the last Thursday)"),
        ("FREQ=MONTHLY;BYDAY=+2MO", "every month (the second Monday)"),
        ("FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=15", "every quarter (day 15 of the month)"),
        ("FREQ=DAILY;INTERVAL=10", "every 10 days"),
        ("FREQ=YEARLY;BYMONTH=3;UNTIL=20301231", "every year (March)"),
        ("FREQ=WEEKLY;BYDAY=MO,WE", "every week (Monday and Wednesday)"),
    ],
)
def test_rules_are_said_in_words(rhythm: str, words: str) -> None:
    assert say_rhythm(rhythm, ENGLISH) == words


@pytest.mark.parametrize(
    "rule",
    ["FREQ=MONTHLY;BYSETPOS=1;BYDAY=MO", "FREQ=HOURLY", "FREQ=MONTHLY;BYMONTHDAY=-1", "INTERVAL=x"],
)
def test_a_rule_too_special_for_words_stays_as_it_is(rule: str) -> None:
    assert say_rhythm(rule, ENGLISH) == rule


@pytest.mark.parametrize("language", list(Language))
def test_every_named_rhythm_has_words_in_every_language(language: Language) -> None:
    said = {say_rhythm(rhythm, Phrases(language)) for rhythm in Rhythm}

    assert len(said) == len(Rhythm)
    assert not said & set(Rhythm)
