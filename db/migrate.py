"""Bringing a data file to this program's format; Alembic is loaded only when there is work."""

from __future__ import annotations

import os
import sqlite3
import time
from importlib import resources
from pathlib import Path

from db.engine import APPLICATION_ID, REVISION, connect, create_private, make_engine, peek
from workbench.domain.errors import StoreError
from workbench.domain.message import msg


def prepare(path: Path, *, create: bool = False) -> None:
    """Make `path` a file of the current format: created if asked for, migrated after a backup.

    Raises StoreError when it is missing, foreign, damaged or newer.
    """
    if peek(path) == REVISION:
        return
    if not path.exists():
        if not create:
            raise StoreError(
                msg("there is no data file here yet; run handover to make one"), str(path)
            )
        _create(path)
    else:
        _migrate(path)


def _create(path: Path) -> None:
    """Make the file whole under another name first: nobody ever meets half a data file."""
    made = path.with_name(f".{path.name}.{os.getpid()}.new")
    made.unlink(missing_ok=True)
    create_private(made)
    try:
        _migrate(made)
        try:
            os.link(made, path)
        except FileExistsError:
            return  # another program made it meanwhile
        except OSError:
            os.rename(made, path)  # a file system without hard links
    finally:
        made.unlink(missing_ok=True)


def _migrate(path: Path) -> None:
    from alembic import command
    from alembic.config import Config

    engine = make_engine(path).execution_options(write=True)
    with engine.connect() as connection:
        # Off before the transaction: inside one it is ignored, and a rebuilt table would take
        # its children along.
        raw = connection.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)
        raw.execute("PRAGMA foreign_keys=OFF")
        with connection.begin():
            found = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
            if found == REVISION:
                return  # another program migrated while this one waited for the lock
            if found:
                _back_up(path, int(found))
            with resources.as_file(resources.files("db.migrations")) as scripts:
                config = Config()
                config.set_main_option("script_location", str(scripts))
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
            connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
            connection.exec_driver_sql(f"PRAGMA user_version={REVISION}")
            if connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                raise StoreError(
                    msg("the file's links are broken; it was left as it was"), str(path)
                )


def _back_up(path: Path, revision: int) -> Path:
    """A checked copy beside the file, named by format and time."""
    copy = path.with_name(f"{path.name}.format{revision}.{time.strftime('%Y%m%dT%H%M%S')}.bak")
    create_private(copy)
    source, target = connect(path, "ro"), connect(copy)
    try:
        source.backup(target)
        if target.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            raise StoreError(msg("the file is damaged; restore a backup"), str(path))
    finally:
        source.close()
        target.close()
    return copy
