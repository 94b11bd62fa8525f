"""What a calendar may still have of a handover, and is no longer so: to be cancelled there.

What a calendar took in is known to nobody but its owner, so the log says what it may have been:
a gate with a day, a release that was planned and told once, days together, a session with a day.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple, TypeVar

from db import records
from workbench.domain import record
from workbench.domain.calendar import Calendar
from workbench.domain.change import GONE
from workbench.domain.errors import BadValue, WorkbenchError
from workbench.domain.journey import Gate
from workbench.domain.record import Record
from workbench.domain.registers.contract import Contract
from workbench.domain.registers.handover import Handover
from workbench.domain.registers.person import GONE as LEFT
from workbench.domain.registers.person import Person
from workbench.domain.registers.session import Session
from workbench.domain.registers.wave import Wave
from workbench.figures.release import together_from

R = TypeVar("R", bound=Record)


class Gone(NamedTuple):
    """An event that may have been sent: its name, its days then, and what it was made of."""

    name: str
    category: str
    first: date
    last: date
    made_of: Sequence[int]
    people: Sequence[int] = ()  # of whom it tells that they go


@dataclass(frozen=True, slots=True)
class Once:
    """Every version of a handover and of what has a day in it, deleted ones too, the newest
    first."""

    tops: Mapping[int, Sequence[Handover]]
    people: Mapping[int, Sequence[Person]]
    sessions: Mapping[int, Sequence[Session]]
    contracts: Mapping[int, Sequence[Contract]]
    waves: Mapping[int, Sequence[Wave]]

    def events(self) -> Iterator[Gone]:
        """All that may ever have been in a calendar, in the newest way it was."""
        for top, versions in self.tops.items():
            for gate in Gate:
                held = [day for found in versions if (day := _held(found, gate)) is not None]
                if held:
                    yield Gone(f"{gate.value}-{top}", "gate", held[0], held[0], [top])
        for person_id, people in self.people.items():
            told = [(p, day) for p in people if (day := leaving_day(p)) is not None]
            if told:
                yield from self._release(person_id, told)
                yield from self._together(person_id, told)
        for session_id, sessions in self.sessions.items():
            days = [day for s in sessions if (day := s.held_on or s.day) is not None]
            if days:
                yield Gone(f"session-{session_id}", "session", days[0], days[0], [session_id])
        for contract_id, contracts in self.contracts.items():
            if last := [day for c in contracts if (day := c.notice_due) is not None]:
                yield Gone(f"notice-{contract_id}", "notice", last[0], last[0], [contract_id])

        yield from self._waves()

    def _release(self, person: int, told: Sequence[tuple[Person, date]]) -> Iterator[Gone]:
        """Of his own; who went on the day of his wave stood in its entry."""
        own = [day for p, day in told
               if all(wave.day != day for wave in self.waves.get(p.wave or 0, ()))]  # fmt: skip
        if own:
            yield Gone(f"release-{person}", "release", own[0], own[0], [person], [person])

    def _waves(self) -> Iterator[Gone]:
        for wave_id, waves in self.waves.items():
            days = [wave.day for wave in waves if wave.day is not None]
            told = [i for i, versions in self.people.items()
                    if any(p.wave == wave_id and leaving_day(p) for p in versions)]  # fmt: skip
            if days and told:
                yield Gone(f"wave-{wave_id}", "wave", days[0], days[0], [wave_id, *told], told)

    def _together(self, person: int, told: Sequence[tuple[Person, date]]) -> Iterator[Gone]:
        successors = list(dict.fromkeys(p.successor for p, _ in told if p.successor is not None))
        spans = [
            (both, day)
            for p, day in told
            for next_ in self.people.get(p.successor or 0, ())
            if (both := together_from(p, next_)) is not None and both <= day
        ]
        if spans:
            yield Gone(f"overlap-{person}", "overlap", *spans[0], [person, *successors], [person])


def _held(top: Handover, gate: Gate) -> date | None:
    """The day of a gate, near enough to be called off: no holiday is in it."""
    due = top.gate_due(gate)
    with suppress(BadValue):
        return due.resolve(top.day_zero, Calendar()) if due is not None else None
    return None


def leaving_day(person: Person) -> date | None:
    """The day of his release, where others may read of it."""
    gone = person.state in LEFT
    day = (person.left_on or person.release) if gone else person.release
    return day if person.leaves and not person.untold else None


def once(connection: sqlite3.Connection, handover: int) -> Once:
    """What there was of a handover, read from the log."""
    return Once(
        tops=_versions(connection, handover, Handover),
        people=_versions(connection, handover, Person),
        sessions=_versions(connection, handover, Session),
        contracts=_versions(connection, handover, Contract),
        waves=_versions(connection, handover, Wave),
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
