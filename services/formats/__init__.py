"""Formats: one file a format, however short; all readers run in a child of the sandbox only."""
