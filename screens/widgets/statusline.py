"""The line above the key line: what just happened, else what `u` would take back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final, Literal

from textual.content import Content

from screens.text import fit, one_line, width
from screens.widgets.still import Still
from workbench.domain.message import Msg, msg
from workbench.keys import ACTIONS, Keymap, printed

if TYPE_CHECKING:
    from workbench.services.datafile import Standing

Kind = Literal["info", "ok", "warn", "error"]

NOTHING: Final = msg("undo: nothing of yours to undo")
_UNDO = ACTIONS["app.undo"]
_AFTER_THE_KEY = 0.01  # seconds
_STYLES: dict[Kind, str] = {
    "info": "",
    "ok": "$text-success",
    "warn": "$text-warning",
    "error": "bold $text-error",
}


class StatusLine(Still):
    """One line. A message said stays until the next key: the screen calls `settle` on each.

    What stands in the way of work has a label at the right end, whatever is said.

    No timer takes a message away, so nobody misses one by looking elsewhere.
    """

    DEFAULT_CSS = """
    StatusLine {
        width: 1fr;
        height: 1;
        color: $text-muted;
    }
    """

    def __init__(
        self,
        tr: Callable[[Msg], str],
        keymap: Keymap | None = None,
        *,
        standing: Standing | None = None,
        rest: Msg = NOTHING,
        id: str = "",
    ) -> None:
        super().__init__(id=id or None)
        self._tr, self._keymap = tr, keymap or Keymap()
        self._undo: Msg | None = None
        self._waiting: Msg | None = None
        self._here: Sequence[Msg] = ()
        self._said: Msg | str | None = None
        self._kind: Kind = "info"
        self._standing, self._rest = standing, rest
        self._told = False  # what there is to undo, or that there is nothing
        self._of = 0  # the change set that undo would take back
        self._is_new = False  # it was made by what is being told of

    def set_language(self, tr: Callable[[Msg], str]) -> None:
        self._tr = tr
        self.refresh()

    def set_undo(self, what: Msg | None, of: int = 0) -> None:
        """Show what undo would take back, such as `claim of PAY-09, 14:02`, and change set `of`;
        None for nothing."""
        if what != self._undo or of != self._of or not self._told:
            self._is_new = self._told and of > self._of
            self._undo, self._of, self._told = what, of, True
            self.refresh()

    def set_standing(self, standing: Standing | None) -> None:
        """Show what holds for the whole file, such as that it can only be read."""
        if standing != self._standing:
            self._standing = standing
            self.refresh()

    def say(self, text: Msg | str, kind: Kind = "info") -> None:
        """Show `text` until the next key; a warning or an error is marked by more than colour."""
        self._said, self._kind = text, kind
        self.refresh()

    def set_here(self, ways: Sequence[Msg]) -> None:
        """Who else is here, at the right where there is room: the first of `ways` that fits."""
        if ways != self._here:
            self._here = ways
            self.refresh()

    def set_waiting(self, what: Msg | None) -> None:
        """Show what is being waited for, whatever keys are pressed; None when that is over."""
        if what != self._waiting:
            self._waiting = what
            self.refresh()

    def mention(self, text: Msg) -> None:
        """Say it, unless something else is being said."""
        if self._said is None:
            self.say(text)

    def settle(self) -> None:
        """A key was pressed: the message has been seen."""
        self._is_new = False
        if self._said is not None:
            self._said = None
            # What the key itself changes is painted first: a frame that follows another one waits.
            self.set_timer(_AFTER_THE_KEY, self.refresh)

    @property
    def text(self) -> str:
        """What stands at the left, in the language of the screen."""
        if self._waiting is not None:
            return f"! {self._tr(self._waiting)}"
        if self._said is None and self._standing is not None:
            return self._tr(self._standing.words)
        if self._said is None:
            if self._rest is NOTHING and not self._told:
                return ""
            return self._tr(msg("undo: {what}", what=self._undo) if self._undo else self._rest)
        text = self._said if isinstance(self._said, str) else self._tr(self._said)
        return f"! {text}" if self._kind in ("warn", "error") else text

    def render(self) -> Content:
        label = f" {one_line(self._tr(self._standing.label))} " if self._standing else ""
        room = self.size.width - 2 - (width(label) + 1 if label else 0)
        waiting = self._waiting is not None
        hint = (
            self._hint()
            if not waiting and self._kind == "ok" and self._said is not None and self._is_new
            else ""
        )
        if width(hint) * 3 > room:
            hint = ""
        style = _STYLES[self._kind] if self._said is not None else ""
        style = _STYLES["warn"] if waiting else style
        text = one_line(self.text)
        used = width(text) + width(hint) + 4
        words = (one_line(self._tr(way)) for way in self._here)
        here = next((w for w in words if used + width(w) <= room), "")
        right = "  ".join(filter(None, (hint, here)))
        left = fit(text, room - width(right) - (2 if right else 0))
        return Content.assemble(
            " ",
            (left, style),
            f"  {right}" if right else "",
            " " if label else "",
            (label, "reverse bold"),
        )

    def _hint(self) -> str:
        keys = self._keymap.keys(_UNDO)
        return f"{printed(keys[0])} {self._tr(_UNDO.label)}" if keys else ""
