"""Widgets of a few lines that seldom change."""

from __future__ import annotations

from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget


class Still(Widget):
    """Keeps its painted lines until something of it changes.

    Whatever is painted anywhere, Textual asks all widgets in view for their lines, and makes most
    of the way to them each time: together that took a third of the painting of a cursor move.
    """

    _kept: tuple[Region, list[Strip]] | None = None

    def _set_dirty(self, *regions: Region) -> None:
        self._kept = None
        super()._set_dirty(*regions)

    def render_lines(self, crop: Region) -> list[Strip]:
        if self._kept is None or self._kept[0] != crop:
            self._kept = (crop, super().render_lines(crop))
        return self._kept[1]
