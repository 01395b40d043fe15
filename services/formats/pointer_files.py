"""Pointers: small files that only say where a document lies, on the web or in an office suite.

A file of its own, because what they hold is an address and never what the document says.
"""

import json
import plistlib
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

from services.formats import reasons
from services.formats.readings import Reading
from services.formats.text_files import decode

_MOST_BYTES = 20_000
_ADDRESS = re.compile(r"https?://[^\s\"'<>]{3,2000}", re.IGNORECASE)
_OPEN = "https://drive.google.com/open?id="


def read_pointer(path: Path) -> Reading:
    """Return the address that the file holds, as its text; what lies there is not read."""
    with path.open("rb") as file:
        content = file.read(_MOST_BYTES)
    return Reading(text=_find_address(content), reason=reasons.POINTER)


def _find_address(content: bytes) -> str:
    data = _parse(content)
    address = next((data[name] for name in ("url", "URL") if isinstance(data.get(name), str)), "")
    if not address and isinstance(data.get("doc_id"), str):
        address = f"{_OPEN}{quote(data['doc_id'])}"
    # A property list names its own language by an address first.
    found = [one for one in _ADDRESS.findall(decode(content)) if "apple.com/DTDs" not in one]
    return str(address) or next(iter(found), "")


def _parse(content: bytes) -> dict[str, Any]:
    """Return what the file says where it is JSON or a property list; else nothing."""
    try:
        data = plistlib.loads(content) if b"plist" in content[:300] else json.loads(content)
    except Exception:  # noqa: BLE001 - of whatever a program wrote, the address is looked for
        return {}
    return data if isinstance(data, dict) else {}
