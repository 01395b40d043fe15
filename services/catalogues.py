"""Catalogues: the sentences that documents and mails say, and which of them a catalogue lacks.

`python -m services.catalogues` adds what is missing to every catalogue, to be translated;
`python -m services.catalogues pt` begins the catalogue of a language.
"""

import ast
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po

from services.drawing.html_pages import TONE_WORDS
from templates import TEMPLATES

SERVICES = Path(__file__).parent
CATALOGUES = TEMPLATES / "translations"
_ONE = ("say", "mark", "gettext")
_MANY = ("count", "mark_count", "ngettext")
_IN_PACKS = re.compile(r"""\b_\(["']([^"']+)["']\)""")
_IN_MAILS = re.compile(r'\b(?:say|count)\("([^"]+)"(?:, "([^"]+)")?')
_BEGINNING = r"""# The msgids are the English sentences.
msgid ""
msgstr ""
"Language: {language}\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: {plural}\n"
"""

Sentences = dict[str, str]
"""By each sentence its form for many; empty where it has but one."""


def list_pack_sentences() -> Sentences:
    """Return what documents say, in code and in templates."""
    files = [path for room in ("packs", "drawing") for path in (SERVICES / room).rglob("*.py")]
    found = dict(pair for path in files for pair in _list_code_sentences(path))
    for path in (TEMPLATES / "packs").rglob("*.j2"):
        found |= dict.fromkeys(_IN_PACKS.findall(path.read_text(encoding="utf-8")), "")
    return found | dict.fromkeys(TONE_WORDS.values(), "")


def list_mail_sentences() -> Sentences:
    """Return what mails say, in code and in templates."""
    found = dict(_list_code_sentences(SERVICES / "letters" / "letter_phrases.py"))
    for path in (TEMPLATES / "mail").rglob("*.jinja"):
        found |= dict(_IN_MAILS.findall(path.read_text(encoding="utf-8")))
    return found


def _list_code_sentences(path: Path) -> Iterator[tuple[str, str]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        said = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
        texts = [text for text in said if isinstance(text, str)]
        if name in _ONE and texts:
            yield texts[0], ""
        elif name in _MANY and len(texts) > 1:
            yield texts[0], texts[1]


def add_missing(path: Path) -> int:
    """Add the sentences that a catalogue lacks, without a translation; return how many."""
    language, plural = path.stem, get_plural(path.stem)
    if not path.exists():
        path.write_text(_BEGINNING.format(language=language, plural=plural), encoding="utf-8")
    missing = list_missing(path)
    with path.open("a", encoding="utf-8") as target:
        target.writelines(_write_entry(one, many, plural.num_plurals) for one, many in missing)
    return len(missing)


def list_missing(path: Path) -> list[tuple[str, str]]:
    """Return the sentences that a catalogue lacks, each with its plural, which may be empty."""
    with path.open("rb") as source:
        messages = list(read_po(source, locale=path.stem))
    known = {one.id if isinstance(one.id, str) else one.id[0] for one in messages}
    packs, mails = list_pack_sentences(), list_mail_sentences()
    # Where no mail is translated, mails are in English as a whole.
    wanted = packs | mails if len(known) < 2 or known & (mails.keys() - packs.keys()) else packs
    return [pair for pair in sorted(wanted.items()) if pair[0] not in known]


def _write_entry(one: str, many: str, forms: int) -> str:
    entry = f"\nmsgid {json.dumps(one, ensure_ascii=False)}\n"
    if not many:
        return f'{entry}msgstr ""\n'
    entry += f"msgid_plural {json.dumps(many, ensure_ascii=False)}\n"
    return entry + "".join(f'msgstr[{number}] ""\n' for number in range(forms))


if __name__ == "__main__":
    for begun in sys.argv[1:]:
        add_missing(CATALOGUES / f"{begun}.po")
    for catalogue in sorted(CATALOGUES.glob("*.po")):
        print(f"{catalogue.name}: {add_missing(catalogue)} sentences added")  # noqa: T201
