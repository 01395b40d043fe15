"""Mailbox: an mbox, a maildir or a folder of eml files, read into messages in the sandbox."""

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from models.harvest import Finding
from models.words import FindingKind
from services.isolation.batches import Job, Part, read_in_batches
from services.isolation.sandbox import Sandbox
from services.isolation.sandbox_protocol import SandboxFailure
from services.item_rules import ALL_ITEMS, ItemRules
from services.mailbox.boxes import Slice, list_slices
from services.mailbox.copies import drop_copies
from services.mailbox.losses import PARTED, SENTENCES
from services.mailbox.messages import MailboxReading, Message
from services.secrets.masking import mask_path

PRELOAD = ("services.mailbox.message_job",)
"""What a sandbox for mailboxes should import before it forks."""
_JOB = "services.mailbox.message_job:read_slices"
_YIELDED_MESSAGES = 500
_UNDATED = datetime(1, 1, 1, tzinfo=UTC)


def read_mailbox(
    path: Path,
    sandbox: Sandbox,
    *,
    shown_as: str | None = None,
    rules: ItemRules = ALL_ITEMS,
) -> MailboxReading:
    """Return all messages of the mailbox at `path`, oldest first, each once.

    `shown_as` is the path as the case file writes it; findings name it. A message that cannot be
    read is a finding and never costs the others. Of what the rules keep out nothing is told but how
    many there are.

    Raises:
        TemporaryError: No process for reading could be started on this machine.
    """
    return join_readings(stream_mailbox(path, sandbox, shown_as=shown_as, rules=rules))


def stream_mailbox(
    path: Path,
    sandbox: Sandbox,
    *,
    shown_as: str | None = None,
    rules: ItemRules = ALL_ITEMS,
) -> Iterator[MailboxReading]:
    """Yield the mailbox in readings of a few hundred messages each, as they are read.

    Raises:
        TemporaryError: No process for reading could be started on this machine.
    """
    name = shown_as or path.name
    collected, is_kept_out = _Collected(name, rules), rules.is_kept_out
    places: deque[Slice] = deque()

    def list_parts() -> Iterator[Part]:
        for place in list_slices(path, name, is_kept_out and collected.count(is_kept_out)):
            if isinstance(place, Finding):
                collected.add_place(place)
            else:
                places.append(place)
                yield Part(place.list_parts(), place.end - place.start)

    # The parent of the sandbox works in a folder of its own.
    job = Job(_JOB, str(path.absolute()), "slices", {"put_back": sorted(rules.put_back)})
    for answer in read_in_batches(sandbox, job, list_parts()):
        collected.add(places.popleft(), answer)
        if len(collected.messages) >= _YIELDED_MESSAGES:
            yield collected.take()
    collected.tell_all()
    yield collected.take()


def join_readings(readings: Iterable[MailboxReading]) -> MailboxReading:
    """Return several readings (batches, or mailboxes of one case) as one."""
    given = list(readings)
    messages = [message for reading in given for message in reading.messages]
    once = drop_copies(messages)
    return MailboxReading(
        messages=tuple(sorted(once, key=sort_by_time)),
        findings=tuple(finding for reading in given for finding in reading.findings),
        private=sum(reading.private for reading in given),
        left_out=sum(reading.left_out for reading in given),
        duplicates=len(messages) - len(once) + sum(reading.duplicates for reading in given),
        unreadable=sum(reading.unreadable for reading in given),
        places=sum(reading.places for reading in given),
        kept_out=sum(reading.kept_out for reading in given),
    )


def sort_by_time(message: Message) -> tuple[datetime, str]:
    """Return the key that puts messages in order: undated ones first."""
    return (message.sent_at or _UNDATED, message.message_id)


class _Collected:
    """What has been read since the last reading was given away."""

    def __init__(self, name: str, rules: ItemRules) -> None:
        self._name, self._rules = name, rules
        self._private: Counter[tuple[str, str]] = Counter()
        self._told: Counter[tuple[str, str]] = Counter()
        self._clear()

    def _clear(self) -> None:
        self.messages: list[Message] = []
        self.findings: list[Finding] = []
        self.private = self.left_out = self.unreadable = self.places = self.kept_out = 0

    def add(self, place: Slice, answer: Any | SandboxFailure) -> None:
        """Take in what one message gave."""
        if isinstance(answer, SandboxFailure):
            answer = {"failure": answer.reason}
        if not self._keeps(place, answer):
            self.kept_out += 1
            return
        if "message" in answer:
            self.messages.append(Message.model_validate(answer["message"]))
        if "failure" in answer:
            self.unreadable += "message" not in answer
            self.findings.append(self._report(FindingKind.unreadable, place, answer["failure"]))
        if "secrets" in answer:
            number = answer["secrets"]
            said = "holds a secret" if number == 1 else f"holds {number} secrets"
            self.findings.append(self._report(FindingKind.secret, place, said))
        self._told.update((self._name_file(place), code) for code in answer.get("told", ()))
        self._told.update([(self._name_file(place), PARTED)] if place.is_parted else [])
        self.left_out += bool(answer.get("left_out"))
        if "private" in answer:
            self.private += 1
            self._private[self._name_file(place), answer["private"]] += 1

    def add_place(self, finding: Finding) -> None:
        """Take in why a file holds no mail that can be read."""
        self.places += 1
        below = finding.path.removeprefix(self._name).lstrip("/")
        if not below or self._rules.keeps_place(below):
            self.findings.append(finding)

    def _keeps(self, place: Slice, answer: Mapping[str, Any]) -> bool:
        """Whether a message was allowed; one of which nothing is known, by its file."""
        known = answer.get("message") or answer.get("head")
        if known is not None:
            return self._rules.keeps(Message.model_validate(known))
        is_told = "failure" in answer and bool(place.file)
        return not is_told or self._rules.keeps_place(place.file)

    def count(self, is_kept_out: Callable[[str], bool]) -> Callable[[str], bool]:
        """Return the same judgement, which counts what it keeps out."""

        def judge(file: str) -> bool:
            is_closed = is_kept_out(file)
            self.kept_out += is_closed
            return is_closed

        return judge

    def tell_all(self) -> None:
        """Report what was counted; private mail by its subject, which is all that is known."""
        for (path, code), number in self._told.items():
            mails = "1 mail" if number == 1 else f"{number} mails"
            finding = Finding.unreadable(path, SENTENCES[code])
            self.findings.append(finding.model_copy(update={"place": mails}))
        for (path, subject), number in self._private.items():
            said = "is marked private" if number == 1 else f"{number} mails are marked private"
            self.findings.append(
                Finding(kind=FindingKind.private, path=path, reason=said, place=subject)
            )

    def take(self) -> MailboxReading:
        """Return what was collected, and start again with nothing."""
        reading = MailboxReading(
            messages=tuple(self.messages),
            findings=tuple(self.findings),
            private=self.private,
            left_out=self.left_out,
            unreadable=self.unreadable,
            places=self.places,
            kept_out=self.kept_out,
        )
        self._clear()
        return reading

    def _report(self, kind: FindingKind, place: Slice, reason: str) -> Finding:
        return Finding(
            kind=kind,
            path=self._name_file(place),
            reason=reason,
            place=f"message {place.number}" if place.number else None,
        )

    def _name_file(self, place: Slice) -> str:
        return f"{self._name}/{mask_path(place.file)}" if place.file else self._name
