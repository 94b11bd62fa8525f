"""Charts, read back from a terminal's cells: the ramp-down, readings, stretches of days."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tests.fixtures.crew import TODAY, Crew
from workbench.domain.registers.person import Employment, PersonState
from workbench.figures.rampdown import RampDown, ramp_down
from workbench.figures.vacuum import holes
from workbench.language import Tr
from workbench.pack.bars import (
    ACTUAL,
    PLANNED,
    SAFE,
    Series,
    bars,
    covering,
    day_axis,
    day_cells,
    ramp_chart,
    ramp_table,
    strip,
    trend,
)


def cells(lines: Sequence[str], width: int = 80, height: int = 24) -> list[str]:
    """The lines as a terminal shows them."""
    screen = pyte.Screen(width, height)
    pyte.Stream(screen).feed("\r\n".join(lines))
    return list(screen.display)


def read_back(shown: Sequence[str], marks: str) -> tuple[list[int], list[tuple[int, ...]]]:
    """What the axis says each row stands for, and the heights of each group's bars."""
    foot = next(n for n, line in enumerate(shown) if re.match(r" *0 \+-", line))
    left = shown[foot].index("+") + 1
    groups = shown[foot].count("-") // (len(marks) + 1)
    plot = [line for line in shown[:foot] if re.match(r" *\d+ \|", line)]
    found = []
    for group in range(groups):
        columns = [left + group * (len(marks) + 1) + n for n in range(len(marks))]
        bar = []
        for column, mark in zip(columns, marks, strict=True):
            drawn = [line[column] for line in plot]
            bar.append(drawn.count(mark))
            # A bar stands on the axis and has no holes.
            assert drawn == [" "] * (len(plot) - bar[-1]) + [mark] * bar[-1]
        assert all(line[columns[-1] + 1] == " " for line in plot)
        found.append(tuple(bar))
    return [int(line.split("|")[0]) for line in plot], found


def agrees(found: RampDown, shown: Sequence[str]) -> bool:
    """Whether the cells say of every week what the figures say: height = round(value / scale)."""
    values, drawn = read_back(shown, PLANNED + ACTUAL + SAFE)
    scale = values[-1]
    if values != [scale * n for n in range(len(values), 0, -1)] or len(drawn) != len(found.weeks):
        return False
    return all(
        heights == tuple(
            int(Decimal(n) / scale + Decimal("0.5"))
            for n in (w.planned.heads, w.actual.heads if w.actual else 0, w.safe.heads)
        )
        for heights, w in zip(drawn, found.weeks, strict=True)
    )  # fmt: skip


@pytest.fixture
def plant() -> RampDown:
    """300 installers, of whom 60 have left, 120 are to go in four waves, and 30 may not yet."""
    crew = Crew()
    for n in range(300):
        values: dict[str, object] = {}
        if n < 60:
            values = {"state": PersonState.RELEASED, "release": date(2026, 11, 13),
                      "left_on": date(2026, 11, 13 if n < 20 else 18)}  # fmt: skip
        elif n < 180:
            values = {"release": date(2026, 12, 4) + timedelta(days=7 * (n % 4)),
                      "told_on": TODAY, "notice": 45 if n < 90 else 7,
                      "no_successor": "the plant stands"}  # fmt: skip
        crew.person(f"Installer {n}", **values)
    return ramp_down(crew.dossier(), TODAY)


@pytest.mark.parametrize("height", [24, 18, 10])
def test_the_chart_is_read_back_from_the_cells_of_an_80_by_24_terminal(
    plant: RampDown, height: int
) -> None:
    lines = ramp_chart(plant, Tr("en"), 80, height)
    assert len(lines) <= height
    assert all(line.isascii() and len(line) <= 80 for line in lines)
    assert agrees(plant, cells(lines))


