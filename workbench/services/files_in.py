"""A file of any kind as something that can be brought in; what it is shows in its content."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.domain import record
from workbench.domain.errors import BadFile
from workbench.domain.message import Msg, msg
from workbench.domain.text import clean
from workbench.exchange import lens, pack_file, prometheus
from workbench.exchange.drafts import Source, of_list
from workbench.exchange.readings_table import holds_readings
from workbench.exchange.sheet import Sheet, Tell, of_rows, quiet
from workbench.exchange.table_drafts import Layout
from workbench.files import decode
from workbench.services import columns
from workbench.services.readings_in import Names
from workbench.services.workspace import Workspace

if TYPE_CHECKING:
    from workbench.exchange.xlsx import Book

_NAMED = ("item", "kpi")
"""Registers into which a table of readings might be brought by mistake."""


class HoldsReadings(BadFile):
    """It holds readings of KPIs where a list was asked for, which they would fill day by day."""

    def __init__(self, where: str) -> None:
        super().__init__(
            msg("These are readings of KPIs and no list: bring them as readings (r, then i, on the "
                "KPI changeover; --as readings)."), where
        )  # fmt: skip


@dataclass
class Opened:
    """A file that was read: a list, or a table whose columns are understood so far. `remarks` are
    what is wrong in it and does not keep it from being brought in."""

    name: str
    register: str
    source: Source
    sheet: Sheet | None = None
    layout: Layout | None = None
    sheets: Sequence[str] = ()
    book: Book | None = None
    remarks: Sequence[tuple[str, Msg]] = ()


def opened(
    ws: Workspace,
    handover: int,
    path: str | Path,
    register: str = "item",
    sheet: str = "",
    tell: Tell = quiet,
) -> Opened:
    """Read a file for a register. Raises HoldsReadings, BadFile."""
    name, data = ws.reach.read(path)
    return of_bytes(ws, handover, data, name, register, sheet, tell)


def of_bytes(
    ws: Workspace,
    handover: int,
    data: bytes,
    name: str,
    register: str = "item",
    sheet: str = "",
    tell: Tell = quiet,
) -> Opened:
    """The content of a file called `name`, as `opened` understands it."""
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return _workbook(ws, handover, data, name, register, sheet, tell)
    text = decode(data, name)
    if pack_file.is_pack(text):
        raise BadFile(
            msg("This is a handover pack, which is for reading: nothing is brought in from it. A "
                "handover moves whole, from one data file to another, as JSON."), name
        )  # fmt: skip
    if register == "item" and lens.looks_like(text):
        bank = lens.parse(text, name)
        return Opened(name, register, lens.source(bank), remarks=bank.remarks)
    if register == "kpi" and prometheus.looks_like(text):
        raise HoldsReadings(name)
    if register == "item" and Path(name).suffix.lower() not in (".csv", ".tsv", ".tab"):
        from workbench.exchange import gfm

        try:
            listed = gfm.parse(text, name)
        except BadFile:
            if not _may_be_table(text, name):
                raise
        else:
            remarks = [(f"{name}:{line}", what) for line, what in listed.remarks]
            return Opened(name, register, of_list(listed, text), remarks=remarks)
    from workbench.exchange.csv_file import numbered

    rows = numbered(text, name)
    found = Sheet(name, [row for _, row in rows], [line for line, _ in rows])
    return of_table(ws, handover, found, register)


def _may_be_table(text: str, name: str) -> bool:
    """What came through a pipe has no name that ends in `.csv`."""
    first, _, _ = text.lstrip().partition("\n")
    return not Path(name).suffix and any(separator in first for separator in ",;\t")


def of_table(ws: Workspace, handover: int, sheet: Sheet, register: str) -> Opened:
    """A table, its columns understood by themselves. Raises HoldsReadings, BadFile."""
    entry = record.get(register)
    _check(ws, handover, sheet, register)
    found = columns.layout(ws, ws.reading(handover), entry, sheet)
    return Opened(sheet.file, register, columns.source(entry, sheet, found), sheet, found)


def _check(ws: Workspace, handover: int, sheet: Sheet, register: str) -> None:
    if register in _NAMED and holds_readings(sheet, Names(ws.dossier(handover))):
        raise HoldsReadings(sheet.file)


def pasted(
    ws: Workspace, handover: int, rows: Sequence[Sequence[str]], register: str, name: str
) -> Opened:
    """Rows out of the clipboard; `name` is what the log calls them."""
    return of_table(ws, handover, of_rows(name, rows), register)


def with_column(ws: Workspace, found: Opened, column: int, name: str) -> Opened:
    """The same table with one of its columns for something else."""
    assert found.sheet is not None
    assert found.layout is not None
    entry = record.get(found.register)
    layout = columns.corrected(ws, entry, found.sheet, found.layout, column, name)
    source = columns.source(entry, found.sheet, layout)
    return Opened(found.name, found.register, source, found.sheet, layout, found.sheets, found.book)


def with_sheet(ws: Workspace, handover: int, found: Opened, name: str) -> Opened:
    """Another sheet of the same workbook."""
    assert found.book is not None
    made = of_table(ws, handover, found.book.sheet(name), found.register)
    made.sheets, made.book = found.sheets, found.book
    return made


def _workbook(
    ws: Workspace, handover: int, data: bytes, name: str, register: str, wanted: str, tell: Tell
) -> Opened:
    from workbench.exchange.xlsx import Book

    book = Book(data, name, tell)
    names = book.names
    if wanted:
        chosen = [n for n in names if clean(n).casefold() == clean(wanted).casefold()]
        if not chosen:
            others = ", ".join(map(clean, names))
            raise BadFile(
                msg("There is no sheet {sheet}; there are: {there}", sheet=wanted, there=others),
                name,
            )
        names = chosen
    read = [sheet for sheet in map(book.sheet, names) if sheet.rows]
    if not read:
        raise BadFile(msg("This file has no rows."), name)
    view, entry = ws.reading(handover), record.get(register)
    layouts = [columns.layout(ws, view, entry, sheet) for sheet in read]

    def understood(n: int) -> tuple[int, int]:
        """How many columns mean something, then how many rows there are."""
        known = sum(map(bool, layouts[n].columns)) if layouts[n].header is not None else 0
        return known, len(read[n].rows)

    best = max(range(len(read)), key=lambda n: (understood(n), -n))
    sheet, layout = read[best], layouts[best]
    _check(ws, handover, sheet, register)
    source = columns.source(entry, sheet, layout)
    there = [sheet.name for sheet in read]
    return Opened(name, register, source, sheet, layout, there, book)
