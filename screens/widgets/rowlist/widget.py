"""The one list of the program: portfolio, checklist, registers, findings, sheets and menus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events
from textual.message import Message

from screens.widgets.rowlist import messages
from screens.widgets.rowlist.model import LineId, Row
from screens.widgets.rowlist.navigation import NavigatedLines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.widgets import Input

    from screens.widgets.rowlist.editing import Editing
    from screens.widgets.rowlist.editor import CellEditor
    from screens.widgets.rowlist.render import Slot


class RowList(NavigatedLines, can_focus=True):
    """Rows under folding groups, with a cursor, marks, a search and an editor in the cell."""

    Chosen = messages.Chosen
    FoldToggled = messages.FoldToggled
    MarksChanged = messages.MarksChanged
    Typed = messages.Typed
    Edited = messages.Edited
    EditCancelled = messages.EditCancelled
    PastedRows = messages.PastedRows

    DEFAULT_CSS = """
    RowList {
        width: 1fr;
        height: 1fr;
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-size: 0 1;
        scrollbar-gutter: stable;
        & > .rowlist--idle {
            background: $block-cursor-blurred-background;
            color: $block-cursor-blurred-foreground;
            text-style: $block-cursor-blurred-text-style;
        }
        & > .rowlist--cursor {
            background: $block-cursor-background;
            color: $block-cursor-foreground;
            text-style: $block-cursor-text-style;
        }
        & > .rowlist--late { color: $text-error; }
        & > .rowlist--stop { color: $text-error; text-style: bold; }
        & > .rowlist--warn { color: $text-warning; }
        & > .rowlist--ok { color: $text-success; }
        & > .rowlist--key { color: $text-primary; }
        & > .rowlist--flag { color: $text-warning; text-style: bold; }
        & > .rowlist--strong { text-style: bold; }
        & > .rowlist--group { color: $text-primary; text-style: bold; }
        & > .rowlist--muted { color: $text-muted; }
        &:ansi {
            & > .rowlist--idle { color: $foreground; text-style: underline; }
            & > .rowlist--cursor {
                background: $background;
                color: $foreground;
                text-style: reverse;
            }
            & > .rowlist--muted { color: $foreground; text-style: dim; }
        }
    }
    """

    takes_rows = True
    """Whether lines pasted into a cell are told as rows; else they become one line of its text."""

    _editing: Editing | None = None

    @property
    def is_container(self) -> bool:
        """True once there is an editor to arrange; the lines themselves are no widgets."""
        return bool(self.children)

    # Editing

    def edit(
        self, id_: LineId, column: str, value: str, *, placeholder: str = "", width: int = 0,
        names: Sequence[str] = (),
    ) -> bool:  # fmt: skip
        """Open the editor over a cell, which goes on with `names`; False when the row or the column
        is not shown."""
        if not self.move_to(id_) or self._slot(id_, column) is None:
            return False
        from screens.widgets.rowlist.editing import Edit, Editing

        if self._editing is None:
            self._editing = Editing(self)
        self._say(None)
        self._cancel_edit()
        self._editing.open(Edit(id_, column, value, placeholder, width, names))
        self._layout_changed()
        return True

    def edit_failed(self, message: str, *, selected: bool = False) -> None:
        """Open the last edit again with what was typed, and say why beside it; `selected` it gives
        way to what is typed next."""
        if self._editing is not None and (edit := self._editing.reopen(selected=selected)):
            self.move_to(edit.id)
            self._layout_changed()
            if self.is_editing:
                self._say(message)

    def holds(self, event: messages.Edited) -> bool:
        """Whether the editor is open again on that cell, with the text that was entered then."""
        edit = self._editing.edit if self._editing is not None else None
        if edit is None or self._editing is None:
            return False
        now = (edit.id, edit.column, self._editing.typed)
        return now == (event.id, event.column, event.value)

    def leave_editor(self, done: messages.Done) -> None:
        """As by this key."""
        if self._editing is not None:
            self._editing.leave(done)

    @property
    def is_editing(self) -> bool:
        return self._editing is not None and self._editing.is_open

    def on_cell_editor_left(self, event: CellEditor.Left) -> None:
        event.stop()
        if self._editing is None or not self._editing.is_open:
            return
        if event.done is None:
            self._cancel_edit()
            return
        edit = self._editing.close()
        self._say(None)
        self.post_message(messages.Edited(self, edit.id, edit.column, edit.value, event.done))

    def on_cell_editor_table(self, event: CellEditor.Table) -> None:
        event.stop()
        if self._editing is None or (edit := self._editing.edit) is None:
            return
        if self.takes_rows:
            self.post_message(messages.PastedRows(self, edit.id, edit.column, event.rows))
        else:
            cells = [cell for row in event.rows for cell in row]
            self._editing.type(" ".join(filter(None, cells)))

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._say(None)
        if self._editing is not None and (edit := self._editing.edit):
            self.post_message(messages.Typed(self, edit.id, edit.column, event.value))

    def on_input_blurred(self, event: Message) -> None:
        event.stop()

    def on_key(self, event: events.Key) -> None:
        """Characters typed while the editor was on its way belong to it."""
        if self.is_editing and self._editing is not None and event.is_printable:
            event.stop()
            event.prevent_default()
            self._editing.type(event.character or "")

    def _on_paste(self, event: events.Paste) -> None:
        """A table pasted into the list itself."""
        from screens.widgets.rowlist.editor import table_rows

        if not self.is_editing and (rows := table_rows(event.text)):
            event.stop()
            self.post_message(messages.PastedRows(self, self._cursor_id, "", rows))

    def _layout_changed(self) -> None:
        """Keep the editor over its cell; a row that is gone hands back what was typed."""
        if self._editing is None or (edit := self._editing.edit) is None:
            return
        room = self._lay_out()
        index, slot = self._lines.at(edit.id), self._slot(edit.id, edit.column)
        if index is not None and slot is not None:
            self._editing.place(slot, index, room)
        else:
            self._cancel_edit()

    def _cancel_edit(self) -> None:
        if self._editing is not None and self._editing.is_open:
            edit = self._editing.close()
            self._say(None)
            self.post_message(messages.EditCancelled(self, edit.id, edit.column, edit.value))

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        if self.is_editing:
            self.refresh(layout=True)

    def _slot(self, id_: LineId, column: str) -> Slot | None:
        """Where a row shows this column."""
        self._lay_out()
        row = self.line(id_)
        slots = self._slots.get(row.layout, ()) if isinstance(row, Row) else ()
        return next((slot for slot in slots if slot.column.key == column), None)

    def _say(self, message: str | None) -> None:
        """Write over the line below the editor (above, when it is in the last), or no longer."""
        was, self._notice = self._notice, None
        index = self._cursor
        if message is not None and index is not None:
            below = index - self.scroll_offset.y < self.page - 1
            self._notice = (index + 1 if below else index - 1, message)
        for notice in (was, self._notice):
            if notice:
                self._repaint_lines([notice[0]])

    # The mouse

    def on_click(self, event: events.Click) -> None:
        """The first click moves the cursor, another one on the same line chooses it."""
        index = event.y + self.scroll_offset.y
        if event.widget is not self or not self._can_be_on(index):
            return
        if self._editing is not None and self.is_editing:
            self._editing.leave()
        elif index == self._cursor:
            self.action_choose()
        else:
            self._move_cursor(index)
