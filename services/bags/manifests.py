"""Manifests: the tag files of a bag, as RFC 8493 writes them, and what can be wrong with it."""

import hashlib
import re
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from pathlib import PurePosixPath

from models.values import LineText, Value
from models.words import Audience
from services.texts import clean_line

REFERENCE_LABEL = "External-Identifier"
OXUM_LABEL = "Payload-Oxum"
EDITION_LABEL = "Edition"
WITHDRAWN = "withdrawn.txt"
"""Lies in a bag whose edition was withdrawn; it belongs to no manifest."""
ALGORITHMS = {"md5": 32, "sha1": 40, "sha224": 56, "sha256": 64, "sha384": 96, "sha512": 128}
"""Digests that a bag may use, and how many hexadecimal digits each has."""
LINE = re.compile(r"([0-9A-Fa-f]+)[ \t]+\*?(.+)")


class ProblemKind(StrEnum):
    """The ways in which a bag can be wrong."""

    not_a_bag = "not_a_bag"
    damaged = "damaged"
    missing = "missing"
    changed = "changed"
    added = "added"
    unsafe = "unsafe"
    unreadable = "unreadable"
    withdrawn = "withdrawn"


class Problem(Value):
    """One thing that is wrong; `name` is the file inside the bag, and `str()` says all of it."""

    kind: ProblemKind
    name: str
    what: str

    def __str__(self) -> str:
        # A file's name may hold characters that control a terminal.
        name = "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in self.name)
        return f"{name}: {self.what}"


class BagInfo(Value):
    """What an archive has to know; it names the post, never the leaver."""

    reference: LineText
    edition: int
    post: LineText
    audience: Audience = Audience.successor
    retention_class: LineText
    keep_until: date | None = None
    """None: until somebody decides."""
    software_version: LineText
    """Such as "baton 0.1.0"."""
    bagged_on: date
    """The day of the clock."""


def write_manifest(files: Mapping[str, bytes]) -> bytes:
    """Return the SHA-512 manifest of files by their path in the bag, sorted by path."""
    lines = (
        f"{hashlib.sha512(content).hexdigest()}  {_encode_name(name)}\n"
        for name, content in sorted(files.items())
    )
    return "".join(lines).encode()


def read_manifest(
    name: str, content: bytes, algorithm: str
) -> tuple[dict[str, str], list[Problem]]:
    """Return the digests by path, and one problem for each line that cannot be trusted."""
    problems: list[Problem] = []
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        what = f"is not UTF-8 text (byte {fault.start}), so it cannot say which files belong here."
        return {}, [Problem(kind=ProblemKind.damaged, name=name, what=what)]
    digests: dict[str, str] = {}
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), start=1):
        if not line.strip():
            continue
        wrong = _check_line(line, algorithm, digests)
        if wrong:
            what = f"line {number} {wrong[1]}"
            problems.append(Problem(kind=wrong[0], name=name, what=what))
        else:
            digest, path = _split(line)
            digests[path] = digest
    return digests, problems


def write_info(info: BagInfo, files: Mapping[str, bytes]) -> bytes:
    """Return bag-info.txt; labels in a fixed order, one line each."""
    octets = sum(len(content) for content in files.values())
    lines = {
        REFERENCE_LABEL: info.reference,
        "External-Description": f"Handover pack of the post: {info.post}",
        EDITION_LABEL: str(info.edition),
        "Audience": info.audience.value,
        "Post": info.post,
        "Retention-Class": info.retention_class,
        "Keep-Until": info.keep_until.isoformat() if info.keep_until else "not decided",
        "Bagging-Date": info.bagged_on.isoformat(),
        "Bag-Software-Agent": info.software_version,
        OXUM_LABEL: f"{octets}.{len(files)}",
    }
    return "".join(f"{label}: {clean_line(text)}\n" for label, text in lines.items()).encode()


def read_info(text: str) -> dict[str, str]:
    """Return the labels of a tag file; a line that begins with a blank goes on from the last."""
    found: dict[str, str] = {}
    label = ""
    for line in text.splitlines():
        if line[:1] in (" ", "\t") and label:
            found[label] = f"{found[label]} {line.strip()}"
        elif ":" in line:
            label, _, said = line.partition(":")
            found[label.strip()] = said.strip()
            label = label.strip()
    return found


def is_safe(path: str) -> bool:
    """Whether a path stays inside the bag on every system."""
    parts = path.split("/")
    is_inside = not PurePosixPath(path).is_absolute() and not {"", ".", ".."} & set(parts)
    return (
        is_inside and "\\" not in path and "\0" not in path and not re.match(r"[A-Za-z]:|~", path)
    )


def _check_line(
    line: str, algorithm: str, known: Mapping[str, str]
) -> tuple[ProblemKind, str] | None:
    match = LINE.fullmatch(line)
    if not match:
        return ProblemKind.damaged, "is not a digest and a path: the manifest was damaged."
    digest, path = _split(line)
    if not is_safe(path):
        return ProblemKind.unsafe, f'names "{path}", which leads out of the bag: it is not read.'
    if len(digest) != ALGORITHMS[algorithm]:
        return ProblemKind.damaged, f'has no whole {algorithm} digest of "{path}".'
    if known.get(path, digest) != digest:
        return ProblemKind.damaged, f'names "{path}" a second time, with another digest.'
    return None


def _split(line: str) -> tuple[str, str]:
    match = LINE.fullmatch(line)
    if match is None:
        return "", ""
    return match[1].lower(), _decode_name(match[2])


def _encode_name(name: str) -> str:
    return name.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _decode_name(name: str) -> str:
    characters = {"%0d": "\r", "%0a": "\n", "%25": "%"}
    decoded = re.sub(
        r"%0d|%0a|%25", lambda found: characters[found[0].lower()], name, flags=re.IGNORECASE
    )
    return decoded.removeprefix("./")
