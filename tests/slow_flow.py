"""Slow flow: one that is still running whenever a test looks at it."""

import time

from prefect import flow


@flow(name="slow")
def slow() -> None:
    while True:
        time.sleep(0.1)
