"""What the first screen shows, and how it is read: in a thread, with verdicts counted behind it."""

from __future__ import annotations

import asyncio
import platform
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual import work
from textual.geometry import Size
from textual.widget import Widget

from screens import portfolio_lines as made
from screens.base import WorkScreen
from screens.portfolio_lines import Place
from screens.text import one_line, width
from screens.widgets.rowlist import RowList
from workbench.domain.errors import Busy, WorkbenchError
from workbench.domain.message import msg, nmsg
from workbench.keys import ACTIONS, printed
from workbench.services import arriving, returning
from workbench.services.arriving import Arrival, Wish
from workbench.services.memory import Memory
from workbench.services.returning import Left

if TYPE_CHECKING:
    from screens.widgets.rowlist import Column

FIRST_PAGE = 30
_OTHER_LINES = 4  # title, column titles, status line, key line


class ShownPortfolio(WorkScreen):
    """The handovers, today's work and the news, as they were read last."""

    def __init__(self) -> None:
        super().__init__()
        self._wish = Wish()
        self._found = Arrival()
        self._everything = False
        self._path = Path()
        self._columns: dict[str, list[Column]] = {}
        self._size_shown = Size()
        self._behind = False
        self._judged: dict[int, Mapping[str, Any]] = {}
        self._judging = False
        self._left: list[Left] = []
        self._last: int | None = None

    @property
    def is_behind(self) -> bool:
        return self._behind

    def body(self) -> Iterable[Widget]:
        rows = RowList(classes="body")
        yield rows.header
        yield rows

    # Reading

    def _begin(self) -> None:
        """Show the first page; the rest is read behind the painted screen."""
        self._arrive()
        rows = max(FIRST_PAGE, self.app.size.height)
        try:
            first = arriving.first_page(self.host.path, self.today, self._wish, rows)
        except Busy:
            self._take(Arrival())  # the rest is read in a thread, which can wait
        except WorkbenchError as problem:
            self.complain(problem)
            self._take(Arrival())
        else:
            self._take(first)
            if first.is_empty:
                self.was_read()  # before an empty list is painted

    def _arrive(self) -> None:
        self._path = self.host.path
        memory, by = self._memory(), self.host.visitor
        self._wish, self._last = Wish(self.host.settings.user), None
        if by is not None:  # else nobody knows who has been here
            self._wish = self._wish._replace(since=arriving.last_visit(memory, by))
            self._last = arriving.last_handover(memory, by)

    def reload(self) -> None:
        if self._path == Path():
            self._begin()
        else:
            self._show()
            self.call_after_refresh(self._read)

    def refreshed(self) -> None:
        self._read(gently=True)

    def on_screen_resume(self) -> None:
        self.call_after_refresh(self._read)

    def on_screen_suspend(self) -> None:
        self._last = self._here or self._last
        self._remember_visit()

    def on_unmount(self) -> None:
        self._remember_visit()
        self._forget_left()

    @work(exclusive=True, group="read")
    async def _read(self, gently: bool = False) -> None:
        """Read the whole portfolio in a thread, so that a large file never stops the keys."""
        if self._path != self.host.path:
            self._arrive()
        self._wish = self._wish._replace(me=self.host.settings.user)
        path, today, wish = self.host.path, self.today, self._wish
        try:
            found = await asyncio.to_thread(arriving.read, path, today, wish, self._judged)
        except WorkbenchError as problem:
            self._behind = isinstance(problem, Busy)
            self.complain(problem)
            self.host.listed.set()
            return
        self._behind = False
        is_away = found.is_empty and not self._found.is_empty
        if not is_away:  # else what is on the screen stays
            self._take(found, gently)
        self.call_after_refresh(self.host.listed.set)
        if is_away:
            return
        if not self._judging:
            self._judge()
        self.was_read()

    def was_read(self) -> None:
        """Everything is there."""

    @work(group="judge")
    async def _judge(self) -> None:
        """Count verdicts of an earlier day anew behind the screen, around the cursor first."""
        self._judging = True
        try:
            await self.host.loaded.wait()
            path, today, listed = self.host.path, self.today, self._found.handovers
            stale = await asyncio.to_thread(arriving.uncounted, listed, self._here, today)
            if not stale:
                return
            batches = await asyncio.to_thread(arriving.counted_anew, path, stale, today)
            while (done := await asyncio.to_thread(next, batches, None)) is not None:
                self._judged.update(done)
                self._counted(done)
        except WorkbenchError as problem:
            self.complain(problem)
        finally:
            self._judging = False

    def _counted(self, done: Mapping[int, Mapping[str, Any]]) -> None:
        """Show verdicts that were just counted, each in its line."""
        handovers, view = list(self._found.handovers), self._view()
        for place, found in enumerate(handovers):
            if found.id in done:
                handovers[place] = found._replace(judged=done[found.id])
                self.rows.update_row(made.handover_line(handovers[place], view))
        self._found = self._found._replace(handovers=handovers)

    def _take(self, found: Arrival, gently: bool = False) -> None:
        if not self.query(RowList):
            return  # read after the program was left
        at_once = found.handovers and not self._found.handovers
        self._found = found
        self._left = returning.found(self._memory(), self.host.settings.user)
        self._show(gently and not at_once)  # where nothing was yet, there is no line to keep
        if at_once:
            self._begin_there()

    def _begin_there(self) -> None:
        """Put the cursor on what the user was torn from, else on the handover he was in last."""
        here = Place("handover", self._last) if self._last is not None else None
        if self._left or here is None or not self.rows.move_to(here):
            self.rows.action_top()

    def _memory(self) -> Memory:
        return Memory(self.host.paths.state, self.host.path)

    def _remember_visit(self) -> None:
        if (by := self.host.visitor) is not None:
            arriving.visited(self._memory(), self.host.last_key, self._last, by)

    def _forget_left(self) -> None:
        """Who leaves in the ordinary way does not want to go back there."""
        if not self.host.ended:
            returning.forget(self._memory(), self._left)

    # Showing

    def _show(self, gently: bool = False) -> None:
        found, rows = self._found, self.rows
        self._size_shown = self.app.size
        columns = made.columns(found, self.tr)
        if columns != self._columns:
            self._columns = columns
            for layout, wanted in columns.items():
                rows.set_columns(wanted, layout=layout)
        lines = [*made.left(self._left, self.tr), *made.lines(found, self._view())]
        if gently:
            rows.update_lines(lines)
        else:
            rows.set_lines(lines)
        self.tell()
        self._show_title()

    def _view(self) -> made.View:
        keys = self.host.keymap_in_force.keys(ACTIONS["portfolio.only"])
        return made.View(
            self.tr,
            self.today,
            self._wish,
            self._code(self._wish.only),
            printed(keys[0]) if keys else "",
            self.app.size.height - _OTHER_LINES,
            self._everything,
            self.host.names_hidden,
        )

    def tell(self) -> None:
        """Say beside today's work which handover the key would keep to."""
        group = made.today_group(self._found, self._view(), self._code(self._here))
        self.rows.update_row(group)

    def _show_title(self) -> None:
        found, tr = self._found, self.tr
        number = nmsg("HANDOVERS  {n} open", "HANDOVERS  {n} open", found.open)
        if self._wish.words:
            number = msg('HANDOVERS  {n} with "{words}"', n=len(found.handovers),
                         words=self._wish.words)  # fmt: skip
        where = tr(msg("{file} on {host}", file=self.host.path.name, host=platform.node()))
        left, right = f" {tr(number)}", f"{made.me(self.host, self.tr)} "
        room = self.app.size.width - width(left) - width(right)
        if width(where) + 5 <= room:
            right, room = f"{where}   {right}", room - width(where) - 3
        self.title_text(one_line(f"{left}{' ' * max(2, room)}{right}"))

    def on_resize(self) -> None:
        if self.app.size != self._size_shown:
            self._show()

    @property
    def _here(self) -> int | None:
        """The handover of the line under the cursor."""
        found = self.rows.cursor_id
        return found.handover or None if isinstance(found, Place) else None

    def _code(self, handover: int | None) -> str:
        known = (*self._found.handovers, *self._found.put_away)
        return next((e.code for e in known if e.id == handover), "")
