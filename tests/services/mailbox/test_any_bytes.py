"""Whatever bytes a mailbox holds, a message or a reason comes out."""

import json
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st
from letters import write_letter

from models.case_file import PersonEntry
from services.mailbox.contacts import rank_contacts
from services.mailbox.message_job import parse_message
from services.mailbox.messages import Message
from services.mailbox.threads import find_open_threads

ANA = PersonEntry(name="Ana Sow", email="ana.sow@example.org")
LETTER = write_letter("Can you send it by 4 December?\n\nOn 3 Nov 2026 Ana wrote:\n> old")
HEADERS = (b"From", b"To", b"Date", b"Subject", b"Content-Type", b"References", b"Thread-Index",
           b"Content-Transfer-Encoding", b"X-Gmail-Labels", b"List-Id", b"Message-ID")  # fmt: skip
TODAY = date(2026, 11, 20)
NAMES = st.sampled_from(HEADERS)


@settings(deadline=None, max_examples=150)
@given(st.binary(max_size=400))
def test_random_bytes(data: bytes) -> None:
    assert parse_message(data).keys() & {"message", "failure", "private", "left_out"}


@settings(deadline=None, max_examples=150)
@given(st.lists(st.tuples(NAMES, st.binary(max_size=60)), max_size=8), st.binary(max_size=200))
def test_random_headers(headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    head = b"".join(name + b": " + value.replace(b"\n", b" ") + b"\n" for name, value in headers)
    found = parse_message(b"From: a@b.example\n" + head + b"\n" + body)
    assert found.keys() & {"message", "private", "left_out"}
    json.dumps(found)


@settings(deadline=None, max_examples=100)
@given(st.integers(0, len(LETTER)), st.binary(max_size=20))
def test_a_letter_with_damage_anywhere(place: int, damage: bytes) -> None:
    found = parse_message(LETTER[:place] + damage + LETTER[place:])
    if "message" in found:
        message = Message.model_validate(found["message"])
        assert len(rank_contacts([message], ANA, TODAY)) <= 3
        assert len(find_open_threads([message], ANA, TODAY)) <= 1


@settings(deadline=None, max_examples=100)
@given(st.text(max_size=300))
def test_any_text_is_judged(text: str) -> None:
    message = Message.model_validate(
        {
            "message_id": "1@x",
            "sender": {"email": ANA.email, "name": ANA.name},
            "to": [{"email": "tom@partner.example"}],
            "sent_at": "2026-11-18T10:00:00Z",
            "text": text,
        }
    )
    threads = find_open_threads([message], ANA, TODAY)
    assert all(thread.is_promise for thread in threads)
