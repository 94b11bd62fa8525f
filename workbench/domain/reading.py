"""Readings of a KPI: a series, added to by the batch and never changed one by one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple


class Reading(NamedTuple):
    """`at` is a day, `2026-11-01`, or a moment in UTC, `2026-11-01T10:00:00Z`."""

    at: str
    value: Decimal

    @property
    def day(self) -> date:
        return date.fromisoformat(self.at[:10])


def merged(batches: Iterable[Iterable[Reading]]) -> list[Reading]:
    """One series of several batches, oldest batch first: of one moment the last reading counts."""
    found = {reading.at: reading for batch in batches for reading in batch}
    return sorted(found.values(), key=lambda r: r.at)


def to_json(series: Sequence[Reading]) -> list[list[str]]:
    return [[r.at, str(r.value)] for r in series]


def from_json(rows: Iterable[Sequence[str]]) -> list[Reading]:
    return [Reading(at, Decimal(value)) for at, value in rows]
