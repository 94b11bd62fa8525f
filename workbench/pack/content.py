"""The content of a handover as one hash, so that anybody can check a pack against the file."""

from __future__ import annotations

from typing import Any

from workbench.domain import record
from workbench.domain.change import canonical, sha256
from workbench.domain.dossier import Dossier
from workbench.domain.record import Record
from workbench.domain.registers.handover import Handover

_ABOUT_IT = frozenset({"signoff", "decision", "baseline"})
_NOT_OF_IT = frozenset({"state", "archived"})


def data_sha256(dossier: Dossier) -> str:
    """SHA-256 in hex of the canonical JSON of `content`."""
    return dossier.kept("content.sha256", lambda: sha256(canonical(content(dossier))))


def content(dossier: Dossier) -> dict[str, Any]:
    """All records as JSON values by register, sorted by id; without log and summary, sign-offs
    and decisions, so that a signature refers to the content and not to itself.

    Private and personal fields are left out: the hash in a pack must still hold after a person
    was erased from the file. So are default values and empty registers: a later version that
    knows more fields gives the same hash for the same content. A record's version is left out
    too, because an undo restores the content and not the count of edits.
    """
    kept = {
        name: [_values(found) for found in sorted(dossier.listed(name), key=lambda r: r.id)]
        for name in sorted(dossier.registers)
        if name not in _ABOUT_IT
    }
    return {
        "handover": [_values(dossier.handover)],
        **{n: rows for n, rows in kept.items() if rows},
    }


def _values(found: Record) -> dict[str, Any]:
    values: dict[str, Any] = {
        "id": found.id,
        "parent": found.parent,
        "position": found.position,
        "number": found.number,
    }
    for field in record.of(type(found)).fields:
        if field.kind.private or field.kind.personal:
            continue
        if field.name in _NOT_OF_IT and isinstance(found, Handover):
            continue
        value = getattr(found, field.name)
        if value != field.default:
            values[field.name] = field.kind.to_json(value)
    return values
