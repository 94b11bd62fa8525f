"""Rows pasted into a register: shown with what would become of each, then put in at once."""

from __future__ import annotations

from collections.abc import Sequence

from screens.fields import EditingScreen
from screens.importing import ImportScreen
from workbench.domain.message import listed, msg
from workbench.domain.record import Register
from workbench.services import tables


async def paste(screen: EditingScreen, entry: Register, rows: Sequence[Sequence[str]]) -> bool:
    """Show what pasting would do, and do it if the user agrees; whether it was done."""
    preview = ImportScreen(screen.dossier.handover.id, register=entry.name, rows=rows)
    await screen.app.push_screen_wait(preview)
    return preview.done


async def type_rows(screen: EditingScreen, handover: int, entry: Register) -> bool:
    """A place to paste or type rows in; what is written there is kept until it was put in. Whether
    it was."""
    from screens.note_editor import PREVIEW, write
    from workbench.exchange.csv_file import split_pasted

    labels = listed([f.kind.label for f in tables.ordered(entry)[:6]])
    about = msg(
        "Paste rows with the paste of your terminal, or type them: a line a record, its "
        "cells apart by tab or semicolon.\nA first row may name the columns: {labels}.",
        labels=labels,
    )
    place = f"{handover}.{entry.name}.rows"
    written = await write(screen, place, msg("Rows for {register}", register=entry.title),
                          about=about, then=PREVIEW)  # fmt: skip
    rows = split_pasted(written[0]) if written is not None else []
    if not rows or not await paste(screen, entry, rows):
        return False
    screen.host.drafts.forget(place)
    return True
