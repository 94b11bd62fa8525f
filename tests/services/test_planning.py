"""Dates before they are decided: a late start, and moving T0."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from db import log
from tests.services.conftest import Payment
from workbench.domain.due import Due, LateStart
from workbench.domain.errors import Refused
from workbench.domain.journey import Gate, Stage, gate_day, gate_days
from workbench.domain.message import msg
from workbench.domain.registers.decision import Decision
from workbench.domain.registers.holiday import Holiday
from workbench.domain.registers.item import Item
from workbench.domain.verdict import Ruling
from workbench.exchange.template_file import find
from workbench.services import handovers, items, planning, portfolio, records, status, undo

TODAY = date(2026, 11, 23)


def test_the_three_choices_are_shown_with_their_dates() -> None:
    template = find("lite", None)
    t0 = TODAY + timedelta(days=38)

    preview = planning.late_start_preview(template, t0, TODAY)

    assert list(preview) == list(LateStart)
    days = {choice: [day for _, day in found.items] for choice, found in preview.items()}
    assert days[LateStart.AS_IS][0] == t0 - timedelta(days=45) < TODAY
    assert days[LateStart.START_TODAY][:2] == [TODAY, TODAY]
    assert days[LateStart.SQUEEZE][0] == TODAY
    assert days[LateStart.SQUEEZE] == sorted(days[LateStart.SQUEEZE])
    assert {d[-1] for d in days.values()} == {t0 + timedelta(days=90)}


def test_the_preview_is_what_a_new_handover_gets(pay: Payment) -> None:
    template, t0 = find("generic", None), TODAY + timedelta(days=20)
    for n, (choice, found) in enumerate(planning.late_start_preview(template, t0, TODAY).items()):
        made = handovers.create(
            pay.ws, code=f"N{n}", name=template.name, t0=t0, template=template, start=choice
        )
        listed = pay.ws.dossier(made).all(Item)
        assert [i.due.resolve(t0) for i in listed if i.due] == [day for _, day in found.items]
        assert gate_days(pay.ws.dossier(made)) == found.gates


def test_a_squeezed_plan_has_its_gates_after_what_they_ask_for(pay: Payment) -> None:
    template, t0 = find("generic", None), TODAY + timedelta(days=20)
    made = handovers.create(
        pay.ws, code="NEAR", name=template.name, t0=t0, template=template, start=LateStart.SQUEEZE
    )
    dossier = pay.ws.dossier(made)
    for stage in (Stage.S1, Stage.S2, Stage.S3):
        held = gate_day(dossier, stage.gate)
        days = [i.due.resolve(t0) for i in dossier.all(Item) if i.stage is stage and i.due]
        assert held is not None
        assert TODAY <= max(d for d in days if d) <= held < t0
    (shown,) = [e for e in portfolio.entries(pay.ws.store.path, TODAY) if e.code == "NEAR"]
    assert shown.gate is Gate.G1
    read = status.read(pay.ws, made).next_gate
    assert read is not None
    assert (read.gate, read.days) == (shown.gate, shown.gate_in)


def test_a_gate_moved_by_hand_is_as_far_away_everywhere(pay: Payment) -> None:
    """Not the day makes a gate the next one, but that it is the first not passed."""
    records.edit(pay.ws, pay.handover, pay.handover, "g1", "2026-11-21")
    records.edit(pay.ws, pay.handover, pay.handover, "g2", "2026-11-25")
    (shown,) = portfolio.entries(pay.ws.store.path, TODAY)
    assert (shown.gate, shown.gate_in) == (Gate.G1, -2)
    found = status.read(pay.ws, pay.handover).next_gate
    assert found is not None
    assert (found.gate, found.days) == (Gate.G1, -2)


def test_moving_t0_shows_the_gates_that_shift(pay: Payment) -> None:
    records.edit(pay.ws, pay.handover, pay.handover, "g2", "2026-12-20")
    found = planning.preview_gates(pay.ws.dossier(pay.handover), date(2027, 1, 11), TODAY)
    told = [(g.gate, g.old, g.new) for g in found]
    assert told[:2] == [
        (Gate.G1, date(2026, 12, 15), date(2026, 12, 11)),
        (Gate.G3, date(2027, 1, 14), date(2027, 1, 10)),
    ], "G2 is on a fixed day, which stays"
    assert len(told) == 6
    with pay.ws.change(pay.handover, "gate", msg("G1 passed")) as ed:
        ed.add(Decision, gate=Gate.G1, ruling=Ruling.PASSED, by=pay.sun)
    found = planning.preview_gates(pay.ws.dossier(pay.handover), date(2027, 1, 11), TODAY)
    assert Gate.G1 not in [g.gate for g in found], "it is over"


def test_moving_t0_shows_what_shifts_and_what_becomes_late(pay: Payment) -> None:
    items.claim(pay.ws, pay.handover, [pay.items[3]]).expect()
    with pay.ws.change(pay.handover, "test", LateStart.AS_IS.label) as ed:
        ed.set(pay.items[2], due=Due(on=date(2026, 12, 24)))
    dossier = pay.ws.dossier(pay.handover)

    found = planning.preview_t0(dossier, date(2027, 1, 11), TODAY)

    told = [(m.key, m.text.en, m.old, m.new, m.becomes_late) for m in found]
    assert told == [
        ("PAY-01", "Plan agreed", date(2026, 11, 16), date(2026, 11, 12), False),
        ("PAY-02", "Roster complete", date(2026, 11, 26), date(2026, 11, 22), True),
        ("PAY-04", "Pack signed", date(2027, 1, 15), date(2027, 1, 11), False),
    ], "a claim may be sent back"
    assert str(planning.staying(dossier)) == "1 date is fixed and stays: PAY-03"


def test_moving_t0_is_one_change_set_that_says_how_much_shifted(pay: Payment) -> None:
    head = pay.ws.head(pay.handover)[0]
    planning.move_t0(pay.ws, pay.handover, date(2027, 1, 22))

    with pay.ws.store.reading() as connection:
        (entry,) = log.entries(connection, pay.handover, after=head)
    assert str(entry.summary) == "T0 from 2027-01-15 to 2027-01-22: 4 dates shifted"
    (shown,) = portfolio.entries(pay.ws.store.path, TODAY)
    assert shown.t0 == date(2027, 1, 22)
    late = [t.key for t in portfolio.tasks(pay.ws.store.path, TODAY) if t.why.value == "late"]
    assert late == []

    undo.undo(pay.ws, pay.handover)
    assert pay.ws.dossier(pay.handover).handover.t0 == date(2027, 1, 15)
    late = [t.key for t in portfolio.tasks(pay.ws.store.path, TODAY) if t.why.value == "late"]
    assert late == ["PAY-01"]


def test_the_actual_t0_keeps_the_planned_one(pay: Payment) -> None:
    planning.move_t0(pay.ws, pay.handover, date(2027, 1, 18), actual=True)
    top = pay.ws.dossier(pay.handover).handover
    assert (top.t0, top.t0_actual, top.day_zero) == (
        date(2027, 1, 15), date(2027, 1, 18), date(2027, 1, 18),
    )  # fmt: skip
    with pytest.raises(Refused, match="T0 was on 2027-01-18; correct the actual T0"):
        planning.move_t0(pay.ws, pay.handover, date(2027, 2, 1))


def test_moving_t0_to_where_it_is_leaves_no_trace(pay: Payment) -> None:
    assert planning.move_t0(pay.ws, pay.handover, date(2027, 1, 15)).set_id is None


def test_a_date_on_a_holiday_is_late_only_after_it(pay: Payment) -> None:
    with pay.ws.change(pay.handover, "test", LateStart.AS_IS.label) as ed:
        ed.add(Holiday, day=date(2026, 11, 22))
    dossier = pay.ws.dossier(pay.handover)
    found = {m.key: m for m in planning.preview_t0(dossier, date(2027, 1, 11), TODAY)}
    assert (found["PAY-02"].new, found["PAY-02"].becomes_late) == (date(2026, 11, 22), False)
