"""The changeover map, and whether old and new KPIs have run side by side for long enough."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from workbench.domain.dossier import Dossier
from workbench.domain.frozen import dataclass
from workbench.domain.message import Msg, msg, nmsg
from workbench.domain.reading import Reading
from workbench.domain.record import Record
from workbench.domain.registers.changeover import Changeover, Relation
from workbench.domain.registers.kpi import Frequency, Kpi, Phase
from workbench.figures.kpi_readings import USUAL, Needed, slot, within
from workbench.figures.share import FineShare, Share

GAPS = 10  # percent of the readings of a parallel run that may be missing


@dataclass(frozen=True, slots=True)
class Mapping:
    """What becomes of the KPIs of the project, and where those of operations come from.

    `unmapped` have no line that says so, `ending` end without a successor: the dead ends. `new`
    come from none, `loose` have no line: the newcomers. `broken` lines name what they need not,
    or not what they need.
    """

    mapped: Share
    unmapped: tuple[Kpi, ...]
    ending: tuple[Kpi, ...]
    new: tuple[Kpi, ...]
    loose: tuple[Kpi, ...]
    broken: tuple[Changeover, ...]


@dataclass(frozen=True, slots=True)
class Parallel:
    """A parallel run so far (field F-5.4): readings of the new KPI against those needed, what is
    missing of those expected, and how far old and new were apart, in percent of the old, at most,
    in the periods that both were read in: `compared`, of which `beside` are needed. `tolerance` is
    None where there is no old one, and `beside` 0.
    """

    readings: int
    needed: int
    gaps: FineShare
    apart: Decimal | None
    tolerance: Decimal | None
    compared: int
    beside: int
    over: bool

    @property
    def lacks(self) -> tuple[Msg, ...]:
        """What keeps it from being passed."""
        found = []
        if self.readings < self.needed:
            found.append(self._read)
        if self.gaps.above(GAPS):
            found.append(
                msg("{share} of the readings are missing, {most} % may be", share=str(self.gaps),
                    most=GAPS)
            )  # fmt: skip
        if self.compared < min(self.beside, self.readings):
            found.append(msg("old and new were read side by side {n} of {needed} times",
                             n=self.compared, needed=self.beside))  # fmt: skip
        if self.over:
            found.append(
                msg("old and new are {apart} % apart, {tolerance} % are allowed",
                    apart=self.apart if self.apart is not None else "-", tolerance=self.tolerance)
            )  # fmt: skip
        return tuple(found)

    @property
    def passed(self) -> bool:
        return not self.lacks

    @property
    def words(self) -> tuple[Msg, ...]:
        """By how much it is passed."""
        counted = [self._read]
        if self.beside:
            counted.append(msg("old and new read side by side {n} of {needed} times",
                               n=self.compared, needed=self.beside))  # fmt: skip
        return tuple(counted)

    @property
    def _read(self) -> Msg:
        return nmsg("{n} reading of {needed} needed", "{n} readings of {needed} needed",
                    self.readings, needed=self.needed)  # fmt: skip


def mapping(dossier: Dossier) -> Mapping:
    """The map as the changeover lines have it."""
    kpis = {k.id: k for k in dossier.all(Kpi)}
    lines = dossier.all(Changeover)
    whole = [line for line in lines if holds(dossier, line)]
    olds = {line.old for line in whole}
    ending = {x.old for x in whole if x.relation is Relation.ENDS}
    news = {x.new for x in whole if x.relation is Relation.NEW}
    following = {x.new for x in whole if x.relation is not Relation.NEW}
    before = [k for k in kpis.values() if k.phase is Phase.IMPLEMENTATION]
    later = [k for k in kpis.values() if k.phase is Phase.OPERATIONS]
    return Mapping(
        mapped=Share(sum(k.id in olds for k in before), len(before)),
        unmapped=tuple(k for k in before if k.id not in olds),
        ending=tuple(k for k in before if k.id in ending),
        new=tuple(k for k in later if k.id in news and k.id not in following),
        loose=tuple(k for k in later if k.id not in news and k.id not in following),
        broken=tuple(line for line in lines if line not in whole),
    )


def holds(dossier: Dossier, line: Changeover) -> bool:
    """Whether a line names the KPIs its relation is between: of the project the old one, of
    operations the new one."""
    old, new = dossier.get(line.old), dossier.get(line.new)
    is_old = isinstance(old, Kpi) and old.phase is Phase.IMPLEMENTATION
    is_new = isinstance(new, Kpi) and new.phase is Phase.OPERATIONS
    if line.relation is Relation.ENDS:
        return is_old and line.new is None
    if line.relation is Relation.NEW:
        return is_new and line.old is None
    return line.relation is not None and is_old and is_new


def parallel(
    line: Changeover,
    old: Record | None,
    new: Kpi,
    olds: Sequence[Reading],
    news: Sequence[Reading],
    today: date,
    usual: Needed = USUAL,
) -> Parallel | None:
    """How far a parallel run has come; None for a line without one."""
    if line.first is None or line.last is None or line.first > line.last:
        return None
    here = within(news, line.first, line.last)
    frequency = new.frequency or Frequency.DAILY
    until = min(line.last, today)
    filled = _last(frequency, line.first, [r for r in here if r.day <= until])
    over_yet = range(_slots(frequency, line.first, until) - (today <= line.last))
    expected = len({*over_yet, *filled})  # what is not over yet may still be read
    before = _last(frequency, line.first, within(olds, line.first, line.last))
    apart, compared = _apart(before, _last(frequency, line.first, here))
    tolerance = line.tolerance if line.relation is not Relation.NEW else None
    over = tolerance is not None and compared > 0 and (apart is None or apart > tolerance)
    needed = line.readings or usual.of(new.frequency)
    return Parallel(
        readings=len(filled),
        needed=needed,
        gaps=FineShare(Decimal(expected - len(filled)), Decimal(expected)),
        apart=apart,
        tolerance=tolerance,
        compared=compared,
        beside=_beside(line, old, frequency, until, needed),
        over=over,
    )


def _beside(
    line: Changeover, old: Record | None, frequency: Frequency, until: date, needed: int
) -> int:
    """How often old and new must have been read together: as often as the new one, unless the old
    one is read less often than that, or ends before."""
    if not isinstance(old, Kpi) or line.first is None or line.relation is Relation.NEW:
        return 0
    last = min(until, old.active_to or until)
    return min(needed, max(1, _slots(old.frequency or frequency, line.first, last)))


def _slots(frequency: Frequency, first: date, until: date) -> int:
    """How many periods begin from `first` to `until`, of which each has a reading."""
    if until < first:
        return 0
    return slot(frequency, first, until) + 1


def _last(frequency: Frequency, first: date, series: Sequence[Reading]) -> dict[int, Decimal]:
    """The last reading of each period, by its number from 0 on the first day."""
    return {slot(frequency, first, r.day): r.value for r in series}


def _apart(there: dict[int, Decimal], here: dict[int, Decimal]) -> tuple[Decimal | None, int]:
    """The largest distance in one period, in percent of the old one, and how many were compared;
    no distance where an old one is 0 and the new one is not."""
    pairs = [(there[n], value) for n, value in here.items() if n in there]
    worst: Decimal | None = Decimal(0) if pairs else None
    for old, new in pairs:
        if old == new:
            continue
        if not old:
            return None, len(pairs)
        worst = max(worst or Decimal(0), abs(new - old) / abs(old) * 100)
    return (worst.quantize(Decimal("0.01")) if worst is not None else None), len(pairs)
