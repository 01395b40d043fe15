"""Archives: the names in a zip, which is not unpacked: it may hold more than a disk does.

A file of its own, because an archive is no document: its names are all that is read of it.
"""

import zipfile
from pathlib import Path

from services.formats import reasons
from services.formats.readings import Lines, Reading
from services.isolation.sandbox_protocol import UnreadableError
from services.secrets.private_places import is_private

_MOST_NAMES = 2_000


def read_archive(path: Path) -> Reading:
    """Return the names in a zip, one a line; those in a private place are only counted.

    Raises:
        UnreadableError: The file is damaged.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            names = [entry.filename for entry in archive.infolist() if not entry.is_dir()]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise UnreadableError("is damaged: it is no whole archive") from error
    lines = Lines()
    private = 0
    for name in names[:_MOST_NAMES]:
        if is_private(*_list_words(name)):
            private += 1
        else:
            lines.add(name)
    lines.add(f"{private} in private places" if private else "")
    lines.add(f"{len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else "")
    return Reading(text=lines.join(), reason=reasons.ARCHIVE)


def _list_words(name: str) -> list[str]:
    """Return the parts of a path; the ending of a file is no word of its name."""
    *folders, file = name.replace("\\", "/").split("/")
    return [*folders, file.rpartition(".")[0] or file]
