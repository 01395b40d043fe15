"""Offices: the tree of places, and the policy of each."""
