"""The cache of contents gives back what this version of the reader made, for many at a time."""

from models.words import SourceKind
from services.handovers.harvesting import StoredContents
from services.store import Store


def test_what_was_kept_is_found_and_nothing_else(store: Store) -> None:
    contents = StoredContents(store)
    kept = {f"{number:064}": {"text": str(number)} for number in range(1_200)}
    contents.keep(SourceKind.folder, kept)
    wanted = [*kept, "f" * 64]
    assert contents.find_all(SourceKind.folder, wanted) == kept
    assert contents.find_all(SourceKind.mailbox, wanted) == {}
