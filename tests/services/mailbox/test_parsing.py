"""Headers and bodies, good and bad, become the message that a reader would see."""

from base64 import b64encode
from email.message import EmailMessage
from typing import Any

import pytest
from letters import write_letter

from services.mailbox.message_job import parse_message

HEAD = (
    b"From: tom@partner.example\r\nTo: ana.sow@example.org\r\n"
    b"Date: Mon, 2 Nov 2026 10:00:00 +0000\r\n"
)

RECEIVED = b"Received: by x; Tue, 3 Nov 2026 10:00:00 +0000\n"


def read(data: bytes) -> dict[str, Any]:
    found: dict[str, Any] = parse_message(data)["message"]
    return found


def make_body(kind: bytes, text: bytes) -> bytes:
    return HEAD + b"Content-Type: " + kind + b"\r\n\r\n" + text


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        (b"=?utf-8?B?2YXZitiy2KfZhtmK2Kk=?=", "ميزانية"),
        (b"=?utf-8?Q?Co=C3?= =?utf-8?Q?=BBt?=", "Coût"),
        (b"=?iso-8859-1?Q?R=E9union?=", "Réunion"),
        (b"=?unknown-8bit?Q?R=C3=A9union?=", "Réunion"),
        (b"=?utf-8?B?broken", "=?utf-8?B?broken"),
        ("Réunion du comité".encode(), "Réunion du comité"),
        (b"R\xe9union", "Réunion"),
        (b"folded\r\n  over two lines", "folded over two lines"),
    ],
)
def test_subjects_are_decoded_however_they_were_written(subject: bytes, expected: str) -> None:
    assert read(HEAD + b"Subject: " + subject + b"\r\n\r\nHello")["subject"] == expected


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        (b"text/plain; charset=iso-8859-1", "Clé à molette".encode(), "Clé à molette"),
        (b"text/plain; charset=us-ascii", b"Cl\xe9", "Clé"),
        (b"text/plain; charset=windows-1256", "مرحبا".encode("cp1256"), "مرحبا"),
        (b"text/plain; charset=no-such", "Clé".encode(), "Clé"),
        (b"text/plain; charset=gb2312", "合同".encode("gb18030"), "合同"),
        (b"text/plain; charset=koi8-r", "Договор".encode("koi8-r"), "Договор"),
        (b"text/plain; charset=utf-16", "Clé".encode("utf-16"), "Clé"),
        (b'text/plain; charset="zip"', b"Hello there", "Hello there"),
        (b"text/plain", b"with\x00nul", "withnul"),
    ],
)
def test_bodies_are_decoded_whatever_they_claim(kind: bytes, text: bytes, expected: str) -> None:
    assert read(make_body(kind, text))["text"] == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ('"Diop, Fatou" <F.Diop@Partner.example>', [("f.diop@partner.example", "Diop, Fatou")]),
        ("=?utf-8?Q?Diop=2C_A=C3=AFssa?= <a@b.example>", [("a@b.example", "Diop, Aïssa")]),
        ("undisclosed-recipients:;", []),
        ("Team: a@b.example, c@d.example;", [("a@b.example", ""), ("c@d.example", "")]),
        ("a@b.example (Awa Ba)", [("a@b.example", "Awa Ba")]),
        ("'a@b.example' <a@b.example>", [("a@b.example", "")]),
        ("<a@b.example", [("a@b.example", "")]),
        ("/O=ORG/CN=AWA", [("awa@no-address.invalid", "Awa")]),
    ],
)
def test_addresses_are_found_in_any_dress(given: str, expected: list[tuple[str, str]]) -> None:
    data = HEAD.replace(b"ana.sow@example.org", given.encode()) + b"\r\nHello"
    found = [(each["email"], each.get("name", "")) for each in read(data).get("to", [])]
    assert found == expected


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        (b"Date: Tue, 3 Nov 2026 10:00:00 +0100\n", "2026-11-03T10:00:00+01:00"),
        (b"Date: 3 Nov 2026 10:00\n", "2026-11-03T10:00:00Z"),
        (b"Date: 2026-11-03T10:00:00Z\n", "2026-11-03T10:00:00Z"),
        (
            b"Date: yesterday\n" + RECEIVED,
            "2026-11-03T10:00:00Z",
        ),
        (
            b"Date: Tue, 3 Nov 2099 10:00:00 +0000\n" + RECEIVED,
            "2026-11-03T10:00:00Z",
        ),
        (b"Date: Tue, 99 Nov 2026 10:00:00 +9999\n", None),
        (b"", None),
    ],
)
def test_dates_are_found_or_left_open(headers: bytes, expected: str | None) -> None:
    data = b"From: tom@partner.example\nTo: ana.sow@example.org\n" + headers + b"\nHello"
    assert read(data).get("sent_at") == expected


