"""The handover with its checklist: what its keys do is in the classes it is made of."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType

from screens.handover.edits import ItemEdits
from screens.handover.moves import ItemMoves
from screens.handover.view import ChecklistView
from screens.handover.ways import ChecklistWays
from screens.widgets.keyline import to_bindings


class HandoverScreen(ItemMoves, ItemEdits, ChecklistWays):
    """The checklist of a handover; the cursor begins on `item` if one is given."""

    SCOPE = "handover"
    BINDINGS: ClassVar[list[BindingType]] = [*ChecklistView.BINDINGS, *to_bindings("handover")]
