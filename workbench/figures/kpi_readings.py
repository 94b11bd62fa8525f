"""What readings come to: in order or not, missing or there, enough for a baseline."""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from workbench.domain.frozen import dataclass
from workbench.domain.labelled import Labelled
from workbench.domain.message import Msg, msg, nmsg, pmsg
from workbench.domain.reading import Reading
from workbench.domain.registers.kpi import COUNTING, Direction, Frequency, Kpi, KpiState, Phase
from workbench.figures.kpi_card import IN_ITS_UNIT


class Status(Labelled):
    """How a value stands against its thresholds."""

    OK = "ok", pmsg("reading", "in order")
    WARN = "warn", pmsg("reading", "warning")
    CRIT = "crit", pmsg("reading", "critical")


_MONTHS: Mapping[Frequency, int] = {
    Frequency.MONTHLY: 1,
    Frequency.QUARTERLY: 3,
    Frequency.YEARLY: 12,
}
_DAYS: Mapping[Frequency, int] = {Frequency.DAILY: 1, Frequency.WEEKLY: 7}
_ENDED = (KpiState.FINAL, KpiState.RETIRED)
_TINY = Decimal("0.0001")
_PERCENT = ("%", "％")


@dataclass(frozen=True, slots=True)
class Needed:
    """How many readings make a baseline: read daily, and read less often."""

    daily: int = 10
    others: int = 4

    def of(self, frequency: Frequency | None) -> int:
        if frequency is Frequency.ONCE:
            return 1
        return self.daily if frequency is Frequency.DAILY else self.others


USUAL = Needed()


@dataclass(frozen=True, slots=True)
class Baseline:
    """Readings within the days of the baseline against those needed, or what stands for them."""

    readings: int
    needed: int
    proxy: str

    @property
    def enough(self) -> bool:
        return self.readings >= self.needed or bool(self.proxy.strip())

    @property
    def words(self) -> Msg:
        if self.readings >= self.needed:
            return nmsg("{n} reading, {needed} needed", "{n} readings, {needed} needed",
                        self.readings, needed=self.needed)  # fmt: skip
        if not self.proxy.strip():
            return nmsg("{n} reading of {needed} needed", "{n} readings of {needed} needed",
                        self.readings, needed=self.needed)  # fmt: skip
        return msg("{n} of {needed} readings, so a proxy: {proxy}", n=self.readings,
                   needed=self.needed, proxy=self.proxy)  # fmt: skip


def status(kpi: Kpi, value: Decimal | None) -> Status | None:
    """How a value stands: at a threshold or beyond it counts. None without value or thresholds."""
    if value is None or (kpi.warn is None and kpi.crit is None):
        return None
    if kpi.direction is Direction.BAND and kpi.target is None:
        return None
    if _reaches(kpi, value, kpi.crit):
        return Status.CRIT
    return Status.WARN if _reaches(kpi, value, kpi.warn) else Status.OK


def is_unlikely(kpi: Kpi, value: Decimal) -> bool:
    """Whether a percentage is outside 0 to 100 where all that is known of its KPI is inside."""
    known = (getattr(kpi, name) for name in IN_ITS_UNIT)
    is_share = kpi.unit.strip() in _PERCENT and all(v is None or _is_share(v) for v in known)
    return is_share and not _is_share(value)


def stands(kpi: Kpi, today: date, zero: date | None) -> Status | None:
    """The worse of how its last value stands, or its final one, and of what is missing in a row."""
    is_over = kpi.state in _ENDED and kpi.final is not None
    found = status(kpi, kpi.final if is_over else kpi.last_value)
    late = lateness(kpi, today, zero)
    return found if late is Status.OK else max(late, found or late, key=list(Status).index)


def last_day(kpi: Kpi, zero: date | None) -> date | None:
    """The last day a KPI counts on, those of the project T0; None for one that goes on."""
    if kpi.active_to is None and kpi.phase is Phase.IMPLEMENTATION:
        return zero
    return kpi.active_to


