"""The chain of the log: it notices what was altered, and survives what was erased."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from workbench.domain.message import msg
from workbench.domain.registers.handover import Handover
from workbench.services import history, records
from workbench.services.workspace import Me, Workspace


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    ws = Workspace.open(tmp_path / "team.db", Me("Li Wei"), create=True)
    with ws.founding("new", msg("new handover PAY")) as (ed, _):
        handover = ed.add(Handover, code="PAY")
    records.add(ws, handover, "person", {"name": "He Jun"})
    records.add(ws, handover, "item", {"text": "Plan agreed"})
    return ws


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
