"""Harvested things, as a test needs them: dates count from the tests' own today."""

from datetime import date, timedelta

from models.harvest import HarvestedContact, HarvestedDocument, HarvestedEntry, HarvestedThread

TODAY = date(2026, 11, 20)
TYPED = "A & B <b>*x*</b> {{ 7*7 }} | # 'no': - \"q\""
"""Characters that YAML, Markdown, HTML and Jinja2 would each take for their own."""


def make_document(path: str, *, sole: bool = True, days_old: int = 5) -> HarvestedDocument:
    return HarvestedDocument(
        path=path,
        title=path.rpartition("/")[2],
        type="xlsx",
        size_bytes=9,
        sha256="0" * 64,
        modified_on=TODAY - timedelta(days=days_old),
        authors=("Ana Sow",) if sole else ("Ana Sow", "Yacine Dieng"),
        holders=() if sole else ("Yacine Dieng",),
    )


def make_contact(number: int, *, sent: int = 3, received: int = 4) -> HarvestedContact:
    return HarvestedContact(
        name=f"Contact {number}",
        email=f"c{number}@partner.example",
        organization="Partner" if number % 2 else None,
        inside=False,
        sent=sent,
        received=received,
        last_on=TODAY,
        rank=number,
    )


def make_entry(number: int, rhythm: str | None = "monthly", days: int = 9) -> HarvestedEntry:
    return HarvestedEntry(
        uid=f"e{number}",
        title=f"Series {number}",
        rhythm=rhythm,
        next_on=TODAY + timedelta(days=days),
        rrule="FREQ=MONTHLY",
        with_whom=("Ibrahima Sarr",),
    )


def make_thread(
    subject: str, *, is_promise: bool = False, due: int | None = None
) -> HarvestedThread:
    return HarvestedThread(
        subject=subject,
        with_whom=("Sékou Baldé",),
        last_on=TODAY - timedelta(days=8),
        is_promise=is_promise,
        due_on=TODAY + timedelta(days=due) if due is not None else None,
        quote="I shall send it.",
        message_id="m1@example.org",
    )
