"""What tests of mail share: a mail server, a case in the database, a letter of each kind."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from mailroom import Mailroom, MailServer
from sqlmodel import select

from models.handover import Handover
from models.mail import Mail, MailBlock, MailFacts, StepFact
from models.words import Language
from services.handovers.opening import CaseInput, open_handover, prepare_case
from services.letters.letter_facts import MailTemplate
from services.letters.mail_queue import Letter, queue_mail
from services.letters.mail_servers import FailingAddress, find_block, list_failing
from services.letters.sending import SendCounts, send_mails
from services.settings import Settings
from services.store import Store

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
UID = "0c1a6e2e-7f51-4b6b-9a54-0a4d6cf3a001@baton"


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    """Give a mail server that is running."""
    server = MailServer()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def room(mail_server: MailServer) -> Mailroom:
    """Give what the mail server keeps."""
    return mail_server.room


@pytest.fixture
def settings(mail_server: MailServer) -> Settings:
    """Give settings that name the mail server."""
    return Settings(
        smtp_url=mail_server.url,
        mail_from="baton@example.org",
        public_url="https://baton.example.org",
    )


@pytest.fixture
def handover(store: Store, given: CaseInput) -> Handover:
    """Give Ana's handover, opened; Ana is person 1."""
    prepared = prepare_case(given)
    with store.write() as session:
        reference = open_handover(session, prepared)
        return session.exec(select(Handover).where(Handover.reference == reference)).one()


@pytest.fixture
def facts(handover: Handover) -> dict[MailTemplate, MailFacts]:
    """Give the facts of every mail there is."""
    step: MailFacts = {
        "reference": handover.reference,
        "step": "interview",
        "due_on": "2026-12-01",
        "uid": UID,
        "sequence": 0,
    }
    late = StepFact(reference=handover.reference, step="sign", owner="manager", due_on="2026-11-12")
    return {
        MailTemplate.invitation: step,
        MailTemplate.rescheduled: step | {"due_on": "2026-12-08", "sequence": 1},
        MailTemplate.cancelled: step | {"sequence": 2},
        MailTemplate.digest: {
            "overdue": [late],
            "soon": [late.model_copy(update={"step": "approve"})],
        },
        MailTemplate.escalation: {"overdue": [late]},
        MailTemplate.pack_ready: {"reference": handover.reference, "edition": 1},
        MailTemplate.sent_back: {"reference": handover.reference},
        MailTemplate.waiver_ended: {"reference": handover.reference, "gaps": 2},
        MailTemplate.part_changed: {
            "reference": handover.reference,
            "role": "manager",
            "told": "leaver",
        },
        MailTemplate.change_proposed: {"reference": handover.reference},
        MailTemplate.notice: {"reference": handover.reference, "sources": 3},
        MailTemplate.sources_waiting: {"reference": handover.reference, "sources": 2},
    }


class Desk:
    """Where a test queues letters to Ana, who is person 1, sends them, and looks after them."""

    def __init__(
        self, store: Store, settings: Settings, facts: dict[MailTemplate, MailFacts]
    ) -> None:
        self.store, self.settings, self.facts = store, settings, facts

    def put(
        self, *templates: str, key: str = "a", person_id: int = 1, language: str = "en"
    ) -> list[Mail]:
        keys = [f"{template}:{key}" for template in templates]
        with self.store.write() as session:
            for template, whole_key in zip(templates, keys, strict=True):
                letter = Letter(
                    key=whole_key,
                    person_id=person_id,
                    template=MailTemplate(template),
                    facts=self.facts[MailTemplate(template)],
                    language=Language(language),
                )
                queue_mail(session, letter, NOON)
            return [session.exec(select(Mail).where(Mail.key == each)).one() for each in keys]

    def send(self, now: datetime = NOON, **options: int) -> SendCounts:
        return send_mails(self.store, self.settings, now, **options)

    def read(self, mail: Mail) -> Mail:
        with self.store.read() as session:
            return session.get_one(Mail, mail.id)

    def find_block(self, person_id: int = 1) -> MailBlock | None:
        with self.store.read() as session:
            return find_block(session, person_id)

    def list_failing(self) -> tuple[FailingAddress, ...]:
        with self.store.read() as session:
            return list_failing(session)


@pytest.fixture
def desk(store: Store, settings: Settings, facts: dict[MailTemplate, MailFacts]) -> Desk:
    """Give the desk of a test."""
    return Desk(store, settings, facts)
