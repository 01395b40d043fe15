"""Info: what bag-info.txt says about a bag."""

from collections.abc import Mapping
from datetime import date

from models.values import LineText, Value
from models.words import Audience
from services.texts import clean_line

REFERENCE_LABEL = "External-Identifier"
OXUM_LABEL = "Payload-Oxum"


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


def write_info(info: BagInfo, files: Mapping[str, bytes]) -> bytes:
    """Return bag-info.txt; labels in a fixed order, one line each."""
    octets = sum(len(content) for content in files.values())
    lines = {
        REFERENCE_LABEL: info.reference,
        "External-Description": f"Handover pack of the post: {info.post}",
        "Edition": str(info.edition),
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
