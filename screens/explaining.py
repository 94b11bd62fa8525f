"""A screen on which a data file that cannot be read at the moment is a sentence, never the end."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from textual.events import Event
from textual.widgets import Input
from textual.worker import Worker

from screens.fresh import FreshScreen
from screens.widgets.statusline import StatusLine
from workbench.domain.errors import StoreError, WorkbenchError

if TYPE_CHECKING:
    from workbench.services.datafile import Standing


class ExplainingScreen(FreshScreen[None]):
    """Whatever a key, an event or a worker asks of the file: if it cannot be had, `complain`."""

    def complain(self, problem: WorkbenchError) -> None:
        raise NotImplementedError

    def show_standing(self, standing: Standing | None) -> None:
        """Show what stands in the way of work on the file, such as that it can only be read."""
        for line in self.query(StatusLine):  # none when the program ends
            line.set_standing(standing)

    @property
    def is_typing(self) -> bool:
        """Whether something is being typed, which a question must not take the keys from."""
        return isinstance(self.focused, Input)

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
