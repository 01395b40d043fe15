"""Each way an ANSWERS.yaml can be wrong is reported with its line, field, value and the way out."""

from pathlib import Path

import pytest

from models.errors import InvalidInputError
from services.cases import read_all_answers, read_answers

BAD_RECORDS = {
    "no kind": ("{title: x}", ["records 1 has no kind", "role_card", "open_question"]),
    "kind is empty": ("{title: x, kind: }", ["records 1 has no kind"]),
    "unknown kind": ("{kind: wraning, title: x}", ['kind is "wraning"', 'did you mean "warning"?']),
    "field of another kind": (
        "{kind: warning, title: x, why: y}",
        ['a warning has no field "why": its own fields are if, then, early_signs'],
    ),
    "misspelt field": ("{kind: tip, title: x, wen: day_1}", ['no field "wen"', 'mean "when"?']),
    "an article before a vowel": (
        "{kind: open_question, title: x, z: 1}",
        ["an open question has"],
    ),
    "no title": ("{kind: lesson}", ["records 1, title is missing"]),
    "blank title": ("{kind: lesson, title: ''}", ["records 1, title is", "say it"]),
    "title is a list": (
        "{kind: lesson, title: [a]}",
        ["records 1, title is a list", "write a text"],
    ),
    "unknown audience": ("{kind: lesson, title: x, audience: all}", ['"all"', "private, manager"]),
    "unknown priority": ("{kind: lesson, title: x, priority: hihg}", ['"hihg"', 'mean "high"?']),
    "unknown moment": ("{kind: tip, title: x, when: day_2}", ['when is "day_2"', "day_1, week_1"]),
    "importance": ("{kind: knowledge_area, title: x, importance: 9}", ['is "9"', "from 1 to 5"]),
    "holder of zero": ("{kind: knowledge_area, title: x, best_holder: 0}", ['"0"', "from 1 to 5"]),
    "documented": ("{kind: knowledge_area, title: x, documented: [a]}", ["true, false or a text"]),
    "due day": ("{kind: commitment, title: x, due_on: soon}", ['due_on is "soon"', "YYYY-MM-DD"]),
    "review day": ("{kind: tip, title: x, review_by: 2027}", ['review_by is "2027"', "YYYY-MM-DD"]),
    "yes or no": ("{kind: commitment, title: x, only_i_track: yep}", ['"yep"', "true or false"]),
    "rhythm": ("{kind: recurring_duty, title: x, rhythm: often}", ['"often"', "monthly", "RRULE"]),
    "bad RRULE": ("{kind: recurring_duty, title: x, rhythm: FREQ=OFTEN}", ["FREQ=OFTEN", "RRULE"]),
    "too long a step": (
        "{kind: recurring_duty, title: x, rhythm: FREQ=DAILY;INTERVAL=99999}",
        ["INTERVAL=99999", "RRULE such as FREQ=MONTHLY"],
    ),
    "lead time": ("{kind: recurring_duty, title: x, lead_time_days: -1}", ['"-1"', "0 to 730"]),
    "lead in words": (
        "{kind: recurring_duty, title: x, lead_time_days: two}",
        ['"two"', "0 to 730"],
    ),
    "step is a group": ("{kind: process, title: x, steps: [a, {b: c}]}", ["steps 2 is a group"]),
    "steps are a group": (
        "{kind: process, title: x, steps: {b: c}}",
        ["a text, or a list of texts"],
    ),
    "long body": (
        f"{{kind: tip, title: x, body: {'x' * 200_001}}}",
        ["200,001 char", "200,000 at most"],
    ),
    "no record": ("just words", ['records 1 is "just words"', "key: value"]),
    "empty record": ("~", ["records 1 is empty"]),
    "a list as record": ("[a, b]", ["records 1 is a list", "key: value"]),
    "the reason for leaving": (
        "{kind: exit_reason, title: x}",
        ['kind is "exit_reason"', "choose"],
    ),
}


