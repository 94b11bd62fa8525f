"""The order of the guided walk, and how far the user has come in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from workbench.domain.dossier import Dossier
from workbench.domain.journey import Gate, next_gate
from workbench.domain.registers.item import ItemState
from workbench.figures.checklist import Bucket, Line, lines

_FIRST: Final = (Bucket.BACK, Bucket.LATE, Bucket.WAITING, Bucket.WEEK)
"""What comes first, of whatever stage; then the rest of the stages up to the gate."""


def agenda(dossier: Dossier, today: date) -> list[int]:
    """Ids of the items that are not done and matter for the next gate, the most pressing first.

    Within each group mandatory ones come before optional ones, then the sooner due. Without a
    next gate, because there is no T0 yet or all are past, every item that is not done matters.
    """
    ahead = next_gate(dossier.handover.day_zero, today)
    wanted = [
        (_rank(line), not line.item.mandatory, line.deadline or date.max, place, line.item.id)
        for place, line in enumerate(lines(dossier, today))
        if line.bucket is not Bucket.DONE and (line.bucket in _FIRST or _belongs(line, ahead))
    ]
    return [entry[-1] for entry in sorted(wanted)]


def _rank(line: Line) -> int:
    return _FIRST.index(line.bucket) if line.bucket in _FIRST else len(_FIRST)


def _belongs(line: Line, ahead: tuple[Gate, date] | None) -> bool:
    """Whether the gate asks for it: by its stage; without one by its date; without either, yes."""
    if ahead is None:
        return True
    gate, day = ahead
    if line.item.stage is not None:
        return line.item.stage.number <= gate.number
    return line.due is None or line.due <= day


@dataclass(frozen=True, slots=True)
class Walk:
    """The items of one walk in their order, and the place reached.

    `handled` holds the state in which an item was left: once it has another one, by undo or by
    somebody else, the item counts as not handled. `later` are those put off to the end.
    """

    ids: tuple[int, ...] = ()
    at: int = 0
    handled: Mapping[int, ItemState] = field(default_factory=lambda: MappingProxyType({}))
    later: frozenset[int] = frozenset()

    @property
    def current(self) -> int | None:
        """The item on screen; None at the end."""
        return self.ids[self.at] if self.at < len(self.ids) else None

    def decided(self, item: int, state: ItemState) -> Walk:
        """The walk after `item` was left in a state: on to the next one."""
        handled = MappingProxyType({**self.handled, item: state})
        return replace(self, handled=handled, later=self.later - {item}).forward()

    def forward(self) -> Walk:
        return replace(self, at=min(self.at + 1, len(self.ids)))

    def back(self) -> Walk:
        return replace(self, at=max(self.at - 1, 0))

    def go(self, item: int) -> Walk:
        return replace(self, at=self.ids.index(item))

    def put_off(self) -> Walk:
        """The current item comes again at the end, once; then the walk goes on without it."""
        item = self.current
        if item is None or item in self.handled:
            return self.forward()
        put_off = replace(self, later=self.later | {item})
        if item in self.later or self.at == len(self.ids) - 1:
            return put_off.forward()
        return replace(put_off, ids=(*(i for i in self.ids if i != item), item))

    def undone(self, state_of: Callable[[int], ItemState | None]) -> Walk:
        """The walk at the first item that is no longer in the state it was left in, if any."""
        found = next((i for i in self.ids if i in self.handled and not self._holds(i, state_of)),
                     None)  # fmt: skip
        if found is None:
            return self
        rest = {i: state for i, state in self.handled.items() if i != found}
        return replace(self.go(found), handled=MappingProxyType(rest))

    def tally(self, state_of: Callable[[int], ItemState | None]) -> Counter[ItemState]:
        """How many items this walk left in which state, and are in it still."""
        return Counter(s for i, s in self.handled.items() if self._holds(i, state_of))

    def _holds(self, item: int, state_of: Callable[[int], ItemState | None]) -> bool:
        return state_of(item) is self.handled[item]

    # Kept between two visits

    def to_json(self) -> dict[str, Any]:
        return {
            "handled": {str(i): state.value for i, state in self.handled.items()},
            "at": self.current,
            "later": sorted(self.later),
        }


def begun(fresh: Sequence[int], start: int | None = None) -> Walk:
    """A walk through these items from the first one on, or with `start` before all others."""
    return Walk(_with_first(fresh, start) if start is not None else tuple(fresh))


def resumed(kept: object, fresh: Sequence[int], still: Callable[[int, ItemState], bool]) -> Walk:
    """The walk that `to_json` kept, over the items that matter now.

    An item stays handled as long as `still` says so of the state it was left in; all others come
    in today's order, but for the one that was on screen, which comes first.
    """
    if not isinstance(kept, dict):
        return begun(fresh)
    try:
        left = {int(i): ItemState(state) for i, state in kept["handled"].items()}
        at, later = kept["at"], frozenset(kept["later"])
    except (AttributeError, KeyError, TypeError, ValueError):
        return begun(fresh)
    handled = {i: state for i, state in left.items() if still(i, state)}
    rest = [i for i in fresh if i not in handled]
    if not rest:
        return begun(fresh)
    ordered = sorted(rest, key=later.__contains__)
    ids = (*handled, *(_with_first(ordered, at) if at in rest else ordered))
    return Walk(ids, len(handled), MappingProxyType(handled), later & frozenset(rest))


def _with_first(ids: Sequence[int], first: int) -> tuple[int, ...]:
    return (first, *(i for i in ids if i != first))
