"""How fast secrets are masked, in ordinary and in hostile texts, and 2,000 records are saved."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.tending import start_many
from models.record_kinds import RECORD
from services.acts.actors import find_actor
from services.acts.answering import save_answers
from services.acts.seeing import list_views
from services.handovers.answers import mask_records
from services.secrets.masking import mask_secrets
from services.store import open_store
from tasks.workplace import now

_NOTES = Path(__file__).parent.parent / "docs" / "case-file.md"
_HOSTILE = ("password: ", "code ", "密码是")
_LONG, _RECORDS = 950_000, 2_000


def measure(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield MB for each CPU-second, the seconds of 0.95 MB of the worst words, and of records."""
    mask_secrets("password: x")
    notes = _NOTES.read_text(encoding="utf-8")
    notes *= 2_000_000 // len(notes)
    seconds = _count(lambda: mask_secrets(notes))
    yield "masking 2 MB of our own documentation", f"{len(notes) / 1e6 / seconds:.1f} MB/CPU-s"
    for word in _HOSTILE:
        half, whole = _count_word(word, _LONG // 2), _count_word(word, _LONG)
        what = f'masking 0.48 MB and 0.95 MB of "{word.strip()}"'
        yield what, f"{half:.1f} and {whole:.1f} CPU-s"
    yield "2,000 records masked and saved", f"{_save(folder):.2f} CPU-s"


def _count_word(word: str, size: int) -> float:
    text = word * (size // len(word))
    return _count(lambda: mask_secrets(text))


def _save(folder: Path) -> float:
    store = open_store(f"sqlite:///{folder / 'records.db'}")
    start_many(store, folder, 1)
    with store.read() as session:
        leaver = find_actor(session, "leaver-0@example.org")
        (view,) = list_views(session, leaver, now().date()).handovers
    given = [
        RECORD.validate_python(
            {"kind": "tip", "title": f"Well {number}", "body": "Ask Moussa before the rains."}
        )
        for number in range(_RECORDS)
    ]

    def save() -> None:
        records = mask_records(given)
        with store.write() as session:
            save_answers(session, leaver, view.reference, records, now())

    return _count(save)


def _count(work: Callable[[], object]) -> float:
    begin = time.process_time()
    work()
    return time.process_time() - begin
