"""Step: how every step of a flow is tracked and retried."""

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from prefect import Task, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun

from models.errors import TemporaryError
from tasks.failures import keep_private

P = ParamSpec("P")
R = TypeVar("R")


async def is_temporary(_task: Task[..., Any], _run: TaskRun, state: State[Any]) -> bool:
    """Whether a failed step may be tried again: only where trying again helps."""
    failure = await state.aresult(raise_on_failure=False)
    return isinstance(failure, TemporaryError)


LONGEST_STEP_SECONDS = 5 * 3600.0
"""How long one step of a handover may take; a whole run counts as lost after six hours."""
LONGEST_SYSTEM_STEP_SECONDS = 900.0
"""How long one step of `tend` may take; then the next begins, and it is tried again next time."""


def step(name: str) -> Callable[[Callable[P, R]], Task[P, R]]:
    """Return the decorator of a step; its runs are called `name` and the reference.

    Nothing is cached or kept as a result: our database knows what is done, and results would carry
    content into Prefect.
    """
    return system_step(name + " {reference}", LONGEST_STEP_SECONDS)


def system_step(
    name: str, seconds: float = LONGEST_SYSTEM_STEP_SECONDS
) -> Callable[[Callable[P, R]], Task[P, R]]:
    """Return the decorator of a step over all handovers; its runs are called `name`.

    After so many seconds it is broken off and counts as failed.
    """
    as_task = task(
        task_run_name=name,
        retries=3,
        retry_delay_seconds=[1, 5, 20],
        retry_jitter_factor=0.5,
        retry_condition_fn=is_temporary,
        cache_policy=NO_CACHE,
        persist_result=False,
        timeout_seconds=seconds,
    )
    return lambda function: as_task(keep_private(function))
