"""Consent: who has to say yes, and the notice to the leaver.

A file of its own: permissions, looks and letters all ask it.
"""

from functools import cache
from typing import Literal

from sqlmodel import Session

from models.acting import Role
from models.handover import Handover
from models.question import Wording
from models.values import Value
from models.words import Language
from services.data_files import read_data_file
from services.offices.office_policies import get_office_policy

Groups = tuple[tuple[Role, ...], ...]
"""One of the roles of each group has to say yes, each group by another person."""


class NoticeFile(Value):
    """templates/policies/notice.yaml."""

    format: Literal["baton-notice/1"]
    sentences: tuple[Wording, ...]


def list_groups(session: Session, handover: Handover) -> Groups:
    """Return who has to allow a source: somebody of each group, each another person."""
    policy = get_office_policy(session, handover).sources
    groups = policy.allowed_by if handover.has_leaver else policy.without_leaver
    return tuple(tuple(Role(owner) for owner in group) for group in groups)


def say_notice(language: Language) -> tuple[str, ...]:
    """Return the notice to the leaver, sentence by sentence."""
    return tuple(sentence.say(language) for sentence in _read_notice().sentences)


@cache
def _read_notice() -> NoticeFile:
    return read_data_file(NoticeFile, "policies/notice.yaml")
