"""Who knows what, who would be missed, and when it is planned to be passed on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from workbench.domain.dossier import Dossier
from workbench.domain.labelled import Side
from workbench.domain.registers.holding import ALONE, Holding
from workbench.domain.registers.person import GONE, Person
from workbench.domain.registers.post import Post
from workbench.domain.registers.session import PROVING, Session, SessionState
from workbench.domain.registers.topic import Topic


@dataclass(frozen=True, slots=True)
class Sole:
    """A topic that one person alone can do, and nobody has received yet."""

    topic: Topic
    person: Person


@dataclass(frozen=True, slots=True)
class Loss:
    """The risk that knowledge goes with a person: attrition x position, each 1 to 5.

    After the method of the TVA and the IAEA: 20 and more act now, 16 to 19 staffing plan,
    10 to 15 look ahead, below that recognise.
    """

    person: Person
    attrition: int
    position: int

    @property
    def total(self) -> int:
        return self.attrition * self.position


def can(dossier: Dossier, topic: int) -> tuple[Person, ...]:
    """Who can do a topic alone and is still here; of the receiving side, whoever has shown it."""
    return _able(dossier).get(topic, ())


def sole_holders(dossier: Dossier) -> tuple[Sole, ...]:
    """The topics not proved that exactly one person can do, in the order of the register."""
    found = []
    for topic in dossier.all(Topic):
        able = can(dossier, topic.id)
        if not topic.is_proved and len(able) == 1:
            found.append(Sole(topic, able[0]))
    return tuple(found)


def unheld(dossier: Dossier) -> tuple[Topic, ...]:
    """The topics not proved that nobody here can do."""
    return tuple(t for t in dossier.all(Topic) if not t.is_proved and not can(dossier, t.id))


def held_alone(dossier: Dossier, person: Person, on: date | None) -> tuple[Topic, ...]:
    """The topics, not proved, that nobody else who stays beyond `on` can do.

    Whoever leaves on that day or before is no help; without a day, everybody here is.
    """
    return tuple(
        topic
        for topic in _holds(dossier).get(person.id, ())
        if not topic.is_proved
        and not any(other.id != person.id and _stays(other, on) for other in can(dossier, topic.id))
    )


def proof_day(dossier: Dossier, topic: Topic, today: date) -> date | None:
    """The day of the last session planned that can prove the topic; None where there is none.

    One that was held and is not assessed yet counts with its day; one that is overdue does not.
    """
    days = [
        day
        for session in dossier.under(topic.id, Session)
        if session.kind in PROVING
        and session.receiver is not None
        and session.receiver != session.giver
        and (day := _ahead(session, today)) is not None
    ]
    return max(days, default=None)


def receivers_shown(dossier: Dossier, topic: Topic) -> tuple[Person, ...]:
    """Who has shown, to somebody else, that he does the topic alone, and stays."""
    found = []
    for holding in dossier.under(topic.id, Holding):
        person = dossier.get(holding.person)
        if (
            isinstance(person, Person)
            and holding.shown_on is not None
            and holding.level >= ALONE
            and holding.shown_to != person.id
            and not person.leaves
        ):
            found.append(person)
    return tuple(found)


def receivers_needed(dossier: Dossier, topic: Topic) -> int:
    """Two for a critical post, one otherwise (field F-6.5)."""
    post = dossier.get(topic.post)
    return 2 if isinstance(post, Post) and post.critical else 1


def loss(dossier: Dossier, person: Person, today: date) -> Loss:
    """The knowledge-loss risk of one person on a day (field F-6.4)."""
    return Loss(person, _attrition(person, today), _position(dossier, person))


def _attrition(person: Person, today: date) -> int:
    """5 up to 30 days before release, 4 to 60, 3 to 90, 2 to 180, 1 later or staying."""
    if person.state in GONE:
        return 5
    if not person.leaves or person.release is None:
        return 1
    left = (person.release - today).days
    return next((factor for factor, most in _NEAR if left <= most), 1)


_NEAR = ((5, 30), (4, 60), (3, 90), (2, 180))


def _position(dossier: Dossier, person: Person) -> int:
    """As people said; else the criticality of what only he knows, one less for what others know."""
    if person.uniqueness is not None:
        return person.uniqueness
    factor = 1
    for topic in _holds(dossier).get(person.id, ()):
        if not topic.is_proved:
            alone = all(p.id == person.id for p in can(dossier, topic.id))
            factor = max(factor, topic.criticality if alone else topic.criticality - 1)
    return factor


def _stays(person: Person, on: date | None) -> bool:
    return not person.leaves or on is None or person.release is None or person.release > on


def _ahead(session: Session, today: date) -> date | None:
    if session.state is SessionState.HELD:
        return session.held_on or session.day
    planned = session.state is SessionState.PLANNED
    return session.day if planned and session.day is not None and session.day >= today else None


def _able(dossier: Dossier) -> Mapping[int, tuple[Person, ...]]:
    return dossier.kept("knowing.able", lambda: _counted(dossier)[0])


def _holds(dossier: Dossier) -> Mapping[int, tuple[Topic, ...]]:
    """By person, the topics he can do; of who has gone too: it is what went with him."""
    return dossier.kept("knowing.holds", lambda: _counted(dossier)[1])


def _counted(
    dossier: Dossier,
) -> tuple[Mapping[int, tuple[Person, ...]], Mapping[int, tuple[Topic, ...]]]:
    topics, people = dossier.table("topic"), dossier.table("person")
    able: dict[int, list[Person]] = defaultdict(list)
    holds: dict[int, list[Topic]] = defaultdict(list)
    for holding in dossier.all(Holding):
        topic = topics.get(holding.parent or 0)
        person = people.get(holding.person or 0)
        if (
            isinstance(topic, Topic)
            and isinstance(person, Person)
            and holding.level >= ALONE
            and (person.side is not Side.RECEIVING or holding.shown_on is not None)
        ):
            holds[person.id].append(topic)
            if person.state not in GONE and person not in able[topic.id]:
                able[topic.id].append(person)
    return {t: tuple(p) for t, p in able.items()}, {p: tuple(t) for p, t in holds.items()}
