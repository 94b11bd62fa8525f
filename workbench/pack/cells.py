"""How wide text is in a terminal or a fixed-width editor."""

from __future__ import annotations

import unicodedata


def cell_width(text: str) -> int:
    """Cells of a terminal or fixed-width editor that `text` takes: two for Chinese."""
    if text.isascii():
        return len(text)
    return sum(_width(character) for character in text)


def _width(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
