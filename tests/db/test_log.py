"""The chain of the log: it notices what was altered, and survives what was erased."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from db import log
from workbench.domain.message import msg
from workbench.domain.registers.handover import Handover
from workbench.services import records
from workbench.services.workspace import Me, Workspace


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    ws = Workspace.open(tmp_path / "team.db", Me("Li Wei"), create=True)
    with ws.founding("new", msg("new handover PAY")) as (ed, _):
        handover = ed.add(Handover, code="PAY")
    records.add(ws, handover, "person", {"name": "He Jun"})
    return ws


def broken_at(ws: Workspace, statement: str) -> int | None:
    """The set at which the chain breaks after somebody wrote into the file by himself."""
    with closing(sqlite3.connect(ws.store.path)) as connection, connection:
        connection.execute(statement)
    with ws.store.reading() as reading:
        return log.verify(reading, 1)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE change_set SET actor = 'Sun Yu' WHERE id = 2",
        "UPDATE change_set SET actor = 'Sun Yu', salt = '' WHERE id = 2",
        'UPDATE change SET after = \'{"name":"Ma Rui"}\' WHERE change_set = 2',
        "UPDATE change SET after = '{\"name\":\"Ma Rui\"}', salt = '' WHERE change_set = 2",
        "UPDATE change_set SET at = '2020-01-01T00:00:00+00:00' WHERE id = 2",
        "DELETE FROM change WHERE change_set = 2",
    ],
)
def test_what_was_altered_is_found(ws: Workspace, statement: str) -> None:
    assert broken_at(ws, statement) == 2


def test_what_was_erased_breaks_nothing(ws: Workspace) -> None:
    blank = "UPDATE change SET before = '{}', after = '{}', salt = '' WHERE change_set = 2"
    assert broken_at(ws, blank) is None
