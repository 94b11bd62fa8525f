"""The first run: what the program does, and three ways to begin."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Static

from screens.base import WorkScreen
from screens.text import ui_text
from screens.widgets.keyline import to_bindings
from screens.widgets.rowlist import Cell, Column, Row, RowList, TextLine
from screens.widgets.rowlist.messages import Chosen
from workbench.domain.errors import BadValue, WorkbenchError
from workbench.domain.message import listed, msg
from workbench.domain.text import clean, fold
from workbench.files import throwaway_folder

if TYPE_CHECKING:
    from workbench.services.workspace import Me
    from workbench.settings import Paths

_NAME_LIMIT = 80
_MEANT = 3  # people named whom a half name may mean


class FirstScreen(WorkScreen):
    """Lies over the portfolio while the file has no handover."""

    SCOPE = "first"
    BINDINGS: ClassVar[list[BindingType]] = [*WorkScreen.BINDINGS, *to_bindings(SCOPE)]
    DEFAULT_CSS = "FirstScreen > #about { padding: 1 1; height: auto; }"

    def body(self) -> Iterable[Widget]:
        yield Static(id="about")
        yield RowList([Column("n", 2), Column("what", 26), Column("how")], classes="body")

    def reload(self) -> None:
        tr = self.tr
        self.title_text(" " + tr(msg("HANDOVER WORKBENCH   {file} is empty yet",
                                     file=self.host.path.name)))  # fmt: skip
        about = msg(
            "This program steps a team through the handover of a project to those who run it "
            "afterwards: who leaves when, what must be known before, which figures end and which "
            "begin. All of it stays in this one file, saved as you type."
        )
        self.query_one("#about", Static).update(ui_text(tr(about)))
        choices = (
            (1, msg("Start a new handover"), msg("a few questions, and a checklist with dates")),
            (2, msg("Bring my list"), msg("Markdown, Excel or CSV, with ticks and nesting")),
            (3, msg("Look round the sample"), msg("a made-up project, in a file of its own")),
        )
        rows = [
            Row(n, {"n": Cell(str(n), "key"), "what": tr(what), "how": Cell(tr(how), "muted")})
            for n, what, how in choices
        ]
        hint = msg("f2 switches between English and 中文, f4 changes the colours.")
        self.rows.set_lines([*rows, TextLine(), TextLine(f"    {tr(hint)}", "muted")])

    def on_screen_resume(self) -> None:
        """A handover may be there now: made here, or by somebody else."""
        self._look()

    def refreshed(self) -> None:
        self._look()

    @work(exclusive=True, group="read")
    async def _look(self) -> None:
        from workbench.services import portfolio
        from workbench.services.datafile import is_there

        path = self.host.path
        try:
            counts = await asyncio.to_thread(portfolio.counts, path) if is_there(path) else (0, 0)
        except WorkbenchError as problem:
            self.complain(problem)
            return
        if any(counts) and self.app.screen is self:
            self.dismiss()

    def on_row_list_chosen(self, event: Chosen) -> None:
        act = {1: self.action_new, 2: self.action_bring, 3: self.action_look}
        if isinstance(event.id, int):
            act[event.id]()

    @work
    async def action_new(self) -> None:
        from screens.new import NewHandover

        if self.host.settings.user or await who_are_you(self):
            self.app.push_screen(NewHandover())

    @work
    async def action_bring(self) -> None:
        from screens.bringing import ask_list
        from screens.new import NewHandover

        if self.host.settings.user or await who_are_you(self):
            path = await ask_list(self)
            if path is not None:
                self.app.push_screen(NewHandover(path))

    @work
    async def action_look(self) -> None:
        """Make the sample in a folder that goes with the program, and work there from now on."""
        if self.host.settings.restricted:
            self.say(msg("this account works on this one file only"), "warn")
            return
        self.say(msg("making the sample ..."))
        folder = throwaway_folder()
        places = self.host.paths._replace(state=folder / "state")
        try:
            path, me = await asyncio.to_thread(self._sample, folder, places)
        except WorkbenchError as problem:
            self.complain(problem)
            return
        side = me.side.value if me.side is not None else ""
        settings = self.host.settings._replace(user=me.name, side=side)
        self.host.switch_file(path, settings, places)
        self.dismiss()

    def _sample(self, folder: Path, places: Paths) -> tuple[Path, Me]:
        from workbench.services import arriving, demo
        from workbench.services.memory import Memory

        path = demo.make_demo(folder, self.today, self.tr)
        arriving.visited(Memory(places.state, path), demo.last_visit(self.today))
        return path, demo.ME

    def action_back(self) -> None:
        self.say(msg("q leaves the program"))

    def action_quit(self) -> None:
        self.app.exit()


async def who_are_you(screen: WorkScreen) -> bool:
    """Ask name and side and keep them in the settings; False when the user leaves the question.

    Call from a worker.
    """
    from workbench.domain.registers.person import Side

    settings = screen.host.settings
    name: str | None = settings.user
    known = _rosters(screen)  # at once: what is typed meanwhile would go to the list
    if settings.free("user") or not name:
        name = await screen.ask_until(
            msg("Who are you? Name"), _name, settings.user, msg("as the others write it"),
            [] if screen.host.names_hidden else known, drafted=False,
        )  # fmt: skip
    if name is None:
        return False
    wanted = fold(name)
    name = next((other for other in known if fold(other) == wanted), name)
    hints = {
        Side.GIVING: msg("hands the project over"),
        Side.RECEIVING: msg("runs it afterwards, and checks"),
        Side.SPONSOR: msg("pays for both, and decides"),
    }
    tr = screen.tr
    side = await screen.choose(
        msg("{name}, for which side?", name=name),
        [(side, tr(side.label), tr(hint)) for side, hint in hints.items()],
        about=_unknown(screen, name, known),
        current=Side(settings.side) if settings.side else None,
    )
    if side is None:
        return False
    screen.attempt(lambda: screen.host.set_me(name, side.value))
    return bool(screen.host.settings.user)


def _rosters(screen: WorkScreen) -> list[str]:
    """The names on the rosters of the file; none where it cannot be read, which others say."""
    from workbench.services import portfolio
    from workbench.services.datafile import is_there

    path = screen.host.path
    try:
        return portfolio.names(path) if is_there(path) else []
    except WorkbenchError:
        return []


def _unknown(screen: WorkScreen, name: str, known: list[str]) -> list[TextLine]:
    """That no roster has the name, and who on one may be meant."""
    if not known or name in known:
        return []
    said = [screen.tr(msg("No roster here has {name} yet.", name=name))]
    part = fold(name)
    meant = [other for other in known if part in fold(other)][:_MEANT]
    if meant and not screen.host.names_hidden:
        said.append(
            screen.tr(msg("Are you {names}? Then esc, and give that name.", names=listed(meant)))
        )
    return [*(TextLine(line, "warn") for line in said), TextLine()]


def _name(text: str) -> str:
    name = clean(text)
    if not name:
        raise BadValue(msg("Write your name, or esc to go back."))
    if len(name) > _NAME_LIMIT:
        raise BadValue(msg("A name has {limit} characters at most.", limit=_NAME_LIMIT))
    return name
