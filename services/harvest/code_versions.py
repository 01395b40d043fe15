"""Code versions: what code made of a source is made again once the code or its words are others.

A file of its own, because readers and what makes sense of their readings are both named by it. A
version that a person raises is forgotten one day, and then a secret that the new rules mask stays
where the old ones left it.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path

READING = (
    *("services/calendars", "services/formats", "services/isolation", "services/mailbox"),
    *("services/secrets", "services/email_texts.py", "services/texts.py"),
    *("services/compound_files.py", "services/item_rules.py"),
    *(
        "models/addresses.py",
        "models/address_grammar.py",
        "models/harvest.py",
        "models/normal_forms.py",
        "models/words.py",
        "templates/policies",
    ),
)
"""What reads: folders with all below, and files, from the root of the project."""
MAKING_SENSE = (*READING, "services/harvest")

_ROOT = Path(__file__).parents[2]
_DIGITS = 12


@cache
def get_code_version(places: Iterable[str]) -> str:
    """Return 12 hexadecimal digits over the names and bytes of code and words at these places."""
    digest = sha256()
    for file in sorted(_list_files(places)):
        digest.update(f"{file.relative_to(_ROOT).as_posix()}\0".encode())
        digest.update(sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:_DIGITS]


def _list_files(places: Iterable[str]) -> Iterator[Path]:
    for place in places:
        path = _ROOT / place
        files = path.rglob("*") if path.is_dir() else (path,)
        yield from (file for file in files if file.suffix in {".py", ".yaml"})
