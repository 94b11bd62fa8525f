"""Rows pasted into a register: shown with what would become of each, then put in at once."""

from __future__ import annotations

from collections.abc import Sequence

from screens.fields import EditingScreen
from screens.importing import ImportScreen
from workbench.domain.record import Register


async def paste(screen: EditingScreen, entry: Register, rows: Sequence[Sequence[str]]) -> bool:
    """Show what pasting would do, and do it if the user agrees; whether it was done."""
    preview = ImportScreen(screen.dossier.handover.id, register=entry.name, rows=rows)
    await screen.app.push_screen_wait(preview)
    return preview.done