def due_from(kpi: Kpi) -> date | None:
    """The day from which readings are missed: the first one due; once a KPI counts, the first due
    since it does, for those before were of its trial."""
    due, begins, frequency = kpi.first_due, kpi.active_from, kpi.frequency
    if due is None or begins is None or begins <= due or kpi.state not in COUNTING:
        return due
    if frequency is None or frequency is Frequency.ONCE:
        return due
    n = _periods(frequency, due, begins)
    if (day := _falling_due(frequency, due, n)) >= begins:
        return day
    try:
        return _falling_due(frequency, due, n + 1)
    except (OverflowError, ValueError):
        return begins  # after the last day there is


def missing(kpi: Kpi, today: date, zero: date | None) -> int:
    """How many readings were due before today and are not there, up to the KPI's last day."""
    return 0 if kpi.state in _ENDED else kpi.gaps + in_a_row(kpi, today, zero)


def gaps(kpi: Kpi, series: Sequence[Reading], zero: date | None) -> int:
    """How many of the periods since the first reading was due have none, up to the last reading."""
    return len(_gaps(kpi, series, zero))


def missed(kpi: Kpi, series: Sequence[Reading], today: date, zero: date | None) -> list[date]:
    """The days on which readings were due that are not there: as many as are `missing`."""
    if kpi.state in _ENDED or kpi.frequency is None:
        return []
    start, first = _counted_from(kpi)
    late = range(first, first + in_a_row(kpi, today, zero))
    since = [_falling_due(kpi.frequency, start, n) for n in late] if start is not None else []
    return [*_gaps(kpi, series, zero), *since]


def _gaps(kpi: Kpi, series: Sequence[Reading], zero: date | None) -> list[date]:
    due, end = due_from(kpi), last_day(kpi, zero)
    days = sorted({r.day for r in series if due is None or r.day >= due})
    if not days or kpi.frequency is None:
        return []
    start, stop = due or days[0], min(days[-1], end or date.max)
    filled = {slot(kpi.frequency, start, day) for day in days if day <= stop}
    free = (n for n in range(slot(kpi.frequency, start, stop) + 1) if n not in filled)
    return [_falling_due(kpi.frequency, start, n) for n in free]


def in_a_row(kpi: Kpi, today: date, zero: date | None) -> int:
    """How many readings were due since the last one and before today."""
    if kpi.state in _ENDED or kpi.frequency is None:
        return 0
    until = min(today - timedelta(days=1), last_day(kpi, zero) or date.max)
    start, first = _counted_from(kpi)
    if start is None:
        return 0
    if kpi.frequency is Frequency.ONCE:
        return int(first == 0 and start <= until)
    gone = _periods(kpi.frequency, start, until)
    if gone >= 0 and _falling_due(kpi.frequency, start, gone) > until:
        gone -= 1
    return max(0, gone - first + 1)


def lateness(kpi: Kpi, today: date, zero: date | None) -> Status:
    """A missing reading warns after one period, and is critical after two (field F-5.5)."""
    gone = in_a_row(kpi, today, zero)
    return Status.OK if gone == 0 else Status.WARN if gone == 1 else Status.CRIT


def next_due(kpi: Kpi, zero: date | None) -> date | None:
    """The day the next reading is due; None after the last one."""
    last, end = _last_regular(kpi), last_day(kpi, zero)
    if kpi.state in _ENDED:
        return None
    if last is None or kpi.frequency is None:
        due = due_from(kpi)
    elif kpi.frequency is Frequency.ONCE:
        due = None
    else:
        due = _falling_due(kpi.frequency, last, 1)
    return None if due is not None and end is not None and due > end else due


def baseline(kpi: Kpi, needed: Needed = USUAL) -> Baseline:
    """Whether a baseline has enough readings within its days (4 weekly or 10 daily), or a proxy."""
    return Baseline(kpi.baseline_readings, needed.of(kpi.frequency), kpi.proxy)


def within(series: Sequence[Reading], first: date | None, last: date | None) -> list[Reading]:
    """The readings from the first to the last day; none while either is not said."""
    if first is None or last is None:
        return []
    start, stop = first.isoformat(), last.isoformat()
    return [r for r in series if start <= r.at[:10] <= stop]


