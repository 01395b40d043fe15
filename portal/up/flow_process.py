"""Flow process: runs one flow for a worker and ends with it: `python -m portal.up.flow_process`.

Prefect's own command starts Python twice, keeps a heartbeat whose end costs a second, and goes on
when its worker was killed, beside the one that the next worker starts.
"""

import runpy

from portal.up.kinship import end_with_parent


def main() -> None:
    """Run the flow that the worker names in the environment."""
    end_with_parent()
    # Imported late: it takes seconds, in which a worker may end.
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings  # noqa: PLC0415 - see above

    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
        runpy.run_module("prefect.engine", run_name="__main__")


if __name__ == "__main__":
    main()
