"""Sends only what changes on the screen.

Textual writes a frame as runs: a cursor move, styled text (`ESC[…m text ESC[0m` per segment),
and last a move to where the cursor belongs. `Squeezer` remembers what each cell of the terminal
shows and leaves out cells that already show what is asked for, and attributes already in force.
The screen, its colours, attributes and cursor are the same after every write. What it does not
understand is sent as it is, and what that may have painted over is forgotten.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import repeat

from rich.cells import get_character_cell_size

Cell = tuple[str, str]
"""Character and SGR codes; the right half of a wide character has an empty character."""

RESET = "\x1b[m"
SYNC_START = "\x1b[?2026h"
SYNC_END = "\x1b[?2026l"

_MOVE = re.compile(r"\x1b\[(\d+);(\d+)H")
_SGR = re.compile(r"\x1b\[([0-9;]*)m")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_OSC = r"\x1b\][^\x00-\x1f]*(?:\x07|\x1b\\)"
# Text, attributes and OSC (hyperlinks): whatever its width, it stays in its line.
_ONE_LINE = re.compile(rf"(?:[^\x00-\x1f\x7f-\x9f]|\x1b\[[0-9;]*m|{_OSC})*")
HARMLESS = re.compile(
    r"(?:\x07|\x1b\[\?(?:25|7|100\d|101[56]|2004|2026|2048)[hl]|\x1b\[\?\d+\$p"
    rf"|\x1b\[[<>=]\d*u|{_OSC})*"
)
"""Sequences that neither paint nor move nor colour: bell, modes, queries, keyboard, OSC."""

_ATTRIBUTES = frozenset("12345789")


class Squeezer:
    """What the terminal shows now; feed it everything that is written there."""

    def __init__(self) -> None:
        self._rows: dict[int, list[Cell | None]] = {}  # by line, then column, both from 1
        self._cursor: tuple[int, int] | None = None
        self._style: str | None = ""  # in force after what was fed; None when not known
        self._live: str | None = ""  # in force on the terminal
        self._sync = ""  # begun, and nothing written in it yet
        self._out: list[str] = []

    def forget(self) -> None:
        """The terminal may show anything: everything asked for next is sent."""
        self._rows.clear()
        self._cursor = None
        self._style = self._live = ""

    def feed(self, data: str) -> str:
        """What has to be written so that the terminal ends as if `data` had been."""
        if data == SYNC_START:
            self._sync = data
            return ""
        if data == SYNC_END and self._sync:
            self._sync = ""
            return ""
        squeezed = self._squeeze(data)
        if squeezed and self._sync:
            squeezed, self._sync = self._sync + squeezed, ""
        return squeezed

    def _squeeze(self, data: str) -> str:
        parts = _MOVE.split(data)
        self._out = []
        if parts[0]:
            self._before_any_move(parts[0])
        last = len(parts) - 3
        for i in range(1, len(parts), 3):
            y, x, body = int(parts[i]), int(parts[i + 1]), parts[i + 2]
            if i == last:
                if body:  # the cursor stays behind the text, maybe at the margin
                    self._as_it_is(y, x, body)
                else:
                    self._go(y, x)
                continue
            if body.endswith("\n") and int(parts[i + 3]) > y:
                body = body[:-1]  # not in the last line, and followed by a move: no effect
            if body:
                self._run(y, x, body)
        self._restyle(self._style)
        return "".join(self._out)

    def _before_any_move(self, data: str) -> None:
        self._out.append(data)
        if not HARMLESS.fullmatch(data):
            self._rows.clear()
            self._cursor = None
            self._style = self._live = _style_after(data, self._style)

    def _as_it_is(self, y: int, x: int, body: str) -> None:
        self._go(y, x)
        self._restyle(self._style)
        self._out.append(body)
        self._cursor = None
        self._style = self._live = _style_after(body, self._style)
        if _ONE_LINE.fullmatch(body):
            self._rows.pop(y, None)
        else:
            self._rows.clear()

    def _run(self, y: int, x: int, body: str) -> None:
        cells = _cells(body) if self._style == "" else None
        if cells is None:
            self._as_it_is(y, x, body)
            return
        row = self._rows.setdefault(y, [])
        end = x + len(cells)
        row.extend(repeat(None, end - len(row)))
        shown = row[x:end]
        changed = [i for i, cell in enumerate(cells) if cell is not shown[i] and cell != shown[i]]
        if not changed:
            return
        row[x:end] = cells
        for start, stop in _spans(cells, changed):
            self._go(y, x + start)
            self._paint(cells[start:stop])
            self._cursor = (y, x + stop)

    def _paint(self, cells: tuple[Cell, ...]) -> None:
        write, live = self._out.append, self._live
        for char, style in cells:
            if style != live:
                write(_change(live, style))
                live = style
            write(char)
        self._live = live

    def _go(self, y: int, x: int) -> None:
        if self._cursor == (y, x):
            return
        if self._cursor is not None and self._cursor[0] == y and x > self._cursor[1]:
            ahead = x - self._cursor[1]
            self._out.append(f"\x1b[{ahead}C" if ahead > 1 else "\x1b[C")
        else:
            self._out.append(f"\x1b[{y};{x}H" if x > 1 else f"\x1b[{y}H")
        self._cursor = (y, x)

    def _restyle(self, style: str | None) -> None:
        if style is not None and style != self._live:
            self._out.append(_change(self._live, style))
            self._live = style


def _spans(cells: tuple[Cell, ...], changed: list[int]) -> list[tuple[int, int]]:
    """The runs to send: changed cells, and what lies between where a move would cost more."""
    spans: list[tuple[int, int]] = []
    for i in changed:
        if spans and i < spans[-1][1]:
            continue
        # Halves go together, so it never matters how a terminal shows one whose other half is gone.
        start = i if cells[i][0] else i - 1
        stop = i + 2 if i + 1 < len(cells) and not cells[i + 1][0] else i + 1
        if spans and _joins(cells, spans[-1][1], start):
            spans[-1] = (spans[-1][0], stop)
        else:
            spans.append((start, stop))
    return spans


def _joins(cells: tuple[Cell, ...], stop: int, start: int) -> bool:
    """Is sending the cells from `stop` to `start` again no dearer than moving over them?"""
    if start <= stop:
        return True
    if start - stop > 4:
        return False
    gap = cells[stop:start]
    styles = {style for _, style in gap}
    if len(styles) > 1 or not styles & {cells[stop - 1][1], cells[start][1]}:
        return False
    return sum(len(char.encode()) for char, _ in gap) <= (3 if start - stop == 1 else 4)


@lru_cache(maxsize=512)
def _cells(body: str) -> tuple[Cell, ...] | None:
    """The cells of a run that begins and ends without attributes; None if it is not so plain."""
    cells: list[Cell] = []
    style = ""
    for i, part in enumerate(_SGR.split(body)):
        if i % 2:
            style = _add(style, part)
        elif part.isascii():
            if not part.isprintable():
                return None
            cells.extend(map(_cell, part, repeat(style)))
        else:
            if _CONTROL.search(part):
                return None
            for char in part:
                width = _width(char)
                if not width:
                    return None
                cells.append(_cell(char, style))
                if width == 2:
                    cells.append(_cell("", style))
    return None if style or not cells else tuple(cells)


@lru_cache(maxsize=8192)
def _cell(char: str, style: str) -> Cell:
    """One object for equal cells, which makes comparing lines fast and remembering them small."""
    return (char, style)


@lru_cache(maxsize=4096)
def _width(char: str) -> int:
    """1 or 2; 0 for what joins with its neighbours or is drawn differently by each terminal."""
    code = ord(char)
    if code == 0xAD or 0x1F000 <= code <= 0x1FAFF or code >= 0xE0000 or 0xD800 <= code <= 0xDFFF:
        return 0
    return get_character_cell_size(char)


def _add(style: str, codes: str) -> str:
    """Attributes in force after `ESC[codes m`, as codes that give them from none."""
    if codes in ("", "0"):
        return ""
    if codes.startswith("0;"):
        return codes[2:]
    return f"{style};{codes}" if style else codes


def _style_after(data: str, style: str | None) -> str | None:
    if not _ONE_LINE.fullmatch(data):
        return None
    for codes in _SGR.findall(data):
        if style is not None or codes in ("", "0") or codes.startswith("0;"):
            style = _add(style or "", codes)
    # Without an end it would grow for ever; whoever never resets is not squeezed.
    return style if style is None or len(style) < 200 else None


@lru_cache(maxsize=1024)
def _change(live: str | None, style: str) -> str:
    """The shortest sequence that turns the attributes `live` into `style`."""
    if not style:
        return RESET
    if live == "":
        return f"\x1b[{style}m"
    anew = f"\x1b[0;{style}m"
    if (before := _parsed(live)) is None or (after := _parsed(style)) is None:
        return anew
    (old_attributes, *old_colours), (attributes, *colours) = before, after
    if old_attributes - attributes:
        return anew
    codes = sorted(attributes - old_attributes)
    for default, old, new in zip(("39", "49"), old_colours, colours, strict=True):
        if new != old:
            codes.append(new or default)
    return min(f"\x1b[{';'.join(codes)}m" if codes else "", anew, key=len)


def _parsed(style: str | None) -> tuple[frozenset[str], str, str] | None:
    """Attributes, foreground and background; None if codes depend on their order."""
    if style is None:
        return None
    attributes: set[str] = set()
    colours = {"3": "", "4": ""}
    codes = style.split(";")
    while codes:
        code = codes.pop(0)
        if code in ("38", "48"):
            length = {"5": 2, "2": 4}.get(codes[0] if codes else "", 0)
            if not length or len(codes) < length:
                return None
            colours[code[0]] = ";".join((code, *codes[:length]))
            del codes[:length]
        elif code in _ATTRIBUTES:
            attributes.add(code)
        elif re.fullmatch(r"[34][0-79]|9[0-7]|10[0-7]", code):
            ground = {"9": "3", "1": "4"}.get(code[0], code[0])
            colours[ground] = "" if code in ("39", "49") else code
        else:
            return None
    return frozenset(attributes), colours["3"], colours["4"]