def test_a_mail_of_html_alone_gives_its_lines() -> None:
    html = (
        "<style>p{}</style><p>Dear&nbsp;Ana,</p><p>can you <b>sign</b>?<br>Thanks</p>"
        "<script>x()</script>"
    )
    text = read(make_body(b"text/html; charset=utf-8", html.encode()))["text"]
    assert text.split("\n") == ["Dear Ana,", "", "can you sign?"]


@pytest.mark.parametrize(
    "quote",
    [
        '<div class="gmail_quote">On Monday Ana wrote:<blockquote>old words</blockquote></div>',
        '<blockquote type="cite">old words</blockquote>',
        "<blockquote>old words</blockquote>",
        '<div id="divRplyFwdMsg">From: Ana</div><div>old words</div>',
        '<div id="appendonsend"></div><hr><div>old words</div>',
        (
            '<div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm">'
            "<p>From: Ana</p></div></div><p>old words</p>"
        ),
        '<div style="display:none">old words</div>',
    ],
)
def test_quotes_of_html_mail_are_dropped(quote: str) -> None:
    text = read(make_body(b"text/html", f"<p>New words</p>{quote}".encode()))["text"]
    assert text == "New words"


def test_of_two_forms_of_a_text_the_full_one_is_read() -> None:
    letter = EmailMessage()
    letter["From"], letter["To"] = "tom@partner.example", "ana.sow@example.org"
    letter.set_content("See the HTML part")
    letter.add_alternative("<p>" + "The pump is broken again. " * 20 + "</p>", subtype="html")
    assert "pump is broken" in read(letter.as_bytes())["text"]


def test_files_are_listed_and_pictures_in_the_text_are_not() -> None:
    letter = EmailMessage()
    letter["From"], letter["To"] = "tom@partner.example", "ana.sow@example.org"
    letter.set_content("See attached")
    letter.add_attachment(b"table", maintype="application", subtype="xlsx", filename="Clé.xlsx")
    letter.add_attachment(
        b"logo", maintype="image", subtype="png", filename="image001.png",
        disposition="inline", cid="<logo>",
    )  # fmt: skip
    (found,) = read(letter.as_bytes())["attachments"]
    assert (found["name"], found["size_bytes"]) == ("Clé.xlsx", 5)
    assert len(found["sha256"]) == 64


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"X_Auto_Response_Suppress": "All"},
        {"Precedence": "auto_reply"},
        {"From": "Portal <no-reply@portal.example>"},
        {"From": "Mail Delivery Subsystem <mailer-daemon@example.org>"},
        {"From": "ne-pas-repondre@banque.example"},
        {"Subject": "Automatic reply: Pumps"},
        {"Subject": "Réponse automatique : Pompes"},
        {"Subject": "رد تلقائي: المضخات"},
    ],
)
def test_mail_of_machines_is_known(headers: dict[str, str]) -> None:
    assert read(write_letter("Hello", **headers))["is_robot"]


@pytest.mark.parametrize(
    "headers",
    [
        {"List_Id": "<water.lists.example.org>"},
        {"List_Unsubscribe": "<https://x.example/u>"},
        {"Precedence": "bulk"},
        {"X_Gmail_Labels": "Inbox,Category Promotions"},
    ],
)
def test_mail_of_lists_is_known(headers: dict[str, str]) -> None:
    assert read(write_letter("Hello", **headers))["is_list"]


def test_mail_of_people_is_neither() -> None:
    headers = {"Auto_Submitted": "no", "From": "Noah Botha <n.botha@robotics.example>"}
    found = read(write_letter("I am on leave next week, so call me on Friday.", **headers))
    assert not found.get("is_robot")
    assert not found.get("is_list")


def test_what_belongs_together_is_read_from_the_headers() -> None:
    index = b64encode(b"\x01" + bytes(21) + b"answer").decode()
    data = write_letter("x", In_Reply_To="<a@x>", References="<r@x> <a@x>", Thread_Index=index)
    found = read(data)
    assert (found["in_reply_to"], found["references"]) == ("a@x", ["r@x", "a@x"])
    assert found["conversation"] == "ti:" + "00" * 16


def test_the_organization_stands_in_the_signature() -> None:
    text = (
        "The offer is attached.\n\nKind regards,\nTom Reed\n"
        "Sales manager | Partner Pumps Ltd\n+221 33 123 45 67"
    )
    assert read(write_letter(text))["organization"] == "Partner Pumps Ltd"


def test_html_of_any_depth_is_read_by_its_beginning() -> None:
    text = read(make_body(b"text/html", b"<p>Dear Ana</p>" + b"<div>" * 200_000 + b"x"))["text"]
    assert text == "Dear Ana"
