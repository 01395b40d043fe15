"""Secure deletes: what is deleted leaves no readable trace in the file of the database."""

from sqlmodel import Session


def overwrite_deleted(session: Session) -> None:
    """Let SQLite write zeros over what this connection deletes; PostgreSQL has its VACUUM."""
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete = ON")
