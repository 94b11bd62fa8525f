from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from tests.services.conftest import Clock, Payment, paste
from workbench.domain.errors import BadValue
from workbench.domain.journey import Dimension, Gate
from workbench.services import items, records, undo, waves
from workbench.services.status import (
    deed_to_json,
    parse_since,
    read,
    since,
    since_in_full,
    to_json,
    told,
)


def test_the_status_counts_items_and_days(pay: Payment) -> None:
    items.claim(pay.ws, pay.handover, pay.items[:2], "wiki/plan", pay.li)
    items.verify(pay.ws, pay.handover, pay.items[:1], pay.sun)
    found = read(pay.ws, pay.handover)
    assert (found.code, found.t0, found.days_to_t0) == ("PAY", date(2027, 1, 15), 53)
    assert found.next_gate is not None
    assert (found.next_gate.gate, found.next_gate.days) == (Gate.G1, 22)
    assert (found.items.total, found.items.claimed, found.items.verified) == (4, 1, 1)
    assert found.waiting == 1
    assert found.items.verified_share.percent == 25


def test_late_items_count_on_the_day_they_are_late(pay: Payment, clock: Clock) -> None:
    assert read(pay.ws, pay.handover).items.overdue == 1
    clock.forward(days=10)
    assert read(pay.ws, pay.handover).items.overdue == 2


def test_dimensions_are_counted_each(pay: Payment) -> None:
    records.edit(pay.ws, pay.handover, pay.items[0], "dimension", "D2")
    found = read(pay.ws, pay.handover)
    assert found.dimensions[Dimension.TEAM].total == 1
    assert found.dimensions[Dimension.TEAM].overdue == 1
    assert found.dimensions[Dimension.KNOWLEDGE].total == 0


def test_the_head_moves_with_every_change(pay: Payment) -> None:
    before = read(pay.ws, pay.handover).head
    items.block(pay.ws, pay.handover, pay.items[:1], "no budget")
    after = read(pay.ws, pay.handover).head
    assert before != after
    assert after == pay.ws.head(pay.handover)[1]


def test_json_has_codes_and_numbers_and_no_names(pay: Payment) -> None:
    found = to_json(read(pay.ws, pay.handover))
    assert found["name"] == {"en": "Payment system", "zh": "支付系统"}
    assert found["state"] == "planning"
    assert found["next_gate"] == {"gate": "G1", "day": "2026-12-15", "days": 22}
    assert list(found["dimensions"]) == [d.value for d in Dimension]
    assert "Li Wei" not in str(found)


def test_a_handover_without_t0_has_no_day_for_its_gate(pay: Payment) -> None:
    records.edit(pay.ws, pay.handover, pay.handover, "t0", "")
    found = to_json(read(pay.ws, pay.handover))
    assert found["t0"] is None
    assert found["days_to_t0"] is None
    assert found["next_gate"] == {"gate": "G1", "day": None, "days": None}


def test_since_tells_what_was_done_by_whom_and_who_typed_it(pay: Payment, clock: Clock) -> None:
    clock.forward(days=8)
    items.claim(pay.ws, pay.handover, pay.items[:1], "wiki/plan", pay.li)
    items.verify(pay.ws, pay.handover, pay.items[:1], pay.sun)
    deeds = since(pay.ws, pay.handover, parse_since("7d", pay.ws.today))
    assert [d.kind for d in deeds] == ["claim", "verify"]
    first, second = (told(d, pay.ws.context) for d in deeds)
    assert first.endswith("Claim: PAY-01, by Li Wei")
    assert second.endswith("Verify: PAY-01, by Sun Yu, typed by Li Wei")
    assert [deed_to_json(d)["by"] for d in deeds] == ["P-01", "P-02"]


def test_since_marks_what_was_taken_back(pay: Payment) -> None:
    moment = pay.ws.clock()
    items.block(pay.ws, pay.handover, pay.items[:1], "no budget")
    undo.undo(pay.ws, pay.handover)
    deeds = since(pay.ws, pay.handover, moment)[-2:]
    assert [deed_to_json(d)["undone"] for d in deeds] == [True, False]
    assert "(undone), by Li Wei" in told(deeds[0], pay.ws.context)


