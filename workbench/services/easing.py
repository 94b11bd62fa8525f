"""Asking less of an item, no longer mandatory or without a proof: only with the other side."""

from __future__ import annotations

from typing import Any

from workbench.domain import record
from workbench.domain.dossier import Reading
from workbench.domain.errors import BadValue, Refused
from workbench.domain.record import Record
from workbench.domain.registers.item import Item
from workbench.rules.item import EASED_WITH, eases, lacks_to_ease
from workbench.services.acting import acting, asking, need_asker
from workbench.services.editing import Editing
from workbench.services.workspace import Workspace


def needs_agreement(view: Reading, record_id: int, field: str, text: str) -> bool:
    """Whether what was typed asks less of an item; the screens ask who agrees before they save."""
    found = view.dossier.get(record_id)
    if not isinstance(found, Item) or field not in EASED_WITH:
        return False
    try:
        return eases(found, field, record.of(Item).field(field).kind.parse(text, view))
    except BadValue:
        return False


def agreed(
    ws: Workspace, ed: Editing, found: Record, field: str, value: Any, approver: int | None
) -> dict[str, Any]:
    """Who agreed, as the item keeps it; nothing where nobody has to. Refused where one lacks."""
    if not isinstance(found, Item) or not eases(found, field, value):
        return {}
    who = acting(ws, ed, approver)
    asker = asking(ws, ed.before, [found.id], approver)
    if who is not None:
        need_asker(ed.before, asker)
    lack = lacks_to_ease(asker, who)
    if lack:
        raise Refused(lack[0])
    return {EASED_WITH[field]: approver}
