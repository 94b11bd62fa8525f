"""A share with its fraction."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from workbench.domain.message import Msg, msg

NOTHING = msg("n/a")
_TENTH = Decimal("0.1")
_ALL, _NEARLY = Decimal("100.0"), Decimal("99.9")


class Share(NamedTuple):
    """A weighted share with its fraction; the value is None where nothing applies."""

    num: int
    den: int

    @property
    def percent(self) -> int | None:
        """Whole percent, rounded down, so that 100 means all."""
        return self.num * 100 // self.den if self.den else None

    @property
    def said(self) -> Msg | str:
        """As it stands in a sentence: a word where nothing applies."""
        return str(self) if self.den else NOTHING

    def __str__(self) -> str:
        return f"{self.percent} % ({self.num}/{self.den})" if self.den else "n/a"


class FineShare(NamedTuple):
    """A share to one decimal, of counts or of FTE; the value is None where nothing applies."""

    num: Decimal
    den: Decimal

    @property
    def percent(self) -> Decimal | None:
        """Percent to one decimal, halves up, and 100.0 only for all."""
        if not self.den:
            return None
        percent = tenth(self.num * 100 / self.den)
        return _NEARLY if percent == _ALL and self.num < self.den else percent

    def above(self, percent: int) -> bool:
        """Whether it is more than so many percent, unrounded."""
        return self.num * 100 > percent * self.den

    @property
    def said(self) -> Msg | str:
        """As it stands in a sentence: a word where nothing applies."""
        return str(self) if self.den else NOTHING

    def __str__(self) -> str:
        """`42.0 % (126/300)`."""
        if not self.den:
            return "n/a"
        return f"{self.percent} % ({plain(self.num)}/{plain(self.den)})"


def tenth(value: Decimal) -> Decimal:
    """The value to one decimal, halves up."""
    return value.quantize(_TENTH, ROUND_HALF_UP)


def plain(value: Decimal) -> str:
    """A number without idle noughts: `126`, `12.5`."""
    return f"{value.normalize():f}"
