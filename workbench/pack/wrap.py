"""Lines of text by terminal cells: wrapped, cut and padded, Chinese taking two a character."""

from __future__ import annotations

import re

from workbench.domain.text import clean
from workbench.pack.cells import cell_width

# Chinese breaks between any two characters, but no line starts with what closes or ends with
# what opens (禁则).
_OPEN = "（《〈「『【〔“‘"
_CLOSE = "，。、；：！？）》〉」』】〕”’…"
_WIDE = "\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60\uffe0-\uffe6\U00020000-\U0003fffd"
_PIECE = (
    rf"\s*(?:[{_OPEN}]*(?:[^\s{_WIDE}{_OPEN}{_CLOSE}]+|(?![{_OPEN}{_CLOSE}])[{_WIDE}])[{_CLOSE}]*"
    rf"|[{_OPEN}{_CLOSE}]+)"
)


def wrap(text: str, width: int, first: str = "", rest: str = "") -> list[str]:
    """`text` in lines of at most `width` cells, begun with `first`, then with `rest`."""
    text = clean(text)
    if cell_width(first) + cell_width(text) <= width:
        return [first + text]
    lines: list[str] = []
    start, line, cells = first, "", cell_width(first)
    for piece in _pieces(text):
        word = piece.strip()
        gap = " " if line and piece != word else ""
        cells += len(gap) + cell_width(word)
        if line and cells > width:
            lines.append(start + line)
            start, line, gap = rest, "", ""
            cells = cell_width(start) + cell_width(word)
        line += gap + word
        while cells > width:
            head, line = _split(line, max(1, width - cell_width(start)))
            lines.append(start + head)
            start = rest
            cells = cell_width(start) + cell_width(line)
    return [*lines, start + line] if line or not lines else lines


def _pieces(text: str) -> list[str]:
    """What a line may end after, each with the blanks before it."""
    if text.isascii():
        return [f" {word}" for word in text.split()]
    return re.findall(_PIECE, text)  # compiled when it is needed, which takes long


def cut(text: str, width: int) -> str:
    """`text` in at most `width` cells, ended with `~` where something is left out.

    The question mark of an open seat, `Security ?`, is never cut off.
    """
    if cell_width(text) <= width:
        return text
    end = "~?" if text.endswith(" ?") else "~"
    return _split(text, max(1, width - len(end)))[0].rstrip() + end


def pad(text: str, width: int, align: str = "l") -> str:
    """`text` filled with blanks to `width` cells, to the left for `r`."""
    blanks = " " * (width - cell_width(text))
    return blanks + text if align == "r" else text + blanks


def _split(text: str, width: int) -> tuple[str, str]:
    """The start of `text` that fits in `width` cells, at least a character, and what is left."""
    used = 0
    for place, character in enumerate(text):
        used += cell_width(character)
        if used > width:
            place = max(1, place)
            return text[:place], text[place:]
    return text, ""
