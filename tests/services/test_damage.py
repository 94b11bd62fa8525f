"""Damage to the data file: found, named, and saved from."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from tests.fixtures.thorough import tries
from tests.services.conftest import MONDAY, Payment
from workbench.domain.conflict import Conflict
from workbench.domain.errors import StoreError
from workbench.domain.registers.item import Item
from workbench.services import history, items, logbook, records, undo
from workbench.services.file_check import check_file
from workbench.services.file_repair import repair_into
from workbench.services.workspace import Me, Workspace

PAGE = 4096
ME = Me("Li Wei")


@pytest.fixture
def path(pay: Payment) -> Path:
    """PAY after a little work: a claim, a note, an edit and a deletion."""
    items.claim(pay.ws, pay.handover, pay.items[:2], "PLAN-1", pay.li).expect()
    records.add_note(pay.ws, pay.handover, pay.items[0], "agreed by phone")
    records.edit(pay.ws, pay.handover, pay.items[2], "text", "Shifts funded for five")
    records.delete(pay.ws, pay.handover, [pay.items[3]])
    return pay.ws.store.path


def everything(path: Path) -> list[object]:
    """All that can be read from the file, and what the program goes by in its header."""
    with closing(sqlite3.connect(path)) as connection:
        connection.text_factory = bytes
        found: list[object] = connection.execute("SELECT * FROM sqlite_master").fetchall()
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (name,) in names:
            found += connection.execute(f'SELECT * FROM "{name.decode()}"').fetchall()
        for pragma in ("application_id", "user_version", "encoding"):
            found += connection.execute(f"PRAGMA {pragma}").fetchall()
    return found


def what(path: Path) -> list[str]:
    return [f"{f.key}: {f.what}" for f in check_file(path, ME).faults]


def spoil(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        sql = dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
        for (name,) in triggers.fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(statement)
        for made in sql.values():
            connection.execute(made)


def zero_page(path: Path, number: int) -> None:
    with path.open("r+b") as file:
        file.seek((number - 1) * PAGE)
        file.write(bytes(PAGE))


def root_of(path: Path, name: str) -> int:
    with closing(sqlite3.connect(path)) as connection:
        query = "SELECT rootpage FROM sqlite_master WHERE name = ?"
        return int(connection.execute(query, (name,)).fetchone()[0])


def test_a_sound_file_has_no_faults(path: Path) -> None:
    report = check_file(path, ME)
    assert report.faults == []
    assert (report.handovers, report.change_sets) == (1, 5)


@pytest.mark.parametrize("seed", range(tries(2)))
def test_flipped_bits_are_named_or_in_nobodys_byte(path: Path, seed: int) -> None:
    data, good = path.read_bytes(), everything(path)
    chosen = random.Random(seed)
    broken = path.with_name("broken.db")
    for _ in range(25):
        at, bit = chosen.randrange(len(data)), 1 << chosen.randrange(8)
        spoiled = bytearray(data)
        spoiled[at] ^= bit
        broken.write_bytes(spoiled)
        if not check_file(broken, ME).faults:
            assert everything(broken) == good, f"byte {at}, bit {bit}"


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("UPDATE r_item SET state = 'dine' WHERE id = 7", "PAY-02: State cannot be read"),
        ("UPDATE r_item SET text_en = CAST(x'ff41' AS TEXT) WHERE id = 7", "PAY-02: "),
        ("UPDATE r_item SET weight = 7 WHERE id = 7", "PAY-02: it is not as the log left it"),
        ("DELETE FROM r_item WHERE id = 7", "PAY-02: its fields are missing"),
        ("DELETE FROM record WHERE id = 7", "its place is missing"),
        ("UPDATE record SET register = 'itim' WHERE id = 7", "it is of no register: itim"),
        ("UPDATE record SET version = 9 WHERE id = 7", "PAY-02: it is version 9"),
        ("UPDATE change_set SET actor = 'Sun Yu' WHERE id = 2", "change set 2"),
        ("UPDATE summary SET t0 = '2020-01-01'", "its line on the first screen"),
        ("DELETE FROM agenda", "line in today's work"),
        ("UPDATE sqlite_sequence SET seq = 2 WHERE name = 'record'", "the next number of record"),
        ("DROP INDEX ix_change_record", "ix_change_record is not as this program makes it"),
    ],
)
def test_the_check_names_the_record_and_what_is_wrong_with_it(
    path: Path, statement: str, named: str
) -> None:
    spoil(path, statement)
    assert any(named in line for line in what(path)), what(path)


@pytest.mark.parametrize(
    "table", ["r_item", "record", "r_person", "r_note", "summary", "agenda", "sqlite_schema"]
)
def test_repair_saves_what_a_lost_page_held(path: Path, table: str) -> None:
    before = Workspace.open(path, ME, clock=lambda: MONDAY).dossier(1)
    zero_page(path, 1 if table == "sqlite_schema" else root_of(path, table))
    spoiled = path.read_bytes()
    made = path.with_name("saved.db")
    found = repair_into(path, made, ME, date(2026, 11, 23))
    assert found.whole, (found.lost, found.report.faults)
    ws = Workspace.open(made, ME, clock=lambda: MONDAY)
    after = ws.dossier(1)
    for name in ("item", "person", "seat", "note", "evidence"):
        assert after.listed(name) == before.listed(name)
    assert made.stat().st_mode & 0o777 == 0o600
    assert path.read_bytes() == spoiled
    # The file can be worked on: the log goes on where it ended.
    records.add(ws, 1, "person", {"name": "He Jun"})
    assert what(made) == []


def test_repair_lists_what_it_could_not_save_and_keeps_newer_values(path: Path) -> None:
    zero_page(path, root_of(path, "change"))
    found = repair_into(path, made := path.with_name("saved.db"), ME, date(2026, 11, 23))
    assert not found.whole
    assert any(str(line).startswith("change: ") for line in found.lost)
    items_left = Workspace.open(made, ME, clock=lambda: MONDAY).dossier(1).all(Item)
    assert [i.text.en for i in items_left] == [
        "Plan agreed", "Roster complete", "Shifts funded for five"]  # fmt: skip


@pytest.mark.parametrize(
    "said",
    ["[", "[3]", '{"nosuch": 1}', '{"due": 7}', '{"state": "dine"}', '{"claimed_at": "soon"}'],
)
def test_a_change_that_cannot_be_read_is_a_sentence_wherever_it_is_asked_for(
    path: Path, said: str
) -> None:
    item = Workspace.open(path, ME).dossier(1).all(Item)[2].id
    records.edit(Workspace.open(path, ME), 1, item, "text", "Shifts funded for six")
    with closing(sqlite3.connect(path)) as connection:
        (act,) = connection.execute("SELECT max(id) FROM change_set").fetchone()
    spoil(path, f"UPDATE change SET before = '{said}' WHERE change_set = {act}")
    ws = Workspace.open(path, ME, clock=lambda: MONDAY)
    for ask in (
        lambda: history.history(ws, 1, item),
        lambda: undo.undo(ws, 1),
        lambda: logbook.diffs(ws, 1, act),
    ):
        with pytest.raises(StoreError, match=f"change set {act} is damaged; log --verify"):
            ask()
    assert not history.verify(ws, 1).ok


@pytest.mark.parametrize("said", ["[", "[3]"])
def test_a_damaged_change_counts_as_one_of_the_field_that_is_changed(path: Path, said: str) -> None:
    ws = Workspace.open(path, ME, clock=lambda: MONDAY)
    seen = ws.dossier(1)
    item = seen.all(Item)[2].id
    records.edit(Workspace.open(path, Me("Sun Yu")), 1, item, "text", "Shifts funded for six")
    spoil(path, f"UPDATE change SET after = '{said}' WHERE id = (SELECT max(id) FROM change)")
    with pytest.raises(Conflict):
        records.edit(ws.having_seen(seen), 1, item, "text", "Shifts funded for seven")


def test_one_wrong_value_is_mended_from_the_log(path: Path) -> None:
    spoil(path, "UPDATE r_item SET state = 'dine' WHERE id = 7")
    found = repair_into(path, path.with_name("saved.db"), ME, date(2026, 11, 23))
    assert found.whole
    assert len(found.mended) == 1
