"""The last line of every screen: the keys most needed there. And bindings from the registry."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import NamedTuple

from textual.binding import Binding
from textual.content import Content

from screens.text import one_line, width
from screens.widgets.still import Still
from workbench.domain.message import Msg, pmsg
from workbench.keys import ACTIONS, Action, Keymap, bindings, key_line, printed

GAP = "  "
_KEY_STYLE = "bold $text-primary"


def to_bindings(scope: str) -> list[Binding]:
    """What a screen, or the app for scope `app`, puts in its BINDINGS.

    The ids let `App.set_keymap(keymap.for_textual())` bring in the user's own keys.
    """
    return [Binding(keys, action, id=id_, show=False) for keys, action, id_ in bindings(scope)]


class Hint(NamedTuple):
    """A key and its verb, as printed."""

    key: str
    label: str

    @property
    def text(self) -> str:
        return f"{self.key} {self.label}".rstrip()


class Hints(NamedTuple):
    """What fits in one line: from the left, and at the right end."""

    left: tuple[Hint, ...]
    right: Hint | None

    def fill(self, cells: int) -> int:
        """Blanks between left and right in a line of `cells`, negative if it does not fit."""
        left = sum(width(hint.text) for hint in self.left) + len(GAP) * max(0, len(self.left) - 1)
        return cells - 2 - left - (width(self.right.text) if self.right else 0)


def fit_hints(
    scope: str, tr: Callable[[Msg], str], keymap: Keymap, cells: int, without: Collection[str] = ()
) -> Hints:
    """The hints of `scope` that fit in `cells`, some actions left out.

    The verb at the right goes first, then the hints from the last one on; the help never goes.
    """
    wanted, help_, leave = key_line(scope)
    own = [
        hint
        for action in wanted
        if action.id not in without and (hint := _hint(action, tr, keymap))
    ]
    last, right = _hint(help_, tr, keymap), _hint(leave, tr, keymap)
    for count in range(len(own), -1, -1):
        for end in (right, right and Hint(right.key, "")):
            hints = Hints((*own[:count], *([last] if last else [])), end)
            if hints.fill(cells) >= len(GAP):
                return hints
    return Hints((Hint(last.key, ""),) if last else (), None)


def typing_hints(tr: Callable[[Msg], str], keymap: Keymap) -> Hints:
    """What holds while a cell is being typed in, where every letter is only a letter."""
    save, leave = pmsg("key", "Save"), pmsg("key", "Leave")
    reachable = [key for key in keymap.keys(ACTIONS["app.help"]) if len(key) > 1]
    help_ = [Hint(printed(key), tr(ACTIONS["app.help"].label)) for key in reachable[:1]]
    return Hints((Hint(printed("enter"), tr(save)), *help_), Hint(printed("escape"), tr(leave)))


def _hint(action: Action, tr: Callable[[Msg], str], keymap: Keymap) -> Hint | None:
    keys = keymap.keys(action)
    return Hint(printed(keys[0]), one_line(tr(action.label))) if keys else None


class KeyLine(Still):
    """`enter Open  c Chase list  a New  / Find  ? All keys      q Quit`, in one line."""

    DEFAULT_CSS = """
    KeyLine {
        width: 1fr;
        height: 1;
        background: $panel;
        color: $foreground;
    }
    """

    def __init__(
        self, scope: str, tr: Callable[[Msg], str], keymap: Keymap | None = None, *,
        without: Collection[str] = (), id: str = "",
    ) -> None:  # fmt: skip
        super().__init__(id=id or None)
        self._without = without
        self._scope, self._tr, self._keymap = scope, tr, keymap or Keymap()
        self._typing = False

    def set_language(self, tr: Callable[[Msg], str]) -> None:
        self._tr = tr
        self.refresh()

    def set_scope(self, scope: str) -> None:
        """Show the keys of another scope, as when a part of the screen takes over."""
        if scope != self._scope:
            self._scope = scope
            self.refresh()

    def set_typing(self, on: bool) -> None:
        """Show how a cell is left, while one is being typed in."""
        if on != self._typing:
            self._typing = on
            self.refresh()

    def render(self) -> Content:
        hints = (
            typing_hints(self._tr, self._keymap)
            if self._typing
            else fit_hints(self._scope, self._tr, self._keymap, self.size.width, self._without)
        )
        parts: list[str | tuple[str, str]] = []
        for hint in hints.left:
            parts += [GAP if parts else " ", (hint.key, _KEY_STYLE), f" {hint.label}"]
        if hints.right:
            blanks = " " * hints.fill(self.size.width)
            parts += [blanks, (hints.right.key, _KEY_STYLE), f" {hints.right.label}"]
        return Content.assemble(*parts)
