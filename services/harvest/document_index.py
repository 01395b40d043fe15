"""Index: the documents of the folders, each content once, the most useful first."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePosixPath

from models.case_file import PersonEntry
from models.harvest import Extraction, FoundFile, HarvestedDocument
from services.formats.readings import make_title
from services.formats.reasons import NOT_YET
from services.harvest.duplicates import group_equal, group_versions
from services.harvest.holders import (
    LeaverNames,
    find_cited,
    is_sole_editor,
    list_authors,
    list_holders,
    list_name_endings,
)
from services.harvest.ranking import Traces, list_reasons, rank_documents
from services.harvest.versions import Candidate

EARLIEST = date(1990, 1, 1)
"""Older dates are those of clocks that were never set."""


@dataclass(frozen=True)
class IndexInput:
    """What the folders hold and what else is known of it.

    `files` are all files with their SHA-256, `contents` what each SHA-256 says. `attachments` are
    by SHA-256 the names of those to or from whom it was mailed; `told` what mail and calendar say
    (subjects, texts, titles), where documents may be named.
    """

    files: Sequence[tuple[FoundFile, str]]
    contents: Mapping[str, Extraction]
    attachments: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    told: Sequence[str] = ()


def index_documents(
    given: IndexInput, leaver: PersonEntry, today: date
) -> tuple[HarvestedDocument, ...]:
    """Return one document for each content, ranked; those that could not be read come last.

    Each version of a document has its own entry and names the others, the newest first. Dates
    after `today` or before 1990 are not believed.
    """
    index = _Index(given, LeaverNames(leaver), today)
    groups = group_equal(given.files)
    documents = [index.make_document(sha256, files) for sha256, files in groups.items()]
    documents, superseded = index.link_versions(documents)
    return rank_documents(index.add_reasons(documents, superseded), today)


@dataclass(frozen=True)
class _Index:
    """The steps of the index over one input."""

    given: IndexInput
    leaver: LeaverNames
    today: date

    def make_document(self, sha256: str, files: Sequence[FoundFile]) -> HarvestedDocument:
        """Return a document from its files and its content; the first file stands for all."""
        file, content = files[0], self._get_content(sha256)
        mailed_to = self.given.attachments.get(sha256, ())
        return HarvestedDocument(
            path=file.path,
            title=make_title(content.title, file.path),
            type=content.type,
            size_bytes=file.size_bytes,
            sha256=sha256,
            modified_on=self._choose_day(content.modified_on, file.modified_at.date()),
            created_on=self._choose_day(content.created_on),
            language=content.language,
            authors=list_authors(content, self.leaver),
            duplicates=tuple(sorted(other.path for other in files[1:])),
            holders=list_holders(content, mailed_to, self.leaver),
            reason=content.reason,
        )

    def link_versions(
        self, documents: list[HarvestedDocument]
    ) -> tuple[list[HarvestedDocument], frozenset[str]]:
        """Return the documents with their near versions, and the paths of those replaced."""
        candidates = [
            Candidate(one.path, one.type, self._get_content(one.sha256).text, one.modified_on)
            for one in documents
        ]
        people = [self.leaver.name, *(name for one in documents for name in one.authors)]
        linked = list(documents)
        superseded: set[str] = set()
        for group in group_versions(candidates, list_name_endings(people)):
            superseded.update(documents[place].path for place in group[1:])
            for place in group:
                others = tuple(documents[other].path for other in group if other != place)
                linked[place] = documents[place].model_copy(update={"versions": others})
        return linked, frozenset(superseded)

    def add_reasons(
        self, documents: list[HarvestedDocument], superseded: frozenset[str]
    ) -> Iterator[HarvestedDocument]:
        """Yield the documents with the reasons why they matter."""
        names = [(one.title, PurePosixPath(one.path).stem) for one in documents]
        cited = {documents[place].path for place in find_cited(names, self.given.told)}
        sole = {one.path for one in documents if self._is_sole(one)}
        for one in documents:
            # What is said of one version is said of the document.
            traces = Traces(
                is_mentioned=not cited.isdisjoint((one.path, *one.versions)),
                is_mailed=one.sha256 in self.given.attachments,
                is_sole=sole.issuperset((one.path, *one.versions)),
                is_superseded=one.path in superseded,
            )
            why = list_reasons(one, traces, self.today)
            yield one.model_copy(update={"why": why})

    def _is_sole(self, document: HarvestedDocument) -> bool:
        content = self._get_content(document.sha256)
        return is_sole_editor(content, self.leaver) and not document.holders

    def _get_content(self, sha256: str) -> Extraction:
        unread = Extraction(sha256=sha256, type="unknown", reason=NOT_YET)
        return self.given.contents.get(sha256, unread)

    def _choose_day(self, *days: date | None) -> date | None:
        """Return the first day that can be true."""
        return next((day for day in days if day and EARLIEST <= day <= self.today), None)
