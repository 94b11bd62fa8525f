"""The Textual app: composition root only. Settings, theme, keymap, data file, first screen."""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from textual import events, work
from textual.actions import ActionParseResult
from textual.dom import DOMNode
from textual.worker import WorkerFailed

from screens.base import WorkScreen
from screens.returning import Unsaved
from screens.terminal.driver import configure
from screens.terminal.failing import FailingApp
from screens.terminal.guard import Guard
from screens.terminal.shield import install as install_shield
from themes.loader import DEFAULT, NO_COLOUR, load, load_all, to_textual
from workbench.domain.errors import StoreError, WorkbenchError
from workbench.domain.labelled import Side
from workbench.domain.message import Msg
from workbench.keys import edits, keymap
from workbench.language import Tr
from workbench.services.datafile import notices
from workbench.services.watch import Watch
from workbench.settings import Paths, Settings, save
from workbench.typeahead import TypeAhead

if TYPE_CHECKING:
    from textual.screen import Screen

    from workbench.services.datafile import Standing
    from workbench.services.drafts import Drafts
    from workbench.services.presence import Presence
    from workbench.services.returning import Left
    from workbench.services.workspace import Workspace

LOOK_EVERY = 1.5  # seconds between looks at the file: what others did is shown within two
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
        ascii_only: bool = False,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        install_shield()
        colourless = "NO_COLOR" in os.environ
        # Without colours of its own Textual turns them into greys; with the terminal's, into none.
        super().__init__(
            driver_class=configure(ascii_only=ascii_only, mouse=settings.mouse),
            ansi_color=True if colourless else None,
        )
        self.animation_level = "none"
        self.path, self.settings, self.paths = path, settings, paths
        self.tr = Tr(lang)
        self.names_hidden = False
        self.last_key: datetime | None = None
        self._clock = clock
        self.unsaved = Unsaved(self)
        self._wanted = handover
        self._ws: Workspace | None = None
        self._ws_lock = threading.Lock()
        self._watch = Watch(path)
        self._moved_told = False
        self._presence: Presence | None = None
        self._typeahead = TypeAhead(self, self._forward)
        self.keymap_in_force, self.problems = keymap(settings.keymap)
        # Only the theme in use is read before the first paint.
        few = NO_COLOUR if os.environ.get("TERM") == "linux" else DEFAULT
        theme = load(NO_COLOUR if colourless else settings.theme or few, paths.themes)
        self.register_theme(to_textual(theme))
        self.theme = theme.name

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            self._typeahead.take(event)
        else:
            await super().on_event(event)

    async def _forward(self, event: events.Event) -> None:
        if isinstance(event, events.Key):
            self.last_key = self._clock()
            if self._presence is not None:
                self._presence.touch()
            if isinstance(self.screen, WorkScreen) and self.screen.is_mounted:
                if event.key == "escape" and self.screen.give_up():
                    return
                self.screen.settle()
        await super().on_event(event)

    def on_mount(self) -> None:
        self.set_keymap(self.keymap_in_force.for_textual())
        self.call_after_refresh(self._after_first_paint)

    def get_default_screen(self) -> Screen[None]:
        """The portfolio lies below all other screens."""
        from screens.portfolio import PortfolioScreen

        return PortfolioScreen()

    def _after_first_paint(self) -> None:
        threading.Thread(target=self._behind, daemon=True, name="load").start()
        self._watch.hang()
        self.set_interval(LOOK_EVERY, self._look)
        if self._wanted:
            with contextlib.suppress(WorkbenchError):
                self.open_handover(self.ws.store.handover_called(self._wanted))

    def _behind(self) -> None:
        """What is done behind the painted first screen."""
        with contextlib.suppress(WorkbenchError):
            self._load_rest()
        if not gc.isenabled():  # since the command began; what is here by now stays for good
            gc.freeze()
            gc.enable()
        with contextlib.suppress(WorkbenchError):
            told = notices(self.path, self.ws.memory)
            self.call_later(self._tell, told)
            self._look_for_damage()

    def _load_rest(self) -> None:
        """Import the next screen and what writing needs."""
        importlib.import_module("screens.handover")
        self.ws.store.get_ready()

    @property
    def ws(self) -> Workspace:
        with self._ws_lock:
            if self._ws is None:
                from workbench.services.workspace import Me, Workspace

                side = Side(self.settings.side) if self.settings.side else None
                self._ws = Workspace.open(
                    self.path,
                    Me(self.settings.user, side),
                    tr=self.tr,
                    create=True,
                    clock=self._clock,
                    state_folder=self.paths.state,
                )
                self._ws.store.patience = PATIENCE
                self._ws.on_moved = self._file_moved
                self._ws.on_saved = lambda: self.drafts.saved()
        return self._ws

    @property
    def today(self) -> date:
        return self.now.astimezone().date()

    @property
    def now(self) -> datetime:
        return self._clock()

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
        return self._watch.standing

    def _look(self) -> None:
        """Show what others did since the last look, who they are, and what became of the file."""
        if self._closing or not self.screen_stack:
            return
        rang = self._watch.look()
        self._show_standing()
        screen = self.screen
        if not (isinstance(screen, WorkScreen) and screen.is_mounted and screen.is_running):
            return
        if self._watch.moved is not None:
            if not self._moved_told and not screen.is_typing:
                self._offer_way_out()
            return
        self._moved_told = False
        if rang or screen.is_behind:
            screen.attempt(screen.refreshed)
            screen.tell_pending()
        self._meet(screen)

    def _meet(self, screen: WorkScreen) -> None:
        """Say where the user is, and show who else is there."""
        handover = screen.handover_id
        if not self.settings.presence or (handover is None and self._presence is None):
            return
        from workbench.services.presence import Here, Presence

        if self._presence is None:
            self._presence = Presence(self.path)
        if handover is None:
            self._presence.tell(None)
            return
        me = self.ws.me
        self._presence.tell(Here(me.name, me.login, handover, screen.record_shown))
        screen.show_others(self._presence.others())

    def _part(self) -> None:
        if self._presence is not None:
            self._presence.close()
            self._presence = None

    def _show_standing(self) -> None:
        for screen in self.screen_stack:
            if isinstance(screen, WorkScreen) and screen.is_mounted:
                screen.show_standing(self.standing)

    async def run_action(
        self,
        action: str | ActionParseResult,
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Keys that change the file say why they cannot, before they ask for anything."""
        standing, on = self.standing, default_namespace
        self.unsaved.ran(action, on)
        if (
            standing is not None
            and standing.bars
            and isinstance(on, WorkScreen)
            and isinstance(action, str)
            and edits(on.SCOPE, action)
        ):
            if self._watch.moved is not None:
                self._offer_way_out()
            else:
                on.say(standing.words, "warn")
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

    def _file_moved(self) -> None:
        self.call_later(self._offer_way_out)

    @work(exclusive=True, group="way out")
    async def _offer_way_out(self) -> None:
        self._watch.look()
        self._show_standing()
        screen, problem = self.screen, self._watch.moved
        if problem is not None and isinstance(screen, WorkScreen):
            from screens.ways_out import offer

            self._moved_told = True
            await offer(screen, problem)

    def _look_for_damage(self) -> None:
        """Follow the whole file once, behind the screens."""
        self._watch.look_for_damage()
        if self._watch.standing is not None:
            self.call_later(self._show_standing)

    def save_copy(self, target: Path) -> None:
        """Write what is open to a new file, even when the data file was removed."""
        self._watch.save_copy(target)

    def switch_file(self, path: Path, settings: Settings, paths: Paths) -> None:
        """Work on another data file from now on; the portfolio reads it when it is shown."""
        with self._ws_lock:
            self.path, self.settings, self.paths, self._ws = path, settings, paths, None
        self._part()
        self._watch.close()
        self._watch = Watch(path)
        self._watch.hang()
        self._show_standing()
        self.unsaved.begin_anew()

    def set_me(self, name: str, side: str) -> None:
        from dataclasses import replace

        from workbench.services.workspace import Me

        self.settings = replace(self.settings, user=name, side=side)
        self.ws.me = Me(name, Side(side) if side else None)
        self.unsaved.begin_anew()
        save({"user": name, "side": side})

    def set_language(self, lang: str) -> None:
        from dataclasses import replace

        self.tr = Tr(lang)
        self.settings = replace(self.settings, language=lang)
        if self._ws is not None:
            self._ws.tr = self.tr
        save({"language": lang})
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
            save({"theme": name})

    def open_handover(self, handover: int, item: int | None = None) -> None:
        from screens.handover import HandoverScreen

        screen = self.screen
        if isinstance(screen, WorkScreen) and not screen.attempt(lambda: self.ws.known(handover)):
            return
        self.push_screen(HandoverScreen(handover, item))

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
        self._part()
        self._watch.close()
        self.unsaved.close()


def run(
    path: Path,
    settings: Settings,
    paths: Paths,
    *,
    lang: str,
    handover: str = "",
    ascii_only: bool = False,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> int:
    """Open the workbench; gives the exit status."""
    app = WorkbenchApp(
        path, settings, paths, lang=lang, handover=handover, ascii_only=ascii_only, clock=clock
    )
    # Before the terminal is touched: from the first mode on, somebody restores it.
    Guard(app, app.unsaved.torn_away).install()
    threading.excepthook = app.thread_failed
    app.run(mouse=settings.mouse)
    if app.failure is not None:
        raise app.failure  # the command line writes the report
    return app.return_code or 0
