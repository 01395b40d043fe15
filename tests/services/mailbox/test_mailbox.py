"""Mailboxes of every kind are read whole; what is broken costs only itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from letters import write_letter, write_mbox

from models.words import FindingKind
from services.isolation.sandbox import Sandbox
from services.mailbox.mailboxes import PRELOAD, join_readings, read_mailbox, stream_mailbox


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(PRELOAD, workers=1) as opened:
        yield opened


def test_an_mbox_gives_each_message_oldest_first(tmp_path: Path, sandbox: Sandbox) -> None:
    letters = [
        write_letter("Second", Message_ID="<2@x>", Date="Wed, 4 Nov 2026 10:00:00 +0100"),
        write_letter("First", Message_ID="<1@x>", Date="Tue, 3 Nov 2026 10:00:00 +0100"),
    ]
    reading = read_mailbox(write_mbox(tmp_path / "mail.mbox", letters), sandbox)
    assert [message.text for message in reading.messages] == ["First", "Second"]
    assert str(reading.messages[0].sent_at) == "2026-11-03 10:00:00+01:00"
    assert reading.findings == ()


def test_a_sentence_that_begins_with_from_divides_no_message(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    body = (
        "Hello\n\nFrom what I know it is fine.\n\n"
        "From Monday 10:30 on 2 Nov 2026 we are closed.\nBye"
    )
    box = tmp_path / "mail.mbox"
    envelope = b"From x@y Mon Nov  2 09:00:00 2026\n"
    box.write_bytes(envelope + write_letter(body) + b"\n" + envelope + write_letter("Two"))
    reading = read_mailbox(box, sandbox)
    assert len(reading.messages) == 2
    assert "closed" in "".join(message.text for message in reading.messages)


@pytest.mark.parametrize(
    ("filed", "year"), [("Mon Nov  2 09:00:00 2026", 2026), ("Tue Jan  1 00:00:00 1980", 2099)]
)
def test_a_mail_of_a_far_year_was_sent_when_it_was_filed(
    tmp_path: Path, sandbox: Sandbox, filed: str, year: int
) -> None:
    letter = write_letter("One", Date="Mon, 02 Nov 2099 10:00:00 +0000")
    box = tmp_path / "mail.mbox"
    box.write_bytes(f"From x@y {filed}\n".encode() + letter)
    (message,) = read_mailbox(box, sandbox).messages
    assert message.sent_at is not None
    assert message.sent_at.year == year


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_marks_at_the_edges_of_chunks_are_found(
    tmp_path: Path, sandbox: Sandbox, end: bytes
) -> None:
    letters = [
        write_letter("x" * 60_000 + f"\nnumber {number}", Message_ID=f"<{number}@x>")
        for number in range(150)
    ]
    box = write_mbox(tmp_path / "mail.mbox", letters)
    box.write_bytes(box.read_bytes().replace(b"\n", end))
    reading = read_mailbox(box, sandbox)
    assert {message.message_id for message in reading.messages} == {
        f"{number}@x" for number in range(150)
    }


def test_a_maildir_shows_by_folder_and_flag_what_is_no_mail(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    for place, text in {
        "cur/1.host:2,S": "kept",
        "new/2.host": "new",
        "tmp/3.host": "half written",
        "cur/4.host:2,ST": "thrown away",
        ".Brouillons/cur/5.host:2,D": "draft",
        ".Sent/cur/6.host:2,S": "sent",
    }.items():
        path = tmp_path / "mail" / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(write_letter(text, Message_ID=f"<{text.replace(' ', '')}@x>"))
    reading = read_mailbox(tmp_path / "mail", sandbox)
    assert {message.text for message in reading.messages} == {"kept", "new", "sent"}
    assert [message.text for message in reading.messages if message.is_sent_copy] == ["sent"]
    assert reading.left_out == 2


def test_a_folder_of_letters_leaves_out_drafts_spam_and_trash(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    for folder in ("Inbox", "Borradores", "Spam", "Éléments supprimés", "المسودات", "草稿"):
        path = tmp_path / "export" / folder / "one.eml"
        path.parent.mkdir(parents=True)
        path.write_bytes(write_letter(folder, Message_ID=f"<{len(folder)}@x>"))
    reading = read_mailbox(tmp_path / "export", sandbox)
    assert [message.text for message in reading.messages] == ["Inbox"]
    assert reading.left_out == 5


def test_labels_of_gmail_are_read_in_any_language(tmp_path: Path, sandbox: Sandbox) -> None:
    letters = [
        write_letter("spam", Message_ID="<1@x>", X_Gmail_Labels="Courrier indésirable,Ouvert"),
        write_letter("bin", Message_ID="<2@x>", X_Gmail_Labels="Papelera"),
        write_letter("kept", Message_ID="<3@x>", X_Gmail_Labels="Boîte de réception,Important"),
    ]
    reading = read_mailbox(write_mbox(tmp_path / "takeout.mbox", letters), sandbox)
    assert [message.text for message in reading.messages] == ["kept"]


def test_private_mail_is_counted_and_only_its_subject_is_reported(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    letters = [
        write_letter("orchid", Subject="Personal: school fees", Message_ID="<1@x>"),
        write_letter("orchid", Sensitivity="Private", Message_ID="<2@x>"),
        write_letter("orchid", X_Gmail_Labels="Privé", Message_ID="<3@x>"),
        write_letter("kept", Message_ID="<4@x>"),
    ]
    reading = read_mailbox(write_mbox(tmp_path / "mail.mbox", letters), sandbox)
    assert reading.private == 3
    assert {finding.kind for finding in reading.findings} == {FindingKind.private}
    assert [(finding.name, finding.reason) for finding in reading.findings] == [
        ("mail.mbox: Personal: school fees", "is marked private"),
        ("mail.mbox: Pumps", "2 mails are marked private"),
    ]
    assert "orchid" not in reading.model_dump_json()


def test_a_message_that_lies_twice_is_there_once(tmp_path: Path, sandbox: Sandbox) -> None:
    letters = [write_letter("One", Message_ID="<1@x>")] * 3
    reading = read_mailbox(write_mbox(tmp_path / "mail.mbox", letters), sandbox)
    assert len(reading.messages) == 1
    assert reading.duplicates == 2


def test_messages_without_an_id_are_distinguished(tmp_path: Path, sandbox: Sandbox) -> None:
    letters = [write_letter("One"), write_letter("Two"), write_letter("Two")]
    reading = read_mailbox(write_mbox(tmp_path / "mail.mbox", letters), sandbox)
    assert sorted(message.text for message in reading.messages) == ["One", "Two"]


def test_secrets_are_masked_and_reported_by_place(tmp_path: Path, sandbox: Sandbox) -> None:
    letters = [write_letter("Hello"), write_letter("The password is Baobab#7741-x, keep it.")]
    reading = read_mailbox(write_mbox(tmp_path / "mail.mbox", letters), sandbox, shown_as="m.mbox")
    assert "Baobab#7741" not in reading.model_dump_json()
    (finding,) = reading.findings
    assert (finding.kind, finding.path, finding.place) == (
        FindingKind.secret,
        "m.mbox",
        "message 2",
    )


def test_deep_nesting_is_a_finding_and_its_headers_are_kept(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    deep = b"From: tom@partner.example\nTo: ana.sow@example.org\nSubject: Deep\nMessage-ID: <d@x>\n"
    for level in range(3_000):
        deep += f'Content-Type: multipart/mixed; boundary="b{level}"\n\n--b{level}\n'.encode()
    letters = [write_letter("Before", Message_ID="<1@x>"), deep, write_letter("After")]
    reading = read_mailbox(write_mbox(tmp_path / "mail.mbox", letters), sandbox)
    assert {message.subject for message in reading.messages} == {"Pumps", "Deep"}
    assert len(reading.messages) == 3
    (finding,) = reading.findings
    assert (finding.reason, finding.place) == ("is nested too deeply", "message 2")


def test_bytes_that_are_no_mail_cost_only_themselves(tmp_path: Path, sandbox: Sandbox) -> None:
    for name, data in {
        "a.eml": write_letter("Kept"),
        "b.eml": bytes(range(256)) * 40,
        "c.msg": b"\xd0\xcf\x11\xe0",
        "d.eml": b"",
        "e.pst": b"!BDN",
        "notes.txt": b"No mail at all.",
    }.items():
        (tmp_path / name).write_bytes(data)
    reading = read_mailbox(tmp_path, sandbox, shown_as="export")
    assert [message.text for message in reading.messages] == ["Kept"]
    assert sorted(finding.path for finding in reading.findings) == [
        "export/b.eml", "export/c.msg", "export/d.eml", "export/e.pst", "export/notes.txt",
    ]  # fmt: skip
    assert str(tmp_path) not in reading.model_dump_json()


def test_a_mailbox_that_is_not_there_is_a_finding(tmp_path: Path, sandbox: Sandbox) -> None:
    reading = read_mailbox(tmp_path / "gone.mbox", sandbox)
    assert [finding.kind for finding in reading.findings] == [FindingKind.unreadable]


def test_links_are_not_followed(tmp_path: Path, sandbox: Sandbox) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "one.eml").write_bytes(write_letter("elsewhere"))
    (tmp_path / "export").mkdir()
    (tmp_path / "export" / "link").symlink_to(tmp_path / "other")
    (tmp_path / "export" / "one.eml").symlink_to(tmp_path / "other" / "one.eml")
    assert read_mailbox(tmp_path / "export", sandbox).messages == ()


@pytest.mark.slow
def test_a_mailbox_comes_in_pieces_that_join_to_the_whole(tmp_path: Path, sandbox: Sandbox) -> None:
    letters = [write_letter(f"{number}", Message_ID=f"<{number}@x>") for number in range(620)]
    box = write_mbox(tmp_path / "mail.mbox", letters)
    pieces = list(stream_mailbox(box, sandbox))
    assert [len(piece.messages) for piece in pieces] == [500, 120]
    assert join_readings(pieces) == read_mailbox(box, sandbox)


def test_the_copy_among_the_sent_mail_is_the_one_kept(tmp_path: Path, sandbox: Sandbox) -> None:
    for folder in ("Inbox", "Sent"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "one.eml").write_bytes(write_letter("One", Message_ID="<1@x>"))
    (message,) = read_mailbox(tmp_path, sandbox).messages
    assert message.is_sent_copy


@pytest.mark.parametrize(
    "place", ["Drafts/one.eml", "Maildir/cur/1.host:2,ST", ".Trash/cur/1.host:2,S", "Spam/one.eml"]
)
def test_a_message_that_is_read_alone_still_lies_in_its_folder(
    tmp_path: Path, sandbox: Sandbox, place: str
) -> None:
    path = tmp_path / place
    path.parent.mkdir(parents=True)
    path.write_bytes(write_letter("One"))
    assert read_mailbox(path, sandbox).left_out == 1
