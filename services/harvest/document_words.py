"""Document words: what names of files, folders and authors say, as the policy file lists it."""

import re
from functools import cache
from typing import Literal

from models.values import Lines, Value
from services.data_files import read_data_file
from services.harvest.private_places import compile_names

WordLists = dict[str, Lines]
"""Words or phrases by language; a star at the end stands for any ending."""


class DocumentWords(Value):
    """templates/policies/document-names.yaml."""

    format: Literal["baton-document-names/1"]
    finals: WordLists
    drafts: WordLists
    versions: WordLists
    copies: WordLists
    archives: WordLists
    serials: WordLists
    empty_names: WordLists
    key_words: WordLists
    not_people: WordLists
    devices: WordLists


@cache
def get_pattern(*lists: str) -> re.Pattern[str]:
    """Return one pattern for the words of these lists, for folded words with blanks around.

    Raises:
        InvalidInputError: the policy file is wrong.
    """
    words = _read_words()
    merged = {
        f"{name} {language}": list(lines)
        for name in lists
        for language, lines in getattr(words, name).items()
    }
    return compile_names(merged)


@cache
def _read_words() -> DocumentWords:
    return read_data_file(DocumentWords, "policies/document-names.yaml")
