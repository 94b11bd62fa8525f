"""Release waves: what becomes of people when a wave gets them, or another day (field F-2.7)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from workbench.domain.calendar import ahead
from workbench.domain.dossier import Dossier
from workbench.domain.registers.contract import Contract
from workbench.domain.registers.person import GONE, Person, PersonState
from workbench.domain.registers.wave import Wave
from workbench.figures.contracts import ends_before
from workbench.figures.rampdown import Step, cliff
from workbench.figures.release import (
    Safe,
    Terms,
    Window,
    days_too_early,
    earliest_safe,
    freezes,
)


@dataclass(frozen=True, slots=True)
class Moved:
    """A person whose planned release a wave changes."""

    person: Person
    old: date | None
    new: date | None


@dataclass(frozen=True, slots=True)
class Early:
    """A person who leaves so many calendar days before it is safe, at least."""

    person: Person
    safe: Safe
    days: int


@dataclass(frozen=True, slots=True)
class Outlook:
    """A wave as it is, or as it would be.

    `people` are all who go with it, `moved` those whose release changes, `apart` those in it who
    have another day and keep it, `going` those who have not gone. `early` leave before it is safe,
    of `open` it is not known yet whether they do; `safe` has the earliest safe day of each, by
    person. `frozen` are the freeze windows its day falls into, `idle` says that it is no working
    day for those who go on it. `tell_on` is the last day to tell its people as agreed, `by_notice`
    as the longest notice of those who go asks, `untold` who is still to be told and for whom that
    day has passed. `unbound` work by a contract that is decided to end before they go. `cliff` is
    the steepest step of the whole team then.
    """

    wave: Wave
    people: tuple[Person, ...]
    moved: tuple[Moved, ...]
    apart: tuple[Person, ...]
    going: tuple[Person, ...]
    early: tuple[Early, ...]
    open: tuple[Person, ...]
    safe: Mapping[int, Safe]
    frozen: tuple[Window, ...]
    idle: bool
    tell_on: date | None
    by_notice: date | None
    untold: tuple[Person, ...]
    unbound: tuple[tuple[Contract, tuple[Person, ...]], ...]
    cliff: Step | None

    @property
    def told_too_late(self) -> bool:
        """Whether people are to be told, as agreed, after their notice asks."""
        if self.tell_on is None or self.by_notice is None or self.tell_on <= self.by_notice:
            return False
        return any(p.untold for p in self.people)


_USUAL = Terms()


def as_it_is(dossier: Dossier, wave: Wave, today: date, terms: Terms = _USUAL) -> Outlook:
    return _outlook(dossier, dossier, wave, today, terms)


def with_people(
    dossier: Dossier, wave: Wave, people: Collection[int], today: date, terms: Terms = _USUAL
) -> Outlook:
    """The wave once these people are put into it."""
    joined = [p for p in dossier.all(Person) if p.id in people and may_join(p)]
    new = replace(wave, tell_on=tell_on(wave, wave.day, [*members(dossier, wave), *joined]))
    return _outlook(dossier, _with(dossier, new, joined), new, today, terms)


def on_another_day(
    dossier: Dossier, wave: Wave, day: date, today: date, terms: Terms = _USUAL
) -> Outlook:
    """The wave once it is moved."""
    new = replace(wave, day=day, tell_on=tell_on(wave, day, members(dossier, wave)))
    return _outlook(dossier, _with(dossier, new, along(dossier, wave)), new, today, terms)


def members(dossier: Dossier, wave: Wave) -> list[Person]:
    return [p for p in dossier.all(Person) if p.wave == wave.id]


def along(dossier: Dossier, wave: Wave) -> list[Person]:
    """Who goes along when the wave is moved: whose planned release is its day."""
    return [p for p in members(dossier, wave) if may_join(p) and p.release == wave.day]


def may_join(person: Person) -> bool:
    """Whether he can still be planned to go: he has neither left, nor moved into a post."""
    return person.state not in GONE and person.state is not PersonState.TRANSFERRED


def tell_on(wave: Wave, day: date | None, people: Iterable[Person]) -> date | None:
    """The last day to tell everybody: `day` less the longest notice; if the wave has an earlier
    one, that, as many days before."""
    if day is None:
        return wave.tell_on
    asked = by_notice(day, people)
    days = [asked] if asked is not None else []
    if wave.tell_on is not None and wave.day is not None:
        days.append(ahead(day, (wave.tell_on - wave.day).days))
    elif wave.tell_on is not None:
        days.append(wave.tell_on)
    return min(days, default=None)


def by_notice(day: date | None, people: Iterable[Person]) -> date | None:
    """The last day to tell them that their longest notice leaves; None where none has one."""
    notice = max((p.notice for p in people if p.notice is not None), default=None)
    return ahead(day, -notice) if day is not None and notice is not None else None


def _with(dossier: Dossier, wave: Wave, people: Iterable[Person]) -> Dossier:
    moved = [replace(p, wave=wave.id, release=wave.day or p.release) for p in people]
    changed = [("wave", wave), *(("person", p) for p in moved)]
    return dossier.patched(changed, (), dossier.head)


def _outlook(before: Dossier, after: Dossier, wave: Wave, today: date, terms: Terms) -> Outlook:
    people = tuple(members(after, wave))
    was = before.table("person")
    moved = []
    for person in people:
        old = was[person.id]
        if isinstance(old, Person) and old.release != person.release:
            moved.append(Moved(person, old.release, person.release))
    going = tuple(p for p in people if may_join(p))
    known = [(p, earliest_safe(after, p, today, terms)) for p in going if p.release is not None]
    early = tuple(Early(p, s, n) for p, s in known if (n := days_too_early(p, s)))
    late = {e.person.id for e in early}
    last = wave.tell_on
    return Outlook(
        wave=wave,
        people=people,
        moved=tuple(moved),
        apart=tuple(p for p in going if p.release != wave.day),
        going=going,
        early=early,
        open=tuple(p for p, s in known if not s.certain and p.id not in late),
        safe={p.id: s for p, s in known},
        frozen=tuple(
            w for w in freezes(after, terms) if wave.day is not None and wave.day in w
        ),
        idle=bool(going) and wave.day is not None and not after.calendar.is_workday(wave.day),
        tell_on=last,
        by_notice=by_notice(wave.day, going),
        untold=tuple(p for p in going if p.untold and last is not None and last < today),
        unbound=_unbound(after, going),
        cliff=cliff(after),
    )  # fmt: skip


def _unbound(
    dossier: Dossier, people: Iterable[Person]
) -> tuple[tuple[Contract, tuple[Person, ...]], ...]:
    found: dict[int, tuple[Contract, list[Person]]] = {}
    for person in people:
        if (contract := ends_before(dossier, person, person.release)) is not None:
            found.setdefault(contract.id, (contract, []))[1].append(person)
    return tuple((contract, tuple(own)) for contract, own in found.values())
