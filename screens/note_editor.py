"""A dialog for text of several lines; what is typed survives a lost connection."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import ModalScreen
from textual.timer import Timer
from textual.widgets import Static, TextArea

from screens.text import one_line, ui_text
from workbench.domain.message import Msg, msg

if TYPE_CHECKING:
    from screens.base import WorkScreen

PAUSE = 0.6  # seconds without a key after which the draft is kept


class NoteArea(TextArea):
    """A text area that does not blink: a blinking cursor costs 2 kB a second over SSH."""

    def __init__(self, text: str) -> None:
        super().__init__(text, soft_wrap=True, compact=True, highlight_cursor_line=False)
        self.cursor_blink = False


class NoteEditor(ModalScreen[str | None]):
    """Dismissed with the text, or None when it was left; a draft stays then.

    `keep` is given what has been typed at every pause and on leaving; `check` gives the sentence
    for which a text is not taken, or nothing.
    """

    DEFAULT_CSS = """
    NoteEditor {
        background: $background;
        & > .title { height: 1; background: $panel; color: $text; text-style: bold; }
        & > .about { height: auto; max-height: 4; padding: 0 1; color: $text-muted; }
        & > TextArea { height: 1fr; border: none; padding: 0 1; background: $background; }
        & > .told { height: 1; color: $text-error; }
        & > .keys { height: 1; background: $panel; color: $text-muted; }
    }
    """
    BINDINGS = [
        Binding("ctrl+s,f10", "save", show=False, priority=True),
        Binding("escape", "leave", show=False, priority=True),
    ]

    def __init__(
        self,
        title: str,
        keys: str,
        text: str = "",
        *,
        about: str = "",
        keep: Callable[[str], None] = lambda text: None,
        check: Callable[[str], str] = lambda text: "",
    ) -> None:
        super().__init__()
        self._title, self._keys, self._text, self._about = title, keys, text, about
        self._keep, self._check = keep, check
        self._kept = self._typed = text
        self._pause: Timer | None = None

    def compose(self) -> ComposeResult:
        yield Static(ui_text(f" {self._title}"), classes="title")
        if self._about:
            yield Static(ui_text(self._about), classes="about")
        yield NoteArea(self._text)
        yield Static("", classes="told")
        yield Static(ui_text(f" {self._keys}"), classes="keys")

    def on_mount(self) -> None:
        area = self.query_one(NoteArea)
        area.focus()
        area.move_cursor(area.document.end)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        self._typed = event.text_area.text
        self._say("")
        if self._pause is not None:
            self._pause.stop()
        self._pause = self.set_timer(PAUSE, self._keep_draft)

    def action_save(self) -> None:
        sentence = self._check(self._typed)
        if sentence:
            self._say(sentence)
            return
        self._keep_draft()
        self.dismiss(self._typed)

    def action_leave(self) -> None:
        self._keep_draft()
        self.dismiss(None)

    def on_unmount(self) -> None:
        """The connection went, or the program was told to end."""
        self._keep_draft()

    def _keep_draft(self) -> None:
        if self._typed != self._kept:
            self._kept = self._typed
            self._keep(self._typed)

    def _say(self, sentence: str) -> None:
        self.query_one(".told", Static).update(ui_text(f" {sentence}" if sentence else ""))


_KEYS = msg("ctrl+s or F10: save   esc: leave, what is typed is kept")


async def write(
    screen: WorkScreen,
    key: str,
    title: Msg,
    start: str = "",
    *,
    about: Msg | None = None,
    check: Callable[[str], str] = lambda text: "",
) -> tuple[str, str] | None:
    """Text of several lines, and the text it was begun from; None when the user leaves.

    What is typed is kept under `key` in the user's memory and offered again, until whoever calls
    this sets the key to None. Call from a worker.
    """
    text, base, memory = start, start, screen.ws.memory
    kept = memory.get(key)
    if isinstance(kept, dict) and kept.get("text") not in (None, start):
        options = [
            ("draft", msg("go on with what you typed before"), kept["text"]),
            ("start", msg("begin with what is saved"), start),
        ]
        chosen = await screen.choose(
            msg("There is a draft of yours"),
            [(value, screen.tr(label), one_line(hint)) for value, label, hint in options],
        )
        if chosen is None:
            return None
        if chosen == "draft":
            text, base = kept["text"], kept.get("base", start)

    def keep(typed: str) -> None:
        memory.set(key, {"text": typed, "base": base} if typed != start else None)

    words = screen.tr(about) if about is not None else ""
    dialog = NoteEditor(
        screen.tr(title), screen.tr(_KEYS), text, about=words, keep=keep, check=check
    )
    typed: str | None = await screen.app.push_screen_wait(dialog)
    if typed is None:
        if memory.get(key) is not None:
            screen.say(msg("not saved; what you typed is kept and offered again"))
        return None
    return typed, base
