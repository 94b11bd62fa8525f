"""The first screen: handovers, today's work in them, and what others did since the last visit."""

from __future__ import annotations

import asyncio
import platform
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import work
from textual.binding import BindingType
from textual.geometry import Size
from textual.widget import Widget

from screens import portfolio_lines as made
from screens.base import WorkScreen
from screens.portfolio_lines import Place
from screens.text import one_line, width
from screens.widgets.keyline import to_bindings
from screens.widgets.rowlist import RowList
from screens.widgets.rowlist.messages import Chosen
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


class PortfolioScreen(WorkScreen):
    """Everything the user can begin from; it stays below all other screens."""

    SCOPE = "portfolio"
    BINDINGS: ClassVar[list[BindingType]] = [*WorkScreen.BINDINGS, *to_bindings(SCOPE)]

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
        self._asked_who = False

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
            first = Arrival()  # the rest is read in a thread, which can wait
        except WorkbenchError as problem:
            self.complain(problem)
            first = Arrival()
        self._take(first)

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
        if found.is_empty and self.app.screen is self:
            from screens.first import FirstScreen

            self.app.push_screen(FirstScreen())
        elif self.host.visitor is None and self.app.screen is self and not self._asked_who:
            self._asked_who = True
            self.action_who()

    @work(group="judge")
    async def _judge(self) -> None:
        """Count verdicts of an earlier day anew behind the screen, around the cursor first."""
        self._judging = True
        try:
            await self.host.loaded.wait()
            path, today, listed = self.host.path, self.today, self._found.handovers
            stale = await asyncio.to_thread(arriving.uncounted, listed, self._here, today)
            batches = await asyncio.to_thread(arriving.counted_anew, path, stale, today)
            while stale and (done := await asyncio.to_thread(next, batches, None)) is not None:
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

    # The cursor

    @property
    def _here(self) -> int | None:
        """The handover of the line under the cursor."""
        found = self.rows.cursor_id
        return found.handover or None if isinstance(found, Place) else None

    def _code(self, handover: int | None) -> str:
        known = (*self._found.handovers, *self._found.put_away)
        return next((e.code for e in known if e.id == handover), "")

    def on_row_list_chosen(self, event: Chosen) -> None:
        if event.id == made.MORE:
            self._everything = True
            self._show()
        elif isinstance(event.id, Place) and event.id.kind == "left":
            left = self._left.pop(int(event.id.what))
            self._show()
            self.rows.move_to(Place("handover", int(left.screens[0][1][0])))
            self.host.go_back_to(left)
        elif isinstance(event.id, Place) and event.id.kind == "stop":
            self._gate(event.id.handover, str(event.id.what))
        elif isinstance(event.id, Place) and event.id.kind == "topic":
            self._topic(event.id.handover, int(event.id.what))
        elif isinstance(event.id, Place):
            item = int(event.id.what) if event.id.kind == "task" else None
            self.host.open_handover(event.id.handover, item)

    def _gate(self, handover: int, finding: str = "") -> None:
        from screens.gate import GateScreen

        self.app.push_screen(GateScreen(handover, at=finding))

    def _topic(self, handover: int, line: int) -> None:
        """The topic of a line of today's work, which is of one of its sessions or of itself."""
        from screens.leaving.topics import TopicsScreen

        topic = next((t.topic for t in self._found.tasks if t.item == line), None)
        self.app.push_screen(TopicsScreen(handover, topic))

    def _on_handover(self) -> int | None:
        """The handover under the cursor; says what to do when there is none."""
        if self._here is None:
            self.say(msg("go to a handover first"))
        return self._here

    # Actions

    def action_today(self) -> None:
        """From the handovers to today's work, and back."""
        here = self.rows.cursor_id
        if isinstance(here, Place) and here.kind == "handover":
            self.rows.set_folded(made.TODAY, False)
            tasks = (x.id for x in self.rows.lines if isinstance(x.id, Place))
            self.rows.move_to(next((t for t in tasks if t.kind in made.TASKS), made.TODAY))
        else:
            self.rows.action_top()

    def action_chase(self) -> None:
        if (handover := self._on_handover()) is not None:
            from screens.chase import ChaseScreen

            self.app.push_screen(ChaseScreen(handover))

    def action_gate(self) -> None:
        if (handover := self._on_handover()) is not None:
            self._gate(handover)

    @work
    async def action_new(self) -> None:
        from screens.first import who_are_you
        from screens.new import NewHandover

        if self.host.settings.user or await who_are_you(self):
            self.app.push_screen(NewHandover())

    def action_only(self) -> None:
        if self._wish.only is None and self._on_handover() is None:
            return
        self._wish = self._wish._replace(only=None if self._wish.only is not None else self._here)
        self._read()

    def action_edit(self) -> None:
        if (handover := self._on_handover()) is not None:
            self.host.open_record(handover, handover)

    def action_log(self) -> None:
        if (handover := self._on_handover()) is not None:
            from screens.log import LogScreen

            self.app.push_screen(LogScreen(handover))

    def action_import(self) -> None:
        if (handover := self._on_handover()) is not None:
            from screens.importing import ImportScreen

            self.app.push_screen(ImportScreen(handover))

    def action_archive(self) -> None:
        handover = self._on_handover()
        if handover is None:
            return
        from workbench.services import handovers

        code = self._code(handover)
        back = any(found.id == handover for found in self._found.put_away)

        def move() -> bool:
            handovers.set_archived(self.ws, [handover], not back)
            return True

        if self.attempt(move):
            self.reload()
            done = (
                msg("{code} is open again", code=code)
                if back
                else msg("{code} is archived; z shows it, A there brings it back", code=code)
            )
            self.say(done, "ok")

    def action_archived(self) -> None:
        self._wish = self._wish._replace(archived=not self._wish.archived)
        self._read()

    @work
    async def action_who(self) -> None:
        from screens.first import who_are_you

        if await who_are_you(self):
            self._arrive()
            self._left = returning.found(self._memory(), self.host.settings.user)
            self.reload()
            if self.host.visitor:  # on a login of several people he has come only now
                self._begin_there()

    @work
    async def action_find(self) -> None:
        """Show the handovers with these words only, out of the whole file."""
        words = await self.ask(msg("Find"), self._wish.words, msg("in code and name; empty: all"))
        if words is not None:
            self._wish = self._wish._replace(words=words.strip())
            self._read()

    def action_back(self) -> None:
        """Take the filters away; this screen itself is left by `quit` only."""
        if self._wish.words or self._wish.only is not None or self._wish.archived:
            self._wish = self._wish._replace(words="", only=None, archived=False)
            self._read()
        else:
            self.say(msg("q leaves the program"))
