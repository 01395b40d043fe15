"""Whatever stands in a file: it is read, or refused in sentences; never anything else."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.case_file import AnswersFile, CaseFile
from models.errors import InvalidInputError
from services.cases import read_case
from services.cases.model_faults import build_value
from services.cases.yaml_reader import read_yaml

GOOD = """\
format: baton-case/1
leaver: {name: Ana Sow, email: ana.sow@example.org}
post: {title: Programme officer, family: programme}
kind: reassignment
last_working_on: 2026-11-27
manager: {name: Moussa Ba, email: moussa.ba@example.org}
risk: {tacit_depth: 4}
sources:
  - {kind: folder, path: drive}
holidays: SN
records:
  - kind: warning
    title: "Tranche two"
    if: the report is late
    early_signs: [silence, 'a call']
"""
PIECES = st.sampled_from(
    [*"{}[]:,-?&*!|>'\"%@`#~\\\t\n 0aé.", "\n  - ", ": ", "!!", "<<: ", "\\ud800"]
)
LIMITS = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def spoiled_texts(draw):
    text = draw(st.sampled_from([GOOD, "", "records:\n"]))
    for piece in draw(st.lists(PIECES | st.text(max_size=4), max_size=12)):
        at = draw(st.integers(0, len(text)))
        text = text[:at] + piece + text[at + draw(st.integers(0, 3)) :]
    return text


def tell(read: Callable[[], object]) -> tuple[str, ...]:
    try:
        read()
    except InvalidInputError as error:
        return error.faults or ("refused without a fault",)
    return ()


@LIMITS
@given(spoiled_texts())
def test_a_spoiled_text_is_read_or_reported_in_sentences(text):
    for model in (CaseFile, AnswersFile):
        faults = tell(lambda model=model: build_value(model, read_yaml(text, "FILE")))
        assert all(fault.startswith("FILE, line ") for fault in faults)
        assert not any("\n" in fault or "pydantic" in fault for fault in faults)


@LIMITS
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_reported_in_sentences(content):
    with TemporaryDirectory() as folder:
        path = Path(folder) / "CASE.yaml"
        path.write_bytes(content)
        faults = tell(lambda: read_case(path))
        # No random bytes make a case.
        assert all(fault.startswith("CASE.yaml") for fault in faults)
        assert faults


@LIMITS
@given(st.text(max_size=50), st.text(max_size=50))
def test_the_same_text_gives_the_same_faults(before, after):
    text = f"{before}\n{GOOD}\n{after}"
    first, second = (tell(lambda: build_value(CaseFile, read_yaml(text, "F"))) for _ in range(2))
    assert first == second
