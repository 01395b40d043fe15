"""XML parts: files inside office documents, unpacked and parsed within limits."""

import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import IO, Any, Self

from lxml import etree

from services.formats import reasons
from services.formats.readings import Reading, parse_day
from services.isolation.sandbox_protocol import UnreadableError

_MOST_BYTES = 128 * 2**20
_BLOCK_BYTES = 65_536
_DUBLIN = "{http://purl.org/dc/elements/1.1/}"
_TERMS = "{http://purl.org/dc/terms/}"
_CORE = "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"


class Package:
    """A zipped office document whose parts are unpacked one by one, up to a limit for all."""

    def __init__(self, path: Path) -> None:
        try:
            self._archive = zipfile.ZipFile(path)
        except zipfile.BadZipFile as error:
            raise UnreadableError("is damaged: it is no whole archive") from error
        self._names = {
            name.lstrip("/").replace("\\", "/"): name for name in self._archive.namelist()
        }
        self._left_bytes = _MOST_BYTES

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._archive.close()

    @property
    def names(self) -> list[str]:
        """The names of all parts, in the order of the archive."""
        return list(self._names)

    def read(self, name: str) -> bytes | None:
        """Return a part; None if there is none, or if it cannot be unpacked.

        Raises:
            UnreadableError: The parts unpack to more than the limit, or need a password.
        """
        stored = self._names.get(name)
        if stored is None:
            return None
        try:
            with self._archive.open(stored) as part:
                content = _read_whole_part(part, self._left_bytes + 1)
        except RuntimeError as error:  # What zipfile raises for an encrypted part.
            raise UnreadableError(reasons.PASSWORD) from error
        except (zipfile.BadZipFile, OSError, UnicodeError):
            return None
        self._left_bytes -= len(content)
        if self._left_bytes < 0:
            raise UnreadableError(f"unpacks to more than {_MOST_BYTES // 2**20} MB")
        return content

    def parse(self, name: str) -> Any | None:
        """Return the root of an XML part; None if there is no such part or nothing in it."""
        content = self.read(name)
        return parse_xml(content) if content else None

    def list_parts(self, *endings: str) -> list[str]:
        """Return the names of the parts whose content type ends so, in the order of the names."""
        types = self.parse("[Content_Types].xml")
        if types is None:
            raise UnreadableError("is damaged: its list of parts is missing")
        found = [
            override.get("PartName", "").lstrip("/")
            for override in types.iter(f"{_TYPES}Override")
            if override.get("ContentType", "").endswith(endings)
        ]
        return sorted(found, key=lambda name: (len(name), name))

    def list_related(self, name: str) -> Iterator[tuple[str, str, str]]:
        """Yield the id, the kind (last word of its address) and the part of each relation."""
        folder, file = posixpath.split(name)
        root = self.parse(f"{folder}/_rels/{file}.rels" if folder else f"_rels/{file}.rels")
        if root is None:
            return
        for relation in root:
            if isinstance(relation.tag, str) and relation.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", "")))
                kind = relation.get("Type", "").rpartition("/")[2]
                yield relation.get("Id", ""), kind, target.lstrip("/")


def parse_xml(content: bytes) -> Any | None:
    """Return the root element; entities are not resolved, nothing is fetched.

    What is broken is left out, as far as a root can be found at all.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, recover=True, remove_comments=True, remove_pis=True
    )
    return etree.fromstring(content, parser)


def read_core_properties(package: Package) -> Reading:
    """Return a reading with the properties that Office writes, and no text."""
    names = package.list_parts("core-properties+xml") or ["docProps/core.xml"]
    root = package.parse(names[0])
    if root is None:
        return Reading()
    creator = root.findtext(f"{_DUBLIN}creator")
    return Reading(
        title=root.findtext(f"{_DUBLIN}title"),
        authors=tuple(filter(None, [name.strip() for name in (creator or "").split(";")])),
        modified_by=root.findtext(f"{_CORE}lastModifiedBy"),
        created_on=_find_day(root, f"{_TERMS}created"),
        modified_on=_find_day(root, f"{_TERMS}modified"),
    )


def _read_whole_part(part: IO[bytes], most: int) -> bytes:
    """Return a part, or as much as is whole of a broken one: half a report is better than none."""
    content = bytearray()
    try:
        while len(content) < most and (block := part.read(min(_BLOCK_BYTES, most - len(content)))):
            content += block
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        if not content:
            raise zipfile.BadZipFile(str(error)) from error
    return bytes(content)


def _find_day(root: Any, tag: str) -> date | None:
    return parse_day(root.findtext(tag))
