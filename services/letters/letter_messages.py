"""Letter messages: a queued mail as text, HTML and, for invitations, a calendar entry."""

import hashlib
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from functools import cache
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from sqlmodel import Session

from models.addresses import check_email
from models.errors import InvalidInputError, NotFoundError, TemporaryError
from models.handover import Person
from models.mail import Mail
from services.letters.invitations import CalendarDay, write_calendar
from services.letters.letter_facts import MailTemplate
from services.letters.letter_phrases import MailPhrases, choose_language
from services.letters.letter_views import (
    Addressee,
    MailView,
    ViewMaker,
    find_addressee,
    find_posts,
    get_due_day,
)
from services.letters.mail_settings import MailSettings
from services.texts import clean_line
from templates import TEMPLATES

SUBJECT_CHARACTERS = 180
_METHODS = {
    MailTemplate.invitation: "REQUEST",
    MailTemplate.rescheduled: "REQUEST",
    MailTemplate.cancelled: "CANCEL",
}


def write_letter(
    session: Session, mail: Mail, settings: MailSettings, now: datetime
) -> EmailMessage:
    """Return the message; written again it has the same Message-ID, so that doubles are known.

    Raises:
        TemporaryError: a setting holds an address that no mail can come from.
        InvalidInputError: the person has no address that a mail can go to.
        NotFoundError: the person is gone, or this version has no such mail.
    """
    person = session.get(Person, mail.person_id)
    if person is None or mail.template not in MailTemplate.__members__:
        raise NotFoundError(f'the mail "{mail.template}" cannot be written: nobody gets it.')
    maker = ViewMaker(
        language=choose_language(mail.language),
        public_url=settings.public_url,
        posts=find_posts(session, mail.facts),
    )
    addressee = find_addressee(session, mail, person)
    view = maker.view(addressee.name, mail.facts)
    message = _address_message(mail, addressee, settings, now)
    subject = clean_line(
        _draw(f"{mail.template}/subject.txt.jinja", view), max_characters=SUBJECT_CHARACTERS
    )
    text = _draw(f"{mail.template}/body.txt.jinja", view)
    message["Subject"] = subject
    message.set_content(text, cte="quoted-printable")
    html = _draw(f"{mail.template}/body.html.jinja", view, subject=subject)
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    _add_calendar(message, mail, view, settings)
    return message


def make_message_id(key: str, settings: MailSettings) -> str:
    """Return the Message-ID of a mail, which follows from what the mail is for."""
    domain = settings.mail_from.partition("@")[2]
    # Cut so that the header is not folded: some servers do not find a folded one.
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{_to_ascii(domain)}>"


def _address_message(
    mail: Mail, addressee: Addressee, settings: MailSettings, now: datetime
) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"] = _make_own_address("Baton", settings.mail_from)
    message["To"] = _make_address(clean_line(addressee.name), addressee.email)
    if settings.mail_reply_to:
        message["Reply-To"] = _make_own_address("", settings.mail_reply_to)
    message["Date"] = now
    message["Message-ID"] = make_message_id(mail.key, settings)
    # RFC 3834: no answering machine answers to a machine; Exchange has a header of its own.
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    return message


def _make_own_address(name: str, email: str) -> Address:
    try:
        return _make_address(name, email)
    except InvalidInputError as fault:
        raise TemporaryError(
            f'no mail can come from "{email}": correct BATON_MAIL_FROM or BATON_MAIL_REPLY_TO; '
            "mails wait until then."
        ) from fault


def _make_address(name: str, email: str) -> Address:
    try:
        user, _, domain = check_email(email).rpartition("@")
        # Characters outside ASCII cannot be delivered everywhere.
        user.encode("ascii")
        return Address(display_name=name, username=user, domain=_to_ascii(domain))
    except ValueError as fault:
        # The address itself is a person's, and stays out of messages.
        raise InvalidInputError("the address is none that a mail can go to: correct it.") from fault


def _to_ascii(domain: str) -> str:
    return domain.encode("idna").decode("ascii")


def _add_calendar(
    message: EmailMessage, mail: Mail, view: MailView, settings: MailSettings
) -> None:
    method = _METHODS.get(MailTemplate(mail.template))
    if method is None:
        return
    day = CalendarDay(
        method="CANCEL" if method == "CANCEL" else "REQUEST",
        uid=str(mail.facts["uid"]),
        sequence=int(str(mail.facts["sequence"])),
        due_on=get_due_day(mail.facts),
        title=f"{view.step} ({view.reference})",
        description="\n".join(filter(None, (view.post, view.reference, view.url))),
        url=view.url,
        organizer=settings.mail_from,
        attendee=message["To"].addresses[0].addr_spec,
        stamped_at=mail.created_at,
    )
    message.add_alternative(
        write_calendar(day), subtype="calendar", params={"method": method}, cte="base64"
    )


def _draw(template: str, view: MailView, **values: Any) -> str:
    phrases = MailPhrases(view.language, is_html=template.endswith(".html.jinja"))
    shown = {name: getattr(view, name) for name in MailView.model_fields}
    drawn = get_environment().get_template(template)
    return drawn.render(**shown, **values, say=phrases.say, count=phrases.count)


@cache
def get_environment() -> ImmutableSandboxedEnvironment:
    """Return the environment of the mail templates: HTML is escaped, text is not."""
    return ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(TEMPLATES / "mail"),
        autoescape=lambda name: bool(name) and str(name).endswith(".html.jinja"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
