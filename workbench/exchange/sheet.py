"""A table out of any file: rows of text, and where each stands.

CSV, spreadsheets and pasted rows become this one thing; what columns are for is decided later.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from workbench.domain.message import Msg, nmsg

Tell = Callable[[int, int], object]
"""Is told how much of how much is done, again and again; of 0 when nobody knows of how much."""

MAX_ROWS = 20_000
MAX_COLUMNS = 200
MAX_CELL = 20_000  # characters of one cell


def quiet(done: int, of: int) -> None:
    """For whom nobody watches."""


@dataclass(frozen=True)
class Sheet:
    """`rows` without the blank ones, `lines` the number of each in the file, from 1.

    `name` is the sheet of a workbook, empty otherwise. `spans` are rows merged across columns,
    by index: those are headings of what stands below. `hollow` counts formulas without a value.
    """

    file: str
    rows: Sequence[Sequence[str]]
    lines: Sequence[int]
    name: str = ""
    spans: frozenset[int] = field(default_factory=frozenset)
    hollow: int = 0

    def place(self, row: int, column: int | None = None) -> str:
        """`roster.csv:7`, or `risks.xlsx Risks!B7`, of a row and column by index."""
        line = self.lines[row]
        if not self.name:
            return f"{self.file}:{line}"
        return f"{self.file} {self.name}!{letters(column or 0)}{line}"

    @property
    def width(self) -> int:
        return max(map(len, self.rows), default=0)


def hollow(n: int) -> Msg:
    """What is wrong with a sheet whose formulas nobody has calculated."""
    return nmsg(
        "{n} formula has no value: open the file in Excel, save it, and bring it again",
        "{n} formulas have no value: open the file in Excel, save it, and bring it again",
        n,
    )


def of_rows(file: str, rows: Sequence[Sequence[str]]) -> Sheet:
    """Rows as they come, the first being number 1; blank ones are left out."""
    filled = [(n, [c.strip() for c in r]) for n, r in enumerate(rows, 1) if any(map(str.strip, r))]
    return Sheet(file, [row for _, row in filled], [n for n, _ in filled])


def letters(column: int) -> str:
    """The name of a spreadsheet's column: A, B ... Z, AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def fingerprint(titles: Sequence[str]) -> str:
    """What a set of titles is remembered by."""
    import hashlib

    from workbench.domain.text import fold

    words = "\n".join(" ".join(fold(t).split()) for t in titles)
    return hashlib.sha256(words.encode()).hexdigest()[:16]
