"""Plain ASCII for terminals that show nothing else; every cell keeps its width."""

from __future__ import annotations

import re
import unicodedata

from rich.cells import get_character_cell_size, split_graphemes

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

    def __missing__(self, code: int) -> str:
        self[code] = ascii_char = _ascii_char(chr(code))
        return ascii_char


def _ascii_char(char: str) -> str:
    if char.isascii():
        return char
    width = get_character_cell_size(char)
    plain = unicodedata.normalize("NFKD", char).encode("ascii", "ignore").decode()
    return plain if len(plain) == width and plain.isprintable() else "?" * width


_TABLE = _Table(
    {ord(char): plain for plain, chars in _LOOKALIKES.items() for char in chars},
)


def to_ascii(text: str) -> str:
    """The text in ASCII, as wide as before; escape sequences and control characters stay."""
    if text.isascii():
        return text
    if "\u200d" in text or "\ufe0f" in text:
        text = _JOINED.sub(lambda match: _by_grapheme(match[0]), text)
    return text.translate(_TABLE)


def _by_grapheme(text: str) -> str:
    graphemes = ((text[start:end], width) for start, end, width in split_graphemes(text)[0])
    return "".join(
        plain if len(plain := grapheme.translate(_TABLE)) == width else "?" * width
        for grapheme, width in graphemes
    )
