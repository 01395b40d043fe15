"""Outlook items: a .msg file in a mailbox is a mail like any other."""

import struct
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from files import make_ole

from services.isolation.sandbox import Sandbox
from services.mailbox.mailboxes import PRELOAD, read_mailbox
from services.mailbox.messages import UNADDRESSED, Address, MailboxReading

SEAN = "sean.o'brien@partner.example"
SENT = datetime(2026, 10, 5, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(PRELOAD, workers=1) as opened:
        yield opened


def say(place: str, number: str, text: str) -> dict[str, bytes]:
    return {f"{place}__substg1.0_{number}001F": text.encode("utf-16-le")}


def give(place: str, head: int, **numbers: int) -> dict[str, bytes]:
    """Return properties of fixed length, by their hexadecimal numbers."""
    rows = [struct.pack("<HHIQ", 3, int(key[1:], 16), 6, value) for key, value in numbers.items()]
    return {f"{place}__properties_version1.0": bytes(head) + b"".join(rows)}


def give_to(number: int, name: str, email: str, kind: int) -> dict[str, bytes]:
    place = f"__recip_version1.0_#{number:08}/"
    return say(place, "3001", name) | say(place, "39FE", email) | give(place, 8, n0C15=kind)


def make_item(**more: int) -> dict[str, bytes]:
    ticks = int((SENT - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()) * 10_000_000
    sent = struct.pack("<HHIQ", 0x40, 0x0039, 6, ticks)
    fixed = give("", 32, **more)["__properties_version1.0"] + sent
    attached = "__attach_version1.0_#00000000/"
    return {
        "__properties_version1.0": fixed,
        **say("", "0037", "Well plan, second draft"),
        **say("", "0C1A", "O'Brien, Se\u00e1n"),
        **say("", "5D01", SEAN),
        **say("", "1035", "<77@partner.example>"),
        **say("", "1000", "Could you send me the plan? The password is Kora#2020"),
        **give_to(0, "Ana Sow", "ana.sow@example.org", 1),
        **give_to(1, "Old System", "/O=ORG/CN=OLD", 2),
        **say(attached, "3707", "plan.docx"),
        f"{attached}__substg1.0_37010102": b"x" * 4096,
    }


def read(tmp_path: Path, sandbox: Sandbox, content: bytes, name: str = "one.msg") -> MailboxReading:
    place = tmp_path / "mail" / name
    place.parent.mkdir(parents=True)
    place.write_bytes(content)
    return read_mailbox(tmp_path / "mail", sandbox, shown_as="mail")


def test_a_mail_of_outlook_is_read_as_a_mail(tmp_path: Path, sandbox: Sandbox) -> None:
    reading = read(tmp_path, sandbox, make_ole(make_item()), "Inbox/one.msg")
    (message,) = reading.messages
    assert message.sender == Address(
        email="sean.o'brien@partner.example", name="O'Brien, Se\u00e1n"
    )
    assert message.to == (Address(email="ana.sow@example.org", name="Ana Sow"),)
    assert [(one.name, one.email.endswith(UNADDRESSED)) for one in message.cc] == [
        ("Old System", True)
    ]
    assert (message.sent_at, message.message_id) == (SENT, "77@partner.example")
    assert message.subject == "Well plan, second draft"
    assert message.text.startswith("Could you send me the plan?")
    assert "Kora#2020" not in reading.model_dump_json()
    assert [one.name for one in message.attachments] == ["plan.docx"]
    assert message.labels == ("Inbox",)
    assert [one.kind for one in reading.findings] == ["secret"]


def test_what_its_sender_calls_private_is_not_read(tmp_path: Path, sandbox: Sandbox) -> None:
    reading = read(tmp_path, sandbox, make_ole(make_item(n0036=2)))
    assert (reading.messages, reading.private) == ((), 1)
    assert [(one.kind, one.place) for one in reading.findings] == [
        ("private", "Well plan, second draft")
    ]


def test_a_draft_is_left_out(tmp_path: Path, sandbox: Sandbox) -> None:
    reading = read(tmp_path, sandbox, make_ole(make_item(n0E07=8)))
    assert (reading.messages, reading.left_out) == ((), 1)


def test_headers_that_it_came_with_count(tmp_path: Path, sandbox: Sandbox) -> None:
    headers = "From: List <news@lists.example>\r\nList-Id: <news.lists.example>\r\n"
    content = make_ole({**make_item(), **say("", "007D", headers)})
    (message,) = read(tmp_path, sandbox, content).messages
    assert (message.is_list, message.sender) == (
        True,
        Address(email="news@lists.example", name="List"),
    )


def test_one_that_is_cut_is_counted(tmp_path: Path, sandbox: Sandbox) -> None:
    reading = read(tmp_path, sandbox, make_ole(make_item())[:700])
    assert (reading.messages, reading.count()) == ((), {"mail_unreadable": 1})
    assert [one.path for one in reading.findings] == ["mail/one.msg"]


def test_a_data_file_is_counted_with_a_way_out(tmp_path: Path, sandbox: Sandbox) -> None:
    reading = read(tmp_path, sandbox, b"!BDN", "old.pst")
    assert reading.count() == {"mailbox_unreadable": 1}
    assert "export it as mbox or as .eml files" in reading.findings[0].reason
