"""How lines get to the screen: each is painted when it is visible, and kept until it changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.scroll_view import ScrollView
from textual.strip import Strip

from screens.text import fit, width
from screens.widgets.rowlist import render
from screens.widgets.rowlist.model import Column, Group, Line, LineId, Lines, Row, Rule
from screens.widgets.rowlist.render import Slot, Span
from screens.widgets.still import Still

_STRIPS_KEPT = 400
_STYLES = (*render.STYLES, "cursor", "idle", "flag", "group", "rule", "header", "empty", "notice")
# Each component costs time whenever the list is styled.
_LOOKS_LIKE = {
    **dict.fromkeys(("done", "rule", "empty"), "muted"), "notice": "stop", "header": "strong"
}  # fmt: skip


class PaintedLines(ScrollView, inherit_bindings=False):
    """Lines in columns, with what the cursor, marks and waiting changes add to them."""

    ALLOW_SELECT = False

    COMPONENT_CLASSES = {f"rowlist--{name}" for name in _STYLES if name not in _LOOKS_LIKE}

    def __init__(
        self,
        columns: Sequence[Column] = (),
        *,
        empty_text: str = "",
        folded_hint: str = "",
        name: str | None = None,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        """`empty_text` stands in an empty list, `folded_hint` beside a folded group's count."""
        super().__init__(name=name, id=id, classes=classes)
        self.empty_text = empty_text
        self.folded_hint = folded_hint
        self._columns: dict[str, tuple[Sequence[Column], str | None]] = {"": (columns, None)}
        self._slots: dict[str, tuple[Slot, ...]] = {}
        self._laid_out_for = -1
        self._lines = Lines()
        self._pending: list[Line] | None = None
        self._waiting: frozenset[LineId] = frozenset()
        self._gone: frozenset[LineId] = frozenset()
        self._cursor: int | None = None
        self._cursor_id: LineId | None = None
        self._marked: frozenset[LineId] = frozenset()
        self._notice: tuple[int, str] | None = None
        self._strips: dict[int, Strip] = {}
        self._styles_by_name: dict[str, Style] = {}
        self._header: ListHeader | None = None

    def set_columns(
        self, columns: Sequence[Column], indent_column: str | None = None, *, layout: str = ""
    ) -> None:
        """Columns of the rows with this `layout`; `indent_column` shows their depth."""
        self._columns[layout] = (tuple(columns), indent_column)
        self._laid_out_for = -1
        self._repaint()

    @property
    def page(self) -> int:
        """Lines that are visible at a time."""
        return max(1, self.container_size.height)

    def is_cut(self, line_id: LineId | None, column: str) -> bool:
        """Whether the row's text in the column is not seen whole."""
        row = self._lines.get(line_id)
        if not isinstance(row, Row):
            return False
        self._lay_out()
        slot = next((s for s in self._slots[row.layout] if s.column.key == column), None)
        if slot is None:
            return True
        return width(render.indented(row, slot, self._columns[row.layout][1])) > slot.width

    @property
    def header(self) -> ListHeader:
        """A widget of one line with the titles of the columns, to be put above the list."""
        if self._header is None:
            self._header = ListHeader(self)
        return self._header

    def watch_has_focus(self, _has_focus: bool) -> None:
        """Only the cursor's line looks otherwise; Textual would style all components anew."""
        if self._cursor is not None:
            self._repaint_lines([self._cursor])

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._styles_by_name.clear()
        self._strips.clear()

    def render_line(self, y: int) -> Strip:
        index = y + self.scroll_offset.y
        room = self._lay_out()
        strip = self._strips.get(index)
        if strip is None:
            if len(self._strips) >= _STRIPS_KEPT:
                self._strips.clear()
            strip = self._strips[index] = self._strip(self._spans(index, room), room)
        return strip

    def header_strip(self) -> Strip:
        room = self._lay_out()
        return self._strip(render.header_spans(self._slots[""]), room)

    def _lay_out(self) -> int:
        """Cells a line has, with the columns laid out for them."""
        room = max(0, self.outer_size.width - self.gutter.width)
        if room != self._laid_out_for:
            self._laid_out_for = room
            self._slots = {
                name: render.lay_out(columns, room, self.outer_size.width)
                for name, (columns, _) in self._columns.items()
            }
            self._strips.clear()
            if self._header is not None:
                self._header.refresh()
        return room

    def _spans(self, index: int, room: int) -> list[Span]:
        if self._notice and self._notice[0] == index:
            return [(f" {self._notice[1]}", "notice")]
        shown = self._lines.shown
        if index >= len(shown):
            text = "" if shown else "".join(self.empty_text.split("\n")[index : index + 1])
            return [(f" {text}", "empty")]
        cursor = index == self._cursor
        match line := shown[index]:
            case Row():
                spans = render.row_spans(
                    line,
                    self._slots.get(line.layout, ()),
                    self._columns.get(line.layout, ((), None))[1],
                    cursor,
                    self._flag(line.id),
                )
            case Group():
                folded = self._lines.is_folded(line)
                hint = self.folded_hint if folded else ""
                spans = render.group_spans(line, room, folded, cursor, hint)
            case Rule():
                spans = render.rule_spans(line, room)
            case _:
                spans = [(line.text, line.style)]
        # One style for the cursor's line: readable on any colour, and few bytes.
        style = "cursor" if self.has_focus else "idle"
        return [("".join(text for text, _ in spans), style)] if cursor else spans

    def _flag(self, id_: LineId) -> str:
        if id_ in self._marked:
            return render.MARKED
        return render.WAITING if id_ in self._waiting else " "

    def _strip(self, spans: list[Span], room: int) -> Strip:
        """Spans as a strip of exactly `room` cells, neighbours of one style in one segment."""
        merged: list[Span] = []
        for text, style in spans:
            if merged and merged[-1][1] == style:
                merged[-1] = (merged[-1][0] + text, style)
            elif text:
                merged.append((text, style))
        if len(merged) == 1:
            merged = [(fit(merged[0][0], room), merged[0][1])]
        strip = Strip([Segment(text, self._style(style)) for text, style in merged])
        return strip.adjust_cell_length(room, self._style(""))

    def _style(self, name: str) -> Style:
        style = self._styles_by_name.get(name)
        if style is None:
            component = f"rowlist--{_LOOKS_LIKE.get(name, name)}"
            style = (
                self.get_component_rich_style(component)
                if component in self.COMPONENT_CLASSES
                else self.rich_style
            )
            self._styles_by_name[name] = style
        return style

    def _repaint_lines(self, indices: Iterable[int]) -> None:
        places, top = [], self.scroll_offset.y
        for index in indices:
            self._strips.pop(index, None)
            places.append(index - top)
        cells, page = self.size.width, self.page
        if seen := [Region(0, y, cells, 1) for y in places if 0 <= y < page]:
            self.refresh(*seen)

    def _repaint_ids(self, ids: Iterable[LineId | None]) -> None:
        for id_ in ids:
            if id_ is None:
                self._repaint()
            elif (index := self._lines.at(id_)) is not None:
                self._repaint_lines([index])

    def _repaint(self) -> None:
        self._strips.clear()
        self.refresh()


class ListHeader(Still):
    """The titles of a list's columns, above it and in line with them."""

    DEFAULT_CSS = "ListHeader { height: 1; }"

    def __init__(self, row_list: PaintedLines) -> None:
        super().__init__()
        self._row_list = row_list

    def render_line(self, y: int) -> Strip:
        return self._row_list.header_strip()
