"""Plain text: text, Markdown, CSV and others, in whatever encoding they were saved."""

import re
from pathlib import Path

from charset_normalizer import from_bytes

from services.formats.readings import MOST_CHARACTERS, Reading

_MOST_BYTES = MOST_CHARACTERS * 4
_SAMPLE_BYTES = 32_768
_BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_HEADING = re.compile(
    r"^#{1,2}[ \t]+(?P<a>[^\n]+?)[ \t#]*$|^(?P<b>[^\n]+)\n=+[ \t]*$", re.MULTILINE
)


def read_plain(path: Path) -> Reading:
    """Read a text file of any encoding."""
    return Reading(text=decode(read_start(path)))


def read_markdown(path: Path) -> Reading:
    """Read Markdown; its first heading is its title."""
    text = decode(read_start(path))
    found = _HEADING.search(text[:20_000])
    heading = (found["a"] or found["b"]) if found else None
    return Reading(text=text, heading=heading)


def read_start(path: Path) -> bytes:
    """Return as much of the file as can end up in a text."""
    with path.open("rb") as file:
        return file.read(_MOST_BYTES)


def decode(content: bytes, *, declared: str | None = None) -> str:
    """Return the text, by its byte order mark, as UTF-8, as declared, or as guessed."""
    for mark, name in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return content.decode(name, "replace")
    for encoding in ("utf-8", declared):
        strict = _decode_strictly(content, encoding)
        if strict is not None:
            return strict
    # The cut at the end may fall inside a character: a long UTF-8 text is still one.
    if len(content) == _MOST_BYTES and _decode_strictly(content[: _MOST_BYTES - 4], "utf-8"):
        return content.decode("utf-8", "ignore")
    return content.decode(_guess_encoding(content[:_SAMPLE_BYTES]), "replace")


def _guess_encoding(sample: bytes) -> str:
    """Return the likeliest encoding; of equally likely ones the western, by far the commonest."""
    guesses = list(from_bytes(sample))
    likely = {
        guess.encoding
        for guess in guesses
        if (guess.chaos, guess.coherence) == (guesses[0].chaos, guesses[0].coherence)
    }
    return "cp1252" if not guesses or "cp1252" in likely else guesses[0].encoding


def _decode_strictly(content: bytes, encoding: str | None) -> str | None:
    if encoding is None or b"\x00" in content[:_SAMPLE_BYTES]:
        return None
    try:
        return content.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None
