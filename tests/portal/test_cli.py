"""The command line: each bad input is one sentence, exit code 2, and nothing written."""

import os
import subprocess
from pathlib import Path

import pytest
from commands import BATON, Place, PlaceInside, describe_tree
from sqlmodel import select

from models.harvest_rows import Content
from services.store import Store

COMMANDS = (
    *("demo", "run", "questions", "harvest", "render", "verify"),
    *("list", "show", "cancel", "doctor", "backup", "restore", "audit"),
    *("up", "act", "resume", "start", "token", "office", "staff", "mail", "purge", "erase"),
)
CASE = """\
format: baton-case/1
leaver: {name: Ana Sow, email: ana.sow@example.org}
post: {title: Programme officer}
kind: resignation
last_working_on: 2026-11-27
manager: {name: Moussa Ba, email: moussa.ba@example.org}
sources: [{kind: folder, path: drive}]
"""
ANSWERS = """\
format: baton-answers/1
respondent: leaver
name: Ana Sow
records: [{kind: warning, title: Ice on the stairs}]
"""
PACK = """\
{"format": "baton-pack/1", "reference": "X-1", "made_on": "2026-11-20",
 "post": {"title": "Clerk"}, "manager": {"name": "Moussa Ba"}}
"""
FILES = {
    "case.yaml": CASE,
    "misspelt.yaml": CASE.replace("manager:", "manger:"),
    "misspelt-exclude.yaml": f"{CASE}exclude: [drive/note.txt, drive/hr/**]\n",
    "no-yaml.yaml": "leaver: [",
    "lost-source.yaml": CASE.replace("drive}", "drvie}"),
    "answers.yaml": ANSWERS,
    "bad-kind.yaml": ANSWERS.replace("warning", "warming"),
    "bad-field.yaml": ANSWERS.replace("title: Ice", "when: day_2, title: Ice"),
    "pack.json": PACK,
    "cut.json": PACK[:60],
    "strange.json": PACK.replace("baton-pack/1", "baton-pack/9"),
    "drive/note.txt": "Water pumps",
    "folder.md/x": "",
    "file": "",
}
BAD_INPUTS = {
    "no such command": ("rnu", "rnu"),
    "no such option": ("run case.yaml --out o --anwers answers.yaml", "--anwers"),
    "no case": ("run --out o", "CASE.yaml"),
    "no out": ("run case.yaml", "--out"),
    "too many arguments": ("verify a b", "b"),
    "an option without its value": ("run case.yaml --out", "--out"),
    "case is missing": ("run gone.yaml --out o", "gone.yaml"),
    "case is a folder": ("run drive --out o", "drive"),
    "case is no YAML": ("run no-yaml.yaml --out o", "no-yaml.yaml, line 1"),
    "case is another file": ("run answers.yaml --out o", "answers.yaml, line 1"),
    "source is missing": ("run lost-source.yaml --out o", "lost-source.yaml, line 7"),
    "answers are missing": ("run case.yaml --answers gone.yaml --out o", "gone.yaml"),
    "answers twice": ("run case.yaml --answers answers.yaml --answers answers.yaml --out o", "Ana"),
    "answers of an unknown kind": ("run case.yaml --answers bad-kind.yaml --out o", "warming"),
    "answers with a field too many": ("run case.yaml --answers bad-field.yaml --out o", "when"),
    "no day": ("run case.yaml --out o --today 2026-13-01", "2026-13-01"),
    "no day for the demo": ("demo --out o --today tomorrow", "tomorrow"),
    "no day for questions": ("questions case.yaml --out q.md --today 20261120", "20261120"),
    "no day for render": ("render pack.json --out o --today 1", "--today"),
    "out is a file": ("run case.yaml --out file", "file"),
    "out is below a file": ("run case.yaml --out file/packs", "file"),
    "out is in a source": ("run case.yaml --out drive/packs", "drive"),
    "out of the demo is a file": ("demo --out file", "file"),
    "out of render is a file": ("render pack.json --out file", "file"),
    "out of harvest is in its source": ("harvest drive --out drive", "drive"),
    "form of no known kind": ("questions case.yaml --out q.txt", ".txt"),
    "form is a folder": ("questions case.yaml --out folder.md", "folder.md"),
    "form below a file": ("questions case.yaml --out file/q.md", "file"),
    "form in a source": ("questions case.yaml --out drive/q.md", "drive"),
    "nobody of this role": ("questions case.yaml --out q.md --respondent dog", "dog"),
    "pack is missing": ("render gone.json --out o", "gone.json"),
    "pack is cut off": ("render cut.json --out o", "cut.json, line 1"),
    "pack of another version": ("render strange.json --out o", "baton-pack/9"),
    "exclude fits nothing": (
        "start misspelt-exclude.yaml --as carla@example.org",
        'misspelt-exclude.yaml: exclude 2 is "drive/hr/**"',
    ),
    "bag is missing": ("verify gone", "gone"),
    "bag is a file": ("verify file", "file"),
    "nothing to harvest": ("harvest gone --out o", "gone"),
    "one value twice": (
        "act refuse HO-2026-0007 --as a@b.example --source 1 --source 2",
        "--source",
    ),
    "no address": ("harvest drive --out o --email ana", "ana"),
}


