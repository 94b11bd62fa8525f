"""The two lines over the checklist: the dimensions with their keys, and how far each is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from textual.content import Content

from screens.text import fit, width
from screens.widgets.still import Still

_NUMBER_ONLY = 5  # cells of a tab in which a word would be cut to nothing


class Tab(NamedTuple):
    """`label` begins with its key; `done` of `total` items, `late` of them late."""

    label: str
    done: int
    total: int
    late: int
    chosen: bool = False

    def counts(self, room: int) -> str:
        """`2/8 !1`, or as much of it as fits; what is late stays longest."""
        percent = 100 * self.done // self.total if self.total else 0
        if self.late:
            forms = [f"{self.done}/{self.total} !{self.late}", f"{self.total} !{self.late}",
                     f"!{self.late}"]  # fmt: skip
        else:
            forms = [f"{self.done}/{self.total}", f"{percent}%", str(percent)]
        return next((form for form in forms if width(form) <= room), forms[-1])


class DimensionTabs(Still):
    """Equal columns; the chosen one is marked by `>` and more than colour."""

    DEFAULT_CSS = """
    DimensionTabs { height: 2; width: 1fr; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._tabs: tuple[Tab, ...] = ()

    def show(self, tabs: Sequence[Tab]) -> None:
        if tuple(tabs) != self._tabs:
            self._tabs = tuple(tabs)
            self.refresh()

    def render(self) -> Content:
        names: list[str | tuple[str, str]] = []
        counts: list[str | tuple[str, str]] = []
        for place, tab in enumerate(self._tabs):
            room = self._room(place)
            mark = ">" if tab.chosen else " "
            label = tab.label if room > _NUMBER_ONLY else tab.label.split()[0]
            names.append((mark + fit(label, room - 1), "bold" if tab.chosen else ""))
            style = "$text-error" if tab.late else "$text-muted"
            counts.append((" " + fit(tab.counts(room - 1), room - 1), style))
        return Content.assemble(*names, "\n", *counts)

    def _room(self, place: int) -> int:
        """Cells of a tab, the width shared out evenly."""
        many, cells = len(self._tabs), self.size.width
        return (place + 1) * cells // many - place * cells // many
