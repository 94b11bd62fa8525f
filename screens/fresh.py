"""A screen that finds the styles of its widgets once as it comes up."""

from __future__ import annotations

from typing import TypeVar

from textual.events import Event, ScreenResume
from textual.screen import Screen

T = TypeVar("T")


class FreshScreen(Screen[T]):
    """Each widget found its own when it was made; Textual would find all of them again."""

    async def on_event(self, event: Event) -> None:
        if isinstance(event, ScreenResume) and not self.stack_updates:  # it was never up
            event.refresh_styles = False
        await super().on_event(event)
