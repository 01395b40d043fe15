"""Every mail of a box is a message or is counted with its reason, whatever its box looks like."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from letters import BEGIN, write_letter, write_mbox
from people import ANA

from models.harvest import Finding
from models.words import FindingKind, SourceKind
from services.harvest.sense import make_facts
from services.harvest.source_files import list_source
from services.harvest.source_readers import SourceReading, open_sandbox, read_contents
from services.harvest.walk import Reach
from services.isolation.sandbox import Sandbox
from services.mailbox.boxes import list_slices
from services.mailbox.copies import drop_copies
from services.mailbox.losses import PARTED, SENTENCES
from services.mailbox.mailboxes import join_readings, read_mailbox
from services.mailbox.message_job import parse_message
from services.mailbox.messages import MailboxReading, Message
from services.mailbox.odd_dates import guess_date

ENVELOPES = (b"From x@y.example Mon Nov  2 09:00:00 2026\n", b"From \n", b"From -\n", b"From a@b\n")
PGP = "-----BEGIN PGP MESSAGE-----\nhQEMA\n-----END PGP MESSAGE-----"
ENCRYPTED = b"""From: Bea <bea@x.example>
To: ana.sow@example.org
Subject: Sealed
Date: Mon, 09 Nov 2026 10:00:00 +0000
Message-ID: <%d@x>
MIME-Version: 1.0
Content-Type: %s
Content-Transfer-Encoding: base64

