"""Looks: the parts of a DOCX that say how it looks, in the document's language and direction."""

from lxml import etree

from models.words import Language
from services.drawing.docx.draft import DASHES, FIRST_OWN_LIST, Draft
from services.drawing.docx.elements import Element, W, make
from templates import TEMPLATES

LOCALES = {
    Language.en: "en-GB",
    Language.fr: "fr-FR",
    Language.es: "es-ES",
    Language.ru: "ru-RU",
}
"""Of texts in letters of their own; Arabic and Chinese have places of their own."""

_PARSER = etree.XMLParser(remove_blank_text=True, remove_comments=True, resolve_entities=False)


def make_styles(language: Language) -> Element:
    """Return word/styles.xml."""
    root = _read("styles.xml")
    _say_language(root, "lang", language)
    if language.is_right_to_left:
        normal = root.find(f"{{{W}}}style[@{{{W}}}styleId='Normal']")
        if normal is not None:
            normal.append(make("pPr", make("bidi")))
    return root


def make_settings(language: Language) -> Element:
    """Return word/settings.xml."""
    root = _read("settings.xml")
    _say_language(root, "themeFontLang", language)
    return root


def make_fonts() -> Element:
    """Return word/fontTable.xml."""
    return _read("fontTable.xml")


def make_theme() -> Element:
    """Return word/theme/theme1.xml."""
    return _read("theme.xml")


def make_numbering(draft: Draft) -> Element:
    """Return word/numbering.xml with every numbered list of the document."""
    root = _read("numbering.xml")
    root.append(make("num", make("abstractNumId", val=DASHES), numId=DASHES))
    for index, (abstract, level, first) in enumerate(draft.lists):
        start = make("lvlOverride", make("startOverride", val=first), ilvl=level)
        root.append(
            make("num", make("abstractNumId", val=abstract), start, numId=FIRST_OWN_LIST + index)
        )
    return root


def _read(name: str) -> Element:
    root: Element = etree.parse(TEMPLATES / "packs" / "word" / name, _PARSER).getroot()
    return root


def _say_language(root: Element, tag: str, language: Language) -> None:
    for element in root.iter(f"{{{W}}}{tag}"):
        element.set(f"{{{W}}}val", LOCALES.get(language, "en-GB"))
