"""The one-line editor that lies over a cell, and reading of pasted tables."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from screens.text import one_line
from screens.widgets.known import KnowingInput
from screens.widgets.lineinput import show_cursor
from screens.widgets.rowlist.messages import Done


class CellEditor(KnowingInput):
    """An input that says how it was left, and leaves what to do then to its list."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "leave('enter')", show=False, id="edit.enter"),
        Binding("tab", "leave('tab')", show=False, id="edit.next"),
        Binding("shift+tab", "leave('back')", show=False, id="edit.back"),
        Binding("up", "leave('up')", show=False, id="edit.up"),
        Binding("down", "leave('down')", show=False, id="edit.down"),
        Binding("escape", "leave('')", show=False, id="edit.cancel"),
    ]

    DEFAULT_CSS = """
    CellEditor {
        position: absolute;
        height: 1;
        border: none;
        padding: 0;
        background: $panel;
        color: $text;
        text-style: none;
        &:focus { border: none; background-tint: $foreground 0%; }
        &:ansi { text-style: underline; }
    }
    """

    @dataclass
    class Left(Message):
        """The editor was left; `done` is empty when by escape."""

        value: str
        done: Done | None

    @dataclass
    class Table(Message):
        """Several cells were pasted."""

        rows: list[list[str]]

    def __init__(self) -> None:
        super().__init__(select_on_focus=False)
        self.cursor_blink = False

    def on_resize(self) -> None:
        show_cursor(self)

    def action_leave(self, done: str) -> None:
        how: dict[str, Done] = {
            "enter": "enter",
            "tab": "tab",
            "back": "back",
            "up": "up",
            "down": "down",
        }
        if done and self.offered != self.value:
            self.action_complete()
        self.post_message(self.Left(self.value, how.get(done)))

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        rows = table_rows(event.text)
        if len(rows) > 1 or (rows and len(rows[0]) > 1):
            self.post_message(self.Table(rows))
        elif rows:
            self.replace(rows[0][0], *sorted(self.selection))


def table_rows(text: str) -> list[list[str]]:
    """Pasted text as rows of cells, which a tab separates; blank lines at its end are dropped.

    Spreadsheets quote a cell that has line breaks in it; such breaks become blanks.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")
    if not text:
        return []
    plain = [line.split("\t") for line in text.split("\n")]
    rows = plain
    if any(cell.startswith('"') for row in plain for cell in row):
        try:
            rows = list(csv.reader(text.splitlines(keepends=True), "excel-tab", strict=True))
        except csv.Error:
            rows = plain
    return [[one_line(cell).strip() for cell in row] for row in rows]
