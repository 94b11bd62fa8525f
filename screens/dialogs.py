"""Full, opaque dialogs: choose one of a list, or look at what would happen and confirm it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Generic, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.events import Key
from textual.screen import ModalScreen
from textual.widgets import Static

from screens.fresh import FreshScreen
from screens.text import ui_text, width, wrapped
from screens.widgets.rowlist import Column, Line, Row, RowList, TextLine
from screens.widgets.rowlist.messages import Chosen

T = TypeVar("T")

NUMBERED = 9  # options that answer to a number
LEAST_LABEL = 20  # cells of the labels beside which there are hints
NARROW = 50  # cells of a list below which there is no room for hints


class Dialog(FreshScreen[T], ModalScreen[T]):
    """A title, a list, and a last line that says which keys there are."""

    DEFAULT_CSS = """
    Dialog {
        background: $background;
        & > .title { height: auto; background: $panel; color: $text; text-style: bold; }
        & > RowList { height: 1fr; }
        & > .keys { height: 1; background: $panel; color: $text-muted; }
    }
    """
    BINDINGS = [Binding("escape", "leave", show=False)]

    def __init__(self, title: str, keys: str) -> None:
        super().__init__()
        self._title, self._keys = title, keys

    def compose(self) -> ComposeResult:
        yield Static(classes="title")
        yield RowList()
        yield Static(ui_text(f" {self._keys}"), classes="keys")

    def on_resize(self) -> None:
        lines = wrapped(self._title, self.size.width - 2)
        self.query_one(".title", Static).update(ui_text("\n".join(f" {line}" for line in lines)))

    def action_leave(self) -> None:
        self.dismiss(None)


class Choose(Dialog[T], Generic[T]):
    """Choose one of `options` (value, label, hint); the first nine answer to their number.

    Dismissed with the value, or None.
    """

    def __init__(
        self,
        title: str,
        keys: str,
        options: Sequence[tuple[T, str, str]],
        *,
        about: Sequence[Line] = (),
        below: Sequence[Line] = (),
        current: T | None = None,
        shown: Callable[[T], None] | None = None,
    ) -> None:
        super().__init__(title, keys)
        self._shown = shown
        self._options = options
        self._about, self._below = about, below
        self._current = current

    def on_mount(self) -> None:
        found = self.query_one(RowList)
        label = min(max((width(label) for _, label, _ in self._options), default=0), 48)
        hints = any(hint for *_, hint in self._options)
        found.set_columns(
            [
                Column("n", 2),
                Column("label", max(LEAST_LABEL, label) if hints else 0),
                Column("hint", 0 if hints else 1, drop_below=NARROW),
            ]
        )
        rows = [
            Row(
                place,
                {"n": str(place + 1) if place < NUMBERED else "", "label": label, "hint": hint},
            )
            for place, (_, label, hint) in enumerate(self._options)
        ]
        found.set_lines([*self._about, *rows, *self._below])
        for place, (value, _, _) in enumerate(self._options):
            if value == self._current:
                found.move_to(place)
        found.follow = self._tell
        found.focus()

    def _tell(self) -> None:
        at = self.query_one(RowList).cursor_id
        if self._shown is not None and isinstance(at, int):
            self._shown(self._options[at][0])

    def on_row_list_chosen(self, event: Chosen) -> None:
        if isinstance(event.id, int):
            self.dismiss(self._options[event.id][0])

    def on_key(self, event: Key) -> None:
        if event.character and event.character in "123456789":
            place = int(event.character) - 1
            if place < len(self._options):
                event.stop()
                self.dismiss(self._options[place][0])


class Confirm(Dialog[bool]):
    """Shows what would happen; `y` does it, anything else does not."""

    BINDINGS = [
        Binding("y", "yes", show=False),
        Binding("n,q", "leave", show=False),
        Binding("escape", "leave", show=False),
    ]

    def __init__(
        self, title: str, keys: str, lines: Iterable[Line], columns: Sequence[Column]
    ) -> None:
        super().__init__(title, keys)
        self._lines, self._columns = list(lines), columns

    def on_mount(self) -> None:
        found = self.query_one(RowList)
        found.set_columns(self._columns)
        found.set_lines(self._lines)
        found.focus()

    def action_yes(self) -> None:
        self.dismiss(True)

    def action_leave(self) -> None:
        self.dismiss(False)


class Notice(Dialog[None]):
    """Sentences to be read, each whole, however long."""

    BINDINGS = [Binding("escape,enter,q", "leave", show=False)]

    def __init__(self, title: str, keys: str, sentences: Iterable[str]) -> None:
        super().__init__(title, keys)
        self._sentences = list(sentences)

    def on_mount(self) -> None:
        self.query_one(RowList).set_columns([Column("text", 0)])
        self.query_one(RowList).focus()

    def on_resize(self) -> None:
        """Beside what every dialog does then."""
        lines: list[Line] = []
        for n, sentence in enumerate(self._sentences):
            first, *rest = wrapped(sentence, self.size.width - 4)
            lines.append(Row(n, {"text": first}))
            lines += [TextLine(f"   {line}") for line in rest]
        self.query_one(RowList).set_lines(lines)

    def on_row_list_chosen(self) -> None:
        self.dismiss(None)
