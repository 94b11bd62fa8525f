"""Planning how topics are passed on: an apprenticeship as a series, and days that clash."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from workbench.domain.calendar import Calendar
from workbench.domain.dossier import Dossier
from workbench.domain.labelled import Labelled
from workbench.domain.message import Msg, msg, nmsg
from workbench.domain.registers.person import GONE, Person, PersonState
from workbench.domain.registers.session import Session, SessionKind, SessionState

WEEK = 7


class ClashKind(Labelled):
    TWICE = "twice", msg("twice a day")
    ABSENT = "absent", msg("not there")
    DAY_OFF = "day_off", msg("no working day")
    NO_DAYS = "no_days", msg("too few days left")


@dataclass(frozen=True, slots=True)
class Clash:
    """Why a planned session cannot be held as planned; of `person` if one is the reason.

    A session that is only proposed has no id.
    """

    kind: ClashKind
    session: Session
    person: Person | None
    message: Msg


def series(
    calendar: Calendar, first: date, last: date, every: int = WEEK
) -> tuple[tuple[date, SessionKind], ...]:
    """The days of an apprenticeship from `first` to the examination on `last`.

    One lesson every so many days, on the next working day where it falls on one that is off; in
    the first half the apprentice watches, in the second he does it and the master watches.
    """
    exam = calendar.next_workday(last)
    fallen = (first + timedelta(days=n) for n in range(0, max((exam - first).days, 0), every))
    worked = dict.fromkeys(calendar.next_workday(day) for day in fallen)
    lessons = [day for day in worked if day < exam]
    watching = (len(lessons) + 1) // 2
    kinds = [SessionKind.SHADOWING] * watching
    kinds += [SessionKind.REVERSE] * (len(lessons) - watching)
    return (*zip(lessons, kinds, strict=True), (exam, SessionKind.EXAMINATION))


def clashes(
    dossier: Dossier, today: date, proposed: Sequence[Session] = ()
) -> tuple[Clash, ...]:  # fmt: skip
    """What stands against the sessions planned from today on, and those that are `proposed`."""
    known = dossier.all(Session)
    ahead = [s for s in known if s.state is SessionState.PLANNED and not _past(s, today)]
    held = [s for s in known if s.state in (SessionState.HELD, SessionState.ASSESSED)]
    planned = [*ahead, *proposed]
    return (
        *_days_off(dossier, planned),
        *_absences(dossier, planned),
        *_twice(dossier, planned, held),
        *_too_few_days(dossier, planned, today),
    )


def _past(session: Session, today: date) -> bool:
    return session.day is not None and session.day < today


def _days_off(dossier: Dossier, planned: Iterable[Session]) -> Iterator[Clash]:
    for session in planned:
        if session.day is not None and not dossier.calendar.is_workday(session.day):
            say = msg("{day} is no working day", day=session.day)
            yield Clash(ClashKind.DAY_OFF, session, None, say)


def _absences(dossier: Dossier, planned: Iterable[Session]) -> Iterator[Clash]:
    for session in planned:
        for person in _people(dossier, session):
            if (say := _absent(person, session.day)) is not None:
                yield Clash(ClashKind.ABSENT, session, person, say)


def _absent(person: Person, day: date | None) -> Msg | None:
    """Why he is not there on the day; who leaves on it still is."""
    last = _last_day(person)
    if person.state in GONE:
        return msg("{name} has left", name=person.name)
    if day is not None and last is not None and day > last:
        if person.untold:
            return msg("{name} is not there on {day}", name=person.name, day=day)
        return msg("{name} leaves on {last}, before {day}", name=person.name, last=last, day=day)
    if day is not None and person.starts is not None and day < person.starts:
        return msg("{name} begins on {first}, after {day}", name=person.name,
                   first=person.starts, day=day)  # fmt: skip
    return None


def _twice(
    dossier: Dossier, planned: Sequence[Session], held: Sequence[Session]
) -> Iterator[Clash]:
    """Each further session of somebody on one day; what was held on it counts as the first."""
    busy: set[tuple[int, date]] = set()
    for session in held:
        day = session.held_on or session.day
        if day is not None:
            busy |= {(p.id, day) for p in _people(dossier, session)}
    for session in planned:
        for person in _people(dossier, session) if session.day is not None else ():
            if (person.id, session.day) in busy:
                say = msg("{name} has another session on {day}", name=person.name,
                          day=session.day)  # fmt: skip
                yield Clash(ClashKind.TWICE, session, person, say)
            elif session.day is not None:
                busy.add((person.id, session.day))


def _too_few_days(dossier: Dossier, planned: Sequence[Session], today: date) -> Iterator[Clash]:
    """Who leaves before there are working days enough for his sessions that have no day yet."""
    open_: dict[int, list[Session]] = defaultdict(list)
    taken: dict[int, set[date]] = defaultdict(set)
    people: dict[int, Person] = {}
    for session in planned:
        for person in _people(dossier, session):
            people[person.id] = person
            if session.day is None:
                open_[person.id].append(session)
            else:
                taken[person.id].add(session.day)
    for person_id, waiting in open_.items():
        last = _last_day(people[person_id])
        if last is None:
            continue
        days = (today + timedelta(days=n) for n in range((last - today).days + 1))
        worked = (d for d in days if dossier.calendar.is_workday(d) and d not in taken[person_id])
        free = len(list(islice(worked, len(waiting))))
        say = _few(people[person_id], last, free, len(waiting))
        yield from (Clash(ClashKind.NO_DAYS, s, people[person_id], say) for s in waiting[free:])


def _few(person: Person, last: date, free: int, wanted: int) -> Msg:
    """That days are lacking; of who is not told yet that he leaves, not why."""
    if person.untold:
        return nmsg(
            "{name} has {n} free working day for {sessions} sessions",
            "{name} has {n} free working days for {sessions} sessions",
            free, name=person.name, sessions=wanted,
        )  # fmt: skip
    return nmsg(
        "{name} leaves on {last}: {n} free working day is left for {sessions} sessions",
        "{name} leaves on {last}: {n} free working days are left for {sessions} sessions",
        free, name=person.name, last=last, sessions=wanted,
    )  # fmt: skip


def _last_day(person: Person) -> date | None:
    """The last day on which he is there; None where none is planned."""
    if person.state in GONE:
        return person.left_on or person.release
    return None if person.state is PersonState.TRANSFERRED else person.release


def _people(dossier: Dossier, session: Session) -> list[Person]:
    table = dossier.table("person")
    found = (table.get(i or 0) for i in dict.fromkeys((session.giver, session.receiver)))
    return [p for p in found if isinstance(p, Person)]
