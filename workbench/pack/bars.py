"""Upright bars in letters any terminal has, and the ramp-down drawn with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from workbench.domain.dossier import Translate
from workbench.domain.message import Msg, msg, nmsg, pmsg
from workbench.figures.rampdown import OUTSIDE_LINE, RampDown
from workbench.figures.share import plain

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
