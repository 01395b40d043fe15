"""Backups: the database and the files of an installation, copied while it runs, and put back."""

from services.backups.backup_manifest import Manifest, check_backup
from services.backups.making import Backup, make_backup
from services.backups.restoring import restore_backup

__all__ = ["Backup", "Manifest", "check_backup", "make_backup", "restore_backup"]