eJ8+IgAA
"""


def write_dated(date: str) -> bytes:
    """A letter with this Date, which the library would refuse to write."""
    return b"Date: " + date.encode() + b"\n" + write_letter(date, Date="")


KINDS = {
    "plain": ("", write_letter("Hello", Message_ID="<0@x>")),
    "no id": ("", write_letter("Without an id")),
    "odd date": ("", write_dated("lun., 9 nov. 2026 10:00:00 +0100")),
    "american date": ("", write_dated("11/9/2026 10:00:00 AM")),
    "no date": ("mail_undated", write_dated("the day after tomorrow")),
    "either day": ("mail_undated", write_dated("11/9/2026 10:00")),
    "private": ("mail_private", write_letter("p", Subject="Personal: fees")),
    "draft": ("mail_draft_spam_or_trash", write_letter("d", X_Gmail_Labels="Papelera")),
    "pgp": ("mail_encrypted", write_letter(PGP)),
    "smime": ("mail_encrypted", ENCRYPTED % (1, b"application/pkcs7-mime; name=smime.p7m")),
    "rpmsg": ("mail_protected", ENCRYPTED % (2, b"application/x-microsoft-rpmsg-message")),
    "winmail": ("mail_in_winmail_dat", ENCRYPTED % (3, b"application/ms-tnef")),
    "from": ("", write_letter("a\n\n>From what I know it is fine.\n\nFrom: nobody\nb")),
}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with open_sandbox(workers=1) as opened:
        yield opened


def count(path: Path) -> tuple[int, dict[str, int]]:
    """What a mailbox gives without a sandbox: mails that were read, and the others by reason."""
    counted = {"private": 0, "left_out": 0, "unreadable": 0}
    messages: list[Message] = []
    for place in list_slices(path, "box"):
        assert not isinstance(place, Finding)
        found = parse_message(path.read_bytes()[place.start : place.end])
        if "message" in found:
            messages.append(Message.model_validate(found["message"]))
        for name in {"private", "left_out"} & found.keys():
            counted[name] += 1
        counted["unreadable"] += "failure" in found and "message" not in found
    once = drop_copies(messages)
    copies = len(messages) - len(once)
    reading = MailboxReading(messages=tuple(once), duplicates=copies, **counted)
    return sum(not one.loss for one in once), reading.count()


ENDS = [b"\n", b"\r\n", b"\r", b"\r\r\n"]


@settings(max_examples=150)
@given(
    kinds=st.lists(st.sampled_from(sorted(KINDS)), min_size=1, max_size=12),
    shape=st.tuples(
        st.sampled_from(ENVELOPES),
        st.sampled_from([b"", b"\n"]),
        st.sampled_from(ENDS),
        st.sampled_from([b"", b"\xef\xbb\xbf"]),
    ),
)
def test_messages_and_what_is_not_counted_are_all(
    tmp_path_factory: pytest.TempPathFactory,
    kinds: list[str],
    shape: tuple[bytes, bytes, bytes, bytes],
) -> None:
    envelope, between, end, mark = shape
    box = tmp_path_factory.mktemp("box") / "a.mbox"
    letters = [KINDS[kind][1].rstrip(b"\n") + b"\n" for kind in kinds]
    content = b"".join(envelope + letter + between for letter in letters)
    box.write_bytes(mark + content.replace(b"\n", end))
    read, others = count(box)
    assert read + sum(others.values()) == len(kinds)
    # The line between two mails may have the date that the mail has not.
    lines = {"mail_undated"} if envelope == ENVELOPES[0] else set()
    reasons = {kind: KINDS[kind][0] for kind in kinds if KINDS[kind][0] not in lines}
    assert read == len(set(kinds)) - len([kind for kind in reasons if reasons[kind]])
    assert set(reasons.values()) - {""} == others.keys() - {"mail_duplicate"}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_of_mailbox_says_why(tmp_path: Path, sandbox: Sandbox, kind: str) -> None:
    reason, letter = KINDS[kind]
    (tmp_path / "export").mkdir()
    for name in ("a.eml", "b.eml"):
        (tmp_path / "export" / name).write_bytes(letter)
    listing = list_source(SourceKind.mailbox, "export", tmp_path / "export", Reach(), {})
    ((file, key),) = listing.files
    contents = dict(read_contents(SourceKind.mailbox, {key: file.location}, sandbox))
    reading = SourceReading(
        kind=SourceKind.mailbox, path="export", files=listing.files, contents=contents
    )
    facts = make_facts([reading], ANA, BEGIN.date())
    assert facts.sources[0].messages + sum(facts.not_counted.values()) == 2
    assert facts.not_counted.keys() <= {reason, "mail_duplicate"}
    said = {one.reason for one in facts.findings if one.kind is FindingKind.unreadable}
    assert said == ({SENTENCES[reason]} if reason in SENTENCES else set())


def test_two_mails_with_one_id_are_two_and_copies_are_one(tmp_path: Path, sandbox: Sandbox) -> None:
    letters = [
        write_letter("Scan one", Message_ID="<scanner@printer>"),
        write_letter("Scan two", Message_ID="<scanner@printer>"),
        write_letter("Scan one", Message_ID="<scanner@printer>", Received="by mx.example.org"),
        write_letter("Scan one\n\n_____\nThe list", Subject="[wells] Pumps"),
    ]
    letters[3] = b"Message-ID: <scanner@printer>\n" + letters[3]
    reading = read_mailbox(write_mbox(tmp_path / "m.mbox", letters), sandbox)
    assert sorted(one.text for one in reading.messages) == ["Scan one", "Scan two"]
    assert len({one.message_id for one in reading.messages}) == 2
    assert reading.duplicates == 2
    assert join_readings([reading, reading]).messages == reading.messages


def test_what_stands_before_the_first_mail_is_told(tmp_path: Path, sandbox: Sandbox) -> None:
    box = write_mbox(tmp_path / "m.mbox", [write_letter()])
    box.write_bytes(b"no mail at all\n\n" + box.read_bytes())
    reading = read_mailbox(box, sandbox)
    assert len(reading.messages) == 1
    assert [one.reason for one in reading.findings] == ["begins with bytes that are no mail"]
    assert reading.count() == {"mailbox_unreadable": 1}


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("lun., 9 nov. 2026 10:00:00 +0100", "2026-11-09 10:00:00+01:00"),
        ("9. November 2026 um 10:00", "2026-11-09 10:00:00+00:00"),
        ("11/9/2026 1:00:00 PM", "2026-11-09 13:00:00+00:00"),
        ("9.11.2026 10:05", "2026-11-09 10:05:00+00:00"),
        ("14/11/2026", "2026-11-14 00:00:00+00:00"),
        ("1794218400", "2026-11-09 10:00:00+00:00"),
        ("11/9/2026 10:00", "None"),
        ("31/31/2026", "None"),
        ("25:99 9 November 2026", "None"),
        ("9 November 2026 10:00 +9999", "None"),
        ("0000000000", "None"),
    ],
)
def test_a_date_is_read_where_it_can_only_mean_one_moment(text: str, moment: str) -> None:
    assert str(guess_date(text)) == moment


@given(st.text(max_size=60), st.text("0123456789/.-: +APM", max_size=30))
def test_no_date_header_stops_the_reader(text: str, digits: str) -> None:
    for one in (text, digits):
        assert str(guess_date(one))


def test_a_sentence_with_a_colon_after_it_divides_no_mail(tmp_path: Path, sandbox: Sandbox) -> None:
    body = "Hello\n\nFrom our side:\nNote: this\nMore: that\n\nFrom now on\nRule: none"
    box = tmp_path / "m.mbox"
    box.write_bytes(ENVELOPES[0] + write_letter(body))
    assert len(read_mailbox(box, sandbox).messages) == 1


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("size", [10, 3_000_000])
def test_mails_without_marks_are_told_apart_by_their_heads(
    tmp_path: Path, sandbox: Sandbox, end: bytes, size: int
) -> None:
    box = tmp_path / "m.mbox"
    letters = [write_letter("x" * size, Message_ID=f"<{number}@x>") for number in range(3)]
    box.write_bytes(b"\n".join(letters).replace(b"\n", end))
    reading = read_mailbox(box, sandbox)
    assert {one.message_id for one in reading.messages} == {"0@x", "1@x", "2@x"}
    (finding,) = reading.findings
    assert (finding.reason, finding.place) == (SENTENCES[PARTED], "3 mails")


BROKEN_MARKS = (
    *(b"from tom@x.example Mon Nov  2 09:00:00 2026\n", b"From\ttom@x.example 2026\n"),
    *(b" From tom@x.example Mon Nov  2\n", b"\x1aFrom tom@x.example Mon Nov  2\n"),
    *(b"\x0cFrom tom@x.example 9:00\n", b"From\xc2\xa0tom@x.example\n", b"\n", b".\n"),
    *(b"\x01\x01\x01\x01\n", b"\xe2\x80\x8bFrom tom@x.example Mon Nov  2\n"),
)


@pytest.mark.parametrize("mark", BROKEN_MARKS)
@pytest.mark.parametrize("end", ENDS)
def test_a_mail_behind_a_broken_mark_is_one(
    tmp_path: Path, sandbox: Sandbox, mark: bytes, end: bytes
) -> None:
    box = tmp_path / "m.mbox"
    marks = (ENVELOPES[0], mark, mark, ENVELOPES[0])
    letters = [write_letter(f"{number}", Message_ID=f"<{number}@x>") for number in range(4)]
    content = b"".join(one + two for one, two in zip(marks, letters, strict=True))
    box.write_bytes(content.replace(b"\n", end))
    reading = read_mailbox(box, sandbox)
    assert [one.text[:1] for one in reading.messages] == ["0", "1", "2", "3"]
    (finding,) = reading.findings
    assert (finding.reason, finding.place) == (SENTENCES[PARTED], "2 mails")


ENCLOSED = {
    "sent back": b"------ This is a copy of the message, with all its headers. ------\n\n",
    "forwarded": b"---------- Forwarded message ---------\n\n",
    "by a Mac": b"Begin forwarded message:\n\n",
    "a part": b"Content-Type: message/rfc822\nContent-Disposition: inline\n\n",
    "a digest": b"\n--frontier\n\n",
}


@pytest.mark.parametrize("before", ENCLOSED)
def test_a_mail_that_another_holds_is_a_part_of_it(
    tmp_path: Path, sandbox: Sandbox, before: str
) -> None:
    box = tmp_path / "m.mbox"
    inside = write_letter("b", Message_ID="<2@x>")
    holder = write_letter("a", Message_ID="<1@x>") + b"\n" + ENCLOSED[before] + inside
    for mark in (b"", ENVELOPES[0]):
        box.write_bytes(mark + holder)
        reading = read_mailbox(box, sandbox)
        assert [one.message_id for one in reading.messages] == ["1@x"]
        assert reading.findings == ()


def test_one_mail_without_a_mark_is_one(tmp_path: Path, sandbox: Sandbox) -> None:
    box = tmp_path / "m.mbox"
    quoted = "Hello\n\nFrom: Tom\nTo: Ana\nDate: Monday\nSubject: Pumps\n\nGo on."
    box.write_bytes(write_letter(quoted))
    reading = read_mailbox(box, sandbox)
    assert (len(reading.messages), reading.findings) == (1, ())
