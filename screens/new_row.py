"""A record that is being typed into the last row of a table; nothing of it is lost half-way."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from screens.widgets.rowlist import Cell, LineId, Row
from workbench.domain.message import Msg, msg
from workbench.domain.record import Register
from workbench.services import tables

if TYPE_CHECKING:
    from workbench.services.workspace import Workspace

LABEL: Msg = msg("new")


class NewRow:
    """Texts by field: the naming field and the core ones that have a column.

    They are in the user's memory until saved, so that adding goes on where it was left.
    """

    def __init__(
        self, ws: Workspace, handover: int, entry: Register, shown: Collection[str]
    ) -> None:
        self._ws, self._handover, self._entry = ws, handover, entry
        self._key = f"new.{handover}.{entry.name}"
        self.fields = [f.name for f in tables.asked(entry) if f.name in shown]
        kept = ws.memory.begun(self._key, ws.me.name)
        self.texts = {f: kept[f] for f in self.fields if kept.get(f)}

    @property
    def first_empty(self) -> str:
        return next((f for f in self.fields if not self.texts.get(f)), self.fields[0])

    @property
    def lacking(self) -> str:
        """The naming field, when it is still empty."""
        name = self._entry.named_by
        return "" if self.texts.get(name) else name

    def place(self, field: str) -> str:
        """Where a draft of a cell is kept."""
        return f"{self._key}.{field}"

    def beside(self, field: str, way: int) -> str | None:
        at = self.fields.index(field) + way
        return self.fields[at] if 0 <= at < len(self.fields) else None

    def keep(self, field: str, text: str) -> None:
        self.texts[field] = text.strip()
        kept = {f: t for f, t in self.texts.items() if t}
        self._ws.memory.begin(self._key, self._ws.me.name, kept)

    def save(self) -> int:
        """Make the record of it; raises what its kinds or the file have against it."""
        from workbench.services import records

        texts = {f: t for f, t in self.texts.items() if t}
        made = records.add(self._ws, self._handover, self._entry.name, texts)
        self._ws.memory.set(self._key, None)
        return made

    def row(self, id_: LineId) -> Row:
        cells: dict[str, Cell | str] = {**self.texts}
        return Row(id_, {**cells, "key": Cell(self._ws.tr(LABEL), "ok")})
