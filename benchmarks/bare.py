"""The yardstick: the least a Textual program with a table can be."""

from __future__ import annotations

import os
import sys

os.environ.setdefault("TEXTUAL_ANIMATIONS", "none")

if "--sqlalchemy" in sys.argv:
    import sqlalchemy  # noqa: F401

from textual.app import App, ComposeResult
from textual.widgets import DataTable, Footer

ROWS = int(os.environ.get("ROWS", "20"))


class Bare(App[None]):
    BINDINGS = [("q", "quit", "Quit")]

    def compose(self) -> ComposeResult:
        yield DataTable(cursor_type="row")
        yield Footer()

    def on_mount(self) -> None:
        table = self.query_one(DataTable)
        table.add_columns("Code", "Name", "T0", "Day", "Next gate")
        table.add_rows(
            (f"H-{n:04}", f"Handover number {n}", "2027-01-15", "T-53", "G1") for n in range(ROWS)
        )


if __name__ == "__main__":
    Bare().run()
