"""Log: one readable log of all parts, a line each, with the part's name before it.

A file of its own, because the command and the supervisor both write to it.
"""

import re
import subprocess
import sys
import threading
import time
from collections import deque

from services.texts import clean_for_terminal

_NOISE = re.compile(
    r"^\s*$|___|/ __|/ _ \\|\\___|Configure Prefect|prefect config set|View the API reference|"
    r"Check out the dashboard|^[\s|_/\\()]+$|"
    # As it should be: portal/up/environments.py.
    r"Failed to create V2 UI"
)
_STAMP = re.compile(r"^\d\d:\d\d:\d\d\.\d+ \| ")
_WIDTH = 8
_LAST_LINES = 20
_PATIENCE_SECONDS = 1.0
"""So long may a child of a part that ended keep its output open."""


class Log:
    """Writes to stderr; `is_quiet` keeps everything but what Baton itself says of trouble."""

    def __init__(self, *, is_quiet: bool) -> None:
        self._is_quiet = is_quiet
        self._lock = threading.Lock()
        self._kept_back: dict[str, deque[str]] = {}
        self._followers: dict[str, threading.Thread] = {}

    def say(self, part: str, line: str) -> None:
        """Write one line of a part."""
        if self._is_quiet and part != "baton":
            self._kept_back.setdefault(part, deque(maxlen=_LAST_LINES)).append(line)
            return
        self._write(part, line)

    def tell_last(self, part: str) -> None:
        """Write what a part that ended said last, as far as that was kept back."""
        if part in self._followers:
            self._followers[part].join(_PATIENCE_SECONDS)
        for line in self._kept_back.pop(part, ()):
            self._write(part, line)

    def _write(self, part: str, line: str) -> None:
        said = clean_for_terminal(line.rstrip())
        with self._lock:
            sys.stderr.write(f"{time.strftime('%H:%M:%S')} {part:<{_WIDTH}} {said}\n")
            sys.stderr.flush()

    def follow(self, part: str, process: "subprocess.Popen[str]") -> None:
        """Write what a process says, for as long as it speaks."""
        thread = threading.Thread(target=self._copy, args=(part, process), daemon=True)
        self._followers[part] = thread
        thread.start()

    def _copy(self, part: str, process: "subprocess.Popen[str]") -> None:
        for line in process.stdout or ():
            if not _NOISE.search(line):
                self.say(part, _STAMP.sub("", line))
