"""What waits for the leaver, and what the leaver owes, beyond the words of single mails."""

from datetime import date

import pytest
from letters import make_message
from people import ANA

from models.harvest import HarvestedThread
from services.mailbox.messages import Attachment, Message
from services.mailbox.threads import QUOTE_CHARACTERS, find_open_threads

ME = ANA.email
TOM = "Tom Reed <tom@partner.example>"
LEA = "Lea Faye <lea@ministry.example>"
TODAY = date(2026, 11, 20)
ASK = "Can you send me the list of pumps?"
FILE = (Attachment(name="a.pdf", sha256="0" * 64, size_bytes=1),)


def find(*messages: Message) -> tuple[HarvestedThread, ...]:
    return find_open_threads(messages, ANA, TODAY)


def test_a_thread_has_its_sentence_and_its_people() -> None:
    asked = make_message(TOM, ME, 3, subject="RE: Fwd: Pumps", text=f"Dear Ana,\n\n{ASK}")
    (thread,) = find(asked)
    assert thread == HarvestedThread(
        subject="Pumps", with_whom=("Tom Reed",), last_on=date(2026, 11, 5), quote=ASK,
        message_id=asked.message_id,
    )  # fmt: skip


@pytest.mark.parametrize(
    "fields",
    [
        {"is_robot": True},
        {"is_list": True},
        {"method": "request"},
        {"to": ["lea@ministry.example"], "cc": [ME]},
        {"to": [ME, *(f"p{number}@x.example" for number in range(20))]},
        {"text": "Dear Lea,\n\ncan you send the list?", "to": [ME, LEA]},
        {"text": "Lea, can you send the list?", "to": [ME, LEA]},
        {"sent_at": None},
        {"day": -200},
    ],
)
def test_what_is_not_asked_of_the_leaver_does_not_wait(fields: dict[str, object]) -> None:
    given = {"text": ASK, "to": ME, "day": 3} | fields
    assert find(make_message(TOM, given.pop("to"), given.pop("day"), **given)) == ()


def test_what_is_old_still_waits_where_its_day_is_to_come() -> None:
    (thread,) = find(make_message(TOM, ME, -130, text="Please send the plan by 4 December 2026."))
    assert str(thread.due_on) == "2026-12-04"


@pytest.mark.parametrize(
    "answer",
    [
        {"in_reply_to": "ask", "text": "Yes."},
        {"subject": "Re: Pumps", "text": "Yes."},
        {"subject": "List of the pumps you asked for", "text": "Here is the list of pumps."},
        {"subject": "Accepted: Pumps", "text": "", "method": "reply"},
    ],
)
def test_an_answer_closes_wherever_it_was_written(answer: dict[str, object]) -> None:
    asked = make_message(TOM, ME, 3, text=ASK, message_id="ask")
    assert find(asked, make_message(ME, TOM, 4, **answer)) == ()


@pytest.mark.parametrize(
    ("to", "fields"),
    [
        (TOM, {"day": 1, "text": "Yes."}),
        (LEA, {"day": 4, "text": "Yes."}),
        (TOM, {"day": 4, "subject": "Lunch on Friday", "text": "Shall we?"}),
        (TOM, {"day": 4, "text": "I am away.", "is_robot": True, "in_reply_to": "ask"}),
    ],
)
def test_other_mail_of_the_leaver_is_no_answer(to: str, fields: dict[str, object]) -> None:
    asked = make_message(TOM, ME, 3, text=ASK, message_id="ask")
    assert len(find(asked, make_message(ME, to, fields.pop("day"), **fields))) == 1


def test_a_reminder_under_another_subject_closes_with_the_same_answer() -> None:
    asked = make_message(TOM, ME, 3, text=ASK)
    again = make_message(TOM, ME, 8, text=f"A reminder: {ASK}", subject="Reminder", message_id="r")
    answer = make_message(ME, TOM, 9, text="The list of pumps is attached.", in_reply_to="r")
    assert find(asked, again, answer) == ()


def test_two_who_wait_in_one_conversation_are_one_thread() -> None:
    first = make_message(TOM, ME, 3, text=ASK, message_id="a")
    second = make_message(LEA, ME, 5, text="Who pays for it?", in_reply_to="a")
    (thread,) = find(first, second)
    assert thread.with_whom == ("Lea Faye", "Tom Reed")


def test_the_program_says_what_belongs_together() -> None:
    asked = make_message(TOM, ME, 3, text=ASK, conversation="gm:1")
    answer = make_message(ME, TOM, 4, text="Yes.", subject="Something else", conversation="gm:1")
    assert find(asked, answer) == ()


def test_equal_subjects_of_different_years_are_different_mail() -> None:
    asked = make_message(TOM, ME, -300, subject="Annual report", text=ASK)
    new = make_message(TOM, ME, 3, subject="Annual report", text=ASK)
    assert len(find(asked, make_message(ME, TOM, -299, subject="Re: Annual report"), new)) == 1


def test_a_promise_says_to_whom_and_by_when() -> None:
    (thread,) = find(make_message(ME, TOM, 3, text="I will send you the plan by 4 December."))
    assert (thread.is_promise, str(thread.due_on)) == (True, "2026-12-04")
    assert thread.with_whom == ("Tom Reed",)


@pytest.mark.parametrize(
    "later",
    [
        {"attachments": FILE, "text": "The plan.", "in_reply_to": "p"},
        {"text": "Here is the plan: it is on the drive.", "in_reply_to": "p"},
        {"text": "I have sent it to your colleague.", "subject": "Re: Pumps"},
    ],
)
def test_a_kept_promise_is_no_longer_owed(later: dict[str, object]) -> None:
    text = "I will send you the plan by 4 December."
    promised = make_message(ME, TOM, 3, text=text, message_id="p")
    assert find(promised, make_message(ME, TOM, 5, **later)) == ()


def test_of_two_days_for_one_thing_the_later_word_holds() -> None:
    first = make_message(ME, TOM, 3, text="I will send the plan by 27 November.", message_id="p")
    text = "Sorry, I will only send it by 10 December."
    (thread,) = find(first, make_message(ME, TOM, 9, text=text, in_reply_to="p"))
    assert str(thread.due_on) == "2026-12-10"


def test_a_promise_in_an_automatic_answer_is_none() -> None:
    text = "I will answer your message by 4 December."
    assert find(make_message(ME, TOM, 3, text=text, is_robot=True)) == ()


def test_a_quote_is_never_longer_than_it_may_be() -> None:
    text = "Can you tell me whether " + "the very long pipe and " * 60 + "the pump are here?"
    (thread,) = find(make_message(TOM, ME, 3, text=text))
    assert thread.quote is not None
    assert len(thread.quote) <= QUOTE_CHARACTERS


def test_the_order_of_messages_changes_nothing() -> None:
    messages = [
        make_message(TOM, ME, 3, text=ASK),
        make_message(LEA, ME, 4, text="When?"),
        make_message(ME, LEA, 5, text="I will tell you by 4 December.", subject="Other"),
    ]
    assert find(*messages) == find(*reversed(messages))
