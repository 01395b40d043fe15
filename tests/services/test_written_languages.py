"""Catalogues and data files are in the language that they say they are in, and wholly so."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po
from ruamel.yaml import YAML

from models.question import Wording
from models.words import Language
from services.formats.languages import detect_language
from templates import TEMPLATES

CATALOGUES = sorted((TEMPLATES / "translations").glob("*.po"))
DATA_FILES = sorted(TEMPLATES.rglob("*.yaml"))
LONG = 60
"""A sentence of this many characters is of a clear language by itself; shorter ones together."""
TOGETHER = 600
KEYWORDS = re.compile(r"\b[a-z]+_\w+\b")
"""A text that lists words of files, which are English in every language."""
BY_CHANCE = 16
"""Nothing with more letters is the same in two languages; "Classification" is."""


def read_catalogue(path: Path) -> dict[str, list[str]]:
    """Return the translations of a catalogue by their English sentences."""
    with path.open("rb") as source:
        messages = [message for message in read_po(source, locale=path.stem) if message.id]
    return {
        str(one.id if isinstance(one.id, str) else one.id[0]): [
            strip(form) for form in ((one.string,) if isinstance(one.string, str) else one.string)
        ]
        for one in messages
    }


def strip(text: str) -> str:
    """Return a text without what stands in it for names and counts."""
    return re.sub(r"\{%.*?%\}|\{\{.*?\}\}|\{\w*\}", " ", text)


def find_foreign(texts: Iterable[str], language: str) -> list[str]:
    """Find what is written in another language: long sentences one by one, short ones together."""
    foreign: list[str] = []
    together = ""
    for text in texts:
        if len(text) >= LONG:
            foreign += [text] if detect_language(text) not in (language, None) else []
            continue
        together += f" {text}"
        if len(together) >= TOGETHER:
            foreign += [together] if detect_language(together) != language else []
            together = ""
    return foreign


def find_copies(one: Iterable[str], other: Iterable[str]) -> set[str]:
    """Find what two languages say in the same words."""
    return {text for text in set(one) & set(other) if len(re.sub(r"\W", "", text)) > BY_CHANCE}


def list_wordings(data: Any) -> Iterator[dict[str, str]]:
    """Yield the texts of a data file that are written in languages beside each other."""
    if isinstance(data, dict):
        said = {str(key): value for key, value in data.items() if isinstance(value, str)}
        if "en" in said and said.keys() <= set(Language):
            yield {key: strip(text) for key, text in said.items() if not KEYWORDS.search(text)}
        for value in data.values():
            yield from list_wordings(value)
    elif isinstance(data, list):
        for value in data:
            yield from list_wordings(value)


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_a_catalogue_is_in_its_language(path: Path) -> None:
    texts = [form for forms in read_catalogue(path).values() for form in forms]

    assert find_foreign(texts, path.stem) == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_no_sentence_is_left_in_english(path: Path) -> None:
    said = read_catalogue(path)

    assert [one for one, forms in said.items() if find_copies([strip(one)], forms)] == []


def test_no_catalogue_holds_sentences_of_another() -> None:
    texts = {
        path.stem: [form for forms in read_catalogue(path).values() for form in forms]
        for path in CATALOGUES
    }
    copies = {(a, b): find_copies(texts[a], texts[b]) for a, b in combinations(texts, 2)}

    assert {pair: same for pair, same in copies.items() if same} == {}


@pytest.mark.parametrize("path", DATA_FILES, ids=lambda path: path.stem)
def test_a_data_file_says_each_language_in_that_language(path: Path) -> None:
    texts = defaultdict[str, list[str]](list)
    copies: set[str] = set()
    for wording in list_wordings(YAML(typ="safe").load(path)):
        for language, text in wording.items():
            texts[language].append(text)
        for one, other in combinations(wording.values(), 2):
            copies |= find_copies([one], [other])

    assert {language: find_foreign(said, language) for language, said in texts.items()} == {
        language: [] for language in texts
    }
    assert copies == set()


@pytest.mark.parametrize(("language", "wrong"), [("fr", "es"), ("es", "pt"), ("zh", "ru")])
def test_a_catalogue_under_a_wrong_name_is_found(language: str, wrong: str) -> None:
    said = read_catalogue(TEMPLATES / "translations" / f"{language}.po")

    assert len(find_foreign([form for forms in said.values() for form in forms], wrong)) > 4


def test_every_language_can_be_said_in_data_files() -> None:
    assert list(Wording.model_fields) == [str(language) for language in Language]
