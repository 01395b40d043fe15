"""Tending: what has to happen because time passes, while nobody acts."""
