"""Harvest: what folders, mailboxes and calendars say, found without running anything of theirs."""