@pytest.mark.parametrize(("record", "parts"), BAD_RECORDS.values(), ids=BAD_RECORDS)
def test_a_wrong_record_is_reported(record, parts, answers_faults):
    faults = answers_faults(f"  - {record}\n")
    whole = [fault for fault in faults if fault.startswith("ANSWERS.yaml, line 5: ")]
    assert any(all(part in fault for part in parts) for fault in whole), faults
    assert "pydantic" not in str(faults)


def test_text_comes_out_exactly_as_typed(tmp_path):
    path = tmp_path / "ANSWERS.yaml"
    path.write_text(
        "format: baton-answers/1\nrespondent: peer\nname: NO\nrecords:\n"
        "  - {kind: work_in_flight, title: 007, budget: 1.50, urgency: on, partners: [yes, 1e3]}\n"
        '  - {kind: process, title: "A & B <b> {{ 7*7 }}", steps: ["1_000", 0x1F, 12:30]}\n',
        encoding="utf-8",
    )
    work, process = read_answers(path).records
    assert (work.title, work.budget, work.urgency) == ("007", "1.50", "on")
    assert work.partners == ("yes", "1e3")
    assert process.title == "A & B <b> {{ 7*7 }}"
    assert process.steps == ("1_000", "0x1F", "12:30")


@pytest.mark.parametrize(
    "rhythm",
    [
        "monthly",
        "FREQ=MONTHLY;BYDAY=1MO,-1FR",
        "RRULE:FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=-1;UNTIL=20301231T235959Z",
        "FREQ=WEEKLY;INTERVAL=2;WKST=MO;COUNT=10",
    ],
)
def test_a_rhythm_is_a_word_or_a_rule(rhythm, answers_faults):
    assert answers_faults(f"  - {{kind: recurring_duty, title: x, rhythm: '{rhythm}'}}\n") == ()


@pytest.mark.parametrize("name", ["respondent", "name"])
def test_what_is_missing_is_asked_for(name, tmp_path):
    lines = ["format: baton-answers/1", "respondent: leaver", "name: Ana Sow"]
    path = tmp_path / "a.yaml"
    path.write_text("\n".join(line for line in lines if not line.startswith(name)), "utf-8")
    with pytest.raises(InvalidInputError, match=f"^a.yaml, line 1: {name} is missing: write it"):
        read_answers(path)


def test_faults_of_all_files_come_at_once(tmp_path):
    paths = [_write(tmp_path, name, "respondent: boss\nname: A\n") for name in ("a.yaml", "b.yaml")]
    with pytest.raises(InvalidInputError) as error:
        read_all_answers([*paths, tmp_path / "c.yaml"])
    starts = [fault.split()[0] for fault in error.value.faults]
    assert starts == ["a.yaml,", "b.yaml,", str(tmp_path / "c.yaml")]


@pytest.mark.parametrize("second", ["a.yaml", "b.yaml"])
def test_one_person_answers_in_one_file(second, tmp_path):
    for name in ("a.yaml", "b.yaml"):
        _write(tmp_path, name, "respondent: peer\nname: Fatou Fall\n")
    with pytest.raises(InvalidInputError) as error:
        read_all_answers([tmp_path / "a.yaml", tmp_path / second])
    (fault,) = error.value.faults
    assert fault.startswith(f'{tmp_path / second}: the answers of peer "Fatou Fall" are given')
    assert f"already in {tmp_path / 'a.yaml'}: name each file once" in fault


def test_more_faults_than_anybody_reads_are_counted(answers_faults):
    faults = answers_faults("  - {kind: tip, tile: x}\n" * 600)
    assert len(faults) == 1001
    assert faults[-1] == "ANSWERS.yaml: 200 more faults follow: correct these first"


def test_good_files_come_in_the_order_given(tmp_path):
    paths = [_write(tmp_path, f"{n}.yaml", f"respondent: peer\nname: {n}\n") for n in ("b", "a")]
    assert [answers.name for answers in read_all_answers(paths)] == ["b", "a"]


def _write(folder: Path, name: str, text: str) -> Path:
    (folder / name).write_text("format: baton-answers/1\n" + text, encoding="utf-8")
    return folder / name
