"""Make Dakar: writes the exit of examples/dakar from its story, the same bytes on each run.

CASE.yaml and the answers are typed by hand, as people do; they are copied, not made.
"""

import argparse
import csv
import sys
from datetime import datetime
from io import StringIO
from pathlib import Path

from examples.dakar_story.calendar_file import write_calendar
from examples.dakar_story.document import Document, read_documents
from examples.dakar_story.files import write_files
from examples.dakar_story.letter import Letter, read_people
from examples.dakar_story.mailbox import write_mailbox
from examples.dakar_story.threads import Cast, read_series, read_threads

STORY = Path(__file__).parent / "dakar_story"
DAKAR = Path(__file__).parent / "dakar"
TYPED = {
    "CASE.yaml": "2026-10-02T08:30:00Z",
    "answers/leaver.yaml": "2026-11-10T16:45:00Z",
    "answers/manager.yaml": "2026-11-12T11:20:00Z",
    "answers/peer.yaml": "2026-11-13T14:05:00Z",
}
EXPORTED_AT = "2026-11-19T20:00:00Z"


def make_dakar() -> dict[str, bytes]:
    """Make the whole exit; the result maps a path under examples/dakar to the file's bytes."""
    documents = read_documents(STORY / "drive")
    drive = write_files(documents)
    made = {path: (DAKAR / path).read_bytes() for path in TYPED}
    made |= {f"drive/{path}": content for path, content in drive.items()}
    made["mail.mbox"] = write_mailbox(read_letters(), drive)
    made["calendar.ics"] = write_calendar(STORY / "calendar.yaml")
    made["mtimes.csv"] = _write_mtimes(documents)
    return made


def read_letters() -> list[Letter]:
    """Read all mails of the story."""
    cast = Cast(read_people(STORY / "mail" / "people.yaml"))
    letters: list[Letter] = []
    for path in sorted((STORY / "mail").glob("*.md")):
        letters += read_threads(path, cast)
    return letters + read_series(STORY / "mail" / "series.yaml", cast)


def _write_mtimes(documents: list[Document]) -> bytes:
    """List when each file was last changed: version control does not keep that."""
    moments = TYPED | {"mail.mbox": EXPORTED_AT, "calendar.ics": EXPORTED_AT}
    moments |= {f"drive/{document.path}": _as_text(document.modified_at) for document in documents}
    table = StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(["path", "modified_at"])
    writer.writerows(sorted(moments.items()))
    return table.getvalue().encode()


def _as_text(instant: datetime) -> str:
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")


def main() -> int:
    """Write the exit under `--out`, by default where it is committed."""
    parser = argparse.ArgumentParser(description="Write the exit that ships with the product.")
    parser.add_argument("--out", type=Path, default=DAKAR)
    target: Path = parser.parse_args().out
    made = make_dakar()
    for path, content in made.items():
        place = target / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    size_kilobytes = sum(map(len, made.values())) // 1000
    sys.stdout.write(f"{len(made)} files, {size_kilobytes} kB, in {target}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
