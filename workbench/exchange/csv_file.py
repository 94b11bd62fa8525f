"""Tables as CSV, for Excel and back, and rows pasted from anywhere."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from itertools import islice

from workbench.domain.errors import BadFile
from workbench.domain.message import msg
from workbench.domain.text import clean
from workbench.exchange.sheet import MAX_COLUMNS, MAX_ROWS
from workbench.files import decode

_MAX_LINE = 1_000_000  # characters
_MAX_LINES = 1_000_000
_SEPARATORS = (",", ";", "\t")

# Text a spreadsheet would run (OWASP, CSV injection), also in full width, as Chinese Excel reads
# it. A text that starts with `'` before such a sign counts too: its own `'` must come back.
_FORMULA = re.compile(r"'*(?:\s*[=+\-@＝＋－＠]|[ \n]*[\t\r])")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)*(?:[eE][+-]?\d+)?\s?%?")


def write(headers: Sequence[str], rows: Iterable[Sequence[object]], bom: bool = False) -> bytes:
    """A table in UTF-8; texts that could run as a formula get a leading `'`, numbers do not.

    `bom` marks the file as UTF-8 for Excel. None is an empty cell.
    """
    out = io.StringIO(newline="")
    # Everything in quotes, so that no cell can break out where `;` separates.
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    for row in (headers, *rows):
        writer.writerow([_guarded(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig" if bom else "utf-8")


def read(data: bytes, where: str = "") -> list[list[str]]:
    """The rows of a file with `,` `;` or tab between cells, the header first; raises BadFile.

    Row i is the i-th of the file: a blank line within it is an empty list.
    """
    return [row for _, row in _read(decode(data, where), where, blank=True)]


def numbered(text: str, where: str = "", most: int = MAX_ROWS) -> list[tuple[int, list[str]]]:
    """The rows that are not blank, each with the line it starts on; raises BadFile, also for more
    than `most`, which is what a register takes."""
    return _read(text, where, blank=False, most=most)


def _read(
    text: str, where: str, *, blank: bool, most: int = MAX_ROWS
) -> list[tuple[int, list[str]]]:
    hint = re.match(r"sep=([,;\t])(?=\r?\n)", text)
    _check_lines(text, where)
    separator = hint[1] if hint else _sniffed(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[tuple[int, list[str]]] = []
    start = 1
    try:
        for row in reader:
            cells = [] if hint and start == 1 else [_bare(cell) for cell in row[:MAX_COLUMNS]]
            if blank or any(map(str.strip, cells)):
                rows.append((start, cells))
            start = reader.line_num + 1
            if (not blank and len(rows) > most) or start > _MAX_LINES:
                n = f"{min(start, most):,}"
                raise BadFile(msg("More than {n} rows; split the file.", n=n), f"{where}:{start}")
    except csv.Error as error:
        raise BadFile(
            msg(
                "The quotes in this row do not match; correct it, and double quotes inside quotes."
            ),
            f"{where}:{start}",
        ) from error
    while rows and not any(map(str.strip, rows[-1][1])):
        rows.pop()
    if not rows:
        raise BadFile(msg("This file has no rows."), where)
    return rows


def _check_lines(text: str, where: str) -> None:
    """Refuses a line so long that its cells would fill the machine."""
    start = 0
    while len(text) - start > _MAX_LINE:
        end = text.rfind("\n", start, start + _MAX_LINE)
        if end < 0:
            number = text.count("\n", 0, start) + 1
            n = f"{_MAX_LINE:,}"
            raise BadFile(msg("This row has more than {n} characters; no list has.", n=n),
                          f"{where}:{number}")  # fmt: skip
        start = end + 1


def split_pasted(text: str) -> list[list[str]]:
    """The rows of a pasted table: by tabs, by `,` or `;` if all rows agree, or one column.

    A row may end early where cells are apart by `;`, which nobody needs for anything else there.

    Cells are trimmed and blank rows left out.
    """
    text = clean(text, multiline=True)
    if "\t" in text:
        return _cells(text, "\t") or _unquoted(text, "\t")
    for separator in (";", ","):
        rows = _cells(text, separator)
        agree = len({len(row) for row in rows}) == 1 and len(rows[0]) > 1
        if separator == ";" and not agree and rows:
            agree = len(rows[0]) == max(map(len, rows)) and min(map(len, rows)) > 1
        # A single row may be a sentence, which has a blank after its commas.
        if agree and (len(rows) > 1 or f"{separator} " not in text):
            return rows
    return _unquoted(text, "\n")


def _guarded(cell: object) -> object:
    if not isinstance(cell, str):
        return cell
    text = clean(cell, multiline=True)
    return f"'{text}" if _could_run(text) else text


def _bare(cell: str) -> str:
    text = clean(cell, multiline=True)
    return text[1:] if text.startswith("'") and _could_run(text[1:]) else text


def _could_run(text: str) -> bool:
    return bool(_FORMULA.match(text)) and not _NUMBER.fullmatch(text)


def _sniffed(text: str) -> str:
    """The separator that finds most cells in the first row that has more than one."""
    best = (len(text), 0, ",")
    for separator in _SEPARATORS:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        try:
            for number, row in enumerate(islice(reader, 50)):
                if len(row) > 1:
                    best = min(best, (number, -len(row), separator))
                    break
        except csv.Error:
            continue  # with another separator, what stands after a closing quote is wrong
    return best[2]


def _cells(text: str, separator: str) -> list[list[str]]:
    """The rows with quotes respected; none if the quotes do not match."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        return _trimmed(reader)
    except csv.Error:
        return []


def _unquoted(text: str, separator: str) -> list[list[str]]:
    return _trimmed(line.split(separator) for line in text.split("\n"))


def _trimmed(rows: Iterable[list[str]]) -> list[list[str]]:
    trimmed = ([_bare(cell.strip()) for cell in row] for row in rows)
    return [row for row in trimmed if any(row)]
