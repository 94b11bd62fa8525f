"""Readings of KPIs: loaded by the batch, one undo, what the card says of them."""

from __future__ import annotations

import sqlite3
import zlib
from contextlib import closing
from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.services.conftest import MONDAY, Payment
from workbench.domain.errors import NotFound, Refused
from workbench.domain.reading import Reading
from workbench.domain.registers.batch import Batch
from workbench.domain.registers.kpi import Kpi
from workbench.figures.kpi_readings import missing
from workbench.services import merging, planning, readings, records, undo
from workbench.services.file_check import check
from workbench.services.file_repair import repair_into
from workbench.services.workspace import Workspace


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


def test_an_older_batch_is_taken_back_by_itself_and_undone_once(pay: Payment, kpi: int) -> None:
    ws, h = pay.ws, pay.handover
    readings.load(ws, h, {kpi: days(date(2026, 11, 1), ["1", "2", "3"])}, "wrong.csv")
    readings.load(ws, h, {kpi: days(date(2026, 11, 3), ["30", "40"])}, "right.csv")
    wrong, right = ws.dossier(h).under(kpi, Batch)
    readings.take_back(ws, h, wrong.id).expect()
    assert [str(r.value) for r in readings.series(ws, h, kpi)] == ["30", "40"]
    assert (card(pay, kpi).readings, card(pay, kpi).first_reading) == (2, date(2026, 11, 3))
    last = undo.undoable(ws, h)
    assert last is not None
    assert str(last.summary) == "3 readings from wrong.csv taken back"
    with pytest.raises(NotFound):
        readings.take_back(ws, h, wrong.id)
    undo.undo(ws, h)
    assert [str(r.value) for r in readings.series(ws, h, kpi)] == ["1", "2", "30", "40"]
    assert [b.id for b in ws.dossier(h).under(kpi, Batch)] == [wrong.id, right.id]
    assert check(ws).ok


def test_what_a_baseline_rests_on_is_counted_anew_when_readings_are_taken_back(
    pay: Payment, kpi: int
) -> None:
    ws, h = pay.ws, pay.handover
    first = date(2026, 11, 1)
    records.edit(ws, h, kpi, "frequency", "daily")
    readings.load(ws, h, {kpi: days(first, ["98"] * 12)}, "trial.csv",
                  baseline={kpi: (first, first + timedelta(days=11))})  # fmt: skip
    readings.load(ws, h, {kpi: days(date(2026, 11, 13), ["97"])}, "typed")
    assert card(pay, kpi).baseline_readings == 12
    readings.take_back(ws, h, ws.dossier(h).under(kpi, Batch)[0].id).expect()
    assert (card(pay, kpi).baseline, card(pay, kpi).baseline_readings) == (Decimal(98), 0)


def test_a_later_reading_does_not_wipe_out_those_that_are_missing(pay: Payment, kpi: int) -> None:
    ws, h = pay.ws, pay.handover
    records.edit(ws, h, kpi, "frequency", "daily")
    records.edit(ws, h, kpi, "first_due", "2026-11-11")

    def gone() -> int:
        return missing(card(pay, kpi), MONDAY.date(), None)

    readings.load(ws, h, {kpi: days(date(2026, 11, 11), ["98"])}, "a.csv")
    assert gone() == 11
    readings.load(ws, h, {kpi: days(date(2026, 11, 22), ["98"])}, "b.csv")
    assert gone() == 10
    records.edit(ws, h, kpi, "first_due", "2026-11-21")
    assert gone() == 1
    undo.undo(ws, h)
    assert gone() == 10
    assert check(ws).ok


def test_t0_ends_what_is_due_of_the_project(pay: Payment) -> None:
    ws, h = pay.ws, pay.handover
    fields = {"name": "Pass rate", "phase": "of the project", "frequency": "weekly",
              "first_due": "2026-11-02"}  # fmt: skip
    old = records.add(ws, h, "kpi", fields)
    readings.load(ws, h, {old: days(date(2026, 11, 20), ["98"])}, "a.csv")
    assert card(pay, old).gaps == 2
    planning.move_t0(ws, h, date(2026, 11, 10))
    assert card(pay, old).gaps == 2
    planning.move_t0(ws, h, date(2026, 11, 4))
    assert card(pay, old).gaps == 1
    assert check(ws).ok


def test_a_note_on_a_reading_stands_beside_it(pay: Payment, kpi: int) -> None:
    ws, h = pay.ws, pay.handover
    moments = [Reading("2026-11-02T10:30:00", Decimal(3))]
    readings.load(ws, h, {kpi: days(date(2026, 11, 1), ["1", "2"]) + moments}, "november.csv")
    readings.note(ws, h, kpi, "2026-11-01", "sandstorm")
    readings.note(ws, h, kpi, "2026-11-02T10:30:00", "meter: changed")
    records.add_note(ws, h, kpi, "2026-11-01\nsee ticket 7")
    records.add_note(ws, h, kpi, "2026-10-31: there is no such reading")
    found = readings.notes(ws.dossier(h), kpi, readings.series(ws, h, kpi))
    assert found == {
        "2026-11-01": "sandstorm; see ticket 7",
        "2026-11-02T10:30:00": "meter: changed",
    }
    with pytest.raises(Refused):
        readings.note(ws, h, kpi, "2026-11-01", "  ")


