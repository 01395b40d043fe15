"""Subjects: what a mail is about, without the marks that answering and forwarding put before it."""

import re
from functools import lru_cache

from services.harvest.mail.folding import fold
from services.harvest.mail.phrases import is_whole

_COUNT = re.compile(r"\s*(?:\[\d+\]|\(\d+\)|\d+)\s*$")
_TAG = re.compile(
    r"^\s*\[\s*(?:ext|external|externe|externo|extern|spam\??|سري)\s*\]\s*", re.IGNORECASE
)
_LONGEST_MARK = 30
_NO_SUBJECT = {"", "no subject", "(no subject)", "sans objet", "sans sujet", "sin asunto", "none"}


@lru_cache(maxsize=8192)
def clean_subject(subject: str) -> str:
    """Return the subject without "Re:", "TR :", "Accepted:" and the like, however many."""
    cleaned = subject.strip()
    while True:
        untagged = _TAG.sub("", cleaned)
        mark, colon, rest = _split_mark(untagged)
        if colon and (_is_answer_mark(mark) or is_whole("calendar_answers", fold(mark))):
            cleaned = rest.strip()
        elif untagged != cleaned:
            cleaned = untagged
        else:
            return cleaned


@lru_cache(maxsize=8192)
def make_subject_key(subject: str) -> str:
    """Return what is the same for subjects that are the same but for marks, case and signs."""
    key = " ".join(re.findall(r"\w+", fold(clean_subject(subject))))
    return "" if key in _NO_SUBJECT else key


def is_answer_subject(subject: str) -> bool:
    """Whether the subject says that the mail answers or forwards another one."""
    mark, colon, _ = _split_mark(_TAG.sub("", subject))
    return bool(colon) and _is_answer_mark(mark)


def is_calendar_answer(subject: str) -> bool:
    """Whether the subject is that of an answer to an invitation: "Accepted: ..."."""
    mark, colon, _ = _split_mark(subject)
    return bool(colon) and is_whole("calendar_answers", fold(mark))


def _split_mark(subject: str) -> tuple[str, str, str]:
    place = re.search(r"[:：]", subject[:_LONGEST_MARK])
    if place is None:
        return subject, "", ""
    return subject[: place.start()], ":", subject[place.end() :]


def _is_answer_mark(mark: str) -> bool:
    return is_whole("subject_prefixes", fold(_COUNT.sub("", mark)))
