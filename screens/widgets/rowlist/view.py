"""What is in the list and where the cursor is: nothing moves under the cursor."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from textual.geometry import Size

from screens.widgets.rowlist import model
from screens.widgets.rowlist.messages import MarksChanged
from screens.widgets.rowlist.model import Group, Line, LineId, Row
from screens.widgets.rowlist.painting import PaintedLines


class LineView(PaintedLines):
    """Lines that can be exchanged, with a cursor and marks that stay on their ids."""

    follow: Callable[[], None] | None = None
    """Called when the cursor has come to another line, or to none: what tells of that line is
    then painted with it, and not a frame later as by a message."""

    # What is in the list

    def set_lines(self, lines: Iterable[Line]) -> None:
        """Show these lines, for what the user did; others' changes go through `update_lines`.

        The cursor keeps its id, or goes to the next one below when that is no longer shown;
        marks are kept, and so is the part of the list that is on the screen.
        """
        self._exchange(lines, anchored=False)

    def update_lines(self, lines: Iterable[Line]) -> None:
        """Show what others changed: contents at once, order only at the next move of the cursor.

        Until then rows that will move, or that are gone, show `*`.
        """
        new = list(lines)
        old_lines = self._lines.all
        if not old_lines:
            self.set_lines(new)
            return
        self._settle()
        if model.same_order(old_lines, new):
            pairs = zip(new, old_lines, strict=True)
            changed = [a.id for a, b in pairs if a is not b and a != b]
            self._lines.replace(new)
            self._repaint_ids(changed)
            return
        there = set(map(id, old_lines))
        for line in new:  # most of them are the very same objects
            if (
                id(line) not in there
                and isinstance(line, Row | Group)
                and line != self._lines.get(line.id)
            ):
                self.update_row(line)
        self._pending = new
        self._gone = model.leaving(old_lines, new)
        self._waiting = model.moving(old_lines, new) | self._gone
        self._repaint_ids(self._waiting)

    def apply_pending(self) -> None:
        """Put the lines in the order they have been waiting for."""
        if self._pending is not None:
            self._exchange(self._pending, anchored=True)

    @property
    def has_pending(self) -> bool:
        return self._pending is not None

    def update_row(self, line: Row | Group) -> None:
        """Repaint the one line with this id; one that is not in the list is left out."""
        index = self._lines.replace_one(line)
        if index is not None:
            self._repaint_lines([index])
        if self._pending is not None:
            self._pending = [line if old.id == line.id else old for old in self._pending]

    def line(self, id_: LineId | None) -> Row | Group | None:
        """The row or group with this id, shown or folded away."""
        found = self._lines.get(id_)
        return found if isinstance(found, Row | Group) else None

    @property
    def lines(self) -> Sequence[Line]:
        return self._lines.all

    # The cursor

    @property
    def cursor_id(self) -> LineId | None:
        """Id of the row or group the cursor is on."""
        return self._cursor_id

    @property
    def cursor_line(self) -> Row | Group | None:
        return self.line(self._cursor_id)

    def around(self, lines: int) -> Sequence[Line]:
        """What is shown no more than so many lines above or below the cursor."""
        at = self._cursor or 0
        return self._lines.shown[max(0, at - lines) : at + lines + 1]

    @property
    def marked(self) -> frozenset[LineId]:
        """Ids of the marked rows."""
        return self._marked

    def _move_cursor(self, index: int | None, *, reveal: bool = True) -> None:
        """Put the cursor on a shown line, and that line on the screen."""
        old, old_id = self._cursor, self._cursor_id
        self._cursor = index
        self._cursor_id = None if index is None else self._lines.shown[index].id
        if old != index:
            self._repaint_lines(line for line in (old, index) if line is not None)
        if reveal:
            self._reveal()
        if self._cursor_id != old_id and self.follow is not None:
            self.follow()

    def _reveal(self) -> None:
        index, top = self._cursor, self.scroll_offset.y
        if index is None or not self.container_size.height:
            return
        if index < top:
            above = self._lines.shown[:index]
            top = index if any(line.id is not None for line in above) else 0
        top = max(top, index - self.page + 1)
        if top != self.scroll_offset.y:
            self.scroll_to(y=top, animate=False, force=True)

    def _exchange(self, lines: Iterable[Line], anchored: bool) -> None:
        """Take these lines; `anchored` keeps the cursor's row on its line of the screen."""
        self._settle()
        old, at, keep = self._lines.shown, self._cursor, self._cursor_id
        self._lines.replace(lines)
        if at is not None and self._lines.at(keep) is None:
            keep = model.neighbour(old, at, self._lines)
        self._shown_changed(keep, anchored)
        if self._marked:
            rows = {line.id for line in self._lines.all if isinstance(line, Row)}
            self._set_marks(self._marked & rows)

    def _shown_changed(self, keep: LineId | None, anchored: bool) -> None:
        """Other lines are shown: the cursor goes to `keep`, else to the first row."""
        shown = self._lines.shown
        on_screen = -1 if self._cursor is None else self._cursor - self.scroll_offset.y
        was_visible = 0 <= on_screen < self.page
        index = self._lines.at(keep)
        stays = index is not None and keep == self._cursor_id
        if index is None:
            rows = (i for i, line in enumerate(shown) if isinstance(line, Row))
            groups = (i for i, line in enumerate(shown) if line.id is not None)
            index = next(rows, next(groups, None))
        # The width is no more than the list's own, so one cell will do.
        self.virtual_size = Size(1, max(len(shown), 1 + self.empty_text.count("\n")))
        if anchored and was_visible and index is not None:
            self.scroll_to(y=max(0, index - on_screen), animate=False, force=True)
        self._repaint()
        self._move_cursor(index, reveal=was_visible or not stays)
        self._layout_changed()

    def _settle(self) -> None:
        """Forget what was waiting."""
        waiting, self._waiting = self._waiting, frozenset()
        self._pending, self._gone = None, frozenset()
        self._repaint_ids(waiting)

    def _set_marks(self, ids: frozenset[LineId]) -> None:
        if ids != self._marked:
            changed, self._marked = self._marked ^ ids, ids
            self._repaint_ids(changed)
            self.post_message(MarksChanged(self, ids))

    def _layout_changed(self) -> None:
        """Lines or columns are elsewhere; for what lies over them."""

    def on_resize(self) -> None:
        self._reveal()
        self._layout_changed()
