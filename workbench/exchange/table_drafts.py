"""Rows of a table as drafts, once it is known what each column is for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workbench.domain.message import Msg, listed, nmsg
from workbench.domain.text import clean
from workbench.exchange.drafts import Draft, Phrase
from workbench.exchange.phrases import due_of, is_placeholder, target
from workbench.exchange.sheet import Sheet

# What a column may be for beside a field: PROOFS, NOTE, HEADING, OWNER and STATUS of items alone.
KEY, UNDER, OWNER, STATUS = "@key", "@under", "@owner", "@status"
PROOFS, NOTE, HEADING, STAMP = "@proofs", "@note", "@heading", "@stamp"

_STAMP = re.compile(r"([A-Z0-9-]{1,12})@(\d{1,12})")
_PHRASES = {OWNER: "owner", STATUS: "status", "due": "due"}


@dataclass(frozen=True, slots=True)
class Layout:
    """The row of titles by index, None without one, and what each column is for; "" is left
    out."""

    header: int | None
    columns: tuple[str, ...]
    days: frozenset[int] = frozenset()

    def titles(self, sheet: Sheet) -> list[str]:
        """The titles as one line each; the letters of the columns where there are none."""
        row = sheet.rows[self.header] if self.header is not None else ()
        return [clean(row[n]) if n < len(row) else "" for n in range(len(self.columns))]


def left_out(sheet: Sheet, layout: Layout) -> Msg | None:
    """Which titled columns that hold something come in nowhere; None where all do."""
    below = sheet.rows[(layout.header if layout.header is not None else -1) + 1 :]
    names = [
        title
        for n, title in enumerate(layout.titles(sheet))
        if title and not layout.columns[n] and any(n < len(row) and row[n] for row in below)
    ]
    if not names:
        return None
    return nmsg("{n} column is left out: {names}", "{n} columns are left out: {names}",
                len(names), names=listed(names))  # fmt: skip


def drafts(sheet: Sheet, layout: Layout, register: str) -> tuple[tuple[Draft, ...], str]:
    """The rows below the titles as drafts, and the code of the handover they were written from."""
    start = 0 if layout.header is None else layout.header + 1
    rows = [[*row, *[""] * (len(layout.columns) - len(row))] for row in sheet.rows]
    days = {n: _order([row[n] for row in rows[start:]]) for n in layout.days}
    reader = _Rows(sheet, layout, register, days)
    made = [reader.draft(n, rows[n]) for n in range(start, len(rows))]
    return tuple(draft for draft in made if draft is not None), reader.code


class _Rows:
    def __init__(
        self, sheet: Sheet, layout: Layout, register: str, days: Mapping[int, str]
    ) -> None:
        self._sheet, self._layout, self._days = sheet, layout, days
        self._items = register == "item"
        self._titles = layout.titles(sheet)
        self._above: dict[int, str] = {}
        self._section = ""
        self.code = ""

    def draft(self, n: int, row: Sequence[str]) -> Draft | None:
        columns = self._layout.columns
        filled = [i for i, c in enumerate(row) if c and i < len(columns)]
        if self._repeats(row):
            return None
        if self._items and self._is_section(n, row, filled):
            self._section = clean(row[filled[0]])
            self._above.clear()
            return None
        if not any(columns[i] for i in filled) or self._is_blank(filled):
            return None
        texts: dict[str, str] = {}
        places: dict[str, str] = {}
        phrases: dict[str, Phrase] = {}
        proofs: list[str] = []
        notes: list[str] = []
        stamp = 0
        for i, name in enumerate(columns):
            cell = row[i]
            if name == HEADING:
                self._above[i] = clean(cell) or self._above.get(i, "")
            if not name or name == HEADING or not cell:
                continue
            if i in self._days:
                cell = day_text(cell, self._days[i])
            places.setdefault(name, self._sheet.place(n, i))
            if name == STAMP:
                stamp = self._stamp(cell)
            elif name == PROOFS:
                proofs += [p for p in map(clean, cell.split("\n")) if not is_placeholder(p)]
            elif name == NOTE:
                notes += self._note(i, cell)
            elif self._items and name in _PHRASES:
                kind = _PHRASES[name]
                phrases.setdefault(kind, Phrase(kind, clean(cell)))
            else:
                texts.setdefault(name, cell)
        headings = tuple(filter(None, (self._section, *self._above.values())))
        if "due" not in phrases and self._items:
            due = next((h for h in reversed(headings) if due_of(h)), None)
            if due is not None:
                phrases["due"] = Phrase("due", due, own=False)
        key = texts.pop(KEY, "")
        cells = {("under" if n == UNDER else n): t for n, t in texts.items()}
        places = {n.removeprefix("@"): p for n, p in places.items()}
        return Draft(
            self._sheet.lines[n],
            self._sheet.place(n),
            cells,
            phrases=tuple(phrases.values()),
            proofs=tuple(proofs),
            notes=tuple(notes),
            headings=headings,
            key=clean(key),
            stamp=stamp,
            places=places,
            empty=tuple(n for n in columns if n and not n.startswith("@") and n not in texts),
        )

    def _repeats(self, row: Sequence[str]) -> bool:
        """A page's titles come again further down."""
        header = self._layout.header
        return header is not None and list(row)[: len(self._titles)] == list(
            self._sheet.rows[header]
        )

    def _is_section(self, n: int, row: Sequence[str], filled: Sequence[int]) -> bool:
        """A row merged across, or with words in one column beside that of the text; a number alone
        is a row that nobody filled in."""
        columns = self._layout.columns
        if "text" not in columns or len(filled) != 1:
            return False
        (only,) = filled
        worded = columns[only] or not re.fullmatch(r"[\d.]+", row[only])
        apart = columns[only] not in ("text", KEY)
        return n in self._sheet.spans or (apart and bool(worded))

    def _is_blank(self, filled: Sequence[int]) -> bool:
        """A row of a form that nobody filled in: a box, a group, and no words."""
        columns = self._layout.columns
        return (
            self._items
            and "text" in columns
            and all(columns[i] in ("", STATUS, HEADING) for i in filled)
        )

    def _note(self, column: int, cell: str) -> list[str]:
        title = self._titles[column]
        words = [clean(line) for line in cell.split("\n") if clean(line)]
        if title and target(title) != "note":
            return [f"{title}: {' / '.join(words)}"]
        return words

    def _stamp(self, cell: str) -> int:
        found = _STAMP.fullmatch(clean(cell))
        if not found:
            return 0
        self.code = found[1]
        return int(found[2])


