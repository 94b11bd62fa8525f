"""A column of states in a table: written out for people to read, it changes nothing."""

from __future__ import annotations

from workbench.domain.machine import StateKind
from workbench.domain.message import Msg, msg
from workbench.domain.record import Register
from workbench.exchange import titles
from workbench.exchange.sheet import Sheet
from workbench.exchange.table_drafts import Layout
from workbench.language import translators


def states_left_out(entry: Register, sheet: Sheet, layout: Layout) -> Msg | None:
    """That states in a file are not taken, where a column of it holds them; None otherwise."""
    states = [f.kind.label for f in entry.fields if isinstance(f.kind, StateKind)]
    words = {titles.tidy(tr(label)) for label in states for tr in translators()}
    for title, name in zip(layout.titles(sheet), layout.columns, strict=True):
        if not name and titles.tidy(title) in words:
            return msg("{column}: no state is taken from a file, for only acts change it",
                       column=title)  # fmt: skip
    return None
