"""What was acknowledged is there after a power cut, at whichever write it comes."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from db.migrate import prepare
from db.opening import look
from tests.db.conftest import founded
from tests.db.test_migrating import rows
from tests.fixtures.formats import NEXT
from tests.fixtures.recorded import Recording, after_a_cut, recording
from workbench.services import records, undo
from workbench.services.file_check import check
from workbench.services.workspace import Me, Workspace


def cuts(found: Recording, folder: Path) -> Iterator[tuple[int, Path]]:
    """The folder rebuilt at every sync boundary, in three ways each; gives the number of events."""
    chosen = random.Random(1)
    for until in found.boundaries():
        for rest in ("lost", "done", "some"):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            for name, data in after_a_cut(found, until, rest, chosen).items():
                (folder / name).write_bytes(data)
            yield until, folder / "team.db"


def test_no_cut_loses_an_acknowledged_change(tmp_path: Path) -> None:
    folder = tmp_path / "disk"
    ws = founded(folder / "team.db")
    with recording(folder) as found:
        for n in range(6):
            records.add_note(ws, 1, 2, f"note {n} " + "x" * 3000)
            found.acknowledge(ws.head(1)[0])
        records.delete(ws, 1, [r.id for r in ws.dossier(1).listed("note")])
        found.acknowledge(ws.head(1)[0])
        undo.undo(ws, 1)
        found.acknowledge(ws.head(1)[0])
    assert len(found.boundaries()) > 8 * 4
    digests = dict(sets(ws.store.path))
    tried = 0
    for until, path in cuts(found, tmp_path / "after"):
        done = found.acknowledged(until)
        last = max(done, default=5)
        opened = look(path)
        assert opened is not None
        there = dict(sets(path))
        # All that was acknowledged, at most the change under way beside it, and nothing half.
        assert max(there) in (last, last + 1)
        assert there == {i: d for i, d in digests.items() if i in there}
        assert set(range(1, last + 1)) <= set(there)
        with closing(sqlite3.connect(path)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        tried += 1
        if tried % 10 == 0:
            assert check(Workspace.open(path, Me("x"))).faults == []
    assert tried == 3 * len(found.boundaries())


def test_no_cut_in_a_migration_loses_a_row(tmp_path: Path) -> None:
    folder = tmp_path / "disk"
    path = founded(folder / "team.db").store.path
    before = rows(path)
    with recording(folder) as found:
        prepare(path, wanted=NEXT)
    seen = set()
    for _, after in cuts(found, tmp_path / "after"):
        opened = look(after, NEXT.revision)
        assert opened is not None
        seen.add(opened.revision)
        assert rows(after) == before
        with closing(sqlite3.connect(after)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert seen == {NEXT.revision - 1, NEXT.revision}


def test_the_player_itself_loses_what_was_not_synced(tmp_path: Path) -> None:
    """A file written without syncing does not survive: the test would notice."""
    folder = tmp_path / "disk"
    ws = Workspace.open(founded(folder / "team.db").store.path, Me("Sun Yu"))
    ws.store.throw_away = True
    with recording(folder) as found:
        records.add_note(ws, 1, 2, "gone with the power")
        found.acknowledge(ws.head(1)[0])
    chosen = random.Random(1)
    (data,) = (d for n, d in after_a_cut(found, len(found.events), "lost", chosen).items()
               if n == "team.db")  # fmt: skip
    (tmp_path / "cut.db").write_bytes(data)
    assert max(i for i, _ in sets(tmp_path / "cut.db")) == 5


def sets(path: Path) -> list[tuple[int, str]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT id, digest FROM change_set ORDER BY id").fetchall()
