"""Mailbox: writes the story's mails as one mbox file, without the help of a mail library.

The standard library folds and encodes headers differently from one Python to the next.
"""

import base64
import html
import quopri
import re
from email.utils import format_datetime

from examples.dakar_story.letter import Letter, Person

REPLY_MARKS = {"fr": "RE: ", "en": "Re: "}
WORD_BYTES = 42
Part = tuple[str, bytes]


def write_mailbox(letters: list[Letter], files: dict[str, bytes]) -> bytes:
    """Write all mails, oldest first; attachments are files of the drive, by their path."""
    ordered = sorted(letters, key=lambda letter: (letter.sent_at, letter.message_id))
    return b"".join(_write_entry(letter, files) for letter in ordered)


def _write_entry(letter: Letter, files: dict[str, bytes]) -> bytes:
    stamp = letter.sent_at.strftime("%a %b %d %H:%M:%S %Y")
    message = re.sub(rb"^(>*From )", rb">\1", _write_message(letter, files), flags=re.MULTILINE)
    return f"From {letter.sender.email} {stamp}\n".encode() + message + b"\n"


def _write_message(letter: Letter, files: dict[str, bytes]) -> bytes:
    head = "".join(f"{key}: {value}\n" for key, value in _list_headers(letter).items())
    kind, body = _write_body(letter, files)
    return f"{head}MIME-Version: 1.0\n{kind}".encode() + b"\n" + body + b"\n"


def _list_headers(letter: Letter) -> dict[str, str]:
    is_reply = bool(letter.earlier) and "fresh" not in letter.options
    mark = REPLY_MARKS[letter.sender.language] if is_reply else ""
    charset = letter.sender.charset
    headers = {
        "Date": letter.options.get("date") or format_datetime(letter.local_sent_at),
        "From": _address(letter.sender, charset),
        "To": ",\n ".join(_address(person, charset) for person in letter.to),
    }
    if letter.cc:
        headers["Cc"] = ",\n ".join(_address(person, charset) for person in letter.cc)
    headers["Subject"] = _encode_header(mark + letter.subject, charset)
    headers["Message-ID"] = letter.message_id
    if letter.earlier and "unthreaded" not in letter.options:
        headers["In-Reply-To"] = letter.earlier[-1].message_id
        headers["References"] = "\n ".join(earlier.message_id for earlier in letter.earlier)
    if "auto" in letter.options:
        headers |= {"Auto-Submitted": "auto-replied", "Precedence": "bulk"}
    return headers | letter.list_headers


def _address(person: Person, charset: str) -> str:
    name = f'"{person.name}"' if "," in person.name else person.name
    return f"{_encode_header(name, charset)} <{person.email}>"


def _encode_header(text: str, charset: str) -> str:
    """Write a header as encoded words (RFC 2047) where it is not plain ASCII."""
    if text.isascii():
        return text
    words: list[str] = [""]
    for letter in text:
        if len((words[-1] + letter).encode(charset)) > WORD_BYTES:
            words.append("")
        words[-1] += letter
    coded = (base64.b64encode(word.encode(charset)).decode() for word in words)
    return "\n ".join(f"=?{charset}?B?{word}?=" for word in coded)


def _write_body(letter: Letter, files: dict[str, bytes]) -> Part:
    text = _compose_text(letter)
    plain = _text_part(text, "plain", letter)
    page = _text_part(_as_html(text), "html", letter)
    style = letter.options.get("style") or letter.sender.style
    styles = {
        "plain": plain,
        "html": page,
        "both": _multipart("alternative", [plain, page], letter),
    }
    parts = [styles[style], *_list_attachments(letter, files)]
    return parts[0] if len(parts) == 1 else _multipart("mixed", parts, letter)


def _compose_text(letter: Letter) -> str:
    signature = f"\n\n-- \n{letter.sender.signature}" if letter.sender.signature else ""
    quote = _quote(letter) if "quote" in letter.options and letter.earlier else ""
    return f"{letter.text}{signature}{quote}\n"


def _quote(letter: Letter) -> str:
    last = letter.earlier[-1]
    day = last.sent_at.strftime("%d/%m/%Y %H:%M")
    intro = f"Le {day}, {last.sender.name} a écrit :"
    if letter.sender.language == "en":
        intro = f"On {day}, {last.sender.name} wrote:"
    quoted = "\n".join(f"> {line}".rstrip() for line in last.text.splitlines())
    return f"\n\n{intro}\n{quoted}"


def _as_html(text: str) -> str:
    paragraphs = [html.escape(part, quote=False) for part in text.strip().split("\n\n")]
    body = "\n".join("<p>" + part.replace("\n", "<br>\n") + "</p>" for part in paragraphs)
    return (
        f"<html><head><style>p {{ margin: 0 0 1em }}</style></head><body>\n{body}\n</body></html>\n"
    )


def _text_part(text: str, kind: str, letter: Letter) -> Part:
    charset = letter.sender.charset
    said = letter.options.get("charset", charset)
    head = f'Content-Type: text/{kind}; charset="{said}"\n'
    body = quopri.encodestring(text.encode(charset, "replace"))
    return f"{head}Content-Transfer-Encoding: quoted-printable\n", body


def _list_attachments(letter: Letter, files: dict[str, bytes]) -> list[Part]:
    parts: list[Part] = []
    if "attach" in letter.options:
        path = letter.options["attach"]
        parts.append(_attachment(path.rpartition("/")[2], files[path]))
    if "invite" in letter.options:
        parts.append(_invitation(letter))
    return parts


def _attachment(name: str, content: bytes) -> Part:
    coded = _encode_header(name, "utf-8")
    head = (
        f'Content-Type: application/octet-stream; name="{coded}"\n'
        f'Content-Disposition: attachment; filename="{coded}"\n'
        "Content-Transfer-Encoding: base64\n"
    )
    return head, base64.encodebytes(content)


def _invitation(letter: Letter) -> Part:
    start = letter.options["invite"]
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//example//invitations//EN",
        "METHOD:REQUEST",
        "BEGIN:VEVENT",
        f"UID:{letter.message_id.strip('<>')}",
        f"DTSTAMP:{letter.sent_at.strftime('%Y%m%dT%H%M%SZ')}",
        f"DTSTART:{start}",
        "DURATION:PT1H",
        f"ORGANIZER:mailto:{letter.sender.email}",
        f"SUMMARY:{letter.subject}",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
    head = (
        'Content-Type: text/calendar; charset="utf-8"; method=REQUEST\n'
        "Content-Transfer-Encoding: base64\n"
    )
    return head, base64.encodebytes("\r\n".join(lines).encode())


def _multipart(kind: str, parts: list[Part], letter: Letter) -> Part:
    boundary = f"={kind}={letter.message_id[1:17]}="
    pieces = b"".join(f"--{boundary}\n{head}\n".encode() + body + b"\n" for head, body in parts)
    head = f'Content-Type: multipart/{kind}; boundary="{boundary}"\n'
    return head, pieces + f"--{boundary}--\n".encode()
