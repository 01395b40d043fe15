"""Templates: what the product says and asks; data and Jinja2, no logic."""

from pathlib import Path

TEMPLATES = Path(__file__).parent
"""The folder of all templates."""
