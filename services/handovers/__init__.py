"""Handovers: opening a case, its reference, its steps, and what is asked about it."""
