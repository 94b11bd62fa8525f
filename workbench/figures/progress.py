"""How far a checklist is: claimed and verified side by side (DOMAIN of the field, F-0.11)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from workbench.domain.registers.item import OWED, Item, ItemState
from workbench.figures.share import Share as Share


@dataclass(frozen=True, slots=True)
class Progress:
    """Counts of items, and weights of the applicable ones.

    claimed% = weight(claimed or verified) / weight(applicable)
    verified% = weight(verified) / weight(applicable)
    applicable = all but not applicable; waived stays in the denominator, never in the numerator.
    """

    total: int = 0
    applicable: int = 0
    claimed: int = 0
    verified: int = 0
    waived: int = 0
    na: int = 0
    overdue: int = 0
    weight: int = 0
    claimed_weight: int = 0
    verified_weight: int = 0

    @property
    def claimed_share(self) -> Share:
        return Share(self.claimed_weight, self.weight)

    @property
    def verified_share(self) -> Share:
        return Share(self.verified_weight, self.weight)


def effective_state(item: Item, today: date) -> ItemState:
    """The state that counts today: a waiver that has run out is to do again."""
    if item.state is ItemState.WAIVED and item.expires is not None and item.expires < today:
        return ItemState.TODO
    return item.state


def is_open(item: Item, today: date) -> bool:
    """Whether the item's owner still owes something."""
    return effective_state(item, today) in OWED


def progress(items: Iterable[Item], today: date, overdue: Iterable[int] = ()) -> Progress:
    """Progress over `items`; `overdue` holds the ids of the late ones."""
    late = frozenset(overdue)
    total = claimed = verified = waived = na = behind = 0
    weight = claimed_weight = verified_weight = 0
    for item in items:
        state = effective_state(item, today)
        total += 1
        behind += item.id in late
        if state is ItemState.NOT_APPLICABLE:
            na += 1
            continue
        weight += item.weight
        if state is ItemState.WAIVED:
            waived += 1
        elif state is ItemState.VERIFIED:
            verified += 1
            verified_weight += item.weight
            claimed_weight += item.weight
        elif state is ItemState.CLAIMED:
            claimed += 1
            claimed_weight += item.weight
    return Progress(
        total,
        total - na,
        claimed,
        verified,
        waived,
        na,
        behind,
        weight,
        claimed_weight,
        verified_weight,
    )
