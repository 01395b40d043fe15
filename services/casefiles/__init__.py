"""Case files: reading CASE.yaml, ANSWERS.yaml and PACK.json strictly, every fault at once."""

from services.casefiles.answers import read_all_answers, read_answers
from services.casefiles.case import read_case
from services.casefiles.packs import read_pack
from services.casefiles.sources import get_source_path

__all__ = ["get_source_path", "read_all_answers", "read_answers", "read_case", "read_pack"]
