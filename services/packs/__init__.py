"""Packs: from what was told and found to a pack, and from a pack to the outline of a document."""
