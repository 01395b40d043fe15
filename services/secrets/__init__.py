"""Secrets: what is masked or not opened, and why."""