def test_readings_changed_behind_its_back_are_not_shown_as_true(pay: Payment, kpi: int) -> None:
    ws, h = pay.ws, pay.handover
    readings.load(ws, h, {kpi: days(date(2026, 11, 1), ["98"])}, "november.csv")
    with closing(sqlite3.connect(ws.store.path)) as raw, raw:
        raw.execute("UPDATE content SET content = ?", (zlib.compress(b'[["2026-11-01","99"]]'),))
    with pytest.raises(NotFound, match=r"november\.csv are not what was loaded"):
        readings.series(ws, h, kpi)


_SPOILT = {
    "changed": "UPDATE content SET content = x'"
    + zlib.compress(b'[["2026-11-01","99"]]').hex()
    + "'",
    "garbled": "UPDATE content SET content = x'00ff'",
    "no bytes": "UPDATE content SET content = 7",
    "lost": "DELETE FROM content",
}


@pytest.mark.parametrize("how", _SPOILT)
def test_spoilt_readings_are_found_and_a_repair_lets_them_be_loaded_anew(
    pay: Payment, kpi: int, how: str
) -> None:
    ws, h = pay.ws, pay.handover
    other = records.add(ws, h, "kpi", {"name": "Loss rate"})
    readings.load(ws, h, {kpi: days(date(2026, 11, 1), ["98", "99"])}, "november.csv")
    which = ws.dossier(h).under(kpi, Batch)[0].id
    third = date(2026, 11, 3)
    readings.load(ws, h, {kpi: days(third, ["97"]), other: days(third, ["2"])},
                  "third.csv")  # fmt: skip
    assert check(ws).ok
    with closing(sqlite3.connect(ws.store.path)) as raw, raw:
        raw.execute(f"{_SPOILT[how]} WHERE record = {which}")
    assert [f"{f.key}: {f.what}" for f in check(ws).faults] == [
        "RB-01: the readings from november.csv are lost, or not what was loaded"
    ]
    with pytest.raises(NotFound, match=r"november\.csv are not what was loaded"):
        readings.series(ws, h, kpi)
    found = repair_into(ws.store.path, made := ws.store.path.with_name("saved.db"), ws.me, ws.today)
    assert [str(w) for w in found.lost] == [
        "RB-01: the readings from november.csv are lost; load them again"
    ]
    assert found.report.ok
    saved = Workspace.open(made, ws.me, clock=lambda: MONDAY)
    assert [str(r.value) for r in readings.series(saved, h, kpi)] == ["97"]
    assert [str(r.value) for r in readings.series(saved, h, other)] == ["2"]
    readings.load(saved, h, {kpi: days(date(2026, 11, 1), ["98", "99"])}, "november.csv")
    told = saved.dossier(h).get(kpi)
    assert isinstance(told, Kpi)
    assert (told.readings, told.last_value) == (3, Decimal("97"))


def test_of_two_kpis_that_are_one_all_readings_count(pay: Payment, kpi: int) -> None:
    ws, h = pay.ws, pay.handover
    twin = records.add(ws, h, "kpi", {"name": "Availability %"})
    readings.load(ws, h, {kpi: days(date(2026, 11, 1), ["98", "99"])}, "one")
    readings.load(ws, h, {twin: days(date(2026, 11, 2), ["90", "91"])}, "two")
    merging.merge(ws, h, kpi, [twin]).expect()
    assert [str(r.value) for r in readings.series(ws, h, kpi)] == ["98", "99", "91"]
    assert (card(pay, kpi).readings, card(pay, kpi).last_value) == (3, Decimal("91"))
    assert check(ws).faults == []
    undo.undo(ws, h)
    assert (card(pay, kpi).readings, card(pay, kpi).last_value) == (2, Decimal("99"))
    assert (card(pay, twin).readings, card(pay, twin).last_value) == (2, Decimal("91"))
    assert check(ws).faults == []
    records.delete(ws, h, [twin])
    undo.undo(ws, h)
    assert len(readings.series(ws, h, twin)) == 2


def test_a_card_that_no_longer_says_what_its_readings_are_is_found(pay: Payment, kpi: int) -> None:
    ws, h = pay.ws, pay.handover
    readings.load(ws, h, {kpi: days(date(2026, 11, 1), ["98"])}, "november.csv")
    with closing(sqlite3.connect(ws.store.path)) as raw, raw:
        raw.execute("UPDATE r_kpi SET last_value = '99'")
    assert "KPI-01: its card does not say what its readings are" in [
        f"{f.key}: {f.what}" for f in check(ws).faults
    ]
