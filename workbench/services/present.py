"""Who is in the room for which side: set once, so that claim and verify cost one key each."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.domain.dossier import Dossier
from workbench.domain.registers.person import Person, Side
from workbench.domain.text import clean, fold
from workbench.services.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Present:
    """Record ids of the people acting for each side; None when nobody does."""

    giving: int | None = None
    receiving: int | None = None


def present(ws: Workspace, handover: int) -> Present:
    """Who was set as present; a user of the receiving side is present himself."""
    kept = ws.memory.get(f"present.{handover}") or {}
    if kept.get("day") != ws.today.isoformat():
        kept = {}  # who was here yesterday is not here today until somebody says so
    if kept.get("by", ws.me.name) != ws.me.name:
        kept = {}  # said by another who uses this login
    found = Present(kept.get("giving"), kept.get("receiving"))
    dossier = ws.known(handover)
    mine = myself(ws, dossier)
    if found.receiving is None and mine is not None and mine.side is Side.RECEIVING:
        found = Present(found.giving, mine.id)
    if found.giving is None and mine is not None and mine.side is Side.GIVING:
        found = Present(mine.id, found.receiving)
    return Present(_there(dossier, found.giving), _there(dossier, found.receiving))


def set_present(ws: Workspace, handover: int, found: Present) -> None:
    ws.memory.set(
        f"present.{handover}",
        {
            "giving": found.giving,
            "receiving": found.receiving,
            "day": ws.today.isoformat(),
            "by": ws.me.name,
        },
    )


def myself(ws: Workspace, dossier: Dossier) -> Person | None:
    """The user's own record in this handover."""
    return next((p for p in dossier.all(Person) if is_called(p, ws.me.name)), None)


def is_called(person: Person, name: str) -> bool:
    return bool(name) and fold(person.name) == fold(clean(name))


def _there(dossier: Dossier, person: int | None) -> int | None:
    return person if isinstance(dossier.get(person), Person) else None
