"""Dakar story: what the example exit tells, and the small writers that turn it into files."""
