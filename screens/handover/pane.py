"""The item under the cursor in a few lines: below the list, or at its right on a wide screen."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from screens.text import fit, one_line, width
from screens.widgets.rowlist import RowList
from workbench.pack.wrap import wrap

PANE_LINES = 6  # at least
ROOM_FOR_PANE = 16  # lines of a screen that leaves a list beside the pane
_LABEL = 6  # cells of a label at least
_STRIPS_KEPT = 200


def share(lines: int) -> int:
    """What the pane may take of a screen of so many lines, however long the list is."""
    return max(PANE_LINES, lines // 4)


class Fact(NamedTuple):
    """A labelled text of the pane. Spare lines go to the lowest `rank` first."""

    label: str
    text: str
    rank: int = 0
    strong: bool = False


class Span(NamedTuple):
    """Text and the component class that styles it; none for the pane's own style."""

    text: str
    component: str = ""


class DetailPane(Widget):
    """A heading and facts, each in one line at least and more while there is room.

    It follows the cursor, so only the lines that say something else are painted again. Below a list
    that leaves lines empty it takes what it needs of them, and keeps them: it does not jump.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES = {"pane--title", "pane--rule", "pane--strong"}
    DEFAULT_CSS = """
    DetailPane {
        width: 1fr;
        height: auto;
        & > .pane--title { color: $text-primary; text-style: bold; }
        & > .pane--rule { color: $text-muted; }
        & > .pane--strong { text-style: bold; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._title = ""
        self._facts: tuple[Fact, ...] = ()
        self._lines: list[tuple[Span, ...]] = []
        self._made_for = Size()
        self._most = PANE_LINES
        self._whole: tuple[int, list[list[str]]] | None = None
        self._styles: dict[str, Style] = {}
        self._strips: dict[tuple[Span, ...], Strip] = {}

    def show(self, title: str, facts: Sequence[Fact]) -> None:
        if (title, tuple(facts)) != (self._title, self._facts):
            self._title, self._facts, self._whole = title, tuple(facts), None
            self._compose_lines()
            if self._needed(self._made_for.width) > self._most:
                self.refresh(layout=True)

    def show_in_room(self, title: str, facts: Sequence[Fact]) -> None:
        """The same below a list, as long as the screen leaves room for both."""
        self.display = self.app.size.height >= ROOM_FOR_PANE
        self.show(title, facts)

    def on_resize(self) -> None:
        self._compose_lines()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        if width != self._made_for.width:
            self._most = PANE_LINES
        self._most = max(self._most, self._needed(width))
        most = max(share(viewport.height), self._left(container.height))
        return max(PANE_LINES, min(self._most, most))

    def _left(self, lines: int) -> int:
        """What the other widgets leave of so many lines, the list with nothing but its own."""
        around = [w for w in self.siblings if w.display]
        return lines - sum(
            w.virtual_size.height if isinstance(w, RowList) else max(1, w.outer_size.height)
            for w in around
        )

    def _needed(self, cells: int) -> int:
        """Lines in which all is said, its heading too."""
        return 1 + sum(map(len, self._uncut(self._room(cells))))

    def _uncut(self, room: int) -> list[list[str]]:
        """Each fact's lines, as many as it takes: one or more."""
        if self._whole is None or self._whole[0] != room:
            self._whole = (room, [wrap(one_line(fact.text), room) for fact in self._facts])
        return self._whole[1]

    def _room(self, cells: int) -> int:
        return max(4, cells - self._label - 3)

    @property
    def _label(self) -> int:
        return max([_LABEL, *(width(fact.label) for fact in self._facts)])

    def render_lines(self, crop: Region) -> list[Strip]:
        """It has no border and no padding: Textual's way to its lines, which is for those that
        have, took a third of the painting of a cursor move."""
        if crop.width != self.size.width:
            return super().render_lines(crop)
        strips, filters = map(self.render_line, crop.line_range), self.get_line_filters()
        if not filters:
            return list(strips)
        background = self.background_colors[1]
        return [reduce(lambda x, f: x.apply_filter(f, background), filters, s) for s in strips]

    def render_line(self, y: int) -> Strip:
        if self.size != self._made_for:  # before it has heard of it
            self._lines = self._made()
        spans = self._lines[y] if y < len(self._lines) else ()
        if (strip := self._strips.get(spans)) is None:
            segments = [Segment(span.text, self._style(span.component)) for span in spans]
            strip = Strip(segments).adjust_cell_length(self.size.width, self._style(""))
            if len(self._strips) >= _STRIPS_KEPT:
                self._strips.clear()
            self._strips[spans] = strip
        return strip

    def _style(self, component: str) -> Style:
        if component not in self._styles:
            own = self.get_component_rich_style(component) if component else self.rich_style
            self._styles[component] = own
        return self._styles[component]

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._styles.clear()
        self._strips.clear()

    def _compose_lines(self) -> None:
        before, self._lines = self._lines, self._made()
        cells, lines = self._made_for
        if other := [y for y in range(lines) if before[y : y + 1] != self._lines[y : y + 1]]:
            self.refresh(*(Region(0, y, cells, 1) for y in other))

    def _made(self) -> list[tuple[Span, ...]]:
        if (size := self.size) != self._made_for:
            self._made_for = size
            self._strips.clear()
        cells, height = size
        head = fit(f" {self._title}  ", min(width(self._title) + 3, max(0, cells - 2)))
        heading = f"--{head if self._title else ''}"
        rule = "-" * max(0, cells - width(heading))
        label_cells = self._label
        lines: list[tuple[Span, ...]] = [(Span(heading, "pane--title"), Span(rule, "pane--rule"))]
        for fact, shown in zip(self._facts, self._wrapped(cells, height - 1), strict=True):
            for place, text in enumerate(shown):
                label = fit(fact.label if not place else "", label_cells)
                strong = "pane--strong" if fact.strong else ""
                lines.append((Span(f" {label} ", "pane--strong"), Span(text, strong)))
        return lines

    def _wrapped(self, cells: int, lines: int) -> list[list[str]]:
        """Each fact's lines, cut so that all together are no more than `lines`."""
        room = self._room(cells)
        whole = self._uncut(room)
        shown = [1] * len(whole)
        spare = lines - len(whole)
        for place in sorted(range(len(whole)), key=lambda n: self._facts[n].rank):
            more = max(0, min(spare, len(whole[place]) - 1))
            shown[place] += more
            spare -= more
        return [_cut(text, n, room) for text, n in zip(whole, shown, strict=True)]


def _cut(lines: list[str], count: int, room: int) -> list[str]:
    """The first `count` lines, the last ending with `~` when something is left out."""
    if len(lines) <= count:
        return lines
    rest = " ".join(lines[count - 1 :])
    return [*lines[: count - 1], fit(rest, room).rstrip()]
