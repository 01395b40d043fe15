"""Umask: what a program of Baton makes is for the user it runs as.

A file of its own, because every program begins with it, and it loads nothing.
"""

import os


def keep_private() -> None:
    """Let this process, and those it starts, make files (0600) and folders (0700) for its user."""
    os.umask(0o077)
