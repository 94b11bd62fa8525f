"""Records of one register by what matters, with a pane that tells of the one under the cursor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import work

from screens.fields import EditingScreen
from screens.widgets.rowlist.messages import PastedRows
from workbench.domain import record


class BoardScreen(EditingScreen):
    """What such lists have in common; `REGISTER` is what pasted rows and files bring."""

    REGISTER: ClassVar[str]

    def spot(self) -> Sequence[int | str]:
        at = self.under_cursor
        return [self._handover, *([at] if at is not None else [])]

    def action_open(self) -> None:
        """Open what is under the cursor."""

    def on_row_list_chosen(self) -> None:
        self.action_open()

    # Rows from elsewhere

    def on_row_list_pasted_rows(self, event: PastedRows) -> None:
        self._pasted(event.rows)

    @work
    async def _pasted(self, rows: Sequence[Sequence[str]]) -> None:
        from screens.pasting import paste

        if await paste(self, record.get(self.REGISTER), rows):
            self.brought()

    def brought(self) -> None:
        """Rows have come in."""

    @work
    async def action_import(self) -> None:
        from screens.importing import ImportScreen

        await self.app.push_screen_wait(ImportScreen(self._handover, register=self.REGISTER))
