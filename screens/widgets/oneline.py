"""A line of text that changes often: title, legend, what a list is kept to."""

from __future__ import annotations

from textual.widgets import Static

from screens.text import ui_text
from screens.widgets.still import Still


class OneLine(Still, Static):
    """One line of user text. It never changes its size, so nothing else is laid out for it."""

    DEFAULT_CSS = "OneLine { height: 1; }"

    def show(self, text: str) -> None:
        content = ui_text(text)
        if content != self.content:
            self.update(content, layout=False)
