"""Sections: one part of the pack a file, each from the pack alone."""
