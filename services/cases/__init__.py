"""Case files: reading CASE.yaml, ANSWERS.yaml and PACK.json strictly, every fault at once."""

from services.cases.case_files import read_all_answers, read_answers, read_case, read_pack
from services.cases.case_sources import get_source_path

__all__ = ["get_source_path", "read_all_answers", "read_answers", "read_case", "read_pack"]
