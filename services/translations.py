"""Translations: the texts of the product in the reader's language, from gettext catalogues.

A file of its own, because packs, letters, questionnaires and drawing all translate by it.
"""

from datetime import date
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO

from babel.dates import format_date as babel_format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from models.words import Language
from templates import TEMPLATES


@cache
def get_translator(language: Language) -> NullTranslations:
    """Return the catalogue of a language; a text that is not translated comes back in English."""
    path = TEMPLATES / "translations" / f"{language}.po"
    if not path.exists():
        return NullTranslations()
    with path.open("rb") as source:
        catalogue = read_po(source, locale=str(language))
    # Compiled in memory: the .po file, which people edit, is the only copy.
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)


def format_date(day: date, language: Language, *, width: str = "long") -> str:
    """Return the day as the language writes it; `width` is short, medium or long."""
    if language is Language.ar and width == "medium":
        # Digits alone change their order next to Latin words; the name of the month keeps it.
        width = "d MMM y"
    locale = "en_GB" if language is Language.en else str(language)
    return babel_format_date(day, format=width, locale=locale)
