"""The index: each content once, what is out of date and unreadable last, dates that can be true."""

from datetime import date
from hashlib import sha256

from models.case_file import PersonEntry
from models.harvest import Extraction, FoundFile, HarvestedDocument
from services.formats.reasons import NOT_YET
from services.harvest.document_index import IndexInput, index_documents

ANA = PersonEntry(name="Ana Sow", email="ana.sow@example.org")
TODAY = date(2026, 11, 20)
PLAN = " ".join(f"In week {week} the team visits village number {week}." for week in range(40))
SECONDS_OF_2026_06_01 = 1_780_272_000


def found(path: str, content: str) -> tuple[FoundFile, str]:
    file = FoundFile(
        path=path,
        location=path.encode(),
        size_bytes=len(content),
        modified_ns=SECONDS_OF_2026_06_01 * 10**9,
    )
    return file, sha256(content.encode()).hexdigest()


def read(content: str, **fields: object) -> Extraction:
    digest = sha256(content.encode()).hexdigest()
    return Extraction.model_validate({"sha256": digest, "type": "docx", "text": content, **fields})


def index(
    files: list[tuple[FoundFile, str]], *contents: Extraction, **others: object
) -> dict[str, HarvestedDocument]:
    by_digest = {content.sha256: content for content in contents}
    given = IndexInput(files, by_digest, **others)  # type: ignore[arg-type]  # passed on
    return {one.path: one for one in index_documents(given, ANA, TODAY)}


def test_equal_files_are_one_document_with_the_others_as_duplicates() -> None:
    files = [found("drive/Archive/a.docx", PLAN), found("drive/Copy of a.docx", PLAN)]
    documents = index([*files, found("drive/Plans/a.docx", PLAN)], read(PLAN))
    assert list(documents) == ["drive/Plans/a.docx"]
    duplicates = documents["drive/Plans/a.docx"].duplicates
    assert duplicates == ("drive/Archive/a.docx", "drive/Copy of a.docx")


def test_versions_name_one_another_and_the_newest_comes_first() -> None:
    newer = PLAN + " The last week is for the report."
    files = [found("drive/Plan v2.docx", PLAN), found("drive/Plan FINAL.docx", newer)]
    old = read(PLAN, modified_on="2026-02-01", authors=["SOW, Ana"])
    documents = index(files, old, read(newer, modified_on="2026-03-01", authors=["Ben Diop"]))
    assert [*documents] == ["drive/Plan FINAL.docx", "drive/Plan v2.docx"]
    assert documents["drive/Plan v2.docx"].versions == ("drive/Plan FINAL.docx",)
    assert documents["drive/Plan v2.docx"].why == ("superseded",)
    assert documents["drive/Plan FINAL.docx"].holders == ("Ben Diop",)


def test_only_the_leaver_worked_on_it_if_that_is_true_of_all_versions() -> None:
    newer = PLAN + " The last week is for the report."
    files = [found("drive/Plan v2.docx", PLAN), found("drive/Plan FINAL.docx", newer)]
    contents = [read(text, authors=["SOW, Ana"]) for text in (PLAN, newer)]
    assert all("sole" in one.why for one in index(files, *contents).values())
    other = read(newer, authors=["Ana Sow"], modified_by="Ben Diop")
    assert not any("sole" in one.why for one in index(files, contents[0], other).values())


def test_a_date_that_cannot_be_true_gives_way_to_that_of_the_file() -> None:
    files = [found("drive/a.docx", "a"), found("drive/b.docx", "b")]
    future = read("a", modified_on="2031-01-01", created_on="1980-01-01")
    documents = index(files, future, read("b", modified_on="1985-01-01"))
    assert {one.modified_on for one in documents.values()} == {date(2026, 6, 1)}
    assert documents["drive/a.docx"].created_on is None


def test_what_cannot_be_read_stands_last_with_its_reason() -> None:
    files = [found("drive/Budget.pdf", "x"), found("drive/note.txt", "y"), found("drive/z", "z")]
    documents = index(files, read("x", reason="is damaged"), read("y"))
    assert [one.reason for one in documents.values()] == [None, "is damaged", NOT_YET]
    assert [one.rank for one in documents.values()] == [1, 2, 3]


def test_mail_shows_who_else_has_it_and_that_it_is_mentioned() -> None:
    file, digest = found("drive/Pump register Matam.xlsx", PLAN)
    told = ["Dear Ana, where is the pump register (Matam) kept?"]
    mailed = {digest: ("Ana SOW", "Ben Diop")}
    one = index([(file, digest)], read(PLAN), attachments=mailed, told=told)[file.path]
    assert one.holders == ("Ben Diop",)
    assert one.why == ("mentioned", "title", "mailed", "shared")


def test_what_is_said_of_an_old_version_is_said_of_the_document() -> None:
    newer = PLAN + " The last week is for the report."
    files = [found("drive/Visit plan v2.docx", PLAN), found("drive/Visit plan FINAL.docx", newer)]
    contents = [read(PLAN, modified_on="2026-02-01"), read(newer, modified_on="2026-03-01")]
    current, old = index(files, *contents, told=["I use the Visit plan v2"]).values()
    assert current.why == ("mentioned", "versions")
    assert old.why == ("superseded", "mentioned")
    assert type(old.why[0]) is str


def test_no_files_make_no_documents() -> None:
    assert index([]) == {}
