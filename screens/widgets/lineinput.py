"""What one line of text is typed into."""

from __future__ import annotations

from textual import events
from textual.geometry import Region
from textual.widgets import Input

from screens.text import joined, width


class LineInput(Input):
    """An input that does not blink; lines pasted into it become one, and none is lost."""

    def __init__(self, placeholder: str = "", *, id: str | None = None) -> None:
        super().__init__(placeholder=placeholder, compact=True, id=id)
        self.cursor_blink = False

    def on_resize(self) -> None:
        show_cursor(self)

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()  # Textual's own takes the first line only
        self.replace(joined(event.text), *sorted(self.selection))


def show_cursor(line: Input) -> None:
    """Bring the cursor into sight, where the line has become shorter."""
    x = width(line.value[: line.cursor_position]) + line.cursor_at_end
    line.scroll_to_region(Region(x, 0, 1, 1), force=True, animate=False)
