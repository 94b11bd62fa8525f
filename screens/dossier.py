"""A screen of one handover: its records, by their names, as the file has them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from textual.geometry import Size

from screens.base import WorkScreen
from screens.field_text import has_key
from screens.names import Names
from screens.text import one_line
from screens.widgets.rowlist import Line, RowList
from workbench.domain.dossier import Dossier, Reading
from workbench.domain.errors import Busy, WorkbenchError
from workbench.domain.record import Record


class DossierScreen(WorkScreen):
    """It shows records of one handover, as they are in the file by now."""

    def __init__(self, handover: int) -> None:
        super().__init__()
        self._handover = handover
        self._shown_for = Size()
        self._seen = False

    @property
    def handover_id(self) -> int:
        return self._handover

    @property
    def dossier(self) -> Dossier:
        """What is on the screen, without a look at the file."""
        return self.ws.known(self._handover)

    @property
    def names(self) -> Names:
        return Names(Reading(self.dossier, self.ws.context), self.host.names_hidden)

    def on_screen_resume(self) -> None:
        """Back from another screen, which may have changed what this one shows."""
        if self._seen:
            self.reload()
        self._seen = True
        self.show_undo()

    def on_resize(self) -> None:
        if self._shown_for != self.app.size:
            self.reload()

    def reload(self) -> None:
        self._show_again(fresh=True)

    def refreshed(self) -> None:
        self._show_again(fresh=False)

    def _show_again(self, fresh: bool) -> None:
        if not self.query(RowList):
            return  # the look at the file came before the screen was made, or after its end
        self._shown_for = self.app.size
        try:
            self.shown = self.ws.dossier(self._handover)
            self.display_lines(self._show if fresh else self.rows.update_lines)
        except Busy:
            self.ws.behind = True  # what is on the screen stays, until the next look
        except WorkbenchError as problem:
            self.complain(problem)  # the file is away: what is on the screen stays

    def _show(self, lines: Iterable[Line]) -> None:
        self.rows.set_lines(lines)
        self.go_there()

    def display_lines(self, show: Callable[[Iterable[Line]], None]) -> None:
        """Give the lines of this screen to `show`, and set its title and columns."""

    def called(self, found: Record) -> str:
        """`PAY-03 Roster complete`: the key, where there is one, and the name."""
        name = one_line(self.names.title_of(found.id))
        return f"{self.dossier.key(found)} {name}".strip() if has_key(found) else name
