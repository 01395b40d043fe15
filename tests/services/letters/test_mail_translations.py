"""Every sentence of mails is there in every language that mails are written in."""

import ast
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from models.words import Language
from services.letters.letter_phrases import MAIL_LANGUAGES, MailPhrases, choose_language
from templates import TEMPLATES

PHRASES = TEMPLATES.parent / "services" / "letters" / "letter_phrases.py"


def list_sentences() -> set[str]:
    """List what the templates of mails say, and what the code marks for them."""
    found = set(list_marked(PHRASES))
    for path in (TEMPLATES / "mail").rglob("*.jinja"):
        text = path.read_text(encoding="utf-8")
        said = len(re.findall(r"\b(?:say|count)\(", text))
        ones = re.findall(r'\bsay\("([^"]+)"', text)
        pairs = re.findall(r'\bcount\("([^"]+)", "([^"]+)"', text)
        assert said == len(ones) + len(pairs), f"{path}: write each sentence in double quotes"
        found |= {*ones, *(one for one, _ in pairs)}
    return found


def list_marked(path: Path) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    marked = [call for call in calls if getattr(call.func, "id", "") == "mark"]
    return [str(ast.literal_eval(call.args[0])) for call in marked]


def test_the_finder_finds_what_is_said() -> None:
    assert {"Hello {name},", "HR", "{number} step of a handover is late"} <= list_sentences()
    assert len(list_sentences()) > 35


@pytest.mark.parametrize("language", sorted(MAIL_LANGUAGES - {Language.en}))
def test_every_sentence_of_mails_is_translated(language: Language) -> None:
    with (TEMPLATES / "translations" / f"{language}.po").open("rb") as source:
        catalogue = read_po(source, locale=str(language))
    told = {
        message.id if isinstance(message.id, str) else message.id[0]
        for message in catalogue
        if message.id and not message.fuzzy and all(message.string)
    }

    assert sorted(list_sentences() - told) == []


@pytest.mark.parametrize("language", sorted(set(Language) - MAIL_LANGUAGES))
def test_other_languages_get_whole_mails_in_english(language: Language) -> None:
    assert choose_language(language) is Language.en


def test_html_escapes_what_stands_in_a_sentence_and_text_does_not() -> None:
    name = "<b>Ana & Ben</b> {name}"

    assert MailPhrases(Language.fr).say("Hello {name},", name=name) == f"Bonjour {name},"
    shown = MailPhrases(Language.ar, is_html=True).say("Hello {name},", name=name)
    assert "<bdi>&lt;b&gt;Ana &amp; Ben&lt;/b&gt; {name}</bdi>" in shown
