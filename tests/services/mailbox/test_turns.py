"""Turns: who has the word in a conversation, found in mailboxes that nobody had seen before."""

from datetime import date

import pytest
from each import each
from letters import make_message
from people import ANA

from models.harvest import HarvestedThread
from services.mailbox.messages import Message
from services.mailbox.threads import find_open_threads

ME = f"{ANA.name} <{ANA.email}>"
ALIAS = f"{ANA.name} <asow@example.org>"
TOM = "Tom Reed <tom@partner.example>"
LEA = "Lea Faye <lea@ministry.example>"
ASK = "Can you write me two lines on the backups?"
PROMISE = "I'll send the list by 27 November."


def find(*messages: Message) -> tuple[HarvestedThread, ...]:
    return find_open_threads(messages, ANA, date(2026, 11, 20))


def answer(sender: str, to: str, day: int, text: str) -> Message:
    return make_message(sender, to, day, subject="Re: Pumps", text=text)


def ask(text: str = ASK) -> Message:
    return make_message(TOM, ME, 1, subject="Pumps", text=text)


@pytest.mark.parametrize(
    "back", ["Which server?", "Hi Tom,\n\nWhich server?\n\nAna Sow\nHead of water at Agua"]
)
def test_who_asks_back_and_gets_an_answer_has_still_to_answer(back: str) -> None:
    (thread,) = find(ask(), answer(ME, TOM, 2, back), answer(TOM, ME, 3, "Both of them."))
    assert thread.quote == ASK


@pytest.mark.parametrize(
    "said", ["Confirmed. Is ten fine for you?", "Both are kept for a year. Is that enough?"]
)
def test_who_says_something_has_answered(said: str) -> None:
    assert find(ask(), answer(ME, TOM, 2, said), answer(TOM, ME, 3, "Good to know.")) == ()


def test_who_asks_back_and_hears_nothing_waits_for_the_other() -> None:
    assert find(ask(), answer(ME, TOM, 2, "Which server do you mean?")) == ()


def test_an_answer_from_another_address_of_the_leaver_counts() -> None:
    promise = answer(ME, TOM, 2, PROMISE)
    thanks = answer(TOM, ALIAS, 5, "I have received the list, thank you.")
    assert find(ask(), promise, thanks) == ()


@pytest.mark.parametrize(
    ("promise", "thanks"),
    [
        (PROMISE, "Got the list, thank you!"),
        (PROMISE, "The list arrived, much obliged."),
        (PROMISE, "No need any more, the office gave us one."),
        ("Se la entregaré el 27 de noviembre.", "Estimada Ana, hemos recibido la lista."),
        ("Je vous l'envoie le 27 novembre.", "Bonjour Ana, j'ai bien reçu la liste."),
    ],
)
def test_what_was_received_or_is_not_wanted_is_no_longer_owed(promise: str, thanks: str) -> None:
    owed = (ask(), answer(ME, TOM, 2, promise))
    assert [thread.is_promise for thread in find(*owed)] == [True]
    assert find(*owed, answer(TOM, ME, 5, thanks)) == ()


@pytest.mark.parametrize(
    "told",
    [
        "Changed, please look at it.",
        "It's on the wiki now.",
        "The pumps are listed on the intranet.",
        "Revisado y devuelto, mira tu casillero.",
        "Je vous ai envoyé la liste hier.",
        "Ya le he enviado la lista.",
        "Enviada.",
        "C'est fait, je l'ai transmise ce matin.",
    ],
)
def test_who_says_that_it_is_done_owes_nothing(told: str) -> None:
    assert find(ask(), answer(ME, TOM, 2, PROMISE), answer(ME, TOM, 5, told)) == ()


@pytest.mark.parametrize(
    "told",
    [
        "I have not sent it yet.",
        "Je ne vous ai pas encore envoyé la liste.",
        "I am still working on the pumps.",
        "The pumps take two more days.",
        "Do you want the pumps of Kolda too?",
        "On the budget: all approved.",
    ],
)
def test_who_says_that_it_is_not_done_still_owes_it(told: str) -> None:
    (thread,) = find(ask(), answer(ME, TOM, 2, PROMISE), answer(ME, TOM, 5, told))
    assert str(thread.due_on) == "2026-11-27"


def test_what_others_promise_asks_nothing_of_the_leaver() -> None:
    asked = make_message(ME, TOM, 1, subject="Devis", text="Tu as le devis ?")
    for text in ("Je te l'envoie le 30 novembre.", "Je confirme le rendez-vous."):
        assert find(asked, make_message(TOM, ME, 2, subject="Re: Devis", text=text)) == ()


def test_a_short_name_is_still_the_leavers() -> None:
    daniel = ANA.model_copy(update={"name": "Daniel Sow"})
    text = "Dan, Lea,\n\nI need the report from the two of you."
    asked = make_message(TOM, [ME, LEA], 1, subject="Pumps", text=text)
    (thread,) = find_open_threads([asked], daniel, date(2026, 11, 20))
    assert thread.with_whom == ("Tom Reed",)


@pytest.mark.parametrize(
    "promise",
    [
        "We will draw a new one and let you have it by 27 November.",
        "The remaining three will be patched by 27 November.",
        "Elles vous seront envoyées vendredi 27 novembre.",
        "First one will be in your inbox on 27 November.",
        "no, still on my laptop. will push it by 27 November, promise",
    ],
)
def test_a_promise_may_be_said_in_other_words(promise: str) -> None:
    (thread,) = find(ask(), answer(ME, TOM, 2, promise))
    assert str(thread.due_on) == "2026-11-27"


@each(
    "text",
    [
        "The amendment is still missing your signature.",
        "We cannot release the money until we have the letter.",
        "Falta la copia del poder. Quedo a la espera.",
        "Il me la faudrait avant le 27.",
        "Le dossier est incomplet : il manque l'acte de naissance.",
        "Nous restons dans l'attente de ce document.",
        "Three scanners went offline. Help!",
        "Dan, still missing your three bullets.",
        "Precisamos las fotocopias. Favor hacerlas llegar a la agencia.",
        "تنقصنا نسخة من البطاقة. ارسليها في أقرب وقت.",
    ],
)
def test_what_is_missing_is_asked_for(text: str) -> None:
    assert [thread.is_promise for thread in find(ask(text))] == [False]


@pytest.mark.parametrize(
    "said",
    [
        "Solved, it was caps lock. Sorry!",
        "Found the article on the intranet, thank you anyway.",
        "The roll was the wrong way round. All good, thanks.",
        "Ya la vi en la factura, disculpa.",
        "Laisse, le gardien m'a ouvert.",
    ],
)
def test_who_found_it_alone_waits_no_more(said: str) -> None:
    assert find(ask(), answer(TOM, ME, 2, said)) == ()


def test_a_promise_in_arabic_that_says_to_whom_is_still_one() -> None:
    promise = answer(ME, TOM, 2, "سأعد التقرير وأرسله إليك في نهاية الشهر.")
    assert [str(thread.due_on) for thread in find(ask(), promise)] == ["2026-11-30"]
