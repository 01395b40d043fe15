"""Words: the closed vocabularies of the field, as they stand in files and in the database."""

from enum import StrEnum
from typing import Self


class OrderedWords(StrEnum):
    """Base of words that follow one another in the order of their definition."""

    @property
    def rank(self) -> int:
        """Where it stands in that order, counted from 0."""
        return list(type(self)).index(self)

    def is_before(self, other: Self) -> bool:
        """Whether it comes before the other one; by place, not by alphabet."""
        return self.rank < other.rank


class DepartureKind(StrEnum):
    """Why a post is left. HR's knowledge: it has no way into a pack."""

    resignation = "resignation"
    end_of_contract = "end_of_contract"
    retirement = "retirement"
    reassignment = "reassignment"
    long_absence = "long_absence"
    dismissal = "dismissal"
    death = "death"


class Mode(StrEnum):
    """How much time there is: over 8 weeks, 2 to 8, under 2, none or no leaver."""

    planned_long = "planned_long"
    standard = "standard"
    short = "short"
    zero_notice = "zero_notice"


class Depth(StrEnum):
    """How deep the interview goes: 30 minutes, 90 minutes, three times 60 minutes."""

    emergency = "emergency"
    standard = "standard"
    deep = "deep"


class Band(StrEnum):
    """Bands of the exit rubric."""

    high = "high"
    medium = "medium"
    low = "low"


class Priority(OrderedWords):
    """How much a record matters, most first."""

    high = "high"
    medium = "medium"
    low = "low"


class Audience(OrderedWords):
    """Who may read a record, from narrow to wide."""

    private = "private"
    manager = "manager"
    successor = "successor"
    team = "team"
    office = "office"
    network = "network"

    def may_see(self, record: "Audience") -> bool:
        """Whether a pack made for this audience may hold a record for `record`.

        A pack holds the records of its audience and wider ones; private ones never.
        """
        return Audience.private not in (self, record) and not record.is_before(self)


class GapKind(StrEnum):
    """What sort of thing is missing: asked, not said in a record, of the pack, or later."""

    open_question = "open_question"
    follow_up = "follow_up"
    commitment = "commitment"
    decision = "decision"
    recurring_duty = "recurring_duty"
    warning = "warning"
    work_in_flight = "work_in_flight"
    illness_severity = "illness_severity"
    patient_summary = "patient_summary"
    action_list = "action_list"
    situation_awareness = "situation_awareness"
    synthesis_by_receiver = "synthesis_by_receiver"
    knowledge_area = "knowledge_area"
    receiver = "receiver"
    risk = "risk"
    unreadable = "unreadable"
    survey_missing = "survey_missing"
    survey_wrong = "survey_wrong"
    review_due = "review_due"
    """A record whose review date has passed: is it still so?"""

    @property
    def is_of_an_edition(self) -> bool:
        """Whether an edition lists and settles it; the others people and dates bring up."""
        return self not in (GapKind.survey_missing, GapKind.survey_wrong, GapKind.review_due)


class Stamp(StrEnum):
    """How far a statement can be trusted."""

    verified = "verified"
    unreviewed = "unreviewed"
    second_hand = "second_hand"
    stale = "stale"


class Respondent(StrEnum):
    """Who answered."""

    leaver = "leaver"
    manager = "manager"
    peer = "peer"


class ReceiverRole(StrEnum):
    """Who receives: the successor, or who looks after the post until there is one."""

    successor = "successor"
    interim_owner = "interim_owner"


class Family(StrEnum):
    """Role families; each has its own questions."""

    management = "management"
    programme = "programme"
    finance = "finance"
    technology = "technology"
    people = "people"
    external_relations = "external_relations"
    research = "research"
    operations = "operations"
    knowledge = "knowledge"
    executive = "executive"
    general = "general"


class Language(StrEnum):
    """Languages a pack can be made in (ISO 639-1)."""

    en = "en"
    fr = "fr"
    es = "es"
    ar = "ar"
    ru = "ru"
    zh = "zh"

    @property
    def is_right_to_left(self) -> bool:
        """Whether the script runs from right to left."""
        return self is Language.ar


class SourceKind(StrEnum):
    """Kinds of places that are harvested."""

    folder = "folder"
    mailbox = "mailbox"
    calendar = "calendar"
    chat = "chat"


class FindingKind(StrEnum):
    """What the harvest reports to people instead of using it."""

    private = "private"
    excluded = "excluded"
    unmatched = "unmatched"
    """An exclude of the case that keeps nothing out."""
    secret = "secret"  # noqa: S105 - a word of the vocabulary, not a password
    unreadable = "unreadable"


class FoundKind(StrEnum):
    """What kind of thing was found."""

    contact = "contact"
    promise = "promise"
    thread = "thread"
    calendar = "calendar"
    document = "document"
    unreadable = "unreadable"
    """A file of which only its place is known."""
    secret = "secret"  # noqa: S105 - a kind of finding
    passed_over = "passed_over"
    """A place that was not opened, because it is marked private; kept means put back."""

    @property
    def is_told_alone(self) -> bool:
        """Whether it is for the leaver alone, and for nobody who looks in the leaver's place."""
        return self in (FoundKind.secret, FoundKind.passed_over)


class TipWhen(StrEnum):
    """The moment a tip is for, in the receiver's own calendar."""

    day_1 = "day_1"
    week_1 = "week_1"
    day_30 = "day_30"
    day_60 = "day_60"
    day_90 = "day_90"


class Rhythm(StrEnum):
    """Named rhythms; anything else is an RRULE (RFC 5545)."""

    daily = "daily"
    weekly = "weekly"
    fortnightly = "fortnightly"
    monthly = "monthly"
    quarterly = "quarterly"
    half_yearly = "half_yearly"
    yearly = "yearly"
