"""What is handed over, what is not yet right with it, and what goes on afterwards."""

from __future__ import annotations

from workbench.domain.message import Msg, msg, pmsg
from workbench.domain.registers.deliverable import Deliverable
from workbench.domain.registers.follow_on import FollowOn
from workbench.domain.registers.punch import Punch
from workbench.pack.other import rest
from workbench.pack.page import KEY, Block, Cell, Page, day_of

PUNCH = msg("Punch list")
FOLLOW_ONS = msg("Follow-on actions")
DELIVERABLES = msg("Deliverables")
_MADE_BY = pmsg("deliverable", "Made by")
_SHOWN = ("title", "name", "category", "kind", "person", "due", "check", "state", "post", "made_by",
          "moved_by", "moved_at")  # fmt: skip


def deliverables(page: Page) -> list[Block]:
    rows: list[list[Cell]] = [
        [page.key(d), d.name, d.post or msg("no post"), d.made_by, d.state.label]
        for d in page.dossier.all(Deliverable)
    ]
    headers = (KEY, msg("Deliverable"), msg("Operating post"), _MADE_BY, msg("State"))
    return _section(page, "deliverable", headers, rows)


def punch(page: Page) -> list[Block]:
    """By category; what is closed last."""
    found = sorted(page.dossier.all(Punch), key=lambda p: (not p.is_open, p.category.value))
    rows: list[list[Cell]] = [
        [
            page.key(p),
            p.category.value,
            p.title,
            page.title(p.person) or "--",
            day_of(page, p.due),
            p.state.label,
        ]
        for p in found
    ]
    headers = (
        KEY, msg("Category"), msg("Punch item"), msg("Owner"), msg("Due"), msg("State"),
    )  # fmt: skip
    return _section(page, "punch", headers, rows)


def follow_ons(page: Page) -> list[Block]:
    rows: list[list[Cell]] = [
        [
            page.key(f),
            f.kind.label,
            f.title,
            page.title(f.person) or "--",
            day_of(page, f.due),
            f.check.isoformat() if f.check else "",
            f.state.label,
        ]
        for f in page.dossier.all(FollowOn)
    ]
    headers = (
        KEY, msg("Kind"), msg("Follow-on action"), msg("Owner"), msg("Due"), msg("Check on"),
        msg("State"),
    )  # fmt: skip
    return _section(page, "follow_on", headers, rows)


def _section(
    page: Page, register: str, headers: tuple[Msg, ...], rows: list[list[Cell]]
) -> list[Block]:
    return [*page.table(headers, rows), *rest(page, register, _SHOWN)] if rows else []
