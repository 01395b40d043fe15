"""Letter facts: all that a mail can say; no answer, secret or reason has a way into it."""

import re
from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from models.acting import Role
from models.mail import MailFacts
from models.values import Value

_REFERENCE, _KEY, _DAY = (
    r"HO-[0-9]{4}-[0-9]{4,6}",
    r"[a-z][a-z0-9_]{0,80}",
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}",
)
_STEP_LINE = rf"{_REFERENCE} {_KEY} [a-z_]+ {_DAY}"
_NUMBER = r"[0-9]{1,6}"
_SHAPES: Mapping[str, re.Pattern[str]] = {
    "reference": re.compile(_REFERENCE),
    "step": re.compile(_KEY),
    "due_on": re.compile(_DAY),
    "uid": re.compile(r"[0-9a-f-]{36}@baton"),
    "sequence": re.compile(_NUMBER),
    "overdue": re.compile(_STEP_LINE),
    "soon": re.compile(_STEP_LINE),
    "edition": re.compile(_NUMBER),
    "gaps": re.compile(_NUMBER),
}
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


_NAMES: Mapping[MailTemplate, frozenset[str]] = {
    MailTemplate.invitation: _OF_A_STEP,
    MailTemplate.rescheduled: _OF_A_STEP,
    MailTemplate.cancelled: _OF_A_STEP,
    MailTemplate.digest: frozenset({"overdue", "soon"}),
    MailTemplate.escalation: frozenset({"overdue"}),
    MailTemplate.pack_ready: frozenset({"reference", "edition"}),
    MailTemplate.sent_back: frozenset({"reference"}),
    MailTemplate.waiver_ended: frozenset({"reference", "gaps"}),
}


class StepLine(Value):
    """A step as a mail lists it: of which handover, whose it is by role, when it is due."""

    reference: str
    step: str
    owner: Role
    due_on: date

    def write(self) -> str:
        """Return it as one fact."""
        return f"{self.reference} {self.step} {self.owner} {self.due_on.isoformat()}"


def read_step_line(fact: str) -> StepLine:
    """Return what `StepLine.write` wrote."""
    reference, step, owner, due_on = fact.split(" ")
    return StepLine(
        reference=reference, step=step, owner=Role(owner), due_on=date.fromisoformat(due_on)
    )


def check_facts(template: MailTemplate, facts: MailFacts) -> None:
    """Check that a mail gets exactly its facts, each of the shape it must have.

    Raises:
        ValueError: a fact is missing or unknown, or says what no mail may say.
    """
    if facts.keys() != _NAMES[template]:
        wanted = ", ".join(sorted(_NAMES[template]))
        raise ValueError(f'a mail "{template}" has the facts {wanted}: give these and no others')
    for name, fact in facts.items():
        texts = fact if isinstance(fact, list) else [str(fact)]
        if not all(_SHAPES[name].fullmatch(text) for text in texts):
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
    return [str(one) for one in named] + [
        read_step_line(line).reference for lines in lists for line in lines
    ]
