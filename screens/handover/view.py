"""The checklist of a handover on the screen: title, tabs, list and pane."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Container
from textual.widget import Widget

from screens.fields import EditingScreen
from screens.handover import arranging, facts, heading
from screens.handover.arranging import Adding, Grouping
from screens.handover.filters import Filter
from screens.handover.listing import Entry, Listing
from screens.handover.pane import ROOM_FOR_PANE, DetailPane, Fact, share
from screens.handover.tabs import DimensionTabs
from screens.widgets.oneline import OneLine
from screens.widgets.rowlist import Column, Group, RowList
from workbench.domain.errors import Busy, WorkbenchError
from workbench.domain.message import listed, msg, nmsg

if TYPE_CHECKING:
    from datetime import date

    from workbench.domain.dossier import Dossier
    from workbench.domain.registers.item import Item
    from workbench.services.history import Entry as Change


_NEAR = 60  # lines above and below the cursor
_AROUND = 6  # lines that are not of the list: title, tabs, legend, status, keys


class ChecklistBody(Container):
    """The list, and the pane below it or at its right."""

    def compose(self) -> ComposeResult:
        yield RowList()
        yield DetailPane()


class ChecklistView(EditingScreen):
    """Shows the checklist, and keeps what is under the cursor where it is."""

    HORIZONTAL_BREAKPOINTS = [
        (0, "-narrow"),
        (heading.WIDE, "-wide"),
    ]
    VERTICAL_BREAKPOINTS = [
        (0, "-low"),
        (ROOM_FOR_PANE, "-high"),
    ]
    DEFAULT_CSS = """
    ChecklistView {
        & > .only { height: 1; color: $text-warning; display: none; }
        & > ChecklistBody { height: 1fr; layout: vertical; }
        & > .legend { height: 1; color: $text-muted; }
        &.-low.-narrow DetailPane, &.-low > .legend { display: none; }
        &.-wide > ChecklistBody { layout: horizontal; }
        &.-wide DetailPane { width: 44; height: 1fr; margin-left: 1; }
    }
    """

    def __init__(self, handover: int, item: int | None = None) -> None:
        super().__init__(handover)
        self.begin_on(item or 0)
        self._listing = Listing()
        self._grouping: Grouping | None = None
        self._in_order = True
        self._columns: Sequence[Column] = ()
        self._displayed: tuple[Dossier, date] | None = None
        self._changes: dict[int, tuple[Item, Change | None]] = {}
        self.filter = Filter()
        self.adding: Adding | None = None

    def body(self) -> Iterable[Widget]:
        size = self.app.size
        wide = max(point for point in self.HORIZONTAL_BREAKPOINTS if point[0] <= size.width)
        high = max(point for point in self.VERTICAL_BREAKPOINTS if point[0] <= size.height)
        self.add_class(wide[1], high[1], update=False)  # set later, they cost a second layout
        yield DimensionTabs()
        yield OneLine(classes="only")
        yield ChecklistBody()
        yield OneLine(classes="legend")

    # Showing

    @property
    def grouping(self) -> Grouping:
        """How items are grouped; remembered for this handover."""
        if self._grouping is None:
            kept = self.ws.memory.get(f"grouping.{self._handover}")
            self._grouping = next((g for g in Grouping if g.value == kept), Grouping.MATTER)
        return self._grouping

    @grouping.setter
    def grouping(self, grouping: Grouping) -> None:
        self._grouping = grouping
        self.ws.memory.set(f"grouping.{self._handover}", grouping.value)

    def reload(self) -> None:
        """What is new at once; what would move waits for the next move of the cursor."""
        in_order, self._in_order = self._in_order, False
        self._show_file(in_order, gently=False)

    def refreshed(self) -> None:
        self._show_file(in_order=False, gently=True)

    def changed(self) -> None:
        """What was done here is known; what others did comes with the next look at the file."""
        in_order, self._in_order = self._in_order, False
        if self.query(RowList):
            self.shown = self.ws.known(self._handover)
            self._display(in_order, gently=False)

    def _show_file(self, in_order: bool, gently: bool) -> None:
        if not self.query(RowList):
            return  # the look at the file came before the screen was made, or after its end
        self._shown_for = self.app.size
        try:
            found = self.ws.dossier(self._handover)
        except WorkbenchError as problem:
            self.complain(problem)  # the file is away: what is on the screen stays
            return
        if not gently or self._displayed != (found, self.today):  # else it was another handover
            self.shown = found
            self._display(in_order, gently)

    def in_order(self) -> None:
        """Let the next reload put everything in its place at once."""
        self._in_order = True

    def on_resize(self) -> None:
        if self._listing.entries:
            self._show_around()
            self.tell()

    def _display(self, in_order: bool, gently: bool) -> None:
        before = self._listing.ids
        names, rows = self.names, self.rows
        self._listing.refresh(names, self.tr)
        lines = arranging.arrange(
            self._kept_to(),
            self.grouping,
            names,
            filtered=bool(self.filter),
            room=self._seen_at_once,
        )
        if self.adding is not None:
            typed = filter(None, map(self._listing.get, self.adding.made))
            lines = arranging.with_new(lines, self.adding, typed, self.tr(msg("new")))
        if self._listing.columns != self._columns:
            self._columns = self._listing.columns
            rows.set_columns(self._columns, "text")
        rows.empty_text = self._nothing()
        rows.folded_hint = self.tr(msg("{key} opens", key=self.key_of("list.choose")))
        if in_order or (before != self._listing.ids and not gently):
            rows.set_lines(lines)
        else:
            rows.update_lines(lines)
        self.go_there()
        self._show_around()
        self.tell()
        self._displayed = (self.dossier, self.today)

    @property
    def _seen_at_once(self) -> int:
        """Lines the list has; before the first layout only the screen knows."""
        wide = self.app.size.width >= heading.WIDE
        return self.app.size.height - (_AROUND if wide else _AROUND + share(self.app.size.height))

    def _kept_to(self) -> list[Entry]:
        """What the filter shows, without the items that have just been typed."""
        entries = self._listing.entries
        typed = self.adding.made if self.adding is not None else ()
        if not typed and not self.filter:
            return entries
        return [e for e in entries if self.filter.shows(e) and e.item.id not in typed]

    def _show_around(self) -> None:
        """Title, tabs, what the list is kept to, and the legend."""
        cells, tr = self.app.size.width, self.tr
        progress = self._listing.progress
        t0 = self.key_of("handover.t0")
        self.title_text(heading.title(self.dossier, progress[None], self.today, tr, t0, cells))
        self.query_one(DimensionTabs).show(heading.tabs(progress, self.filter.dimension, tr))
        self._show_only()
        self._show_legend()

    def _show_legend(self) -> None:
        """What the marks mean; while items are marked, what that does."""
        marked = len(self.rows.marked)
        line = heading.legend(len(self._listing.entries), self.tr, self.app.size.width)
        if marked:
            words = nmsg(
                "{n} marked: what follows is for it; {key} takes the mark away",
                "{n} marked: what follows is for all of them; {key} takes the marks away",
                marked,
                key=self.key_of("list.clear_marks"),
            )
            line = f" + {self.tr(words)}"
        self.query_one(".legend", OneLine).show(line)

    def _show_only(self) -> None:
        """What is left out, and how the rest is grouped when that is not the usual way."""
        told = self.filter.told(self.tr)
        parts = []
        if told:
            total = len(self._listing.entries)
            shown = sum(map(self.filter.shows, self._listing.entries))
            parts.append(self.tr(msg("ONLY {what}", what=listed(told))))
            parts.append(self.tr(msg("{n} of {total}", n=shown, total=total)))
            parts.append(self.tr(msg("{key} shows all", key=self.key_of("handover.dimension_0"))))
        if self.grouping is not Grouping.MATTER:
            parts.append(self.tr(self.grouping.label))
        line = self.query_one(".only", OneLine)
        line.show(" " + "   ".join(parts))
        line.display = bool(parts)

    def _nothing(self) -> str:
        """What stands in a list without rows."""
        if self._listing.entries:
            told, key = self.filter.told(self.tr), self.key_of("handover.dimension_0")
            words = msg("No item here is {what}. {key} shows all.", what=listed(told), key=key)
            return f"\n {self.tr(words)}"
        words = msg(
            "No items yet. Three ways to begin:\n\n"
            " {add}   type the first item\n"
            " {bring}   bring a list you have: Markdown, CSV or text\n"
            " {registers}   fill the roster and the other registers first",
            add=self.key_of("handover.add"),
            bring=self.key_of("handover.import"),
            registers=self.key_of("handover.registers"),
        )
        return f"\n {self.tr(words)}"

    # Under the cursor

    def spot(self) -> Sequence[int | str]:
        at = self.under_cursor
        return [self._handover] if at is None else [self._handover, at]

    @property
    def under_cursor(self) -> int | None:
        """While items are typed, the one they are typed below."""
        if (adding := self.adding) is not None:
            below = adding.below if isinstance(adding.below, int) else None
            return adding.made[-1] if adding.made else below
        return self.at.item.id if self.at is not None else None

    @property
    def at(self) -> Entry | None:
        """The item under the cursor."""
        return self._listing.get(self.rows.cursor_id)

    def entry(self, item: int) -> Entry | None:
        return self._listing.get(item)

    def chosen(self) -> list[int]:
        """The marked items in the order of the list, else the one under the cursor.

        Says so when there is none.
        """
        marked = self.rows.marked
        if marked:
            lines = self.rows.lines
            return [x.id for x in lines if isinstance(x.id, int) and x.id in marked]
        if self.at is None:
            self.say(msg("go to an item first, or mark some"))
            return []
        return [self.at.item.id]

    def on_row_list_marks_changed(self) -> None:
        self._show_legend()

    def tell(self) -> None:
        """Show in the pane what the cursor is on."""
        pane, entry, tr = self.query_one(DetailPane), self.at, self.tr
        if entry is None:
            on_heading = isinstance(self.rows.line(self.rows.cursor_id), Group)
            folds = Fact("enter", tr(msg("folds the group, or shows what it holds")))
            pane.show("", [folds] if on_heading else ())
            return
        names, wide = self.names, self.app.size.width >= heading.WIDE
        cut = self.rows.is_cut(self.rows.cursor_id, "text")
        found = facts.facts(entry, names, tr, self._last_change(entry), cut=cut, whole=wide)
        pane.show(facts.title(entry, names, tr, owner=not wide), found)

    def _last_change(self, entry: Entry) -> Change | None:
        """The item's newest change, read with those around it, so that few keys read the file."""
        from workbench.services.history import newest

        if not self._is_known(entry):
            near = [entry]
            if entry.item.id not in self._changes:
                around = (self._listing.get(line.id) for line in self.rows.around(_NEAR))
                near += (e for e in around if e is not None and not self._is_known(e))
            try:
                found = newest(self.ws, self._handover, [e.item.id for e in near])
            except Busy:
                return None  # told when the cursor is here again
            self._changes |= {e.item.id: (e.item, found.get(e.item.id)) for e in near}
        return self._changes[entry.item.id][1]

    def _is_known(self, entry: Entry) -> bool:
        """Whether its newest change was read since; an item that was changed is another object."""
        item, _ = self._changes.get(entry.item.id, (None, None))
        return item is entry.item
