"""How far a checklist is: claimed and verified side by side (DOMAIN of the field, F-0.11)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, replace
from datetime import date
from operator import add, attrgetter, sub

from workbench.domain.dossier import Dossier
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

    def __add__(self, other: Progress) -> Progress:
        """The counts and weights of two lists as those of one."""
        return Progress(*map(add, astuple(self), astuple(other)))

    def __sub__(self, other: Progress) -> Progress:
        """Those of a list without `other`, which is a part of it."""
        return Progress(*map(sub, astuple(self), astuple(other)))

    @property
    def claimed_share(self) -> Share:
        return Share(self.claimed_weight, self.weight)

    @property
    def verified_share(self) -> Share:
        return Share(self.verified_weight, self.weight)


def effective_state(item: Item, today: date) -> ItemState:
    """The state that counts today: a waiver that has run out is to do again."""
    return _effective(item.state, item.expires, today)


def _effective(state: ItemState, expires: date | None, today: date) -> ItemState:
    if state is ItemState.WAIVED and expires is not None and expires < today:
        return ItemState.TODO
    return state


def is_open(item: Item, today: date) -> bool:
    """Whether the item's owner still owes something."""
    return effective_state(item, today) in OWED


def progress(items: Iterable[Item], today: date, overdue: Iterable[int] = ()) -> Progress:
    """Progress over `items`; `overdue` holds the ids of the late ones."""
    items = tuple(items)
    late = frozenset(overdue).intersection(map(_ID, items)) if overdue else ()
    return replace(_counted(_kinds(items), today), overdue=len(late))


def progress_of_all(dossier: Dossier, today: date) -> Progress:
    """Progress over the whole checklist, whatever is late."""
    return _counted(dossier.kept("kinds of items", lambda: _kinds(dossier.all(Item))), today)


def _counted(kinds: Mapping[_Kind, int], today: date) -> Progress:
    """Items are many and few kinds of them: each kind is judged once."""
    total = claimed = verified = waived = na = 0
    weight = claimed_weight = verified_weight = 0
    for (stated, expires, each), count in kinds.items():
        state = _effective(stated, expires, today)
        weights = count * each
        total += count
        if state is ItemState.NOT_APPLICABLE:
            na += count
            continue
        weight += weights
        if state is ItemState.WAIVED:
            waived += count
        elif state is ItemState.VERIFIED:
            verified += count
            verified_weight += weights
            claimed_weight += weights
        elif state is ItemState.CLAIMED:
            claimed += count
            claimed_weight += weights
    return Progress(
        total,
        total - na,
        claimed,
        verified,
        waived,
        na,
        0,
        weight,
        claimed_weight,
        verified_weight,
    )


def _kinds(items: Iterable[Item]) -> Mapping[_Kind, int]:
    return Counter(map(_KIND, items))


_Kind = tuple[ItemState, date | None, int]
_ID = attrgetter("id")
_KIND = attrgetter("state", "expires", "weight")
