"""The card of a KPI as a page that can be sent."""

from __future__ import annotations

from screens.textview import TextScreen, file_name_of
from workbench.domain.message import msg


class KpiPageScreen(TextScreen):
    """Read, copied or written to a file."""

    def __init__(self, handover: int, kpi: int) -> None:
        super().__init__(handover)
        self._kpi = kpi

    @property
    def record_shown(self) -> int:
        return self._kpi

    def texts(self) -> list[tuple[str, str]]:
        from workbench.services import export

        if self.ws.dossier(self._handover).get(self._kpi) is None:
            return []
        return [(self.tr(msg("KPI card")), export.kpi_page(self.ws, self._handover, self._kpi))]

    def file_name(self, place: int) -> str:
        return file_name_of(self, self._kpi, "kpi")
