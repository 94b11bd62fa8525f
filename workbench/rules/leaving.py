"""What keeps a person from being released: the guard of the release gate (field F-2.2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import cast

from workbench.domain import record
from workbench.domain.dossier import Dossier
from workbench.domain.journey import gate_day
from workbench.domain.labelled import Labelled
from workbench.domain.message import Msg, in_turn, msg, nmsg
from workbench.domain.record import Record
from workbench.domain.registers.access import Access, AccessState
from workbench.domain.registers.answer import Answer, AnswerKind
from workbench.domain.registers.follow_on import FollowOn, FollowOnState
from workbench.domain.registers.item import OWED, Item
from workbench.domain.registers.person import GONE, Person, PersonState
from workbench.domain.registers.punch import Punch
from workbench.domain.registers.scope import ScopeState
from workbench.domain.registers.seat import Seat
from workbench.domain.registers.topic import Topic
from workbench.figures.gates import stands
from workbench.figures.knowing import (
    can,
    held_alone,
    proof_day,
    waits_to_be_assessed,
    with_not_counted,
)
from workbench.figures.release import Terms, follower, plain
from workbench.rules.rule import Cure
from workbench.rules.scope import state_of

RULE = "R-15"
DAY, FREEZE = "day", "freeze"
"""What the rule calls the planned day itself, beside the needs: not safe yet, or in a freeze."""


class Need(Labelled):
    """What must be so before a person is released."""

    KNOWLEDGE = "knowledge", msg("Knowledge secured")
    WORK = "work", msg("Open work passed on")
    ACCESS = "access", msg("Access revocation requested")
    EQUIPMENT = "equipment", msg("Equipment returned")
    SUCCESSOR = "successor", msg("Successor")
    GATES = "gates", msg("Gates to attend")


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that is lacking, and where it is cured; `planned` is the day it will be, if one
    is planned."""

    message: Msg
    cure: Cure
    planned: date | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """One need of a person: what is lacking, `done` in words where nothing is, and the waiver
    that lets him go without."""

    need: Need
    lacks: tuple[Lack, ...] = ()
    done: Msg | None = None
    waiver: Answer | None = None

    @property
    def met(self) -> bool:
        return not self.lacks

    @property
    def passed(self) -> bool:
        return self.met or self.waiver is not None

    @property
    def in_short(self) -> Msg:
        """The first thing that is lacking, and how many there are more."""
        first, more = self.lacks[0].message, len(self.lacks) - 1
        return (
            nmsg("{first} and {n} more", "{first} and {n} more", more, first=first)
            if more
            else first
        )


def checks(
    dossier: Dossier, person: Person, today: date, on: date | None = None
) -> tuple[Check, ...]:
    """All needs in order, as they will be on the day he goes as far as is known today.

    `on` is that day; without it the planned one, of who has gone the day he left.
    """
    waivers = _waivers(dossier, person, today)
    found = (check(dossier, person, need, today, on) for need in Need)
    return tuple(replace(c, waiver=waivers.get(c.need.value)) if c.lacks else c for c in found)


def check(
    dossier: Dossier, person: Person, need: Need, today: date, on: date | None = None
) -> Check:
    """One of the needs, whether it is waived or not."""
    if person.state in GONE:
        when = _When(today, on or person.left_on or today, None)
    else:
        day = on or person.release or today
        # Whoever is still here after his day goes today at the earliest.
        when = _When(today, max(day, today), day)
    return _CHECKS[need](dossier, person, when)


@dataclass(frozen=True, slots=True)
class _When:
    """The day he goes; and the day by which others go as planned, None to count who is here."""

    today: date
    day: date
    others: date | None


def lacks_to_go(dossier: Dossier, person: Person, today: date) -> list[Msg]:
    """Why a person may not be cleared or released today; empty when he may.

    Whoever else is still here counts, whatever is planned: his own release is looked at like this.
    """
    when = _When(plain(today), plain(today), None)
    found = [_CHECKS[need](dossier, person, when) for need in Need]
    waived = _waivers(dossier, person, today)
    lacking = [c for c in found if not c.met and c.need.value not in waived]
    if not lacking:
        return []
    return [
        msg("{name} may not go yet, {met} of {all}: {lacking}", name=person.name,
            met=len(found) - len(lacking), all=len(found),
            lacking=in_turn([each.in_short for each in lacking]))
    ]  # fmt: skip


