"""The old office formats give their text, their title and their people."""

import struct
from collections.abc import Callable

import pytest
from files import make_ole

Read = Callable[[str, bytes], dict[str, object]]


def test_doc_is_put_together_from_its_pieces(read: Read) -> None:
    head = bytearray(4096)
    head[2:4], head[10:12] = b"\xc1\x00", b"\x00\x02"
    head[1000:1006] = b"Wells\r"
    head[2000:2016] = "Thiès 14".encode("utf-16-le")
    pieces = b"".join(place.to_bytes(4, "little") for place in (0, 6, 14))
    pieces += b"\0\0" + (2000 | 0x40000000).to_bytes(4, "little") + b"\0\0"
    pieces += b"\0\0" + (2000).to_bytes(4, "little") + b"\0\0"
    block = b"\x02" + len(pieces).to_bytes(4, "little") + pieces
    head[0x1A2:0x1AA] = (0).to_bytes(4, "little") + len(block).to_bytes(4, "little")
    found = read("a.doc", make_ole({"WordDocument": bytes(head), "1Table": block}))
    assert (found["type"], found["text"]) == ("doc", "Wells\nThiès 14")


def test_ppt_gives_the_texts_of_its_records(read: Read) -> None:
    def record(kind: int, content: bytes, version: int = 0) -> bytes:
        head = version.to_bytes(2, "little") + kind.to_bytes(2, "little")
        return head + len(content).to_bytes(4, "little") + content

    master = record(1016, record(4008, b"Click to edit"), 15)
    slide = record(1006, record(4000, "Thiès".encode("utf-16-le")) + record(4008, b"wells"), 15)
    found = read("a.ppt", make_ole({"PowerPoint Document": master + slide}))
    assert (found["type"], found["text"]) == ("ppt", "Thiès\nwells")


def test_msg_gives_headers_and_body(read: Read) -> None:
    def wide(text: str) -> bytes:
        return text.encode("utf-16-le")

    streams = {
        "__properties_version1.0": bytes(64),
        "__substg1.0_0037001F": wide("Well plan"),
        "__substg1.0_0C1A001F": wide("Moussa Ba"),
        "__substg1.0_1000001F": wide("Fourteen wells"),
    }
    found = read("a.msg", make_ole(streams))
    assert (found["type"], found["title"], found["authors"]) == ("msg", "Well plan", ["Moussa Ba"])
    assert str(found["text"]).split("\n") == [
        "From: Moussa Ba",
        "Subject: Well plan",
        "Fourteen wells",
    ]


def make_narrow_mail(text: bytes, **pages: int) -> bytes:
    """A mail of an old Outlook, which says its code pages and does not always keep to them."""
    numbers = {"own": 0x3FFD, "body": 0x3FDE}
    entries = [
        struct.pack("<HHIQ", 3, numbers[name], 6, page | 0xDEAD << 32)
        for name, page in pages.items()
    ]
    return make_ole(
        {
            "__properties_version1.0": bytes(32) + b"".join(entries),
            "__substg1.0_0037001E": text,
            "__substg1.0_1000001E": text,
        }
    )


@pytest.mark.parametrize(
    ("text", "encoding", "pages"),
    [
        ("Отчёт", "cp1251", {"own": 1251}),
        ("Отчёт", "cp1251", {"body": 1251}),
        ("格式測試", "cp950", {"own": 950, "body": 65001}),
        ("Thiès", "cp1252", {"body": 65001}),
        ("Thiès", "cp1252", {"own": 4711}),
        ("Thiès", "cp1252", {}),
    ],
)
def test_msg_is_decoded_by_the_code_page_that_fits(
    read: Read, text: str, encoding: str, pages: dict[str, int]
) -> None:
    found = read("a.msg", make_narrow_mail(text.encode(encoding), **pages))
    assert (found["title"], found["text"]) == (text, f"Subject: {text}\n{text}")
