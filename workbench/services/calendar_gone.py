"""What a calendar may still have of a handover, and is no longer so: to be cancelled there.

What a calendar took in is known to nobody but its owner, so the log says what it may have been:
a release that was planned and told once, days together, a session with a day.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple, TypeVar

from db import records
from workbench.domain import record
from workbench.domain.change import GONE
from workbench.domain.errors import WorkbenchError
from workbench.domain.record import Record
from workbench.domain.registers.person import GONE as LEFT
from workbench.domain.registers.person import Person
from workbench.domain.registers.session import Session

R = TypeVar("R", bound=Record)


class Gone(NamedTuple):
    """An event that may have been sent: its name, its days then, and what it was made of."""

    name: str
    category: str
    first: date
    last: date
    made_of: Sequence[int]


@dataclass(frozen=True, slots=True)
class Once:
    """Every version of the people and sessions of a handover, deleted ones too, the newest
    first."""

    people: Mapping[int, Sequence[Person]]
    sessions: Mapping[int, Sequence[Session]]

    def events(self) -> Iterator[Gone]:
        """All that may ever have been in a calendar, in the newest way it was."""
        for person_id, versions in self.people.items():
            told = [(p, day) for p in versions if (day := leaving_day(p)) is not None]
            if told:
                day = told[0][1]
                yield Gone(f"release-{person_id}", "release", day, day, [person_id])
                yield from self._together(person_id, told)
        for session_id, held in self.sessions.items():
            days = [day for s in held if (day := s.held_on or s.day) is not None]
            if days:
                yield Gone(f"session-{session_id}", "session", days[0], days[0], [session_id])

    def _together(self, person: int, told: Sequence[tuple[Person, date]]) -> Iterator[Gone]:
        successors = list(dict.fromkeys(p.successor for p, _ in told if p.successor is not None))
        spans = [
            (next_.starts, day)
            for p, day in told
            for next_ in self.people.get(p.successor or 0, ())
            if next_.starts is not None and next_.starts <= day
        ]
        if spans:
            yield Gone(f"overlap-{person}", "overlap", *spans[0], [person, *successors])


def leaving_day(person: Person) -> date | None:
    """The day of his release, where others may read of it."""
    gone = person.state in LEFT
    day = (person.left_on or person.release) if gone else person.release
    return day if person.leaves and not person.untold else None


def once(connection: sqlite3.Connection, handover: int) -> Once:
    """What there was of a handover, read from the log."""
    return Once(
        people=_versions(connection, handover, Person),
        sessions=_versions(connection, handover, Session),
    )


def _versions(
    connection: sqlite3.Connection, handover: int, cls: type[R]
) -> Mapping[int, Sequence[R]]:
    name = record.of(cls).name
    before = records.befores(connection, handover, name)
    return {
        record_id: list(_back(found, before.get(record_id, ())))
        for record_id, (found, _) in records.everything(connection, handover, name).items()
        if isinstance(found, cls)
    }


def _back(found: R, before: Sequence[Mapping[str, Any]]) -> Iterator[R]:
    """A record as it is, and as it was before each of its changes."""
    fields = record.of(type(found)).by_name
    yield found
    for values in before:
        if values.get(GONE):
            continue
        try:
            was = {n: fields[n].kind.from_json(v) for n, v in values.items() if n in fields}
        except (WorkbenchError, *records.UNREADABLE):
            return  # a damaged log: what was before is not known
        found = replace(found, **was)
        yield found
