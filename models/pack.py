"""Pack: pack.json (`baton-pack/1`) as values; documents are rendered from it and nothing else."""

from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import ConfigDict, Field, model_serializer, model_validator

from models.record_kinds import RECORD, AnyRecord, dump_record
from models.values import LineText, Value
from models.words import Audience, Band, Depth, Family, Language, ReceiverRole, Respondent, Stamp

LOOK = "10"
"""Raise it with every change of how a pack's files look, so that they are drawn again."""


class PackValue(Value):
    """Base of pack values: unknown keys of newer writers are passed over."""

    model_config = ConfigDict(extra="ignore")


class PackItem(PackValue):
    """Base of what a pack says beside its records; Baton itself writes no audience of it."""

    audience: Annotated[Audience | None, Field(exclude=True)] = None
    """For whom alone it is, where the author of the pack says so."""


class PackPerson(PackItem):
    """A person named on the cover."""

    name: LineText
    email: str | None = None


class PackReceiver(PackPerson):
    """The receiver, in which role, from when."""

    role: ReceiverRole = ReceiverRole.successor
    starts_on: date | None = None


class PackSignature(PackItem):
    """The manager's signature: whose, when, and since when one is there who came later."""

    name: LineText
    signed_on: date
    came_on: date | None = None


class PackPost(PackItem):
    """The post."""

    title: LineText
    unit: str | None = None
    duty_station: str | None = None
    family: Family = Family.general


class PackRisk(PackItem):
    """The rubric's outcome; `scores` by dimension, 1 to 5."""

    scores: dict[str, int] = Field(default_factory=dict)
    total: int = 0
    band: Band = Band.medium
    depth: Depth = Depth.standard


class PackRecord(PackValue):
    """A record with its life in the pack; in JSON the fields of its content stand beside it.

    A system has an owner of its own, which keeps the name `owner` in JSON; who looks after its
    record then stands under `record_owner`.
    """

    id: str
    stamp: Stamp = Stamp.unreviewed
    owner: str | None = None
    respondent: Respondent | None = None
    respondent_name: str | None = None
    content: AnyRecord

    @model_validator(mode="before")
    @classmethod
    def _gather_content(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        if "content" in given:
            if doubled := sorted(given.keys() - cls.model_fields):
                raise ValueError(
                    f"{doubled[0]} stands beside content: put it in there or remove it"
                )
            return given
        own = {name: given[name] for name in cls.model_fields if name in given}
        content = {k: v for k, v in given.items() if k not in cls.model_fields and v is not None}
        if given.get("kind") == "system":
            own["owner"] = content.pop("record_owner", None)
            if given.get("owner") not in (None, own["owner"]):
                content["owner"] = given["owner"]
        return {**own, "content": RECORD.validate_python(content)}

    @model_serializer(mode="plain")
    def _flatten(self) -> dict[str, Any]:
        # Every audience and source is said, also where it is the default.
        content: dict[str, object] = {
            "audience": self.content.audience.value,
            "sources": list(self.content.sources),
        }
        content |= dump_record(self.content)
        head = {"id": self.id, "kind": content.pop("kind"), "title": content.pop("title")}
        tail = {"stamp": self.stamp.value, "owner": content.pop("owner", self.owner)}
        if self.content.kind == "system":
            tail["record_owner"] = self.owner
        if self.respondent:
            tail["respondent"] = self.respondent.value
        if self.respondent_name:
            tail["respondent_name"] = self.respondent_name
        return {**head, **content, **tail}


class SummaryItem(PackItem):
    """A line of the one page; `record` is the id of the record that it comes from."""

    title: str
    text: str | None = None
    due_on: date | None = None
    record: str | None = None


class SummaryPerson(PackItem):
    """A person to call first."""

    name: str
    email: str | None = None
    organization: str | None = None
    why: str | None = None
    record: str | None = None


class PackSummary(PackItem):
    """The one page: at most three things on fire, three people, three things not to do."""

    warnings: tuple[SummaryItem, ...] = ()
    people: tuple[SummaryPerson, ...] = ()
    donts: tuple[SummaryItem, ...] = ()


class PackContact(PackItem):
    """A correspondent by real exchange."""

    name: str
    email: str | None = None
    organization: str | None = None
    inside: bool = False
    sent: int = 0
    received: int = 0
    last_on: date | None = None
    why: str | None = None


class PackEntry(PackItem):
    """A running series or a single entry to come."""

    title: str
    rhythm: str | None = None
    next_on: date | None = None
    rrule: str | None = None
    location: str | None = None
    with_whom: tuple[str, ...] = ()


class PackDocument(PackItem):
    """A row of the index of documents. `why` is a sentence in the pack's language."""

    path: str
    title: str
    type: str = ""
    modified_on: date | None = None
    language: str | None = None
    why: str | None = None
    duplicates: tuple[str, ...] = ()
    versions: tuple[str, ...] = ()
    holder: str | None = None
    sha256: str | None = None
    unreadable: str | None = None


class PackThread(PackItem):
    """Mail that waits for an answer, or a promise still due."""

    model_config = ConfigDict(extra="ignore", populate_by_name=True)

    subject: str
    with_: Annotated[str, Field(alias="with")] = ""
    """People as `Name <address>`, joined by commas."""
    last_on: date | None = None
    why: str | None = None
    due_on: date | None = None


class PackGap(PackItem):
    """What is missing, printed as UNKNOWN, and whom to ask."""

    kind: str
    what: str
    whom_to_ask: str | None = None


class AreaCoverage(PackItem):
    """How well one knowledge area is covered."""

    name: str
    importance: int = 3
    records: int = 0
    judgement: int = 0
    """Records of judgement: decision, warning, lesson, process."""
    covered: bool = False


class PackCoverage(PackItem):
    """Coverage per knowledge area, and per I-PASS element (present or not)."""

    knowledge_areas: tuple[AreaCoverage, ...] = ()
    ipass: dict[str, bool] = Field(default_factory=dict)


class Pack(PackValue):
    """pack.json."""

    format: Literal["baton-pack/1"] = "baton-pack/1"
    reference: LineText
    edition: int = 1
    audience: Audience = Audience.successor
    language: Language = Language.en
    made_on: date
    """The day of the clock: what is due and what is past is counted from it."""
    allowed_by_case: bool = False
    """Whether the case file was the permission to read the sources, and nobody was asked."""
    reviewed: bool = False
    """Whether leaver and manager agreed to it; if not, every page says so."""
    post: PackPost
    leaver: PackPerson | None = None
    last_working_on: date | None = None
    receiver: PackReceiver | None = None
    manager: PackPerson
    signature: PackSignature | None = None
    risk: PackRisk = PackRisk()
    summary: PackSummary = PackSummary()
    records: tuple[PackRecord, ...] = ()
    contacts: tuple[PackContact, ...] = ()
    calendar: tuple[PackEntry, ...] = ()
    documents: tuple[PackDocument, ...] = ()
    open_threads: tuple[PackThread, ...] = ()
    gaps: tuple[PackGap, ...] = ()
    coverage: PackCoverage = PackCoverage()

    @model_validator(mode="after")
    def _ids_are_unique(self) -> Self:
        ids = [record.id for record in self.records]
        if len(ids) != len(set(ids)):
            raise ValueError("two records have the same id: give each its own")
        return self


def dump_pack(pack: Pack) -> str:
    """Return pack.json: UTF-8 text, two spaces, the same bytes for the same pack."""
    return pack.model_dump_json(by_alias=True, indent=2) + "\n"