# --- days as people and spreadsheets write them ------------------------------------------------

_NUMERIC = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})")
_NAMED = re.compile(r"(\d{1,2})[- ]([A-Za-z]{3,9})\.?[- ,]+(\d{2}|\d{4})")
_TIME = re.compile(r"[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[AaPp][Mm])?Z?$")
_WEEKDAY = re.compile(
    r"^(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,? )"
    r"|[（(]?(?:周|星期)[一二三四五六日天][)）]?$",
    re.IGNORECASE,
)
_SERIAL = re.compile(r"([2-6]\d{4})(?:\.0+)?")


def _order(cells: Sequence[str]) -> str:
    """`dmy` or `mdy` when a column of 3/4/2026 says itself which it is, else empty."""
    first = second = 0
    for cell in cells:
        if (found := _NUMERIC.fullmatch(_TIME.sub("", clean(cell)))) and found[2] != ".":
            first, second = max(first, int(found[1])), max(second, int(found[3]))
    if first > 12 >= second:
        return "dmy"
    return "mdy" if second > 12 >= first else ""


def day_text(cell: str, order: str) -> str:
    """A day in ISO form where the cell is one in any common writing; else the cell as it is."""
    text = _WEEKDAY.sub("", _TIME.sub("", clean(cell))).strip()
    if found := _NUMERIC.fullmatch(text):
        first, second, year = int(found[1]), int(found[3]), _year(found[4])
        form = "dmy" if found[2] == "." or first > 12 else "mdy" if second > 12 else order
        if form:
            day, month = (first, second) if form == "dmy" else (second, first)
            return f"{year}-{month:02}-{day:02}"
        if first == second:
            return f"{year}-{first:02}-{first:02}"
    elif found := _NAMED.fullmatch(text):
        return f"{found[1]} {found[2]} {_year(found[3])}"
    elif found := _SERIAL.fullmatch(text):
        from datetime import date, timedelta

        return (date(1899, 12, 30) + timedelta(days=int(found[1]))).isoformat()
    return text


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)
