"""How many people it takes to cover a post all the hours it has to be covered (field F-2.4)."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from workbench.domain.frozen import dataclass
from workbench.domain.message import Msg, nmsg
from workbench.domain.registers.post import Coverage, Post

HOURS = {Coverage.OFFICE: 40, Coverage.TWO_SHIFTS: 80, Coverage.ROUND_THE_CLOCK: 168}
"""Hours a week in which somebody must be there."""

SHIFTS = (Coverage.TWO_SHIFTS, Coverage.ROUND_THE_CLOCK)
_HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Cover:
    """What a post takes: FTE to two decimals, whole people, and the hours they are counted from.

    required FTE = on shift x hours a week / (contract hours x (1 - absence)); `available` are the
    hours one person gives a week, `absence` is in percent.
    """

    on_shift: int
    week: int
    contract: int
    absence: int
    seats: int

    @property
    def hours(self) -> int:
        return self.on_shift * self.week

    @property
    def available(self) -> Decimal:
        return (Decimal(self._gives) / 100).quantize(_HUNDREDTH, ROUND_HALF_UP)

    @property
    def fte(self) -> Decimal:
        return (Decimal(self.hours * 100) / self._gives).quantize(_HUNDREDTH, ROUND_HALF_UP)

    @property
    def people(self) -> int:
        return -(-self.hours * 100 // self._gives)

    @property
    def missing(self) -> int:
        return max(0, self.people - self.seats)

    @property
    def words(self) -> Msg:
        """How the people are counted: `2 on shift x 168 h / (40 h x (1 - 15 %)) = 9.88`."""
        return nmsg(
            "{on_shift} on shift x {week} h a week / ({contract} h x (1 - {absence} %)) = {fte}: "
            "{n} person",
            "{on_shift} on shift x {week} h a week / ({contract} h x (1 - {absence} %)) = {fte}: "
            "{n} people",
            self.people, on_shift=self.on_shift, week=self.week, contract=self.contract,
            absence=self.absence, fte=self.fte,
        )  # fmt: skip

    @property
    def _gives(self) -> int:
        """Hundredths of the hours one person gives a week."""
        return self.contract * (100 - self.absence)


def cover(post: Post, contract: int = 40, absence: int = 15) -> Cover:
    """The people a post takes at `contract` hours a week and `absence` in percent, below 100."""
    return Cover(post.on_shift, HOURS[post.coverage], contract, absence, post.seats)
