"""Audit: what can be done to a handover, in the words of the chain, and the chain itself."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlmodel import Field

from models.columns import Keyed, instant_column


class AuditAction(StrEnum):
    """What was done. What stands in braces is filled in; it never holds a name or an answer."""

    opened = "opened"
    opened_again = "opened again"
    answered = "answered as {respondent}"
    asked_peer = "asked a peer"
    agreed = "agreed to a record"
    agreed_to_all = "agreed to {count} records"
    edited = "edited a record"
    proposed_change = "proposed a change of a record"
    refused_change = "refused a change of a record"
    change_lapsed = "{count} changes of records lapsed"
    showed_record = "showed a record to the manager"
    named_fallback = "named a fallback"
    struck_out = "struck out a record"
    allowed = "allowed source {number}"
    narrowed = "allowed part of source {number}"
    refused = "refused source {number}"
    revoked = "took back the permission for source {number}"
    stays_out = "went on without {count} sources that nobody allowed"
    kept_found = "kept {count} of what was found"
    corrected_found = "corrected something that was found"
    described_found = "described something that was found"
    struck_out_found = "struck out {count} of what was found"
    made_private = "marked {count} of what was found as private"
    put_back = "put {count} of what was passed over back"
    looked_at_found = "looked at what was found"
    signed = "signed"
    sent_back = "sent back"
    went_on = "went on without {count} at {gate}"
    delivered = "delivered"
    read_back = "read back"
    accepted = "accepted an item"
    accepted_all = "accepted {count} items"
    declined = "declined an item"
    gave_owner = "gave an item an owner"
    gave_items = "gave {count} items to another owner"
    answered_survey = "answered the survey of day {day}"
    answered_gap = "answered a gap"
    waived_gap = "waived a gap"
    waiver_ended = "a waiver ended"
    ticked = "ticked {key}"
    named_receiver = "named the receiver"
    rescheduled = "rescheduled"
    corrected_person = "corrected a person"
    reassigned = "reassigned the {role}"
    held = "laid a hold"
    released = "lifted the hold"
    agreed_on_return = "agreed on the return"
    dated_anew = "dated anew"
    cancelled = "cancelled"
    reopened = "reopened"
    closed = "closed"
    purged = "purged {records} records, {documents} documents"
    erased = "erased a person"
    added_office = "added the office {key} below {parent}"
    moved_office = "moved the office {key} below {parent}"
    gave_profile = "gave the office {key} the profile {profile}"
    gave_role = "gave person {person} the role {role} in {office}"
    took_role = "took the role {role} in {office} from person {person}"
    opened_file = "opened {name} of edition {edition}"
    guarded = "put the triggers of the audit chain back"


class AuditEvent(Keyed, table=True):
    """Who did what when to which handover; a chain of digests, without content."""

    __tablename__: ClassVar[str] = "audit_event"

    at: datetime = Field(sa_column=instant_column())
    actor: str
    action: str
    handover: str = Field(index=True)
    previous: str
    digest: str = Field(unique=True)
