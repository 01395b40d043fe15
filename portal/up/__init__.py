"""Up: the whole system on one machine: Prefect, its worker and the web, started and watched."""
