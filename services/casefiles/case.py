"""Case: reading CASE.yaml."""

from pathlib import Path

from models.case_file import CaseFile
from services.casefiles.faults import build_value
from services.casefiles.formats import check_format
from services.casefiles.holiday_faults import check_holidays
from services.casefiles.input_text import read_input_text
from services.casefiles.sources import check_sources
from services.casefiles.yaml_reader import read_yaml

FORMAT = "baton-case/1"


def read_case(path: Path) -> CaseFile:
    """Return what a CASE.yaml says; the paths of its sources have been found to exist.

    Raises:
        InvalidInputError: one sentence for every fault of the file, with line and way out.
    """
    tree = read_yaml(read_input_text(path, what="a case file"), path.name)
    check_format(tree, FORMAT)
    if () not in tree.broken:
        check_sources(tree, path.parent)
        check_holidays(tree)
    return build_value(CaseFile, tree)
