"""Fields: the words for each field of each record kind, and its place."""

from typing import NamedTuple

from services.packs.manuscript import mark


class Field(NamedTuple):
    """A field's label and place. Notes are in the margin; plain texts are never interpreted.

    Minor fields are left to the pack: the brief does without them.
    """

    name: str
    label: str
    is_note: bool = False
    is_plain: bool = False
    is_minor: bool = False


def _text(name: str, label: str, *, is_minor: bool = False) -> Field:
    return Field(name, label, is_minor=is_minor)


def _note(name: str, label: str, *, is_minor: bool = False) -> Field:
    return Field(name, label, is_note=True, is_plain=True, is_minor=is_minor)


def _list(name: str, label: str) -> Field:
    return Field(name, label, is_plain=True)


KIND_NAMES = {
    "role_card": mark("The post"),
    "knowledge_area": mark("Knowledge area"),
    "commitment": mark("Promise"),
    "work_in_flight": mark("Work in flight"),
    "recurring_duty": mark("Recurring duty"),
    "decision": mark("Decision"),
    "warning": mark("Warning"),
    "contact": mark("Contact"),
    "system": mark("System or access"),
    "document": mark("Document"),
    "process": mark("Way of working"),
    "lesson": mark("Lesson"),
    "tip": mark("Tip"),
    "open_question": mark("UNKNOWN"),
}

FIELDS: dict[str, tuple[Field, ...]] = {
    "role_card": (
        _text("purpose", mark("What the post is for")),
        _text("success_criteria", mark("How you see that it goes well")),
        _text("limits_of_authority", mark("Limits of authority")),
        _text("supervises", mark("Supervises")),
        _note("reports_to", mark("Reports to")),
    ),
    "knowledge_area": (
        _text("documented", mark("Is it written down?")),
        _note("importance", mark("Importance")),
        _note("best_holder", mark("Best and second holder")),
        _note("second_holder", mark("Second holder")),
    ),
    "commitment": (
        _text("next_action", mark("Next step")),
        _text("evidence", mark("Evidence"), is_minor=True),
        _note("due_on", mark("Due")),
        _note("to", mark("Promised to")),
        _note("only_i_track", mark("Who keeps track"), is_minor=True),
    ),
    "work_in_flight": (
        _text("official_status", mark("Official status"), is_minor=True),
        _text("real_status", mark("Real status")),
        _text("next_action", mark("Next step")),
        _text("urgency", mark("How urgent")),
        _text("blockers", mark("What stands in the way")),
        Field("budget", mark("Budget"), is_plain=True, is_minor=True),
        _note("partners", mark("Partners"), is_minor=True),
    ),
    "recurring_duty": (
        _text("purpose", mark("What it is for")),
        _list("with_whom", mark("With")),
        _note("rhythm", mark("Rhythm")),
        _note("next_on", mark("Next")),
        _note("lead_time_days", mark("Begin"), is_minor=True),
    ),
    "decision": (
        _text("why", mark("Why")),
        _text("rejected", mark("What was rejected")),
        _text("revisit_when", mark("Look at it again when")),
        _note("decided_on", mark("Decided on"), is_minor=True),
        _note("approved_by", mark("Approved by"), is_minor=True),
    ),
    "warning": (
        _text("if", mark("If")),
        _text("then", mark("Then")),
        _text("early_signs", mark("Early signs"), is_minor=True),
    ),
    "contact": (
        _text("why", mark("Why this person matters")),
        _text("promised", mark("What was promised")),
        _list("channel", mark("How to reach")),
        _note("name", mark("Name")),
        _note("organization", mark("Organization")),
        _note("inside", mark("Organization"), is_minor=True),
        _note("introduced", mark("Introduced"), is_minor=True),
    ),
    "system": (
        _text("how_to_get_access", mark("How to get access")),
        _text("quirks", mark("Quirks")),
        _note("owner", mark("Run by")),
    ),
    "document": (
        _text("why", mark("Why it matters")),
        _note("location", mark("Where")),
        _note("classification", mark("Classification"), is_minor=True),
    ),
    "process": (
        _text("trigger", mark("What sets it off")),
        _text("steps", mark("Steps")),
        _text("exceptions", mark("Exceptions"), is_minor=True),
    ),
    "lesson": (
        _text("what_happened", mark("What happened")),
        _text("cues", mark("Signs that were there"), is_minor=True),
        _text("what_a_newcomer_would_miss", mark("What a newcomer would miss")),
    ),
    "tip": (_note("when", mark("When")),),
    "open_question": (_note("whom_to_ask", mark("Ask")),),
}
"""Every own field of every kind (a test counts them), in the order in which they are read."""

LEVELS = ("importance", "best_holder", "second_holder")

RHYTHMS = {
    "daily": mark("every day"),
    "weekly": mark("every week"),
    "fortnightly": mark("every two weeks"),
    "monthly": mark("every month"),
    "quarterly": mark("every quarter"),
    "half_yearly": mark("every half-year"),
    "yearly": mark("every year"),
}
MOMENTS = {
    "day_1": mark("On day 1"),
    "week_1": mark("In week 1"),
    "day_30": mark("By day 30"),
    "day_60": mark("By day 60"),
    "day_90": mark("By day 90"),
}
YES_NO = {
    "documented": (mark("Yes"), mark("No")),
    "introduced": (mark("Yes"), mark("Not yet")),
    "inside": (mark("Inside the organization"), mark("Outside the organization")),
}
ELEMENTS = {
    "illness_severity": mark("How grave: what matters most in the post"),
    "patient_summary": mark("Summary: what the post is for and how it stands"),
    "action_list": mark("Actions: what has to be done, by whom, until when"),
    "situation_awareness": mark("Awareness: what to do if something goes wrong"),
    "synthesis_by_receiver": mark("Synthesis: the receiver has said it back"),
}
"""The elements of I-PASS."""