def discreet(person: Person, instead: Msg) -> Msg | None:
    """What is read of a person out of the house as long as he has not been told; None once he has.

    Role, day and topics would tell who it is as well as his name does, and so would his key.
    """
    return None if is_told(person) else instead


def is_told(person: Person) -> bool:
    """Whether he knows that he leaves."""
    return person.told_on is not None or person.state is not PersonState.ACTIVE


def terms(given: Mapping[str, int]) -> Terms:
    """The agreed numbers of the rule as the figure takes them."""
    return Terms(overlap=given["overlap"], assess=given["assess"], freeze=given["freeze"])


def open_work(dossier: Dossier, person: int) -> Sequence[Record]:
    """What a person still owes: items, punch items and follow-on actions."""
    return dossier.kept("leaving.work", lambda: _by_owner(dossier)).get(person, ())


def _waivers(dossier: Dossier, person: Person, today: date) -> Mapping[str, Answer]:
    given = sorted(dossier.under(person.id, Answer), key=lambda a: a.id)
    return {
        a.detail: a
        for a in given
        if a.rule == RULE and a.kind is AnswerKind.WAIVER and a.counts(today)
    }


def _knowledge(dossier: Dossier, person: Person, when: _When) -> Check:
    if state_of(dossier, "topic") is ScopeState.UNTOUCHED:
        say = msg("nobody has looked at what he knows: list the topics, or agree that there "
                  "are none")  # fmt: skip
        return Check(Need.KNOWLEDGE, (Lack(say, Cure("topic")),))
    lacks = []
    for topic in held_alone(dossier, person, when.others):
        planned = proof_day(dossier, topic, when.today)
        say = _unproved(dossier, topic, person, planned, when.today)
        lacks.append(Lack(say, proving(topic), planned))
    return Check(Need.KNOWLEDGE, tuple(lacks), msg("nothing that only he knows"))


def _unproved(
    dossier: Dossier, topic: Topic, person: Person, planned: date | None, today: date
) -> Msg:
    receiver = dossier.get(topic.receiver)
    key = dossier.key(topic)
    title = with_not_counted(dossier, topic, topic.title)
    alone = msg("only he knows it")
    if any(other.id != person.id for other in can(dossier, topic.id)):
        alone = msg("once he goes, nobody is left who knows it")
    if not isinstance(receiver, Person):
        return msg("{key} {topic}: {alone}, and nobody is named to receive it", key=key,
                   topic=title, alone=alone)  # fmt: skip
    if planned is None:
        return msg("{key} {topic}: {alone}, and no proof by {name} is planned", key=key,
                   topic=title, alone=alone, name=receiver.name)  # fmt: skip
    if waits_to_be_assessed(dossier, topic, today):
        return msg("{key} {topic}: {alone}, and what was shown on {day} is not assessed yet",
                   key=key, topic=title, alone=alone, day=planned)  # fmt: skip
    return msg("{key} {topic}: {alone} until {name} has shown it on {day}", key=key,
               topic=title, alone=alone, name=receiver.name, day=planned)  # fmt: skip


def proving(topic: Topic) -> Cure:
    """Where a topic is brought to its proof: its receiver, else the sessions under it."""
    return Cure("topic", topic.id, "receiver" if topic.receiver is None else "")


def _work(dossier: Dossier, person: Person, when: _When) -> Check:
    lacks = [still_his(dossier, found) for found in open_work(dossier, person.id)]
    return Check(Need.WORK, tuple(lacks), msg("nothing open is his"))


def still_his(dossier: Dossier, found: Record) -> Lack:
    """That a person still owes something."""
    cure = Cure(record.of(type(found)).name, found.id, "person")
    return Lack(msg("{key} is still his", key=dossier.key(found)), cure)


def _by_owner(dossier: Dossier) -> Mapping[int, Sequence[Record]]:
    found: dict[int, list[Record]] = defaultdict(list)
    seats = {s.id: s.person for s in dossier.all(Seat)}
    for item, (person, seat) in dossier.facts("item", _owed):
        owner = person if person is not None else seats.get(seat or 0)
        if owner is not None:
            found[owner].append(item)
    for punch in dossier.all(Punch):
        if punch.person is not None and punch.is_open:
            found[punch.person].append(punch)
    for action in dossier.all(FollowOn):
        if action.person is not None and action.state is FollowOnState.OPEN:
            found[action.person].append(action)
    return found


