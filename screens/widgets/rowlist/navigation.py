"""What the keys of a list do: moving, folding, marking, finding."""

from __future__ import annotations

from itertools import chain
from typing import ClassVar

from textual.actions import SkipAction
from textual.binding import Binding, BindingType

from screens.text import one_line
from screens.widgets.rowlist.messages import Chosen, FoldToggled
from screens.widgets.rowlist.model import Group, LineId, Row
from screens.widgets.rowlist.view import LineView


class NavigatedLines(LineView):
    """A list that is walked with keys. A key with nothing to do here is left to the screen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "up", "Up", show=False, id="list.up"),
        Binding("down,j", "down", "Down", show=False, id="list.down"),
        Binding("pageup", "page_up", "Page up", show=False, id="list.page_up"),
        Binding("pagedown", "page_down", "Page down", show=False, id="list.page_down"),
        Binding("home,g", "top", "Top", show=False, id="list.top"),
        Binding("end,G", "bottom", "Bottom", show=False, id="list.bottom"),
        Binding("left,h", "fold", "Fold", show=False, id="list.fold"),
        Binding("right,l", "unfold", "Open group", show=False, id="list.unfold"),
        Binding("enter", "choose", "Open", show=False, id="list.choose"),
        Binding("m", "mark", "Mark", show=False, id="list.mark"),
        Binding("M", "mark_to_here", "Mark to here", show=False, id="list.mark_to_here"),
        Binding("shift+up", "mark_up", "Mark up", show=False, id="list.mark_up"),
        Binding("shift+down", "mark_down", "Mark down", show=False, id="list.mark_down"),
        Binding("escape", "clear_marks", "Clear marks", show=False, id="list.clear_marks"),
        Binding("n", "next_match", "Next match", show=False, id="list.next_match"),
        Binding("N", "previous_match", "Previous match", show=False, id="list.previous_match"),
    ]

    _needle = ""
    _mark_anchor: LineId | None = None

    # Moving

    def move_to(self, id_: LineId) -> bool:
        """Put the cursor on this id, opening its group; False when the list does not have it."""
        if self._lines.at(id_) is None and (group := self._lines.group_of(id_)):
            self.set_folded(group.id, False)
        index = self._lines.at(id_)
        if index is not None:
            self._move_cursor(index)
        return index is not None

    def action_up(self) -> None:
        self._step(-1)

    def action_down(self) -> None:
        self._step(1)

    def action_page_up(self) -> None:
        self._step(-1, self.page - 1)

    def action_page_down(self) -> None:
        self._step(1, self.page - 1)

    def action_top(self) -> None:
        self._go_to_end(-1)

    def action_bottom(self) -> None:
        self._go_to_end(1)

    def _go_to_end(self, way: int) -> None:
        """Go to the first or the last row, to a heading only where no row is shown.

        What lies beyond comes on the screen as far as it fits there, all of it the second time.
        """
        shown, was = self._lines.shown, self._cursor
        order = range(len(shown))[::-way]
        there = [index for index in order if self._can_be_on(index)]
        target = next((n for n in there if isinstance(shown[n], Row)), next(iter(there), None))
        if target is not None:
            self._move_cursor(target)
        if target == was or order.index(target or 0) < self.page:
            scroll = self.scroll_end if way > 0 else self.scroll_home
            scroll(animate=False, immediate=True)
        self.apply_pending()

    def _step(self, way: int, lines: int = 1) -> None:
        """Move by so many lines, or more to reach one that can be chosen, or less at the end.

        What others changed is put in order after the move, not before: the cursor lands on the
        line that its user saw there.
        """
        shown = self._lines.shown
        if self._cursor is not None:
            goal = self._cursor + way * max(1, lines)
            ahead = range(goal, len(shown) if way > 0 else -1, way)
            back = range(goal - way, self._cursor, -way)
            target = next(filter(self._can_be_on, chain(ahead, back)), None)
            if target is not None:
                self._move_cursor(target)
            elif way > 0:
                self.scroll_end(animate=False, immediate=True)
            else:
                self.scroll_home(animate=False, immediate=True)
        self.apply_pending()

    def _can_be_on(self, index: int) -> bool:
        shown = self._lines.shown
        return (
            0 <= index < len(shown)
            and shown[index].id is not None
            and shown[index].id not in self._gone
        )

    # Groups

    def is_folded(self, group: LineId) -> bool:
        line = self.line(group)
        return isinstance(line, Group) and self._lines.is_folded(line)

    def set_folded(self, group: LineId, folded: bool) -> None:
        """Fold or open a group; a cursor inside a folding group goes to its heading."""
        keep = self._cursor_id
        self._lines.fold(group, folded)
        if self._lines.at(keep) is None and (holder := self._lines.group_of(keep)):
            keep = holder.id
        self._shown_changed(keep, anchored=False)

    def action_fold(self) -> None:
        """Fold the group under the cursor; from a row, go to its group."""
        line = self.cursor_line
        if isinstance(line, Group) and not self._lines.is_folded(line):
            self._toggle(line)
        elif isinstance(line, Row) and (group := self._lines.group_of(line.id)):
            self.move_to(group.id)
        else:
            raise SkipAction

    def action_unfold(self) -> None:
        line = self.cursor_line
        if not isinstance(line, Group) or not self._lines.is_folded(line):
            raise SkipAction
        self._toggle(line)

    def action_choose(self) -> None:
        line = self.cursor_line
        if isinstance(line, Group):
            self._toggle(line)
        elif line is not None:
            self.post_message(Chosen(self, line.id))

    def _toggle(self, group: Group) -> None:
        folded = not self._lines.is_folded(group)
        self.set_folded(group.id, folded)
        self.post_message(FoldToggled(self, group.id, folded))
        self.apply_pending()

    # Marks

    def toggle_mark(self, id_: LineId) -> None:
        """Mark a row or take its mark; of a group: all its rows, unless all of them are."""
        line = self.line(id_)
        if isinstance(line, Group):
            ids = frozenset(row.id for row in self._lines.members(line.id))
            self._set_marks(self._marked - ids if ids <= self._marked else self._marked | ids)
        elif line is not None:
            self._mark_anchor = id_
            self._set_marks(self._marked ^ {id_})

    def mark_range(self, first: LineId, last: LineId) -> None:
        """Mark the shown rows from one id to the other, in either order."""
        ends = self._lines.at(first), self._lines.at(last)
        if ends[0] is not None and ends[1] is not None:
            lines = self._lines.shown[min(ends[0], ends[1]) : max(ends[0], ends[1]) + 1]
            self._set_marks(self._marked.union(r.id for r in lines if isinstance(r, Row)))

    def clear_marks(self) -> None:
        self._set_marks(frozenset())

    def action_mark(self) -> None:
        """Mark, and go to the next row; a heading, which marks all its rows, is gone to by hand."""
        if self._cursor_id is not None:
            self.toggle_mark(self._cursor_id)
            shown, here = self._lines.shown, self._cursor or 0
            rows = (n for n in range(here + 1, len(shown)) if isinstance(shown[n], Row))
            below = next(filter(self._can_be_on, rows), None)
            if below is not None:
                self._step(1, below - here)
            else:
                self.apply_pending()

    def action_mark_to_here(self) -> None:
        """Mark from the last marked row to the cursor."""
        if self._cursor_id is not None:
            anchor = self._mark_anchor if self._mark_anchor in self._marked else self._cursor_id
            self.mark_range(anchor, self._cursor_id)

    def action_mark_up(self) -> None:
        self._mark_on(-1)

    def action_mark_down(self) -> None:
        self._mark_on(1)

    def action_clear_marks(self) -> None:
        if not self._marked:
            raise SkipAction
        self.clear_marks()

    def _mark_on(self, way: int) -> None:
        start = self._cursor_id
        self._step(way)
        if start is not None and self._cursor_id is not None:
            self._mark_anchor = start
            self.mark_range(start, self._cursor_id)

    # Finding

    def search(self, text: str) -> int:
        """Look for `text`, go to its first row from the cursor on; how many rows have it."""
        self._needle = one_line(text).casefold()
        found = self._matches()
        if found and self._cursor_id not in found:
            self.next_match()
        return len(found)

    def next_match(self, way: int = 1) -> bool:
        """Go to the next row that has the text of `search`, round the end if need be."""
        matches = self._matches()
        if not matches:
            return False
        order = [line.id for line in self._lines.all if line.id is not None]
        here = order.index(self._cursor_id) if self._cursor_id in order else 0
        turned = [*order[here + 1 :], *order[: here + 1]]
        if way < 0:
            turned = [*reversed(order[:here]), *reversed(order[here:])]
        return self.move_to(next(id_ for id_ in turned if id_ in matches))

    def action_next_match(self) -> None:
        if not self._needle:
            raise SkipAction
        self.next_match()
        self.apply_pending()

    def action_previous_match(self) -> None:
        if not self._needle:
            raise SkipAction
        self.next_match(-1)
        self.apply_pending()

    def _matches(self) -> frozenset[LineId]:
        if not self._needle:
            return frozenset()
        rows = (line for line in self._lines.all if isinstance(line, Row))
        return frozenset(row.id for row in rows if row.says(self._needle))
