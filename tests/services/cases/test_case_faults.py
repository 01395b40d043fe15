"""Each way a CASE.yaml can be wrong is reported with its line, field, value and the way out."""

import pytest

# What is put in the place of which line of the good case (0: added as line 7), and what the
# sentence about that line holds.
BAD_LINES = {
    "no mail address": (
        2,
        "leaver: {name: Ana, email: ana}",
        ['leaver.email is "ana"', "name@"],
    ),
    "two at signs": (2, "leaver: {name: A, email: a@b@c.org}", ["a@b@c.org", "name@example"]),
    "blank in address": (6, "manager: {name: M, email: m b@x.org}", ['manager.email is "m b@']),
    "leaver is a text": (2, "leaver: Ana Sow", ['leaver is "Ana Sow"', "key: value"]),
    "leaver is a list": (2, "leaver: [Ana, Sow]", ["leaver is a list", "key: value"]),
    "leaver is empty": (2, "leaver:", ["leaver is empty", "leaver: {name: Ana Sow"]),
    "name is missing": (2, "leaver: {email: a@x.org}", ["leaver.name is missing", "name: Ana"]),
    "name is blank": (2, "leaver: {name: ' ', email: a@x.org}", ["leaver.name is", "say it"]),
    "name is true": (2, "leaver: {name: true, email: a@x.org}", ["name is true", "in quotes"]),
    "no title": (3, "post: {unit: Water}", ["post.title is missing", "title: Programme"]),
    "misspelt title": (3, "post: {title: x, untit: W}", ['"untit" in post', 'mean "unit"?']),
    "title of two lines": (3, 'post: {title: "a\\nb"}', ['post.title is "a b"', "on one line"]),
    "unknown family": (3, "post: {title: x, family: progam}", ['"progam"', 'mean "programme"?']),
    "long title": (3, f"post: {{title: {'x' * 501}}}", ["501 characters", "500 at most"]),
    "title is a group": (3, "post: {title: {a: b}}", ["post.title is a group", "write a text"]),
    "unknown kind": (4, "kind: resign", ['kind is "resign"', 'did you mean "resignation"?']),
    "kind far off": (4, "kind: holiday", ['kind is "holiday"', "choose one of resignation"]),
    "kind is a list": (4, "kind: [death]", ["kind is a list", "choose one of resignation"]),
    "month 13": (5, "last_working_on: 2026-13-40", ['"2026-13-40"', "YYYY-MM-DD", "2026-11-27"]),
    "30 February": (5, "last_working_on: 2026-02-30", ['"2026-02-30"', "YYYY-MM-DD"]),
    "day as number": (5, "last_working_on: 20261127", ['"20261127"', "YYYY-MM-DD"]),
    "day with time": (5, "last_working_on: 2026-11-27T10:00", ["2026-11-27T10:00", "YYYY-MM"]),
    "day in words": (5, "last_working_on: 27 Nov 2026", ['"27 Nov 2026"', "YYYY-MM-DD"]),
    "year 20260": (5, "last_working_on: 20260-11-27", ["20260-11-27", "YYYY-MM-DD"]),
    "year 0226": (5, "last_working_on: 0226-11-27", ["0226-11-27", "YYYY-MM-DD"]),
    "day is empty": (5, "last_working_on:", ["last_working_on is empty", "2026-11-27"]),
    "misspelt manager": (
        6,
        "mangaer: {name: M, email: m@x.org}",
        ["mangaer", 'mean "manager"?'],
    ),
    "unknown key": (0, "colour: blue", ['unknown key "colour"', "leaver, post, kind"]),
    "capital key": (0, "Depth: deep", ['unknown key "Depth"', 'did you mean "depth"?']),
    "a merge key": (0, "<<: {depth: deep}", ['unknown key "<<"']),
    "notice too late": (
        0,
        "notice_on: 2026-12-01",
        ["notice_on 2026-12-01 is after", "earlier"],
    ),
    "receiver's role": (
        0,
        "receiver: {name: B, email: b@x.org, role: successer}",
        ['receiver.role is "successer"', 'did you mean "successor"?', "interim_owner"],
    ),
    "receiver is the leaver": (
        0,
        "receiver: {name: Ana, email: Ana.Sow@example.org}",
        ["receiver.email Ana.Sow@example.org is the leaver's", "name who takes over"],
    ),
    "language": (0, "language: english", ['language is "english"', "en, fr, es, ar, ru, zh"]),
    "depth": (0, "depth: deeep", ['depth is "deeep"', 'mean "deep"?', "auto, emergency"]),
    "legal hold": (0, "legal_hold: maybe", ['legal_hold is "maybe"', "true or false"]),
    "score too high": (0, "risk: {tacit_depth: 6}", ['risk.tacit_depth is "6"', "from 1 to 5"]),
    "score of zero": (0, "risk: {system_risk: 0}", ['risk.system_risk is "0"', "from 1 to 5"]),
    "score in words": (
        0,
        "risk: {tacit_depth: four}",
        ['is "four"', "whole number from 1 to 5"],
    ),
    "score with half": (0, "risk: {tacit_depth: 3.5}", ['is "3.5"', "whole number from 1 to 5"]),
    "endless score": (0, f"risk: {{tacit_depth: {'9' * 5000}}}", ["risk.tacit_depth", "1 to 5"]),
    "unknown score": (0, "risk: {tacit: 4}", ['unknown key "tacit" in risk', "tacit_depth"]),
    "holidays of nowhere": (0, "holidays: XX", ['holidays is "XX"', "code of a country"]),
    "holidays by name": (
        0,
        "holidays: Senegal",
        ['holidays is "Senegal"', 'did you mean "SN"?'],
    ),
    "small code": (0, "holidays: sn", ['holidays is "sn"', 'did you mean "SN"?']),
    "unknown part": (0, "holidays: DE-XX", ['holidays is "DE-XX"', "DE-BY"]),
    "bad holiday": (0, "holidays: [2026-12-25, soon]", ['holidays 2 is "soon"', "YYYY-MM-DD"]),
    "exclude is a group": (0, "exclude: {a: b}", ["exclude is a group", "write a list"]),
    "sources is a text": (0, "sources: drive", ['sources is "drive"', "write a list"]),
    "source is a text": (0, "sources: [drive]", ['sources 1 is "drive"', "key: value"]),
    "source of no kind": (0, "sources: [{path: drive}]", ["sources 1, kind is missing"]),
    "source without path": (0, "sources: [{kind: folder}]", ["sources 1, path is missing"]),
    "source is empty": (0, "sources: [~]", ["sources 1 is empty", "remove the line"]),
}


