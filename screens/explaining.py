"""A screen on which a data file that cannot be read at the moment is a sentence, never the end."""

from __future__ import annotations

from functools import partial
from typing import Any

from textual.events import Event
from textual.screen import Screen
from textual.worker import Worker

from workbench.domain.errors import StoreError, WorkbenchError


class ExplainingScreen(Screen[None]):
    """Whatever a key, an event or a worker asks of the file: if it cannot be had, `complain`."""

    def complain(self, problem: WorkbenchError) -> None:
        raise NotImplementedError

    async def on_event(self, event: Event) -> None:
        try:
            await super().on_event(event)
        except StoreError as problem:
            self.complain(problem)

    def run_worker(self, work: Any, *args: Any, **more: Any) -> Worker[Any]:
        return super().run_worker(partial(self._explained, work), *args, **more)

    async def _explained(self, work: Any) -> Any:
        try:
            return await (work() if callable(work) else work)
        except StoreError as problem:
            self.complain(problem)
