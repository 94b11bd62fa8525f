"""What goes on around the screens: others on the same file, and what becomes of the file."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from screens.base import WorkScreen
from workbench.services.watch import Watch

if TYPE_CHECKING:
    from pathlib import Path

    from textual.app import App
    from textual.worker import Worker

    from screens.host import Host
    from workbench.services.datafile import Standing
    from workbench.services.presence import Presence

LOOK_EVERY = 1.5  # seconds between looks at the file: what others did is shown within two


class Around:
    """Watches the data file of a running program, and tells the screen that is shown."""

    def __init__(self, app: App[int], path: Path) -> None:
        self._app, self._host = app, cast("Host", app)
        self._watch = Watch(path)
        self._presence: Presence | None = None
        self._way_out_offered = False
        self._asking: Worker[None] | None = None

    @property
    def standing(self) -> Standing | None:
        """What stands in the way of work on the file."""
        found = self._watch.standing
        if found is None:
            return None
        return found._replace(words=self._host.settings.told(found.words))

    @property
    def file_moved(self) -> bool:
        return self._watch.moved is not None

    def begin(self) -> None:
        self._watch.hang()
        self._app.set_interval(LOOK_EVERY, self.look)

    def take_up(self, path: Path) -> None:
        """Another file is worked on from now on."""
        self.close()
        self._watch = Watch(path)
        self._watch.hang()
        self._show_standing()

    def close(self) -> None:
        self._part()
        self._watch.close()

    def key_pressed(self) -> None:
        if self._presence is not None:
            self._presence.touch()

    def look(self) -> None:
        """Show what others did since the last look, who they are, and what became of the file."""
        if self._app._closing or not self._app.screen_stack:
            return
        rang = self._watch.look()
        self._show_standing()
        screen = self._app.screen
        if not (isinstance(screen, WorkScreen) and screen.is_mounted and screen.is_running):
            return
        if self.file_moved:
            if not self._way_out_offered and not screen.is_typing:
                self.offer_way_out()
            return
        self._way_out_offered = False
        if rang or screen.is_behind:
            screen.file_changed()
        self._meet(screen)

    def look_for_damage(self) -> None:
        """Follow the whole file once; from a thread, behind the screens."""
        self._watch.look_for_damage()
        if self.standing is not None:
            self._app.call_later(self._show_standing)

    def offer_way_out(self) -> None:
        """The file is no longer at its path: ask what to do, unless that is being asked."""
        if self._asking is None or self._asking.is_finished:
            self._asking = self._app.run_worker(self._offer_way_out(), group="way out")

    def save_copy(self, target: Path) -> None:
        """Write what is open to a new file, even when the data file was removed."""
        self._watch.save_copy(target)

    async def _offer_way_out(self) -> None:
        self._watch.look()
        self._show_standing()
        screen, problem = self._app.screen, self._watch.moved
        if problem is not None and isinstance(screen, WorkScreen):
            from screens.ways_out import offer

            self._way_out_offered = True
            await offer(screen, problem)

    def _meet(self, screen: WorkScreen) -> None:
        """Say where the user is, and show who else is there."""
        handover = screen.handover_id
        if not self._host.settings.presence or (handover is None and self._presence is None):
            return
        from workbench.services.presence import Here, Presence

        if self._presence is None:
            self._presence = Presence(self._host.path)
        if handover is None:
            self._presence.tell(None)
            return
        me = self._host.ws.me
        self._presence.tell(Here(me.name, me.login, handover, screen.record_shown))
        screen.show_others(self._presence.others())

    def _part(self) -> None:
        if self._presence is not None:
            self._presence.close()
            self._presence = None

    def _show_standing(self) -> None:
        for screen in self._app.screen_stack:
            if isinstance(screen, WorkScreen) and screen.is_mounted:
                screen.show_standing(self.standing)
