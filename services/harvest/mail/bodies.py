"""Bodies: the text and the attachments of a message with any number of parts."""

import hashlib
from collections.abc import Iterator
from email.message import Message as RawMessage

from services.harvest.mail.charsets import decode_bytes, decode_header
from services.harvest.mail.html_text import read_html
from services.harvest.mail.messages import Attachment
from services.texts import clean_line, clean_text

_MOST_PARTS = 500
_TEXT_BYTES = 1_000_000
_PICTURE_BYTES = 60_000
_CONTAINERS = ("multipart/", "message/")
_NO_ATTACHMENTS = {
    "application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature",
    "text/calendar", "application/ics", "message/delivery-status",
    "message/disposition-notification", "text/rfc822-headers", "application/ms-tnef",
}  # fmt: skip


def read_body(raw: RawMessage) -> tuple[str, str]:
    """Return the text that a reader would see first, and the signature that HTML marks."""
    plain: list[str] = []
    html: list[str] = []
    for part in list_parts(raw):
        kind = part.get_content_type()
        if _is_attachment(part) or kind not in ("text/plain", "text/html"):
            continue
        (plain if kind == "text/plain" else html).append(_read_text(part))
    plain_text = "\n".join(plain).strip()
    if not html:
        return plain_text, ""
    html_text, signature = read_html("\n".join(html))
    return (html_text if _is_stub(plain_text, html_text) else plain_text), signature


def list_attachments(raw: RawMessage) -> tuple[Attachment, ...]:
    """Return the files that were sent along, in their order; no pictures inside of the text."""
    found: list[Attachment] = []
    for part in list_parts(raw):
        if part is not raw and _is_attachment(part) and not _is_decoration(part):
            content = _read_bytes(part)
            digest = hashlib.sha256(content).hexdigest()
            found.append(Attachment(name=_read_name(part), sha256=digest, size_bytes=len(content)))
    return tuple(found)


def list_parts(raw: RawMessage) -> Iterator[RawMessage]:
    """Yield the parts that hold something, in their order; forwarded mail is one part."""
    waiting = [raw]
    seen = 0
    while waiting and seen < _MOST_PARTS:
        part = waiting.pop()
        seen += 1
        payload = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(payload, list):
            waiting += [each for each in reversed(payload) if isinstance(each, RawMessage)]
        else:
            yield part


def find_method(raw: RawMessage) -> str | None:
    """Return what an invitation asks or answers ("request", "reply", "cancel"), if it is one."""
    for part in list_parts(raw):
        if part.get_content_type() == "text/calendar":
            method = part.get_param("method")
            return clean_line(str(method or "publish").lower(), max_characters=20)
    return None


def _read_text(part: RawMessage) -> str:
    charset = part.get_param("charset")
    declared = charset if isinstance(charset, str) else None
    text = decode_bytes(_read_bytes(part)[:_TEXT_BYTES], declared)
    if part.get_param("format") == "flowed" and part.get_content_type() == "text/plain":
        text = _unfold_flowed(text)
    return clean_text(text, max_characters=_TEXT_BYTES)


def _unfold_flowed(text: str) -> str:
    """Join the lines that end with a blank to the next one (RFC 3676), signature dashes aside."""
    lines: list[str] = []
    joins = False
    for line in text.splitlines():
        if joins and not line.startswith((">", "-- ")):
            lines[-1] += line.removeprefix(" ")
        else:
            lines.append(line)
        joins = line.endswith(" ") and line != "-- " and bool(line.strip())
    return "\n".join(lines)


def _read_bytes(part: RawMessage) -> bytes:
    payload = part.get_payload(decode=True)
    if isinstance(payload, bytes):
        return payload
    # A forwarded message has no bytes of its own.
    return b"".join(each.as_bytes() for each in part.get_payload() if isinstance(each, RawMessage))


def _is_attachment(part: RawMessage) -> bool:
    kind = part.get_content_type()
    if kind in _NO_ATTACHMENTS:
        return False
    if kind in ("text/plain", "text/html"):
        # Some programs mark every part as an attachment; a name is what a file has.
        return part.get_content_disposition() == "attachment" or _has_name(part)
    return kind != "multipart/mixed" and not kind.startswith("multipart/")


def _is_decoration(part: RawMessage) -> bool:
    """Whether the part is a picture that stands in the text: a logo, a smiley, a signature."""
    if part.get_content_maintype() != "image":
        return False
    is_inside = part.get("content-id") is not None or part.get_content_disposition() == "inline"
    return is_inside and (
        part.get_content_disposition() != "attachment" or len(_read_bytes(part)) < _PICTURE_BYTES
    )


def _has_name(part: RawMessage) -> bool:
    return bool(part.get_param("name")) or bool(
        part.get_param("filename", header="content-disposition")
    )


def _read_name(part: RawMessage) -> str:
    given = part.get_filename()
    if given:
        return clean_line(decode_header(str(given)), max_characters=200)
    if part.get_content_maintype() == "message":
        return "message.eml"
    return clean_line(part.get_content_subtype(), max_characters=40)


def _is_stub(plain: str, html: str) -> bool:
    """Whether the plain text only says that there is HTML, or nothing at all."""
    return len(plain) < 20 or (len(plain) < 200 and len(html) > 5 * len(plain))
