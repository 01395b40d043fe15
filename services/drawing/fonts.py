"""Fonts: the shipped ones and no others, and what they cannot draw.

A document must look the same and have the same bytes on every machine, so the drawing process gets
a font configuration of its own in which only the shipped fonts exist.
"""

import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

from fontTools.ttLib import TTFont

from templates import TEMPLATES

FONTS = TEMPLATES / "packs" / "fonts"
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
CONFIGURATION = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>{fonts}</dir>
  <cachedir>{cache}</cachedir>
</fontconfig>
"""
INVISIBLE = {"Cc", "Cf", "Zl", "Zp"}
"""Categories of characters that are never drawn."""
SELECTORS = {*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)}
"""They choose between two looks of the character before them."""


def write_font_configuration(folder: Path) -> Path:
    """Write the configuration that knows the shipped fonts only; its cache stays in the folder."""
    # Made here, because the library would open it to everybody, whatever the umask.
    cache_folder = folder / "fontconfig"
    cache_folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / "fonts.conf"
    text = CONFIGURATION.format(fonts=escape(str(FONTS)), cache=escape(str(cache_folder)))
    path.write_text(text, encoding="utf-8")
    return path


@cache
def list_drawable() -> frozenset[int]:
    """List the code points that one of the shipped fonts can draw."""
    drawable: set[int] = set()
    for path in sorted(FONTS.glob("*.ttf")):
        with TTFont(path, lazy=True) as font:
            drawable.update(font.getBestCmap() or ())
    return frozenset(drawable)


def list_missing(text: str) -> tuple[str, ...]:
    """List the characters that no shipped font can draw, in the order of their numbers."""
    drawable = list_drawable()
    return tuple(
        character
        for character in sorted(set(text))
        if ord(character) not in drawable and is_visible(character)
    )


def is_visible(character: str) -> bool:
    """Whether the character leaves a trace on paper."""
    return unicodedata.category(character) not in INVISIBLE and ord(character) not in SELECTORS


def has_meaning(character: str) -> bool:
    """Whether the character says something to everybody: it is assigned, for no private use."""
    return unicodedata.category(character) not in ("Co", "Cn")


def replace_missing(text: str, missing: Iterable[str]) -> str:
    """Return the text with a replacement character, which fonts can draw, for each missing one."""
    return text.translate({ord(character): REPLACEMENT for character in missing})


def describe_character(character: str) -> str:
    """Say which character it is, so that a person can find it: ``U+1F389 PARTY POPPER``."""
    return f"U+{ord(character):04X} {unicodedata.name(character, 'without a name')}"
