"""File types: what a file is, by its content first and by its name second."""

import re
import zipfile
from pathlib import Path, PurePath

from services.compound_files import OleFile
from services.isolation.sandbox_protocol import UnreadableError

_HEAD_BYTES = 65_536

# Names by which the content of an archive is known, the tell-tale first.
_ZIP_MEMBERS = (
    ("word/", "docx"),
    ("xl/workbook.bin", "xlsb"),
    ("xl/", "xlsx"),
    ("ppt/", "pptx"),
)
_MIME_TYPES = {
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/vnd.oasis.opendocument.presentation": "odp",
    "application/epub+zip": "epub",
}
# Streams of the old office container, the tell-tale first.
_OLE_STREAMS = {
    "EncryptedPackage": "encrypted",
    "__properties_version1.0": "msg",
    "PowerPoint Document": "ppt",
    "Workbook": "xls",
    "WORKBOOK": "xls",
    "Book": "xls",
    "BOOK": "xls",
    "WordDocument": "doc",
}
_MAGIC = (
    (b"{\\rtf", "rtf"),
    (b"\x89PNG", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF8", "gif"),
    (b"BM", "bmp"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"\x1f\x8b", "gz"),
    (b"7z\xbc\xaf", "7z"),
    (b"Rar!", "rar"),
    (b"BZh", "bz2"),
    (b"\xfd7zXZ", "xz"),
    (b"MZ", "exe"),
    (b"\x7fELF", "exe"),
    (b"SQLite format 3", "sqlite"),
    (b"!BDN", "pst"),
    (b"\xcf\xad\x12\xfe", "pst"),  # Outlook Express
    (b"ID3", "mp3"),
    (b"OggS", "ogg"),
    (b"\x00\x00\x01\x00", "ico"),
)
_BY_NAME = {
    **{name: name for name in ("pdf", "docx", "xlsx", "xlsb", "xls", "pptx", "odt", "ods", "odp")},
    **{
        name: name
        for name in ("rtf", "html", "md", "txt", "csv", "eml", "doc", "ppt", "msg", "zip")
    },
    **{name: name for name in ("epub", "mbox", "ics", "vcf", "xml", "pst", "png", "gif", "jpeg")},
    **dict.fromkeys(("docm", "dotx", "dotm"), "docx"),
    **dict.fromkeys(("xlsm", "xltx", "xltm"), "xlsx"),
    **dict.fromkeys(("pptm", "potx", "potm", "ppsx", "ppsm"), "pptx"),
    **dict.fromkeys(("htm", "xhtml", "shtml"), "html"),
    **dict.fromkeys(("markdown", "mdown"), "md"),
    **dict.fromkeys(("tsv", "tab"), "csv"),
    **dict.fromkeys(("text", "log"), "txt"),
    **dict.fromkeys(("gdoc", "gsheet", "gslides", "gform", "gdraw", "gsite", "gmap"), "pointer"),
    **dict.fromkeys(("gtable", "gjam", "gscript", "url", "webloc", "desktop"), "pointer"),
    **dict.fromkeys(("ost", "olm", "nsf", "dbx"), "pst"),
    **dict.fromkeys(("mbx", "mbs"), "mbox"),
    "emlx": "mail",
    "dot": "doc",
    "xlt": "xls",
    "pps": "ppt",
    "ott": "odt",
    "ots": "ods",
    "otp": "odp",
    "jpg": "jpeg",
    "tif": "tiff",
}
_MAILDIR = ("cur", "new")
_NAME_IN_BOX = re.compile(r"\d{1,9}|\d{6,12}\.[^/]{1,200}[:;!]2,[A-Za-z]*")
"""What programs call the messages of a folder: "17", "1699999999.M1P2.host:2,S"."""
_TEXT_TYPES = frozenset(("txt", "md", "csv", "html", "eml", "ics", "vcf", "xml", "mbox"))
_HTML = re.compile(
    rb"\s*(?:<!--.{0,500}?-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_SECOND_MAIL = re.compile(
    rb"[\r\n]From [^\r\n]{1,300}\d\d:\d\d[^\r\n]{0,60}(?:\r\n|[\r\n])[!-9;-~]{1,76}:"
)
_ANY_HEADER = re.compile(rb"[A-Za-z][!-9;-~]{1,76}:[^\n]*\n")
_MAIL_HEADER = re.compile(
    rb"^(?:From|To|Cc|Subject|Date|Received|Return-Path|Message-ID|MIME-Version|Delivered-To"
    rb"|X-[\w-]+|Reply-To|Content-Type|DKIM-Signature|Sender): ?[^\n]*\n",
    re.IGNORECASE | re.MULTILINE,
)


def get_type_by_name(path: PurePath) -> str:
    """Return the type that the name's ending claims; "unknown" for an ending nobody knows."""
    return _BY_NAME.get(path.suffix.lower().removeprefix("."), "unknown")


def detect_type(path: Path) -> str:
    """Return what the file is: "pdf", "docx", ..., "encrypted", or "unknown".

    "mbox" and "pst" are whole mailboxes, "mail" is one message of a mailbox that is a folder (MH,
    maildir, Apple Mail); "eml" and "msg" are mails that somebody saved as files.

    Raises:
        OSError: The file cannot be read.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    claimed = get_type_by_name(path)
    if claimed in ("pst", "mail"):
        return claimed  # Also where it is an archive, as those of Outlook for Mac are.
    kind = _detect_head(path, head)
    is_of_box = path.parent.name in _MAILDIR or _NAME_IN_BOX.fullmatch(path.name)
    return "mail" if kind == "eml" and is_of_box else kind


def _detect_head(path: Path, head: bytes) -> str:
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _detect_zip(path)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _detect_ole(path)
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head.startswith(b"RIFF") or head[4:8] == b"ftyp":
        return {b"WEBP": "webp", b"WAVE": "wav", b"AVI ": "avi"}.get(head[8:12], "mp4")
    return _detect_text(head, get_type_by_name(path))


def _detect_zip(path: Path) -> str:
    claimed = get_type_by_name(path)
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            mime = archive.read("mimetype")[:100] if _has_small_mime(archive) else b""
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, KeyError):
        return "zip" if claimed == "unknown" else claimed  # Its reader will say what is broken.
    by_mime = _MIME_TYPES.get(mime.decode("ascii", "ignore").strip().removesuffix("-template"))
    if by_mime is not None:
        return by_mime
    if "[Content_Types].xml" in names:
        for member, kind in _ZIP_MEMBERS:
            if any(name.lstrip("/").startswith(member) for name in names):
                return kind
    return "zip"


def _has_small_mime(archive: zipfile.ZipFile) -> bool:
    return "mimetype" in archive.namelist() and archive.getinfo("mimetype").file_size < 200


def _detect_ole(path: Path) -> str:
    claimed = get_type_by_name(path)
    try:
        names = OleFile(path).names
    except UnreadableError:
        return "ole" if claimed == "unknown" else claimed  # Its reader will say what is broken.
    return next((kind for stream, kind in _OLE_STREAMS.items() if stream in names), "ole")


def _detect_text(head: bytes, claimed: str) -> str:
    if claimed == "pointer":
        return claimed
    if b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00<", b"<\x00")):
        looks_wide = head[1:200:2].count(0) > 60 or head[:200:2].count(0) > 60
        return "txt" if looks_wide and claimed in (*_TEXT_TYPES, "unknown") else "unknown"
    if _HTML.match(head.removeprefix(b"\xef\xbb\xbf")):
        return "html"
    by_start = _detect_by_start(head)
    is_sure = by_start == "mbox" and claimed == "eml" and _SECOND_MAIL.search(head)
    if by_start is not None and (is_sure or claimed not in ("md", "csv", "html", "eml")):
        return by_start
    if claimed in _TEXT_TYPES:
        return claimed
    return "txt" if head and _is_mostly_text(head) else "unknown"


def _detect_by_start(head: bytes) -> str | None:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"From ") and _MAIL_HEADER.search(start[:2000]):
        return "mbox"
    if start.startswith(b"BEGIN:VCALENDAR"):
        return "ics"
    if start.startswith(b"BEGIN:VCARD"):
        return "vcf"
    known = len(_MAIL_HEADER.findall(start[:8000]))
    is_known = _MAIL_HEADER.match(start) is not None
    is_mail = _ANY_HEADER.match(start) and known >= (2 if is_known else 4)
    return "eml" if is_mail else None


def _is_mostly_text(head: bytes) -> bool:
    controls = sum(byte < 9 or 13 < byte < 32 for byte in head[:4096])
    return controls <= len(head[:4096]) // 100
