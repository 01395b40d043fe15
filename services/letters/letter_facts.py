"""Letter facts: all that a mail can say; no answer, secret or reason has a way into it."""

import re
from collections.abc import Mapping
from enum import StrEnum

from models.acting import Role
from models.mail import REFERENCE, STEP, MailFacts


class Told(StrEnum):
    """Who of those whom a change of parts touches gets a mail."""

    former = "former"
    new = "new"
    leaver = "leaver"
    address = "address"
    """The old and the new address of one person."""


_NUMBER = r"[0-9]{1,6}"
_SHAPES: Mapping[str, re.Pattern[str]] = {
    "reference": re.compile(REFERENCE),
    "step": re.compile(STEP),
    "due_on": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    "uid": re.compile(r"[0-9a-f-]{36}@baton"),
    "sequence": re.compile(_NUMBER),
    "edition": re.compile(_NUMBER),
    "gaps": re.compile(_NUMBER),
    "role": re.compile("|".join(Role)),
    "told": re.compile("|".join(Told)),
    "sources": re.compile(_NUMBER),
}
_LISTS = frozenset({"overdue", "soon"})
_OF_A_STEP = frozenset({"reference", "step", "due_on", "uid", "sequence"})


class MailTemplate(StrEnum):
    """The mails there are; each is a folder of templates/mail/."""

    invitation = "invitation"
    rescheduled = "rescheduled"
    cancelled = "cancelled"
    digest = "digest"
    escalation = "escalation"
    pack_ready = "pack_ready"
    sent_back = "sent_back"
    waiver_ended = "waiver_ended"
    part_changed = "part_changed"
    change_proposed = "change_proposed"
    notice = "notice"
    sources_waiting = "sources_waiting"


_NAMES: Mapping[MailTemplate, frozenset[str]] = {
    MailTemplate.invitation: _OF_A_STEP,
    MailTemplate.rescheduled: _OF_A_STEP,
    MailTemplate.cancelled: _OF_A_STEP,
    MailTemplate.digest: frozenset({"overdue", "soon"}),
    MailTemplate.escalation: frozenset({"overdue"}),
    MailTemplate.pack_ready: frozenset({"reference", "edition"}),
    MailTemplate.sent_back: frozenset({"reference"}),
    MailTemplate.waiver_ended: frozenset({"reference", "gaps"}),
    MailTemplate.part_changed: frozenset({"reference", "role", "told"}),
    MailTemplate.change_proposed: frozenset({"reference"}),
    MailTemplate.notice: frozenset({"reference", "sources"}),
    MailTemplate.sources_waiting: frozenset({"reference", "sources"}),
}


def check_facts(template: MailTemplate, facts: MailFacts) -> None:
    """Check that a mail gets exactly its facts, each of the shape it must have.

    Raises:
        ValueError: a fact is missing or unknown, or says what no mail may say.
    """
    if facts.keys() != _NAMES[template]:
        wanted = ", ".join(sorted(_NAMES[template]))
        raise ValueError(f'a mail "{template}" has the facts {wanted}: give these and no others')
    for name, fact in facts.items():
        is_list = isinstance(fact, list)
        if is_list != (name in _LISTS) or not (is_list or _SHAPES[name].fullmatch(str(fact))):
            raise ValueError(
                f'the fact "{name}" of a mail "{template}" does not have the right form'
            )


def is_reference(text: str) -> bool:
    """Whether this names a handover and says nothing else."""
    return _SHAPES["reference"].fullmatch(text) is not None


def list_references(facts: MailFacts) -> list[str]:
    """Return the handovers that a mail is about."""
    lists = [fact for fact in facts.values() if isinstance(fact, list)]
    named = [facts["reference"]] if "reference" in facts else []
    return [str(one) for one in named] + [step.reference for steps in lists for step in steps]
