"""Today, watched: on which later day would what was computed with it come out otherwise?

A stored verdict is good until that day, so that a file nobody opened for three days need not be
judged again for the mere passing of time. Rules know nothing of it: they compare days, and the
comparison notes itself.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

_DAY = timedelta(days=1)


class Watched(date):
    """A date that notes, in `turns`, the first later day on which a comparison made with it would
    come out otherwise; None while there is none. Whoever counts days from it is good for one day.
    """

    turns: date | None = None

    @classmethod
    def on(cls, day: date) -> Watched:
        return cls(day.year, day.month, day.day)

    def _note(self, other: object) -> None:
        if isinstance(other, date) and not date.__lt__(other, self):
            # Before that day, on it and after it, comparisons come out in up to three ways.
            self._turn(other if date.__gt__(other, self) else other + _DAY)

    def _turn(self, day: date) -> None:
        plain = date(day.year, day.month, day.day)
        if self.turns is None or plain < self.turns:
            self.turns = plain

    def _counted(self) -> None:
        self._turn(date.fromordinal(self.toordinal() + 1))

    def __lt__(self, other: Any) -> bool:
        self._note(other)
        return date.__lt__(self, other)

    def __le__(self, other: Any) -> bool:
        self._note(other)
        return date.__le__(self, other)

    def __gt__(self, other: Any) -> bool:
        self._note(other)
        return date.__gt__(self, other)

    def __ge__(self, other: Any) -> bool:
        self._note(other)
        return date.__ge__(self, other)

    def __eq__(self, other: object) -> bool:
        self._note(other)
        return date.__eq__(self, other)

    def __ne__(self, other: object) -> bool:
        self._note(other)
        return date.__ne__(self, other)

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