def test_since_names_the_records_the_values_and_the_reason(pay: Payment) -> None:
    moment = pay.ws.clock()
    ws, h, (one, two, *_) = pay.ws, pay.handover, pay.items
    records.edit(ws, h, one, "due", "2026-12-01")
    records.bulk_edit(ws, h, [one, two], "person", "Sun Yu")
    until = pay.ws.today + timedelta(days=9)
    items.waive(ws, h, [one, two], "no time", "night watch", until, pay.sun).expect()
    records.edit(ws, h, pay.sun, "contact", "555-0199")
    records.add(ws, h, "item", {"text": "Runbook read"})
    told_ = [told(d, ws.context).partition("  ")[2] for d in since_in_full(ws, h, moment)]
    assert "Due of PAY-01: T-60 -> 2026-12-01, by Li Wei" in told_
    assert "Owner of 2 records: PAY-01, PAY-02: Li Wei -> Sun Yu, by Li Wei" in told_
    assert any(line.startswith("Waive: 2 items: PAY-01, PAY-02 (no time), by ") for line in told_)
    assert "new item: PAY-05 Runbook read, by Li Wei" in told_
    assert "555-0199" not in str(told_), "nobody's number is told"


def test_since_does_not_tell_when_somebody_leaves_who_has_not_been_told(pay: Payment) -> None:
    ws, h, moment = pay.ws, pay.handover, pay.ws.clock()
    records.edit(ws, h, pay.sun, "release", "2027-01-31")
    records.edit(ws, h, pay.sun, "successor", "Li Wei")
    said = [told(d, ws.context) for d in since_in_full(ws, h, moment)]
    assert not [line for line in said if "2027-01-31" in line or "-> Li Wei" in line]
    records.edit(ws, h, pay.sun, "told_on", "2026-11-20")
    said = [told(d, ws.context) for d in since_in_full(ws, h, moment)]
    assert any("Planned release of P-02: - -> 2027-01-31" in line for line in said)
    assert any("Successor of P-02: - -> Li Wei" in line for line in said)


def test_since_does_not_name_who_goes_with_a_wave_and_does_not_know_it(pay: Payment) -> None:
    ws, h, moment = pay.ws, pay.handover, pay.ws.clock()
    records.edit(ws, h, pay.li, "told_on", "2026-11-20")
    waves.put_into_new(ws, h, "First wave", date(2026, 12, 18), [pay.li, pay.sun])
    [line] = [x for d in since_in_full(ws, h, moment) if "wave" in (x := told(d, ws.context))]
    assert "2 people into First wave: " in line
    assert "P-01" in line
    assert "P-02" not in line


def test_since_says_of_hundreds_of_rows_what_their_act_is_called(pay: Payment) -> None:
    moment = pay.ws.clock()
    paste(pay.ws, pay.handover, "person", [["Name"], *([f"Person {n}"] for n in range(600))])
    records.edit(pay.ws, pay.handover, pay.items[0], "due", "2026-12-01")
    *_, came, edited = (
        told(d, pay.ws.context) for d in since_in_full(pay.ws, pay.handover, moment)
    )
    assert came.endswith("import of pasted rows into Roster: 600 new, by Li Wei")
    assert edited.endswith("Due of PAY-01: T-60 -> 2026-12-01, by Li Wei")


def test_somebody_who_is_not_on_the_roster_has_no_key(pay: Payment) -> None:
    pay.ws.me = type(pay.ws.me)("Stranger")
    items.block(pay.ws, pay.handover, pay.items[:1], "no budget")
    [deed] = since(pay.ws, pay.handover, pay.ws.clock())[-1:]
    assert deed.who == "Stranger"
    assert deed_to_json(deed)["by"] is None


@pytest.mark.parametrize(
    ("text", "day"),
    [("7d", date(2026, 11, 16)), ("2w", date(2026, 11, 9)), ("0d", date(2026, 11, 23)),
     ("2026-10-01", date(2026, 10, 1)), ("11-20", date(2026, 11, 20))],
)  # fmt: skip
def test_since_takes_spans_and_days(text: str, day: date) -> None:
    moment = parse_since(text, date(2026, 11, 23))
    assert moment == datetime(day.year, day.month, day.day).astimezone()


def test_since_complains_of_anything_else() -> None:
    with pytest.raises(BadValue, match="yesterdayish"):
        parse_since("yesterdayish", date(2026, 11, 23))
