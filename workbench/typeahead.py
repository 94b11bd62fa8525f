"""Keys typed faster than the screen answers are taken one after the other.

Textual forwards the next key before what the first one set going has happened, so a line typed
ahead on a slow connection would run as commands of the list instead of going into the question
that the first key opens.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Awaitable, Callable
from time import monotonic

from textual import events
from textual.app import App, ScreenStackError

_CALM = 4  # turns of the loop without work before the next key
_EAGER = 40  # turns taken at once, before giving timers a chance
_PATIENCE = 2.0  # seconds after which a key goes on whatever is still going on


class TypeAhead:
    """Holds keys and pastes until the one before has been answered; with `held`, all of them until
    the screen they are for is there, which `release` tells."""

    def __init__(
        self,
        app: App[int],
        forward: Callable[[events.Event], Awaitable[None]],
        *,
        held: bool = False,
    ) -> None:
        self._app, self._forward = app, forward
        self._begun = asyncio.Event()
        if not held:
            self._begun.set()
        self._waiting: deque[events.Event] = deque()
        self._task: asyncio.Task[None] | None = None

    def take(self, event: events.Event) -> None:
        self._waiting.append(event)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())
            self._task.add_done_callback(self._ended)

    def release(self) -> None:
        self._begun.set()

    def _ended(self, task: asyncio.Task[None]) -> None:
        """An error in what a key did ends the program as any other."""
        if not task.cancelled() and isinstance(error := task.exception(), Exception):
            self._app._handle_exception(error)

    async def _run(self) -> None:
        await self._begun.wait()
        with contextlib.suppress(ScreenStackError):  # the program is ending
            while self._waiting:
                await self._forward(self._waiting.popleft())
                await self._answered()

    async def _answered(self) -> None:
        calm = turns = 0
        late = monotonic() + _PATIENCE
        while calm < _CALM and monotonic() < late:
            turns += 1
            await asyncio.sleep(0 if turns < _EAGER else 0.002)
            calm = 0 if self._busy() else calm + 1

    def _busy(self) -> bool:
        """Whether a widget has messages to take, or waits for the next repaint to go on."""
        try:
            screen = self._app.screen
        except ScreenStackError:
            return False  # the program is ending
        if not screen.is_running or screen._callbacks or screen._next_callbacks:
            return True
        pumps = (self._app, screen, *screen.walk_children())
        return any(not pump._message_queue.empty() for pump in pumps)
