from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.calendar import Calendar
from workbench.domain.dossier import Dossier
from workbench.domain.due import (
    Due,
    LateStart,
    Shift,
    is_late_start,
    late_start,
    parse_due,
    shifts,
)
from workbench.domain.errors import BadValue
from workbench.domain.journey import (
    Dimension,
    Gate,
    Stage,
    gate_day,
    gate_days,
    held_next,
    stage_on,
)
from workbench.domain.registers.handover import Handover

TODAY = date(2026, 11, 23)
DEC_1 = date(2026, 12, 1)
FIXED = Due(on=DEC_1)

rules = st.builds(Due, st.integers(-400, 400), st.booleans())
fixed = st.builds(lambda day: Due(on=day), st.dates(date(1900, 1, 1)))
dues = rules | fixed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("T-30", Due(-30)),
        ("t0", Due()),
        ("T", Due()),
        ("T+5wd", Due(5, working=True)),
        ("T - 3", Due(-3)),
        ("T−3天", Due(-3)),
        ("T+5工作日", Due(5, working=True)),
        ("T＋5个工作日", Due(5, working=True)),
        ("T0-10 days", Due(-10)),
        ("2026-12-01", FIXED),
        ("12-01", FIXED),
        ("Dec 1", FIXED),
        ("12月1日", FIXED),
        ("+8d", FIXED),
        ("8d", FIXED),
        ("8天", FIXED),
        ("1w", Due(on=date(2026, 11, 30))),
        ("tomorrow", Due(on=date(2026, 11, 24))),
        ("明天", Due(on=date(2026, 11, 24))),
    ],
)
def test_due_dates_are_read_as_people_write_them(text: str, expected: Due) -> None:
    assert parse_due(text, TODAY) == expected


@pytest.mark.parametrize(
    "text", ["", "soon", "T-", "T30", "30", "T-1.5", "-3d", "2026-13-01", "T-999999", "+999999d"]
)
def test_what_is_no_due_date_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(BadValue) as caught:
        parse_due(text, TODAY)
    assert "\n" not in str(caught.value)


def test_the_refusal_names_what_is_accepted() -> None:
    with pytest.raises(BadValue, match=r'"soon" .*T-30.*T\+5wd.*2026-12-01.*Dec 1.*\+3d'):
        parse_due("soon", TODAY)


def test_days_from_today_need_today() -> None:
    with pytest.raises(BadValue):
        parse_due("+3d")


@given(dues)
def test_what_is_shown_is_read_back(due: Due) -> None:
    assert parse_due(str(due)) == due


@given(st.text(alphabet="tT0123456789+-−wd工作日天 月年DecNov/.") | st.text(), st.dates())
def test_reading_never_fails_otherwise(text: str, today: date) -> None:
    try:
        due = parse_due(text, today)
    except BadValue:
        return
    assert parse_due(str(due)) == due


@pytest.mark.parametrize(
    ("due", "shown"),
    [(Due(), "T0"), (Due(5), "T+5"), (Due(-30), "T-30"), (Due(5, True), "T+5wd")],
)
def test_rules_are_shown_in_one_form(due: Due, shown: str) -> None:
    assert str(due) == shown


def test_rules_follow_t0_and_fixed_days_do_not() -> None:
    t0 = date(2027, 1, 15)
    assert Due(-30).resolve(t0) == date(2026, 12, 16)
    assert Due(5, working=True).resolve(t0) == date(2027, 1, 22)
    assert FIXED.resolve(t0) == FIXED.resolve(None) == DEC_1
    assert Due(-30).resolve(None) is None


@given(st.integers(-36_500, 36_500), st.booleans(), st.sampled_from([date(1900, 1, 1), date.max]))
def test_no_rule_overflows(offset: int, working: bool, t0: date) -> None:
    try:
        day = Due(offset, working).resolve(t0)
    except BadValue:
        return
    assert day is not None
    assert day.year >= 1900


@pytest.mark.parametrize("year", [1, 1899])
def test_a_fixed_day_before_1900_is_refused(year: int) -> None:
    with pytest.raises(BadValue):
        Due(on=date(year, 5, 5))


def test_a_due_date_is_not_both_fixed_and_a_rule() -> None:
    with pytest.raises(BadValue):
        Due(-3, on=DEC_1)


# Starting late


def test_squeezed_dates_lie_between_today_and_t0_in_their_order() -> None:
    t0 = TODAY + timedelta(days=30)
    squeezed = late_start(
        (Due(-60), Due(-30), Due(-1), Due(), Due(5), FIXED), t0, TODAY, LateStart.SQUEEZE
    )
    assert squeezed == (Due(-30), Due(-15), Due(-1), Due(), Due(5), FIXED)


def test_starting_today_moves_only_what_is_late() -> None:
    t0 = TODAY + timedelta(days=30)
    plan = (Due(-60), Due(-30), Due(-20, working=True), Due(5), FIXED)
    assert late_start(plan, t0, TODAY, LateStart.START_TODAY) == (Due(-30), *plan[1:])


def test_as_is_keeps_everything() -> None:
    assert late_start((Due(-60), FIXED), DEC_1, TODAY, LateStart.AS_IS) == (Due(-60), FIXED)


@pytest.mark.parametrize("choice", LateStart)
def test_a_plan_in_time_is_never_stretched(choice: LateStart) -> None:
    plan = (Due(-10), Due(-5, working=True), Due(3))
    assert late_start(plan, TODAY + timedelta(days=60), TODAY, choice) == plan


