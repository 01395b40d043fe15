"""Strangers: whole cases that nobody has seen, in three languages, written by a few small writers.

What must stay out of a bag carries one of the CANARIES; what must come out is in `records`.
"""

import mailbox
import os
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from itertools import count
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from examples.dakar_story.document import Document
from examples.dakar_story.files import write_files
from models.record_kinds import RECORD_KINDS, list_own_fields

STORIES = Path(__file__).parent / "flows" / "strangers"
TODAY = "2027-04-12"
TYPED = "A & B <b> {{ 7*7 }}"
"""Must come out as it was typed, in every format."""
CANARIES = {
    "private folder": "cabestan-4471",
    "private file name": "goemon-2208",
    "private mail": "bruyere-9013",
    "private entry": "korrigan-7745",
    "excluded": "menhir-6102",
    "password in a file": "Zephyr!Tuffeau-3390",
    "password in a mail": "Granit#Ardoise-5127",
    "password in an answer": "Sardine$Quai-8846",
    "record for the manager": "phare-1594",
    "private record": "ajonc-3078",
}
CHANGED_AT = datetime(2027, 3, 31, 23, 30, tzinfo=UTC).timestamp()
"""Of every file: another day already, or still, in most time zones."""
PASSWORD_SENTENCE = "The password of the portal is {}"
SAID: dict[str, Any] = {
    "importance": 4,
    "best_holder": 5,
    "second_holder": 2,
    "due_on": "2027-05-20",
    "next_on": "2027-05-04",
    "decided_on": "2026-09-01",
    "only_i_track": True,
    "rhythm": "monthly",
    "lead_time_days": 9,
    "inside": False,
    "introduced": False,
    "when": "week_1",
}
"""Fields that are no free text."""


@dataclass
class Stranger:
    """A case on a disk and what is known of it."""

    story: dict[str, Any]
    case: Path
    answers: list[Path]
    records: list[dict[str, Any]] = field(default_factory=list)
    """Those that the successor may see."""

    @property
    def language(self) -> str:
        return self.case.parent.name

    def list_texts(self) -> list[str]:
        """Every title and every free text that the successor must be given."""
        return [
            value
            for record in self.records
            for name, value in record.items()
            if name not in ("kind", "audience", *SAID)
        ]

    def list_names(self) -> list[str]:
        """What says who this is about: names and addresses, titles, names of files."""
        people = [self.story["case"].get(one) for one in ("leaver", "manager", "receiver")]
        people += [self.story["partner"], self.story["second_partner"]]
        files = [path.stem for path in (self.case.parent / "drive").rglob("*") if path.is_file()]
        said = [part for one in people if one for part in (one["name"], one["email"])]
        return [*said, *files, *(record["title"] for record in self.records)]


def write_stranger(folder: Path, language: str) -> Stranger:
    """Write the case of the story in this language, with all its sources, into a new folder."""
    story = YAML(typ="safe").load((STORIES / f"{language}.yaml").read_text(encoding="utf-8"))
    home = folder / language
    (home / "drive").mkdir(parents=True)
    stranger = Stranger(story, home / "CASE.yaml", [])
    write_drive(story, home / "drive")
    write_mailbox(story, home / "mail.mbox")
    write_calendar(story, home / "calendar.ics")
    sources = [("folder", "drive"), ("mailbox", "mail.mbox"), ("calendar", "calendar.ics")]
    case = {
        "format": "baton-case/1",
        **story["case"],
        "language": language,
        "sources": [{"kind": kind, "path": path} for kind, path in sources],
        "exclude": ["drive/rh/**"],
    }
    write_yaml(stranger.case, case)
    write_answers(stranger, home)
    for path in sorted(home.rglob("*")):
        os.utime(path, (CHANGED_AT, CHANGED_AT))
    return stranger


def write_yaml(path: Path, data: dict[str, Any]) -> None:
    yaml = YAML()
    yaml.width = 4096
    with path.open("w", encoding="utf-8") as file:
        yaml.dump(data, file)


def write_answers(stranger: Stranger, home: Path) -> None:
    """Write one file of the leaver with a record of every kind and audience, one of a peer."""
    phrases, numbers = stranger.story["phrases"], count(1)
    kept = [make_record(kind, phrases, numbers) for kind in RECORD_KINDS]
    kept += [
        {"kind": "tip", "title": TYPED, "body": f"{phrases[0]}: {TYPED}"},
        {"kind": "lesson", "title": f"{phrases[1]} (bis)", "audience": "office"},
        {"kind": "decision", "title": f"{phrases[2]} (bis)", "audience": "network"},
    ]
    password = PASSWORD_SENTENCE.format(CANARIES["password in an answer"])
    masked = {"kind": "system", "title": f"{phrases[3]} (ter)"}
    hidden = [
        {**masked, "quirks": password},
        make_hidden("manager", "record for the manager"),
        make_hidden("private", "private record"),
    ]
    told = [{"kind": "warning", "title": f"{phrases[4]} (ter)", "audience": "team"}]
    stranger.records = [*kept, masked, *told]
    name = stranger.story["case"]["leaver"]["name"]
    head = {"format": "baton-answers/1", "respondent": "leaver", "name": name}
    peer = {**head, "respondent": "peer", "name": stranger.story["peer"]}
    for number, (top, records) in enumerate([(head, kept + hidden), (peer, told)]):
        stranger.answers.append(home / f"answers-{number}.yaml")
        write_yaml(stranger.answers[-1], {**top, "records": records})


def make_record(kind: str, phrases: list[str], numbers: Any) -> dict[str, Any]:
    """A record with every field of its kind, each text distinct from all others by a number."""

    def say(name: str) -> Any:
        number = next(numbers)
        return SAID.get(name, f"{phrases[number % len(phrases)]} {number:03}")

    fields = ("title", "body", *list_own_fields(kind))
    return {"kind": kind} | {name: say(name) for name in fields}


