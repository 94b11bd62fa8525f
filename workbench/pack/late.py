"""What is late, and what waits for the receiving side."""

from __future__ import annotations

from workbench.domain.message import msg
from workbench.pack.page import KEY, Block, Cell, Page

LATE = msg("What is late")
WAITING = msg("Waiting for the receiving side")


def late(page: Page) -> list[Block]:
    if not page.late:
        return [[page.say(msg("Nothing is late."))]]
    rows: list[list[Cell]] = [
        [
            page.key(x.item),
            x.due.isoformat() if x.due else "",
            str(x.late),
            page.owner(x),
            x.item.text,
        ]
        for x in page.late
    ]
    headers = (KEY, msg("Due"), msg("Days late"), msg("Owner"), msg("Item"))
    return page.table(headers, rows, "llrll")


def waiting(page: Page) -> list[Block]:
    if not page.waiting:
        return [[page.say(msg("Nothing waits for the receiving side."))]]
    rows: list[list[Cell]] = [
        [
            page.key(x.item),
            page.day(x.item.claimed_at),
            page.title(x.item.claimed_by),
            str(x.proofs),
            x.item.text,
        ]
        for x in page.waiting
    ]
    headers = (KEY, msg("Claimed at"), msg("Claimed by"), msg("Proofs"), msg("Item"))
    return page.table(headers, rows, "lllrl")
