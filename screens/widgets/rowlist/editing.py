"""Editing one cell of a list in place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textual.widgets import Input

from screens.widgets.known import Known
from screens.widgets.rowlist.editor import CellEditor
from screens.widgets.rowlist.messages import Done
from screens.widgets.rowlist.model import LineId
from screens.widgets.rowlist.render import Slot

if TYPE_CHECKING:
    from screens.widgets.rowlist.widget import RowList

MIN_WIDTH = 20


@dataclass(frozen=True, slots=True)
class Edit:
    """A cell that is, or was last, edited, the text in it, and names that it may go on as."""

    id: LineId
    column: str
    value: str
    placeholder: str
    width: int
    names: Sequence[str] = ()


class Editing:
    """The editor of one list: made when first needed, then hidden between edits."""

    def __init__(self, row_list: RowList) -> None:
        self._list = row_list
        self._editor: CellEditor | None = None
        self._edit: Edit | None = None
        self.is_open = False

    def open(self, edit: Edit) -> None:
        if self._editor is None:
            self._editor = CellEditor()
            self._list.mount(self._editor)
        self._edit, self.is_open = edit, True
        editor = self._editor
        editor.suggester = Known(edit.names, names=True) if edit.names else None
        editor._suggestion = ""
        with editor.prevent(Input.Changed):
            editor.value = edit.value
        editor.placeholder = edit.placeholder
        editor.cursor_position = len(edit.value)
        editor.display = True
        self._list.screen.set_focus(editor, scroll_visible=False)

    def reopen(self, *, selected: bool = False) -> Edit | None:
        """The last edit again, with what had been typed, which gives way to the next key when it is
        `selected`; None when there was none."""
        if not self.is_open and self._edit is not None:
            self.open(self._edit)
            if selected and self._editor is not None:
                self._editor.select_all()
        return self._edit

    def close(self) -> Edit:
        """End the edit; returns it with what has been typed."""
        assert self._editor is not None
        assert self._edit is not None
        edit = self._edit = replace(self._edit, value=self._editor.value)
        self.is_open = False
        if self._editor.has_focus:
            self._list.screen.set_focus(self._list, scroll_visible=False)
        self._editor.display = False
        return edit

    @property
    def edit(self) -> Edit | None:
        """The open edit."""
        return self._edit if self.is_open else None

    def place(self, slot: Slot, index: int, room: int) -> None:
        """Lay the editor over a column of the line at `index`; the list is `room` cells wide."""
        assert self._editor is not None
        assert self._edit is not None
        width = min(max(slot.width, self._edit.width, MIN_WIDTH), room)
        self._editor.styles.width = width
        self._editor.styles.offset = (max(0, min(slot.x, room - width)), index)

    @property
    def typed(self) -> str:
        """What stands in the editor now."""
        return self._editor.value if self._editor is not None else ""

    def leave(self, done: Done = "enter") -> None:
        """As by this key."""
        if self._editor is not None:
            self._editor.action_leave(done)

    def type(self, text: str) -> None:
        """Put in what did not come through the editor's own keyboard."""
        if self._editor is not None:
            self._editor.replace(text, *sorted(self._editor.selection))
