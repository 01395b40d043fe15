"""Packs: from answers and harvest to a pack, and from a pack to the outline of a document."""
