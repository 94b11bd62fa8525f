"""Writing a register to a file: the form, then whether names go with it, then where."""

from __future__ import annotations

from screens.fields import EditingScreen
from screens.saving import save_as
from workbench.domain.message import msg, nmsg
from workbench.domain.record import Register
from workbench.figures.told import untold
from workbench.services import tables

_FORMS = [
    ("csv", "CSV", ".csv"),
    ("xlsx", "Excel", ".xlsx"),
    ("md", "Markdown", ".md"),
    ("json", "JSON", ".json"),
]


async def write_register(screen: EditingScreen, entry: Register) -> None:
    """From a worker."""
    from workbench.files import safe_name

    form = await screen.choose(msg("Write the register as"), _FORMS)
    if form is None:
        return
    personal = False
    if tables.has_personal(entry):
        quiet = untold(screen.dossier) if entry.name == "person" else 0
        options = [
            (False, screen.tr(msg("without names and contacts")),
             screen.tr(msg("who has not been told stays")) if quiet else ""),
            (True, screen.tr(msg("with names and contacts")),
             screen.tr(nmsg("and of {n} not told that he goes",
                            "and of {n} not told that they go", quiet)) if quiet else ""),
        ]  # fmt: skip
        chosen = await screen.choose(msg("This register has personal data"), options)
        if chosen is None:
            return
        personal = chosen
    handover = screen.dossier.handover
    data = tables.exported(screen.ws.reading(handover.id), entry, form, personal=personal)
    await save_as(screen, safe_name(f"{handover.code}-{entry.name}", f".{form}"), data)
