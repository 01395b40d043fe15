"""Translations: every sentence of packs is there in every language, with the same placeholders."""

from datetime import date
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po
from builders import make_pack

from models.words import Language
from services.catalogues import add_missing, list_pack_sentences
from services.packs.manuscript import Phrases
from services.packs.outline import outline_brief, outline_pack, outline_read_back
from templates import TEMPLATES

TRANSLATED = [language for language in Language if language is not Language.en]


def read_catalogue(language: Language) -> Catalog:
    with (TEMPLATES / "translations" / f"{language}.po").open("rb") as source:
        return read_po(source, locale=str(language))


def list_placeholders(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name is not None)


def test_the_finder_finds_what_is_said() -> None:
    found = list_pack_sentences()

    assert {"UNKNOWN", "Warning", "Urgent", "Risk", "Due {day}"} <= found.keys()
    assert found["{number} record"] == "{number} records"
    assert len(found) > 300


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_sentence_of_packs_is_translated(language: Language) -> None:
    catalogue = read_catalogue(language)
    told = {get_id(message) for message in catalogue if _is_told(message)}

    assert sorted(list_pack_sentences().keys() - told) == []


def get_id(message: Any) -> str:
    return str(message.id if isinstance(message.id, str) else message.id[0])


def _is_told(message: Any) -> bool:
    forms = (message.string,) if isinstance(message.string, str) else message.string
    return all(forms) and not message.fuzzy


def test_a_new_catalogue_holds_every_sentence_and_says_it_in_english(tmp_path: Path) -> None:
    path = tmp_path / "pt.po"

    assert add_missing(path) > len(list_pack_sentences())
    assert add_missing(path) == 0
    with path.open("rb") as source:
        catalogue = read_po(source)
    assert list_pack_sentences().keys() <= {get_id(message) for message in catalogue}
    assert {len(m.string) for m in catalogue if not isinstance(m.string, str)} == {2}


@pytest.mark.parametrize("language", TRANSLATED)
def test_placeholders_agree(language: Language) -> None:
    for message in read_catalogue(language):
        if message.id and isinstance(message.id, str):
            assert list_placeholders(message.string) == list_placeholders(message.id), message.id
        elif message.id:
            known = {name for text in message.id for name in list_placeholders(text)}
            assert len(message.string) == get_plural(str(language)).num_plurals, message.id
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
    english = {text for text in list_pack_sentences() if len(text) > 25 and "{" not in text}
    drawn = "".join(
        outline(pack).model_dump_json()
        for outline in (outline_pack, outline_brief, outline_read_back)
    )

    assert sorted(text for text in english if text in drawn) == []


def test_an_arabic_day_keeps_its_order_beside_latin_words() -> None:
    assert Phrases(Language.ar).short_day(date(2026, 12, 2)) == "2 ديسمبر 2026"
