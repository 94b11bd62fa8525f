"""The rows of the log: twenty thousand of them, each read from the file when it is looked at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from screens.names import Names
from screens.widgets.rowlist import Cell, Row
from workbench.domain.errors import WorkbenchError
from workbench.domain.message import msg

if TYPE_CHECKING:
    from workbench.services.logbook import Act
    from workbench.services.workspace import Workspace

_PAGE = 200
_COLUMNS = ("at", "who", "what")


class Pages:
    """The acts with these ids, read a page at a time around the one that is asked for."""

    def __init__(self, ws: Workspace, handover: int, ids: Sequence[int], names: Names) -> None:
        self.names = names
        self._ws, self._handover, self._ids = ws, handover, ids
        self._place = {act: n for n, act in enumerate(ids)}
        self._read: dict[int, Act] = {}

    def act(self, act: int) -> Act:
        if act not in self._read:
            from workbench.services import logbook

            start = self._place[act] // _PAGE * _PAGE
            page = self._ids[start : start + _PAGE]
            self._read.update(logbook.acts(self._ws, self._handover, page))
        return self._read[act]

    def rows(self, before: Mapping[int, Row]) -> list[Row]:
        """A row an act; those of `before` that nobody has looked at stay as they are."""
        rows = []
        for act in self._ids:
            old = before.get(act)
            if old is not None and isinstance(old.cells, _Cells) and not old.cells.is_read:
                old.cells.pages = self
                rows.append(old)
            else:
                rows.append(Row(act, _Cells(self, act)))
        return rows


class _Cells(Mapping[str, Cell | str]):
    """The cells of one act."""

    def __init__(self, pages: Pages, act: int) -> None:
        self.pages = pages
        self._act = act
        self._kept: dict[str, Cell | str] | None = None

    @property
    def is_read(self) -> bool:
        return self._kept is not None

    def _cells(self) -> dict[str, Cell | str]:
        if self._kept is None:
            names = self.pages.names
            try:
                act = self.pages.act(self._act)
            except WorkbenchError as problem:  # the file is busy or away: asked again when painted
                return {"what": Cell(names.tr(problem.message), "late")}
            style = "muted" if act.undone else ""
            what = names.told(msg("(undone) {what}", what=act.what) if act.undone else act.what)
            self._kept = {
                "at": Cell(f"{act.at.astimezone():%Y-%m-%d %H:%M}", style),
                "who": Cell(who(act, names), style),
                "what": Cell(what, style),
            }
        return self._kept

    def __getitem__(self, key: str) -> Cell | str:
        return self._cells().get(key, "") if key in _COLUMNS else ""

    def __iter__(self) -> Iterator[str]:
        return iter(_COLUMNS)

    def __len__(self) -> int:
        return len(_COLUMNS)


def who(act: Act, names: Names) -> str:
    """Who acted, and who typed it for him."""
    actor = names.person(act.actor) or "?"
    if not act.typed_by:
        return actor
    return names.tr(msg("{who} (by {typist})", who=actor, typist=names.person(act.typed_by)))
