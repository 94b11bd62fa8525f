"""Keys typed faster than the screen answers are taken one after the other.

Textual forwards the next key before what the first one set going has happened, so a line typed
ahead on a slow connection would run as commands of the list instead of going into the question
that the first key opens.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

from textual import events
from textual.app import App

_CALM = 4  # turns of the loop without work before the next key
_LIMIT = 400  # turns after which a key goes on whatever is still going on


class TypeAhead:
    """Holds keys and pastes until the one before has been answered."""

    def __init__(self, app: App[int], forward: Callable[[events.Event], Awaitable[None]]) -> None:
        self._app, self._forward = app, forward
        self._waiting: deque[events.Event] = deque()
        self._task: asyncio.Task[None] | None = None

    def take(self, event: events.Event) -> None:
        self._waiting.append(event)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())

    async def _run(self) -> None:
        while self._waiting:
            await self._forward(self._waiting.popleft())
            await self._answered()

    async def _answered(self) -> None:
        calm = 0
        for _ in range(_LIMIT):
            await asyncio.sleep(0)
            calm = 0 if self._busy() else calm + 1
            if calm >= _CALM:
                return

    def _busy(self) -> bool:
        screen = self._app.screen
        pumps = [self._app, screen, *filter(None, [screen.focused])]
        return any(not pump._message_queue.empty() for pump in pumps)
