"""A share with its fraction."""

from __future__ import annotations

from typing import NamedTuple


class Share(NamedTuple):
    """A weighted share with its fraction; the value is None where nothing applies."""

    num: int
    den: int

    @property
    def percent(self) -> int | None:
        """Whole percent, rounded down, so that 100 means all."""
        return self.num * 100 // self.den if self.den else None

    def __str__(self) -> str:
        return f"{self.percent} % ({self.num}/{self.den})" if self.den else "n/a"
