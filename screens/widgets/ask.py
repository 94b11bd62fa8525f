"""One question in the last line of the screen: a label and what is typed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from textual.binding import Binding
from textual.containers import Horizontal
from textual.suggester import SuggestFromList
from textual.widget import Widget
from textual.widgets import Input, Label

from screens.text import ui_text, width


class AskInput(Input):
    """The answer; escape leaves it, and the question remembers what had been typed."""

    BINDINGS = [Binding("escape", "leave", show=False), Binding("ctrl+c", "leave", show=False)]

    def __init__(self) -> None:
        super().__init__(compact=True, id="answer")
        self.cursor_blink = False

    def action_leave(self) -> None:
        asking = self.parent
        assert isinstance(asking, Ask)
        asking.answer(None)


class Ask(Horizontal):
    """Hidden until `question` is awaited; takes the place of the key line."""

    DEFAULT_CSS = """
    Ask {
        height: 1; display: none; background: $panel;
        & > Label { width: auto; max-width: 50%; color: $text; text-style: bold; }
        & > Input { width: 1fr; height: 1; border: none; padding: 0; background: $panel; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._pending: asyncio.Future[str | None] | None = None
        self._drafts: dict[str, str] = {}
        self._label = ""
        self._back: Widget | None = None

    @property
    def open(self) -> bool:
        return self._pending is not None

    async def question(
        self, label: str, value: str = "", hint: str = "", suggestions: Iterable[str] = ()
    ) -> str | None:
        """What the user types; None when he leaves. A draft left behind is offered again."""
        if self._pending is not None:
            self.answer(None)
        if not isinstance(self.screen.focused, AskInput):
            self._back = self.screen.focused  # a question asked again keeps where it came from
        back = self._back
        if not self.children:  # most screens never ask
            await self.mount(Label("", markup=False), AskInput())
        field = self.query_one(AskInput)
        self._label = label
        self.query_one(Label).update(ui_text(f" {label} "))
        self.query_one(Label).styles.width = min(width(label) + 2, self.app.size.width // 2)
        field.placeholder = hint
        words = list(suggestions)
        field.suggester = SuggestFromList(words, case_sensitive=False) if words else None
        field.value = self._drafts.pop(label, value)
        field.cursor_position = len(field.value)
        self.display = True
        field.focus()
        self._pending = asyncio.get_running_loop().create_future()
        try:
            return await self._pending
        finally:
            self._pending = None
            self.display = False
            if back is not None and back.is_attached:
                back.focus()

    def answer(self, text: str | None) -> None:
        """End the question with an answer; None keeps what was typed as its draft."""
        typed = self.query_one(AskInput).value
        if text is None and typed:
            self._drafts[self._label] = typed
        if self._pending is not None and not self._pending.done():
            self._pending.set_result(text)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.answer(event.value)

    def on_unmount(self) -> None:
        if self._pending is not None and not self._pending.done():
            self._pending.set_result(None)
