"""Outcomes: what came out of a run, in counts."""

from pathlib import Path

from sqlmodel import Session

from models.values import Value
from models.words import Audience, FindingKind
from services.handovers.editions import get_edition, get_pack
from services.handovers.reading import get_facts, get_handover


class Outcome(Value):
    """What came out of a run."""

    reference: str
    edition: int
    bag: str
    records: int
    gaps: int
    documents: int
    unreadable: int
    contacts: int
    calendar: int
    open_threads: int
    private: int
    secrets: int
    seconds: float


def get_outcome(session: Session, reference: str, target: Path, seconds: float) -> Outcome:
    """Return what came out of a finished run.

    Raises:
        NotFoundError: there is no handover of this reference, or no edition of it yet.
    """
    handover = get_handover(session, reference)
    pack = get_pack(get_edition(session, handover, Audience.successor))
    findings = [finding.kind for finding in get_facts(session, handover).findings]
    return Outcome(
        reference=reference,
        edition=pack.edition,
        bag=str(target / reference),
        records=len(pack.records),
        gaps=len(pack.gaps),
        documents=len(pack.documents),
        unreadable=findings.count(FindingKind.unreadable),
        contacts=len(pack.contacts),
        calendar=len(pack.calendar),
        open_threads=len(pack.open_threads),
        private=findings.count(FindingKind.private),
        secrets=findings.count(FindingKind.secret),
        seconds=round(seconds, 1),
    )
