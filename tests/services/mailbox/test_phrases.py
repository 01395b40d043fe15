"""The phrase files are whole: each pattern compiles, and no text makes one slow."""

import re

import pytest

from services.mailbox.day_rules import KINDS
from services.mailbox.mail_phrases import ANY_LANGUAGE, detect_languages, read_languages
from services.mailbox.sentences import fold, fold_pattern

LANGUAGES = sorted(set(read_languages()) - {ANY_LANGUAGE})
TOPICS = sorted({key for code in LANGUAGES for key in read_languages()[code].data})
LISTS = [topic for topic in TOPICS if isinstance(read_languages()["en"].data.get(topic), list)]


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_list_is_one_that_english_has_too(code: str) -> None:
    own = {"script", "deadlines_after"}
    assert set(read_languages()[code].data) <= set(read_languages()["en"].data) | own


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_pattern_compiles(code: str) -> None:
    language = read_languages()[code]
    for topic in LISTS:
        for entry in language.get_list(topic):
            re.compile(language.add_edges(language.make_pattern(str(entry))))


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_kind_of_day_is_known_and_compiles(code: str) -> None:
    language = read_languages()[code]
    assert set(language.data["days"]) <= KINDS
    assert [len(language.get_list(topic)) for topic in ("months", "weekdays")] == [12, 7]
    for kind in language.data["days"]:
        for entry in language.get_list(f"days.{kind}"):
            re.compile(language.add_edges(language.make_pattern(entry)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Réunion À L’ÉTÉ", "reunion a l'ete"),
        ("إرسال المَلف", "ارسال الملف"),
        ("٤ ديسمبر", "4 ديسمبر"),
        ("Straße", "strasse"),
        ("Ёлка", "елка"),
        ("a\u200bb\u00a0 c", "ab c"),
    ],
)
def test_what_is_typed_differently_folds_to_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_folding_leaves_the_escapes_of_a_pattern_alone() -> None:
    assert fold_pattern(r"(?P<day>\d+)\W*É\S") == r"(?P<day>\d+)\W*e\S"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Could you please send this to me?", "en"),
        ("Je vous envoie la liste dès que possible.", "fr"),
        ("Le agradecería que nos enviara la lista.", "es"),
        ("Ich schicke dir die Liste morgen.", "de"),
        ("يرجى إرسال القائمة", "ar"),
        ("Пришлите список, пожалуйста", "ru"),
        ("请把名单发给我", "zh"),
    ],
)
def test_the_language_of_a_text_is_detected(text: str, code: str) -> None:
    assert detect_languages(fold(text))[0] == code
