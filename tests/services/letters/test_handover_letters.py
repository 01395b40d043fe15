"""What follows from where a handover stands: invitations to whom it waits for, peers included."""

from datetime import UTC, date, datetime

import pytest
from people import ANA, CARLA, DAN, MOUSSA
from sqlmodel import select

from models.acting import Role
from models.gap import Gap
from models.handover import Person
from models.mail import Mail
from services.acts.actors import add_staff, find_actor
from services.acts.answering import PeerRequest, ask_peer
from services.acts.changing import cancel
from services.acts.starting import start_handover
from services.handovers.loading import get_handover
from services.letters.handover_letters import write_letters

NOW = datetime(2026, 10, 1, 9, tzinfo=UTC)
PEER = PeerRequest(name=DAN.name, email=DAN.email, due_on=date(2026, 10, 20))


@pytest.fixture
def reference(store, given):
    with store.write() as session:
        add_staff(session, CARLA, Role.hr)
        hr = find_actor(session, CARLA.email)
        return start_handover(session, hr, given.model_copy(update={"answers": ()}), NOW)


def write(store, reference):
    with store.write() as session:
        return write_letters(session, get_handover(session, reference), NOW)


def list_mails(store, entry):
    with store.read() as session:
        query = select(Mail).join(Person).where(Person.email == entry.email).order_by(Mail.id)
        return [(mail.template, mail.facts["step"]) for mail in session.exec(query)]


def test_who_is_waited_for_is_invited_once(store, reference):
    assert write(store, reference) == 2
    assert write(store, reference) == 0
    assert list_mails(store, ANA) == [("invitation", "interview")]
    assert list_mails(store, MOUSSA) == [("invitation", "give_commitments")]


def test_a_peer_who_is_asked_is_invited_too(store, reference):
    with store.write() as session:
        ask_peer(session, find_actor(session, MOUSSA.email), reference, PEER, NOW)

    assert write(store, reference) == 3
    assert write(store, reference) == 0
    assert list_mails(store, DAN) == [("invitation", "peer_interview")]


def test_a_cancelled_case_takes_every_day_out_again(store, reference):
    write(store, reference)
    with store.write() as session:
        cancel(session, find_actor(session, CARLA.email), reference, NOW)

    assert write(store, reference) == 2
    assert list_mails(store, ANA)[-1] == ("cancelled", "interview")


def test_the_manager_hears_once_of_a_gap_that_is_open_again(store, reference):
    write(store, reference)
    with store.write() as session:
        handover = get_handover(session, reference)
        for number, until in enumerate((date(2026, 9, 30), date(2026, 9, 30), None)):
            gap = Gap(handover_id=handover.id, key=str(number), kind="risk", what="w")
            gap.waived_until = until
            session.add(gap)

    assert [write(store, reference), write(store, reference)] == [1, 0]
    with store.read() as session:
        (mail,) = session.exec(select(Mail).where(Mail.template == "waiver_ended"))
    assert mail.facts == {"reference": reference, "gaps": 2}
