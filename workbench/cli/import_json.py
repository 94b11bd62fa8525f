"""A planned import as docs/json.md describes it: codes, keys and the file's own texts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.domain import record
from workbench.domain.dossier import Reading
from workbench.domain.kinds import RefKind
from workbench.domain.record import Field
from workbench.exchange.register_csv import ref_key
from workbench.language import Tr
from workbench.services.files_in import Opened
from workbench.services.import_row import Child, Fate, Guess, Named, Row
from workbench.services.importing import Plan

_EN = Tr()


def to_json(view: Reading, plan: Plan, found: Opened, *, personal: bool) -> dict[str, Any]:
    """What a file would bring; reasons are English sentences, references are keys."""
    sheet, layout = found.sheet, found.layout
    columns = (
        [
            {"title": title, "field": name.removeprefix("@") or None}
            for title, name in zip(layout.titles(sheet), layout.columns, strict=True)
        ]
        if sheet is not None and layout is not None
        else []
    )
    made = _Values(view, plan.source.register, personal)
    return {
        "schema": 1,
        "code": view.dossier.handover.code,
        "register": plan.source.register,
        "file": found.name,
        "sheet": (sheet.name or None) if sheet is not None else None,
        "sheets": list(found.sheets),
        "columns": columns,
        "formulas_without_value": sheet.hollow if sheet is not None else 0,
        "remarks": [{"place": place, "what": _EN(what)} for place, what in found.remarks],
        "guesses": [made.guess(guess) for guess in plan.guesses],
        "counts": {fate.value: plan.count(fate) for fate in Fate},
        "rows": [made.row(row) for row in plan.rows],
    }


class _Values:
    def __init__(self, view: Reading, register: str, personal: bool) -> None:
        self._view, self._personal = view, personal
        self._register = register

    def row(self, row: Row) -> dict[str, Any]:
        known = self._view.dossier.get(row.record)
        return {
            "fate": row.fate.value,
            "place": row.place,
            "line": row.draft.line,
            "key": self._view.dossier.key(known) if known is not None else None,
            "below": row.draft.parent,
            "fields": self._shown(self._register, row.values),
            "before": self._shown(self._register, row.old),
            "children": [self._child(child) for child in row.children],
            "proofs": list(row.proofs),
            "notes": list(row.notes),
            "why": _EN(row.why) if row.why is not None else None,
        }

    def guess(self, guess: Guess) -> dict[str, Any]:
        value: str | None = guess.value or None
        if guess.kind == "owner" and value is not None:
            register, _, name = value.partition(":")
            there = self._view.dossier.get(self._view.find(register, name))
            value = self._view.dossier.key(there) if there is not None else f"new {register}"
        return {"kind": guess.kind, "words": guess.words, "value": value, "count": guess.count}

    def _child(self, child: Child) -> dict[str, Any]:
        known = self._view.dossier.get(child.record)
        return {
            "register": child.register,
            "key": self._view.dossier.key(known) if known is not None else None,
            "fields": self._shown(child.register, child.values),
        }

    def _shown(self, register: str, values: Mapping[str, Any]) -> dict[str, Any]:
        fields = record.get(register).by_name
        found = {n: f for n in values if (f := fields.get(n)) is not None}
        return {
            name: self._value(field, values[name])
            for name, field in found.items()
            if self._personal or not (field.kind.personal or field.kind.private)
        }

    def _value(self, field: Field, value: Any) -> Any:
        if isinstance(value, Named):
            return f"new {value.register}"
        if isinstance(field.kind, RefKind):
            return ref_key(self._view, value) or None
        return field.kind.to_json(value)
