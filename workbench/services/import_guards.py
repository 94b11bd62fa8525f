"""What the screens would refuse, a file does not bring in either: the guards of its rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from workbench.domain import record
from workbench.domain.dossier import Dossier
from workbench.domain.message import Msg, msg
from workbench.domain.registers.evidence import Evidence
from workbench.domain.registers.item import Item, ItemState, NotApplicable
from workbench.domain.registers.person import Person
from workbench.rules.holding import held
from workbench.rules.item import EASED_WITH, Given, eases, lacks, lacks_to_ease

_MOVES = {
    ItemState.CLAIMED: "claim",
    ItemState.DOING: "start",
    ItemState.BLOCKED: "block",
    ItemState.NOT_APPLICABLE: "not_applicable",
}
_ITS_OWN = ("mandatory", "evidence_required", "stage", "state")
_WITH_THE_OTHER = msg("the other side has to agree; do this in the checklist, and say who did")


def barred(
    dossier: Dossier, me: Person | None, item: Item | None, row: Mapping[str, Any],
    proofs: Sequence[str],
) -> Msg | None:  # fmt: skip
    """Why a row of a checklist is refused; None when it may come in. `row` are the fields it sets
    of `item`, or of a new one."""
    known = item is not None
    if item is None:
        stated = {n: v for n, v in row.items() if n in _ITS_OWN}
        item = Item(**{"evidence_required": False, **stated})
    why = held(dossier, item, row) if row or not known else None
    if why is None and known and proofs:
        why = held(dossier, Evidence(parent=item.id))
    if why is not None:
        return why
    for field in EASED_WITH:
        if field in row and eases(item, field, row[field]) and lacks_to_ease(me, None):
            return _of(field, _WITH_THE_OTHER)
    move = _MOVES.get(row.get("state", ItemState.TODO))
    if move is None:
        return None
    # Where nothing is owed, the line that is ticked is the proof; and it says why it is blocked.
    given = Given(by=me, proofs=len(proofs), reason="-", code=NotApplicable.OTHER)
    missing = lacks(dossier, item, move, given)
    if not missing:
        return None
    return _of("state", _WITH_THE_OTHER if move == "not_applicable" else missing[0])


def _of(field: str, why: Msg) -> Msg:
    return msg("{field}: {why}", field=record.get("item").field(field).kind.label, why=why)
