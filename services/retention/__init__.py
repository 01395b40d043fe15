"""Retention: how long things are kept, how they are purged, and how a person is erased."""
