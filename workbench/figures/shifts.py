"""How many people it takes to cover a post all the hours it has to be covered (field F-2.4)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from workbench.domain.registers.post import Coverage, Post

HOURS = {Coverage.OFFICE: 40, Coverage.TWO_SHIFTS: 80, Coverage.ROUND_THE_CLOCK: 168}
"""Hours a week in which somebody must be there."""

SHIFTS = (Coverage.TWO_SHIFTS, Coverage.ROUND_THE_CLOCK)
_HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Cover:
    """What a post takes: FTE to two decimals, whole people, and the hours they are counted from.

    required FTE = on shift x hours a week / (contract hours x (1 - absence)); `available` are the
    hours one person gives a week.
    """

    hours: int
    available: Decimal
    fte: Decimal
    people: int
    seats: int

    @property
    def missing(self) -> int:
        return max(0, self.people - self.seats)


def cover(post: Post, contract: int = 40, absence: int = 15) -> Cover:
    """The people a post takes at `contract` hours a week and `absence` in percent, below 100."""
    hours = post.on_shift * HOURS[post.coverage]
    need, gives = hours * 100, contract * (100 - absence)
    return Cover(
        hours=hours,
        available=(Decimal(gives) / 100).quantize(_HUNDREDTH, ROUND_HALF_UP),
        fte=(Decimal(need) / gives).quantize(_HUNDREDTH, ROUND_HALF_UP),
        people=-(-need // gives),
        seats=post.seats,
    )
