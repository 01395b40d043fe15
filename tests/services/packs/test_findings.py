"""Findings: what the harvest found, as rows of the pack."""

from datetime import date
from typing import Any

from builders import make_pack

from models.harvest import (
    Finding,
    HarvestedContact,
    HarvestedDocument,
    HarvestedThread,
    HarvestFacts,
)


def make_document(path: str, **fields: Any) -> HarvestedDocument:
    known = {"title": path, "type": "pdf", "size_bytes": 1, "sha256": "0" * 64}
    return HarvestedDocument(path=path, **{**known, **fields})


def test_what_somebody_names_comes_first_and_what_could_not_be_read_last() -> None:
    told = {"kind": "tip", "title": "Tea", "sources": ["c.pdf"]}
    facts = HarvestFacts(
        documents=(
            make_document("locked.pdf", rank=1, reason="is locked"),
            make_document("a.pdf", rank=2, why=("recent", "sole", "no such code")),
            make_document("c.pdf", rank=9),
        ),
        findings=(Finding(kind="unreadable", path="odd.bin", reason="is of no known type"),),
    )
    rows = make_pack(told, harvest=facts).documents

    assert [(row.path, row.why, row.unreadable) for row in rows] == [
        ("c.pdf", "Source of “Tea”.", None),
        ("a.pdf", "Changed lately and only the leaver worked on it.", None),
        ("locked.pdf", None, "is locked"),
        ("odd.bin", None, "is of no known type"),
    ]


def test_what_people_say_of_a_document_counts_more_than_its_traces() -> None:
    told = {"kind": "document", "title": "Tracker", "location": "see a.pdf", "why": "The truth."}
    facts = HarvestFacts(
        documents=(make_document("a.pdf", why=("recent",), holders=("Ida", "Joe")),)
    )
    (row,) = make_pack(told, harvest=facts).documents

    assert (row.why, row.holder) == ("The truth.", "Ida and Joe")


def test_promises_come_before_mail_that_waits() -> None:
    waiting = HarvestedThread(
        subject="Clause", with_whom=("Ida <i@x.example>",), last_on="2026-11-02"
    )
    promise = HarvestedThread(
        subject="Budget",
        with_whom=("Joe <j@x.example>", "Ida <i@x.example>"),
        last_on=date(2026, 10, 1),
        is_promise=True,
        due_on=date(2026, 12, 4),
        quote="I will {send} it.",
    )
    rows = make_pack(harvest=HarvestFacts(threads=(waiting, promise))).open_threads

    assert [(row.subject, row.why) for row in rows] == [
        ("Budget", "Promised by mail. “I will {send} it.”"),
        ("Clause", "Waits for an answer since 2 November 2026."),
    ]
    assert rows[0].with_ == "Joe <j@x.example>, Ida <i@x.example>"


def test_contacts_keep_their_rank_and_get_what_people_say() -> None:
    known = {"inside": False, "sent": 1, "received": 2, "last_on": date(2026, 11, 1)}
    ida = HarvestedContact(name="Ida Moe", email="ida@x.example", rank=2, why="clause", **known)
    joe = HarvestedContact(name="Joe Ray", email="joe@x.example", rank=1, why="budget", **known)
    told = {"kind": "contact", "title": "Ida Moe", "why": "Decides alone.", "organization": "Desk"}
    rows = make_pack(told, harvest=HarvestFacts(contacts=(ida, joe))).contacts

    assert [(row.name, row.why, row.organization) for row in rows] == [
        ("Joe Ray", "budget", None),
        ("Ida Moe", "Decides alone.", "Desk"),
    ]
