"""Material: everything a pack may be composed from; there is no place for an exit reason in it."""

from datetime import date

from pydantic import Field

from models.case_file import PersonEntry, PostEntry, ReceiverEntry
from models.harvest import HarvestFacts
from models.pack import PackRisk, PackSignature
from models.record_kinds import RecordUnion
from models.values import Value
from models.words import Audience, Language, Respondent, Stamp


class MaterialRecord(Value):
    """What one person said, and what people have done with it since.

    `stamp` is `verified` once leaver and manager agreed to exactly this text, `stale` once its
    source has changed, else `unreviewed`; the composer adds what follows from dates and respondent.
    `owner` is None where nobody was named: then the receiver, else the manager, owns it.
    """

    content: RecordUnion
    respondent: Respondent
    respondent_name: str | None = None
    stamp: Stamp = Stamp.unreviewed
    owner: str | None = None


class FollowUp(Value):
    """A question that the interview left open. People who see what it is about may see it."""

    question: str
    audience: Audience = Audience.successor
    whom_to_ask: str | None = None


class Material(Value):
    """What a pack of one edition may be composed from, for the day of the clock."""

    reference: str
    edition: int = 1
    today: date
    language: Language = Language.en
    is_allowed_by_case: bool = False
    """Whether the case file was the permission to read the sources: a run without people."""
    is_reviewed: bool = False
    """Whether leaver and manager agreed to the whole of it."""
    is_read_back: bool = False
    """Whether the receiver has said it back in own words (I-PASS, fifth element)."""
    post: PostEntry
    leaver: PersonEntry | None = None
    manager: PersonEntry
    signature: PackSignature | None = None
    """The manager's, where one holds."""
    receiver: ReceiverEntry | None = None
    can_ask_leaver: bool = True
    """Whether the leaver may be named as somebody to ask, for as long as the post is held."""
    last_working_on: date | None = None
    risk: PackRisk = Field(default_factory=PackRisk)
    """`scores` holds only what was scored."""
    records: tuple[MaterialRecord, ...] = ()
    harvest: HarvestFacts = HarvestFacts()
    follow_ups: tuple[FollowUp, ...] = ()
