"""Stored verdicts: good for as long as nothing changes, counted anew when a day turns them."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from db import quick
from tests.services.conftest import Clock, Payment
from workbench.domain.bitext import Bitext
from workbench.domain.errors import StoreError
from workbench.domain.journey import Gate
from workbench.domain.message import msg
from workbench.domain.registers.handover import Handover
from workbench.domain.registers.item import Item
from workbench.domain.verdict import Outcome
from workbench.services import items, portfolio, records, status, summary
from workbench.services.portfolio import Entry
from workbench.services.refresh import refresh

MONDAY = date(2026, 11, 23)
DAY = timedelta(days=1)
LAST = date(2026, 12, 16)
"""The last day of the waiver, further ahead than verdicts are judged."""


def entry(pay: Payment, day: date, **more: object) -> Entry:
    (found,) = portfolio.entries(pay.ws.store.path, day, **more)
    return found


@pytest.fixture
def waived(pay: Payment) -> Payment:
    """PAY whose one mandatory item is waived for three weeks, until a Wednesday."""
    records.edit(pay.ws, pay.handover, pay.handover, "giving", "Delivery")
    records.edit(pay.ws, pay.handover, pay.handover, "receiving", "Operations")
    items.waive(pay.ws, pay.handover, pay.items[:1], "no budget", "by hand", LAST,
                pay.sun).expect()  # fmt: skip
    return pay


def test_what_this_process_was_kept_from_is_not_loaded_by_those_that_count(
    pay: Payment, tmp_path: Path
) -> None:
    bait = tmp_path / "bait" / "sitecustomize.py"
    bait.parent.mkdir()
    bait.write_text(f"open({str(tmp_path / 'loaded')!r}, 'w').close()\n")
    code = (
        f"import sys; sys.path.insert(0, {str(Path(quick.__file__).parents[1])!r})\n"
        "from datetime import date; from pathlib import Path\n"
        "from workbench.services.refresh import _aside\n"
        f"print([*_aside(Path({str(pay.ws.store.path)!r}), [{pay.handover}], date(2026, 11, 23))])"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", code], env={"PYTHONPATH": str(bait.parent)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert f"{{{pay.handover}: " in done.stdout
    assert not (tmp_path / "loaded").exists()


def test_a_day_that_turns_nothing_makes_nothing_stale(pay: Payment) -> None:
    found = entry(pay, MONDAY)
    assert (found.gate, found.verdict, found.stale) == (Gate.G1, Outcome.NO_GO, False)
    later = entry(pay, MONDAY + timedelta(days=300))
    assert (later.stops, later.stale) == (found.stops, False)


def test_a_waiver_that_ends_makes_the_verdict_stale_and_it_is_counted_anew(
    waived: Payment,
) -> None:
    path, thursday = waived.ws.store.path, LAST + DAY
    assert entry(waived, MONDAY).stops == 0
    assert not entry(waived, LAST).stale
    assert entry(waived, thursday).stale
    (done,) = refresh(path, [waived.handover], thursday)
    assert list(done) == [waived.handover]
    found = entry(waived, thursday)
    assert (found.stale, found.verdict, found.stops) == (False, Outcome.NO_GO, 2)


def test_what_a_waiver_that_ends_this_week_leaves_is_known_before(pay: Payment) -> None:
    records.edit(pay.ws, pay.handover, pay.handover, "giving", "Delivery")
    records.edit(pay.ws, pay.handover, pay.handover, "receiving", "Operations")
    wednesday = date(2026, 11, 25)
    items.waive(pay.ws, pay.handover, pay.items[:1], "no budget", "by hand", wednesday,
                pay.sun).expect()  # fmt: skip
    before, after = entry(pay, wednesday), entry(pay, wednesday + DAY)
    assert (before.stale, before.verdict, before.stops) == (False, Outcome.CONDITIONS, 0)
    assert (after.stale, after.verdict, after.stops) == (False, Outcome.NO_GO, 2)
    assert not entry(pay, wednesday + 300 * DAY).stale


def test_days_ahead_are_judged_a_few_times_only(pay: Payment) -> None:
    ends = [MONDAY + n * DAY for n in range(1, summary.STRETCHES + 2)]
    for n in range(len(ends)):
        records.add(pay.ws, pay.handover, "item",
                    {"text": f"Extra {n}", "mandatory": "yes", "person": "Li Wei"})  # fmt: skip
    extra = [i.id for i in pay.ws.dossier(pay.handover).all(Item)][-len(ends) :]
    for item, day in zip(extra, ends, strict=True):
        items.waive(pay.ws, pay.handover, [item], "no budget", "by hand", day, pay.sun).expect()
    stale = [entry(pay, day).stale for day in [MONDAY, *(e + DAY for e in ends)]]
    assert stale == [False] * summary.STRETCHES + [True] * 2


def test_a_date_that_passes_makes_nothing_stale(pay: Payment) -> None:
    """Late is worked out when it is read; a condition stays one when its day has passed."""
    punch = {"title": "Label", "category": "B", "person": "Li Wei", "due": "2026-12-24"}
    records.add(pay.ws, pay.handover, "punch", punch)
    assert not any(entry(pay, MONDAY + n * DAY).stale for n in range(1, 120))


def test_who_may_not_write_keeps_it_in_memory(
    waived: Payment, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, thursday = waived.ws.store.path, LAST + DAY
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        monkeypatch.setattr("db.engine.BUSY_SECONDS", 0.05)
        (done,) = refresh(path, [waived.handover], thursday)
        assert entry(waived, thursday).stale
        shown = entry(waived, thursday, judged=done)
        assert (shown.stale, shown.stops) == (False, 2)
        (listed,) = portfolio.listed(path, thursday)
        counted = listed._replace(judged=done[waived.handover])
        assert portfolio.entry(counted, thursday) == shown
        other.execute("ROLLBACK")


def test_what_somebody_wrote_meanwhile_stays(waived: Payment) -> None:
    path, thursday = waived.ws.store.path, LAST + DAY
    (done,) = refresh(path, [waived.handover], thursday)
    head = done[waived.handover]["head"]
    records.add(waived.ws, waived.handover, "punch", {"title": "Leak", "category": "A"})
    assert entry(waived, MONDAY).stops == 1
    quick.keep_verdicts(path, [(waived.handover, head, "{}")])
    assert entry(waived, MONDAY).stops == 1


def test_the_status_never_says_what_is_stale(waived: Payment, clock: Clock) -> None:
    assert status.to_json(status.read(waived.ws, waived.handover))["verdict"] == "conditions"
    clock.forward(days=24)
    found = status.to_json(status.read(waived.ws, waived.handover))
    assert (found["verdict"], found["stops"]) == ("no_go", 2)
    assert found["gates"]["G1"]["state"] == "not_decided"


@pytest.mark.parametrize(
    "kept", ["", "nonsense", "[]", '{"rules": 1}', '{"gates": 3, "ahead": "G9"}']
)
def test_a_summary_nobody_can_read_is_stale_and_no_error(
    pay: Payment, kept: str, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(pay.ws.store.path)) as connection, connection:
        connection.execute("UPDATE summary SET judged = ?", (kept,))
    assert entry(pay, MONDAY).stale
    assert status.read(pay.ws, pay.handover).judged.next is not None
    list(refresh(pay.ws.store.path, [pay.handover, 999], MONDAY))
    assert not entry(pay, MONDAY).stale


@pytest.fixture
def many(pay: Payment) -> list[int]:
    """PAY and enough others that processes of their own count them; all verdicts are stale."""
    for n in range(30):
        with pay.ws.founding("new", msg("new handover")) as (ed, _):
            ed.add(Handover, code=f"H-{n}", name=Bitext("One more"))
    path = pay.ws.store.path
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE summary SET judged = json_set(judged, '$.rules', 0)")
    assert all(e.stale for e in portfolio.entries(path, MONDAY))
    return [e.id for e in portfolio.entries(path, MONDAY)]


def test_many_are_counted_aside_in_the_order_they_are_asked_for(
    pay: Payment, many: list[int]
) -> None:
    path = pay.ws.store.path
    found = list(refresh(path, many, MONDAY))
    order = [handover for done in found for handover in done]
    assert sorted(order) == sorted(many)
    assert len(found) > 1
    assert set(order[:8]) <= set(many[:16])
    assert not any(e.stale for e in portfolio.entries(path, MONDAY))


def test_where_no_process_can_be_started_they_are_counted_all_the_same(
    pay: Payment, many: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    found = list(refresh(pay.ws.store.path, many, MONDAY))
    assert [handover for done in found for handover in done] == many


def test_whatever_lies_where_the_user_is_is_not_imported(
    pay: Payment, many: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trap = tmp_path / "here" / "json.py"
    trap.parent.mkdir()
    trap.write_text("open('sprung', 'w').close()")
    monkeypatch.chdir(trap.parent)
    assert len(list(refresh(pay.ws.store.path, many, MONDAY))) > 1
    assert not trap.with_name("sprung").exists()


def test_a_file_that_cannot_be_read_is_said(pay: Payment, many: list[int]) -> None:
    pay.ws.store.path.write_bytes(b"something else")
    with pytest.raises(StoreError):
        list(refresh(pay.ws.store.path, many, MONDAY))
