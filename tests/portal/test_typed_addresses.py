"""An address that is none is refused at every door of the command line, with the right one."""

import pytest
from commands import Place, PlaceInside, describe_tree

CASE = """\
format: baton-case/1
leaver: {name: Ana Sow, email: ana.sow@example.org}
post: {title: Programme officer}
kind: reassignment
notice_on: 2026-10-01
last_working_on: 2026-11-27
manager: {name: Moussa Ba, email: moussa.ba@example.org}
"""
HR = "hr@example.org"
DOORS = (
    *("start case.yaml --as {}", "show REF --as {}", "cancel REF --as {}"),
    *("token create --as {} --scope read", "mail retry {}"),
    *(
        "staff add {} --name Hr --role hr",
        "staff remove {} --role hr",
        "erase {} --as hr@example.org",
    ),
    *("act people REF --as {}", "act found REF --as {}", "act sources REF --as {}"),
    "act reassign REF hr --as hr@example.org --name Hr --email {}",
    "act receiver REF --as hr@example.org --name Hr --email {}",
    "act ask-peer REF --as hr@example.org --name Hr --email {}",
    "act fallback REF --as hr@example.org --name Hr --email {}",
    "act correct-person REF --as hr@example.org --person {} --name Hr",
    "act correct-person REF --as hr@example.org --person ana.sow@example.org --email {}",
    "act give-items REF --as hr@example.org --from {} --name B --email b@example.org",
    "harvest drive --out o --email {}",
)


@pytest.fixture
def place(inside: PlaceInside) -> Place:
    (inside.work / "case.yaml").write_text(CASE, encoding="utf-8")
    (inside.work / "drive").mkdir()
    for role in ("hr", "records"):
        inside.run("staff", "add", HR, "--name", "Hr", "--role", role)
    return inside


def test_what_is_no_address_is_refused_at_every_door(place: Place) -> None:
    reference = place.run("start", "case.yaml", "--as", HR).out.strip()
    for door in DOORS:
        for spelled in (f"{HR}.", f"hr@\u200bexample.org{'%0a'}", f"mailto:{HR}"):
            before = describe_tree(place.root)
            words = [spelled if word == "{}" else word for word in door.split()]
            ended = place.run(*[reference if word == "REF" else word for word in words])
            assert (ended.code, ended.out) == (2, ""), door
            assert ended.err.endswith(f"did you mean {HR}?\n"), ended.err
            assert ended.err.count("\n") == 1
            assert describe_tree(place.root) == before, door


def test_a_question_ends_without_a_full_stop(place: Place) -> None:
    asked = place.run("start", "case.yaml", "--as", f"{HR}.").err
    unknown = place.run("start", "case.yaml", "--as", "nobody@example.org").err
    assert "?." not in asked
    assert 'nobody here has the address "nobody@example.org". Add HR' in unknown
