"""From a line to text of an exact number of cells, in named styles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

from screens.text import fit, width
from screens.widgets.rowlist.model import Column, Group, Row, Rule

STYLES = ("late", "warn", "ok", "stop", "done", "muted", "key", "strong")
"""Names a cell, a row, a text line or a group may give as its style."""

CURSOR, MARKED, WAITING = ">", "+", "*"
"""What the first cell of a line says: the cursor is here, marked, will move or go."""

Span: TypeAlias = tuple[str, str]
"""Text and the name of its style."""

_INDENT = 2


class Slot(NamedTuple):
    """Where a column is: first cell and width."""

    column: Column
    x: int
    width: int


def lay_out(columns: Sequence[Column], room: int, full: int) -> tuple[Slot, ...]:
    """Columns that are shown in `room` cells; `full` is the list's width with its scroll bar.

    Fixed columns keep their width; the others share the rest; what does not fit is cut off.
    """
    shown = [column for column in columns if full >= column.drop_below]
    rest = room - len(shown) - sum(column.width for column in shown)
    flexible = sum(not column.width for column in shown)
    slots: list[Slot] = []
    x = 1
    for column in shown:
        cells = column.width
        if not cells:
            share = -(-rest // flexible)
            rest, flexible = rest - share, flexible - 1
            cells = max(column.min_width, share)
        if x >= room:
            break
        slots.append(Slot(column, x, min(cells, room - x)))
        x += cells + 1
    return tuple(slots)


def indented(row: Row, slot: Slot, indent_column: str | None) -> str:
    """The row's text in a column, behind the blanks that show its depth."""
    text = row.cell(slot.column.key).text
    if row.depth and slot.column.key == indent_column:
        return " " * min(row.depth * _INDENT, slot.width // 2) + text
    return text


def row_spans(
    row: Row, slots: Sequence[Slot], indent_column: str | None, cursor: bool, flag: str
) -> list[Span]:
    """A row with its cursor and `flag` (marked, waiting, or a blank)."""
    spans: list[Span] = [(CURSOR if cursor else flag, "flag" if flag != " " else row.style)]
    for i, slot in enumerate(slots):
        if i:
            # The cursor hides the flag of its own row, so that is told one column on.
            spans.append((flag if cursor and i == 1 else " ", row.style))
        cell = row.cell(slot.column.key)
        text = indented(row, slot, indent_column)
        spans.append((fit(text, slot.width, slot.column.align), cell.style or row.style))
    return spans


def group_spans(group: Group, room: int, folded: bool, cursor: bool, hint: str) -> list[Span]:
    """A group's heading; `+` in its second cell says that it is folded."""
    mark = (CURSOR if cursor else "-") + ("+" if folded else "-")
    title = group.title if group.n is None else f"{group.title} {group.n}"
    return _ruled(mark, title, group.hint or hint, group.note, group.style, room)


def rule_spans(rule: Rule, room: int) -> list[Span]:
    return _ruled("--", rule.title, rule.hint, rule.note, rule.style, room)


def header_spans(slots: Sequence[Slot]) -> list[Span]:
    """The titles of the columns, as far as they are shown."""
    titles = (fit(slot.column.title, slot.width, slot.column.align) for slot in slots)
    return [(" " + " ".join(titles), "header")]


def _ruled(mark: str, title: str, hint: str, note: str, style: str, room: int) -> list[Span]:
    note = f" {fit(note, min(width(note), room // 2))}" if note else ""
    head = " " + "   ".join(part for part in (title, hint) if part) + "  " if title else ""
    head = fit(head, min(width(head), room - len(mark) - width(note)))
    dashes = "-" * (room - len(mark) - width(head) - width(note))
    return [(mark, "group"), (head, style or "group"), (dashes, "rule"), (note, "muted")]
