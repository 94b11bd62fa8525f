"""When something is due: by a rule that follows T0, or on a fixed day that never moves."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import NamedTuple

from workbench.domain.calendar import (
    MAX_DAYS,
    Calendar,
    add_days,
    check_year,
    parse_day,
    plain_date_text,
    short,
)
from workbench.domain.errors import BadValue
from workbench.domain.message import Msg, msg

_NO_HOLIDAYS = Calendar()
_RULE = r"t0?(?: ?(?P<offset>[-+] ?[0-9]{1,6}) ?(?:(?P<working>wd|bd|个?工作日)|d|days?|天|日)?)?"


@dataclass(frozen=True, slots=True)
class Due:
    """`offset` days from T0, working days if `working`; or fixed `on` a day."""

    offset: int = 0
    working: bool = False
    on: date | None = None

    def __post_init__(self) -> None:
        if self.on is not None:
            check_year(self.on)
            if self.offset or self.working:
                raise BadValue(msg("A due date is fixed or follows T0, not both."))
        if abs(self.offset) > MAX_DAYS:
            raise BadValue(
                msg("{offset} days from T0 is too far; a century is the limit.", offset=self.offset)
            )

    @property
    def fixed(self) -> bool:
        return self.on is not None

    def __str__(self) -> str:
        """`T-30`, `T0`, `T+5wd` or `2026-12-01`; `parse_due` reads it back."""
        if self.on is not None:
            return self.on.isoformat()
        if not self.offset and not self.working:
            return "T0"
        return f"T{self.offset:+d}{'wd' if self.working else ''}"

    def resolve(self, t0: date | None, calendar: Calendar = _NO_HOLIDAYS) -> date | None:
        """The day; None while T0 is unknown to a rule. BadValue outside 1900 to 9999."""
        if self.on is not None or t0 is None:
            return self.on
        if self.working:
            return calendar.add_workdays(t0, self.offset)
        return add_days(t0, self.offset)


def parse_due(text: str, today: date | None = None) -> Due:
    """Read a due date as people write it; `today` gives `12-01` its year and `3d` its start."""
    plain = plain_date_text(text)
    if match := re.fullmatch(_RULE, plain):
        return Due(int((match["offset"] or "0").replace(" ", "")), bool(match["working"]))
    try:
        return Due(on=parse_day(text, today))
    except BadValue:
        raise BadValue(
            msg(
                '"{text}" is not a due date. Write T-30, T+5wd, 2026-12-01, Dec 1 or +3d.',
                text=short(text),
            )
        ) from None


def days_late(due: date, today: date, calendar: Calendar = _NO_HOLIDAYS) -> int:
    """Calendar days `due` is late; negative: days left. See `Calendar.days_late`."""
    return calendar.days_late(due, today)


class LateStart(Enum):
    """What to do when T0 is so near that rules give days before today."""

    SQUEEZE = "squeeze"
    START_TODAY = "start_today"
    AS_IS = "as_is"

    @property
    def label(self) -> Msg:
        return _LATE_STARTS[self]


_LATE_STARTS = {
    LateStart.SQUEEZE: msg("Squeeze the dates between today and T0"),
    LateStart.START_TODAY: msg("Start today with what should have begun"),
    LateStart.AS_IS: msg("Keep the dates as they are, some of them late"),
}


def is_late_start(
    dues: Sequence[Due], t0: date, today: date, calendar: Calendar = _NO_HOLIDAYS
) -> bool:
    """Whether T0 is still ahead and some rule before it gives a day before today."""
    return t0 >= today and any(day < today for due in dues if (day := _moving(due, t0, calendar)))


def late_start(
    dues: Sequence[Due],
    t0: date,
    today: date,
    choice: LateStart,
    calendar: Calendar = _NO_HOLIDAYS,
) -> tuple[Due, ...]:
    """`dues` in the same order after `choice`; fixed days stay. A moved rule counts plain days.

    Squeezing maps the days before T0 in proportion onto today to T0; their order is kept and T0
    and later stay. After T0 nothing can be squeezed, and what lies behind is due today.
    """
    if choice is LateStart.AS_IS:
        return tuple(dues)
    offsets = [(day - t0).days if (day := _moving(due, t0, calendar)) else 0 for due in dues]
    first, start = min(offsets, default=0), (today - t0).days
    if first >= start:
        return tuple(dues)
    if choice is LateStart.START_TODAY or start > 0:
        moved = [max(offset, start) for offset in offsets]
    else:
        # Rounded away from T0: what comes before T0 stays before it while a day is left.
        moved = [-offset * start // -first if offset < 0 else offset for offset in offsets]
    return tuple(
        due if due.fixed or new == old else Due(new)
        for due, old, new in zip(dues, offsets, moved, strict=True)
    )


class Shift(NamedTuple):
    """One due date that a move of T0 moves: its place in the list, its day before and after."""

    place: int
    old: date | None
    new: date


def shifts(
    dues: Sequence[Due], old_t0: date | None, new_t0: date, calendar: Calendar = _NO_HOLIDAYS
) -> list[Shift]:
    """What moving T0 would move, for the preview; fixed days never move."""
    moves = (
        (place, due.resolve(old_t0, calendar), due.resolve(new_t0, calendar))
        for place, due in enumerate(dues)
    )
    return [Shift(place, old, new) for place, old, new in moves if new and old != new]


def _moving(due: Due, t0: date, calendar: Calendar) -> date | None:
    """The day a rule gives, None for a fixed one."""
    return None if due.fixed else due.resolve(t0, calendar)
