"""Translations: every sentence of packs is there in every language, with the same placeholders."""

import ast
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from builders import make_pack

from models.words import Language
from services.drawing.html_pages import TONE_WORDS
from services.packs.manuscript import Phrases
from services.packs.outline import outline_brief, outline_pack, outline_read_back
from templates import TEMPLATES

ROOT = TEMPLATES.parent
ONE = ("say", "mark", "gettext")
MANY = ("count", "mark_count", "ngettext")
TRANSLATED = [language for language in Language if language is not Language.en]
PLURALS = {"fr": 2, "es": 2, "ru": 3, "ar": 6, "zh": 1}


def list_calls(path: Path) -> Iterator[tuple[str, list[str]]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
            yield name, [text for text in texts if isinstance(text, str)]


def list_sentences() -> set[str]:
    sources = [
        path for part in ("packs", "drawing") for path in (ROOT / "services" / part).rglob("*.py")
    ]
    said = {
        texts[0] for path in sources for name, texts in list_calls(path) if name in ONE and texts
    }
    said |= {
        texts[0]
        for path in sources
        for name, texts in list_calls(path)
        if name in MANY and len(texts) > 1
    }
    for template in (TEMPLATES / "packs").rglob("*.j2"):
        said |= set(re.findall(r"""_\(["']([^"']+)["']\)""", template.read_text(encoding="utf-8")))
    return said | set(TONE_WORDS.values())


def read_catalogue(language: Language) -> Catalog:
    with (TEMPLATES / "translations" / f"{language}.po").open("rb") as source:
        return read_po(source, locale=str(language))


def list_placeholders(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name is not None)


def test_the_finder_finds_what_is_said() -> None:
    found = list_sentences()

    assert {"UNKNOWN", "Warning", "{number} record", "Urgent", "Risk", "Due {day}"} <= found
    assert len(found) > 300


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_sentence_of_packs_is_translated(language: Language) -> None:
    catalogue = read_catalogue(language)
    told = {
        message.id if isinstance(message.id, str) else message.id[0]
        for message in catalogue
        if _is_told(message)
    }

    assert sorted(list_sentences() - told) == []


def _is_told(message: Any) -> bool:
    forms = (message.string,) if isinstance(message.string, str) else message.string
    return all(forms) and not message.fuzzy


@pytest.mark.parametrize("language", TRANSLATED)
def test_placeholders_agree(language: Language) -> None:
    for message in read_catalogue(language):
        if message.id and isinstance(message.id, str):
            assert list_placeholders(message.string) == list_placeholders(message.id), message.id
        elif message.id:
            known = {name for text in message.id for name in list_placeholders(text)}
            assert len(message.string) == PLURALS[language], message.id
            assert all(set(list_placeholders(form)) <= known for form in message.string), message.id


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["0 records", "1 record", "2 records", "5 records", "21 records"]),
        ("fr", ["0 fiche", "1 fiche", "2 fiches", "5 fiches", "21 fiches"]),
        ("es", ["0 fichas", "1 ficha", "2 fichas", "5 fichas", "21 fichas"]),
        ("ru", ["0 записей", "1 запись", "2 записи", "5 записей", "21 запись"]),
        ("ar", ["0 بند", "بند واحد", "بندان", "5 بنود", "21 بندًا"]),
        ("zh", ["0条记录", "1条记录", "2条记录", "5条记录", "21条记录"]),
    ],
)
def test_numbers_take_the_right_form(language: str, said: list[str]) -> None:
    phrases = Phrases(Language(language))
    forms = [phrases.count("{number} record", "{number} records", n) for n in (0, 1, 2, 5, 21)]

    assert forms == said


def test_what_people_typed_is_never_read_as_a_placeholder() -> None:
    phrases = Phrases(Language.fr)

    assert phrases.say("Due {day}", day="{day} {0} %s") == "Échéance\u00a0: {day} {0} %s"


@pytest.mark.parametrize("language", TRANSLATED)
def test_documents_are_in_their_language_alone(language: Language) -> None:
    told = {"kind": "commitment", "title": "§", "due_on": date(2026, 11, 30), "audience": "team"}
    pack = make_pack(told, language=language, receiver=None)
    english = {text for text in list_sentences() if len(text) > 25 and "{" not in text}
    drawn = "".join(
        outline(pack).model_dump_json()
        for outline in (outline_pack, outline_brief, outline_read_back)
    )

    assert sorted(text for text in english if text in drawn) == []


def test_an_arabic_day_keeps_its_order_beside_latin_words() -> None:
    assert Phrases(Language.ar).short_day(date(2026, 12, 2)) == "2 ديسمبر 2026"
