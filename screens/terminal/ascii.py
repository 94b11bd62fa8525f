"""What a terminal without UTF-8 can show, in its place; every cell keeps its width."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from rich.cells import cell_len, get_character_cell_size, split_graphemes

_LOOKALIKES = {
    "-": "─━╌╍┄┅┈┉═╴╶╸╺╼╾▔▁▂▃▀▄⎯⎺⎻⎼⎽–—‐‑‒―−",
    "|": "│┃╎╏┆┇┊┋║╵╷╹╻╽╿▏▎▍▌▋▊▉▐▕",
    "+": "┌┍┎┏┐┑┒┓└┕┖┗┘┙┚┛├┝┞┟┠┡┢┣┤┥┦┧┨┩┪┫┬┭┮┯┰┱┲┳┴┵┶┷┸┹┺┻┼┽┾┿╀╁╂╃╄╅╆╇╈╉╊╋"
    "╒╓╔╕╖╗╘╙╚╛╜╝╞╟╠╡╢╣╤╥╦╧╨╩╪╫╬╭╮╯╰",
    "#": "█▅▆▇▓▒░■▪◼",
    "*": "•●◉⬤◦∙·★☆",
    "o": "○◯⭘⚪□☐◻",
    "x": "✓✔☑✗✘✕×☒",
    ">": "→▶►▸❯›⇒",
    "<": "←◀◄◂❮‹⇐⏎",
    "^": "↑▲△▴",
    "v": "↓▼▽▾",
    '"': "“”„‟«»",
    "'": "‘’‚‛′",
    ".": "…",
    "!": "⚠",
    "E": "€",
    "/": "╱",
    "\\": "╲",
    "X": "╳",
}

# Parts of one picture (joined emoji, variation selectors) count as one, as Rich counts them.
_JOINED = re.compile(r"[^\x00-\x1f]*[\u200d\ufe0f][^\x00-\x1f]*")


class _Table(dict[int, str]):
    """For `str.translate`: each character is worked out when it is first met."""

    def __init__(self, keeps: Callable[[str], bool] = lambda _: False) -> None:
        for plain, chars in _LOOKALIKES.items():
            self.update({ord(char): plain.ljust(get_character_cell_size(char)) for char in chars})
        self._keeps = keeps

    def __missing__(self, code: int) -> str:
        char = chr(code)
        self[code] = plain = char if self._keeps(char) else _ascii_char(char)
        return plain


def _is_wide_in_gbk(char: str) -> bool:
    """A terminal of GB18030 shows two cells for two bytes, lines and dots included, for which all
    others take one; four bytes it may have no picture for."""
    return get_character_cell_size(char) == 2 and len(char.encode("gbk", "ignore")) == 2


def _ascii_char(char: str) -> str:
    if char.isascii():
        return char
    width = get_character_cell_size(char)
    plain = unicodedata.normalize("NFKD", char).encode("ascii", "ignore").decode()
    return plain if len(plain) == width and plain.isprintable() else "?" * width


_ASCII, _GB18030 = _Table(), _Table(_is_wide_in_gbk)


def to_ascii(text: str) -> str:
    """The text in ASCII, as wide as before; escape sequences and control characters stay."""
    return _translated(text, _ASCII)


def to_gb18030(text: str) -> str:
    """As `to_ascii`, but for what is Chinese in two bytes of GB18030, and two cells wide."""
    return _translated(text, _GB18030)


def _translated(text: str, table: _Table) -> str:
    if text.isascii():
        return text
    if "\u200d" in text or "\ufe0f" in text:
        text = _JOINED.sub(lambda match: _by_grapheme(match[0], table), text)
    return text.translate(table)


def _by_grapheme(text: str, table: _Table) -> str:
    graphemes = ((text[start:end], width) for start, end, width in split_graphemes(text)[0])
    return "".join(
        plain if cell_len(plain := grapheme.translate(table)) == width else "?" * width
        for grapheme, width in graphemes
    )