def _owed(found: Record) -> tuple[int | None, int | None] | None:
    """The person and the seat that still owe an item."""
    item = cast("Item", found)
    return (item.person, item.seat) if item.state in OWED else None


def _access(dossier: Dossier, person: Person, when: _When) -> Check:
    own = accesses(dossier, person.id)
    lacks = [
        Lack(
            msg("{system}: revocation is not requested", system=access.system),
            Cure("access", access.id, "state"),
        )
        for access in own
        if access.state is AccessState.OPEN
    ]
    settled = (ScopeState.COMPLETE, ScopeState.NOT_NEEDED)
    if not own and state_of(dossier, "access") not in settled:
        say = msg("no access of his is listed: list what he has, or say that the list is complete")
        lacks.append(Lack(say, Cure("access")))
    done = nmsg("{n} access, revocation requested", "{n} accesses, revocation requested", len(own))
    return Check(Need.ACCESS, tuple(lacks), done if own else msg("he has none"))


def accesses(dossier: Dossier, person: int) -> Sequence[Access]:
    """The ways in that a person has, or had."""
    return dossier.kept("leaving.access", lambda: _by_person(dossier)).get(person, ())


def _by_person(dossier: Dossier) -> Mapping[int, Sequence[Access]]:
    found: dict[int, list[Access]] = defaultdict(list)
    for access in dossier.all(Access):
        if access.person is not None:
            found[access.person].append(access)
    return found


def _equipment(dossier: Dossier, person: Person, when: _When) -> Check:
    if person.equipment is not None:
        return Check(Need.EQUIPMENT, (), msg("on {day}", day=person.equipment))
    say = msg("nobody has recorded that his equipment came back")
    return Check(Need.EQUIPMENT, (Lack(say, Cure("person", person.id, "equipment")),))


def _successor(dossier: Dossier, person: Person, when: _When) -> Check:
    named = follower(dossier, person)
    if person.successor is None and person.no_successor:
        return Check(Need.SUCCESSOR, (), msg("none needed: {why}", why=person.no_successor))
    cure = Cure("person", person.id, "successor")
    if named is None:
        return Check(Need.SUCCESSOR, (Lack(msg("no successor is named"), cure),))
    if person.state not in GONE and (say := _goes_too(named, when.day)) is not None:
        return Check(Need.SUCCESSOR, (Lack(say, cure),))
    return Check(Need.SUCCESSOR, (), msg("{name}", name=named.name))


def _goes_too(successor: Person, day: date) -> Msg | None:
    """That a successor has left, or leaves no later; of who is not told yet that is not for
    others."""
    if successor.state in GONE:
        return msg("{name}, the successor, has left", name=successor.name)
    if successor.state is PersonState.CLEARED:
        return msg("{name}, the successor, is cleared to leave himself", name=successor.name)
    last = successor.release if successor.leaves and is_told(successor) else None
    if last is None or last > day:
        return None
    return msg("{name}, the successor, leaves himself on {day}", name=successor.name, day=last)


def _gates(dossier: Dossier, person: Person, when: _When) -> Check:
    gate = person.attends
    if gate is None:
        return Check(Need.GATES, (), msg("none"))
    if stands(dossier, gate, when.today).was_through:
        return Check(Need.GATES, (), msg("{gate} is behind him", gate=gate.value))
    held = gate_day(dossier, gate)
    cure = Cure("person", person.id, "attends")
    if held is None:
        say = msg("{gate}, which he attends, has no day", gate=gate.value)
        return Check(Need.GATES, (Lack(say, cure),))
    if held > when.day:
        say = msg("{gate}, which he attends, is on {day}", gate=gate.value, day=held)
        return Check(Need.GATES, (Lack(say, cure, held),))
    return Check(Need.GATES, (), msg("{gate} on {day}", gate=gate.value, day=held))


_CHECKS: Mapping[Need, Callable[[Dossier, Person, _When], Check]] = {
    Need.KNOWLEDGE: _knowledge,
    Need.WORK: _work,
    Need.ACCESS: _access,
    Need.EQUIPMENT: _equipment,
    Need.SUCCESSOR: _successor,
    Need.GATES: _gates,
}
