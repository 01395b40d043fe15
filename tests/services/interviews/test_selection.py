import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.case_file import RiskScores
from models.errors import InvalidInputError
from models.question import BankUse, Technique
from models.questionnaire import InterviewFacts, InterviewScope
from models.words import Depth, Family, Language, Mode, Respondent
from services.interviews.banks import load_banks
from services.interviews.selection import select_questions

SCORES = st.none() | st.integers(1, 5)
RISKS = st.builds(RiskScores, **dict.fromkeys(RiskScores.model_fields, SCORES))


def get_ids(questions):
    return [question.id for question in questions]


def list_bank(banks, use):
    return {question.id for bank, question in banks.list_questions() if bank.use is use}


def scope_of(**given):
    return InterviewScope(**({"family": Family.programme} | given))


@given(
    depth=st.sampled_from(list(Depth)),
    family=st.sampled_from(list(Family)),
    risk=RISKS,
    sessions=st.lists(st.integers(1, 90), max_size=4),
    language=st.sampled_from([Language.en, Language.fr]),
)
def test_no_session_is_ever_longer_than_it_may_be(depth, family, risk, sessions, language):
    scope = InterviewScope(
        depth=depth, family=family, risk=risk, sessions=tuple(sessions), language=language
    )
    facts = InterviewFacts.model_validate(
        {"case": {"post": "P", "leaver": "L", "manager": "M", "last_working_on": "2026-11-27"}}
        | {"left_open": [{"title": f"Open {n}"} for n in range(9)]}
    )
    questions = select_questions(load_banks(), scope, facts)
    for number, minutes in enumerate(scope.session_minutes, 1):
        asked = [question.minutes for question in questions if question.session == number]
        assert sum(asked) <= minutes
    assert [question.number for question in questions] == list(range(1, len(questions) + 1))
    assert len({(question.id, question.about_what) for question in questions}) == len(questions)


@pytest.mark.parametrize("depth", list(Depth))
def test_the_minutes_that_there_are_get_used(banks, facts, depth):
    scope = scope_of(depth=depth)
    minutes = sum(question.minutes for question in select_questions(banks, scope, facts))
    assert minutes >= 0.8 * sum(scope.session_minutes)


def test_an_hour_and_a_half_holds_the_core_the_family_and_what_was_left_open(banks, facts):
    asked = set(get_ids(select_questions(banks, scope_of(), facts)))
    assert list_bank(banks, BankUse.core) <= asked
    family = list_bank(banks, BankUse.family)
    assert len(asked & family) >= 7
    assert all(name.startswith("programme_") for name in asked & family)
    assert {"harvest_left_open", "harvest_folder", "harvest_promise"} <= asked


def test_half_an_hour_asks_what_cannot_wait(banks, facts):
    asked = get_ids(select_questions(banks, scope_of(depth=Depth.emergency), facts))
    assert {"core_due_soon", "core_in_flight", "core_people", "core_breaks_first"} <= set(asked)
    assert asked[-1] == "closing_one_page"
    assert any(name.startswith("harvest_") for name in asked)


def test_a_deep_interview_is_three_sessions_of_at_most_an_hour(banks, facts):
    questions = select_questions(banks, scope_of(depth=Depth.deep), facts)
    assert {question.session for question in questions} == {1, 2, 3}
    assert list_bank(banks, BankUse.deep) - set(get_ids(questions)) == {"deep_case_again"}


def test_a_question_about_an_answer_waits_for_it(banks, facts):
    scope = scope_of(depth=Depth.deep)
    answers = {"core_hard_case": ("The pump of Thiambé broke in the rains.",)}
    before, after = (
        get_ids(select_questions(banks, scope, facts, given)) for given in (None, answers)
    )
    assert "deep_case_again" in set(after) - set(before)


