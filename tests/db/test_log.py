"""The chain of the log: it notices what was altered, and survives what was erased."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from tests.db.conftest import copied
from workbench.domain.errors import WorkbenchError
from workbench.domain.message import msg
from workbench.domain.registers.handover import Handover
from workbench.services import history, records
from workbench.services.workspace import Me, Workspace


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    return copied(tmp_path / "team.db", found)


def found(ws: Workspace) -> None:
    with ws.founding("new", msg("new handover PAY")) as (ed, _):
        handover = ed.add(Handover, code="PAY")
    records.add(ws, handover, "person", {"name": "He Jun"})
    records.add(ws, handover, "item", {"text": "Plan agreed"})


def by_hand(ws: Workspace, *statements: str) -> history.Verified:
    """What is found after somebody wrote into the file by himself."""
    with closing(sqlite3.connect(ws.store.path)) as connection, connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type='trigger'"):
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
    return history.verify(ws, 1)


def test_a_chain_nobody_touched_holds(ws: Workspace) -> None:
    found = history.verify(ws, 1)
    assert (found.ok, found.count, found.erased, found.head) == (True, 3, 0, ws.head(1))


@pytest.mark.parametrize(
    ("statement", "where"),
    [
        ("UPDATE change_set SET actor = 'Sun Yu' WHERE id = 2", (2, "")),
        ("UPDATE change_set SET actor = 'Sun Yu', salt = '' WHERE id = 2", (2, "")),
        ("UPDATE change_set SET kind = 'claim' WHERE id = 2", (2, "")),
        ("UPDATE change_set SET at = '2020-01-01T00:00:00+00:00' WHERE id = 2", (2, "")),
        ("UPDATE change_set SET digest = 'x' WHERE id = 2", (2, "")),
        ('UPDATE change SET after = \'{"name":"Ma Rui"}\' WHERE change_set = 2', (2, "P-01")),
        ("UPDATE change SET after = '{}', salt = '' WHERE change_set = 2", (2, "P-01")),
        ("UPDATE change SET record = 1 WHERE change_set = 2", (2, "PAY")),
        ("UPDATE change SET after = x'ff00' WHERE change_set = 2", (2, "P-01")),
        ("DELETE FROM change WHERE change_set = 2", (2, "")),
        ("DELETE FROM change_set WHERE id = 2", (3, "")),
        ("DELETE FROM change_set WHERE id = 3", (2, "")),
        ("UPDATE r_person SET name = 'Ma Rui'", (2, "P-01")),
        ("UPDATE r_item SET state = 'verified'", (3, "PAY-01")),
        ("UPDATE r_item SET state = 'nonsense'", (3, "PAY-01")),
        ("UPDATE record SET position = 'zz' WHERE register = 'item'", (3, "PAY-01")),
        ("UPDATE record SET gone = 3 WHERE register = 'item'", (3, "PAY-01")),
        ("DELETE FROM r_item", (3, "PAY-01")),
    ],
)
def test_what_was_altered_is_named(ws: Workspace, statement: str, where: tuple[int, str]) -> None:
    found = by_hand(ws, "PRAGMA foreign_keys=OFF", statement)
    assert found.first_broken is not None
    assert (found.first_broken.set_id, found.first_broken.key) == where


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE change SET before = '{}', after = '{}', salt = '' WHERE change_set = 2",
        "UPDATE change_set SET actor = '' WHERE id = 2",
    ],
)
def test_what_was_blanked_and_no_erasure_says_so_is_named(ws: Workspace, statement: str) -> None:
    found = by_hand(ws, statement)
    assert found.first_broken is not None
    assert found.first_broken.set_id == 2


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM change",
        "DELETE FROM change_set WHERE id = 3",
        'UPDATE change SET after = \'{"name":"Ma Rui"}\'',
        "UPDATE change SET digest = 'x'",
        "UPDATE change_set SET actor = 'Sun Yu'",
        "UPDATE change_set SET at = '2020-01-01T00:00:00+00:00'",
    ],
)
def test_the_file_refuses_a_slip_of_the_hand(ws: Workspace, statement: str) -> None:
    with (
        closing(sqlite3.connect(ws.store.path)) as connection,
        pytest.raises(sqlite3.IntegrityError, match="the log is only added to"),
    ):
        connection.execute(statement)


def test_a_flipped_bit_is_named_or_changes_nothing_that_is_read(ws: Workspace) -> None:
    """A file for which the chain holds says the same as before, whatever byte was hit."""
    records.add_note(ws, 1, 1, "two\nlines of 备注")
    told = read(ws.store.path)
    data = ws.store.path.read_bytes()
    dice, used = Random(7), [place for place, byte in enumerate(data) if byte]
    damaged = ws.store.path.with_name("damaged.db")
    outcomes = Counter[str]()
    for _ in range(150):
        place = dice.choice(used)
        flipped = bytearray(data)
        flipped[place] ^= 1 << dice.randrange(8)
        damaged.write_bytes(flipped)
        try:
            verified = history.verify(Workspace.open(damaged, Me("Li Wei")), 1)
        except (WorkbenchError, UnicodeDecodeError):
            outcomes["refused"] += 1
            continue
        outcomes["holds" if verified.ok else "named"] += 1
        if verified.ok:
            assert read(damaged) == told, place
    assert min(outcomes.values()) > 2
    assert len(outcomes) == 3


def read(path: Path) -> list[object]:
    """All that the log and the records say, read without looking whether it holds; of a record
    neither its version nor when it went, which nobody is told."""
    tables = ("change_set", "change", "r_handover", "r_person", "r_item", "r_note")
    spine = "SELECT id, handover, register, number, parent, position, gone IS NULL FROM record"
    queries = [spine, *(f"SELECT * FROM {table}" for table in tables)]
    with closing(sqlite3.connect(path)) as connection:
        return [connection.execute(f"{query} NOT INDEXED").fetchall() for query in queries]
