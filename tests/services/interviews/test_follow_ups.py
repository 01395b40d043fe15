import pytest
from each import each

from models.record_kinds import RECORD, Commitment, Decision, Lesson, OpenQuestion, Tip
from models.words import Language, Priority
from services.interviews.follow_ups import find_follow_ups, load_follow_up_rules


def ask(record, language=Language.en):
    return find_follow_ups(record, language)


def test_a_hedge_is_asked_about_in_its_own_words():
    lesson = Lesson(title="Rains", cues="We wait. Usually the road dries in a day.\nThen we go.")
    (found,) = ask(lesson)
    assert (found.reason, found.field) == ("habit", "cues")
    assert found.quote == "Usually the road dries in a day"
    assert found.quote in found.question


@each(
    ("text", "language", "reason"),
    [
        ("It depends on the desk.", "en", "depends"),
        ("You just know.", "en", "taken_for_granted"),
        ("They want it on Monday.", "en", "who"),
        ("Ingrid said they want it.", "en", None),
        ("Unusually warm.", "en", None),
        ("D’habitude on attend.", "fr", "habit"),
        ("Ça dépend du bailleur.", "fr", "depends"),
        ("Normalement oui.", "fr", "habit"),
        ("Normalement oui.", "en", None),
        ("Usually not.", "es", None),
    ],
)
def test_words_that_hide_a_judgement_are_known_by_language(text, language, reason):
    found = ask(Tip(title="Wait for the rain", body=text), Language(language))
    assert [one.reason for one in found] == ([reason] if reason else [])


@pytest.mark.parametrize(
    ("record", "fields"),
    [
        ({"kind": "decision", "title": "Three parts"}, ["why"]),
        ({"kind": "warning", "title": "Frozen", "if": "late"}, ["then"]),
        ({"kind": "warning", "title": "Frozen"}, ["if", "then"]),
        ({"kind": "commitment", "title": "Pump", "to": "Coumba"}, ["due_on"]),
        ({"kind": "commitment", "title": "Pump"}, ["due_on", "to"]),
    ],
)
def test_what_a_record_lacks_is_asked(record, fields):
    assert [one.field for one in ask(RECORD.validate_python(record))] == fields


def test_a_short_answer_of_high_priority_calls_for_more():
    short = Lesson(title="The bridge at Kolda", what_happened="It broke.", priority="high")
    assert [one.reason for one in ask(short)] == ["short_answer"]
    longer = short.model_copy(update={"cues": "The driver said so twice, and nobody listened."})
    assert ask(longer) == ()
    assert ask(short.model_copy(update={"priority": Priority.low})) == ()


def test_an_open_question_may_be_short():
    assert ask(OpenQuestion(title="Who pays?", priority="high")) == ()


def test_names_and_places_are_not_prose():
    record = RECORD.validate_python(
        {"kind": "document", "title": "Plan", "location": "drive/usually/plan.xlsx"}
    )
    assert ask(record) == ()


def test_a_long_sentence_is_quoted_around_the_word():
    text = "word " * 60 + "usually " + "word " * 60
    (found,) = ask(Tip(title="Long", body=text))
    assert len(found.quote) <= 170
    assert "usually" in found.quote
    assert found.quote.startswith("… word")


def test_braces_in_an_answer_are_quoted_as_typed():
    (found,) = ask(Decision(title="{0} {quote} {{ 7*7 }}"))
    assert "{0} {quote} {{ 7*7 }}" in found.question


def test_what_lacks_is_asked_in_french_and_else_in_english():
    record = Commitment(title="Pompe", to="Coumba")
    assert "Pour quelle date" in ask(record, Language.fr)[0].question
    assert "For which date" in ask(record, Language.es)[0].question


def test_every_listed_word_is_found():
    for words in load_follow_up_rules().words:
        for language, listed in (("en", words.en), ("fr", words.fr)):
            for word in listed:
                found = ask(Tip(title="x", body=word), Language(language))
                assert words.reason in [one.reason for one in found], word
