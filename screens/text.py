"""User text on the screen: always literal, always measured in terminal cells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import takewhile
from typing import Literal

from rich.cells import cell_len, chop_cells, split_text
from textual.content import Content

Align = Literal["left", "right"]

# C0, DEL and C1 controls, bidi overrides and lone surrogates: a terminal obeys or chokes on them.
_UNSAFE = dict.fromkeys(
    (
        *range(0x20),
        *range(0x7F, 0xA0),
        *(0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)),
        *range(0xD800, 0xE000),
    )
)
_IN_TEXT = _UNSAFE | {ord(c): c for c in "\t\n"}
# Joiners and presentation selectors go too: no two terminals agree on the width they give.
_IN_LINE = (
    _UNSAFE
    | dict.fromkeys((0x200B, 0x200D, 0x2060, 0xFEFF, *range(0xFE00, 0xFE10)))
    | dict.fromkeys(map(ord, "\t\n\v\f\r\x85\u2028\u2029"), " ")
)


def ui_text(text: str) -> Content:
    """`text` as literal content (no markup), for every widget that takes content."""
    return Content(text.translate(_IN_TEXT))


def one_line(text: str) -> str:
    """`text` for a single line: tabs and line breaks become a space, control characters go."""
    if text.isascii() and text.isprintable():
        return text
    return text.replace("\r\n", "\n").translate(_IN_LINE)


def joined(text: str) -> str:
    """Lines of text as one, a blank between them; empty ones go."""
    return " ".join(filter(None, (one_line(line).strip() for line in text.splitlines())))


def width(text: str) -> int:
    """Cells `text` takes in one line of a terminal."""
    return cell_len(one_line(text))


def fit(text: str, width: int, align: Align = "left", ellipsis: str = "~") -> str:
    """`text` in exactly `width` cells: padded, or cut and ended with `ellipsis`.

    A wide character is never cut in half; the cell it would have taken is blank. The question
    mark of an open seat, `Security ?`, is never cut off.
    """
    if width <= 0:
        return ""
    text = one_line(text)
    cells = cell_len(text)
    if cells > width:
        if text.endswith(" ?"):
            ellipsis += "?"
        room = width - cell_len(ellipsis)
        if room < 0:
            text, _ = split_text(ellipsis, width)
        else:
            text = split_text(text, room)[0].rstrip() + ellipsis
        cells = cell_len(text)
    pad = " " * (width - cells)
    return pad + text if align == "right" else text + pad


def apart(texts: Sequence[str], room: int) -> list[str]:
    """Lines of the texts in which one sees where they differ: where that would lie beyond `room`
    cells, they begin shortly before it."""
    lines = [one_line(text) for text in texts]
    same = takewhile(lambda found: len(set(found)) == 1, zip(*lines, strict=False))
    common = "".join(found[0] for found in same)
    if cell_len(common) + room // 4 < room or all(cell_len(line) <= room for line in lines):
        return lines
    begin = len(common)
    while begin and cell_len(common[begin - 1 :]) <= room // 3:
        begin -= 1
    begin = common.find(" ", begin) + 1 or begin  # at a word, where there are words
    return [f"~{line[begin:]}" for line in lines]


def all_wrapped(texts: Iterable[str], room: int) -> list[str]:
    """The lines of several texts, one below the other, as `wrapped` gives them."""
    return [line for text in texts for line in wrapped(text, room)]


def wrapped(text: str, room: int) -> list[str]:
    """User text in lines of at most `room` cells; its own line breaks stay. None for no text."""
    from workbench.pack.wrap import wrap

    room = max(8, room)
    lines: list[str] = []
    for paragraph in text.split("\n") if text.strip() else []:
        fits = width(paragraph) <= room
        for line in map(one_line, [paragraph] if fits else wrap(paragraph, room)):
            lines += chop_cells(line, room) if width(line) > room else [line]
    return lines
