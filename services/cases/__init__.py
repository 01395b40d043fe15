"""Cases: CASE.yaml, ANSWERS.yaml and pack.json, read strictly, with every fault at once."""

from services.cases.case_files import read_all_answers, read_answers, read_case, read_pack
from services.cases.case_sources import get_source_path

__all__ = ["get_source_path", "read_all_answers", "read_answers", "read_case", "read_pack"]
