"""What people owe of knowledge: sessions to give or to receive, topics to pass on or to show."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from workbench.domain.dossier import Dossier
from workbench.domain.message import Msg, msg
from workbench.domain.registers.person import GONE, Person
from workbench.domain.registers.session import Session, SessionState
from workbench.domain.registers.topic import Topic
from workbench.figures.knowing import (
    held_alone,
    passed_on,
    proof_day,
    receivers_shown,
    waits_to_be_assessed,
)
from workbench.figures.told import as_told


@dataclass(frozen=True, slots=True)
class Owed:
    """One thing that somebody owes of a topic, which may be a session on it; by `day`, if any."""

    found: Session | Topic
    day: date | None
    message: Msg


def owed(dossier: Dossier, today: date, until: date | None = None) -> Mapping[int, Sequence[Owed]]:
    """By person what he owes, first what is first by day; of sessions those planned by `until`.

    Of who has not been told that he leaves, as of somebody who stays.
    """
    told = as_told(dossier)
    found: dict[int, list[Owed]] = defaultdict(list)
    for person, each in (*_sessions(told, until), *_topics(told, today)):
        if person.state not in GONE:
            found[person.id].append(each)
    return {person: sorted(own, key=_by_day) for person, own in found.items()}


def _sessions(dossier: Dossier, until: date | None) -> Iterator[tuple[Person, Owed]]:
    for session in dossier.all(Session):
        topic, day, kind = dossier.get(session.parent), session.day, session.kind
        if not isinstance(topic, Topic) or kind is None or day is None:
            continue
        if session.state is not SessionState.PLANNED or (until is not None and day > until):
            continue
        giver, receiver = (dossier.get(i) for i in (session.giver, session.receiver))
        if isinstance(giver, Person):
            say = msg("to give: {kind}, {topic}", kind=kind.label, topic=topic.title)
            if isinstance(receiver, Person):
                say = msg("to give to {name}: {kind}, {topic}", name=receiver.name,
                          kind=kind.label, topic=topic.title)  # fmt: skip
            yield giver, Owed(session, day, say)
        if isinstance(receiver, Person):
            say = msg("to receive: {kind}, {topic}", kind=kind.label, topic=topic.title)
            if isinstance(giver, Person):
                say = msg("to receive from {name}: {kind}, {topic}", name=giver.name,
                          kind=kind.label, topic=topic.title)  # fmt: skip
            yield receiver, Owed(session, day, say)


def _topics(dossier: Dossier, today: date) -> Iterator[tuple[Person, Owed]]:
    for person in dossier.all(Person):
        last = person.release if person.leaves else None
        for topic in held_alone(dossier, person, last):
            if not passed_on(dossier, topic) and topic.receiver != person.id:
                how = _planned(dossier, topic, today)
                say = msg("to pass on: {topic}; {how}", topic=topic.title, how=how)
                yield person, Owed(topic, last, say)
    for topic in dossier.all(Topic):
        receiver = dossier.get(topic.receiver)
        shown = receivers_shown(dossier, topic)
        if isinstance(receiver, Person) and receiver not in shown:
            how = _planned(dossier, topic, today)
            say = msg("to show doing it alone: {topic}; {how}", topic=topic.title, how=how)
            yield receiver, Owed(topic, None, say)


def _planned(dossier: Dossier, topic: Topic, today: date) -> Msg:
    day = proof_day(dossier, topic, today)
    if waits_to_be_assessed(dossier, topic, today):
        return msg("held on {day}, not assessed yet", day=day)
    return msg("proof planned for {day}", day=day) if day else msg("no proof is planned")


def _by_day(each: Owed) -> tuple[date, bool, int]:
    return (each.day or date.max, isinstance(each.found, Topic), each.found.number)
