"""What is wrong with the YAML itself is reported in words, with the line."""

import pytest

BAD_YAML = {
    "a tab": ("leaver:\n\tname: Ana\n", 2, "a tab stands here: use blanks"),
    "a tab after a key": ("leaver: {name: Ana}\npost:\n  \ttitle: x\n", 3, "a tab stands here"),
    "a second colon": ("title: Budget: final\n", 1, "use quotes"),
    "an open quotation mark": ('a: "x\nb: c\n', 1, 'add the missing "'),
    "an open list": ("sources: [drive, mail\n", 1, "a list in [ ] is not closed"),
    "an open group": ("leaver: {name: Ana\n", 1, "a group in { } is not closed"),
    "indentation": ("leaver:\n  name: Ana\n email: a@x.org\n", 3, "line it up"),
    "a character of YAML": ("title: @home\n", 1, "put the text in quotes"),
    "a percent sign": ("title: %50\n", 1, "put the text in quotes"),
    "a backslash": ('path: "C:\\data"\n', 1, "use single quotes"),
    "a broken bar": ("title: |x\n", 1, "after | or > a line must end"),
    "an exclamation mark": ("title: !<home\n", 1, "a text cannot begin with !"),
    "a dash in a line": ("title: - a\n", 1, 'a "-" stands inside a line'),
    "a colon after a bare line": ("leaver\nkind: death\n", 1, "a line without a colon"),
    "no colon": ("format: baton-case/1\nleaver\npost: x\n", 2, "colon"),
    "an anchor": ("leaver: &who {name: Ana}\n", 1, '"&who" is an anchor'),
    "an alias": ("leaver: {name: Ana}\nmanager: *who\n", 2, '"*who" repeats another value'),
    "an object of Python": ("a: !!python/object:os.system x\n", 1, '"!!python/object:os.system"'),
    "a tag of YAML": ("a: !!binary aGk=\n", 1, '"!!binary" is a tag'),
    "a tag of one's own": ("a: !secret x\n", 1, '"!secret" is a tag'),
    "a key twice": ("kind: death\nkind: death\n", 2, 'the key "kind" stands here again'),
    "a key twice within": ("post: {title: x, title: y}\n", 1, 'the key "title" stands here again'),
    "a list as key": ("? [a, b]\n: c\n", 1, "a key must be a word"),
    "two documents": ("kind: death\n---\nkind: death\n", 2, 'a second document begins with "---"'),
    "too deep": ("sources: " + "[" * 200 + "]" * 200 + "\n", 1, "make it flatter"),
    "an unknown escape": ('a: "\\UFFFFFFFF"\n', 1, "not valid YAML"),
    "a number that looks like a comment": ("title: Contract #12\n", 1, "read as a comment"),
    "a key that steers the terminal": ('"\\e[31m": x\n', 1, "the text holds the character U+001B"),
    "NUL by escape": ('a: "x\\0y"\n', 1, "U+0000"),
    "half a character": ('a: "\\ud800"\n', 1, "U+D800"),
}


@pytest.mark.parametrize(("text", "line", "part"), BAD_YAML.values(), ids=BAD_YAML)
def test_bad_yaml_is_reported_with_its_line(text, line, part, case_faults):
    faults = case_faults(text)
    told = [fault for fault in faults if fault.startswith(f"CASE.yaml, line {line}: ")]
    assert any(part in fault for fault in told), faults


@pytest.mark.parametrize("text", ['"\\e[2J": x', 'kind: "\\e[2J"', 'a: [{"\\e[2J": {b: c}}]'])
def test_no_fault_steers_the_terminal(text, case_faults):
    assert "\x1b" not in "".join(case_faults(text))


@pytest.mark.parametrize("comment", ["kind: x # 12", "#12", "kind: '#12'", "kind: x #twelve"])
def test_a_comment_is_a_comment(comment, case_faults):
    assert not any("read as a comment" in fault for fault in case_faults(comment))


def test_a_bomb_of_aliases_costs_nothing(case_faults):
    levels = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    levels += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    assert '"&a0" is an anchor, which is not read: remove it' in case_faults("\n".join(levels))[0]


def test_only_the_second_of_two_values_is_complained_of(case_lines, case_faults):
    faults = case_faults("\n".join([*case_lines, "kind: nonsense", "post: {x: {y: z}}"]))
    assert [fault.partition(": ")[2][:17] for fault in faults] == [
        'the key "kind" st',
        'the key "post" st',
    ]


def test_a_country_that_yaml_once_took_for_false_stays_a_country(case_lines, case_faults):
    assert case_faults("\n".join([*case_lines, "holidays: NO"])) == ()


@pytest.mark.parametrize(
    "text", ["- kind: death\n", "just words\n", "42\n", "# a comment\n", "~\n"]
)
def test_a_file_without_keys_is_reported_as_such(text, case_faults):
    (fault,) = case_faults(text)
    assert "the file is " in fault
    assert 'write "key: value" lines' in fault
