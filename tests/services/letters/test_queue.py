"""A mail is queued once, with its act, and has no room for anything that people wrote."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import func, select

from models.mail import Mail, StepFact
from models.record import Answer, Record
from models.signing import ReviewComment
from services.letters.letter_facts import MailTemplate
from services.letters.mail_queue import Letter, queue_mail

pytestmark = pytest.mark.databases

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
GOOD = {"reference": "HO-2026-0007", "edition": 1}


def make_letter(facts=GOOD, **given):
    return Letter(key="k", person_id=1, template="pack_ready", facts=facts, language="en", **given)


def count_mails(store):
    with store.read() as session:
        return session.exec(select(func.count()).select_from(Mail)).one()


def test_the_same_key_twice_is_one_mail(store, handover):
    with store.write() as session:
        assert queue_mail(session, make_letter(), NOON)
        assert not queue_mail(session, make_letter(), NOON)
    with store.write() as session:
        assert not queue_mail(session, make_letter({**GOOD, "edition": 2}), NOON)
    assert count_mails(store) == 1


def test_an_act_that_fails_sends_no_mail(store, handover):
    def act():
        with store.write() as session:
            queue_mail(session, make_letter(), NOON)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        act()
    assert count_mails(store) == 0


def test_a_mail_may_wait_for_the_morning(desk, handover):
    morning = NOON + timedelta(hours=20)
    with desk.store.write() as session:
        queue_mail(session, make_letter(not_before=morning), NOON)

    assert desk.send(morning - timedelta(seconds=1)).sent == 0
    assert desk.send(morning).sent == 1


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"reference": "HO-2026-0007"},
        {**GOOD, "comment": "call me"},
        {**GOOD, "reference": "HO-2026-0007 because Ana was dismissed"},
        {**GOOD, "reference": "HO-2026-0007\n"},
        {**GOOD, "edition": "one"},
        {**GOOD, "reference": "ana.sow@example.org"},
    ],
)
def test_facts_have_no_room_for_free_text(facts):
    with pytest.raises(ValueError, match="mail"):
        make_letter(facts)


def test_lists_of_steps_have_no_room_for_free_text():
    step = {"reference": "HO-2026-0007", "step": "interview", "owner": "leaver"}
    step |= {"due_on": "2026-11-12"}
    assert make_list(step).facts["overdue"] == [StepFact.model_validate(step)]
    wrong = ({"step": "interview or never"}, {"owner": "Ana Sow"}, {"comment": "call me"})
    for given in (*(step | each for each in wrong), "interview"):
        with pytest.raises(ValueError, match="facts"):
            make_list(given)


def test_a_list_of_steps_is_no_fact_of_its_own_shape():
    with pytest.raises(ValueError, match="right form"):
        make_letter({**GOOD, "edition": []})


def make_list(step):
    return Letter(
        key="k", person_id=1, template="escalation", facts={"overdue": [step]}, language="en"
    )


def test_what_people_wrote_is_in_no_mail(desk, room, handover):
    with desk.store.write() as session:
        session.add(
            ReviewComment(
                handover_id=handover.row_id,
                person_id=2,
                text="The bridge is not finished, say so",
                at=NOON,
            )
        )
    desk.put(*MailTemplate)
    assert desk.send().sent == len(MailTemplate)
    arrived = "\n".join(
        part.get_content() for each in room.messages for part in each.walk() if not is_whole(part)
    )
    words = list_words(desk.store)

    assert len(words) >= 3
    assert handover.reference in arrived
    assert [word for word in words if word in arrived] == []


def is_whole(part):
    return part.get_content_maintype() == "multipart"


def list_words(store):
    """List the texts of all records, answers and comments."""
    with store.read() as session:
        contents = [record.content.model_dump() for record in session.exec(select(Record))]
        assert session.exec(select(Answer)).first() is not None
        comments = [comment.text for comment in session.exec(select(ReviewComment))]
    values = [value for content in contents for value in content.values()]
    return comments + [value for value in values if type(value) is str and len(value) > 8]
