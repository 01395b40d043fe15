"""Flow run: what a process needs to run one flow; importing this loads Prefect and all flows."""

import os
import runpy
import sys
import tempfile
import time
from collections.abc import Mapping
from typing import NamedTuple

# What Prefect would load in each run, and can be shared.
import prefect._internal.observers
import prefect.flow_engine  # noqa: F401 - as above
from prefect.context import (
    SettingsContext,
    get_settings_context,
    refresh_global_settings_context,
)
from prefect.logging.configuration import setup_logging
from prefect.settings import (
    PREFECT_FLOWS_HEARTBEAT_FREQUENCY,
    get_current_settings,
    temporary_settings,
)

import flows.handover
import flows.tending  # noqa: F401 - Prefect finds both by their names


class PreparedSettings(NamedTuple):
    """Prefect's settings, made for an environment: that takes a tenth of a second."""

    variables: Mapping[str, str]
    context: SettingsContext


def prepare_settings() -> PreparedSettings:
    """Return the settings of this process, as a worker with the same ones hands them to a run."""
    # A worker adds settings from files.
    told = get_current_settings().to_environment_variables(exclude_unset=True)
    return PreparedSettings(_select(os.environ) | told, _make_context())


def take_environment(
    environment: Mapping[str, str], directory: str, prepared: PreparedSettings
) -> SettingsContext:
    """Let this process be as if it had been started with this environment, in this directory.

    Returns:
        Prefect's settings: those prepared where the environment says the same.
    """
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(directory)
    # Where `python -m` looks first.
    sys.path[0] = directory
    time.tzset()
    tempfile.tempdir = None
    if _select(environment) == prepared.variables:
        return prepared.context
    refresh_global_settings_context()
    setup_logging(incremental=False)
    return _make_context()


def run_flow(settings: SettingsContext | None = None) -> None:
    """Run the flow that the environment names, as Prefect's own command does, without heartbeat."""
    # It would be taken for the id of a run.
    del sys.argv[1:]
    # Loaded already, by its name; now it is run as a program.
    sys.modules.pop("prefect.engine", None)
    with settings or _make_context():
        runpy.run_module("prefect.engine", run_name="__main__")


def _make_context() -> SettingsContext:
    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
        return get_settings_context()


def _select(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the settings of Prefect; its variables with two underscores are about one run."""
    return {
        name: value
        for name, value in environment.items()
        if name.startswith("PREFECT_") and not name.startswith("PREFECT__")
    }
