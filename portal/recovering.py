"""Recovering: ends a restore that was killed, before anything else is done with the data folder.

A file of its own, because the command line and the web begin with it.
"""

from models.errors import InvalidInputError, WrongStateError
from portal.up.lock import hold_data
from services.leftovers import is_restore_left
from services.settings import Settings


def recover() -> None:
    """End a restore that was killed: go on with it, or take it back.

    Raises:
        WrongStateError: it is not killed, but at work.
        InvalidInputError: what it left cannot be read.
        TemporaryError: something keeps it from ending.
    """
    try:
        settings = Settings()
    except InvalidInputError:
        return  # The command says so itself, where it needs them.
    if not is_restore_left(settings.data):
        return
    # Imported late: what restores loads a second's worth of everything.
    from services.backups.restore_journal import finish_restore  # noqa: PLC0415 - see above

    try:
        with hold_data(settings.data):
            finish_restore(settings.data, settings.database_url)
    except WrongStateError:
        if is_restore_left(settings.data):
            raise WrongStateError(
                f"a backup is being restored into {settings.data} just now: wait until that ends."
            ) from None
