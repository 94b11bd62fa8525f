"""Full disks, backups while others work, and bringing them back."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from db import backup, share
from db.opening import backups
from tests.db.conftest import founded
from tests.db.test_migrating import fill
from workbench.domain.errors import FileMoved, Refused, StoreError, WorkbenchError
from workbench.services import export, records, restoring
from workbench.services.file_check import check, heads
from workbench.services.workspace import Me, Workspace

Disk = Callable[[int], Path]


def count(ws: Workspace) -> int:
    return len(ws.dossier(1).listed("note"))


def test_a_full_disk_refuses_the_change_and_a_later_one_works(disk: Disk) -> None:
    """Fault 7."""
    folder = disk(1_500)
    ws = founded(folder / "team.db")
    fill(folder, leave=0)
    with pytest.raises(StoreError, match="the disk is full; nothing was changed"):
        records.add_note(ws, 1, 2, "x" * 15_000)
    assert count(ws) == 2
    assert check(ws).ok
    (folder / "filler").unlink()
    records.add_note(ws, 1, 2, "x" * 15_000)
    assert count(Workspace.open(ws.store.path, Me("Sun Yu"))) == 3
    assert check(ws).ok


def test_a_pack_without_room_leaves_the_old_one_as_it_was(disk: Disk, ws: Workspace) -> None:
    """Fault 8."""
    folder = disk(1_000)
    pack = export.write(ws, 1, folder)
    before = pack.read_bytes()
    records.add_note(ws, 1, 2, "x" * 15_000)
    fill(folder, leave=0)
    with pytest.raises(WorkbenchError, match="no space left"):
        export.write(ws, 1, pack, overwrite=True)
    assert pack.read_bytes() == before
    assert {p.name for p in folder.iterdir()} == {pack.name, "filler"}


def test_a_backup_without_room_leaves_nothing_behind(disk: Disk, ws: Workspace) -> None:
    folder = disk(100)
    with pytest.raises(StoreError, match="no space left for the copy"):
        backup.copy(ws.store.path, folder / "team.bak")
    assert list(folder.iterdir()) == []


def test_a_backup_replaces_nothing(ws: Workspace, tmp_path: Path) -> None:
    target = tmp_path / "there"
    target.write_text("mine")
    with pytest.raises(StoreError, match="There is a file here already"):
        backup.copy(ws.store.path, target)
    assert target.read_text() == "mine"


def test_backups_while_others_write_are_whole(ws: Workspace, tmp_path: Path) -> None:
    """Fault 28: each of them passes every check, and can be brought back."""
    stop = threading.Event()
    written: list[int] = []

    def write() -> None:
        other = Workspace.open(ws.store.path, Me("Sun Yu"))
        while not stop.is_set():
            written.append(records.add_note(other, 1, 2, "busy"))

    writer = threading.Thread(target=write)
    writer.start()
    made = []
    for n in range(5):
        before = len(written)
        made.append(backup.copy(ws.store.path, tmp_path / f"copy{n}.bak"))
        while len(written) == before:
            pass
    stop.set()
    writer.join()
    for copy in made:
        assert copy.stat().st_mode & 0o777 == 0o600
        assert check(Workspace.open(copy, Me("x"))).ok
        kept = restoring.restore(ws.store.path, copy)
        assert kept is not None
        again = Workspace.open(ws.store.path, Me("Li Wei"))
        assert check(again).ok
        assert heads(ws.store.path).head == heads(copy).head
        records.add_note(again, 1, 2, "work goes on")
        kept.unlink()


def test_a_restore_shows_what_would_be_lost_and_keeps_it(ws: Workspace, tmp_path: Path) -> None:
    copy = backup.copy(ws.store.path, tmp_path / "monday.bak")
    records.add_note(ws, 1, 2, "after the backup")
    seen = restoring.preview(ws.store.path, copy)
    assert (seen.report.handovers, seen.count) == (1, 1)
    (lost,) = seen.lost
    assert (lost.code, lost.who) == ("PAY", "Li Wei")
    kept = restoring.restore(ws.store.path, copy)
    assert kept is not None
    assert backups(ws.store.path)[0] == kept
    assert count(Workspace.open(ws.store.path, Me("x"))) == 2
    assert count(Workspace.open(kept, Me("x"))) == 3


def test_a_program_that_has_the_old_file_open_writes_nothing_into_the_new(
    ws: Workspace, tmp_path: Path
) -> None:
    copy = backup.copy(ws.store.path, tmp_path / "monday.bak")
    kept = restoring.restore(ws.store.path, copy)
    assert kept is not None
    before = kept.read_bytes(), ws.store.path.read_bytes()
    with pytest.raises(FileMoved, match="another file was put in the place"):
        records.add_note(ws, 1, 2, "into which?")
    assert (kept.read_bytes(), ws.store.path.read_bytes()) == before


def test_a_restore_waits_for_nobody_in_the_middle_of_a_change(
    ws: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import db.engine

    copy = backup.copy(ws.store.path, tmp_path / "monday.bak")
    before = os.stat(ws.store.path).st_ino
    with ws.store.writing():
        monkeypatch.setattr(db.backup, "connect", lambda path: db.engine.connect(path, patience=0))
        with pytest.raises(StoreError, match="somebody else is writing"):
            restoring.restore(ws.store.path, copy)
    assert os.stat(ws.store.path).st_ino == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["monday.bak", "team.db"]


def test_a_file_too_damaged_to_open_is_replaced_and_kept(ws: Workspace, tmp_path: Path) -> None:
    copy = backup.copy(ws.store.path, tmp_path / "monday.bak")
    with ws.store.path.open("r+b") as file:
        file.write(bytes(4096))
    damaged = ws.store.path.read_bytes()
    seen = restoring.preview(ws.store.path, copy)
    assert seen.unreadable is not None
    kept = restoring.restore(ws.store.path, copy)
    assert kept is not None
    assert kept.read_bytes() == damaged
    assert check(Workspace.open(ws.store.path, Me("x"))).ok


def test_mode_and_group_of_a_shared_file_stay(ws: Workspace, tmp_path: Path) -> None:
    copy = backup.copy(ws.store.path, tmp_path / "monday.bak")
    ws.store.path.chmod(0o660)
    restoring.restore(ws.store.path, copy)
    assert ws.store.path.stat().st_mode & 0o777 == 0o660


def test_a_damaged_backup_is_not_brought_back(ws: Workspace, tmp_path: Path) -> None:
    copy = backup.copy(ws.store.path, tmp_path / "monday.bak")
    data = bytearray(copy.read_bytes())
    data[2 * 4096 : 3 * 4096] = bytes(4096)
    copy.write_bytes(data)
    with pytest.raises(Refused, match="damaged itself"):
        restoring.preview(ws.store.path, copy)


def test_sharing_sets_folder_and_file_and_nothing_else(tmp_path: Path) -> None:
    import grp

    folder = tmp_path / "team"
    ws = founded(folder / "team.db")
    group = grp.getgrgid(os.getgid()).gr_name
    share.share(ws.store.path, group)
    assert folder.stat().st_mode & 0o7777 == 0o2770
    assert ws.store.path.stat().st_mode & 0o777 == 0o660
    (folder / "payroll.xlsx").touch()
    folder.chmod(0o700)
    with pytest.raises(Refused, match=r"payroll\.xlsx"):
        share.share(ws.store.path, group)
    assert folder.stat().st_mode & 0o7777 == 0o700
    with pytest.raises(Refused, match="there is no group nobody-has-it"):
        share.share(ws.store.path, "nobody-has-it")


def test_two_restores_in_one_second_keep_both_files(ws: Workspace, tmp_path: Path) -> None:
    path = ws.store.path
    saved = backup.copy(path, tmp_path / "saved.db")
    kept = {restoring.restore(path, saved) for _ in range(3)}
    assert None not in kept
    assert {p for p in path.parent.iterdir() if p.suffix == ".bak"} == kept
    assert len(kept) == 3
    assert kept <= set(backups(path))
