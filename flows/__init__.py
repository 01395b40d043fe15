"""Flows: the order of the steps of a process, and nothing else."""
