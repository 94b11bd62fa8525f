"""How the project team gets smaller: by week, in heads and FTE, and how steeply (field F-2.5)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from workbench.domain.calendar import ahead
from workbench.domain.dossier import Dossier
from workbench.domain.frozen import dataclass
from workbench.domain.labelled import Side
from workbench.domain.registers.person import EXTERNAL, GONE, Employment, Person, PersonState
from workbench.domain.registers.post import Post
from workbench.figures.release import Terms, earliest_safe
from workbench.figures.share import FineShare
from workbench.figures.team import external, fte, is_here

STEP_DAYS = 7
TAIL_DAYS = 30
OUTSIDE_LINE = 40
"""Percent from outside that the team of a project is usually above, and that of operations never
should be."""
_MOST_WEEKS = 104
_OTHERS = (Side.RECEIVING, Side.SPONSOR)


class Count(NamedTuple):
    """So many people; whoever has no FTE written down counts 1."""

    heads: int
    fte: Decimal


@dataclass(frozen=True, slots=True)
class Week:
    """The team at the end of the week that begins on Monday `first`.

    `planned` goes by the release dates, `actual` by who has left (None for weeks ahead; the
    present week counts up to today), `safe` by the earliest safe days. `external` is FTE from
    outside / FTE of all, as far as is known today; `types` is `planned` by kind of employment.
    """

    first: date
    planned: Count
    actual: Count | None
    safe: Count
    external: FineShare
    types: Mapping[Employment | None, Count]

    @property
    def last(self) -> date:
        return ahead(self.first, 6)

    @property
    def much_outside(self) -> bool:
        """Whether more are from outside than the line; on the line is not above it."""
        return self.external.above(OUTSIDE_LINE)


@dataclass(frozen=True, slots=True)
class Step:
    """All who go from one day to six days later; `before` are the heads on the day before."""

    first: date
    last: date
    leavers: tuple[Person, ...]
    before: int

    @property
    def share(self) -> FineShare:
        """Released / headcount before."""
        return FineShare(Decimal(len(self.leavers)), Decimal(self.before))


@dataclass(frozen=True, slots=True)
class RampDown:
    """The whole curve.

    `peak` is the largest headcount, `remaining` the one after the last release, `reduction`
    (peak - remaining) / peak; `cliff` the steepest step; `span` the days from the first release
    to the last; `tail` who is still there after T+30 and moves into no post, None without T0.
    `open` are those who are to go and have no safe day yet: in `safe` they stay. `counted` is
    everybody who works or has worked on the project, `sideless` how many of them are on no side;
    `aside` are those of the receiving side and the sponsor, who are not counted.
    """

    weeks: tuple[Week, ...]
    peak: int
    remaining: int
    cliff: Step | None
    span: int | None
    tail: tuple[Person, ...] | None
    open: tuple[Person, ...]
    counted: int
    sideless: int
    aside: int

    @property
    def reduction(self) -> FineShare:
        return FineShare(Decimal(self.peak - self.remaining), Decimal(self.peak))


_USUAL = Terms()


def ramp_down(dossier: Dossier, today: date, terms: Terms = _USUAL) -> RampDown:
    """How the team gets smaller, as planned, as it happened, and as it could without loss."""
    team = project_team(dossier)
    safe, open_ = _safe_days(dossier, team, today, terms)
    planned = _Curve(team, _planned)
    actual = _Curve(team, lambda p: _known(p) if p.state in GONE else None)
    at_best = _Curve(team, lambda p: safe.get(p.id))
    known = _Curve(team, _known)
    outside = _Curve((p for p in team if p.employment in EXTERNAL), _known)
    types = {
        kind: _Curve((p for p in team if p.employment is kind), _planned)
        for kind in (*Employment, None)
        if any(p.employment is kind for p in team)
    }
    turns = [d for c in (planned, actual, at_best) for d in c.leaving]
    weeks = tuple(
        Week(
            first=monday,
            planned=planned.on(sunday := ahead(monday, 6)),
            actual=actual.on(min(sunday, today)) if monday <= today else None,
            safe=at_best.on(sunday),
            external=FineShare(outside.on(sunday).fte, known.on(sunday).fte),
            types={kind: curve.on(sunday) for kind, curve in types.items()},
        )
        for monday in _mondays([*turns, today])
    )
    gone = known.leaving
    return RampDown(
        weeks=weeks,
        peak=known.peak,
        remaining=known.on(date.max).heads,
        cliff=cliff(dossier),
        span=(max(gone) - min(gone)).days if gone else None,
        tail=_tail(dossier),
        open=open_,
        counted=len(team),
        sideless=sum(p.side is None for p in team),
        aside=len(dossier.all(Person)) - len(team),
    )


def project_team(dossier: Dossier) -> tuple[Person, ...]:
    """Who works on the project: all but the receiving side and the sponsor."""
    return tuple(p for p in dossier.all(Person) if p.side not in _OTHERS)


def operations_team(dossier: Dossier) -> tuple[Person, ...]:
    """Who will run it: the receiving side, and who moves into a standing post or is named for
    one, without those who are to go."""
    return dossier.kept("rampdown.operations", lambda: _operations(dossier))


def operations_outside(dossier: Dossier) -> tuple[Person, ...]:
    """Who of those who will run it is from outside."""
    return tuple(p for p in operations_team(dossier) if p.employment in EXTERNAL)


def operations_share(dossier: Dossier) -> FineShare:
    """FTE from outside / FTE of all who will run it (field F-2.6)."""
    return external(operations_team(dossier))


def steps(dossier: Dossier) -> tuple[Step, ...]:
    """The releases of each seven days that begin with one, by plan or as they happened."""
    return dossier.kept("rampdown.steps", lambda: _steps(project_team(dossier)))


def cliff(dossier: Dossier) -> Step | None:
    """The steepest seven days: the most released / headcount before; None if nobody goes, or each
    by himself."""
    return steepest(steps(dossier))


def steepest(found: Iterable[Step]) -> Step | None:
    """The step with the largest share, of several the first. One who goes is no cliff: the last of
    a team is always all of it."""
    several = (s for s in found if len(s.leavers) > 1)
    return max(several, key=lambda s: Decimal(len(s.leavers)) / s.before, default=None)


class _Curve:
    """The headcount over time of people who are there from their start to the day they leave."""

    def __init__(self, people: Iterable[Person], leaves: Callable[[Person], date | None]) -> None:
        heads: dict[date, int] = defaultdict(int)
        full: dict[date, Decimal] = defaultdict(Decimal)
        self.leaving: list[date] = []
        for person in people:
            first, last = person.starts or date.min, leaves(person)
            if last is not None and last <= first:
                continue
            weight = fte((person,))
            heads[first] += 1
            full[first] += weight
            if last is not None:
                heads[last] -= 1
                full[last] -= weight
                self.leaving.append(last)
        self._days = sorted(heads)
        self._counts = [Count(0, Decimal(0))]
        for day in self._days:
            before = self._counts[-1]
            self._counts.append(Count(before.heads + heads[day], before.fte + full[day]))

    def on(self, day: date) -> Count:
        """The team at the end of a day."""
        return self._counts[bisect_right(self._days, day)]

    @property
    def peak(self) -> int:
        return max(count.heads for count in self._counts)


def _operations(dossier: Dossier) -> tuple[Person, ...]:
    named = {i for post in dossier.all(Post) for i in (post.holder, post.backup)}
    return tuple(
        p
        for p in dossier.all(Person)
        if p.state not in GONE
        and (
            p.state is PersonState.TRANSFERRED
            or p.post is not None
            or (not p.leaves and (p.side is Side.RECEIVING or p.id in named))
        )
    )


def _planned(person: Person) -> date | None:
    return person.release if person.leaves else None


def _known(person: Person) -> date | None:
    """The day he left, or is to leave."""
    return person.left_on or person.release if person.state in GONE else _planned(person)


def _safe_days(
    dossier: Dossier, team: Iterable[Person], today: date, terms: Terms
) -> tuple[Mapping[int, date | None], tuple[Person, ...]]:
    days: dict[int, date | None] = {}
    uncertain = []
    for person in team:
        if person.state in GONE:
            days[person.id] = _known(person)
        elif person.leaves:
            safe = earliest_safe(dossier, person, today, terms)
            if safe.certain:
                days[person.id] = safe.day
            else:
                uncertain.append(person)
    return days, tuple(uncertain)


def _mondays(days: list[date]) -> list[date]:
    """From the week before the first of the days to the week of the last, two years at most."""
    first, last = min(days), max(days)
    start = first - timedelta(days=first.weekday() + 7)
    count = min((last - start).days // 7 + 1, _MOST_WEEKS)
    return [ahead(start, 7 * n) for n in range(count)]


def _steps(team: tuple[Person, ...]) -> tuple[Step, ...]:
    curve = _Curve(team, _known)
    going = sorted(
        ((day, p) for p in team if (day := _known(p)) and (not p.starts or p.starts < day)),
        key=lambda pair: pair[0],
    )
    days = [day for day, _ in going]
    found = []
    for first in dict.fromkeys(days):
        last = ahead(first, STEP_DAYS - 1)
        leavers = tuple(p for _, p in going[bisect_left(days, first) : bisect_right(days, last)])
        found.append(Step(first, last, leavers, curve.on(first - timedelta(days=1)).heads))
    return tuple(found)


def _tail(dossier: Dossier) -> tuple[Person, ...] | None:
    """Who of the project is still there after T+30 and moves into no post; None without T0."""
    zero = dossier.handover.day_zero
    if zero is None:
        return None
    stays = {p.id for p in operations_team(dossier)}
    end = ahead(zero, TAIL_DAYS)
    team = project_team(dossier)
    return tuple(p for p in team if p.id not in stays and is_here(p, end))
