"""A dialog for text of several lines; what is typed survives a lost connection."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import ModalScreen
from textual.widgets import Static, TextArea

from screens.asking import LEFT
from screens.fresh import FreshScreen
from screens.own_editor import OwnEditor, Written
from screens.text import one_line, ui_text
from workbench.domain.message import Msg, msg, pmsg

if TYPE_CHECKING:
    from screens.base import WorkScreen


class NoteArea(TextArea):
    """A text area that does not blink: a blinking cursor costs 2 kB a second over SSH."""

    def __init__(self, text: str) -> None:
        super().__init__(text, soft_wrap=True, compact=True, highlight_cursor_line=False)
        self.cursor_blink = False


class NoteEditor(FreshScreen[str | None], ModalScreen[str | None]):
    """Dismissed with the text, or None when it was left; a draft stays then.

    `typed` is told of every change; `check` gives the sentence for which a text is not taken, or
    nothing; `elsewhere` lets the user write on in another editor.
    """

    DEFAULT_CSS = """
    NoteEditor {
        background: $background;
        & > .title { height: 1; background: $panel; color: $text; text-style: bold; }
        & > .about { height: auto; max-height: 4; padding: 0 1; color: $text-muted; }
        & > TextArea { height: 1fr; border: none; padding: 0 1; background: $background; }
        & > .told { height: auto; min-height: 1; max-height: 3; color: $text-error; }
        & > .keys { height: 1; background: $panel; color: $text-muted; }
    }
    """
    BINDINGS = [
        Binding("ctrl+s,f10", "save", show=False, priority=True),
        Binding("ctrl+o,f3", "elsewhere", show=False, priority=True),
        Binding("escape", "leave", show=False, priority=True),
    ]

    def __init__(
        self,
        title: str,
        keys: str,
        text: str = "",
        *,
        about: str = "",
        typed: Callable[[str], None] = lambda text: None,
        check: Callable[[str], str] = lambda text: "",
        elsewhere: Callable[[str], Written] | None = None,
    ) -> None:
        super().__init__()
        self._title, self._keys, self._text, self._about = title, keys, text, about
        self._tell, self._check = typed, check
        self._elsewhere, self._told = elsewhere, ""
        self._typed = text

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
        self._say(self._told)
        self._told = ""
        self._tell(self._typed)

    def action_save(self) -> None:
        sentence = self._check(self._typed)
        if sentence:
            self._say(sentence)
            return
        self.dismiss(self._typed)

    def action_elsewhere(self) -> None:
        """Write on in the user's own editor; what it leaves can still be undone here."""
        if self._elsewhere is None:
            return
        area = self.query_one(NoteArea)
        written = self._elsewhere(area.text)
        if written.text != area.text:
            area.replace(written.text, (0, 0), area.document.end)
            area.move_cursor(area.document.end)
            self._told = written.said
        self._say(written.said)

    def action_leave(self) -> None:
        self.dismiss(None)

    def _say(self, sentence: str) -> None:
        self.query_one(".told", Static).update(ui_text(f" {sentence}" if sentence else ""))


SAVE: Final = pmsg("editor", "save")
PREVIEW: Final = pmsg("editor", "preview")


def _keys(editor: str, then: Msg) -> Msg:
    if not editor:
        return msg("ctrl+s or F10: {then}   esc: leave, what is typed is kept", then=then)
    return msg("ctrl+s or F10: {then}   ctrl+o: open in {editor}   esc: leave, the text is kept",
               then=then, editor=editor)  # fmt: skip


async def write(
    screen: WorkScreen,
    place: str,
    title: Msg,
    start: str = "",
    *,
    about: Msg | None = None,
    check: Callable[[str], str] = lambda text: "",
    then: Msg = SAVE,
) -> tuple[str, str] | None:
    """Text of several lines, and the text it was begun from; None when the user leaves.

    What is typed is a draft at `place` and offered again, until it is in the file or forgotten.
    `then` is what comes of the text. Call from a worker.
    """
    text, base, drafts = start, start, screen.host.drafts
    own = OwnEditor(screen, place, start)
    own.take_up()
    kept = drafts.at(place)
    if kept is not None and drafts.wanted == place:
        text, base = kept
    elif kept is not None and kept.text != start:
        options = [
            ("draft", msg("go on with what you typed before"), kept.text),
            (
                "start",
                msg("begin with what is saved") if start else msg("begin anew, and forget it"),
                start,
            ),
        ]
        chosen = await screen.choose(
            msg("There is a draft of yours"),
            [(value, screen.tr(label), one_line(hint)) for value, label, hint in options],
        )
        if chosen is None:
            return None
        if chosen == "draft":
            text, base = kept
    drafts.wanted = ""

    def tell(typed: str) -> None:
        if typed == start:
            drafts.forget(place)
        elif kept is None or typed != kept.text:
            drafts.typing(place, typed, base)

    words = screen.tr(about) if about is not None else ""
    keys = screen.tr(_keys(own.name, then))
    dialog = NoteEditor(
        screen.tr(title), keys, text, about=words, typed=tell, check=check, elsewhere=own.write
    )
    typed: str | None = await screen.app.push_screen_wait(dialog)
    if typed is None:
        if drafts.left(place):
            screen.say(LEFT)
        return None
    return typed, base