def in_baseline(kpi: Kpi, series: Sequence[Reading]) -> int:
    """How many periods of its frequency have a reading within the days of the baseline."""
    here = within(series, kpi.baseline_from, kpi.baseline_to)
    if kpi.baseline_from is None:
        return 0
    days = {r.day for r in here}
    frequency = kpi.frequency or Frequency.DAILY
    return len({slot(frequency, kpi.baseline_from, day) for day in days})


def off(kpi: Kpi, series: Sequence[Reading]) -> Msg | None:
    """That a baseline is not what its readings say, as exactly as it is given, or that none of them
    is left: one may have been corrected or taken back since."""
    if kpi.baseline is None:
        return None
    found = mean(within(series, kpi.baseline_from, kpi.baseline_to))
    if found is None:
        is_read = kpi.baseline_from is not None and not kpi.proxy.strip()
        return msg("but no reading of it is left") if is_read else None
    step = Decimal(1).scaleb(min(0, int(kpi.baseline.as_tuple().exponent)))
    if found.quantize(step, ROUND_HALF_UP) == kpi.baseline:
        return None
    return msg("but its readings come to {mean}", mean=f"{found:f}")


def slot(frequency: Frequency, first: date, day: date) -> int:
    """The number of the period, from 0 on the first day, that a day falls in."""
    return 0 if frequency is Frequency.ONCE else _periods(frequency, first, day)


def mean(series: Sequence[Reading]) -> Decimal | None:
    """The mean, with at most two digits more than the readings have, and four; halves up."""
    if not series:
        return None
    places = max(-min(0, int(r.value.as_tuple().exponent)) for r in series)
    found = sum((r.value for r in series), Decimal(0)) / len(series)
    step = max(_TINY, Decimal(1).scaleb(-places - 2))
    return plain(found.quantize(step, ROUND_HALF_UP))


def plain(value: Decimal) -> Decimal:
    """The value without idle noughts, and never as a power."""
    return Decimal(f"{value.normalize():f}")


def after(frequency: Frequency, day: date, n: int) -> date:
    """The day so many periods later; the last of a shorter month."""
    if frequency in _DAYS:
        return day + timedelta(days=n * _DAYS[frequency])
    month = day.year * 12 + day.month - 1 + n * _MONTHS[frequency]
    year, month = divmod(month, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _falling_due(frequency: Frequency, day: date, n: int) -> date:
    """`after`, but what was read at the end of a month is next due at the end of one: after the
    28th of February on the 31st of March. What is read once is due on its one day."""
    if frequency is Frequency.ONCE:
        return day
    found = after(frequency, day, n)
    if frequency in _DAYS or (day + timedelta(days=1)).day != 1:
        return found
    return found.replace(day=calendar.monthrange(found.year, found.month)[1])


def _last_regular(kpi: Kpi) -> date | None:
    """The last reading since the first one was due; those of a trial run come before."""
    last, due = kpi.last_reading, due_from(kpi)
    return None if last is not None and due is not None and last < due else last


def _counted_from(kpi: Kpi) -> tuple[date | None, int]:
    """The day from which what is due next is counted, and the number of the first one: 1 after a
    reading, else 0."""
    regular = _last_regular(kpi)
    return (regular, 1) if regular is not None else (due_from(kpi), 0)


def _periods(frequency: Frequency, start: date, until: date) -> int:
    """How many whole periods lie between two days; negative when `until` is before."""
    if frequency in _DAYS:
        return (until - start).days // _DAYS[frequency]
    months = (until.year - start.year) * 12 + until.month - start.month
    n = months // _MONTHS[frequency]
    while n >= 0 and after(frequency, start, n) > until:
        n -= 1
    return n


def _is_share(value: Decimal) -> bool:
    return 0 <= value <= 100


def _reaches(kpi: Kpi, value: Decimal, limit: Decimal | None) -> bool:
    if limit is None:
        return False
    if kpi.direction is Direction.HIGHER:
        return value <= limit
    if kpi.direction is Direction.LOWER:
        return value >= limit
    return kpi.target is not None and abs(value - kpi.target) >= limit