def make_hidden(audience: str, canary: str) -> dict[str, Any]:
    fields = {"kind": "lesson", "audience": audience, "body": CANARIES[canary]}
    return fields | {"title": f"Zut {CANARIES[canary]}", "what_happened": CANARIES[canary]}


def write_drive(story: dict[str, Any], drive: Path) -> None:
    """Write a document in every format, a private one, an excluded one and one with a password."""
    phrases = story["phrases"]
    table = "\n".join(f"| {phrase.replace('|', ' ')} | {at} |" for at, phrase in enumerate(phrases))
    prose = "\n".join(f"# {phrases[0]}\n{phrase}" for phrase in phrases)
    texts = dict.fromkeys(("docx", "pptx", "odt", "rtf", "html", "md", "txt", "pdf"), prose)
    texts["eml"] = f"From: x@example.org\nTo: y@example.org\nSubject: Note\n\n{prose}"
    texts |= {"xlsx": f"# Liste\n{table}", "csv": "a;b\n1;2\n"}
    files = {f"Dossiers/Note {ending} 2027.{ending}": text for ending, text in texts.items()}
    files["Dossiers/Copie de la note.md"] = prose
    files["Dossiers/portail-2027.txt"] = PASSWORD_SENTENCE.format(CANARIES["password in a file"])
    closed = f"{story['private_folder']}/{CANARIES['private file name']}.txt"
    files[closed] = CANARIES["private folder"]
    files["rh/Lettre.txt"] = CANARIES["excluded"]
    documents = [make_document(path, text, story) for path, text in files.items()]
    for path, content in write_files(documents).items():
        (drive / path).parent.mkdir(parents=True, exist_ok=True)
        (drive / path).write_bytes(content)
    (drive / "Dossiers" / "coupe.pdf").write_bytes(b"%PDF-1.7 and then nothing")


def make_document(path: str, text: str, story: dict[str, Any]) -> Document:
    # The small PDF writer knows the letters of western Europe only.
    is_western = all(ord(one) < 256 or one in "’«»œ" for one in text)
    leaver = story["case"]["leaver"]["name"]
    return Document(
        path=path,
        title=f"Note {path.rpartition('.')[2]}",
        authors=(leaver if is_western else "Hala",),
        created_at=datetime(2026, 5, 4, tzinfo=UTC),
        modified_at=datetime(2027, 4, 1, tzinfo=UTC),
        text=text if is_western or not path.endswith("pdf") else "Text in another script",
    )


@dataclass(frozen=True)
class Letter:
    """A mail of the story."""

    sender: dict[str, str]
    to: dict[str, str]
    subject: str
    text: str
    headers: dict[str, str] = field(default_factory=dict)


def write_mailbox(story: dict[str, Any], path: Path) -> None:
    """Write an exchange, a question that waits, a promise, a list, a robot and a private mail."""
    leaver, partner, second = story["case"]["leaver"], story["partner"], story["second_partner"]
    robot = {"name": "Portal", "email": "no-reply@portal.example"}
    group = {"name": "All", "email": "all@lists.example"}
    letters: list[Letter] = []
    for number, phrase in enumerate(story["phrases"][:4]):
        letters.append(Letter(leaver, partner, f"{phrase[:30]} {number}", phrase))
        letters.append(Letter(partner, leaver, f"Re: {phrase[:30]} {number}", "OK"))
    secret = PASSWORD_SENTENCE.format(CANARIES["password in a mail"])
    letters += [
        Letter(second, leaver, **story["request"]),
        Letter(leaver, partner, **story["promise"]),
        Letter(partner, leaver, story["private_subject"], CANARIES["private mail"]),
        Letter(robot, leaver, "Reminder", "Do it", {"Auto-Submitted": "auto-generated"}),
        Letter(group, leaver, "Letter", "News", {"List-Id": "<all.lists.example>"}),
        Letter(leaver, second, "Portal", secret),
    ]
    box = mailbox.mbox(path, create=True)
    for day, letter in enumerate(letters, start=1):
        box.add(make_mail(day, letter))
    box.close()


def make_mail(day: int, letter: Letter) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = f'"{letter.sender["name"]}" <{letter.sender["email"]}>'
    mail["To"] = f'"{letter.to["name"]}" <{letter.to["email"]}>'
    mail["Subject"] = letter.subject
    mail["Date"] = datetime(2027, 3, 10 + day, 9, tzinfo=UTC)
    mail["Message-ID"] = f"<{day}@mail.example>"
    for name, value in letter.headers.items():
        mail[name] = value
    mail.set_content(letter.text)
    return mail


def write_calendar(story: dict[str, Any], path: Path) -> None:
    """Write a series that goes on, an entry to come, and a private one."""
    entries = [
        ("20270105", "RRULE:FREQ=WEEKLY;BYDAY=TU", story["series"]),
        ("20270422", "CLASS:PUBLIC", story["single"]),
        ("20270423", "CLASS:PRIVATE", CANARIES["private entry"]),
    ]
    guest = f"ATTENDEE:mailto:{story['partner']['email']}"
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//tests//EN"]
    for number, (day, extra, title) in enumerate(entries):
        lines += ["BEGIN:VEVENT", f"UID:{number}@calendar.example", "DTSTAMP:20270101T000000Z"]
        lines += [f"DTSTART:{day}T090000Z", f"DTEND:{day}T093000Z", extra]
        lines += [f"SUMMARY:{title}", guest, "END:VEVENT"]
    path.write_text("\r\n".join([*lines, "END:VCALENDAR", ""]), encoding="utf-8", newline="")