def write_files(place: Place) -> Place:
    """Write good and bad files to the working folder of a machine."""
    for name, text in FILES.items():
        (place.work / name).parent.mkdir(exist_ok=True)
        (place.work / name).write_text(text, encoding="utf-8")
    return place


@pytest.fixture
def place(inside: PlaceInside) -> Place:
    return write_files(inside)


@pytest.fixture
def machine(tmp_path: Path) -> Place:
    """A place where each command is a process of its own."""
    return write_files(Place(tmp_path / "machine"))


@pytest.mark.parametrize(("line", "named"), BAD_INPUTS.values(), ids=BAD_INPUTS)
def test_a_bad_input_is_one_sentence_and_nothing_is_written(place: Place, line: str, named: str):
    before = describe_tree(place.root)
    ended = place.run(*line.split())

    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("baton: ")
    assert ended.err.count("\n") == 1
    assert named in ended.err
    assert "Traceback" not in ended.err
    assert describe_tree(place.root) == before


@pytest.mark.processes
def test_a_misspelt_key_is_named_with_the_nearest_one(machine: Place):
    ended = machine.run("run", "misspelt.yaml", "--out", "o")

    assert ended.code == 2
    assert '"manger"' in ended.err
    assert "manager" in ended.err


def test_all_faults_of_a_file_are_said_at_once(place: Place):
    faulty = CASE.replace("2026-11-27", "soon").replace("resignation", "fired")
    (place.work / "case.yaml").write_text(faulty, encoding="utf-8")
    ended = place.run("run", "case.yaml", "--out", "o")

    assert ended.code == 2
    assert [line.partition(", line ")[0] for line in ended.err.splitlines()] == [
        "baton: case.yaml"
    ] * 2
    assert "soon" in ended.err
    assert "fired" in ended.err


@pytest.mark.parametrize("command", ["show", "cancel"])
def test_an_unknown_reference_is_one_sentence(place: Place, command: str):
    ended = place.run(command, "HO-2026-0007")

    assert (ended.code, ended.out) == (2, "")
    assert ended.err.count("\n") == 1
    assert "HO-2026-0007" in ended.err


@pytest.mark.processes
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SOURCE_DATE_EPOCH", "today"),
        ("BATON_WORKERS", "many"),
        ("BATON_DATABASE_URL", "mysql://x"),
        ("BATON_DATA", "file"),
    ],
)
def test_a_bad_variable_is_one_sentence(machine: Place, name: str, value: str):
    before = describe_tree(machine.root)
    ended = machine.run("run", "case.yaml", "--out", "o", **{name: value})

    assert (ended.code, ended.out) == (2, "")
    assert ended.err.count("\n") == 1
    assert name in ended.err
    assert describe_tree(machine.root) == before


