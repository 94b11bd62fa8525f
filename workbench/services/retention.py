"""How long contact data is kept: a handover may say so many days after T0."""

from __future__ import annotations

from datetime import date, timedelta

from workbench.domain import record
from workbench.domain.dossier import Dossier
from workbench.domain.registers.person import Person


def due(dossier: Dossier, today: date) -> list[Person]:
    """People who have left and whose contact data should be gone by today. Nothing is erased
    without somebody's word."""
    handover = dossier.handover
    if handover.retention is None or handover.day_zero is None:
        return []
    if handover.day_zero + timedelta(days=handover.retention) > today:
        return []
    return [p for p in dossier.all(Person) if p.release and p.release < today and _reachable(p)]


def _reachable(person: Person) -> bool:
    """Whether anything personal beside the name is kept."""
    entry = record.of(Person)
    return any(
        getattr(person, f.name) != f.default
        for f in entry.fields
        if (f.kind.personal or f.kind.private) and f.name != entry.named_by
    )
