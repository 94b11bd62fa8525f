"""What is typed and not saved, where the user is, and the way back there after a lost line."""

from __future__ import annotations

import importlib
import os
import threading
from typing import TYPE_CHECKING, Final, cast

from screens.base import WorkScreen
from screens.text import one_line
from screens.widgets.rowlist import RowList
from workbench.domain.errors import WorkbenchError
from workbench.domain.message import msg
from workbench.services import returning
from workbench.services.drafts import Drafts
from workbench.services.memory import Memory
from workbench.services.returning import Left

if TYPE_CHECKING:
    from textual.app import App

    from screens.host import Host

KEEP_AFTER = 1.0  # seconds of typing that a power failure may cost

# Screens a user can be brought back to, by scope.
_SCREENS: Final = {
    "handover": ("screens.handover", "HandoverScreen"),
    "register": ("screens.register", "RegisterScreen"),
    "sheet": ("screens.sheet", "SheetScreen"),
    "walk": ("screens.walk", "WalkScreen"),
    "release": ("screens.leaving", "ReleaseScreen"),
    "roster": ("screens.leaving", "RosterScreen"),
    "matrix": ("screens.leaving", "MatrixScreen"),
    "topics": ("screens.leaving", "TopicsScreen"),
    "team": ("screens.team", "TeamScreen"),
    "waves": ("screens.team", "WavesScreen"),
    "posts": ("screens.team", "PostsScreen"),
    "contracts": ("screens.team", "ContractsScreen"),
    "coverage": ("screens.knowledge", "CoverageScreen"),
    "experts": ("screens.knowledge", "ExpertsScreen"),
    "interview": ("screens.knowledge", "InterviewScreen"),
    "kpis": ("screens.kpi", "KpisScreen"),
    "timeline": ("screens.kpi", "TimelineScreen"),
    "kpi": ("screens.kpi", "KpiScreen"),
    "readings": ("screens.kpi", "ReadingsScreen"),
    "value": ("screens.kpi", "ValueScreen"),
}


class Unsaved:
    """What of a running program would be lost with it, and is kept instead."""

    def __init__(self, app: App[int]) -> None:
        self._app, self._host = app, cast("Host", app)
        self._action = self._opened_by = ""
        self._keeping = False
        self._leaving = threading.Lock()
        self.ended = False
        """From outside, or by an error."""
        self.drafts = self._new_drafts()

    def _new_drafts(self) -> Drafts:
        return Drafts(self._memory(), self._host.settings.user, self._typed)

    def _memory(self) -> Memory:
        """Where it is kept: nowhere while nobody has said that it is his."""
        kept = self._host.paths.state if self._host.visitor is not None else None
        return Memory(kept, self._host.path)

    def begin_anew(self) -> None:
        """Another user, or another file."""
        self.drafts.keep()
        self.drafts = self._new_drafts()

    def ran(self, action: object, on: object) -> None:
        """An action of a screen or a list, which may open an editor."""
        if isinstance(action, str) and isinstance(on, WorkScreen | RowList):
            self._action = f"list.{action}" if isinstance(on, RowList) else action

    def _typed(self) -> None:
        """Something was typed: write it down soon, behind the keys."""
        if not self._keeping:
            self._keeping = True
            self._opened_by = self._action
            self._app.set_timer(KEEP_AFTER, self._keep)

    def _keep(self) -> None:
        self._keeping = False
        drafts, left = self.drafts, self._place()
        memory = self._memory()

        def keep() -> None:
            drafts.keep()
            with self._leaving:
                if left is not None and left.place and not self.ended:
                    returning.leave(memory, left._replace(program=returning.program(os.getpid())))

        self._app.run_worker(keep, thread=True, group="drafts", exit_on_error=False)

    def close(self) -> None:
        """The program ends; unless it was torn away, there is no place to go back to."""
        self.drafts.keep()
        if not self.ended:
            returning.stayed(self._memory())

    def torn_away(self, _signal: int = 0) -> None:
        """The line dropped, the host goes down or the program fails: keep what is not saved.

        Only looks at the screens: it is called from a thread of its own when the app may be stuck.
        """
        with self._leaving:
            if self.ended:
                return
            self.ended = True
        self.drafts.keep()
        left = self._place()
        if left is not None:
            returning.leave(self._memory(), left)

    def _place(self) -> Left | None:
        """Where the user is now; None on the first screen."""
        app, host, drafts = self._app, self._host, self.drafts
        lying = [screen for screen in app.screen_stack if isinstance(screen, WorkScreen)]
        spots = [(screen, spot) for screen in lying if (spot := screen.spot()) is not None]
        if not spots:
            return None
        top, _ = spots[-1]
        draft = drafts.at(drafts.place)
        return Left(
            [(screen.SCOPE, spot) for screen, spot in spots],
            what=_called(host, top),
            action=self._opened_by if draft is not None and top is lying[-1] else "",
            place=drafts.place,
            text=one_line(draft.text) if draft is not None else "",
            by=host.settings.user,
            at=host.now.isoformat(),
        )

    async def go_back_to(self, left: Left) -> None:
        """Open the screens again, one upon the other, and the editor with what was typed in it."""
        returning.forget(self._memory(), [left])
        app = self._app
        self.drafts.wanted = left.place
        for name, args in left.screens:
            module, screen_class = _SCREENS.get(name, ("", ""))
            try:
                self._host.ws.dossier(int(args[0]))
                screen = getattr(importlib.import_module(module), screen_class)(*args)
            except (WorkbenchError, TypeError, ValueError, IndexError):
                if isinstance(app.screen, WorkScreen):
                    app.screen.say(msg("that place is no longer there"), "warn")
                return
            await app.push_screen(screen)
        if left.action and isinstance(app.screen, WorkScreen):
            await app.screen.reopen(left.action)


def _called(host: Host, screen: WorkScreen) -> str:
    """The key of the record under the cursor, else the handover's code."""
    from screens.field_text import has_key

    if screen.handover_id is None:
        return ""
    dossier = host.ws.known(screen.handover_id)
    found = dossier.get(screen.under_cursor) if screen.under_cursor is not None else None
    return dossier.key(found) if found is not None and has_key(found) else dossier.handover.code
