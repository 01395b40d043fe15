"""Of a message only the sender's own words are kept."""

import pytest
from each import each

from services.mailbox.quotes import find_own_words

OLD = "> old words\n> more old words"


@each(
    "attribution",
    [
        "On Tue, 3 Nov 2026 at 10:12, Ana Sow <ana.sow@example.org> wrote:",
        "On Tue, 3 Nov 2026 at 10:12, Ana Sow\n<ana.sow@example.org> wrote:",
        "Le mar. 3 nov. 2026 à 10:12, Ana Sow <ana.sow@example.org> a écrit :",
        "El mar, 3 nov 2026 a las 10:12, Ana Sow (<ana.sow@example.org>) escribió:",
        "في الثلاثاء، 3 نوفمبر 2026 في 10:12 كتب Ana Sow <ana.sow@example.org>:",
        "Am Di., 3. Nov. 2026 um 10:12 Uhr schrieb Ana Sow <ana.sow@example.org>:",
        "вт, 3 нояб. 2026 г. в 10:12, Ana Sow <ana.sow@example.org>:",
        "Ana Sow <ana.sow@example.org> 于2026年11月3日周二 10:12写道：",
        "-----Original Message-----",
        "-------- Message d'origine --------",
        "---------- Forwarded message ---------",
        "________________________________\nFrom: Ana Sow\nSent: 3 November 2026\nTo: Tom",
        "From: Ana Sow\nSent: Tuesday, 3 November 2026\nTo: Tom Reed\nSubject: Pumps",
        "De : Ana Sow\nEnvoyé : mardi 3 novembre 2026\nÀ : Tom Reed\nObjet : Pompes",
        "De: Ana Sow\nEnviado el: martes\nPara: Tom Reed\nAsunto: Bombas",
        "من: Ana Sow\nتاريخ الإرسال: 3 نوفمبر\nإلى: Tom\nالموضوع: المضخات",
        "Von: Ana Sow\nGesendet: Dienstag\nAn: Tom Reed\nBetreff: Pumpen",
        "*From:* Ana Sow\n*Sent:* Tuesday\n*To:* Tom Reed",
    ],
)
@each("quote", [OLD, "old words"])
def test_the_older_mail_goes(attribution: str, quote: str) -> None:
    assert find_own_words(f"New words.\n\n{attribution}\n\n{quote}").text == "New words."


def test_answers_between_quoted_lines_stay() -> None:
    text = (
        "Hi Ana,\n\nOn 3 Nov 2026, Ana Sow wrote:\n"
        "> Which pump?\nThe blue one.\n> And when?\nOn Monday."
    )
    assert find_own_words(text).text == "Hi Ana,\n\nThe blue one.\nOn Monday."


@each(
    "closing",
    [
        "Best regards,", "Kind regards", "Cordialement,", "Bien à vous,", "Un cordial saludo,",
        "مع خالص التحية", "Mit freundlichen Grüßen", "С уважением,", "此致", "-- ",
        "Je vous prie d'agréer, Madame, l'expression de mes salutations distinguées.",
    ],
)  # fmt: skip
def test_the_signature_goes_and_is_kept_aside(closing: str) -> None:
    own = find_own_words(f"Please sign.\n\n{closing}\nTom Reed\nPartner Pumps Ltd")
    assert own.text.strip() == "Please sign."
    assert own.signature == ("Tom Reed", "Partner Pumps Ltd")


def test_what_follows_a_signature_as_a_postscript_stays() -> None:
    own = find_own_words("Please sign.\n\nBest,\nTom\n\nPS: I need it by Friday.")
    assert "I need it by Friday." in own.text


@pytest.mark.parametrize(
    "text",
    [
        "As Ana wrote:\nthe pump is broken.",
        "From: the depot we need three pipes.",
        "Thanks\nCan you send the list?",
        "Best wishes to your family, and can you\nsend the list?",
        "Two points:\n- pump\n- pipe",
    ],
)
def test_own_words_that_look_like_a_quote_stay(text: str) -> None:
    assert find_own_words(text).text == text


def test_small_print_and_devices_go() -> None:
    for tail in (
        "Sent from my iPhone",
        "Envoyé de mon iPhone",
        "This e-mail and any files are confidential.",
    ):
        assert find_own_words(f"Please sign.\n\n{tail}").text.strip() == "Please sign."
