"""Lock watch: nothing that takes long may run while the one writer's lock is held.

A file of its own, because every room marks with it what is slow, and it knows none of them.
`Store.write` notes for its thread that the lock is held. What draws, composes, masks or waits for
the disk is marked `@slow`; inside a write transaction it warns, and in tests that is an error.
docs/decisions/0014-short-transactions.md says how a step or an act is built instead.
"""

import functools
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

_IS_HELD: ContextVar[bool] = ContextVar("is_held", default=False)


class HeldLockWarning(RuntimeWarning):
    """Everybody else who writes had to wait for something slow."""


@contextmanager
def holding_lock() -> Iterator[None]:
    """Note for this thread that it holds the writers' lock."""
    token = _IS_HELD.set(True)
    try:
        yield
    finally:
        _IS_HELD.reset(token)


def is_lock_held() -> bool:
    """Whether this thread is inside a write transaction."""
    return _IS_HELD.get()


def slow(function: Callable[P, R]) -> Callable[P, R]:
    """Return the function, which warns where it is called inside a write transaction."""

    @functools.wraps(function)
    def run(*given: P.args, **named: P.kwargs) -> R:
        if is_lock_held():
            warnings.warn(
                f"{function.__qualname__} is slow and runs inside a write transaction: call it "
                "before the transaction begins.",
                HeldLockWarning,
                stacklevel=2,
            )
        return function(*given, **named)

    return run
