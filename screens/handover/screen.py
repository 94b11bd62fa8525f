"""The handover with its checklist: what its keys do is in the classes it is made of."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType

from screens.handover.edits import ItemEdits
from screens.handover.moves import ItemMoves
from screens.handover.view import ChecklistView
from screens.handover.ways import ChecklistWays
from screens.widgets.keyline import to_bindings
from workbench.domain.message import nmsg


class HandoverScreen(ItemMoves, ItemEdits, ChecklistWays):
    """The checklist of a handover; the cursor begins on `item` if one is given."""

    SCOPE = "handover"
    BINDINGS: ClassVar[list[BindingType]] = [*ChecklistView.BINDINGS, *to_bindings("handover")]

    def arrived(self) -> None:
        super().arrived()
        self._tell_due()

    def _tell_due(self) -> None:
        """Say once when contact data has been kept for as long as it should be."""
        from workbench.services import retention

        people = retention.due(self.dossier, self.today) if self.shown is not None else []
        if people:
            code = self.dossier.handover.code
            self.say(
                nmsg(
                    "contacts of {n} person are due to be erased: handover erase {code} --due",
                    "contacts of {n} people are due to be erased: handover erase {code} --due",
                    len(people),
                    code=code,
                ),
                "warn",
            )
