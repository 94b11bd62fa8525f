"""Readings in a table: a row each (KPI, date, value), or a row a day with a column for each KPI."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from workbench.domain.errors import BadFile, BadValue
from workbench.domain.message import Msg, msg
from workbench.domain.numbers import number_of
from workbench.domain.reading import at_of
from workbench.domain.text import clean, fold
from workbench.exchange.sheet import Sheet, letters
from workbench.exchange.titles import fits, tidy

_DATE, _KPI, _VALUE = "date", "kpi", "value"
_WORDS = {
    _DATE: "date|day|time|timestamp|datetime|month|period|at|read on|日期|时间|时点|统计日期|"
    "读数日期|统计时间|采集时间|月份|周期|期间",
    _KPI: "kpi|kpis|indicator|metric|measure|name|key|code|指标|指标名称|kpi名称|名称|编号|"
    "指标编号",
    _VALUE: "value|reading|actual|result|figure|measured|值|数值|读数|实际值|指标值|本期值|实绩|"
    "结果",
}
_TITLES = {word: name for name, words in _WORDS.items() for word in words.split("|")}
_LOOKED_AT = 15  # rows from the top in which titles are looked for

Named = Callable[[str], int | None]
"""The KPI that is called so, or has this key."""


class Cell(NamedTuple):
    """A reading as it stands in the table; `kpi` is a text where nobody is called so."""

    row: int
    column: int
    kpi: int | str
    at: str
    value: str


@dataclass
class Columns:
    """Which columns hold what, by index: one with KPI names and one with values, or one for each
    KPI. `left` are titles that are no KPI's."""

    header: int | None
    date: int
    value: int | None = None
    kpi: int | None = None
    wide: Mapping[int, int] = field(default_factory=dict)
    left: list[tuple[int, str]] = field(default_factory=list)


def columns(sheet: Sheet, named: Named, *, one: bool, maps: Mapping[str, int]) -> Columns:
    """What the columns hold, by their titles, else by what stands below; BadFile when they are
    not understood. With `one` the readings are all of one KPI. `maps` gives titles their KPI."""
    for n, row in enumerate(sheet.rows[:_LOOKED_AT]):
        known = [_TITLES.get(tidy(cell), "") for cell in row]
        if _DATE not in known:
            known = [name or _loosely(cell, known) for name, cell in zip(known, row, strict=True)]
        if _DATE not in known:
            continue
        date = known.index(_DATE)
        if _VALUE in known:
            kpi = known.index(_KPI) if _KPI in known else None
            if kpi is not None or one:
                return Columns(n, date, known.index(_VALUE), kpi)
        found = _wide(row, n, date, named, maps)
        if found.wide:
            return found
        if one and len(row) - 1 > date:
            return Columns(n, date, date + 1)
    bare = _bare(sheet, named, one=one)
    if bare is not None:
        return bare
    raise BadFile(
        msg("The titles are not understood: give KPI, date and value, or a date and a column for "
            "each KPI."), sheet.file
    )  # fmt: skip


def holds_readings(sheet: Sheet, named: Named) -> bool:
    """Whether a table of any kind is one of readings: by its titles, whatever some of its values
    are, else below them nothing but days and numbers, and names of KPIs."""
    return _titled(sheet, named) or _filled(sheet, named)


def _titled(sheet: Sheet, named: Named) -> bool:
    """Whether columns are titled as those of readings, one row is a reading, and none holds words
    of another kind."""
    try:
        found = columns(sheet, named, one=False, maps={})
    except BadFile:
        return False
    start = 0 if found.header is None else found.header + 1
    body = sheet.rows[start : start + _LOOKED_AT]
    own = {found.date, found.value, found.kpi, *found.wide}
    for column in set(range(max(map(len, body), default=0))) - own:
        values = [v for row in body if (v := _cell(row, column))]
        if values and not any(map(_is_number, values)):
            return False
    top = replace(sheet, rows=sheet.rows[: start + _LOOKED_AT])
    return any(
        (isinstance(c.kpi, int) or named(c.kpi) is not None) and _is_date(c.at)
        for c in cells(top, found)
        if _is_number(c.value)
    )


def _filled(sheet: Sheet, named: Named) -> bool:
    body = [row for row in sheet.rows[1 : _LOOKED_AT + 1] if any(map(str.strip, row))]
    found = set()
    for column in range(max(map(len, body), default=0)):
        values = [v for row in body if (v := _cell(row, column))]
        if values and len(values) == len(body) and all(map(_is_date, values)):
            found.add(_DATE)
        elif all(map(_is_number, values)):
            found.update([_VALUE] if values else [])
        elif not all(named(v) is not None for v in values):
            return False
    return found == {_DATE, _VALUE}


def cells(sheet: Sheet, found: Columns) -> Iterator[Cell]:
    """Every reading of a table; of a row a day, the empty ones are left out."""
    start = 0 if found.header is None else found.header + 1
    for n in range(start, len(sheet.rows)):
        row = sheet.rows[n]
        at = _cell(row, found.date)
        if found.value is not None:
            name = _cell(row, found.kpi) if found.kpi is not None else ""
            value = _cell(row, found.value)
            if at or value:
                yield Cell(n, found.value, name, at, value)
            continue
        for column, kpi in found.wide.items():
            if value := _cell(row, column):
                yield Cell(n, column, kpi, at, value)


def left_out(sheet: Sheet, found: Columns) -> Iterator[tuple[str, Msg]]:
    """The columns that are no KPI's, each with where it stands."""
    for column, title in found.left:
        yield (
            sheet.place(found.header or 0, column),
            msg("no KPI is called {title}: column {column} is left out", title=clean(title),
                column=letters(column)),
        )  # fmt: skip


def _cell(row: Sequence[str], column: int) -> str:
    return row[column].strip() if column < len(row) else ""


def _wide(row: Sequence[str], n: int, date: int, named: Named, maps: Mapping[str, int]) -> Columns:
    wide: dict[int, int] = {}
    left = []
    for column, title in enumerate(row):
        if column == date or not title.strip():
            continue
        kpi = maps.get(fold(clean(title))) or named(title)
        if kpi is None or kpi in wide.values():
            left.append((column, title))
        else:
            wide[column] = kpi
    return Columns(n, date, wide=wide, left=left)


def _bare(sheet: Sheet, named: Named, *, one: bool) -> Columns | None:
    """Rows without titles: date and value of one KPI, or KPI, date and value."""
    first = [cell.strip() for cell in sheet.rows[0]] if sheet.rows else []
    if one and len(first) > 1 and _is_date(first[0]):
        return Columns(None, 0, 1)
    if len(first) > 2 and named(first[0]) is not None and _is_date(first[1]):
        return Columns(None, 1, 2, 0)
    return None


def _loosely(title: str, known: list[str]) -> str:
    plain = tidy(title)
    for word, name in _TITLES.items():
        if name == _DATE and name not in known and fits(plain, word):
            return name
    return ""


def _is_number(text: str) -> bool:
    try:
        number_of(text)
    except BadValue:
        return False
    return True


def _is_date(text: str) -> bool:
    try:
        at_of(text)
    except BadValue:
        return False
    return True