@pytest.mark.processes
def test_a_place_without_the_right_to_write_is_refused(machine: Place):
    if os.geteuid() == 0:
        pytest.skip("the superuser may write everywhere: run the tests as somebody else")
    (machine.work / "closed").mkdir(mode=0o500)
    ended = machine.run("run", "case.yaml", "--out", "closed")

    assert ended.code == 2
    assert "closed" in ended.err


@pytest.mark.processes
def test_a_traceback_is_shown_only_with_debug(machine: Place):
    ended = machine.run("run", "gone.yaml", "--out", "o", "--debug")

    assert ended.code == 1
    assert "Traceback" in ended.err


@pytest.mark.processes
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux has a file that is always full")
def test_a_full_disk_is_one_sentence():
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run([BATON, "--help"], stdout=full, stderr=subprocess.PIPE, check=False)

    assert ended.returncode == 3
    assert b"free some space" in ended.stderr
    assert ended.stderr.count(b"\n") == 1


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_and_each_option(place: Place, command: str):
    ended = place.run(command, "--help")
    options = ended.out.partition("Options:\n")[2].split("  --")[1:]

    assert (ended.code, ended.err) == (0, "")
    assert len(ended.out.split("\n\n")[1].split()) >= 5
    assert all(len(option.split()) >= 4 for option in options)


def test_the_list_of_commands_is_whole(place: Place):
    ended = place.run()
    listed = ended.out.partition("Commands:\n")[2].split("\n\n")[0]

    assert {line.split()[0] for line in listed.splitlines()} == {*COMMANDS}


def test_nothing_there_yet_is_no_error(place: Place):
    assert place.run("list").code == 0
    assert place.run("list", "--json").said == []


@pytest.mark.drawing
def test_quiet_questions_write_one_file_and_say_one_line(place: Place):
    ended = place.run("questions", "case.yaml", "--out", "new/form.yaml", "--quiet")

    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("new/form.yaml: ")
    assert [path.name for path in (place.work / "new").iterdir()] == ["form.yaml"]
    assert place.run("run", "case.yaml", "--answers", "new/form.yaml", "--out", "file").code == 2


@pytest.mark.drawing
def test_nothing_is_read_of_a_leaver_who_is_asked(place: Place):
    place.run("staff", "add", "carla.reis@example.org", "--name", "Carla Reis", "--role", "hr")
    started = place.run("start", "case.yaml", "--as", "carla.reis@example.org")
    assert started.code == 0, started.err
    assert place.run("questions", "case.yaml", "--out", "form.yaml", "--quiet").code == 0
    ended = place.run("run", "case.yaml", "--out", "packs")
    assert ended.code == 2
    assert "says there what may be read" in ended.err
    with Store(f"sqlite:///{place.data}/baton.db").read() as session:
        assert session.exec(select(Content)).all() == []


@pytest.mark.drawing
@pytest.mark.parametrize("command", ["questions {} --out q.yaml", "harvest drive --out o {}"])
def test_an_exclude_that_fits_nothing_is_named_at_the_end(place: Place, command: str):
    given = "--exclude drive/hr/**" if "harvest" in command else "misspelt-exclude.yaml"
    ended = place.run(*command.format(given).split(), "--quiet")
    assert ended.code == 1
    assert ended.err.startswith('baton: "drive/hr/**" is an exclude that keeps nothing out')


def test_rendering_writes_the_same_files_twice(place: Place):
    for out in ("one", "two"):
        assert place.run("render", "pack.json", "--out", out).code == 0
    one, two = (
        {path.name: path.read_bytes() for path in (place.work / out).iterdir()}
        for out in ("one", "two")
    )

    assert one == two
    assert {"brief.pdf", "pack.docx", "pack.html", "calendar.ics", "documents.csv"} <= {*one}


@pytest.mark.processes
def test_a_reader_that_has_enough_is_no_error(machine: Place):
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as nobody:
        ended = subprocess.run(
            [BATON, "list"],
            env={"HOME": str(machine.home), "BATON_DATA": str(machine.data)},
            stdout=nobody,
            stderr=subprocess.PIPE,
            check=False,
        )

    assert (ended.returncode, ended.stderr) == (0, b"")
