"""Web: the process that answers browsers and scripts, and asks Prefect for runs."""