@pytest.mark.parametrize(("at", "line", "parts"), BAD_LINES.values(), ids=BAD_LINES)
def test_a_wrong_line_is_reported(at, line, parts, case_lines, case_faults):
    lines = [*case_lines[: at - 1], line, *case_lines[at:]] if at else [*case_lines, line]
    faults = case_faults("\n".join(lines))
    told = [fault for fault in faults if fault.startswith(f"CASE.yaml, line {at or 7}: ")]
    assert any(all(part in fault for part in parts) for fault in told), faults


@pytest.mark.parametrize("key", ["format", "leaver", "post", "kind", "last_working_on", "manager"])
def test_each_required_key_is_asked_for_with_an_example(key, case_lines, case_faults):
    lines = [line for line in case_lines if not line.startswith(f"{key}:")]
    (fault,) = case_faults("\n".join(lines))
    assert f"{key} is missing" in fault
    assert f'such as "{key}: ' in fault


def test_all_faults_come_at_once_in_the_order_of_the_file(case_faults):
    faults = case_faults(
        "format: baton-case/1\nmangaer: x\nleaver: {name: A, email: a}\npost: {title: x, unti: y}\n"
        "kind: resign\nlast_working_on: soon\nholidays: XX\nsources: [{kind: folder, path: no}]\n"
        "kind: death\nrisk: &r {tacit_depth: 9}\n"
    )
    lines = [int(fault.partition("line ")[2].partition(":")[0]) for fault in faults]
    assert lines == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]


def test_no_fault_speaks_the_language_of_the_validator(case_faults):
    broken = [line for _, line, _ in BAD_LINES.values()]
    said = "\n".join(fault for line in broken for fault in case_faults(line))
    for word in ("pydantic", "validation", "type=", "Input should", "Value error", "dict", "None"):
        assert word not in said


def test_the_smallest_case_file_is_good(case_lines, case_faults):
    assert case_faults("\n".join(case_lines)) == ()
