"""Tables on a terminal, by cell width."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Sequence

_GAP = "  "
_LEAST = 8  # cells a column keeps when the line is too long


def table(headers: Sequence[str], rows: Sequence[Sequence[str]], align: str = "") -> list[str]:
    """Aligned lines, the headers first; on a terminal the widest columns are cut to fit.

    `align` has a letter a column, `l` or `r`; left where it has none.
    """
    from workbench.pack.cells import cell_width
    from workbench.pack.wrap import cut, pad

    lines = [list(headers), *([_one_line(cell) for cell in row] for row in rows)]
    widths = [max(map(cell_width, column)) for column in zip(*lines, strict=True)]
    if sys.stdout.isatty():
        _narrow(widths, shutil.get_terminal_size().columns)
    sides = align.ljust(len(widths), "l")
    return [
        _GAP.join(
            pad(cut(cell, width), width, side)
            for cell, width, side in zip(line, widths, sides, strict=False)
        ).rstrip()
        for line in lines
    ]


def _one_line(cell: str) -> str:
    """Whatever breaks a line is a blank here; indents stay."""
    from workbench.domain.text import clean

    return re.sub("[\n\t]", " ", clean(cell, multiline=True))


def _narrow(widths: list[int], room: int) -> None:
    """Take cells from the widest columns until the line fits."""
    excess = sum(widths) + len(_GAP) * (len(widths) - 1) - room
    while excess > 0 and max(widths) > _LEAST:
        widest = widths.index(max(widths))
        widths[widest] -= 1
        excess -= 1
