"""Charts in letters any terminal has: upright bars, readings over time, and stretches of days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from math import ceil, floor

from workbench.domain.dossier import Translate
from workbench.domain.message import Msg, msg, nmsg, pmsg
from workbench.figures.rampdown import OUTSIDE_LINE, TAIL_DAYS, RampDown, Week
from workbench.figures.share import FineShare, plain

_LABEL = 5  # cells of a day, 12-18
_NICE = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class Series:
    """One value a place, drawn with a mark of one cell; None is not known, and drawn as nothing."""

    mark: str
    values: Sequence[int | Decimal | None]


@dataclass(frozen=True, slots=True)
class Chart:
    """The lines of a chart; a row of it is `scale`, and each place shown is `step` after the one
    before it, the last being the last there is."""

    lines: tuple[str, ...]
    scale: int
    step: int


def bars(series: Sequence[Series], labels: Sequence[str], width: int, height: int) -> Chart:
    """Bars side by side, a group for each place; a bar is round(value / scale) rows high, halves
    up, and the scale the smallest of 1, 2, 5, 10, 20 ... at which `height` rows are enough.

    `labels` stand below the groups, as many as fit. Where not all groups fit into `width` cells,
    every second is shown, or third.
    """
    most = max((v for s in series for v in s.values if v is not None), default=0)
    scale = _scale(most, height)
    rows = _rows(most, scale)
    margin = len(str(rows * scale)) + 2
    group = len(series) + 1
    step = -(-len(labels) // max(1, (width - margin) // group))
    places = range((len(labels) - 1) % step, len(labels), step) if labels else range(0)
    lines = []
    for row in range(rows, 0, -1):
        marks = "".join(
            "".join(_mark(s, place, row, scale) for s in series) + " " for place in places
        )
        lines.append(f"{row * scale:>{margin - 2}} |{marks}".rstrip())
    lines.append(f"{0:>{margin - 2}} +{'-' * (group * len(places))}")
    every = -(-(_LABEL + 1) // group)
    below = "".join(labels[place].ljust(group * every) for place in places[::every])
    lines.append(f"{'':{margin}}{below}"[:width].rstrip())
    return Chart(tuple(lines), scale, step)


def _mark(series: Series, place: int, row: int, scale: int) -> str:
    value = series.values[place]
    return series.mark if value is not None and _rows(value, scale) >= row else " "


def _rows(value: int | Decimal, scale: int) -> int:
    return int((2 * value + scale) // (2 * scale))


def _scale(most: int | Decimal, height: int) -> int:
    size = 1
    while True:
        for nice in _NICE:
            if _rows(most, nice * size) <= max(1, height):
                return nice * size
        size *= 10


# Readings over time

READING = "*"


@dataclass(frozen=True, slots=True)
class Trend:
    """The lines of a chart of readings; a row is `scale`, and each row says its value."""

    lines: tuple[str, ...]
    scale: Decimal


def trend(
    points: Sequence[tuple[date, Decimal]], levels: Mapping[str, Decimal], width: int, height: int
) -> Trend:
    """Each reading as a mark in the row nearest to its value, over the days from left to right.

    `levels` are drawn across by their marks, such as a target; the scale is the smallest of 1, 2,
    5 times a power of ten at which `height` rows are enough.
    """
    values = [*(value for _, value in points), *levels.values()]
    if not points or not values:
        return Trend((), Decimal(1))
    low, high = min(values), max(values)
    scale = _step(low, high, height)
    bottom = floor(low / scale)
    rows = [_row(value, scale) - bottom for _, value in points]
    count = max(_row(high, scale) - bottom, 1) + 1
    labels = [plain((bottom + n) * scale) for n in range(count)]
    margin = max(map(len, labels))
    cells = max(2, width - margin - 2)
    first, last = points[0][0], points[-1][0]
    days = max(1, (last - first).days)
    marks = [[" "] * cells for _ in range(count)]
    for mark, value in levels.items():
        marks[_row(value, scale) - bottom] = [mark] * cells
    for (day, _), row in zip(points, rows, strict=True):
        marks[row][(day - first).days * (cells - 1) // days] = READING
    lines = [f"{labels[n]:>{margin}} |{''.join(marks[n])}".rstrip() for n in reversed(range(count))]
    lines.append(f"{'':{margin}} +{'-' * cells}")
    ends = str(first) + str(last).rjust(cells - len(str(first)))
    lines.append(f"{'':{margin}}  {ends if first < last else first}"[:width])
    return Trend(tuple(lines), scale)


def _row(value: Decimal, scale: Decimal) -> int:
    """The row nearest to a value, halves up."""
    return floor(value / scale + Decimal("0.5"))


def _step(low: Decimal, high: Decimal, height: int) -> Decimal:
    span = high - low
    size = Decimal(1).scaleb((span or abs(high) or Decimal(1)).adjusted() - 3)
    while True:
        for nice in _NICE:
            if ceil(high / (nice * size)) - floor(low / (nice * size)) < max(2, height):
                return nice * size
        size *= 10


# Stretches of days

Span = tuple[date, date]
"""The first and the last day."""
NOTHING, HOLE, MANY = ".", "!", "+"


def day_cells(first: date, last: date, width: int) -> tuple[Span, ...]:
    """The days each cell of a strip stands for, all as many, so that `width` cells are enough."""
    days = (last - first).days + 1
    step = -(-days // max(1, width))
    starts = (first + timedelta(days=n) for n in range(0, days, step))
    return tuple((day, min(last, day + timedelta(days=step - 1))) for day in starts)


def strip(cells: Sequence[Span], span: Span | None, mark: str) -> str:
    """A stretch of days: its mark in each cell of which it has a day."""
    return "".join(mark if span and _meet(cell, span) else NOTHING for cell in cells)


def covering(cells: Sequence[Span], window: Span, holes: Sequence[Span],
             spans: Sequence[Span]) -> str:  # fmt: skip
    """How many of the stretches there are on every day of a cell; `!` where there is a day
    without, and nothing outside the window."""
    return "".join(_covered(cell, window, holes, spans) for cell in cells)


def _covered(cell: Span, window: Span, holes: Sequence[Span], spans: Sequence[Span]) -> str:
    if not _meet(cell, window):
        return " "
    if any(_meet(cell, hole) for hole in holes):
        return HOLE
    first, last = max(cell[0], window[0]), min(cell[1], window[1])
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    least = min(sum(a <= day <= b for a, b in spans) for day in days)
    return str(least) if least < 10 else MANY


def day_axis(cells: Sequence[Span], labels: Mapping[date, str]) -> str:
    """The labels, each beginning in the cell of its day; those without room are left out."""
    line = ""
    for day, label in sorted(labels.items()):
        place = next((n for n, cell in enumerate(cells) if cell[0] <= day <= cell[1]), None)
        if place is not None and (not line or place > len(line)):
            line = line.ljust(place) + label
    return line


def _meet(one: Span, other: Span) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


PLANNED, ACTUAL, SAFE = "#", "=", "."


def ramp_chart(found: RampDown, tr: Translate, width: int, height: int) -> list[str]:
    """Heads by week, as planned, as it was, and by the safe days; with what the marks mean, within
    `width` cells and `height` lines."""
    series = (
        Series(PLANNED, [w.planned.heads for w in found.weeks]),
        Series(ACTUAL, [w.actual.heads if w.actual is not None else None for w in found.weeks]),
        Series(SAFE, [w.safe.heads for w in found.weeks]),
    )
    chart = bars(series, [f"{w.first:%m-%d}" for w in found.weeks], width, height - 3)
    marks = msg("{planned} planned  {actual} were there  {safe} by the safe days",
                planned=PLANNED, actual=ACTUAL, safe=SAFE)  # fmt: skip
    scale = nmsg("a row: {n} person", "a row: {n} people", chart.scale)
    weeks = nmsg("a bar: {n} week", "a bar: {n} weeks", chart.step)
    said = msg("{marks}   {scale}, {weeks}", marks=marks, scale=scale, weeks=weeks)
    return [tr(said), *chart.lines]


def ramp_table(found: RampDown, today: date) -> tuple[tuple[Msg, ...], list[list[str]]]:
    """The same in numbers, every week: titles and rows; `*` marks the present week, `>` a share
    from outside above the line."""
    titles = (
        msg("Week from"), msg("Planned heads"), msg("FTE"), msg("Were there"),
        pmsg("headcount", "FTE there"), msg("By the safe days"), msg("From outside, FTE"),
    )  # fmt: skip
    rows = [
        [
            f"{week.first}{'*' if week.first <= today <= week.last else ''}",
            str(week.planned.heads),
            plain(week.planned.fte),
            str(week.actual.heads) if week.actual is not None else "",
            plain(week.actual.fte) if week.actual is not None else "",
            str(week.safe.heads),
            f"{week.external}{f' >{OUTSIDE_LINE}' if week.much_outside else ''}",
        ]
        for week in found.weeks
    ]
    return titles, rows


def ramp_figures(
    found: RampDown, operations: FineShare, most: int | None
) -> Iterator[tuple[str, Msg]]:
    """What the curve comes to, a sentence each, by what it is of; `operations` is the share from
    outside of those who will run it, `most` the percent agreed for it."""
    who = nmsg("Counted: {n} person of the project", "Counted: {n} people of the project",
               found.counted)  # fmt: skip
    if found.sideless:
        who = msg("{counted}, {n} of them without a side", counted=who, n=found.sideless)
    if found.aside:
        who = nmsg("{counted}; not counted: {n} of the receiving side or the sponsor",
                   "{counted}; not counted: {n} of the receiving side or the sponsor",
                   found.aside, counted=who)  # fmt: skip
    yield "counted", who
    fewer = nmsg("At most {n} person, after the last release {left}: {share} fewer",
                 "At most {n} people, after the last release {left}: {share} fewer", found.peak,
                 left=found.remaining, share=str(found.reduction))  # fmt: skip
    yield "peak", fewer
    if found.cliff is not None:
        steep = msg("Steepest seven days (R-16): {first} to {last}, {share} go",
                    first=found.cliff.first, last=found.cliff.last,
                    share=str(found.cliff.share))  # fmt: skip
        yield "cliff", steep
    if found.span is not None:
        days = nmsg("{n} day from the first release to the last",
                    "{n} days from the first release to the last", found.span)  # fmt: skip
        yield "span", days
    if found.tail:
        there = nmsg("{n} person of the project is still there after T+{days}",
                     "{n} people of the project are still there after T+{days}", len(found.tail),
                     days=TAIL_DAYS)  # fmt: skip
        yield "tail", there
    if found.open:
        unsafe = nmsg("{n} who goes has no safe day yet, and stays in the curve of the safe days",
                      "{n} who go have no safe day yet, and stay in the curve of the safe days",
                      len(found.open))  # fmt: skip
        yield "open", unsafe
    above = [week for week in found.weeks if week.much_outside]
    if above:
        peak = msg("From outside up to {share}; until the week of {week} it is above {line} %",
                   share=str(max(above, key=_outside).external), line=OUTSIDE_LINE,
                   week=above[-1].first)  # fmt: skip
        yield "outside", peak
    if operations.den:
        yield "operations", run_from_outside(operations, most)


def run_from_outside(share: FineShare, most: int | None) -> Msg:
    """The share from outside of those who will run it, and what is agreed for it."""
    said = msg("Who will run it: from outside (R-17) {share} in FTE", share=str(share))
    if most is None:
        return said
    return msg("{share}; agreed are at most {percent} %", share=said, percent=most)


def _outside(week: Week) -> Decimal:
    return week.external.percent or Decimal(0)
