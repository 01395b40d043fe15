"""Prepare: `baton questions` and `baton harvest`, before there is anything to compose."""
