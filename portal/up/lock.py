"""Lock: one system on one data folder; the file says which process holds it.

A file of its own, because restoring a backup holds the data folder as well.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from models.errors import WrongStateError
from services.destinations import make_data_folder, open_data_file


@contextmanager
def hold_data(data: Path) -> Iterator[None]:
    """Hold the data folder for as long as the block runs; a process that dies lets go of it.

    Raises:
        InvalidInputError: there can be no data folder, or no lock in it.
        WrongStateError: another system runs on it.
    """
    make_data_folder(data)
    with open_data_file(data / "up.lock", "a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise WrongStateError(
                f"Baton runs on {data} already (process {lock.read().strip() or 'unknown'}): "
                "stop that one, or set BATON_DATA to another folder."
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield
