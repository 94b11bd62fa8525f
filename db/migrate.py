"""Bringing a data file to this program's format; Alembic is loaded only when there is work."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType
from typing import TYPE_CHECKING, NamedTuple

from db.backup import beside, copy
from db.engine import APPLICATION_ID, REVISION, create_private, make_engine, translated
from db.held import Held
from db.opening import look
from db.place import barred
from workbench.domain.errors import StoreError, WorkbenchError
from workbench.domain.message import Msg, msg
from workbench.domain.text import clean

if TYPE_CHECKING:
    from alembic.runtime.migration import MigrationContext, RevisionStep
    from sqlalchemy import Connection

_PATIENCE = 120  # seconds to wait for another program that is migrating the file


class Format(NamedTuple):
    """A format of the file: its number, and the packages in which its scripts are."""

    revision: int
    packages: tuple[str, ...] = ("db.migrations.versions",)


CURRENT = Format(REVISION)


def prepare(
    path: Path,
    *,
    create: bool = False,
    wanted: Format = CURRENT,
    tell: Callable[[Msg], None] = lambda _: None,
) -> Held:
    """Make `path` a file of the wanted format: created if asked for, migrated after a backup.

    Gives a hold on it. `tell` hears what was done to an older file. Raises StoreError when the
    file is missing, foreign, damaged or newer.
    """
    found = look(path, wanted.revision)
    if found is None:
        if not create:
            raise StoreError(
                msg("there is no data file here yet; run handover to make one"), clean(str(path))
            )
        _create(path, wanted)
        return Held(path)
    if found.revision < wanted.revision:
        if (reason := barred(path)) is not None:
            raise StoreError(
                msg(
                    "the file has an older format and cannot be changed by you ({why}); ask "
                    "somebody who may write it to open it once",
                    why=reason,
                ),
                clean(str(path)),
            )
        _migrate(path, wanted, tell)
    return found.held


def _create(path: Path, wanted: Format) -> None:
    """Make the file whole under another name first: nobody ever meets half a data file."""
    made = path.with_name(f".{path.name}.{os.getpid()}.new")
    create_private(made, path)
    try:
        _migrate(made, wanted)
        try:
            os.link(made, path)
        except FileExistsError:
            return  # another program made it meanwhile
        except OSError:
            os.rename(made, path)  # a file system without hard links
    finally:
        made.unlink(missing_ok=True)


def _migrate(path: Path, wanted: Format, tell: Callable[[Msg], None] = lambda _: None) -> None:
    from sqlalchemy.exc import DBAPIError

    engine = make_engine(path).execution_options(write=True)
    saved: Path | None = None
    try:
        with engine.connect() as connection:
            # Off before the transaction: inside one it is ignored, and a rebuilt table would take
            # its children along.
            raw = connection.connection.driver_connection
            assert isinstance(raw, sqlite3.Connection)
            raw.execute("PRAGMA foreign_keys=OFF")
            raw.execute(f"PRAGMA busy_timeout={_PATIENCE * 1000}")
            with connection.begin():
                found = int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
                if found == wanted.revision:
                    return  # another program migrated while this one waited for the lock
                if found:
                    saved = _back_up(path, found)
                    tell(msg("The file is brought to a new format; a copy is kept as {name}",
                             name=clean(str(saved))))  # fmt: skip
                _upgrade(connection, wanted)
    except DBAPIError as problem:
        raise _failed(path, saved, translated(problem, path).message) from None
    except WorkbenchError as problem:
        raise _failed(path, saved, problem.message) from None
    except Exception as problem:
        if saved is None:
            raise
        raise _failed(path, saved, msg("{why}", why=clean(str(problem)))) from problem


def _upgrade(connection: Connection, wanted: Format) -> None:
    from alembic.operations import Operations
    from alembic.runtime.migration import MigrationContext

    before, given = _sizes(connection), _given(connection)
    context = MigrationContext.configure(connection, opts={"fn": partial(_steps, wanted)})
    with Operations.context(context):
        context.run_migrations()
    connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
    connection.exec_driver_sql(f"PRAGMA user_version={wanted.revision}")
    if connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise StoreError(msg("the file's links are broken; it was left as it was"))
    after, sequences = _sizes(connection), _given(connection)
    for table, last in given.items():
        if table not in sequences:
            raise StoreError(msg("numbers of {table} would be given again", table=table))
        connection.exec_driver_sql(
            "UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?", (last, table)
        )
    lost = sorted(name for name, rows in before.items() if after.get(name, rows) != rows)
    if lost:
        raise StoreError(msg("rows of {tables} would be lost", tables=", ".join(lost)))


def _steps(wanted: Format, heads: tuple[str, ...], _: MigrationContext) -> Iterator[RevisionStep]:
    """What is left to do from `heads` on.

    Alembic's own directory of scripts wants files, and an installation may be one.
    """
    from alembic.runtime.migration import RevisionStep
    from alembic.script import Script
    from alembic.script.revision import RevisionMap

    scripts = {m.revision: Script(m, m.revision, m.__name__) for m in _modules(wanted)}
    revisions = RevisionMap(lambda: scripts.values())
    left = revisions.iterate_revisions("head", heads, implicit_base=True)
    for revision in reversed(list(left)):
        yield RevisionStep(revisions, scripts[revision.revision], is_upgrade=True)


def _modules(wanted: Format) -> Iterator[ModuleType]:
    for name in wanted.packages:
        for found in iter_modules(import_module(name).__path__, f"{name}."):
            yield import_module(found.name)


def _sizes(connection: Connection) -> dict[str, int]:
    """The number of rows in each table that people's work is in."""
    names = connection.exec_driver_sql(
        "SELECT name FROM sqlite_master WHERE type = 'table'"
        " AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'alembic%'"
    ).scalars()
    counted = ((n, connection.exec_driver_sql(f'SELECT count(*) FROM "{n}"')) for n in names.all())
    return {name: int(rows.scalar_one()) for name, rows in counted}


def _given(connection: Connection) -> dict[str, int]:
    """The highest number ever given in each table that gives none again."""
    there = "SELECT 1 FROM sqlite_master WHERE name = 'sqlite_sequence'"
    if connection.exec_driver_sql(there).first() is None:
        return {}
    rows = connection.exec_driver_sql("SELECT name, seq FROM sqlite_sequence").all()
    return {str(name): int(last) for name, last in rows}


def _back_up(path: Path, revision: int) -> Path:
    """A checked copy beside the file, named by format and time."""
    return copy(path, beside(path, f".format{revision}"))


def _failed(path: Path, saved: Path | None, why: Msg) -> StoreError:
    where = clean(str(path))
    if saved is None:
        return StoreError(why, where)
    return StoreError(
        msg(
            "the file could not be brought to this program's format: {why}. It is as it was, and "
            "{copy} is a copy of it",
            why=why,
            copy=clean(str(saved)),
        ),
        where,
    )
