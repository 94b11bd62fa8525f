"""The leaving sheet of one person, as it is to be signed."""

from __future__ import annotations

from screens.textview import TextScreen
from workbench.domain.message import msg


class LeavingSheetScreen(TextScreen):
    """Read, copied or written to a file."""

    def __init__(self, handover: int, person: int) -> None:
        super().__init__(handover)
        self._person = person

    @property
    def record_shown(self) -> int:
        return self._person

    def texts(self) -> list[tuple[str, str]]:
        from workbench.services import export

        if self.ws.dossier(self._handover).get(self._person) is None:
            return []
        title = self.tr(msg("Leaving sheet"))
        return [(title, export.leaving_sheet(self.ws, self._handover, self._person))]

    def file_name(self, place: int) -> str:
        from workbench.files import safe_name

        dossier = self.ws.known(self._handover)
        found = dossier.get(self._person)
        key = dossier.key(found) if found is not None else ""
        return safe_name(f"{dossier.handover.code}-{key}-leaving", ".md")
