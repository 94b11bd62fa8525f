"""A day on which every verdict of the file is to be counted anew, and keys pressed meanwhile."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from benchmarks.measure import Program

WORST_SECONDS = 120
_BETWEEN = 0.06  # seconds between two keys: somebody who holds one down a little


class Settled(NamedTuple):
    """What the user saw: how long until all was counted, and how late each key was answered."""

    ms: float
    cpu_ms: float  # of the program itself, without the processes that count for it
    keys_ms: list[float]


def spoil(db: Path) -> None:
    """Make every stored verdict one that other rules counted."""
    with closing(sqlite3.connect(db)) as connection, connection:
        connection.execute("UPDATE summary SET judged = json_set(judged, '$.rules', 0)")


def stale(db: Path) -> int:
    """How many verdicts are still to be counted."""
    query = "SELECT count(*) FROM summary WHERE json_extract(judged, '$.rules') = 0"
    with closing(sqlite3.connect(f"file:{db}?mode=ro", uri=True)) as connection:
        return int(connection.execute(query).fetchone()[0])


def settle(argv: Sequence[str], env: Mapping[str, str], db: Path, ready: str) -> Settled:
    """Open the portfolio and press keys until nothing is left to count."""
    keys: list[float] = []
    began = time.monotonic()
    with Program(argv, env, ready, wait=False) as program:
        while stale(db) and time.monotonic() - began < WORST_SECONDS:
            keys.append(program.first_byte(("{down}", "{up}")[len(keys) % 2]))
            program.terminal.settle(_BETWEEN)
        return Settled(1000 * (time.monotonic() - began), program.cpu(), keys)
