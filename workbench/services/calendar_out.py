"""A handover's days for any calendar: gates, releases, days together, waves, notices, sessions."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from db import records
from workbench.domain.dossier import Dossier, Translate
from workbench.domain.journey import gate_days
from workbench.domain.message import Msg, msg, nmsg
from workbench.domain.record import Record
from workbench.domain.registers.contract import Contract
from workbench.domain.registers.person import Person
from workbench.domain.registers.session import Session, SessionState
from workbench.domain.registers.topic import Topic
from workbench.domain.registers.wave import Wave
from workbench.exchange import ics
from workbench.figures.release import together_from
from workbench.figures.waves import members
from workbench.services.calendar_gone import Once, leaving_day, once
from workbench.services.export import moment, translator
from workbench.services.workspace import Workspace

_OFF = (SessionState.CANCELLED, SessionState.MISSED)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The file's text, and how many releases are not in it, for their people are not told yet."""

    text: str
    untold: int


def calendar(
    ws: Workspace,
    handover: int,
    *,
    lang: str | Sequence[str] | None = None,
    at: datetime | None = None,
) -> Calendar:
    """All days of a handover as iCalendar; `lang` and `at` as for the pack."""
    dossier = ws.dossier(handover)
    with ws.store.records() as connection:
        born = records.first_link(connection, handover)
        changed = records.last_changes(connection, handover)
        earlier = once(connection, handover)
    tr = translator(ws, lang)
    made = moment(ws, at)
    days = _Days(dossier, tr, born[:16], changed, made.date())
    code, name = dossier.handover.code, dossier.handover.name.show(tr.lang)
    return Calendar(
        ics.calendar(f"{code} {name}".strip(), days.events(earlier), made),
        sum(p.untold and p.release is not None for p in dossier.all(Person)),
    )


class _Days:
    """Events with UIDs that stay for as long as the record does.

    `born` is the first link of the handover's log: no other handover of any file has it. SEQUENCE
    is the last change to anything the event is made of, for a gate the holidays too: a count of
    one record's versions would miss what the others do to its day. `made` is the day it is written.
    """

    def __init__(
        self, dossier: Dossier, tr: Translate, born: str, changed: Mapping[str, Mapping[int, int]],
        made: date,
    ) -> None:  # fmt: skip
        self._dossier, self._tr, self._born = dossier, tr, born
        self._changed = {i: n for own in changed.values() for i, n in own.items()}
        self._made = made
        # Who was in a wave and is not now counts, too.
        self._people = max(changed.get("person", {}).values(), default=0)
        self._holidays = max(changed.get("holiday", {}).values(), default=0)

    def events(self, earlier: Once) -> Iterator[ics.Event]:
        """What there is now; and cancelled, what there was and is no more."""
        off = self._tr(msg("called off"))
        people = self._dossier.table("person")
        now = list(self._events())
        yield from now
        known = {event.uid for event in now}
        for gone in earlier.events():
            if (uid := self._uid(gone.name)) not in known:
                sequence = max(self._changed.get(i, 0) for i in gone.made_of)
                summary = f"{self._dossier.handover.code}: {off}"
                contract = self._dossier.get(gone.made_of[0])
                if isinstance(contract, Contract):  # given, or not wanted
                    what = msg("{contract}: last day to give notice", contract=contract.title)
                    summary = f"{self._dossier.handover.code}: {self._tr(what)} ({off})"
                # Of who is not told, after all, even the day would tell.
                quiet = any(isinstance(p := people.get(i), Person) and p.untold
                            for i in gone.people)  # fmt: skip
                first, last = (self._made, self._made) if quiet else (gone.first, gone.last)
                yield ics.Event(uid, sequence, first, last, summary, cancelled=True,
                                category="" if quiet else gone.category)  # fmt: skip

    def _events(self) -> Iterator[ics.Event]:
        yield from self._gates()
        for person in self._dossier.all(Person):
            yield from self._person(person)
        for wave in self._dossier.all(Wave):
            yield from self._wave(wave)
        for contract in self._dossier.all(Contract):
            yield from self._contract(contract)
        for topic in self._dossier.all(Topic):
            for session in self._dossier.under(topic.id, Session):
                yield from self._session(topic, session)

    def _gates(self) -> Iterator[ics.Event]:
        top = self._dossier.handover
        for gate, day in gate_days(self._dossier).items():
            say = msg("{gate} {title}", gate=gate.value, title=gate.title)
            yield self._event(f"{gate.value}-{top.id}", "gate", [top], day, day, say,
                              since=self._holidays)  # fmt: skip

    def _person(self, person: Person) -> Iterator[ics.Event]:
        day = leaving_day(person)
        if day is None:
            return
        wave = self._dossier.get(person.wave)
        if not isinstance(wave, Wave) or wave.day != day:  # else the entry of his wave names him
            say = msg("{name} leaves", name=person.name)
            yield self._event(
                f"release-{person.id}", "release", [person], day, day, say, person.role
            )
        next_ = self._dossier.table("person").get(person.successor or 0)
        both = together_from(person, next_) if isinstance(next_, Person) else None
        if isinstance(next_, Person) and both is not None and both <= day:
            say = msg("{name} and {successor} together", name=person.name, successor=next_.name)
            yield self._event(f"overlap-{person.id}", "overlap", [person, next_], both, day, say)

    def _wave(self, wave: Wave) -> Iterator[ics.Event]:
        """Of those who go on its day and know it; none where nobody does."""
        told = [p for p in members(self._dossier, wave) if leaving_day(p) == wave.day]
        if told and wave.day is not None:
            say = nmsg("{wave}: {n} person leaves", "{wave}: {n} people leave", len(told),
                       wave=wave.name)  # fmt: skip
            yield self._event(f"wave-{wave.id}", "wave", [wave], wave.day, wave.day, say,
                              ", ".join(p.name for p in told), since=self._people)  # fmt: skip

    def _contract(self, contract: Contract) -> Iterator[ics.Event]:
        """Its last day for notice, until that is given or is not wanted."""
        if (day := contract.notice_due) is not None:
            say = msg("{contract}: last day to give notice", contract=contract.title)
            yield self._event(f"notice-{contract.id}", "notice", [contract], day, day, say,
                              contract.vendor)  # fmt: skip

    def _session(self, topic: Topic, session: Session) -> Iterator[ics.Event]:
        day = session.held_on or session.day
        if day is None:
            return
        people = self._dossier.table("person")
        both = [p for i in (session.giver, session.receiver) if isinstance(p := people.get(i or 0),
                                                                           Person)]  # fmt: skip
        kind = session.kind.label if session.kind is not None else msg("session")
        say = msg("{kind}: {topic}", kind=kind, topic=topic.title)
        yield self._event(
            f"session-{session.id}", "session", [session, topic, *both], day, day, say,
            " -> ".join(p.name for p in both), cancelled=session.state in _OFF,
        )  # fmt: skip

    def _event(
        self, name: str, category: str, made_of: Collection[Record], first: date, last: date,
        say: Msg, description: str = "", *, since: int = 0, cancelled: bool = False,
    ) -> ics.Event:  # fmt: skip
        code = self._dossier.handover.code
        return ics.Event(
            uid=self._uid(name),
            sequence=max(since, *(self._changed.get(r.id, 0) for r in made_of)),
            first=first,
            last=last,
            summary=f"{code}: {self._tr(say)}",
            description=description,
            category=category,
            cancelled=cancelled,
        )

    def _uid(self, name: str) -> str:
        return f"{name}.{self._born}@handover-workbench"
