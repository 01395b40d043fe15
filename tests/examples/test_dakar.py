"""The exit that ships with the product: made again byte for byte, and full of what it promises."""

import csv
import email
import email.policy
import mailbox
from collections import Counter
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import icalendar
import pikepdf
import pytest
from each import each
from lxml import etree
from ruamel.yaml import YAML

from examples.make_dakar import DAKAR, STORY, make_dakar
from models.record_kinds import AnyRecord
from models.words import Audience

ANSWERS = sorted((DAKAR / "answers").glob("*.yaml"))
KINDS = {kind.model_fields["kind"].default: kind for kind in AnyRecord.__args__}


def _read_yaml(path: Path) -> Any:
    return YAML(typ="safe").load(path.read_text(encoding="utf-8"))


def _list_records() -> list[dict[str, Any]]:
    return [record for path in ANSWERS for record in _read_yaml(path)["records"]]


@pytest.fixture(scope="module")
def made() -> dict[str, bytes]:
    return make_dakar()


@pytest.fixture(scope="module")
def mails() -> list[EmailMessage]:
    box = mailbox.mbox(DAKAR / "mail.mbox", create=False)
    return [email.message_from_bytes(bytes(mail), policy=email.policy.default) for mail in box]


def test_what_is_made_again_is_what_is_committed(made: dict[str, bytes]) -> None:
    committed = {
        path.relative_to(DAKAR).as_posix(): path.read_bytes()
        for path in DAKAR.rglob("*")
        if path.is_file()
    }
    assert made == committed


def test_the_exit_stays_small(made: dict[str, bytes]) -> None:
    assert sum(map(len, made.values())) < 3_000_000


def test_the_case_names_who_leaves_and_what_is_read() -> None:
    case = _read_yaml(DAKAR / "CASE.yaml")
    assert case["format"] == "baton-case/1"
    assert case["leaver"]["email"] == "ana.sow@example.org"
    assert all((DAKAR / source["path"]).exists() for source in case["sources"])


@each("record", _list_records())
def test_every_record_is_of_the_contract(record: dict[str, Any]) -> None:
    assert KINDS[record["kind"]].model_validate(record).title == record["title"]


def test_every_kind_and_every_audience_is_used() -> None:
    records = _list_records()
    assert {record["kind"] for record in records} == set(KINDS)
    assert {record.get("audience", "successor") for record in records} == set(Audience)
    assert len(records) >= 55


def test_records_name_files_that_exist() -> None:
    named = [source for record in _list_records() for source in record.get("sources", [])]
    named += [record["location"] for record in _list_records() if "location" in record]
    assert named
    assert [path for path in named if not (DAKAR / path).is_file()] == []


def test_the_drive_has_all_formats() -> None:
    endings = Counter(path.suffix for path in (DAKAR / "drive").rglob("*") if path.is_file())
    assert {".pdf", ".docx", ".xlsx", ".pptx", ".odt", ".rtf"} <= set(endings)
    assert {".html", ".md", ".txt", ".csv", ".eml"} <= set(endings)
    assert endings.total() >= 60


def test_office_files_are_well_formed(made: dict[str, bytes]) -> None:
    packed = [content for content in made.values() if content.startswith(b"PK")]
    for content in packed:
        with ZipFile(BytesIO(content)) as archive:
            names = [name for name in archive.namelist() if name.endswith((".xml", ".rels"))]
            assert all(etree.fromstring(archive.read(name)) is not None for name in names)
    assert len(packed) > 30


def test_one_pdf_is_locked_and_one_is_cut() -> None:
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(DAKAR / "drive/Reports/Audit certificate AKEV 2025.pdf")
    assert b"%%EOF" not in (DAKAR / "drive/Procurement/Scan 0417.pdf").read_bytes()


def test_the_locked_pdf_opens_with_its_password() -> None:
    path = DAKAR / "drive/Reports/Audit certificate AKEV 2025.pdf"
    with pikepdf.open(path, password="only the auditor knows") as document:
        assert str(document.docinfo["/Title"]) == "Audit certificate AKEV 2025"
        assert b"PCA-2025-04" in document.pages[0].obj["/Contents"].read_bytes()


