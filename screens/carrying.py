"""A screen whose user changes the file: by a use case, asked before and told after."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

from screens.asking import AskingScreen
from screens.widgets.statusline import StatusLine
from workbench.domain.errors import Busy, Refused, WorkbenchError
from workbench.domain.message import Msg, msg

if TYPE_CHECKING:
    from workbench.domain.conflict import Seen
    from workbench.domain.dossier import Dossier
    from workbench.services.editing import Outcome
    from workbench.services.workspace import Workspace

T = TypeVar("T")

AGAIN = 0.5  # seconds for which a thread waits for somebody else's write at a time
WAITING = msg("somebody else is writing; trying again, esc leaves it")


class CarryingScreen(AskingScreen):
    """Changes are compared with what it `shown`; one at a time, and what is wrong is said."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: Dossier | None = None
        """What this screen shows of a handover."""
        self._turn_to_write = asyncio.Lock()
        self._given_up: asyncio.Event | None = None

    def changed(self) -> None:
        """The user changed the file on this screen."""

    def refreshed(self) -> None:
        """Somebody else changed the file: show it; what is under the cursor stays."""

    def show_undo(self) -> None:
        """Say in the status line what undo would take back now."""

    @property
    def is_waiting(self) -> bool:
        """Whether what the user did still waits for somebody else's write."""
        return self._given_up is not None

    def is_barred(self) -> bool:
        """Whether the user can change nothing here now; said before he is asked for anything."""
        from workbench.services.authorship import unsigned

        if (standing := self.host.standing) is not None and standing.bars:
            self.say(standing.words, "warn")
            return True
        if not self.host.settings.shared or self.handover_id is None:
            return False  # the first screens ask who he is
        if why := unsigned(self.ws.me, self.shown):
            self.complain(why)
        return why is not None

    async def act(
        self,
        use_case: Callable[[Workspace], Outcome],
        done: Msg | None = None,
        *,
        seen: Dossier | None = None,
    ) -> Outcome | None:
        """`carry_out`, and show what became of it; None when nothing did."""
        if self.only_asks:
            self.say(msg("this has been done or changed meanwhile; look before you go on"), "warn")
            return None
        outcome = await self.carry_out(use_case, seen=seen)
        if outcome is None:
            return None
        self.changed()
        self.show_undo()
        if outcome.refused:
            from screens.refusals import tell_refused

            if outcome.set_id is None:
                self.host.drafts.refused()

            await tell_refused(self, outcome)
        elif done is not None and outcome.set_id is not None:
            self.say(done, "ok")
        return outcome

    def seen(self, handover: int) -> Dossier:
        """The handover as this screen shows it, which may be older than what is known."""
        shown = self.shown
        fits = shown is not None and shown.handover.id == handover
        return shown if shown is not None and fits else self.ws.known(handover)

    async def carry_out(
        self, use_case: Callable[[Workspace], T], *, seen: Dossier | None = None
    ) -> T | None:
        """Change the file by a use case; its problem is shown and gives None. From a worker.

        What is changed is compared with what the user saw when he decided: `seen`, else what is
        on the screen. Where others changed it since he is asked; while somebody else holds the
        file it is tried again until he leaves it.
        """

        async def at_once(ws: Workspace) -> T:
            return use_case(ws)

        return await self.carry_out_beside(at_once, seen=seen)

    async def carry_out_beside(
        self, use_case: Callable[[Workspace], Awaitable[T]], *, seen: Dossier | None = None
    ) -> T | None:
        """`carry_out` of what takes so long that it does not keep the loop waiting."""
        async with self._turn_to_write:
            try:
                return await self._carried_out(use_case, seen if seen is not None else self.shown)
            except WorkbenchError as problem:
                self.complain(problem)
                return None

    async def _carried_out(
        self, use_case: Callable[[Workspace], Awaitable[T]], seen: Seen | Dossier | None
    ) -> T | None:
        from screens.conflicts import settle
        from workbench.domain.conflict import Conflict

        while True:
            try:
                return await use_case(self.ws.having_seen(seen) if seen is not None else self.ws)
            except Conflict as conflict:
                seen = await settle(self, conflict)
                left = seen is None
            except Busy:
                left = not await self._wait_for_others()
            if left:
                self.refreshed()
                raise Refused(msg("left: nothing was changed"))

    async def _wait_for_others(self) -> bool:
        """Say that somebody else holds the file, and wait until not; False when the user left."""
        line, left = self.query_one(StatusLine), asyncio.Event()
        self._given_up = left
        line.set_waiting(WAITING)
        either = {asyncio.create_task(wait) for wait in (self.file_is_free(), left.wait())}
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        for task in either:
            task.cancel()
        line.set_waiting(None)
        self._given_up = None
        return not left.is_set()

    async def file_is_free(self) -> None:
        """Wait, without keeping keys waiting, until somebody else's write is over."""
        while not await asyncio.to_thread(self.ws.store.is_free, AGAIN):
            pass

    def give_up(self) -> bool:
        """Leave what waits for others; whether something did."""
        if self._given_up is not None:
            self._given_up.set()
        return self._given_up is not None

    def attempt(self, use_case: Callable[[], T]) -> T | None:
        """The result of a use case; its problem is shown and gives None."""
        try:
            return use_case()
        except WorkbenchError as problem:
            self.complain(problem)
            return None