@pytest.mark.parametrize("wrong", ["planned", "actual", "safe"])
def test_wrong_figures_are_found_out(plant: RampDown, wrong: str) -> None:
    shown = cells(ramp_chart(plant, Tr("en"), 80, 24))
    scale = read_back(shown, PLANNED + ACTUAL + SAFE)[0][-1]
    for place, week in enumerate(plant.weeks):
        count = getattr(week, wrong)
        if count is not None:
            off = replace(week, **{wrong: count._replace(heads=count.heads + scale)})
            weeks = (*plant.weeks[:place], off, *plant.weeks[place + 1 :])
            assert not agrees(replace(plant, weeks=weeks), shown), week.first


def test_what_the_chart_looks_like(plant: RampDown) -> None:
    assert ramp_chart(plant, Tr("en"), 80, 12) == [
        "# planned  = were there  . by the safe days   a row: 50 people, a bar: 1 week",
        "300 |#=.  =.",
        "250 |#=. #=. #=. #=.",
        "200 |#=. #=. #=. #=. #   #",
        "150 |#=. #=. #=. #=. # . # . # .   .   .",
        "100 |#=. #=. #=. #=. # . # . # . # . # . # .",
        " 50 |#=. #=. #=. #=. # . # . # . # . # . # .",
        "  0 +----------------------------------------",
        "     11-02   11-16   11-30   12-14   12-28",
    ]


def test_in_chinese_only_the_legend_differs(plant: RampDown) -> None:
    legend, *chart = ramp_chart(plant, Tr("zh_CN"), 80, 12)
    assert chart == ramp_chart(plant, Tr("en"), 80, 12)[1:]
    assert cell_len(legend) <= 80
    assert "计划" in legend


def test_the_table_says_the_same_of_every_week(plant: RampDown) -> None:
    titles, rows = ramp_table(plant, TODAY)
    assert len(titles) == len(rows[0])
    assert [(int(r[1]), r[3], int(r[5])) for r in rows] == [
        (w.planned.heads, str(w.actual.heads) if w.actual else "", w.safe.heads)
        for w in plant.weeks
    ]
    assert [r[0] for r in rows if "*" in r[0]] == ["2026-11-23*"]


@pytest.mark.parametrize(
    ("outside", "shown"), [(126, "42.0 % (126/300) >40"), (120, "40.0 % (120/300)")]
)
def test_the_table_marks_a_share_from_outside_above_the_line(outside: int, shown: str) -> None:
    crew = Crew()
    for n in range(300):
        crew.person(f"P{n}", employment=Employment.VENDOR if n < outside else Employment.STAFF)
    assert {r[-1] for r in ramp_table(ramp_down(crew.dossier(), TODAY), TODAY)[1]} == {shown}


