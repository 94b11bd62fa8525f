"""A register as a table, from its declaration: for CSV, Markdown and the terminal.

Private and personal fields stay out unless they are asked for; a reference to a record that is
named by such a field is its key then.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from workbench.domain import record
from workbench.domain.dossier import Reading
from workbench.domain.kinds import RefKind
from workbench.domain.message import msg
from workbench.domain.record import ANY, Field, Fold, Record, Register
from workbench.exchange import csv_file, folded

KEY, UNDER = msg("Key"), msg("Under")


def fields(register: Register, *, personal: bool = False) -> list[Field]:
    """The fields that may leave the program; all of them with `personal`."""
    return [f for f in register.fields if personal or not (f.kind.personal or f.kind.private)]


def reads(register: Register) -> tuple[str, ...]:
    """The registers that its tables show something of."""
    beside = [child for child, _ in record.folded(register).values()]
    shown = [register, *beside]
    if any(ANY in r.parents for r in shown):
        return tuple(record.below_handover())
    named = [f.kind.register for r in shown for f in r.fields if isinstance(f.kind, RefKind)]
    found = dict.fromkeys([*(r.name for r in shown), *register.parents, *named])
    return tuple(name for name in found if name != "handover")


def to_csv(
    view: Reading, register: Register, *, personal: bool = False, bom: bool = False
) -> bytes:
    """The register in UTF-8 in the user's words: key, what it hangs under, its fields.

    Cells hold what can be typed back: `T-30`, not the day it falls on.
    """
    return csv_file.write(*typed(view, register, personal=personal), bom)


def typed(
    view: Reading, register: Register, *, personal: bool = False
) -> tuple[list[str], list[list[str]]]:
    """Headers in the user's words, and a row a record of what can be typed back."""
    chosen = fields(register, personal=personal)
    nested = register.tree or bool(register.parents)
    beside = record.folded(register).values()
    labels = [*(f.kind.label for f in chosen), *(fold.label for _, fold in beside)]
    headers = [KEY, *([UNDER] if nested else []), *labels]
    rows = [
        [
            view.dossier.key(found),
            *([parent_key(view, found)] if nested else []),
            *(_edit_text(view, f, getattr(found, f.name), personal) for f in chosen),
            *(_beside(view, found, child, fold, personal) for child, fold in beside),
        ]
        for found in view.dossier.listed(register.name)
    ]
    return [view.tr(header) for header in headers], rows


def table(
    view: Reading, register: Register, chosen: Sequence[Field], *, personal: bool = False
) -> tuple[list[str], list[list[str]]]:
    """Headers in the user's words, and a row a record: its key, then `chosen` as shown."""
    headers = [view.tr(KEY), *(view.tr(f.kind.label) for f in chosen)]
    rows = [
        [
            view.dossier.key(found),
            *(_shown(view, f, getattr(found, f.name), personal) for f in chosen),
        ]
        for found in view.dossier.listed(register.name)
    ]
    return headers, rows


def parent_key(view: Reading, found: Record) -> str:
    """The key of what a record hangs under; empty at the top."""
    above = view.dossier.get(found.parent)
    return view.dossier.key(above) if above is not None else ""


def ref_key(view: Reading, value: Any) -> str:
    found = view.dossier.get(value)
    return view.dossier.key(found) if found is not None else ""


def _beside(view: Reading, found: Record, child: Register, fold: Fold, personal: bool) -> str:
    """What hangs under a record as one cell."""
    by, under = child.field(fold.by), view.dossier.under(found.id, child.cls)
    return folded.written(view, child, fold, under, lambda v: _edit_text(view, by, v, personal))


def _shown(view: Reading, field: Field, value: Any, personal: bool) -> str:
    if not personal and _names_somebody(field):
        return ref_key(view, value)
    return field.kind.show(value, view)


def _edit_text(view: Reading, field: Field, value: Any, personal: bool) -> str:
    name = field.kind.edit_text(value, view)
    if not isinstance(field.kind, RefKind) or value is None:
        return name
    named = personal or not _names_somebody(field)
    # Of two with one name only the key says which.
    return name if named and view.find(field.kind.register, name) == value else ref_key(view, value)


def _names_somebody(field: Field) -> bool:
    if not isinstance(field.kind, RefKind):
        return False
    target = record.get(field.kind.register)
    return target.field(target.named_by).kind.personal
