"""Isolation: dangerous work runs in a child process with limits."""
