"""Bodies: the text and the attachments of a message with any number of parts.

Of an HTML mail the text is what its sender wrote, as lines, without what is quoted.
"""

import hashlib
import re
from collections.abc import Iterator
from email.message import Message as RawMessage

from selectolax.lexbor import LexborHTMLParser, LexborNode

from services.mailbox.headers import decode_bytes, decode_header
from services.mailbox.messages import Attachment
from services.secrets.masking import mask_name
from services.texts import clean_line, clean_text

_HTML_CHARACTERS = 1_000_000
_MOST_TAGS = 20_000
_UNSEEN = "script, style, head, title, template, noscript, svg, object, [hidden]"
# What mail programs put around the mail that is answered, and around signatures.
_QUOTES = (
    "blockquote, .gmail_quote, .gmail_quote_container, "
    ".gmail_extra, .yahoo_quoted, .moz-cite-prefix, .protonmail_quote, .zmail_extra, "
    "#OLK_SRC_BODY_SECTION, #reply-intro, .WordSection1 blockquote, .tutanota_quote, "
    ".gmail_attr, .moz-forward-container, .iCloudmail_quote"
)
_SIGNATURES = (
    ".gmail_signature, .moz-signature, #Signature, #ms-outlook-mobile-signature, "
    ".protonmail_signature_block"
)
# From here on Outlook writes only the older mail, as brothers of this element.
_CUTS = "#divRplyFwdMsg, #appendonsend, #stopSpelling, #mail-editor-reference-message-container"
_OUTLOOK_RULE = "border-top:solid"
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "blockquote",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tr",
        "ul",
    ]
)
_MOST_PARTS = 500
_TEXT_BYTES = 1_000_000
_PICTURE_BYTES = 60_000
_NO_ATTACHMENTS = {
    "application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature",
    "text/calendar", "application/ics", "message/delivery-status",
    "message/disposition-notification", "text/rfc822-headers", "application/ms-tnef",
    "application/vnd.ms-tnef",
}  # fmt: skip


def read_html(html: str) -> tuple[str, str]:
    """Return what the sender wrote, and the signature (as marked by the program), as lines."""
    # The time of the parser grows with the square of the depth; real mail stays far below this.
    tree = LexborHTMLParser("<".join(html[:_HTML_CHARACTERS].split("<", _MOST_TAGS)[:_MOST_TAGS]))
    root = tree.body or tree.root
    if root is None:
        return "", ""
    for node in tree.css(_UNSEEN):
        node.decompose()
    _drop_hidden(tree)
    for node in tree.css(_CUTS):
        _drop_from(node)
    _drop_outlook_rule(tree)
    signature = _take(tree, _SIGNATURES)
    whole = None
    for node in tree.css(_QUOTES):
        whole = whole or _write_lines(root)
        node.decompose()
    own = _write_lines(root)
    # A forwarded mail is all quote: its text is then at least searched for lines that say so.
    return (own or whole or ""), signature


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
            name = mask_name(_read_name(part))
            found.append(Attachment(name=name, sha256=digest, size_bytes=len(content)))
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


def _take(tree: LexborHTMLParser, selector: str) -> str:
    taken: list[str] = []
    for node in tree.css(selector):
        taken.append(_write_lines(node))
        node.decompose()
    return "\n".join(taken)


def _drop_hidden(tree: LexborHTMLParser) -> None:
    for node in tree.css("[style]"):
        style = (node.attributes.get("style") or "").replace(" ", "").lower()
        if "display:none" in style or "visibility:hidden" in style or "mso-hide:all" in style:
            node.decompose()


def _drop_from(node: LexborNode) -> None:
    """Drop the node and all that comes after it beside it."""
    following = node.next
    while following is not None:
        after = following.next
        following.decompose()
        following = after
    node.decompose()


def _drop_outlook_rule(tree: LexborHTMLParser) -> None:
    """Drop what comes after the thin line that Outlook draws above the older mail."""
    for node in tree.css("div[style]"):
        style = (node.attributes.get("style") or "").replace(" ", "").lower()
        if _OUTLOOK_RULE in style and "padding:3.0pt0" in style:
            holder = node.parent
            alone = holder is not None and holder.tag == "div" and not (node.prev and node.next)
            _drop_from(holder if alone and holder is not None and _is_first(node) else node)
            return


def _is_first(node: LexborNode) -> bool:
    before = node.prev
    while before is not None and not (before.text(deep=True) or "").strip():
        before = before.prev
    return before is None


def _write_lines(root: LexborNode) -> str:
    """Return the text with a new line where a reader sees one; without recursion."""
    pieces: list[str] = []
    for node in root.traverse(include_text=True):
        tag = node.tag
        if tag == "-text":
            pieces.append(" ".join((node.text(deep=False) or "").replace("\n", " ").split(" ")))
        elif tag in _BLOCKS:
            # An empty line: lines of HTML were broken by the writer, never by a program.
            pieces.append("\n\n")
        elif tag == "br":
            pieces.append("\n")
        elif tag in ("td", "th"):
            pieces.append(" ")
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return re.sub("\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


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
