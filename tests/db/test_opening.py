"""Faults of the file at start: what it may be before anything is read, and who may do what."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import sqlite3
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from db import place
from db.engine import REVISION, connect
from db.migrate import prepare
from db.opening import look
from tests.db.conftest import founded
from tests.fixtures.stranger import ALICE, BOB, TEAM, as_user, needs_root
from workbench.domain.errors import FileMoved, StoreError
from workbench.services import doctor, records
from workbench.services.file_check import check
from workbench.services.workspace import Me, Workspace

ROOT = Path(__file__).parents[2]
Disk = Callable[[int], Path]


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def refused(path: Path) -> str:
    """The sentence with which a file is refused; it is byte for byte as it was, alone as it was."""
    before, beside = sha256(path), sorted(p.name for p in path.parent.iterdir())
    with pytest.raises(StoreError) as problem:
        prepare(path, create=True)
    assert sha256(path) == before
    assert sorted(p.name for p in path.parent.iterdir()) == beside
    return str(problem.value)


def notes(ws: Workspace) -> list[str]:
    return [r.text for r in ws.dossier(1).listed("note")]  # type: ignore[attr-defined]


# Fault 5


def test_newer_file_is_refused_at_once_and_untouched(ws: Workspace) -> None:
    path = ws.store.path
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {REVISION + 1}")
    start = time.monotonic()
    sentence = refused(path)
    assert time.monotonic() - start < 0.5
    assert f"format {REVISION + 1}" in sentence
    assert f"knows {REVISION}" in sentence


# Faults 14, 15, 16


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty, so it is damaged"),
        (b"Some notes.\n" * 500, "not a Handover Workbench file"),
        (random.Random(1).randbytes(20_000), "not a Handover Workbench file"),
    ],
    ids=["empty", "text", "noise"],
)
def test_what_is_no_data_file_is_refused(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "team.db"
    path.write_bytes(content)
    assert sentence in refused(path)


def test_foreign_database_is_not_even_rolled_back(tmp_path: Path) -> None:
    """Opening it with SQLite would play its journal back."""
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE t (x)")
        connection.execute("INSERT INTO t VALUES (1)")
    (tmp_path / "other.db-journal").write_bytes(b"\xd9\xd5\x05\xf9 \xa1c\xd7" + bytes(600))
    assert "not a Handover Workbench file" in refused(path)


def test_folder_in_place_of_the_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="folder"):
        prepare(tmp_path)


def test_named_pipe_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "team.db")
    with pytest.raises(StoreError, match="ordinary file"):
        prepare(tmp_path / "team.db")


@pytest.mark.parametrize("left", [0.2, 0.5, 0.9])
def test_truncated_file_is_named_as_damaged(ws: Workspace, left: float) -> None:
    path = ws.store.path
    os.truncate(path, int(path.stat().st_size * left) // 4096 * 4096)
    assert "damaged" in refused(path)


def test_damaged_beginning_offers_the_backup_beside_it(ws: Workspace) -> None:
    path = ws.store.path
    backup = path.with_name("team.db.20261123T090000.bak")
    shutil.copy(path, backup)
    with path.open("r+b") as file:
        file.write(bytes(4096))
    assert f"handover db restore {backup}" in refused(path)


# Fault 13


def test_log_beside_a_restored_file_is_not_merged(ws: Workspace) -> None:
    path = ws.store.path
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("UPDATE summary SET code = 'STALE'")
        shutil.copy(f"{path}-wal", path.with_name("kept-wal"))
    founded(path.with_name("backup.db"))
    os.replace(path.with_name("backup.db"), path)
    os.replace(path.with_name("kept-wal"), f"{path}-wal")
    assert "team.db-wal" in refused(path)
    Path(f"{path}-wal").unlink()
    assert prepare(path)


def interrupted(path: Path) -> None:
    """Leave the file as a program does that is killed after it has begun to write pages."""
    code = (
        "import os, sqlite3, sys\n"
        "c = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "c.execute('PRAGMA cache_size=1')\n"
        "c.execute('BEGIN IMMEDIATE')\n"
        'c.execute("UPDATE r_person SET name = name || hex(zeroblob(9000))")\n'
        "c.execute('PRAGMA cache_spill=1')\n"
        'c.execute("UPDATE r_note SET text = text || hex(zeroblob(90000))")\n'
        "os.kill(os.getpid(), 9)\n"
    )
    subprocess.run([sys.executable, "-c", code, str(path)], check=False)
    assert Path(f"{path}-journal").stat().st_size > 4096


def test_what_a_killed_program_left_half_done_is_taken_back(ws: Workspace) -> None:
    before = notes(ws)
    interrupted(ws.store.path)
    again = Workspace.open(ws.store.path, Me("Sun Yu"))
    assert notes(again) == before
    assert check(again).ok
    assert not Path(f"{ws.store.path}-journal").exists()


def test_journal_beside_a_restored_file_is_not_played_back(ws: Workspace, tmp_path: Path) -> None:
    path = ws.store.path
    backup = tmp_path / "backup.db"
    shutil.copy(path, backup)
    for n in range(3):
        records.add_note(ws, 1, 2, f"later {n}")
    interrupted(path)
    os.replace(backup, path)
    assert "team.db-journal" in refused(path)
    Path(f"{path}-journal").unlink()
    assert len(notes(Workspace.open(path, Me("Li Wei")))) == 2


def test_journal_with_page_one_not_first_is_understood(ws: Workspace) -> None:
    """A journal that spilled has several headers, each on a sector's edge."""
    path = ws.store.path
    page = path.read_bytes()[:4096]

    def segment(number: int, content: bytes) -> bytes:
        head = b"\xd9\xd5\x05\xf9 \xa1c\xd7" + struct.pack(">5I", 1, 0, 20, 512, 4096)
        record = struct.pack(">I", number) + content + bytes(4)
        return (head.ljust(512, b"\0") + record).ljust(-(-(512 + 4104) // 512) * 512, b"\0")

    stale = page[:24] + (999).to_bytes(4, "big") + page[28:]
    Path(f"{path}-journal").write_bytes(segment(7, bytes(4096)) + segment(1, stale))
    assert "team.db-journal" in refused(path)


# Fault 17


def mounts(tmp_path: Path, kind: str) -> Path:
    made = tmp_path / "mountinfo"
    made.write_text(
        "21 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw\n"
        f"40 21 0:50 / {tmp_path} rw shared:1 - {kind} server:/home rw\n"
        f"41 40 0:51 / {tmp_path}/other rw - tmpfs none rw\n"
    )
    return made


@pytest.mark.parametrize(("kind", "remote"), [("nfs4", True), ("cifs", True), ("xfs", False)])
def test_network_disk_is_told_by_the_mount_over_the_file(
    ws: Workspace, tmp_path: Path, kind: str, remote: bool
) -> None:
    found = place.filesystem(ws.store.path, mounts(tmp_path, kind))
    assert (found, place.is_remote(found)) == (kind, remote)
    lines = doctor.data_file(ws.store.path, Me("x"), mounts(tmp_path, kind))
    level = {line.name: line.level for line in lines}["filesystem"]
    assert level == ("warn" if remote else "ok")


def test_write_ahead_log_of_another_program_is_switched_off(ws: Workspace) -> None:
    path = ws.store.path
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
    assert path.read_bytes()[18:20] == b"\2\2"
    assert check(Workspace.open(path, Me("Li Wei"))).ok
    assert path.read_bytes()[18:20] == b"\1\1"


def test_write_ahead_log_in_use_is_refused(ws: Workspace) -> None:
    path = ws.store.path
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA journal_mode=WAL")
        other.execute("SELECT * FROM record").fetchall()
        with pytest.raises(StoreError, match=r"write-ahead|-wal|somebody else"):
            prepare(path)


# Faults 10, 18, 19, 20


def beside(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir())


@pytest.fixture
def shared(commons: Path) -> Path:
    """Alice's file, set up for the team."""
    ws = founded(commons / "team.db")
    os.chown(commons, ALICE, TEAM)
    commons.chmod(0o2770)
    os.chown(ws.store.path, ALICE, TEAM)
    ws.store.path.chmod(0o660)
    return ws.store.path


def add_note(path: Path, text: str) -> Callable[[], str]:
    def act() -> str:
        ws = Workspace.open(path, Me("Bob"))
        records.add_note(ws, 1, 2, text)
        return ",".join(notes(ws))

    return act


@needs_root
def test_a_second_user_with_umask_077_does_not_lock_the_first_out(shared: Path) -> None:
    assert as_user(BOB, add_note(shared, "from bob")).endswith("from bob")
    assert as_user(ALICE, add_note(shared, "from alice")).endswith("from bob,from alice")
    assert beside(shared.parent) == ["team.db"]
    assert shared.stat().st_mode & 0o777 == 0o660


@needs_root
@pytest.mark.parametrize(
    ("folder", "file", "sentence"),
    [(0o755, 0o644, "you may not write this file"), (0o755, 0o666, "the file's folder")],
)
def test_a_reader_reads_all_and_leaves_nothing_behind(
    commons: Path, folder: int, file: int, sentence: str
) -> None:
    ws = founded(commons / "team.db")
    commons.chmod(folder)
    ws.store.path.chmod(file)

    def read() -> str:
        mine = Workspace.open(ws.store.path, Me("Bob"))
        texts = notes(mine)
        assert mine.read_only is not None
        try:
            records.add_note(mine, 1, 2, "no")
        except StoreError as problem:
            return f"{len(texts)} {mine.read_only} {problem}"
        return "written"

    answer = as_user(BOB, read)
    assert answer.startswith("2 read-only")
    assert sentence in answer
    assert beside(commons) == ["team.db"]
    records.add_note(ws, 1, 2, "the owner can write afterwards")


def test_a_read_only_disk_is_read(disk: Disk) -> None:
    folder = disk(2_000)
    founded(folder / "team.db")
    subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
    ws = Workspace.open(folder / "team.db", Me("Li Wei"))
    assert len(notes(ws)) == 2
    assert "mounted read-only" in str(ws.read_only)
    with pytest.raises(StoreError, match="mounted read-only"):
        records.add_note(ws, 1, 2, "no")


def test_shared_folder_without_setgid_is_a_problem_with_a_way_out(ws: Workspace) -> None:
    path = ws.store.path
    assert place.unsafely_shared(path) is None  # private
    path.chmod(0o660)
    path.parent.chmod(0o770)
    assert "handover db share --group" in str(place.unsafely_shared(path))
    level = {line.name: line.level for line in doctor.data_file(path, Me("x"))}["folder"]
    assert level == "problem"
    path.parent.chmod(0o2770)
    assert place.unsafely_shared(path) is None


# Faults 11, 12


def test_nothing_is_written_to_a_file_that_was_removed(ws: Workspace) -> None:
    with ws.store.path.open("rb") as ghost:
        ws.store.path.unlink()
        before = os.fstat(ghost.fileno()).st_mtime_ns
        with pytest.raises(FileMoved) as problem:
            records.add_note(ws, 1, 2, "lost?")
        assert problem.value.gone
        assert os.fstat(ghost.fileno()).st_mtime_ns == before
    assert beside(ws.store.path.parent) == []


def test_a_file_put_in_its_place_is_told_apart_even_with_the_same_number(
    ws: Workspace, disk: Disk
) -> None:
    """Some file systems give the number of a removed file to the next one at once."""
    folder = disk(4_000)
    mine = founded(folder / "team.db")
    for _ in range(20):
        (folder / "team.db").unlink()
        shutil.copy(ws.store.path, folder / "team.db")
        with pytest.raises(FileMoved) as problem:
            records.add_note(mine, 1, 2, "into the wrong file?")
        assert not problem.value.gone


def test_a_file_replaced_in_the_middle_of_a_change_is_not_written(ws: Workspace) -> None:
    other = founded(ws.store.path.with_name("other.db")).store.path
    before = sha256(other)

    def change() -> None:
        from workbench.domain.message import msg
        from workbench.domain.registers.person import Person

        with ws.change(1, "edit", msg("name")) as ed:
            ed.add(Person, name="Ma Rui")
            os.replace(other, ws.store.path)

    with pytest.raises(FileMoved):
        change()
    assert sha256(ws.store.path) == before


# Locked, and more


def test_a_locked_file_is_a_sentence(ws: Workspace) -> None:
    ws.store.patience = 0.05
    with closing(connect(ws.store.path)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreError, match="somebody else is writing"):
            records.add_note(ws, 1, 2, "later")
        other.execute("ROLLBACK")
    records.add_note(ws, 1, 2, "later")


def test_numbers_of_deleted_records_are_not_given_again(ws: Workspace) -> None:
    """Fault 27."""
    last = records.add(ws, 1, "person", {"name": "Ma Rui"})
    number = ws.dossier(1).get(last)
    assert number is not None
    records.delete(ws, 1, [last])
    again = Workspace.open(ws.store.path, Me("Sun Yu"))
    added = records.add(again, 1, "person", {"name": "Wu Lan"})
    made = again.dossier(1).get(added)
    assert made is not None
    assert made.id > last
    assert made.number == number.number + 1


def test_looking_gives_the_format_and_a_hold(ws: Workspace) -> None:
    found = look(ws.store.path)
    assert found is not None
    assert found.revision == REVISION
    assert look(ws.store.path.with_name("none.db")) is None
