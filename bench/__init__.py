"""Bench: measurements; `make bench` runs them, docs/benchmarks.md keeps the numbers."""
