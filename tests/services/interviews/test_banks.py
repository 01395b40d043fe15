from collections import Counter
from pathlib import Path

import pytest

from models.errors import InvalidInputError
from models.question import BankUse, Technique
from models.words import Depth, Family, Language, Respondent
from services.interviews.banks import check_banks, load_banks, read_bank
from services.interviews.fact_words import list_things, say_case, say_thing
from services.interviews.question_texts import SUBJECT_FACT_NAMES, find_wording
from templates import TEMPLATES

BANK = """\
format: baton-questions/1
id: mine
use: note
title: {en: Mine, fr: Le mien}
questions:
  - id: mine_first
    fills: [tip]
    technique: advice
    minutes: 2
    ask: {en: "What helps?", fr: "Qu'est-ce qui aide ?"}
    why: {en: "It helps.", fr: "Cela aide."}
"""


def count(banks, use: BankUse) -> int:
    return sum(len(bank.questions) for bank in banks.banks if bank.use is use)


def test_there_are_as_many_questions_as_promised(banks):
    assert count(banks, BankUse.core) == 11
    assert count(banks, BankUse.deep) >= 12
    assert count(banks, BankUse.emergency) >= 12
    assert count(banks, BankUse.manager) >= 6
    assert count(banks, BankUse.peer) >= 5


def test_every_family_has_eight_questions_of_its_own(banks):
    numbers = Counter(bank.family for bank in banks.banks for _ in bank.questions if bank.family)
    assert set(numbers) == set(Family) - {Family.general}
    assert min(numbers.values()) >= 8


def test_each_family_has_something_for_thirty_minutes(banks):
    for bank in banks.banks:
        if bank.use is BankUse.family:
            assert any(Depth.emergency in question.depths for question in bank.questions), bank.id


def test_core_closing_and_both_deep_banks_hold_a_case_and_a_synthesis(banks):
    techniques = {(bank.use, question.technique) for bank, question in banks.list_questions()}
    assert (BankUse.core, Technique.incident) in techniques
    assert (BankUse.deep, Technique.incident) in techniques
    assert (BankUse.closing, Technique.synthesis) in techniques


def test_emergency_asks_managers_and_peers_and_never_the_leaver(banks):
    asked = Counter(
        respondent
        for bank, question in banks.list_questions()
        if bank.use is BankUse.emergency
        for respondent in Respondent
        if bank.is_for(question, respondent)
    )
    assert asked[Respondent.leaver] == 0
    assert asked[Respondent.manager] >= 8
    assert asked[Respondent.peer] >= 6


@pytest.mark.parametrize("language", [Language.en, Language.fr])
def test_every_question_can_be_asked_with_rich_facts(banks, facts, language):
    rich = facts.model_copy(update={"promises": facts.promises[:1]})
    for _, question in banks.list_questions():
        said = say_case(facts.case, language)
        if question.about:
            name, of_thing = say_thing(
                question.about, list_things(rich, question.about)[0], language
            )
            assert set(of_thing) <= SUBJECT_FACT_NAMES[question.about][1]
            said[name] = of_thing
        text = find_wording(question.ask.say(language), said, language)
        assert text, question.id
        assert "{" not in text.replace("{{ 7*7 }}", "")


def test_without_facts_a_question_is_plain_or_left_out(banks, facts):
    only_post = {"post": {"title": "Officer"}}
    for _, question in banks.list_questions():
        for wording in filter(None, (question.ask, question.plain)):
            for language, text in wording.list_texts():
                said = find_wording(text, only_post, Language(language))
                assert said is None or "{{" not in said


def test_every_question_ends_with_a_question_mark_in_both_languages(banks):
    for _, question in banks.list_questions():
        for wording in filter(None, (question.ask, question.plain, *question.prompts)):
            for language, text in wording.list_texts():
                assert text.endswith(("?", ".")), (question.id, language)
        assert question.ask.en.endswith("?")
        assert question.ask.fr.endswith(" ?")


def test_french_signs_stand_after_a_no_break_space(facts):
    text = find_wording("Qui est « {{ post.title }} » ?", {"post": {"title": "X"}}, Language.fr)
    assert text == "Qui est «\u00a0X\u00a0»\u00a0?"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("minutes: 2", "minutes: 99", 'line 9, question mine_first: minutes is "99"'),
        ("[tip]", "[tipp]", 'line 7, question mine_first: fills 1 is "tipp"'),
        ("technique: advice", "technique: magic", "line 8, question mine_first: technique"),
        ("    why:", "    wy:", 'line 11, question mine_first: unknown key "wy"'),
        ("id: mine_first", "id: Mine first", "an id is small letters"),
        (', fr: "Cela aide."', "", "why.fr is missing"),
        ("use: note", "use: family", "family is given where use is family"),
        ("format: baton-questions/1", "format: x/1", "line 1"),
    ],
)
def test_a_wrong_bank_is_refused_with_file_line_question_and_field(old, new, said):
    with pytest.raises(InvalidInputError, match="mine") as refused:
        read_bank(BANK.replace(old, new), "mine.yaml")
    assert any(said in fault for fault in refused.value.faults), refused.value.faults


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("show_if: ${nothing} = 1", "show_if asks for nothing"),
        ("show_if: count(", "show_if is wrong"),
        ("asks_again: nothing", "asks_again names no question"),
        ("at_most: 2", "at_most needs about"),
        ('plain: {en: "{{ folder.name }}?", fr: "x ?"}', "plain.en asks for folder.name"),
    ],
)
def test_a_question_that_asks_for_what_is_not_there_is_refused(text, said):
    file = read_bank(BANK + f"    {text}\n", "mine.yaml")
    with pytest.raises(InvalidInputError, match="line 12, question mine_first") as refused:
        check_banks([file])
    assert said in str(refused.value)


def test_the_same_id_twice_and_a_twelfth_core_question_are_refused():
    core = (TEMPLATES / "questions" / "core.yaml").read_text(encoding="utf-8")
    mine = BANK.replace("use: note", "use: core").replace("id: mine_first", "id: core_people")
    with pytest.raises(InvalidInputError) as refused:
        check_banks([read_bank(core, "core.yaml"), read_bank(mine, "mine.yaml")])
    assert "question core_people, id is the id of another question too" in str(refused.value)
    assert "there are 12 core questions" in str(refused.value)


def test_an_empty_folder_is_refused(tmp_path: Path):
    with pytest.raises(InvalidInputError, match="no question bank"):
        load_banks(tmp_path)


def test_a_bank_put_into_the_folder_is_asked(tmp_path: Path):
    (tmp_path / "mine.yaml").write_text(BANK, encoding="utf-8")
    assert [question.id for _, question in load_banks(tmp_path).list_questions()] == ["mine_first"]
