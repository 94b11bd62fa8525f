"""Readings of KPIs: loaded by the batch, one undo, what the card says of them."""

from __future__ import annotations

import sqlite3
import zlib
from contextlib import closing
from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.services.conftest import Payment
from workbench.domain.errors import NotFound
from workbench.domain.reading import Reading
from workbench.domain.registers.kpi import Kpi
from workbench.services import readings, records, undo


def days(first: date, values: list[str]) -> list[Reading]:
    return [
        Reading((first + timedelta(days=n)).isoformat(), Decimal(v)) for n, v in enumerate(values)
    ]


@pytest.fixture
def kpi(pay: Payment) -> int:
    return records.add(pay.ws, pay.handover, "kpi", {"name": "Availability", "unit": "%"})


def card(pay: Payment, kpi: int) -> Kpi:
    found = pay.ws.dossier(pay.handover).get(kpi)
    assert isinstance(found, Kpi)
    return found


def test_a_batch_is_one_change_and_one_undo(pay: Payment, kpi: int) -> None:
    ws, h = pay.ws, pay.handover
    readings.load(ws, h, {kpi: days(date(2026, 11, 1), ["98.10", "98.2"])}, "november.csv")
    assert [(r.at, str(r.value)) for r in readings.series(ws, h, kpi)] == [
        ("2026-11-01", "98.10"),
        ("2026-11-02", "98.2"),
    ]
    told = card(pay, kpi)
    assert (told.readings, told.first_reading, told.last_reading, told.last_value) == (
        2, date(2026, 11, 1), date(2026, 11, 2), Decimal("98.2"))  # fmt: skip
    undo.undo(ws, h)
    assert readings.series(ws, h, kpi) == []
    assert (card(pay, kpi).readings, card(pay, kpi).last_value) == (0, None)


def test_of_one_day_the_newer_batch_counts(pay: Payment, kpi: int) -> None:
    ws, h = pay.ws, pay.handover
    readings.load(ws, h, {kpi: days(date(2026, 11, 1), ["1", "2", "3"])}, "first")
    readings.load(ws, h, {kpi: days(date(2026, 11, 2), ["20"])}, "corrected")
    assert [str(r.value) for r in readings.series(ws, h, kpi)] == ["1", "20", "3"]
    assert card(pay, kpi).readings == 3
    undo.undo(ws, h)
    assert [str(r.value) for r in readings.series(ws, h, kpi)] == ["1", "2", "3"]


def test_readings_changed_behind_its_back_are_not_shown_as_true(pay: Payment, kpi: int) -> None:
    ws, h = pay.ws, pay.handover
    readings.load(ws, h, {kpi: days(date(2026, 11, 1), ["98"])}, "november.csv")
    with closing(sqlite3.connect(ws.store.path)) as raw, raw:
        raw.execute("UPDATE content SET content = ?", (zlib.compress(b'[["2026-11-01","99"]]'),))
    with pytest.raises(NotFound, match=r"november\.csv are not what was loaded"):
        readings.series(ws, h, kpi)
