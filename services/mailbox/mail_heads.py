"""Mail heads: where the head of another mail begins in a box that has no mark before it.

A file of its own: the marks of a box are its program's word, a head is judged by what it says.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO

CHUNK_BYTES = 2**22
LOOK_AHEAD_BYTES = 2_000
_KEPT_BEFORE = 400
_SEEN_BEFORE = 300
KNOWN = re.compile(
    rb"(?:^|[\r\n])(?:From|To|Cc|Date|Subject|Message-ID|Received|Return-Path|MIME-Version|Sender"
    rb"|Reply-To|Delivered-To|Content-Type|X-[\w-]+|In-Reply-To|References|Status):",
    re.IGNORECASE,
)
HEADERS_AT_LEAST = 3
END_OF_LINE = rb"(?:\r{0,2}\n|\r)"
"""As systems write it; a copy from one to another makes CR CR LF of CR LF."""
EMPTY_LINE = rb"(?:\r{0,2}\n\r{0,2}\n|\r\r(?!\r?\n))"
"""The end of a line, and an empty one behind it."""
_HEAD_APART = re.compile(
    # After an empty line, or after one that a program wrote in place of "From ": the same in small
    # letters or with other blanks, behind a form feed or the like, or such characters alone.
    rb"(?:" + EMPTY_LINE + rb"|[\r\n](?P<line>[^\w\r\n>]{0,20}From(?:[ \t]|\xc2\xa0)[^\r\n]{1,300}"
    rb"|[\x00-\x09\x0b\x0c\x0e-\x1f.]{1,20})" + END_OF_LINE + rb")"
    rb"(?=(?:Return-Path|Received|Delivered-To|From|To|Date|Subject|Message-ID"
    rb"|MIME-Version|X-[\w-]+):)",
    re.IGNORECASE,
)
_SENT_FROM = re.compile(rb"(?:^|[\r\n])From:", re.IGNORECASE)
_SENT_AS = re.compile(rb"(?:^|[\r\n])(?:Message-ID|Received):", re.IGNORECASE)
"""What every mail has that was sent, and no head that somebody quotes."""
_NO_HEADER = re.compile(rb"[\r\n](?![!-9;-~]{1,76}:|[ \t\r\n])")
"""A line that is none of a head."""
_LAST_LINE = re.compile(rb"[\r\n]+[^\r\n]*\Z")
_ENCLOSED = re.compile(
    rb"content-type: *(?:message/|text/rfc822)[^\r\n]*(?:"
    + END_OF_LINE
    + rb"[!-~ \t]+){0,5}\s{1,8}\Z"
    rb"|[\r\n]--[^\r\n]{1,100}\s{1,8}\Z|forwarded message:\s{1,8}\Z"
    # As mail servers send a mail back.
    rb"|(?:copy of|original|returned)[^\r\n]{0,80}\s{1,8}\Z",
    re.IGNORECASE,
)
"""What stands before the head of a mail that another one holds."""


def find_heads(stream: BinaryIO, end: int) -> Iterator[tuple[int, int]]:
    """Yield where the head of another mail begins, and the line that divides it, in one pass."""
    stream.seek(0)
    block, base, at = stream.read(min(CHUNK_BYTES, end)), 0, 0
    while True:
        rest = end - base - len(block)
        last = len(block) - (LOOK_AHEAD_BYTES if rest else 0)
        while (found := _HEAD_APART.search(block, at)) and found.end() <= last:
            at = found.end()
            if _is_head(block, at):
                yield base + at, base + (at if found["line"] is None else found.start("line"))
        if not rest:
            return
        cut = max(last - LOOK_AHEAD_BYTES, 0)
        at = max(at, last - _KEPT_BEFORE) - cut
        block, base = block[cut:] + stream.read(min(CHUNK_BYTES, rest)), base + cut


def _is_head(block: bytes, at: int) -> bool:
    """Whether the head of a mail that was sent begins here, and none that encloses another."""
    head = re.split(EMPTY_LINE, block[at : at + LOOK_AHEAD_BYTES], maxsplit=1)[0]
    before = block[max(at - _SEEN_BEFORE, 0) : at]
    is_sent = _SENT_FROM.search(head) and _SENT_AS.search(head)
    return (
        bool(is_sent)
        and not _NO_HEADER.search(_LAST_LINE.sub(b"", head))
        and len(KNOWN.findall(head)) >= HEADERS_AT_LEAST
        and not _ENCLOSED.search(before)
    )
