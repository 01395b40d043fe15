"""Mails are readable in text and HTML, in the reader's language, and say nothing they must not."""

import re
from datetime import date
from email.message import EmailMessage

import pytest
from people import ANA
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from models.handover import Handover, Post
from models.participant import Participant
from models.plan import Circumstance
from models.words import DepartureKind
from services.letters.letter_facts import MailTemplate
from services.letters.letter_messages import get_environment
from services.letters.mail_policy import get_mail_policy
from services.planning import find_step_rule, get_plan_rules
from services.settings import Settings

EVERY = tuple(MailTemplate)
LANGUAGES = ("en", "fr", "es", "ar")
EVIL = 'Head <script>alert("x")</script> {{ 7*7 }} {name}\r\nBcc: dan.lowe@example.net'


def get_text(message: EmailMessage, kind: str) -> str:
    return str(message.get_body((kind,)).get_content())


def send_every(desk, room, language="en"):
    desk.put(*EVERY, language=language)
    assert desk.send().sent == len(EVERY)
    return room.messages


def test_every_mail_says_the_same_in_text_and_in_html(desk, room, handover):
    for message in send_every(desk, room):
        text, html = get_text(message, "plain"), get_text(message, "html")
        shown = " ".join(HTMLParser(html).body.text(separator=" ").split())
        lines = [line.strip(" *") for line in text.splitlines()]
        said = [each for each in lines if len(each) > 25 and not re.search(r"://| · ", each)]

        assert all(line in shown for line in said), message["Subject"]
        assert len(said) >= 2
        assert handover.reference in text
        assert f'href="https://baton.example.org/handovers/{handover.reference}"' in html or (
            "No longer needed" in message["Subject"]
        )


def test_the_headers_say_what_kind_of_mail_it_is(desk, room, settings):
    message = send_every(desk, room)[0]

    assert message["From"] == "Baton <baton@example.org>"
    assert message["To"] == f"{ANA.name} <{ANA.email}>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert re.fullmatch(r"<[0-9a-f]{40}@example\.org>", message["Message-ID"])
    assert message["Date"].datetime.date() == date(2026, 11, 20)
    assert message["Reply-To"] is None


def test_answers_go_to_whom_the_settings_name(desk, room):
    desk.settings = Settings(
        **{**desk.settings.model_dump(), "mail_reply_to": "people@example.org"}
    )
    assert send_every(desk, room)[0]["Reply-To"] == "people@example.org"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_mail_is_wholly_in_its_language(desk, room, language):
    for message in send_every(desk, room, language):
        text, html = get_text(message, "plain"), get_text(message, "html")
        direction = "rtl" if language == "ar" else "ltr"

        assert f'<html lang="{language}" dir="{direction}">' in html
        assert ("Baton sends this mail" in text) == (language == "en")
        assert "{" not in text + html + message["Subject"]


def test_a_language_without_mails_gets_english(desk, room):
    for message in send_every(desk, room, "zh"):
        assert '<html lang="en" dir="ltr">' in get_text(message, "html")


def test_typed_texts_stay_texts(desk, room, handover):
    with desk.store.write() as session:
        session.get_one(Post, handover.post_id).title = EVIL
        session.get_one(Participant, 1).name = 'Ana "A," <sow@x>\r\nBcc: dan.lowe@example.net'
    for message in send_every(desk, room):
        html = get_text(message, "html")

        assert message["Bcc"] is None
        assert message["To"].addresses[0].addr_spec == ANA.email
        assert "<script>" not in html
        assert "49" not in html.replace("{{ 7*7 }}", "")
    assert set(room.recipients) == {ANA.email}


@pytest.mark.parametrize("name", ["آنا سو", "Zoë O’Neil-Ngũgĩ", "王芳", "Sow, Ana"])
def test_names_of_the_world_arrive(desk, room, name):
    with desk.store.write() as session:
        session.get_one(Participant, 1).name = name
    message = send_every(desk, room)[0]

    assert message["To"].addresses[0].display_name == name
    assert name in get_text(message, "plain")


def test_html_asks_nothing_of_the_outside(desk, room):
    for message in send_every(desk, room):
        tree = HTMLParser(get_text(message, "html"))
        assert tree.css("img, script, link, iframe, style, object, form") == []
        assert "url(" not in get_text(message, "html")
        assert all(each.attributes["href"].startswith("https://baton.") for each in tree.css("a"))


def test_without_an_address_of_its_own_mails_have_no_link(desk, room):
    desk.settings = Settings(**{**desk.settings.model_dump(), "public_url": ""})
    for message in send_every(desk, room):
        assert "http" not in get_text(message, "plain") + get_text(message, "html")
        assert "ask HR" in get_text(message, "plain")


@pytest.mark.parametrize("kind", list(DepartureKind))
def test_no_mail_says_why_somebody_leaves(desk, room, handover, kind):
    with desk.store.write() as session:
        session.get_one(Handover, handover.id).kind = kind
    words = {kind.replace("_", " "), "family", "absence", "dismiss", "died", "retire"}
    for message in send_every(desk, room):
        said = (get_text(message, "plain") + message["Subject"]).casefold()
        assert not [word for word in words if word in said]


def test_titles_that_would_tell_are_left_out():
    telling = {Circumstance.internal_move, Circumstance.long_absence}
    files = get_plan_rules().files
    steps = [step for file in files for step in file.steps if telling & {*file.when}]
    words = ("family", "absence", "the cover", "return", "new manager")
    named = [
        step
        for file in files
        for step in file.steps
        if any(word in step.title.en.casefold() for word in words)
    ]
    untold = get_mail_policy().untold_steps

    assert len(steps) == 5
    assert {step.key for step in [*steps, *named]} <= untold
    assert all(find_step_rule(key) for key in untold)


def test_every_template_is_there_in_three_files():
    for template in EVERY:
        for name in ("subject.txt", "body.txt", "body.html"):
            assert get_environment().get_template(f"{template}/{name}.jinja")


def test_a_long_list_is_cut_and_says_so(desk, room, handover):
    step = {"reference": handover.reference, "owner": "manager", "due_on": "2026-11-12"}
    lines = [step | {"step": f"step_{number}"} for number in range(45)]
    desk.facts[MailTemplate.escalation] = {"overdue": lines}
    desk.put("escalation")
    desk.send()
    (message,) = room.messages

    assert message["Subject"] == "45 steps of handovers are late"
    for kind in ("plain", "html"):
        text = get_text(message, kind)
        assert text.count("was due on") == 40
        assert "... and 5 steps more" in text
