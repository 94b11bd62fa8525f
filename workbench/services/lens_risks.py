"""Which risk each question of a bank leaves, by the items that were made from it."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.domain.dossier import Dossier
from workbench.domain.registers.item import Item, ItemState
from workbench.exchange.lens import Lens, Question


@dataclass(frozen=True, slots=True)
class Answered:
    """A question with the risk by what is claimed, and by what the receiving side has verified."""

    question: Question
    item: Item | None
    claimed: str
    verified: str


def risks(dossier: Dossier, lens: Lens) -> list[Answered]:
    """Every question in order; one whose item is not in the handover has no answers."""
    mine = [i for i in dossier.all(Item) if i.source.startswith(f"{lens.file}:")]
    tops = {i.text.en or i.text.zh: i for i in mine if i.parent is None}
    found = []
    for question in lens.questions:
        item = tops.get(question.title)
        parts = {} if item is None else {p.text.en or p.text.zh: p.state for p in mine
                                         if p.parent == item.id}  # fmt: skip
        verified = [c.id for c in question.choices if parts.get(c.title) is ItemState.VERIFIED]
        claimed = [c.id for c in question.choices
                   if parts.get(c.title) in (ItemState.CLAIMED, ItemState.VERIFIED)]  # fmt: skip
        found.append(Answered(question, item, question.risk(claimed), question.risk(verified)))
    return found
