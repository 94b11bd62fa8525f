"""Who leaves, how far each of them is, and what another day would change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

from workbench.domain.dossier import Dossier
from workbench.domain.errors import WorkbenchError
from workbench.domain.labelled import Labelled
from workbench.domain.message import Msg, msg, nmsg
from workbench.domain.registers.person import GONE, Person, PersonState
from workbench.domain.registers.wave import Wave
from workbench.figures.release import Safe, Window, days_too_early, earliest_safe, frozen
from workbench.rules import engine, leaving
from workbench.rules.agreed import release_terms
from workbench.rules.leaver import Leaver, leaver
from workbench.rules.leaving import Need
from workbench.rules.rule import Finding
from workbench.services.editing import Outcome
from workbench.services.workspace import Workspace

SOON = 30
"""Days before a release in which everything that is lacking is pressing."""


class Part(Labelled):
    """The parts of the roster, the worst first."""

    EARLY = "early", msg("LEAVES TOO EARLY")
    UNREADY = "unready", msg("NOT READY")
    COMING = "coming", msg("ON THE WAY")
    STAYS = "stays", msg("STAYS")
    GONE = "gone", msg("GONE")


def roster(dossier: Dossier, today: date) -> Mapping[Part, Sequence[tuple[Person, Leaver | None]]]:
    """Everybody by part, the most pressing first; who stays has nothing to be computed."""
    found: dict[Part, list[tuple[Person, Leaver | None]]] = {part: [] for part in Part}
    for person in dossier.all(Person):
        own = leaver(dossier, person, today) if person.leaves else None
        found[part_of(person, own, today)].append((person, own))
    for part in (Part.EARLY, Part.UNREADY, Part.COMING):
        found[part].sort(key=lambda each: _pressing(each[0], each[1]))
    return found


def part_of(person: Person, own: Leaver | None, today: date) -> Part:
    """Too early by the plan; else not ready although the day is near, or none is planned."""
    if person.state in GONE:
        return Part.GONE
    if own is None:
        return Part.STAYS
    if own.early:
        return Part.EARLY
    near = person.release is None or person.release <= today + timedelta(days=SOON)
    return Part.UNREADY if near and not own.is_ready else Part.COMING


def with_release(dossier: Dossier, person: Person, day: date | None, today: date) -> Leaver:
    """The same person, if he were planned to go on another day."""
    moved = replace(person, release=day)
    return leaver(dossier.patched([("person", moved)], (), dossier.head), moved, today)


def early_with_t0(dossier: Dossier, t0: date, actual: bool, today: date) -> Sequence[Leaver]:
    """Who would leave too early if T0 were on another day, and does not with the present one."""
    then = _with_t0(dossier, t0, actual)
    return [
        after
        for person in dossier.all(Person)
        if person.leaves and person.state not in GONE
        and (after := leaver(then, person, today)).early
        and after.early > leaver(dossier, person, today).early
    ]  # fmt: skip


class Frozen(NamedTuple):
    """Who goes with a wave, or one person by himself, on a planned `day` in a freeze window."""

    wave: Wave | None
    people: Sequence[Person]
    day: date
    window: Window


def frozen_with_t0(dossier: Dossier, t0: date, actual: bool, today: date) -> Sequence[Frozen]:
    """What would fall into a freeze if T0 were on another day, and does not with the present one:
    by day, waves before people who go by themselves."""
    then, terms = _with_t0(dossier, t0, actual), release_terms(dossier, today)
    waves = {w.id: w for w in dossier.all(Wave)}
    going: dict[tuple[date, int, int], list[Person]] = {}
    for person in dossier.all(Person):
        if not is_going(person) or person.release is None:
            continue
        own = waves.get(person.wave or 0)
        at = (0, own.id) if own is not None and own.day == person.release else (1, person.id)
        going.setdefault((person.release, *at), []).append(person)
    return [
        Frozen(waves.get(who) if not alone else None, people, day, windows[0])
        for (day, alone, who), people in sorted(going.items())
        if (windows := frozen(then, day, terms)) and not frozen(dossier, day, terms)
    ]


def _with_t0(dossier: Dossier, t0: date, actual: bool) -> Dossier:
    own = dossier.handover
    moved = replace(own, t0_actual=t0) if actual else replace(own, t0=t0)
    return dossier.patched([("handover", moved)], (), dossier.head)


def frozen_on(dossier: Dossier, person: Person, today: date) -> Sequence[Window]:
    """The freeze windows that his planned day falls into."""
    if person.state in GONE:
        return ()
    return frozen(dossier, person.release, release_terms(dossier, today))


def against_going(dossier: Dossier, person: Person, day: date, today: date) -> list[Msg]:
    """What stands against his leaving on a day, though nothing is lacking: it is before the
    earliest safe one, or frozen."""
    terms = release_terms(dossier, today)
    gone = replace(person, release=day)
    safe = earliest_safe(dossier, gone, today, terms)
    found = []
    if safe.unfrozen > day and (early := days_too_early(gone, safe)):
        found.append(nmsg("{n} day before the earliest safe one, {safe}",
                          "{n} days before the earliest safe one, {safe}", early,
                          safe=safe.said()))  # fmt: skip
    found += [
        msg("in the freeze {name}, {first} to {last}", name=w.name, first=w.first, last=w.last)
        for w in frozen(dossier, day, terms)
    ]
    return found


def proof_by(dossier: Dossier, safe: Safe, today: date) -> date | None:
    """The last day for a further proof that does not move the safe day; None when there is none."""
    assess = release_terms(dossier, today).assess
    day = safe.unfrozen if safe.unfrozen == safe.day else safe.day - timedelta(days=1)
    while day >= today:
        if dossier.calendar.workdays_ahead(day, assess) <= safe.day:
            return date.fromordinal(day.toordinal())
        day -= timedelta(days=1)
    return None


def pass_on(ws: Workspace, handover: int, ids: Sequence[int], person: int) -> Outcome:
    """Give items, punch items and follow-on actions to somebody else, in one change set."""
    to = ws.known(handover).get(person)
    what = msg("{work} passed on to {name}", work=nmsg("{n} thing", "{n} things", len(ids)),
               name=to.name if isinstance(to, Person) else "?")  # fmt: skip
    with ws.change(handover, "bulk", what) as ed:
        for record_id in ids:
            try:
                ed.set(record_id, whole=True, person=ed.get(Person, person).id)
            except WorkbenchError as problem:
                ed.refuse(record_id, problem.message)
    return ed.outcome


def finding_of(dossier: Dossier, person: Person, need: Need, today: date) -> Finding | None:
    """What the release rule finds of one need; None where it finds nothing now."""
    return next(
        (
            f
            for f in engine.findings(dossier, today)
            if (f.rule, f.subject, f.detail) == (leaving.RULE, person.id, need.value)
        ),
        None,
    )


def _pressing(person: Person, own: Leaver | None) -> tuple[int, date, int]:
    early = own.early if own is not None else 0
    return (-early, person.release or date.min, person.number)


def is_going(person: Person) -> bool:
    """Whether his release is still ahead."""
    return person.leaves and person.state not in (*GONE, PersonState.TRANSFERRED)
