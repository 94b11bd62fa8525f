"""Who knows what, who would be missed, and when it is planned to be passed on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

from workbench.domain.dossier import Dossier
from workbench.domain.labelled import Side
from workbench.domain.message import Msg, listed, msg, nmsg
from workbench.domain.registers.holding import ALONE, Holding
from workbench.domain.registers.person import GONE, Person, PersonState
from workbench.domain.registers.post import Post
from workbench.domain.registers.session import PROVING, Session, SessionState
from workbench.domain.registers.topic import Topic
from workbench.figures.told import as_told


@dataclass(frozen=True, slots=True)
class Sole:
    """A topic that one person alone can do, and that is not passed on."""

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
    """Who can do a topic alone and is still here.

    What is written down of somebody counts, but not of who is to receive it: he has shown it.
    """
    return _counted(dossier)[0].get(topic, ())


def passed_on(dossier: Dossier, topic: Topic) -> bool:
    """Whether a topic is proved, and somebody who stays has shown it: proved by who left since, it
    is as good as lost."""
    return topic.is_proved and bool(receivers_shown(dossier, topic))


def sole_holders(dossier: Dossier) -> tuple[Sole, ...]:
    """The topics not passed on that exactly one person can do, in the order of the register."""
    found = []
    for topic in dossier.all(Topic):
        able = can(dossier, topic.id)
        if len(able) == 1 and not passed_on(dossier, topic):
            found.append(Sole(topic, able[0]))
    return tuple(found)


def leaving_together(dossier: Dossier, topic: Topic) -> tuple[Person, ...]:
    """Who can do a topic not passed on, where that are several and all of them leave; else nobody.

    They may go on different days: each is still there for the other, and after the last nobody is.
    """
    able = can(dossier, topic.id)
    together = len(able) > 1 and all(p.leaves for p in able) and not passed_on(dossier, topic)
    return able if together else ()


def held_by_leavers(dossier: Dossier) -> tuple[tuple[Topic, tuple[Person, ...]], ...]:
    """The topics of which all of several who can do them leave, with them."""
    return dossier.kept(
        "leavers.topics",
        lambda: tuple(
            (topic, people)
            for topic in dossier.all(Topic)
            if (people := leaving_together(dossier, topic))
        ),
    )


def last_day(people: Iterable[Person]) -> date | None:
    """The day on which the last of them leaves; None while one of them has no day."""
    days = [p.release for p in people]
    return None if None in days else max((d for d in days if d is not None), default=None)


def day_of_the_last(people: Iterable[Person]) -> date | Msg:
    """`last_day` in words, where one of them may have none."""
    return last_day(people) or msg("a day not set yet")


def not_shown(dossier: Dossier, topic: Topic) -> Sequence[tuple[Person, int]]:
    """Who here is said to do a topic alone and does not count, with his level: he is to receive it,
    and has shown it to nobody."""
    able, people = can(dossier, topic.id), dossier.table("person")
    levels: dict[int, int] = {}
    for holding in dossier.under(topic.id, Holding):
        person = people.get(holding.person or 0)
        if isinstance(person, Person) and person.state not in GONE and person not in able:
            levels[person.id] = max(holding.level, levels.get(person.id, 0))
    return [(cast("Person", people[i]), n) for i, n in levels.items() if n >= ALONE]


def not_counted(dossier: Dossier, topic: Topic) -> Msg | None:
    """`not counted: Zhou Min 4, not proved`; None where everybody who is said to know it counts."""
    found = not_shown(dossier, topic)
    if not found:
        return None
    names = [msg("{name} {level}", name=p.name, level=n) for p, n in found]
    return msg("not counted: {names}, not proved", names=listed(names))


def with_not_counted(dossier: Dossier, topic: Topic, said: Msg | str) -> Msg | str:
    """What is said of who knows a topic, with who is said to know it and does not count."""
    aside = not_counted(dossier, topic)
    return said if aside is None else msg("{name} ({more})", name=said, more=aside)


def of_whom_stay(said: Msg, able: Sequence[Person]) -> Msg:
    """What is said of people who can do something, and how many of them stay if not all do."""
    stay = sum(not p.leaves for p in able)
    if stay == len(able):
        return said
    if not stay:
        return msg("{n}, all leave", n=said)
    return nmsg("{text}, of whom {n} stays", "{text}, of whom {n} stay", stay, text=said)


def unheld(dossier: Dossier) -> tuple[Topic, ...]:
    """The topics that nobody here can do."""
    return tuple(t for t in dossier.all(Topic) if not can(dossier, t.id))


def held_alone(dossier: Dossier, person: Person, on: date | None) -> tuple[Topic, ...]:
    """The topics that nobody else who stays beyond `on` can do.

    Whoever leaves on that day or before is no help, nor at the end of time who leaves at all;
    without a day, everybody here is. Who is cleared is as good as gone: else two who know the same
    would be cleared, each for the other.
    """
    return tuple(
        topic
        for topic in holds(dossier, person)
        if not any(other.id != person.id and _stays(other, on) for other in can(dossier, topic.id))
    )


def holds(dossier: Dossier, person: Person) -> tuple[Topic, ...]:
    """The topics a person can do alone; of who has gone, what went with him."""
    return _counted(dossier)[1].get(person.id, ())


def proof_day(dossier: Dossier, topic: Topic, today: date) -> date | None:
    """The day of the last session planned that can prove the topic; None where there is none.

    One that was held and is not assessed yet counts with its day; one that is overdue does not,
    nor one whose receiver leaves as well.
    """
    days = [_ahead(session, today) for session in _proofs(dossier).get(topic.id, ())]
    return max((day for day in days if day is not None), default=None)


def waits_to_be_assessed(dossier: Dossier, topic: Topic, today: date) -> bool:
    """Whether the session of `proof_day` was held."""
    found = [(_ahead(s, today), s.state) for s in _proofs(dossier).get(topic.id, ())]
    day = proof_day(dossier, topic, today)
    return day is not None and all(s is SessionState.HELD for on, s in found if on == day)


def receivers_shown(dossier: Dossier, topic: Topic) -> tuple[Person, ...]:
    """Who has shown, to somebody else, that he does the topic alone, and stays."""
    found: list[Person] = []
    people = dossier.table("person")
    for holding in dossier.under(topic.id, Holding):
        person = people.get(holding.person or 0)
        if (
            isinstance(person, Person)
            and _is_shown(holding)
            and holding.level >= ALONE
            and not person.leaves
            and person.id not in [p.id for p in found]
        ):
            found.append(person)
    return tuple(found)


def shown_since(dossier: Dossier, topic: Topic) -> tuple[date, ...]:
    """The day on which each of `receivers_shown` has shown it."""
    people = {p.id for p in receivers_shown(dossier, topic)}
    days = {
        h.person: h.shown_on
        for h in dossier.under(topic.id, Holding)
        if h.person in people and h.shown_on is not None
    }
    return tuple(days.values())


def receivers_needed(dossier: Dossier, topic: Topic) -> int:
    """Two for a critical post, one otherwise (field F-6.5)."""
    post = dossier.get(topic.post)
    return 2 if isinstance(post, Post) and post.critical else 1


def receivers_missing(dossier: Dossier, topic: Topic) -> int:
    """How many more must be named to receive a topic."""
    return max(0, receivers_needed(dossier, topic) - len(receivers_named(dossier, topic)))


def receivers_named(dossier: Dossier, topic: Topic) -> frozenset[int]:
    """Who is named to receive a topic: who stays and has shown it, has a proof ahead, is its
    receiver, or stands among those who know it, on the receiving side."""
    holdings, proofs = dossier.under(topic.id, Holding), _proofs(dossier).get(topic.id, ())
    people = (dossier.get(i) for i in {topic.receiver, *(h.person for h in holdings)})
    named = {p.id for p in people if isinstance(p, Person) and not p.leaves and _receives(p, topic)}
    named |= {p.id for p in receivers_shown(dossier, topic)}
    named |= {s.receiver for s in proofs if s.receiver is not None and s.state in _AHEAD}
    return frozenset(named)


_AHEAD = (SessionState.PLANNED, SessionState.HELD)


def loss(dossier: Dossier, person: Person, today: date) -> Loss:
    """The knowledge-loss risk of one person on a day (field F-6.4)."""
    return Loss(person, _attrition(person, today), _position(dossier, person))


def _attrition(person: Person, today: date) -> int:
    """5 up to 30 days before release, 4 to 60, 3 to 90, 2 to 180, 1 later or staying."""
    if person.state in GONE:
        return 5
    if not person.leaves or person.release is None:
        return 1
    # Days are compared, not counted: what was found then holds until the next threshold.
    return next((f for f, most in _NEAR if today >= person.release - timedelta(days=most)), 1)


_NEAR = ((5, 30), (4, 60), (3, 90), (2, 180))


def _position(dossier: Dossier, person: Person) -> int:
    """As people said; else the criticality of what only he knows, one less for what others know."""
    if person.uniqueness is not None:
        return person.uniqueness
    factor = 1
    for topic in holds(dossier, person):
        if not passed_on(dossier, topic):
            alone = all(p.id == person.id for p in can(dossier, topic.id))
            factor = max(factor, topic.criticality if alone else topic.criticality - 1)
    return factor


def _stays(person: Person, on: date | None) -> bool:
    if person.state is PersonState.CLEARED:
        return False
    return not person.leaves or on is None or (person.release or date.max) > on


def rests_on_untold(dossier: Dossier, topic: Topic) -> bool:
    """Whether a proof of a topic, given or planned, is no use for who gives it leaves, and has not
    been told."""
    told = as_told(dossier)
    return told is not dossier and (
        len(receivers_shown(told, topic)) != len(receivers_shown(dossier, topic))
        or len(_proofs(told).get(topic.id, ())) != len(_proofs(dossier).get(topic.id, ()))
    )


def _proofs(dossier: Dossier) -> Mapping[int | None, list[Session]]:
    """By topic the sessions that can prove it."""
    return dossier.kept("proofs", lambda: _found_proofs(dossier))


def _found_proofs(dossier: Dossier) -> Mapping[int | None, list[Session]]:
    people = dossier.table("person")
    found: dict[int | None, list[Session]] = {}
    for session in cast("Iterable[Session]", dossier.table("session").values()):
        receiver = people.get(session.receiver or 0)
        if (
            session.kind in PROVING
            and session.receiver != session.giver
            and isinstance(receiver, Person)
            and not receiver.leaves
        ):
            found.setdefault(session.parent, []).append(session)
    return found


def _ahead(session: Session, today: date) -> date | None:
    if session.state is SessionState.HELD:
        return session.held_on or session.day
    planned = session.state is SessionState.PLANNED
    return session.day if planned and session.day is not None and session.day >= today else None


_Counted = tuple[Mapping[int, tuple[Person, ...]], Mapping[int, tuple[Topic, ...]]]


def _counted(dossier: Dossier) -> _Counted:
    """Who can do each topic, and the topics of each person; known on while the registers stay."""
    return dossier.kept("knowing", lambda: _kept(dossier))


def _kept(dossier: Dossier) -> _Counted:
    tables = [dossier.table(n) for n in ("topic", "person", "holding")]
    known = dossier.store("knowing", tables, None)
    if 0 not in known:
        known[0] = _count(dossier)
    found: _Counted = known[0]
    return found


def _count(dossier: Dossier) -> _Counted:
    topics, people = dossier.table("topic"), dossier.table("person")
    able: dict[int, dict[int, Person]] = defaultdict(dict)
    held: dict[int, dict[int, Topic]] = defaultdict(dict)
    for holding in dossier.all(Holding):
        topic = topics.get(holding.parent or 0)
        person = people.get(holding.person or 0)
        if (
            isinstance(topic, Topic)
            and isinstance(person, Person)
            and holding.level >= ALONE
            and (_is_shown(holding) or not _receives(person, topic))
        ):
            held[person.id][topic.id] = topic
            if person.state not in GONE:
                able[topic.id][person.id] = person
    return (
        {t: tuple(p.values()) for t, p in able.items()},
        {p: tuple(t.values()) for p, t in held.items()},
    )


def _is_shown(holding: Holding) -> bool:
    """Whether somebody has shown it, to somebody else."""
    return holding.shown_on is not None and holding.shown_to != holding.person


def _receives(person: Person, topic: Topic) -> bool:
    return person.side is Side.RECEIVING or person.id == topic.receiver
