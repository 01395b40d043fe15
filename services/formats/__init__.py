"""Extraction: one reader a format; all of it runs in a child of the sandbox only."""
