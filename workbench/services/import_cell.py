"""What one cell of a table says, as people write it: 80 %, 30天, 外包, a new name."""

from __future__ import annotations

import re
from typing import Any

from workbench.domain.amounts import BitextKind, ScaleKind
from workbench.domain.dossier import Reading
from workbench.domain.errors import BadValue
from workbench.domain.kinds import ChoiceKind, RefKind
from workbench.domain.message import msg
from workbench.domain.record import Field
from workbench.domain.text import clean, fold
from workbench.exchange import titles
from workbench.exchange.phrases import is_placeholder
from workbench.services import tables
from workbench.services.import_row import Named, in_any_language, in_its_language

_DAYS = re.compile(r"(\d{1,4})\s*(days?|d|天|日|weeks?|w|周|months?|个?月)", re.IGNORECASE)
_LONG = {"w": 7, "周": 7, "m": 30, "个": 30, "月": 30}  # days, by how the unit begins


def parsed(field: Field, cell: str, view: Reading) -> Any:
    """The value of a cell; a name nobody has yet is added, the field's default when empty."""
    kind, text = field.kind, clean(cell)
    if isinstance(kind, BitextKind):
        kind.parse(cell, view)
        return in_its_language(text)
    if isinstance(kind, ChoiceKind):
        member = titles.said(field.name).get(fold(text))
        if member is not None and member in {m.value for m in kind.options}:
            return kind.options(member)
    if isinstance(kind, ScaleKind) and (days := _DAYS.fullmatch(text)):
        cell = str(int(days[1]) * _LONG.get(days[2][0].lower(), 1))
    value = in_any_language(lambda v: tables.read(field, cell, v), view)
    if isinstance(kind, RefKind) and isinstance(value, str):
        if is_placeholder(text):
            return None
        if view.dossier.is_ambiguous(kind.register, text, view.lang):
            raise BadValue(msg("there is more than one {name}; write the key", name=text))
        return Named(kind.register, value)
    return field.default if value is None else value
