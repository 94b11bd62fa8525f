from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.calendar import Calendar, add_days, parse_day
from workbench.domain.errors import BadValue

MON = date(2026, 11, 23)
CHINA = Calendar(
    off=frozenset(date(2026, 10, n) for n in range(1, 8)),
    work=frozenset({date(2026, 9, 27), date(2026, 10, 10)}),
)
days = st.dates(date(1900, 1, 1), date(2200, 1, 1))
calendars = st.builds(
    Calendar,
    weekend=st.frozensets(st.integers(0, 6), max_size=6),
    off=st.frozensets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=20),
    work=st.frozensets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=5),
)


def test_a_week_is_worked_from_monday_to_friday() -> None:
    week = [MON + timedelta(days=n) for n in range(7)]
    assert [Calendar().is_workday(day) for day in week] == [True] * 5 + [False] * 2


def test_the_working_week_can_be_another() -> None:
    gulf = Calendar(weekend=frozenset({4, 5}))
    assert gulf.is_workday(date(2026, 11, 29))
    assert not gulf.is_workday(date(2026, 11, 27))


def test_a_week_without_working_days_is_refused() -> None:
    with pytest.raises(BadValue):
        Calendar(weekend=frozenset(range(7)))


def test_holidays_and_make_up_days() -> None:
    assert not CHINA.is_workday(date(2026, 10, 1))
    assert CHINA.is_workday(date(2026, 10, 10)), "a Saturday worked for the holiday"
    assert CHINA.next_workday(date(2026, 10, 1)) == date(2026, 10, 8)
    assert CHINA.next_workday(date(2026, 10, 8)) == date(2026, 10, 8)


@pytest.mark.parametrize(
    ("n", "expected"),
    [(0, MON), (1, date(2026, 11, 24)), (5, date(2026, 11, 30)), (-1, date(2026, 11, 20))],
)
def test_adding_working_days(n: int, expected: date) -> None:
    assert Calendar().add_workdays(MON, n) == expected


def test_no_working_days_from_a_sunday_is_that_sunday() -> None:
    sunday = date(2026, 11, 22)
    assert Calendar().add_workdays(sunday, 0) == sunday
    assert Calendar().add_workdays(sunday, 1) == MON


@given(days, st.integers(-60, 60), calendars)
def test_counting_working_days_undoes_adding_them(day: date, n: int, calendar: Calendar) -> None:
    try:
        there = calendar.add_workdays(day, n)
    except BadValue:
        assert day.year < 1902
        return
    assert calendar.workdays_between(day, there) == n
    assert n == 0 or calendar.is_workday(there)


@given(days, days, calendars)
def test_working_days_are_counted_as_day_by_day(
    first: date, last: date, calendar: Calendar
) -> None:
    start, stop = sorted((first, last))
    # A whole century day by day would be the slowest test of all.
    stop = min(stop, start + timedelta(days=400))
    first, last = (start, stop) if first <= last else (stop, start)
    between = [start + timedelta(days=n) for n in range((stop - start).days + 1)]
    counted = between[1:] if first <= last else between[:-1]
    found = sum(calendar.is_workday(day) for day in counted)
    assert calendar.workdays_between(first, last) == (found if first <= last else -found)


def test_who_stays_until_9999_is_counted_at_once() -> None:
    assert Calendar().workdays_between(MON, date(9999, 12, 31)) == 2_080_084
    assert Calendar().workdays_ahead(date(9999, 12, 30), 10) == date.max


@given(st.dates(), st.integers(-40_000, 40_000) | st.integers())
def test_no_distance_breaks_the_arithmetic(day: date, n: int) -> None:
    try:
        there = add_days(day, n)
    except BadValue:
        return
    assert there - day == timedelta(days=n)
    assert there.year >= 1900


def test_a_working_distance_past_the_last_year_is_one_sentence() -> None:
    for n in (-400, 400, -(10**9), 10**9):
        with pytest.raises(BadValue, match="1900"):
            Calendar().add_workdays(date(9999, 1, 1) if n > 0 else date(1900, 12, 1), n)


def test_lateness_counts_from_the_working_day_after_a_holiday() -> None:
    due = date(2026, 10, 1)
    assert CHINA.days_late(due, date(2026, 9, 28)) == -3
    assert CHINA.days_late(due, due) == 0
    assert CHINA.days_late(due, date(2026, 10, 8)) == 0
    assert CHINA.days_late(due, date(2026, 10, 10)) == 2


def test_a_weekend_does_not_move_lateness() -> None:
    saturday = date(2026, 11, 21)
    assert Calendar().days_late(saturday, MON) == 2


def test_a_holiday_that_is_worked_after_all_is_an_ordinary_day() -> None:
    day = date(2026, 10, 1)
    worked = Calendar(off=frozenset({day}), work=frozenset({day}))
    assert worked.days_late(day, date(2026, 10, 2)) == 1


@given(days, st.integers(-400, 400), calendars)
def test_lateness_never_goes_back_as_days_pass(due: date, gap: int, calendar: Calendar) -> None:
    today = due + timedelta(days=gap) if due.year > 1902 else due
    late, next_day = calendar.days_late(due, today), today + timedelta(days=1)
    assert 0 <= calendar.days_late(due, next_day) - late <= 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-12-01", date(2026, 12, 1)),
        ("2026-12-1", date(2026, 12, 1)),
        ("2026/12/01", date(2026, 12, 1)),
        ("2026.12.01", date(2026, 12, 1)),
        ("2026年12月1日", date(2026, 12, 1)),
        ("12月1日", date(2026, 12, 1)),
        ("１２－０１", date(2026, 12, 1)),
        ("12-01", date(2026, 12, 1)),
        ("Dec 1", date(2026, 12, 1)),
        ("1 Dec", date(2026, 12, 1)),
        ("1 December 2027", date(2027, 12, 1)),
        ("Sept. 5, 2026", date(2026, 9, 5)),
        ("11-20", date(2026, 11, 20)),
        ("01-15", date(2027, 1, 15)),
    ],
)
def test_days_are_read_as_people_write_them(text: str, expected: date) -> None:
    assert parse_day(text, MON) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "2026-02-30",
        "13-01",
        "12/01",
        "02-29",
        "1899-12-31",
        "0000-01-01",
        "Foo 1",
        "Ma 1",
    ],
)
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(BadValue):
        parse_day(text, MON)


def test_a_day_without_year_needs_today() -> None:
    with pytest.raises(BadValue, match="no year"):
        parse_day("12-01")


def test_a_leap_day_takes_the_near_year_that_has_it() -> None:
    assert parse_day("02-29", date(2027, 6, 1)) == date(2028, 2, 29)


@given(st.text(), st.dates())
def test_reading_a_day_gives_a_day_or_is_refused(text: str, today: date) -> None:
    try:
        day = parse_day(text, today)
    except BadValue:
        return
    assert day.year >= 1900