def test_critical_and_not_routine_comes_first_and_the_synthesis_last(banks, facts):
    questions = select_questions(banks, scope_of(), facts)
    asked = [question for question in questions if question.technique is not Technique.synthesis]
    assert get_ids(questions)[: len(asked)] == get_ids(asked)
    ranks = [question.priority.rank for question in asked]
    assert ranks == sorted(ranks)


def test_lists_come_before_cases_and_cases_before_how(banks, facts):
    questions = select_questions(banks, scope_of(), facts)
    first = [question.technique.rank for question in questions if question.priority.rank == 0]
    assert first[:-2] == sorted(first[:-2])


def test_tacit_knowledge_brings_the_cases_forward(banks, facts):
    tacit = RiskScores(tacit_depth=5, knowledge_concentration=1, role_criticality=1)
    known = RiskScores(tacit_depth=1, knowledge_concentration=5, role_criticality=5)
    asked = [
        set(get_ids(select_questions(banks, scope_of(risk=risk, sessions=(72,)), facts)))
        for risk in (tacit, known)
    ]
    assert {"programme_results", "programme_assumptions"} <= asked[0] - asked[1]
    assert {"programme_conditions", "programme_partner_capacity"} <= asked[1] - asked[0]


def test_a_risky_system_is_asked_about_first(banks, facts):
    risks = (RiskScores(system_risk=5, tacit_depth=1), RiskScores(system_risk=1, tacit_depth=5))
    scopes = [scope_of(family=Family.technology, risk=risk, sessions=(70,)) for risk in risks]
    asked = [set(get_ids(select_questions(banks, scope, facts))) for scope in scopes]
    assert "technology_expiries" in asked[0] - asked[1]


def test_without_a_leaver_the_manager_gets_the_emergency_bank_with_the_harvest(banks, facts):
    scope = scope_of(mode=Mode.zero_notice, depth=Depth.emergency, respondent=Respondent.manager)
    asked = set(get_ids(select_questions(banks, scope, facts)))
    assert asked <= list_bank(banks, BankUse.emergency)
    assert {"emergency_thread", "emergency_next_month", "emergency_one_page"} <= asked


@pytest.mark.parametrize("mode", [Mode.standard, Mode.zero_notice])
def test_a_peer_is_asked_nothing_that_was_harvested(banks, facts, mode):
    scope = scope_of(mode=mode, respondent=Respondent.peer)
    assert all(not question.about for question in select_questions(banks, scope, facts))


def test_a_manager_beside_a_leaver_is_asked_briefly_and_sees_no_harvest(banks, facts):
    questions = select_questions(banks, scope_of(respondent=Respondent.manager), facts)
    assert {name.split("_")[0] for name in get_ids(questions)} == {"manager"}
    assert sum(question.minutes for question in questions) <= 25


def test_nobody_asks_a_leaver_who_is_not_there(banks, facts):
    with pytest.raises(InvalidInputError, match="no leaver to ask"):
        select_questions(banks, scope_of(mode=Mode.zero_notice), facts)


def test_a_note_is_asked_in_place_of_the_other_banks(banks, facts):
    asked = get_ids(select_questions(banks, scope_of(bank="un_note"), facts))
    assert {name.split("_")[0] for name in asked} == {"note", "harvest"}
    with pytest.raises(InvalidInputError, match="there is un_note"):
        select_questions(banks, scope_of(bank="core"), facts)


def test_who_receives_decides_whether_introductions_are_asked(banks, facts):
    scope = scope_of(depth=Depth.deep)
    nobody = facts.model_copy(update={"case": facts.case.model_copy(update={"receiver": None})})
    assert "deep_introduce" in get_ids(select_questions(banks, scope, facts))
    assert "deep_introduce" not in get_ids(select_questions(banks, scope, nobody))


def test_the_same_input_gives_the_same_questions(banks, facts):
    scope = scope_of(depth=Depth.deep)
    assert select_questions(banks, scope, facts) == select_questions(banks, scope, facts)
