"""Faults while a file is brought to a new format: nobody's work is lost, whatever happens."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from db.engine import REVISION
from db.migrate import Format, prepare
from db.opening import backups, look
from tests.db.conftest import founded, starting
from tests.fixtures.formats import FAILING, NEXT, REUSING, SLOW
from workbench.domain.errors import StoreError
from workbench.services.file_check import check
from workbench.services.workspace import Me, Workspace

Disk = Callable[[int], Path]


def rows(path: Path) -> dict[str, int]:
    with closing(sqlite3.connect(path)) as connection:
        names = [
            n for (n,) in connection.execute("SELECT name FROM sqlite_master WHERE type='table'")
        ]
        return {n: connection.execute(f'SELECT count(*) FROM "{n}"').fetchone()[0] for n in names}


def revision(path: Path) -> int:
    found = look(path, NEXT.revision)
    assert found is not None
    return found.revision


def bring(path: str, wanted: Format) -> None:
    prepare(Path(path), wanted=wanted)


def test_six_programs_at_once_migrate_once_with_one_backup(ws: Workspace) -> None:
    """Faults 4 and 25: the rebuilt table keeps its children."""
    path = ws.store.path
    before = rows(path)
    programs = [starting().Process(target=bring, args=(str(path), NEXT)) for _ in range(6)]
    for program in programs:
        program.start()
    for program in programs:
        program.join(60)
    assert [program.exitcode for program in programs] == [0] * 6
    assert revision(path) == NEXT.revision
    assert rows(path) == before
    assert len(backups(path)) == 1
    assert check(Workspace.open(backups(path)[0], Me("x"))).ok


def test_the_backup_is_private_checked_and_told(ws: Workspace) -> None:
    told: list[str] = []
    prepare(ws.store.path, wanted=NEXT, tell=lambda words: told.append(str(words)))
    (copy,) = backups(ws.store.path)
    assert copy.stat().st_mode & 0o777 == 0o600
    assert str(copy) in told[0]


def test_a_migration_that_fails_changes_nothing_and_names_the_backup(ws: Workspace) -> None:
    """Fault 3."""
    path = ws.store.path
    before = rows(path)
    with pytest.raises(StoreError) as problem:
        prepare(path, wanted=FAILING)
    (copy,) = backups(path)
    assert "the new format was not thought through" in str(problem.value)
    assert str(copy) in str(problem.value)
    assert rows(path) == before
    assert check(Workspace.open(path, Me("x"))).ok


def test_a_migration_that_would_give_numbers_again_changes_nothing(ws: Workspace) -> None:
    """Fault 27."""
    with pytest.raises(StoreError, match="numbers of record would be given again"):
        prepare(ws.store.path, wanted=REUSING)
    assert check(Workspace.open(ws.store.path, Me("x"))).ok


def test_a_program_killed_in_a_migration_leaves_the_old_format(
    ws: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fault 2: the next start has all rows, and migrates."""
    path = ws.store.path
    before = rows(path)
    at_work = path.with_name("at-work")
    monkeypatch.setenv("SLOW_MIGRATION", str(at_work))
    # Anew, since it is told by its environment.
    program = multiprocessing.get_context("spawn").Process(target=bring, args=(str(path), SLOW))
    program.start()
    deadline = time.monotonic() + 30
    while not at_work.exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    program.kill()
    program.join()
    assert at_work.exists()
    assert revision(path) == REVISION
    assert check(Workspace.open(path, Me("x"))).ok
    prepare(path, wanted=NEXT)
    assert revision(path) == NEXT.revision
    assert rows(path) == before


def test_no_migration_without_room_for_the_backup(disk: Disk) -> None:
    """Fault 9."""
    folder = disk(900)
    path = founded(folder / "team.db").store.path
    before = path.read_bytes()
    fill(folder, leave=len(before) // 2)
    with pytest.raises(StoreError, match=r"space|full"):
        prepare(path, wanted=NEXT)
    assert path.read_bytes() == before
    assert backups(path) == []
    assert sorted(p.name for p in folder.iterdir()) == ["filler", "team.db"]


def test_who_may_not_write_is_told_who_can_help(
    ws: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda *_, **__: False)
    with pytest.raises(StoreError, match="somebody who may write it"):
        prepare(ws.store.path, wanted=NEXT)


def fill(folder: Path, leave: int) -> None:
    """Use up a disk but for so many bytes."""
    room = os.statvfs(folder)
    with (folder / "filler").open("wb") as file, contextlib.suppress(OSError):
        file.write(bytes(max(0, room.f_bavail * room.f_frsize - leave)))
