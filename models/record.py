"""Record: what is handed over, from the answer it came in to the edition it went out with."""

import hashlib
import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from models.acting import Role
from models.columns import Keyed, enum_column, instant_column, value_column
from models.handover import HandoverPart
from models.record_kinds import AnyRecord, RecordUnion, dump_record
from models.states import RECORD_MOVES, AnswerState, RecordState, check_move
from models.words import Audience, Respondent


class Answer(HandoverPart, Keyed, table=True):
    """One person's answers, once for each person; names in files may be the same."""

    __table_args__ = (UniqueConstraint("handover_id", "person_id"),)

    respondent: Respondent = Field(sa_column=enum_column(Respondent))
    name: str
    answered_on: date | None = None
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    """None where the answers came in a file, whose respondent is only a name."""
    state: AnswerState = Field(
        default=AnswerState.submitted,
        sa_column=enum_column(AnswerState, default=AnswerState.submitted),
    )
    due_on: date | None = None


class Record(HandoverPart, Keyed, table=True):
    """One statement with its life: proposed, agreed, published, accepted."""

    answer_id: int = Field(foreign_key="answer.id", index=True)
    position: int
    kind: str = Field(index=True)
    audience: Audience = Field(sa_column=enum_column(Audience, index=True))
    state: RecordState = Field(default=RecordState.proposed, sa_column=enum_column(RecordState))
    content: AnyRecord = Field(sa_column=value_column(RecordUnion))
    revision: int = Field(default=1, sa_column_kwargs={"server_default": "1"})
    """Counts edits: an agreement is to one revision."""
    leaver_agreed_at: datetime | None = Field(default=None, sa_column=instant_column(nullable=True))
    agreed_digest: str | None = None
    """SHA-256 of the text that the manager agreed to; stays when a name in it is erased."""
    is_redacted: bool = Field(default=False, sa_column_kwargs={"server_default": "0"})
    owner_id: int | None = Field(default=None, foreign_key="person.id")
    written_at: datetime | None = Field(default=None, sa_column=instant_column(nullable=True))
    """When its author gave it the text that it has; None is before anything else."""
    shown_to_id: int | None = Field(default=None, foreign_key="person.id")
    """A manager who came later, whom its author lets read what was for the former one."""
    declined_because: str | None = None

    @property
    def is_for_manager(self) -> bool:
        """Whether the manager signs it: everything but what somebody keeps to themselves."""
        return self.audience is not Audience.private

    def is_for_leaver(self, respondent: Respondent) -> bool:
        """Whether the leaver reviews it: all but what is for the manager alone or nobody."""
        is_managers = self.audience is Audience.manager and respondent is not Respondent.leaver
        return self.is_for_manager and not is_managers

    def may_be_read(self, answer: Answer, reader_id: int, roles: frozenset[Role]) -> bool:
        """Whether a person with these roles may read this record of this answer.

        The person who wrote it always may; what is for the manager alone, the manager as well.
        """
        if answer.person_id == reader_id:
            return True
        is_managers = self.audience is Audience.manager
        return self.is_for_manager and (not is_managers or Role.manager in roles)

    @property
    def digest(self) -> str:
        """SHA-256 over its text."""
        text = json.dumps(dump_record(self.content), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def is_whole(self) -> bool:
        """Whether it still says what was signed, but for names that were erased."""
        return self.is_redacted or self.agreed_digest == self.digest

    def move_to(self, state: RecordState) -> None:
        """Move on to `state`; WrongStateError where that is no move."""
        check_move(RECORD_MOVES, self.state, state)
        self.state = state

    def agree(self, now: datetime) -> None:
        """Let the leaver agree to it as it stands."""
        self.move_to(RecordState.leaver_agreed)
        self.leaver_agreed_at = now

    def sign(self) -> None:
        """Let the manager agree to it as it stands; what was signed before stays signed."""
        if self.state in (RecordState.proposed, RecordState.leaver_agreed):
            self.move_to(RecordState.manager_agreed)
        self.fix_text()

    def fix_text(self) -> None:
        """Keep the digest of the text that somebody signs, unless it is kept already."""
        self.agreed_digest = self.agreed_digest or self.digest

    def send_back(self) -> None:
        """Let the leaver agree to it again, if the leaver had."""
        if self.state is RecordState.leaver_agreed:
            self.move_to(RecordState.proposed)
            self._void()

    def is_cut_by(self, content: AnyRecord) -> bool:
        """Whether this text says less than now and nothing new: then something is taken back."""
        before, after = list(_list_words(self.content)), list(_list_words(content))
        rest = iter(before)
        return len(after) < len(before) and all(word in rest for word in after)

    def rewrite(self, content: AnyRecord, now: datetime | None = None) -> bool:
        """Give it another text, which voids every agreement to it; `now` where its author does.

        Returns:
            Whether anybody had agreed to the old one: then the signatures are void as well.
        """
        self.content, self.audience = content, content.audience
        self.revision += 1
        self.written_at = now or self.written_at
        self.is_redacted = False
        self._void()
        was_agreed = self.state is not RecordState.proposed
        if was_agreed:
            self.move_to(RecordState.proposed)
        return was_agreed

    def strike_out(self) -> bool:
        """Take it out of every pack.

        Returns:
            Whether anybody had agreed to it: then the signatures are void.
        """
        was_agreed = self.state is not RecordState.proposed
        self.move_to(RecordState.struck_out)
        return was_agreed

    def accept(self, receiver_id: int) -> None:
        """Give it to the receiver, who takes it over."""
        self.move_to(RecordState.accepted)
        self.owner_id, self.declined_because = receiver_id, None

    def decline(self, reason: str) -> None:
        """Leave it without an owner, for this reason."""
        self.move_to(RecordState.declined)
        self.owner_id, self.declined_because = None, reason

    def offer_again(self) -> None:
        """Offer it to another receiver."""
        if self.state is not RecordState.published:
            self.move_to(RecordState.published)

    def _void(self) -> None:
        self.leaver_agreed_at, self.agreed_digest = None, None


class PackEdition(HandoverPart, Keyed, table=True):
    """An edition of a pack for one audience: pack.json as it was composed."""

    __tablename__: ClassVar[str] = "pack_edition"
    __table_args__ = (UniqueConstraint("handover_id", "number", "audience"),)

    number: int
    audience: Audience = Field(sa_column=enum_column(Audience))
    pack_json: str
    sha256: str
    record_ids: tuple[int, ...] | None = Field(
        default=None, sa_column=value_column(tuple[int, ...], nullable=True)
    )
    """The records that it shows; None where nobody noted them: it may show any."""
    withdrawn_at: datetime | None = Field(default=None, sa_column=instant_column(nullable=True))
    """Since when nobody gets it any more: something that it shows was taken back."""

    def may_show(self, record: Record) -> bool:
        """Whether the record may stand in it, in this text or an earlier one."""
        return self.record_ids is None or record.id in self.record_ids


class PackFile(Keyed, table=True):
    """A file of an edition, kept in the data folder under `packs/`."""

    __tablename__: ClassVar[str] = "pack_file"
    __table_args__ = (UniqueConstraint("edition_id", "name"),)

    edition_id: int = Field(foreign_key="pack_edition.id", index=True)
    name: str
    drawn_from: str
    """SHA-256 of pack.json and of the renderer's version: the same means the same bytes."""
    sha256: str
    size_bytes: int


class Delivery(HandoverPart, Keyed, table=True):
    """Where the bag of an edition is to be put, and when it was."""

    __table_args__ = (UniqueConstraint("handover_id", "target"),)

    target: str
    audience: Audience = Field(sa_column=enum_column(Audience))
    delivered_at: datetime | None = Field(default=None, sa_column=instant_column(nullable=True))


_WORD = re.compile(r"[\u2e80-\u9fff]|[^\W\u2e80-\u9fff]+")
"""A word; where none are written apart, as in Chinese, a character."""


def _list_words(content: AnyRecord) -> Iterator[str]:
    """Yield what a record says, word by word in the order of its fields; not who may read it."""
    said = content.model_dump(mode="json", exclude_none=True, exclude={"audience"})
    for _, value in sorted(said.items()):
        for text in value if isinstance(value, list) else [value]:
            yield from _WORD.findall(str(text))
