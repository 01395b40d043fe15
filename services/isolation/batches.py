"""Batches: many small readings of one file in the sandbox, where one bad part costs only itself."""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from services.isolation.sandbox import Sandbox
from services.isolation.sandbox_protocol import SandboxFailure

_WORKERS = 2
_BATCH_PARTS = 100
_BATCH_BYTES = 32 * 2**20
_AHEAD = 6
"""Batches that wait or are read at a time: memory does not grow with the size of the file."""


@dataclass(frozen=True)
class Job:
    """What is run on which file; parts are passed as the argument named `parts_name`."""

    name: str
    path: str
    parts_name: str
    args: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Part:
    """A part of the file: what the job is given for it, and its size."""

    told: list[str | int]
    size_bytes: int


def read_in_batches(
    sandbox: Sandbox, job: Job, parts: Iterable[Part]
) -> Iterator[Any | SandboxFailure]:
    """Yield what the job gave for each part, in order.

    The job returns a list with one entry a part. Where a batch fails as a whole (it hung, it
    crashed its process), its parts are read one by one, and only the part at fault is lost.

    Raises:
        TemporaryError: No parent could be started on this machine.
    """
    waiting: deque[Future[list[Any]]] = deque()
    with ThreadPoolExecutor(_WORKERS, thread_name_prefix="batches") as threads:
        for batch in _cut(parts):
            waiting.append(threads.submit(_read_batch, sandbox, job, batch))
            if len(waiting) >= _AHEAD:
                yield from waiting.popleft().result()
        for answer in waiting:
            yield from answer.result()


def _cut(parts: Iterable[Part]) -> Iterator[list[list[str | int]]]:
    batch: list[list[str | int]] = []
    size_bytes = 0
    for part in parts:
        if batch and (len(batch) >= _BATCH_PARTS or size_bytes + part.size_bytes > _BATCH_BYTES):
            yield batch
            batch, size_bytes = [], 0
        batch.append(part.told)
        size_bytes += part.size_bytes
    if batch:
        yield batch


def _read_batch(sandbox: Sandbox, job: Job, batch: list[list[str | int]]) -> list[Any]:
    named: dict[str, Any] = {**job.args, job.parts_name: batch}
    answer = sandbox.run(job.name, job.path, **named)
    if not isinstance(answer, SandboxFailure):
        return list(answer)
    if len(batch) == 1:
        return [answer]
    # One by one: a part that hangs costs its time twice, not once for every halving.
    return [found for each in batch for found in _read_batch(sandbox, job, [each])]
