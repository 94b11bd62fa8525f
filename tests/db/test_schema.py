"""The migrations are the schema: what they make is what the declarations say."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from db.engine import REVISION
from db.migrate import prepare
from db.opening import look
from db.tables import METADATA, table_of
from tests.db.conftest import starting
from workbench.domain.errors import StoreError
from workbench.domain.record import all_registers


def schema(connection: sqlite3.Connection) -> dict[str, object]:
    """Everything SQLite says of tables, columns, keys, indexes and triggers."""
    found: dict[str, object] = {}
    query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    for (table,) in connection.execute(query).fetchall():
        if table == "alembic_version":
            continue
        found[table] = {
            pragma: sorted(
                str(row[skip:])
                for row in connection.execute(f"PRAGMA {pragma}({table})").fetchall()
            )
            for pragma, skip in (("table_xinfo", 0), ("foreign_key_list", 2), ("index_list", 1))
        }
    indexes = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name != 'alembic_version'"
    )
    found["indexes"] = sorted((n, " ".join((s or "").split())) for n, s in indexes)
    triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    found["triggers"] = sorted((n, " ".join(s.split())) for n, s in triggers)
    auto = "SELECT name FROM sqlite_master WHERE sql LIKE '%AUTOINCREMENT%' ORDER BY name"
    found["autoincrement"] = connection.execute(auto).fetchall()
    return found


def test_migrated_and_declared_schema_are_the_same(tmp_path: Path) -> None:
    migrated, declared = tmp_path / "migrated.db", tmp_path / "declared.db"
    prepare(migrated, create=True)
    engine = sa.create_engine(f"sqlite:///{declared}")
    built_in = [r for r in all_registers() if r.cls.__module__.startswith("workbench.")]
    tables = [t for t in METADATA.sorted_tables if not t.name.startswith("r_")]
    METADATA.create_all(engine, tables=[*tables, *map(table_of, built_in)])
    engine.dispose()
    with closing(sqlite3.connect(migrated)) as one, closing(sqlite3.connect(declared)) as other:
        assert schema(one) == schema(other)


def test_the_newest_migration_is_the_revision_the_program_knows() -> None:
    names = [p.name for p in Path("db/migrations/versions").glob("r*.py")]
    assert max(int(n[1:5]) for n in names) == REVISION


def test_a_new_file_is_private_and_whole(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "team.db"
    prepare(path, create=True)
    assert path.stat().st_mode & 0o777 == 0o600
    found = look(path)
    assert found is not None
    assert found.revision == REVISION
    assert [p.name for p in path.parent.iterdir()] == ["team.db"]


def _prepare(path: str) -> None:
    prepare(Path(path), create=True)


def test_programs_that_start_at_once_make_one_file(tmp_path: Path) -> None:
    path = tmp_path / "team.db"
    programs = [starting().Process(target=_prepare, args=(str(path),)) for _ in range(4)]
    for program in programs:
        program.start()
    for program in programs:
        program.join(60)
    assert [program.exitcode for program in programs] == [0] * 4
    assert [p.name for p in tmp_path.iterdir()] == ["team.db"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty"),
        (b"Some notes, not a database. " * 50, "not a Handover Workbench file"),
    ],
)
def test_what_is_not_ours_is_left_alone(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "team.db"
    path.write_bytes(content)
    with pytest.raises(StoreError, match=sentence):
        prepare(path, create=True)
    assert path.read_bytes() == content


def test_a_foreign_or_newer_database_is_refused_untouched(tmp_path: Path) -> None:
    foreign, newer = tmp_path / "foreign.db", tmp_path / "newer.db"
    with closing(sqlite3.connect(foreign)) as connection:
        connection.execute("CREATE TABLE t (x)")
    prepare(newer, create=True)
    with closing(sqlite3.connect(newer)) as connection:
        connection.execute(f"PRAGMA user_version = {REVISION + 1}")
    for path, sentence in ((foreign, "not a Handover"), (newer, "newer version")):
        content = path.read_bytes()
        with pytest.raises(StoreError, match=sentence):
            prepare(path)
        assert path.read_bytes() == content


def test_a_missing_file_is_not_made_by_looking(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no data file"):
        prepare(tmp_path / "typo.db")
    assert list(tmp_path.iterdir()) == []
