"""Today, watched: on which later day would what was computed with it come out otherwise?

A stored verdict is good until that day, so that a file nobody opened for three days need not be
judged again for the mere passing of time. Rules know nothing of it: they compare days, and the
comparison notes itself.
"""

from __future__ import annotations

from datetime import date
from typing import Any

_LAST = date.max.toordinal()


class Watched(date):
    """A date that notes, in `turns`, the first later day on which a comparison made with it would
    come out otherwise; None while there is none. Whoever counts days from it is good for one day.
    """

    turns: date | None = None

    @classmethod
    def on(cls, day: date) -> Watched:
        return cls(day.year, day.month, day.day)

    def turn(self, day: date) -> None:
        """Something computed before with this day comes out otherwise on a later one."""
        self._turn(day.toordinal())

    def _until(self, other: object, *, through: bool) -> None:
        """The comparison comes out otherwise on `other`, or `through` it, on the day after."""
        if isinstance(other, date):
            day = date.toordinal(other) + through
            if day > self.toordinal():
                self._turn(day)

    def _turn(self, ordinal: int) -> None:
        if ordinal > _LAST:
            return  # there is no such day on which it could come out otherwise
        if self.turns is None or ordinal < self.turns.toordinal():
            self.turns = date.fromordinal(ordinal)

    def _counted(self) -> None:
        self._turn(self.toordinal() + 1)

    def __lt__(self, other: Any) -> bool:
        self._until(other, through=False)
        return date.__lt__(self, other)

    def __ge__(self, other: Any) -> bool:
        self._until(other, through=False)
        return date.__ge__(self, other)

    def __le__(self, other: Any) -> bool:
        self._until(other, through=True)
        return date.__le__(self, other)

    def __gt__(self, other: Any) -> bool:
        self._until(other, through=True)
        return date.__gt__(self, other)

    def __eq__(self, other: object) -> bool:
        same = date.__eq__(self, other)
        self._until(other, through=same)
        return same

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __sub__(self, other: Any) -> Any:
        self._counted()
        return date.fromordinal(self.toordinal()) - other

    def __rsub__(self, other: Any) -> Any:
        self._counted()
        return other - date.fromordinal(self.toordinal())

    def __add__(self, other: Any) -> Any:
        self._counted()
        return date.fromordinal(self.toordinal()) + other

    __radd__ = __add__
    __hash__ = date.__hash__
