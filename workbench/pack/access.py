"""Who may enter what, and what is taken back: pointers only, never a secret."""

from __future__ import annotations

from workbench.domain.message import msg, pmsg
from workbench.domain.registers.access import Access
from workbench.pack.other import rest
from workbench.pack.page import KEY, Block, Cell, Page

TITLE = msg("Access")

_SHOWN = ("system", "person", "level", "state", "ticket", "moved_by", "moved_at")


def section(page: Page) -> list[Block]:
    """Nothing when none is listed."""
    rows: list[list[Cell]] = [
        [page.key(a), a.system, page.title(a.person), a.level, a.state.label, a.ticket]
        for a in page.dossier.all(Access)
    ]
    headers = (
        KEY, msg("System"), msg("Person"), pmsg("access", "Rights"), msg("State"), msg("Ticket"),
    )  # fmt: skip
    return [*page.table(headers, rows), *rest(page, "access", _SHOWN)] if rows else []
