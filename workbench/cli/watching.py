"""One line on the terminal that says how far something is, written over and gone at its end."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from workbench.domain.text import clean
from workbench.exchange.sheet import Tell, quiet
from workbench.pack.cells import cell_width
from workbench.pack.wrap import cut

_STANDS = 0.2  # seconds for which a line stays as it is
_COUNT = 10  # cells kept for the count


@contextmanager
def unwatched() -> Iterator[Tell]:
    yield quiet


@contextmanager
def watched(words: str, out: TextIO) -> Iterator[Tell]:
    """`words`, and behind them the share that is done; how many, where nobody knows of how many."""
    words = cut(clean(words), shutil.get_terminal_size().columns - _COUNT)
    wide, last = 0, 0.0

    def show(line: str) -> None:
        nonlocal wide, last
        blank = " " * max(0, wide - cell_width(line))
        text = f"\r{line}{blank}" if line else f"\r{blank}\r"
        out.buffer.write(text.encode(out.encoding or "utf-8", out.errors or "replace"))
        out.flush()
        wide, last = cell_width(line), time.monotonic()

    def tell(done: int, of: int) -> None:
        if time.monotonic() - last > _STANDS:
            show(f"{words} {100 * done // of} %" if of else f"{words} {done:,}")

    show(words)
    try:
        yield tell
    finally:
        show("")
