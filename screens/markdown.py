"""Our own Markdown as text to be read on a screen: wrapped, without marks, tables in line.

Only what `workbench.pack` writes is known here: headings, lists, boxes, quotes, tables, code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from screens.text import width, wrapped

_GAP = 2  # cells between two columns
_NARROW = 10  # cells a column keeps when others need room

_INLINE = re.compile(
    r"\\(?P<sign>[!-/:-@\[-`{-~])"
    r"|(?P<ticks>`+) ?(?P<code>.*?) ?(?P=ticks)"
    r"|\[(?P<link>(?:\\.|[^\]\\])*)\]\(#[^)]*\)"
    r"|(?P<strong>\*\*)"
    r"|&\#(?P<number>\d+);"
)
_CELL = re.compile(r"(?<!\\)(?:\\\\)*\|")
_RULE = re.compile(r"\|(?: *:?-+:? *\|)+")
_HEAD = re.compile(r"#{1,6} ")
_ITEM = re.compile(r"( *)((?:[-*+]|\d{1,9}[.)]) (?:\[[ xX/]\] |\[N/A\] )?)")


class Told(NamedTuple):
    """A line as it is shown, and the style of its cell."""

    text: str
    style: str = ""


def plain(text: str) -> str:
    """Inline Markdown as the words it stands for."""

    def said(found: re.Match[str]) -> str:
        if found["link"] is not None:
            return plain(found["link"])
        number = found["number"]
        return found["sign"] or found["code"] or (chr(int(number)) if number else "")

    return _INLINE.sub(said, text)


def to_read(markdown: str, room: int) -> Iterator[Told]:
    """The lines of a document for a screen on which a line has `room` cells."""
    fence = ""
    for is_table, block in groupby(markdown.splitlines(), lambda line: line.startswith("|")):
        lines = list(block)
        if is_table and not fence:
            yield from _table(lines, room)
            continue
        for line in lines:
            if fence or line.startswith("```"):
                ticks = line[: len(line) - len(line.lstrip("`"))]
                if not fence:
                    fence = ticks
                elif line.rstrip() == fence:
                    fence = ""
                else:
                    yield Told(line)
            else:
                yield from _line(line, room)


def _line(line: str, room: int) -> Iterator[Told]:
    if head := _HEAD.match(line):
        yield from (Told(each, "strong") for each in wrapped(plain(line[head.end() :]), room))
    elif line.startswith(">"):
        yield from _hanging("  ", plain(line[1:].strip().removesuffix("\\")), room)
    elif item := _ITEM.match(line):
        yield from _hanging(item[0], plain(line[item.end() :]), room)
    elif line.strip():
        style = "strong" if line.startswith("**") else ""
        yield from (Told(each, style) for each in wrapped(plain(line), room))
    else:
        yield Told("")


def _hanging(start: str, text: str, room: int) -> Iterator[Told]:
    """Plain text behind its mark, further lines below the text."""
    for n, each in enumerate(wrapped(text, room - width(start)) or [""]):
        yield Told(f"{start if not n else ' ' * width(start)}{each}".rstrip())


# Tables


def _table(lines: Sequence[str], room: int) -> Iterator[Told]:
    head, *body = [_cells(line) for line in lines if not _RULE.fullmatch(line.strip())]
    rights = [cell.endswith(":") for cell in _cells(lines[1])] if len(lines) > 1 else []
    widths = _fitted([max(map(width, column)) for column in zip(head, *body, strict=False)], room)
    if widths is None:
        yield from _as_facts(head, body, room)
        return
    yield from (Told(line, "strong") for line in _row(head, widths, rights))
    for cells in body:
        yield from map(Told, _row(cells, widths, rights))


def _cells(line: str) -> list[str]:
    bars = [found.end() for found in _CELL.finditer(line)]
    return [plain(line[a : b - 1].strip()) for a, b in pairwise(bars)]


def _fitted(natural: Sequence[int], room: int) -> list[int] | None:
    """Widths that fit in the room, the widest columns giving way; None where none do."""
    widths, left = list(natural), room - _GAP * (len(natural) - 1)
    while sum(widths) > left:
        most = max(widths)
        if most <= _NARROW:
            return None
        widths[widths.index(most)] -= 1
    return widths


def _row(cells: Sequence[str], widths: Sequence[int], rights: Sequence[bool]) -> Iterator[str]:
    each = [_pieces(cell, w) for cell, w in zip(cells, widths, strict=False)]
    for n in range(max(map(len, each))):
        line = ""
        for place, (pieces, w) in enumerate(zip(each, widths, strict=False)):
            piece = pieces[n] if n < len(pieces) else ""
            blanks = " " * (w - width(piece))
            right = place < len(rights) and rights[place]
            line += (blanks + piece if right else piece + blanks) + " " * _GAP
        yield line.rstrip()


def _pieces(cell: str, room: int) -> list[str]:
    return [cell] if width(cell) <= room else wrapped(cell, room)


def _as_facts(head: Sequence[str], body: Sequence[Sequence[str]], room: int) -> Iterator[Told]:
    """Each row as a point of a list, where its columns have no room beside each other."""
    wide = any(width(title) > len(title) for title in head)
    colon, joint = ("：", "；") if wide else (": ", "; ")
    for first, *rest in body:
        told = joint.join(f"{t} {c}" for t, c in zip(head[1:], rest, strict=False) if c)
        yield from _hanging("- ", f"{first}{colon}{told}", room)
