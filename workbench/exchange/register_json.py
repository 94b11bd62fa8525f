"""A register as JSON, from its declaration: codes, numbers and texts in both languages."""

from __future__ import annotations

from typing import Any

from workbench.domain.dossier import Reading
from workbench.domain.kinds import RefKind
from workbench.domain.record import Field, Register
from workbench.exchange.register_csv import fields, parent_key, ref_key

SCHEMA = 1


def to_json(view: Reading, register: Register, *, personal: bool = False) -> dict[str, Any]:
    """The register as docs/json.md describes it; references are keys, never names."""
    chosen = fields(register, personal=personal)
    return {
        "schema": SCHEMA,
        "code": view.dossier.handover.code,
        "register": register.name,
        "records": [
            {
                "key": view.dossier.key(found),
                "parent": parent_key(view, found) or None,
                **{f.name: _value(view, f, getattr(found, f.name)) for f in chosen},
            }
            for found in view.dossier.listed(register.name)
        ],
    }


def _value(view: Reading, field: Field, value: Any) -> Any:
    if isinstance(field.kind, RefKind):
        return ref_key(view, value) or None
    return field.kind.to_json(value)
