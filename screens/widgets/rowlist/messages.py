"""What a list tells its screen. Handlers are called `on_row_list_chosen` and so on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from textual.message import Message

from screens.widgets.rowlist.model import LineId

if TYPE_CHECKING:
    from screens.widgets.rowlist.view import LineView

Done = Literal["enter", "tab", "back", "up", "down"]
"""How an edit was left; `back` is shift+tab."""


@dataclass(eq=False, repr=False)
class ListMessage(Message):
    """Any message of a list; `row_list` says of which."""

    row_list: LineView

    @property
    def control(self) -> LineView:
        return self.row_list


@dataclass(eq=False, repr=False)
class Chosen(ListMessage, namespace="row_list"):
    """Enter, or a second click, on a row."""

    id: LineId


@dataclass(eq=False, repr=False)
class FoldToggled(ListMessage, namespace="row_list"):
    """A group was folded or opened by its user."""

    id: LineId
    folded: bool


@dataclass(eq=False, repr=False)
class MarksChanged(ListMessage, namespace="row_list"):
    """These rows are marked now."""

    ids: frozenset[LineId]


@dataclass(eq=False, repr=False)
class Typed(ListMessage, namespace="row_list"):
    """What stands in the editor now; nobody has confirmed it."""

    id: LineId
    column: str
    value: str


@dataclass(eq=False, repr=False)
class Edited(ListMessage, namespace="row_list"):
    """A value was typed. Answer with `edit_failed` when it cannot be taken."""

    id: LineId
    column: str
    value: str
    done: Done


@dataclass(eq=False, repr=False)
class EditCancelled(ListMessage, namespace="row_list"):
    """An edit was left by escape, or its row is gone; `value` is what had been typed."""

    id: LineId
    column: str
    value: str


@dataclass(eq=False, repr=False)
class PastedRows(ListMessage, namespace="row_list"):
    """A table was pasted into a cell, or (column empty) into the list itself."""

    id: LineId | None
    column: str
    rows: list[list[str]]
