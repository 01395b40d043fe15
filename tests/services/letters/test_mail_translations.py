"""Every sentence of mails is there in every language that mails are written in."""

import re

import pytest
from babel.messages.pofile import read_po

from models.words import Language
from services.catalogues import list_mail_sentences
from services.letters.letter_phrases import MailPhrases, choose_language, list_mail_languages
from services.planning import get_plan_rules
from templates import TEMPLATES

MAIL_LANGUAGES = list_mail_languages()


def test_the_finder_finds_what_is_said() -> None:
    found = list_mail_sentences()

    assert {"Hello {name},", "HR", "{number} step of a handover is late"} <= found.keys()
    assert found["{number} step of a handover is late"] == "{number} steps of handovers are late"
    assert len(found) > 35


@pytest.mark.parametrize(
    "path", sorted((TEMPLATES / "mail").rglob("*.jinja")), ids=lambda p: p.parent.name + p.stem
)
def test_every_sentence_of_a_mail_can_be_found(path) -> None:
    text = path.read_text(encoding="utf-8")
    said = re.findall(r"\b(?:say|count)\(", text)
    found = re.findall(r'\b(?:say\("[^"]+"|count\("[^"]+", "[^"]+")', text)

    assert len(said) == len(found), "write each sentence in double quotes"


def test_a_title_of_a_step_is_in_each_language_of_the_plans() -> None:
    titles = [rule.title for file in get_plan_rules().files for rule in file.steps]
    begun = {language for title in titles for language, _ in title.list_texts()}

    assert begun == MAIL_LANGUAGES


@pytest.mark.parametrize("language", sorted(MAIL_LANGUAGES - {Language.en}))
def test_every_sentence_of_mails_is_translated(language: Language) -> None:
    with (TEMPLATES / "translations" / f"{language}.po").open("rb") as source:
        catalogue = read_po(source, locale=str(language))
    told = {
        message.id if isinstance(message.id, str) else message.id[0]
        for message in catalogue
        if message.id and not message.fuzzy and all(message.string)
    }

    assert sorted(list_mail_sentences().keys() - told) == []


@pytest.mark.parametrize("language", sorted(set(Language) - MAIL_LANGUAGES))
def test_other_languages_get_whole_mails_in_english(language: Language) -> None:
    assert choose_language(language) is Language.en


def test_html_escapes_what_stands_in_a_sentence_and_text_does_not() -> None:
    name = "<b>Ana & Ben</b> {name}"

    assert MailPhrases(Language.fr).say("Hello {name},", name=name) == f"Bonjour {name},"
    shown = MailPhrases(Language.ar, is_html=True).say("Hello {name},", name=name)
    assert "<bdi>&lt;b&gt;Ana &amp; Ben&lt;/b&gt; {name}</bdi>" in shown
