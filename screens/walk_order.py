"""The order of the guided walk, and how far the user has come in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from workbench.domain.dossier import Dossier
from workbench.domain.journey import Gate
from workbench.domain.registers.item import ItemState
from workbench.figures.checklist import Bucket, Line, lines
from workbench.figures.gates import next_gate

_FIRST: Final = (Bucket.BACK, Bucket.LATE, Bucket.BLOCKED, Bucket.WAITING, Bucket.WEEK)
"""What comes first, of whatever stage; then the rest of the stages up to the gate."""


def agenda(dossier: Dossier, today: date) -> list[int]:
    """Ids of the items that are not done and matter for the next gate, the most pressing first.

    Within each group mandatory ones come before optional ones, then the sooner due. Without a
    day for the next gate, or once all are passed, every item that is not done matters.
    """
    ahead = next_gate(dossier, today)
    wanted = [
        (_rank(line), not line.item.mandatory, line.deadline or date.max, place, line.item.id)
        for place, line in enumerate(lines(dossier, today))
        if line.bucket is not Bucket.DONE and (line.bucket in _FIRST or _belongs(line, ahead))
    ]
    return [entry[-1] for entry in sorted(wanted)]


def _rank(line: Line) -> int:
    return _FIRST.index(line.bucket) if line.bucket in _FIRST else len(_FIRST)


def _belongs(line: Line, ahead: tuple[Gate, date | None] | None) -> bool:
    """Whether the gate asks for it: by its stage; without one by its date; without either, yes."""
    gate, day = ahead or (None, None)
    if gate is None or day is None:
        return True
    if line.item.stage is not None:
        return line.item.stage.number <= gate.number
    return line.due is None or line.due <= day


StateOf = Callable[[int], ItemState | None]


@dataclass(frozen=True, slots=True)
class Walk:
    """The items of one walk in their order, those that come again at the end, and the place.

    `handled` holds the state in which an item was left: once it has another one, by undo or by
    somebody else, the item counts as not handled.
    """

    ids: tuple[int, ...] = ()
    again: tuple[int, ...] = ()
    at: int = 0
    handled: Mapping[int, ItemState] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def current(self) -> int | None:
        """The item on screen; None at the end."""
        way = self.ids + self.again
        return way[self.at] if self.at < len(way) else None

    @property
    def comes_again(self) -> bool:
        """Whether what was put off is gone through once more."""
        return len(self.ids) <= self.at < len(self.ids + self.again)

    @property
    def place(self) -> int:
        """The how-manieth item is on screen; 0 at the end."""
        return self.ids.index(self.current) + 1 if self.current is not None else 0

    def left(self, item: int, state: ItemState) -> Walk:
        """The walk with `item` left in a state, and still there."""
        return replace(self, handled=MappingProxyType({**self.handled, item: state}))

    def onward(self) -> Walk:
        """On from an item that was left in a state to the next one that was not."""
        again = tuple(i for i in self.again if i != self.current)
        # Among those that come again, the next one takes the place of the one that goes.
        next_ = self.at + (self.at < len(self.ids))
        way = self.ids + again
        while next_ < len(way) and way[next_] in self.handled:
            next_ += 1
        return replace(self, again=again, at=next_)

    def forward(self) -> Walk:
        return replace(self, at=min(self.at + 1, len(self.ids + self.again)))

    def back(self) -> Walk:
        return replace(self, at=max(self.at - 1, 0))

    def go(self, item: int) -> Walk:
        return replace(self, at=self.ids.index(item))

    def put_off(self) -> Walk:
        """On to the next item; this one comes again at the end, once."""
        item, last = self.current, self.at == len(self.ids) - 1
        if item is None or item in self.again or (last and not self.again):
            return self.forward()
        handled = MappingProxyType({i: s for i, s in self.handled.items() if i != item})
        return replace(self, again=(*self.again, item), handled=handled).forward()

    def undone(self, state_of: StateOf) -> Walk:
        """The walk at the first item that is no longer in the state it was left in, if any."""
        found = next((i for i, s in self.handled.items() if state_of(i) is not s), None)
        if found is None:
            return self
        rest = {i: state for i, state in self.handled.items() if i != found}
        return replace(self.go(found), handled=MappingProxyType(rest))

    def tally(self, state_of: StateOf) -> Counter[ItemState]:
        """How many items this walk left in which state, and are in it still."""
        return Counter(s for i, s in self.handled.items() if state_of(i) is s)

    def to_json(self) -> dict[str, Any]:
        """What `resumed` needs to go on from here."""
        return {
            "ids": list(self.ids),
            "handled": {str(i): state.value for i, state in self.handled.items()},
            "again": list(self.again),
            "at": self.current,
        }


def begun(fresh: Sequence[int], start: int | None = None) -> Walk:
    """A walk through these items from the first one on, or with `start` before all others."""
    if start is not None and start not in fresh:
        return Walk((start, *fresh))
    return Walk(_with_first(fresh, start))


def resumed(kept: object, fresh: Sequence[int], still: Callable[[int, ItemState], bool]) -> Walk:
    """The walk that `to_json` kept, over the items that matter now.

    An item stays handled as long as `still` says so of the state it was left in. What is ahead
    comes in today's order, but for the item that was on screen, which comes first.
    """
    if not isinstance(kept, dict):
        return begun(fresh)
    try:
        left = {int(i): ItemState(state) for i, state in kept["handled"].items()}
        ids, again, at = list(kept["ids"]), list(kept["again"]), kept["at"]
    except (AttributeError, KeyError, TypeError, ValueError):
        return begun(fresh)
    handled = {i: state for i, state in left.items() if i in ids and still(i, state)}
    put_off = [i for i in again if i in ids and i in fresh and i not in handled]
    behind = [i for i in ids if i in handled or i in put_off]
    ahead = [i for i in fresh if i not in behind]
    if not ahead and not put_off:
        return begun(fresh)
    looking_back = ahead and at in put_off
    return Walk(
        (*behind, *_with_first(ahead, at)),
        _with_first(put_off, at),
        behind.index(at) if looking_back else len(behind),
        MappingProxyType(handled),
    )


def _with_first(ids: Sequence[int], first: int | None) -> tuple[int, ...]:
    """`ids` with `first` before the others, if it is one of them."""
    return tuple(sorted(ids, key=lambda i: i != first))
