"""Record: what is handed over, from the answer it came in to the edition it went out with."""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from models.columns import Keyed, enum_column, instant_column, value_column
from models.handover import HandoverPart
from models.record_kinds import AnyRecord, RecordUnion
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
    """Counts edits: who agrees says to which text."""
    leaver_agreed_at: datetime | None = Field(default=None, sa_column=instant_column(nullable=True))
    agreed_digest: str | None = None
    """SHA-256 of the text that the manager agreed to; stays when a name in it is erased."""
    is_redacted: bool = Field(default=False, sa_column_kwargs={"server_default": "0"})
    owner_id: int | None = Field(default=None, foreign_key="person.id")
    declined_because: str | None = None

    def move_to(self, state: RecordState) -> None:
        """Move on to `state`; WrongStateError where that is no move."""
        check_move(RECORD_MOVES, self.state, state)
        self.state = state


class PackEdition(HandoverPart, Keyed, table=True):
    """An edition of a pack for one audience: pack.json as it was composed."""

    __tablename__: ClassVar[str] = "pack_edition"
    __table_args__ = (UniqueConstraint("handover_id", "number", "audience"),)

    number: int
    audience: Audience = Field(sa_column=enum_column(Audience))
    pack_json: str
    sha256: str


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


class AuditEvent(Keyed, table=True):
    """Who did what when to which handover; a chain of digests, without content."""

    __tablename__: ClassVar[str] = "audit_event"

    at: datetime = Field(sa_column=instant_column())
    actor: str
    action: str
    handover: str = Field(index=True)
    previous: str
    digest: str = Field(unique=True)
