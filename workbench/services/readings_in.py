"""Readings that come in from a file, pasted rows or a pipe: a plan first, then the act.

One change set, so one undo; what is there already is not brought in again.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from workbench.domain.dossier import Dossier
from workbench.domain.errors import BadFile, BadValue, NotFound
from workbench.domain.message import Msg, listed, msg, nmsg
from workbench.domain.numbers import number_of
from workbench.domain.reading import Reading, at_of
from workbench.domain.registers.kpi import Kpi
from workbench.domain.text import clean, fold
from workbench.exchange import prometheus, readings_table
from workbench.exchange.sheet import Sheet, Tell, of_rows, quiet
from workbench.files import decode
from workbench.language import SUPPORTED
from workbench.services import readings
from workbench.services.editing import Outcome
from workbench.services.readings_plan import Coming, Plan
from workbench.services.workspace import Workspace

MOST = 500_000  # rows of one file
_UNIT = re.compile(r"\s*[（(\[][^（(\[]{1,20}[)）\]]$")
_NAMED = 5  # series named in one sentence
_TOLD = 5_000  # rows between two words of how far it is
LABEL = "kpi"
"""The label of a series that names its KPI, unless another is asked for."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was said beside the file: the KPI all readings are of, the label that names it in each
    series, titles of columns with their KPI, the sheet of a workbook."""

    kpi: str = ""
    label: str = ""
    maps: Mapping[str, str] = field(default_factory=dict)
    sheet: str = ""


def of_file(
    ws: Workspace, handover: int, path: str | Path, asked: Asked = Asked(), tell: Tell = quiet
) -> Plan:
    """What a file would bring. Raises BadFile, NotFound for a KPI nobody has."""
    name, data = ws.reach.read(path)
    return of_bytes(ws, handover, data, name, asked, tell)


def of_bytes(
    ws: Workspace,
    handover: int,
    data: bytes,
    name: str,
    asked: Asked = Asked(),
    tell: Tell = quiet,
) -> Plan:
    """What the bytes of a file, or of a pipe, would bring; what they are shows in them."""
    if data.startswith(b"\x1f\x8b"):
        raise BadFile(msg("This is compressed: unpack it first, or let curl do so with "
                          "--compressed."), name)  # fmt: skip
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return _of_sheet(ws, handover, _workbook(data, name, asked.sheet, tell), asked, tell)
    text = decode(data, name)
    if prometheus.looks_like(text) or not text.strip():
        return _of_answer(ws, handover, prometheus.parse(text, name), name, asked)
    from workbench.exchange.csv_file import numbered

    rows = numbered(text, name, MOST)
    found = Sheet(name, [row for _, row in rows], [line for line, _ in rows])
    return _of_sheet(ws, handover, found, asked, tell)


def of_pasted(
    ws: Workspace,
    handover: int,
    rows: Sequence[Sequence[str]],
    asked: Asked = Asked(),
) -> Plan:
    """What rows out of the clipboard, or typed ones, would bring."""
    name = ws.tr(msg("pasted rows"))
    return _of_sheet(ws, handover, of_rows(name, rows), asked, quiet)


def apply(ws: Workspace, planned: Plan, *, baseline: bool = False) -> Outcome:
    """Bring them in; with `baseline` their days are those of the baselines of KPIs that may still
    take one, also where they are there already."""
    new = {c.kpi.id: c.readings for c in planned.coming if c.readings}
    days = {c.kpi.id: c.days for c in planned.coming if baseline and c.takes_baseline}
    return readings.load(ws, planned.handover, new, planned.name, baseline=days)


class Names:
    """The KPIs of a handover by what people call them."""

    def __init__(self, dossier: Dossier) -> None:
        self._dossier = dossier
        self._known: dict[str, int | None] = {}

    def __call__(self, text: str) -> int | None:
        word = fold(clean(text))
        if word not in self._known:
            # `Availability (%)` is the KPI with its unit.
            self._known[word] = self._find(word) or self._find(_UNIT.sub("", word))
        return self._known[word]

    def _find(self, word: str) -> int | None:
        found = (self._dossier.find("kpi", word, lang) for lang in SUPPORTED) if word else ()
        return next((i for i in found if i is not None), None)

    def need(self, text: str) -> int:
        found = self(text)
        if found is None:
            there = [k.name for k in self._dossier.all(Kpi)]
            raise NotFound(
                msg("no KPI is called {name}; there are: {names}", name=clean(text),
                    names=listed(there[:12]) if there else "-")
            )  # fmt: skip
        return found


class _Collecting:
    """Readings by KPI, compared with those that are there."""

    def __init__(self, ws: Workspace, handover: int) -> None:
        self._ws, self._handover = ws, handover
        self.dossier = ws.dossier(handover)
        self.names = Names(self.dossier)
        self._found: dict[int, dict[str, Reading]] = {}
        self.refused: list[tuple[str, Msg]] = []
        self.remarks: list[tuple[str, Msg]] = []
        self._twice = 0

    def add(self, kpi: int, reading: Reading) -> None:
        """One reading; of one moment the last one of a file counts."""
        own = self._found.setdefault(kpi, {})
        before = own.get(reading.at)
        self._twice += before is not None and before.value != reading.value
        own[reading.at] = reading

    def plan(self, name: str) -> Plan:
        if self._twice:
            say = nmsg("{n} moment stands there twice with another value: the last one counts",
                       "{n} moments stand there twice with another value: the last one counts",
                       self._twice)  # fmt: skip
            self.remarks.append((name, say))
        coming = [self._compared(kpi, own) for kpi, own in self._found.items()]
        self.remarks += [(name, words) for c in coming if (words := c.unlikely) is not None]
        return Plan(self._handover, name, self.dossier, coming, self.refused, self.remarks)

    def _compared(self, kpi_id: int, own: Mapping[str, Reading]) -> Coming:
        kpi = self.dossier.get(kpi_id)
        assert isinstance(kpi, Kpi)
        there = {r.at: r.value for r in readings.series(self._ws, self._handover, kpi_id)}
        if kpi.frequency is not None:
            own = _by_day(own)
        ordered = sorted(own)
        found = Coming(kpi, (own[ordered[0]].day, own[ordered[-1]].day))
        for at, reading in own.items():
            if at not in there:
                found.new.append(reading)
            elif there[at] != reading.value:
                found.corrected.append(reading)
                found.were[at] = there[at]
            else:
                found.same += 1
        return found


def _by_day(own: Mapping[str, Reading]) -> dict[str, Reading]:
    """What was read once on a day, at whatever moment, is the reading of that day: a monitoring
    system and a table then say the same."""
    times = Counter(at[:10] for at in own)
    return {
        day: reading._replace(at=day)
        for at, reading in own.items()
        for day in [at[:10] if times[at[:10]] == 1 else at]
    }


def _of_sheet(ws: Workspace, handover: int, sheet: Sheet, asked: Asked, tell: Tell) -> Plan:
    into = _Collecting(ws, handover)
    one = into.names.need(asked.kpi) if asked.kpi else None
    maps = {fold(clean(title)): into.names.need(kpi) for title, kpi in asked.maps.items()}
    found = readings_table.columns(sheet, into.names, one=one is not None, maps=maps)
    into.remarks += readings_table.left_out(sheet, found)
    moments = _Moments(ws.today)
    without: set[int] = set()  # rows of no day, each told once and not by the column
    for done, cell in enumerate(readings_table.cells(sheet, found), 1):
        if done % _TOLD == 0:
            tell(min(cell.row, len(sheet.rows)), len(sheet.rows))
        if cell.row in without:
            continue
        column = cell.column
        try:
            kpi = _kpi_of(into.names, cell.kpi, one)
            column = found.date
            at = moments.at(cell.at)
            column = cell.column
            reading = Reading(at, _number(cell.value))
        except BadValue as problem:
            if column == found.date:
                without.add(cell.row)
            into.refused.append((sheet.place(cell.row, column), problem.message))
            continue
        into.add(kpi, reading)
    return into.plan(sheet.file)


def _number(text: str) -> Decimal:
    if not text.strip():
        raise BadValue(msg("there is no value"))
    return number_of(text)


def _check(at: str, today: date) -> None:
    """BadValue for a moment that is still to come."""
    if at > today.isoformat() + "U":  # after any moment of today
        raise BadValue(msg("{day} is ahead", day=at[:10]))


def _kpi_of(names: Names, said: int | str, one: int | None) -> int:
    if isinstance(said, int):
        return said
    if not said.strip():
        if one is None:
            raise BadValue(msg("it does not say of which KPI"))
        return one
    found = names(said)
    if found is None:
        raise BadValue(msg("no KPI is called {name}", name=clean(said)))
    if one is not None and found != one:
        raise BadValue(msg("it is of another KPI: {name}", name=clean(said)))
    return found


class _Moments:
    """When readings were taken; tables say the same days again and again."""

    def __init__(self, today: date) -> None:
        self._today = today
        self._known: dict[str, str] = {}

    def at(self, text: str) -> str:
        if text not in self._known:
            found = at_of(text, self._today)
            _check(found, self._today)
            self._known[text] = found
        return self._known[text]


def _of_answer(
    ws: Workspace, handover: int, answer: prometheus.Answer, name: str, asked: Asked
) -> Plan:
    into = _Collecting(ws, handover)
    into.remarks += [(name, remark) for remark in answer.remarks]
    for series, kpi in _matched(into.names, answer.series, name, asked, into.refused):
        into.refused += series.refused
        for reading in series.readings:
            try:
                _check(reading.at, ws.today)
            except BadValue as problem:
                into.refused.append((f"{series.name} {reading.at}", problem.message))
            else:
                into.add(kpi, reading)
    return into.plan(name)


def _matched(
    names: Names,
    series: Sequence[prometheus.Series],
    where: str,
    asked: Asked,
    refused: list[tuple[str, Msg]],
) -> Iterable[tuple[prometheus.Series, int]]:
    """Each series with its KPI: the one that was named, else what a label says. Those of no KPI
    are `refused`; BadFile where all are."""
    if asked.kpi:
        if len(series) > 1:
            shown = listed([s.name for s in series[:_NAMED]])
            raise BadFile(
                nmsg("{n} series came back for one KPI: narrow the query down to one, or bring it "
                     "for all KPIs, each series with a label kpi that names its own ({series})",
                     "{n} series came back for one KPI: narrow the query down to one, or bring it "
                     "for all KPIs, each series with a label kpi that names its own ({series})",
                     len(series), series=shown),
                where,
            )  # fmt: skip
        return [(series[0], names.need(asked.kpi))]
    label = asked.label or LABEL
    found = []
    for each in series:
        try:
            found.append((each, _of_series(names, each, label)))
        except NotFound as problem:
            refused.append((each.name, problem.message))
    if not found and refused:
        raise BadFile(refused[0][1], where)
    return found


def _of_series(names: Names, series: prometheus.Series, label: str) -> int:
    if label not in series.labels:
        raise NotFound(
            msg("{series} has no label {label} that names its KPI: bring it on the card of the "
                "KPI; by command, --kpi names it, or --label the label", series=series.name,
                label=label)
        )  # fmt: skip
    return names.need(series.labels[label])


def _workbook(data: bytes, name: str, wanted: str, tell: Tell) -> Sheet:
    from workbench.exchange.xlsx import Book

    book = Book(data, name, tell)
    for there in book.names:
        if not wanted or fold(clean(there)) == fold(clean(wanted)):
            sheet = book.sheet(there, percents=True)
            if sheet.rows or wanted:
                return sheet
    if wanted:
        others = ", ".join(map(clean, book.names))
        raise BadFile(
            msg("There is no sheet {sheet}; there are: {there}", sheet=wanted, there=others), name
        )
    raise BadFile(msg("This file has no rows."), name)
