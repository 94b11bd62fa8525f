"""Records of one register by what matters, with a pane that tells of the one under the cursor."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import Any, ClassVar

from textual import work
from textual.widget import Widget

from screens.fields import EditingScreen
from screens.handover.pane import DetailPane
from screens.widgets.oneline import OneLine
from screens.widgets.rowlist import Row, RowList
from screens.widgets.rowlist.messages import PastedRows
from workbench.domain import record


class BoardScreen(EditingScreen):
    """What such lists have in common; the cursor begins on the record `at` if one is given.

    `REGISTER` is what pasted rows and files bring, `LINE` makes the id of a record's line, and
    `FIGURES` says whether a line above the list sums it up, `PANE` whether details stand below it.
    """

    REGISTER: ClassVar[str]
    LINE: ClassVar[type[Any]]
    FIGURES: ClassVar[bool] = False
    PANE: ClassVar[bool] = True
    DEFAULT_CSS = "BoardScreen > .figures { height: 1; text-style: bold; }"

    def __init__(self, handover: int, at: int | None = None) -> None:
        super().__init__(handover)
        self.pane = DetailPane()
        self.begin_on(self.LINE(at))

    def body(self) -> Iterable[Widget]:
        rows = RowList(classes="body")
        if self.FIGURES:
            yield OneLine(classes="figures")
        yield rows.header
        yield rows
        if self.PANE:
            yield self.pane

    def _record_of(self, line: Hashable) -> int | None:
        return line[0] if isinstance(line, self.LINE) else None

    @property
    def under_cursor(self) -> int | None:
        return self._record_of(self.rows.cursor_id)

    def chosen_records(self) -> list[int]:
        """The marked records in the order shown, else the one under the cursor."""
        marked = [x.id for x in self.rows.lines if isinstance(x, Row) and x.id in self.rows.marked]
        found = map(self._record_of, marked or [self.rows.cursor_id])
        return [record_ for record_ in found if record_ is not None]

    def spot(self) -> Sequence[int | str]:
        at = self._record_of(self.rows.cursor_id)
        return [self._handover, *([at] if at is not None else [])]

    def action_open(self) -> None:
        """Open what is under the cursor."""

    def on_row_list_chosen(self) -> None:
        self.action_open()

    def action_record(self) -> None:
        if (found := self.under_cursor) is not None:
            self.host.open_record(self._handover, found)
        else:
            self.say_nowhere()

    def action_table(self) -> None:
        from screens.register import RegisterScreen

        at = self.under_cursor
        self.app.push_screen(RegisterScreen(self._handover, self.REGISTER, at))

    def action_log(self) -> None:
        from screens.log import LogScreen

        found = self.dossier.get(self.under_cursor)
        key = self.dossier.key(found) if found is not None else ""
        self.app.push_screen(LogScreen(self._handover, key))

    def action_note(self) -> None:
        if (found := self.under_cursor) is not None:
            self.write_note(found)
        else:
            self.say_nowhere()

    # Rows

    @work
    async def action_add(self) -> None:
        """In the table, where a row is typed cell by cell."""
        from screens.register import RegisterScreen

        table = RegisterScreen(self._handover, self.REGISTER)
        await self.app.push_screen(table)
        table.action_add()

    @work
    async def action_paste(self) -> None:
        from screens.pasting import type_rows

        if await type_rows(self, self._handover, record.get(self.REGISTER)):
            self.brought()

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
