"""Found filter: what anybody but the leaver sees of what was found.

Kept things, as they were corrected and described; of what nobody has looked at, as much as the
policy of the office shows. Everything that leaves a handover goes through here.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath

from sqlmodel import Session

from models.consent_policy import FoundPolicy
from models.found import FoundItem, FoundState
from models.handover import Handover
from models.harvest import (
    Finding,
    HarvestedContact,
    HarvestedDocument,
    HarvestedEntry,
    HarvestedThread,
    HarvestFacts,
)
from models.words import FindingKind, FoundKind
from services.handovers.found_items import Key, list_items
from services.handovers.found_kinds import (
    get_thread_kind,
    identify_contact,
    identify_document,
    identify_entry,
    identify_finding,
    identify_thread,
)
from services.offices.office_policies import get_office_policy


def keep_shown(session: Session, handover: Handover, facts: HarvestFacts) -> HarvestFacts:
    """Return of the facts what others than the leaver may see.

    A run without people has nobody who could look: there everything is shown, stamped unreviewed.
    """
    if not handover.has_people:
        return facts
    policy = get_office_policy(session, handover).found
    return _Shown(list_items(session, handover), policy).filter(facts)


class _Shown:
    """What was decided in one handover. It makes new facts: what it forgets is not shown."""

    def __init__(self, items: Mapping[Key, FoundItem], policy: FoundPolicy) -> None:
        self._items = items
        self._policy = policy
        gone = [item for item in items.values() if item.state.is_gone]
        documents = [item for item in gone if item.kind is FoundKind.document]
        self._gone_paths = {item.identity for item in documents}
        self._gone_contents = {item.content for item in documents if item.content}
        self._hidden = {
            name.casefold()
            for item in gone
            if item.kind is FoundKind.contact and item.state is FoundState.private
            for name in (item.identity, item.content)
        }

    def filter(self, facts: HarvestFacts) -> HarvestFacts:
        """Return the facts that are shown."""
        unreadable = [one for one in facts.findings if self._may_be_named(one)]
        kept: list[Finding] = []
        others: list[Finding] = []
        for one in unreadable:
            item = self._find(FoundKind.unreadable, identify_finding(one))
            (kept if self._is_kept(item) else others).append(one)
        return HarvestFacts(
            documents=(
                *self._list_documents(facts.documents),
                *(_show_place(one.path, "") for one in others),
            ),
            contacts=tuple(self._list_contacts(facts.contacts)),
            calendar=tuple(self._list_calendar(facts.calendar)),
            threads=tuple(self._list_threads(facts.threads)),
            findings=tuple(kept),
            notes={
                item.identity: item.note
                for item in self._items.values()
                if item.kind is FoundKind.document and item.note and item.state is FoundState.kept
            },
        )

    def _find(self, kind: FoundKind, identity: str) -> FoundItem | None:
        return self._items.get((kind, identity))

    def _is_kept(self, item: FoundItem | None) -> bool:
        return item is not None and item.state is FoundState.kept

    def _list_contacts(self, contacts: Iterable[HarvestedContact]) -> Iterator[HarvestedContact]:
        for one in contacts:
            item = self._find(FoundKind.contact, identify_contact(one))
            if item and self._is_kept(item):
                changed = {"name": item.title or one.name, "why": item.note or one.why}
                yield one.model_copy(update=changed)

    def _list_threads(self, threads: Iterable[HarvestedThread]) -> Iterator[HarvestedThread]:
        for one in threads:
            item = self._find(get_thread_kind(one), identify_thread(one))
            if item and self._is_kept(item) and not _names(one.with_whom, self._hidden):
                changed = {"subject": item.title or one.subject, "quote": item.note or one.quote}
                yield one.model_copy(update=changed)

    def _list_calendar(self, entries: Iterable[HarvestedEntry]) -> Iterator[HarvestedEntry]:
        for one in entries:
            item = self._find(FoundKind.calendar, identify_entry(one))
            if item and self._is_kept(item):
                title = item.title or one.title
                yield one.model_copy(
                    update={
                        "title": f"{title}: {item.note}" if item.note else title,
                        "with_whom": _without(one.with_whom, self._hidden),
                        "organizer": next(
                            iter(_without([one.organizer or ""], self._hidden)), None
                        ),
                    }
                )

    def _list_documents(
        self, documents: Iterable[HarvestedDocument]
    ) -> Iterator[HarvestedDocument]:
        for one in documents:
            item = self._find(FoundKind.document, identify_document(one))
            if one.path in self._gone_paths or one.sha256 in self._gone_contents:
                continue
            if item and self._is_kept(item):
                yield one.model_copy(
                    update={
                        "title": item.title or one.title,
                        "duplicates": self._without_gone(one.duplicates),
                        "versions": self._without_gone(one.versions),
                        "holders": _without(one.holders, self._hidden),
                        "authors": _without(one.authors, self._hidden),
                    }
                )
            elif self._policy.shows_title(FoundKind.document):
                yield _show_place(one.path, one.title)

    def _may_be_named(self, finding: Finding) -> bool:
        """Whether others may learn at least the place of a file that could not be read."""
        if finding.kind is not FindingKind.unreadable:
            return False
        item = self._find(FoundKind.unreadable, identify_finding(finding))
        if item and item.state is not FoundState.proposed:
            return not item.state.is_gone
        return self._policy.shows_title(FoundKind.unreadable)

    def _without_gone(self, paths: Iterable[str]) -> tuple[str, ...]:
        return tuple(path for path in paths if path not in self._gone_paths)


def _show_place(path: str, title: str) -> HarvestedDocument:
    return HarvestedDocument(
        path=path, title=title or PurePosixPath(path).name, type="", size_bytes=0, sha256=""
    )


def _names(people: Iterable[str], hidden: set[str]) -> bool:
    return any(one.casefold() in hidden for one in people)


def _without(people: Iterable[str], hidden: set[str]) -> tuple[str, ...]:
    return tuple(one for one in people if one and one.casefold() not in hidden)