def test_where_not_all_weeks_fit_the_last_is_among_those_shown() -> None:
    for count in range(1, 90):
        values = list(range(count))
        chart = bars([Series("#", values), Series("=", values)], [f"{n:05}" for n in values], 60, 9)
        _, drawn = read_back(cells(chart.lines), "#=")
        shown = values[:: -chart.step][::-1]
        assert [a for a, _ in drawn] == [(2 * v + chart.scale) // (2 * chart.scale) for v in shown]
        assert chart.lines[-1].split()[-1] in [f"{v:05}" for v in shown]
        assert all(len(line) <= 60 for line in chart.lines)


VALUES = st.one_of(st.none(), st.integers(0, 5000), st.decimals(0, 5000, places=2, allow_nan=False))


@given(st.lists(VALUES, min_size=1, max_size=15), st.integers(1, 15))
def test_any_values_are_drawn_to_scale(values: list[int | Decimal | None], height: int) -> None:
    chart = bars([Series("#", values)], ["12-18"] * len(values), 70, height)
    assert len(chart.lines) <= height + 2
    _, drawn = read_back(cells(chart.lines), "#")
    assert [bar for (bar,) in drawn] == [
        int(Decimal(v or 0) / chart.scale + Decimal("0.5")) for v in values
    ]


def test_nothing_to_draw_is_an_axis_and_no_failure() -> None:
    assert bars([Series("#", [])], [], 80, 10).lines == ("0 +", "")
    empty = ramp_down(Crew().dossier(), TODAY)
    assert len(ramp_chart(empty, Tr("en"), 80, 12)) == 3


# Readings over time


def rows_of(lines: Sequence[str]) -> dict[Decimal, str]:
    """The cells of each row, by the value it says."""
    split = [line.split("|", 1) for line in lines if " |" in line]
    return {Decimal(value.strip()): cells for value, cells in split}


@pytest.mark.parametrize("seed", range(20))
def test_each_reading_is_in_the_row_nearest_to_it_and_at_its_day(seed: int) -> None:
    rng = random.Random(seed)
    spread = rng.choice((1, 100, 5_000_000))
    days = sorted(rng.sample(range(200), 12))
    points = [
        (date(2026, 1, 1) + timedelta(days=n), Decimal(rng.randint(-spread, spread)) / 100)
        for n in days
    ]
    width, height = rng.randint(30, 120), rng.randint(4, 14)
    made = trend(points, {"=": points[0][1]}, width, height)
    assert all(len(line) <= width for line in made.lines)
    rows = rows_of(made.lines)
    assert len(rows) <= height + 1
    cells = width - max(len(line.split("|")[0]) for line in made.lines if " |" in line) - 1
    expected = set()
    for day, value in points:
        near = min(rows, key=lambda row: (abs(row - value), -row))
        assert abs(near - value) <= made.scale / 2
        place = (day - points[0][0]).days * (cells - 1) // (points[-1][0] - points[0][0]).days
        expected.add((near, place))
    drawn = {(row, n) for row, text in rows.items() for n, c in enumerate(text) if c == "*"}
    assert drawn == expected


def test_a_chart_of_one_reading_and_of_none() -> None:
    assert trend([], {"=": Decimal(1)}, 40, 8).lines == ()
    lines = trend([(date(2026, 11, 1), Decimal("98.2"))], {}, 40, 8).lines
    assert sum(line.count("*") for line in lines) == 1
    assert "2026-11-01" in lines[-1]


# Stretches of days


@pytest.mark.parametrize("seed", range(20))
def test_a_strip_says_of_each_cell_what_a_loop_over_its_days_finds(seed: int) -> None:
    rng = random.Random(seed)
    first = date(2026, 12, 16)
    last = first + timedelta(days=120)

    def day() -> date:
        return first + timedelta(days=rng.randint(-20, 140))

    spans = [(a, b) for a, b in ((day(), day()) for _ in range(4)) if a <= b]
    window = (first, last - timedelta(days=rng.choice((0, 40))))
    cells = day_cells(first, last, rng.randint(10, 130))
    all_days = [first + timedelta(days=n) for n in range(121)]
    assert [d for a, b in cells for d in all_days if a <= d <= b] == all_days
    drawn = covering(cells, window, holes(*window, spans), spans)
    for (a, b), mark in zip(cells, drawn, strict=True):
        counts = [
            sum(x <= d <= y for x, y in spans) for d in all_days
            if a <= d <= b and window[0] <= d <= window[1]
        ]  # fmt: skip
        least = min(counts, default=None)
        assert mark == (" " if least is None else "!" if least == 0 else str(least))
    for span in spans:
        bar = strip(cells, span, "#")
        assert [c == "#" for c in bar] == [a <= span[1] and span[0] <= b for a, b in cells]
    assert set(strip(cells, None, "#")) == {"."}


def test_an_axis_keeps_its_labels_apart() -> None:
    first = date(2026, 12, 16)
    labels = {first + timedelta(days=n): f"T{n - 30:+d}" for n in (0, 1, 30, 60)}
    axis = day_axis(day_cells(first, first + timedelta(days=120), 41), labels)
    assert axis == "T-30      T+0       T+30"
