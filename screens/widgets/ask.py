"""One question at the foot of the screen: a label and what is typed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable

from textual.binding import Binding
from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Label

from screens.text import ui_text, width, wrapped
from screens.widgets.known import KnowingInput, Known
from screens.widgets.lineinput import LineInput

_ANSWER = 20  # cells an answer has beside its label, or it gets a line of its own


class AskInput(KnowingInput, LineInput):
    """The answer; tab takes the rest that is offered, escape leaves the question."""

    BINDINGS = [
        Binding("escape", "leave", show=False),
        # Else tab would go on to the list, and what is typed next would be commands to it.
        Binding("tab", "complete", show=False),
        Binding("shift+tab", "stay", show=False),
    ]

    def __init__(self) -> None:
        super().__init__(id="answer")

    def action_stay(self) -> None:
        """Shift and tab do nothing here."""

    def action_leave(self) -> None:
        asking = self.parent
        assert isinstance(asking, Ask)
        asking.answer(None)


class Ask(Horizontal):
    """Hidden until `question` is awaited; takes the place of the key line.

    The label is always whole: where it and the answer with its hint do not fit into one line, it
    stands above the answer, in as many lines as it takes; a hint that would not be seen, too.
    """

    DEFAULT_CSS = """
    Ask {
        height: auto; display: none; background: $panel;
        & > Label { width: auto; color: $text; }
        & > Input { width: 1fr; height: 1; border: none; padding: 0; background: $panel; }
        &.-above { layout: vertical; }
        &.-above > Label { width: 1fr; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._turn = asyncio.Lock()
        self._asking = 0  # questions open or waiting
        self._pending: asyncio.Future[str | None] | None = None
        self._label = self._hint = ""
        self._typed: Callable[[str], None] = _nobody
        self._names = False
        self._back: Widget | None = None

    @property
    def open(self) -> bool:
        """Whether a question is on the screen, or one waits to be."""
        return self._asking > 0

    async def question(
        self,
        label: str,
        value: str = "",
        hint: str = "",
        suggestions: Iterable[str] = (),
        typed: Callable[[str], None] | None = None,
        *,
        names: bool = False,
        resumed: bool = False,
    ) -> str | None:
        """What the user types; None when he leaves. `typed` is told of every change.

        With `names` enter takes the rest that is offered, too: else half a name is a new person.
        A value that is `resumed` was typed before and not answered, so the first key adds to it;
        any other one gives way to it.

        A question asked while another one is open waits until that one is answered or left.
        """
        self._asking += 1
        try:
            async with self._turn:
                if not self.is_attached:
                    return None
                self._typed, self._names = typed or _nobody, names
                return await self._asked(label, value, hint, suggestions, resumed)
        finally:
            self._asking -= 1

    async def _asked(
        self, label: str, value: str, hint: str, suggestions: Iterable[str], resumed: bool
    ) -> str | None:
        if not isinstance(self.screen.focused, AskInput):
            self._back = self.screen.focused  # a question asked again keeps where it came from
        back = self._back
        if not self.children:  # most screens never ask
            await self.mount(Label("", markup=False), AskInput())
        field = self.query_one(AskInput)
        self._label, self._hint = label, hint
        words = list(suggestions)
        field.suggester = Known(words, names=self._names) if words else None
        field.select_on_focus = not resumed
        with field.prevent(Input.Changed):
            field.value = value
        field.cursor_position = len(field.value)
        self._arrange()
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

    def _arrange(self) -> None:
        """Put the label beside the answer, or above it."""
        field, room = self.query_one(AskInput), self.app.size.width
        hint, typed = width(self._hint) + 1, width(field.value) + 1
        above = width(self._label) + 2 + max(_ANSWER, hint, typed) > room
        told = above and (bool(field.value) or hint > room)
        field.placeholder = "" if told else self._hint
        label = wrapped(self._label, room - 2) if above else [self._label]
        lines = [(f" {line} ", "bold") for line in label]
        lines += [(f" {x} ", "") for x in wrapped(self._hint, room - 2)] if told else []
        self.set_class(above, "-above")
        self.query_one(Label).update(
            Content("\n").join(ui_text(line).stylize(style) for line, style in lines)
        )
        field.styles.margin = (0, 0, 0, 1 if above else 0)

    def answer(self, text: str | None) -> None:
        """End the question with an answer; None when it is left."""
        if self._pending is not None and not self._pending.done():
            self._pending.set_result(text)

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        if self.open:
            self._typed(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.answer(self.query_one(AskInput).offered if self._names else event.value)

    def on_resize(self) -> None:
        if self._pending is not None:
            self._arrange()

    def on_unmount(self) -> None:
        if self._pending is not None and not self._pending.done():
            self._pending.set_result(None)


def _nobody(text: str) -> None:
    """Nobody asked to be told what is typed."""
