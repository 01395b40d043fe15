"""Rubrics and plans are validated when they are read; a wrong one is named with its line."""

from pathlib import Path

import pytest

from models.errors import InvalidInputError
from models.plan import PlanFile, PlanRules
from models.risk import ExitRubric, StandingRubric
from services.cases.model_faults import build_value
from services.cases.yaml_reader import read_yaml
from services.data_files import read_data_file
from templates import TEMPLATES

STEP = "{key: KEY, owner: hr, due: {from: notice, workdays: 1}, AFTERtitle: {en: Do it, fr: Fais}}"


def read_rubric(name: str, old: str, new: str) -> None:
    text = (TEMPLATES / "rubrics" / name).read_text(encoding="utf-8")
    assert old in text
    model = ExitRubric if name == "exit.yaml" else StandingRubric
    build_value(model, read_yaml(text.replace(old, new, 1), name))


@pytest.mark.parametrize(
    ("name", "old", "new", "part"),
    [
        ("exit.yaml", "key: tacit_depth", "key: tacit", 'dimensions 3, key is "tacit"'),
        ("exit.yaml", "key: tacit_depth", "key: system_risk", "dimensions must be, in this order"),
        ("exit.yaml", "from_total: 13", "from_total: 21", "from the highest down"),
        ("exit.yaml", "from_total: 5,", "from_total: 6,", "the last from 5"),
        ("exit.yaml", "depth: deep", "depth: deeper", 'did you mean "deep"?'),
        ("exit.yaml", "unscored_counts: 3", "unscored_counts: 6", 'unscored_counts is "6"'),
        ("exit.yaml", "      3: {en", "      4: {en", "anchors lack 1, 3 or 5"),
        ("standing.yaml", "from_total: 1}", "from_total: 0}", "the last from 1"),
        ("standing.yaml", "band: priority", "band: prority", 'did you mean "priority"?'),
    ],
)
def test_a_wrong_rubric_is_refused(name, old, new, part):
    with pytest.raises(InvalidInputError) as error:
        read_rubric(name, old, new)
    assert part in str(error.value)


def make_plan(*steps: str) -> PlanRules:
    text = "format: baton-plan/1\nid: x\nsteps:\n" + "".join(f"  - {step}\n" for step in steps)
    return PlanRules(files=(build_value(PlanFile, read_yaml(text, "x.yaml")),))


def make_step(key: str, after: str = "") -> str:
    return STEP.replace("KEY", key).replace("AFTER", f"after: [{after}], " if after else "")


@pytest.mark.parametrize(
    ("steps", "part"),
    [
        ((make_step("a", "b"), make_step("b")), "step a is after b, which no step above is"),
        ((make_step("a", "a"),), "step a is after a, which no step above is"),
        ((make_step("a"), make_step("a")), "two steps are called a"),
    ],
)
def test_a_plan_that_cannot_be_followed_is_refused(steps, part):
    with pytest.raises(ValueError, match=part):
        make_plan(*steps)


def test_a_misspelt_owner_is_reported_with_its_line():
    with pytest.raises(InvalidInputError, match=r'x\.yaml, line 4: steps 1, owner is "hrr"'):
        make_plan(make_step("a").replace("owner: hr", "owner: hrr"))


def test_a_data_file_that_is_not_there_is_refused():
    with pytest.raises(InvalidInputError, match="does not exist"):
        read_data_file(PlanFile, "plans/nowhere.yaml")


@pytest.mark.parametrize("path", sorted((TEMPLATES / "plans").glob("*.yaml")), ids=lambda p: p.stem)
def test_every_step_is_said_in_four_languages(path: Path):
    for step in read_data_file(PlanFile, f"plans/{path.name}").steps:
        said = dict(step.title.list_texts())
        assert {"en", "fr", "es", "ar"} <= set(said), step.key
        assert len(set(said.values())) == len(said), step.key