def test_late_start_is_noticed_only_while_t0_is_ahead() -> None:
    plan = (Due(-60), Due(5))
    assert is_late_start(plan, TODAY + timedelta(days=38), TODAY)
    assert not is_late_start(plan, TODAY + timedelta(days=60), TODAY)
    assert not is_late_start(plan, TODAY - timedelta(days=1), TODAY)
    assert not is_late_start((FIXED, Due(5)), TODAY + timedelta(days=2), TODAY)


@given(st.lists(dues, max_size=30), st.integers(0, 120))
def test_squeezing_keeps_order_and_leaves_nothing_behind(plan: list[Due], ahead: int) -> None:
    t0 = TODAY + timedelta(days=ahead)
    squeezed = late_start(plan, t0, TODAY, LateStart.SQUEEZE)
    before = [due.resolve(t0) for due in plan]
    after = [due.resolve(t0) for due in squeezed]
    pairs = [
        (old, new)
        for due, old, new in zip(plan, before, after, strict=True)
        if not due.fixed and old and new
    ]
    assert all(new >= TODAY for _, new in pairs)
    assert all(new == old for old, new in pairs if old >= t0)
    assert all(new < t0 for old, new in pairs if old < t0 and ahead > 0)
    ordered = [new for _, new in sorted(pairs)]
    assert ordered == sorted(ordered)
    assert all(new == old for due, old, new in zip(plan, plan, squeezed, strict=True) if due.fixed)


@given(st.lists(rules, max_size=30), st.integers(-60, 120))
def test_starting_today_leaves_nothing_behind(plan: list[Due], ahead: int) -> None:
    t0 = TODAY + timedelta(days=ahead)
    started = late_start(plan, t0, TODAY, LateStart.START_TODAY)
    for old, new in zip(plan, started, strict=True):
        before, after = old.resolve(t0), new.resolve(t0)
        assert before is not None
        assert after == max(before, TODAY)


# Moving T0


def test_moving_t0_lists_what_moves() -> None:
    plan = (Due(-1), FIXED, Due(1, working=True))
    friday, saturday = date(2026, 11, 27), date(2026, 11, 28)
    assert shifts(plan, friday, saturday, Calendar()) == [
        Shift(0, date(2026, 11, 26), date(2026, 11, 27))
    ], "one working day later is the same Monday"


def test_a_first_t0_gives_days_to_every_rule() -> None:
    assert shifts((Due(-1), FIXED), None, DEC_1) == [Shift(0, None, date(2026, 11, 30))]


# The journey they measure


def planned(t0: date | None, **gates: Any) -> Dossier:
    return Dossier(Handover(id=1, t0=t0, **gates), {}, 0)


@pytest.mark.parametrize(
    ("t0", "gate", "days_ahead"),
    [
        (date(2027, 1, 15), Gate.G1, 22),
        (date(2026, 12, 1), Gate.G3, 7),
        (date(2026, 10, 30), Gate.G5, 6),
        (date(2026, 12, 1), Gate.G4, 8),
    ],
)
def test_days_to_the_held_next(t0: date, gate: Gate, days_ahead: int) -> None:
    day = gate_day(planned(t0), gate)
    assert day is not None
    assert (day - TODAY).days == days_ahead


def test_every_gate_up_to_closure_is_the_last_day_of_its_stage() -> None:
    for stage in Stage:
        assert stage.gate.stage is stage
        if stage.window.last is not None:
            assert stage.gate.offset == stage.window.last


@given(st.integers(-400, 4000))
def test_every_day_is_in_one_stage(offset: int) -> None:
    t0 = date(2026, 12, 1)
    stage = stage_on(planned(t0), t0 + timedelta(days=offset))
    assert offset in stage.window or (offset < -60 and stage is Stage.S1)
    assert sum(offset in s.window for s in Stage) == (offset >= -60)


def test_a_handover_holds_its_gates_on_days_of_its_own() -> None:
    plan = planned(DEC_1, g1=Due(-20), g2=Due(on=date(2026, 11, 24)), g3=Due(-2, working=True))
    days = gate_days(plan)
    assert [days[g] for g in (Gate.G1, Gate.G2, Gate.G3, Gate.G4)] == [
        date(2026, 11, 11), date(2026, 11, 24), date(2026, 11, 27), DEC_1,
    ]  # fmt: skip
    assert held_next(days, TODAY) == (Gate.G2, date(2026, 11, 24))
    assert stage_on(plan, date(2026, 11, 12)) is Stage.S2


def test_a_gate_without_a_plan_is_passed_over() -> None:
    plan = planned(DEC_1, g3=None)
    assert gate_day(plan, Gate.G3) is None
    assert held_next(gate_days(plan), TODAY) == (Gate.G4, DEC_1)
    assert gate_days(planned(None)) == {}


def test_dimensions_carry_the_number_that_filters_by_them() -> None:
    assert [dimension.number for dimension in Dimension] == list(range(1, 9))
    assert [dimension.label.id for dimension in Dimension] == (
        ["Goals", "Team", "Risk", "Tools", "KPI", "Know", "Work", "Loop"]
    )


def test_a_gate_after_the_last_year_is_one_sentence() -> None:
    with pytest.raises(BadValue):
        gate_day(planned(date.max), Gate.G5)
