"""Interviews: which questions are put to whom, in which words, and what comes back."""
