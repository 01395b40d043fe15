"""A secret in any field of a mail or of a calendar is in nothing that is kept of it."""

from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from ics_texts import make_calendar, make_event
from letters import write_letter, write_mbox

from models.words import FindingKind
from services.calendars import read_calendar
from services.harvest.source_readers import open_sandbox
from services.isolation.sandbox import Sandbox
from services.mailbox.mailboxes import read_mailbox

SECRET = "Ocelot-Run-55x"
PW = f"pw {SECRET}"


def make_attachment() -> bytes:
    letter = message_from_bytes(write_letter(), policy=default)
    letter.add_attachment(b"14 wells", "text", "plain", filename=f"{PW}.txt")
    return letter.as_bytes()


FIELDS = {
    "subject": write_letter("Hello", Subject=PW),
    "text": write_letter(f"Hello,\nPassword:\n{SECRET}\nKofi"),
    "text below its subject": write_letter(f"{SECRET}\n", Subject="Wi-Fi password"),
    "sender": write_letter(From=f'"Tom, {PW}" <tom@partner.example>'),
    "receiver": write_letter(To=f'"Ana, {PW}" <ana.sow@example.org>'),
    "copy": write_letter(Cc=f'"Ben, {PW}" <ben@example.org>'),
    "organization": write_letter(Organization=PW),
    "ids": write_letter(Message_ID=f"<password={SECRET}@x>", References=f"<password={SECRET}@x>"),
    "private subject": write_letter("Hello", Subject=f"Private: {PW}"),
    "attachment": make_attachment(),
}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with open_sandbox(workers=1) as opened:
        yield opened


@pytest.mark.parametrize("field", FIELDS)
def test_no_field_of_a_mail_keeps_its_secret(tmp_path: Path, sandbox: Sandbox, field: str) -> None:
    reading = read_mailbox(write_mbox(tmp_path / "mail.mbox", [FIELDS[field]]), sandbox)
    assert SECRET not in reading.model_dump_json()
    kinds = [finding.kind for finding in reading.findings]
    assert FindingKind.secret in kinds or field in ("private subject", "attachment")


def test_no_file_name_below_a_mailbox_keeps_its_secret(tmp_path: Path, sandbox: Sandbox) -> None:
    (tmp_path / f"pw {SECRET}.eml").write_bytes(FIELDS["text"])
    reading = read_mailbox(tmp_path, sandbox)
    assert len(reading.messages) == 1
    assert SECRET not in reading.model_dump_json()


EVENT = "DTSTART:20261202T090000Z"
ENTRIES = {
    "title": f"{EVENT}\nSUMMARY:{PW}",
    "place": f"{EVENT}\nSUMMARY:Call\nLOCATION:Zoom 884 213 771 passcode: {SECRET}",
    "uid": f"{EVENT}\nSUMMARY:Call\nUID:password={SECRET}",
    "category": f"{EVENT}\nSUMMARY:Call\nCATEGORIES:{PW}",
    "guest": f'{EVENT}\nSUMMARY:Call\nATTENDEE;CN="{PW}":mailto:tom@partner.example',
    "organizer": f'{EVENT}\nSUMMARY:Call\nORGANIZER;CN="{PW}":mailto:tom@partner.example',
}


@pytest.mark.parametrize("field", ENTRIES)
def test_no_field_of_an_entry_keeps_its_secret(
    tmp_path: Path, sandbox: Sandbox, field: str
) -> None:
    path = tmp_path / "team.ics"
    path.write_text(make_calendar(make_event(ENTRIES[field])))
    reading = read_calendar(bytes(path), "team.ics", sandbox)
    assert len(reading.events) == 1
    assert SECRET not in reading.model_dump_json()
    (finding,) = reading.findings
    assert (finding.kind, finding.path) == (FindingKind.secret, "team.ics")
