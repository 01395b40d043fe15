"""Everybody whom a header names is there, with the whole address or by name alone."""

from email.message import Message as RawMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ics_texts import list_entries, make_event
from letters import write_letter, write_mbox
from people import ANA

from models.case_file import PersonEntry
from services.email_texts import find_emails
from services.isolation.sandbox import Sandbox
from services.mailbox.contacts import rank_contacts
from services.mailbox.headers import read_addresses
from services.mailbox.mailboxes import PRELOAD, read_mailbox
from services.mailbox.messages import UNADDRESSED
from services.mailbox.threads import find_open_threads

ATOM = "abcxyz0189!#$%&'*+-/=?^_`{|}~éñж"
READ = {
    '"O\'Brien, Sean" <sean.o\'brien@example.org>': [("O'Brien, Sean", "sean.o'brien@example.org")],
    "O'Brien, Sean <Sean.O'Brien@example.org>": [("O'Brien, Sean", "sean.o'brien@example.org")],
    "p..o'brien@example.org": [("", "p..o'brien@example.org")],
    "N\u2019Diaye <awa.n\u2019diaye@example.org>": [("N\u2019Diaye", "awa.n'diaye@example.org")],
    "'ana@example.org'": [("", "ana@example.org")],
    "\"'t Hooft\" <'t.hooft@example.nl>": [("t Hooft", "'t.hooft@example.nl")],
    '"john doe"@example.org, <"a@b"@example.org>': [
        ("", '"john doe"@example.org'), ("", '"a@b"@example.org'),
    ],
    "=?utf-8?q?N=27Diaye=2C_Awa?= <awa@example.org>": [("N'Diaye, Awa", "awa@example.org")],
    "=?utf-8?q?Sean_O=27Brien_=3Cs=2Eo=27brien=40example=2Eorg=3E?=": [
        ("Sean O'Brien", "s.o'brien@example.org"),
    ],
    "Team: a@example.org, \"B, C\" <b'c@example.org>;, d@example.org": [
        ("", "a@example.org"), ("B, C", "b'c@example.org"), ("", "d@example.org"),
    ],
    "undisclosed-recipients:;": [],
    "A <a@example.org>; B <b@example.org> C <c@example.org>": [
        ("A", "a@example.org"), ("B", "b@example.org"), ("C", "c@example.org"),
    ],
    "Acme, Inc. <info@acme.example>": [("Acme, Inc.", "info@acme.example")],
    "Bea @ Work <bea@example.org>, mailto:d'a@example.org": [
        ("Bea @ Work", "bea@example.org"), ("", "d'a@example.org"),
    ],
    "bea@example.org (Bea O'Ro)": [("Bea O'Ro", "bea@example.org")],
    "a@[192.0.2.1], <@one.example,@two.example:b@example.org>": [
        ("", "a@[192.0.2.1]"), ("", "b@example.org"),
    ],
}  # fmt: skip
BY_NAME = {
    '"Bea Ro" <MAILER-DAEMON>': "Bea Ro",
    '"Ro, Bea" </O=LABS/OU=GROUP (FYDIBOHF23SPDLT)/CN=RECIPIENTS/CN=BEA>': "Ro, Bea",
    "/O=LABS/OU=GROUP/CN=RECIPIENTS/CN=BEA.RO": "Bea Ro",
    "Bea Ro": "Bea Ro",
    '"Bea Ro" <>': "Bea Ro",
    "=?utf-8?b?0JHQtdCw?= <EX:/o=x/cn=y>": "Беа",
    "MAILER-DAEMON": "MAILER-DAEMON",
}


def read(value: str) -> list[tuple[str, str]]:
    raw = RawMessage()
    raw["To"] = value
    return [(one.name, one.email) for one in read_addresses(raw, "to")]


@pytest.mark.parametrize("value", READ)
def test_nobody_is_mutilated_or_dropped(value: str) -> None:
    assert read(value) == READ[value]


@pytest.mark.parametrize("value", BY_NAME)
def test_who_has_no_address_is_kept_by_name(value: str) -> None:
    ((name, email),) = read(value)
    assert name == BY_NAME[value]
    assert email.endswith(UNADDRESSED)


def test_two_signs_make_no_address_of_the_first_half() -> None:
    assert [email for _, email in read("a@b@example.org, tom@example.org")] == ["tom@example.org"]


@given(st.lists(st.text(ATOM, min_size=1, max_size=8), min_size=1, max_size=4))
def test_every_atom_of_the_standard_comes_through(atoms: list[str]) -> None:
    local = ".".join(atoms)
    expected = f"{local}@example.org".lower()
    if local.startswith("'") and local.endswith("'"):
        return
    assert read(f"Ana Sow <{local}@example.org>, Tom <tom@example.org>") == [
        ("Ana Sow", expected),
        ("Tom", "tom@example.org"),
    ]


def test_addresses_in_a_text_keep_their_apostrophe_and_lose_quotation_marks() -> None:
    text = "Write to sean.o'brien@example.org, 'ana@example.org' or *p..o'b@example.org*."
    assert find_emails(text) == [
        "sean.o'brien@example.org", "ana@example.org", "p..o'b@example.org",
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ["ATTENDEE", "ORGANIZER"])
@pytest.mark.parametrize(
    "address", ["mailto:p..o'brien@example.org", "MAILTO:p..o%27brien@example.org"]
)
def test_guests_of_a_calendar_have_their_whole_address(
    tmp_path: Path, kind: str, address: str
) -> None:
    (entry,) = list_entries(tmp_path, make_event(f"DTSTART:20261208T100000Z\n{kind}:{address}"))
    assert "p..o'brien@example.org" in (*entry.with_whom, entry.organizer)


def test_a_sender_without_address_is_a_contact_and_waits(tmp_path: Path) -> None:
    text = "Could you please send me the signed budget by 20 November?"
    letters = [
        write_letter(text, From='"Bea Ro" <MAILER-DAEMON>', Message_ID="<1@x>"),
        write_letter("Hello", From='"Ro, Bea" </O=X/CN=RECIPIENTS/CN=BEA>', Message_ID="<2@x>"),
    ]
    with Sandbox(PRELOAD, workers=1) as sandbox:
        mail = read_mailbox(write_mbox(tmp_path / "m.mbox", letters), sandbox).messages
    leaver = PersonEntry(name=ANA.name, email=ANA.email)
    today = mail[0].sent_at.date()  # type: ignore[union-attr]  # both are dated
    (contact,) = rank_contacts(mail, leaver, today)
    assert (contact.name, contact.email, contact.received) == ("Bea Ro", "", 2)
    assert [one.with_whom for one in find_open_threads(mail, leaver, today)] == [("Bea Ro",)]
