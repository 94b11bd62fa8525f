"""The Textual app: composition root only. Settings, theme, keymap, data file, first screen."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import importlib
import os
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from textual import events
from textual.actions import ActionParseResult
from textual.dom import DOMNode
from textual.worker import WorkerFailed

from screens.around import Around
from screens.base import WorkScreen
from screens.returning import Unsaved
from screens.terminal.driver import configure
from screens.terminal.failing import FailingApp
from screens.terminal.guard import Guard
from screens.terminal.preflight import Charset, has_few_colours
from screens.terminal.shield import install as install_shield
from screens.text import wrapped
from themes.loader import DEFAULT, NO_COLOUR, load, load_all, to_textual
from workbench.domain.errors import StoreError, WorkbenchError
from workbench.domain.message import Msg, msg
from workbench.keys import ACTIONS, edits, keymap
from workbench.language import Tr
from workbench.services.datafile import notices
from workbench.settings import Paths, Settings, save
from workbench.typeahead import TypeAhead

if TYPE_CHECKING:
    from textual.screen import Screen
    from textual.widget import AwaitMount

    from workbench.services.datafile import Standing
    from workbench.services.drafts import Drafts
    from workbench.services.returning import Left
    from workbench.services.workspace import Workspace

SMALLEST = (40, 12)  # columns and lines in which a screen is of some use
PATIENCE = 0.25  # seconds a screen stands still for somebody else's write


class WorkbenchApp(FailingApp):
    """The workbench on one data file."""

    ENABLE_COMMAND_PALETTE = False
    CSS = "Screen { background: $background; }"

    def __init__(
        self,
        path: Path,
        settings: Settings,
        paths: Paths,
        *,
        lang: str = "en",
        handover: str = "",
        charset: Charset = "utf-8",
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        install_shield()
        colourless = "NO_COLOR" in os.environ
        # Without colours of its own Textual turns them into greys; with the terminal's, into none.
        super().__init__(
            driver_class=configure(
                charset=charset, mouse=settings.mouse, too_small=self._too_small
            ),
            ansi_color=True if colourless else None,
        )
        self.animation_level = "none"
        self.path, self.settings, self.paths = path, settings, paths
        self.tr = Tr(lang)
        self.shows_chinese = charset != "ascii"
        self.names_hidden = False
        self.last_key: datetime | None = None
        self._clock = clock
        self.unsaved = Unsaved(self)
        self._wanted = handover
        self.listed, self.loaded = threading.Event(), asyncio.Event()
        self._ws: Workspace | None = None
        self._ws_lock = threading.Lock()
        self.around = Around(self, path)
        self._typeahead = TypeAhead(self, self._forward, held=bool(handover))
        self.keymap_in_force, self.problems = keymap(settings.keymap)
        # Only the theme in use is read before the first paint.
        usual = NO_COLOUR if has_few_colours(os.environ) else DEFAULT
        theme = load(NO_COLOUR if colourless else settings.theme or usual, paths.themes)
        self.register_theme(to_textual(theme))
        self.theme = theme.name

    def _too_small(self, columns: int, lines: int) -> list[str]:
        """What is said in a window in which no screen would be of use."""
        if columns >= SMALLEST[0] and lines >= SMALLEST[1]:
            return []
        words = msg(
            "This window is {columns}x{lines}, and the screens need {least}. Make it larger, or "
            "leave with {key}; nothing is lost.",
            columns=columns, lines=lines, least="x".join(map(str, SMALLEST)),
            key=self._quit_key,
        )  # fmt: skip
        return wrapped(self.tr(words), columns)[:lines]

    @property
    def _quit_key(self) -> str:
        return self.keymap_in_force.keys(ACTIONS["app.quit"])[0]

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            blind = self._too_small(*self.size)
            if not blind or (isinstance(event, events.Key) and event.key == self._quit_key):
                self._typeahead.take(event)
        else:
            await super().on_event(event)

    async def _forward(self, event: events.Event) -> None:
        if isinstance(event, events.Key):
            event = self._meant(event)
            self.last_key = self._clock()
            self.around.key_pressed()
            if isinstance(self.screen, WorkScreen) and self.screen.is_mounted:
                if event.key == "escape" and self.screen.give_up():
                    return
                self.screen.settle()
        await super().on_event(event)

    def _meant(self, key: events.Key) -> events.Key:
        """ctrl+c leaves what is open, as escape does; in a long text it copies what is marked."""
        if key.key != "ctrl+c":
            return key
        from textual.widgets import TextArea

        marked = isinstance(self.focused, TextArea) and self.focused.selected_text
        return key if marked else events.Key("escape", None)

    def on_mount(self) -> None:
        self.set_keymap(self.keymap_in_force.for_textual())
        self.call_after_refresh(self._after_first_paint)

    def get_default_screen(self) -> Screen[None]:
        """The portfolio lies below all other screens."""
        from screens.portfolio import PortfolioScreen

        return PortfolioScreen()

    def _after_first_paint(self) -> None:
        threading.Thread(target=self._behind, daemon=True, name="load").start()
        self.around.begin()
        if self._wanted:
            self.run_worker(self._open_wanted())

    async def _open_wanted(self) -> None:
        """Open the handover that the command named; keys typed meanwhile are for its screen."""
        try:
            opened = self.open_handover(self.ws.store.handover_called(self._wanted))
            if opened is not None:
                await opened
        except WorkbenchError:
            pass  # the first screen is there, and says what is wrong with the file
        finally:
            self._typeahead.release()

    def _behind(self) -> None:
        """What is done behind the painted first screen, once that shows all there is."""
        if not self._wanted:
            self.listed.wait()  # two threads at once take longer, and the list is waited for first
        with contextlib.suppress(WorkbenchError):
            self.ws.store.get_ready()
        self._prepare_next()
        self.call_later(self.loaded.set)
        if not gc.isenabled():  # since the command began; what is here by now stays for good
            gc.freeze()
            gc.enable()
        with contextlib.suppress(WorkbenchError):
            told = notices(self.path, self.ws.memory)
            self.call_later(self._tell, told)
            self.around.look_for_damage()

    def _prepare_next(self) -> None:
        """Import the next screen, and the rules: a handover is judged when it is opened."""
        importlib.import_module("screens.handover")
        importlib.import_module("workbench.rules.engine")

    @property
    def ws(self) -> Workspace:
        with self._ws_lock:
            if self._ws is None:
                from workbench.services.workspace import Me, Workspace

                self._ws = Workspace.open(
                    self.path,
                    Me.of(self.settings, self.settings.user),
                    tr=self.tr,
                    create=True,
                    clock=self._clock,
                    state_folder=self.paths.state,
                    reach=self.settings.reach,
                )
                self._ws.store.patience = PATIENCE
                self._ws.on_moved = lambda: self.call_later(self.around.offer_way_out)
                self._ws.on_saved = lambda: self.drafts.saved()
        return self._ws

    @property
    def today(self) -> date:
        return self.now.astimezone().date()

    @property
    def now(self) -> datetime:
        return self._clock()

    @property
    def visitor(self) -> str | None:
        """Who is here, where the login does not say it: None until he has said it himself."""
        of_several = self.settings.shared or self.settings.one_of_several
        return (self.settings.user or None) if of_several else ""

    @property
    def drafts(self) -> Drafts:
        """What is typed and not in the file yet."""
        return self.unsaved.drafts

    @property
    def ended(self) -> bool:
        """Whether the program was ended from outside, or by an error."""
        return self.unsaved.ended

    def go_back_to(self, left: Left) -> None:
        self.run_worker(self.unsaved.go_back_to(left), group="go back")

    @property
    def standing(self) -> Standing | None:
        """What stands in the way of work on the file; every screen has a label for it."""
        return self.around.standing

    async def run_action(
        self,
        action: str | ActionParseResult,
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Keys that change the file say why they cannot, before they ask for anything."""
        on = default_namespace
        self.unsaved.ran(action, on)
        if isinstance(on, WorkScreen) and isinstance(action, str) and edits(on.SCOPE, action):
            if self.around.file_moved:
                self.around.offer_way_out()
                return True
            if on.is_barred():
                return True
        try:
            return await super().run_action(action, default_namespace, namespaces)
        except StoreError as problem:
            if not isinstance(self.screen, WorkScreen):
                raise
            self.screen.complain(problem)
            return True

    def _tell(self, notices: Sequence[Msg]) -> None:
        """What the user is told once about where the file lies."""
        if notices and isinstance(self.screen, WorkScreen):
            self.screen.say(notices[-1], "warn")

    def save_copy(self, target: Path) -> None:
        """Write what is open to a new file, even when the data file was removed."""
        self.around.save_copy(target)

    def switch_file(self, path: Path, settings: Settings, paths: Paths) -> None:
        """Work on another data file from now on; the portfolio reads it when it is shown."""
        with self._ws_lock:
            self.path, self.settings, self.paths, self._ws = path, settings, paths, None
        self.around.take_up(path)
        self.unsaved.begin_anew()

    def set_me(self, name: str, side: str) -> None:
        from workbench.services.workspace import Me

        self.settings = self.settings._replace(user=name, side=side)
        self.ws.me = Me.of(self.settings, name)
        self.unsaved.begin_anew()
        self._remember({"user": name, "side": side})

    def set_language(self, lang: str) -> None:
        self.tr = Tr(lang)
        self.settings = self.settings._replace(language=lang)
        if self._ws is not None:
            self._ws.tr = self.tr
        self._remember({"language": lang})
        for screen in self.screen_stack:
            if isinstance(screen, WorkScreen):
                screen.relabel()

    def theme_names(self) -> list[tuple[str, str]]:
        """Names and labels of all themes, which can be chosen from now on."""
        themes, _ = load_all(self.paths.themes)
        for theme in themes:
            self.register_theme(to_textual(theme))
        return [(theme.name, theme.name) for theme in themes]

    def choose_theme(self, name: str, *, keep: bool) -> None:
        self.theme = name
        if keep:
            self._remember({"theme": name})

    def _remember(self, chosen: Mapping[str, str]) -> None:
        """Keep what the user chose for the next time, where login and setting are his."""
        if self.settings.shared:
            if "user" in chosen:
                from workbench.services.sitting import sit

                sit(self.ws.memory, chosen["user"], chosen["side"])
            return
        own = {name: value for name, value in chosen.items() if self.settings.free(name)}
        if self.settings.one_of_several:
            from workbench.services.sitting import choose

            choose(self.ws.memory, self.settings.user, own)
        elif own:
            links = not self.settings.restricted
            try:
                save(own, path=self.paths.config, through_links=links)
            except WorkbenchError as problem:
                if isinstance(self.screen, WorkScreen):
                    self.screen.complain(problem)

    def open_handover(self, handover: int, item: int | None = None) -> AwaitMount | None:
        """Show it; None when it cannot be read, which is said."""
        from screens.handover import HandoverScreen

        screen = self.screen
        if isinstance(screen, WorkScreen) and not screen.attempt(lambda: self.ws.known(handover)):
            return None
        return self.push_screen(HandoverScreen(handover, item))

    def open_record(self, handover: int, record: int, field: str = "") -> None:
        from screens.sheet import SheetScreen

        self.push_screen(SheetScreen(handover, record, field))

    def redraw(self) -> None:
        driver = self._driver
        if driver is not None and hasattr(driver, "redraw"):
            driver.redraw()
        self.screen.refresh(layout=True)

    def _handle_exception(self, error: Exception) -> None:
        """A refusal nobody was asked about, such as a file held by somebody else while a list was
        read, is shown; anything else ends the program."""
        if self.ended:
            return  # of screens half made, or half gone
        cause = error.error if isinstance(error, WorkerFailed) else None
        if isinstance(cause, WorkbenchError) and isinstance(self.screen, WorkScreen):
            self.screen.complain(cause)
        else:
            super()._handle_exception(error)

    def failing(self) -> None:
        self.unsaved.torn_away()

    def on_unmount(self) -> None:
        self.around.close()
        self.unsaved.close()


def run(
    path: Path,
    settings: Settings,
    paths: Paths,
    *,
    lang: str,
    handover: str = "",
    charset: Charset = "utf-8",
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> int:
    """Open the workbench; gives the exit status."""
    app = WorkbenchApp(
        path, settings, paths, lang=lang, handover=handover, charset=charset, clock=clock
    )
    # Before the terminal is touched: from the first mode on, somebody restores it.
    Guard(app, app.unsaved.torn_away).install()
    threading.excepthook = app.thread_failed
    app.run(mouse=settings.mouse)
    if app.failure is not None:
        raise app.failure  # the command line writes the report
    return app.return_code or 0
