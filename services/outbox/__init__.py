"""Outbox: what has to leave the system: runs asked of Prefect, and webhooks."""