def test_expected_duplicates_are_the_same_bytes() -> None:
    pairs = _read_yaml(STORY / "expected.yaml")["duplicates"]
    for first, second in pairs:
        contents = [(DAKAR / "drive" / path).read_bytes() for path in (first, second)]
        assert contents[0] == contents[1]


def test_the_mailbox_holds_four_hundred_mails_both_ways(mails: list[EmailMessage]) -> None:
    sent = [mail for mail in mails if "ana.sow@example.org" in mail["From"]]
    assert len(mails) == 400
    assert len(sent) >= 120
    assert len({mail["Message-ID"] for mail in mails}) == 400


def test_mails_come_in_every_shape(mails: list[EmailMessage]) -> None:
    kinds = Counter(mail.get_content_type() for mail in mails)
    assert {"text/plain", "text/html", "multipart/alternative", "multipart/mixed"} <= set(kinds)
    assert sum("In-Reply-To" in mail for mail in mails) > 150
    assert sum("List-Id" in mail for mail in mails) > 30


def test_replies_answer_mails_of_the_mailbox(mails: list[EmailMessage]) -> None:
    known = {mail["Message-ID"] for mail in mails}
    answered = {mail["In-Reply-To"] for mail in mails if mail["In-Reply-To"]}
    assert answered <= known


def test_some_attachments_are_files_of_the_drive(mails: list[EmailMessage]) -> None:
    on_drive = {path.read_bytes() for path in (DAKAR / "drive").rglob("*") if path.is_file()}
    attached = [
        part.get_payload(decode=True)
        for mail in mails
        for part in mail.iter_attachments()
        if part.get_filename()
    ]
    assert len(attached) > 20
    assert set(attached) <= on_drive


def test_expected_threads_are_in_the_mailbox(mails: list[EmailMessage]) -> None:
    expected = _read_yaml(STORY / "expected.yaml")
    wanted = [*expected["open_threads"]["waiting"], *expected["open_threads"]["promised"]]
    subjects = {str(mail["Subject"]).removeprefix("RE: ").removeprefix("Re: ") for mail in mails}
    assert [subject for subject in wanted + expected["not_open"] if subject not in subjects] == []


def test_the_calendar_has_series_one_broken_entry_and_private_ones() -> None:
    calendar = icalendar.Calendar.from_ical((DAKAR / "calendar.ics").read_bytes())
    entries = calendar.walk("VEVENT")
    titles = {str(entry["SUMMARY"]) for entry in entries}
    assert set(_read_yaml(STORY / "expected.yaml")["running_series"]) <= titles
    assert sum(bool(entry.errors) for entry in entries) == 1
    assert sum(str(entry.get("CLASS")) == "PRIVATE" for entry in entries) == 2


def test_every_file_has_a_time(made: dict[str, bytes]) -> None:
    rows = csv.DictReader((DAKAR / "mtimes.csv").read_text(encoding="utf-8").splitlines())
    times = {row["path"]: row["modified_at"] for row in rows}
    assert set(times) == set(made) - {"mtimes.csv"}
    assert min(times.values()) < "2024"
    assert max(times.values()) > "2026-11"


def _list_texts(mails: list[EmailMessage]) -> str:
    """Everything of the exit that a person could read, packed and coded parts opened."""
    texts = [str(part.get_payload(decode=True)) for mail in mails for part in mail.walk()]
    texts += [str(mail[name]) for mail in mails for name in ("From", "To", "Subject")]
    for path in DAKAR.rglob("*"):
        if path.is_file() and path.read_bytes().startswith(b"PK"):
            with ZipFile(path) as archive:
                texts += [str(archive.read(name)) for name in archive.namelist()]
        elif path.is_file():
            texts.append(str(path.read_bytes()))
    return "\n".join(texts)


def test_every_canary_sits_in_the_exit(mails: list[EmailMessage]) -> None:
    canaries = _read_yaml(STORY / "canaries.yaml")
    text = _list_texts(mails)
    assert set(canaries) == {"private", "secret", "excluded", "manager_only", "private_records"}
    missing = [word for words in canaries.values() for word in words if word not in text]
    assert missing == []
