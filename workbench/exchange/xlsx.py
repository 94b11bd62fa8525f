"""Spreadsheets in and out. The library is imported when a file is there, and only then.

A workbook is a zip of XML, both of which can be made to eat a machine; so every part is first
walked by the bare parser, which builds nothing, and refused beyond the limits below.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, NoReturn
from xml.parsers import expat

from workbench.domain.errors import BadFile
from workbench.domain.message import Msg, msg
from workbench.domain.text import clean
from workbench.exchange.sheet import (
    MAX_CELL,
    MAX_COLUMNS,
    MAX_ROWS,
    Sheet,
    Tell,
    letters,
    quiet,
)

if TYPE_CHECKING:
    from openpyxl import Workbook

_MAX_PARTS = 2_000
_MAX_BYTES = 150_000_000  # of all parts, unpacked
_MAX_ELEMENTS = 2_000_000
_MAX_STRINGS = 250_000  # shared by the cells; each costs much to read
_MAX_TEXT = 20_000_000  # characters of a sheet
_MAX_DEPTH = 60
_CHUNK = 1 << 18
_TOO_MUCH = msg("This workbook is too large to be a list; delete what is not needed, or split it.")


class Book:
    """A workbook in memory, checked; its sheets are read one by one. Raises BadFile."""

    def __init__(self, data: bytes, file: str, tell: Tell = quiet) -> None:
        self.file, self._tell = file, tell
        facts = _checked(data, file)
        from openpyxl import load_workbook

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                self._book = load_workbook(
                    io.BytesIO(data), read_only=True, data_only=True, keep_links=False
                )
            except Exception as problem:
                _unreadable(file, problem)
        self._facts = facts
        # A chart sheet has no cells; a hidden one is offered last.
        sheets = [s for s in self._book.worksheets if hasattr(s, "iter_rows")]
        self._sheets = {
            s.title: s for s in sorted(sheets, key=lambda s: s.sheet_state != "visible")
        }

    @property
    def names(self) -> list[str]:
        return list(self._sheets)

    def sheet(self, name: str, *, percents: bool = False) -> Sheet:
        """The rows of a sheet: values of formulas, days in ISO form, merged cells filled down.

        With `percents` a number shown as `98.2 %` is that, and not 0.982.
        """
        found = self._sheets[name]
        facts = self._facts.get(_part(found), _Facts())
        rows: list[list[str]] = []
        lines: list[int] = []
        spans = set()
        size = 0
        down = _Down(facts.merged)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                of = found.max_row or 0
                for line, row in enumerate(_values(found, percents=percents), 1):
                    self._tell(line, of if line <= of else 0)
                    if row.count(None) == len(row):
                        continue
                    cells = down.filled(line, [_text(value) for value in row])
                    while cells and not cells[-1]:
                        cells.pop()
                    if not cells:
                        continue
                    if len(rows) == MAX_ROWS:
                        raise BadFile(
                            msg("More than {n} rows; split the file.", n=f"{MAX_ROWS:,}"),
                            f"{self.file} {name}!A{line}",
                        )
                    size += sum(map(len, cells))
                    if size > _MAX_TEXT:
                        raise BadFile(_TOO_MUCH, f"{self.file} {name}!A{line}")
                    if line in down.across:
                        spans.add(len(rows))
                    rows.append(cells)
                    lines.append(line)
            except BadFile:
                raise
            except Exception as problem:
                _unreadable(self.file, problem)
        return Sheet(self.file, rows, lines, clean(name), frozenset(spans), facts.hollow)


def _part(sheet: Any) -> str:
    """The part of the zip that a sheet is read from."""
    return str(sheet._worksheet_path).lstrip("/")


def _values(sheet: Any, *, percents: bool) -> Iterator[tuple[Any, ...]]:
    # What a sheet says of its own size cannot be trusted.
    sheet.reset_dimensions()
    if not percents:
        yield from sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True)
        return
    for row in sheet.iter_rows(max_col=MAX_COLUMNS):
        yield tuple(map(_as_shown, row))


def _as_shown(cell: Any) -> Any:
    value = cell.value
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return f"{value * 100:.12g}%" if is_number and "%" in (cell.number_format or "") else value


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case datetime():
            day = value.date().isoformat()
            return day if value.time() == time() else f"{day} {value:%H:%M}"
        case date():
            return value.isoformat()
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.12g}"
        case _:
            return clean(str(value)[:MAX_CELL], multiline=True).strip()


class _Down:
    """Fills merged cells downwards: what a reader sees beside every row of the block."""

    def __init__(self, merged: Sequence[tuple[int, int, int, int]]) -> None:
        self._starts: dict[int, list[tuple[int, int, int]]] = {}
        self.across = set()
        for column, row, last_column, last_row in merged:
            if last_row > row:
                self._starts.setdefault(row, []).append((column, last_column, last_row))
            elif last_column - column >= 2:
                self.across.add(row)
        self._open: dict[int, tuple[int, str]] = {}

    def filled(self, line: int, cells: list[str]) -> list[str]:
        for column, (last, text) in list(self._open.items()):
            if last < line:
                del self._open[column]
                continue
            if len(cells) < column:
                cells += [""] * (column - len(cells))
            if any(cells) and not cells[column - 1]:
                cells[column - 1] = text
        for column, _, last_row in self._starts.get(line, ()):
            if column <= len(cells) and cells[column - 1]:
                self._open[column] = last_row, cells[column - 1]
        return cells


# --- before anything is built from it ----------------------------------------------------------


@dataclass
class _Facts:
    """What the walk through a sheet noted: blocks of merged cells, formulas without a value."""

    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hollow: int = 0


def _checked(data: bytes, file: str) -> dict[str, _Facts]:
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise BadFile(
            msg("This is an old .xls file, or one with a password; save it as .xlsx without one."),
            file,
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _walked(archive, file)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as problem:
        _unreadable(file, problem)
    except ValueError as problem:
        _unreadable(file, problem)


def _walked(archive: zipfile.ZipFile, file: str) -> dict[str, _Facts]:
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if "content.xml" in names:
        raise BadFile(msg("This is an OpenDocument file; save it as .xlsx."), file)
    if not any(name.startswith("xl/") for name in names):
        raise BadFile(msg("This is not an Excel workbook; save it as .xlsx."), file)
    if any(name.endswith("workbook.bin") for name in names):
        raise BadFile(msg("This is a binary workbook; save it as .xlsx."), file)
    if len(parts) > _MAX_PARTS or sum(part.file_size for part in parts) > _MAX_BYTES:
        raise BadFile(_TOO_MUCH, file)
    facts = {}
    budget = _Budget(file)
    for part in parts:
        if PurePosixPath(part.filename).suffix in (".xml", ".rels"):
            facts[part.filename.lstrip("/")] = _walk(archive, part, budget)
    return facts


class _Budget:
    def __init__(self, file: str) -> None:
        self.file = file
        self.elements = self.strings = 0


class _Refused(Exception):
    def __init__(self, why: Msg) -> None:
        self.why = why


def _walk(archive: zipfile.ZipFile, part: zipfile.ZipInfo, budget: _Budget) -> _Facts:
    """One part through the parser, which keeps nothing."""
    facts = _Facts()
    parser = expat.ParserCreate()
    depth = 0
    formula = value = False

    def begins(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth, formula, value
        depth += 1
        budget.elements += 1
        if depth > _MAX_DEPTH or budget.elements > _MAX_ELEMENTS:
            raise _Refused(_TOO_MUCH)
        name = name.rpartition(":")[2]
        budget.strings += name == "si"
        if budget.strings > _MAX_STRINGS:
            raise _Refused(_TOO_MUCH)
        if name == "f":
            formula = True
        elif name in ("v", "is"):
            value = True
        elif name == "mergeCell":
            block = _block(attributes.get("ref", ""))
            if block and len(facts.merged) < MAX_ROWS:
                facts.merged.append(block)

    def ends(name: str) -> None:
        nonlocal depth, formula, value
        depth -= 1
        if name.rpartition(":")[2] != "c":
            return
        facts.hollow += formula
        formula = value = False

    def says(_: str) -> None:
        nonlocal formula
        if value:
            formula = False

    def declares(*_: object) -> None:
        raise _Refused(msg("This workbook declares entities, which no spreadsheet program writes."))

    parser.StartElementHandler = begins
    parser.EndElementHandler = ends
    parser.CharacterDataHandler = says
    parser.StartDoctypeDeclHandler = declares
    try:
        with archive.open(part) as stream:
            while chunk := stream.read(_CHUNK):
                parser.Parse(chunk, False)
            parser.Parse(b"", True)
    except _Refused as refused:
        raise BadFile(refused.why, budget.file) from None
    except expat.ExpatError as problem:
        _unreadable(budget.file, problem)
    return facts


_CELL = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")


def _block(ref: str) -> tuple[int, int, int, int] | None:
    found = _CELL.findall(ref)
    if len(found) != 2:
        return None
    (left, top), (right, bottom) = found
    return _number(left), int(top), _number(right), int(bottom)


def _number(name: str) -> int:
    value = 0
    for letter in name:
        value = value * 26 + ord(letter) - ord("A") + 1
    return value


def _unreadable(file: str, problem: Exception) -> NoReturn:
    raise BadFile(
        msg("This workbook is damaged or has a password; open it, save it again, and try then."),
        file,
    ) from problem


# --- out ---------------------------------------------------------------------------------------


def write(
    title: str, headers: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]
) -> bytes:
    """A workbook of one sheet: titles that stay in sight and filter, every cell plain text."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = re.sub(r"[\[\]:*?/\\]", " ", title)[:31].strip() or "Sheet"
    for line, row in enumerate((headers, *rows), 1):
        for column, text in enumerate(row, 1):
            cell = sheet.cell(line, column)
            cell.value = clean(text, multiline=True)[:32_000]
            # Whatever it starts with, it is text and never runs.
            cell.data_type = "s"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.quotePrefix = text[:1] in ("=", "+", "-", "@")
            if line == 1:
                cell.font = Font(bold=True)
    for column, width in enumerate(widths):
        sheet.column_dimensions[letters(column)].width = width
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{letters(len(headers) - 1)}{len(rows) + 1}"
    return _saved(book)


def _saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
