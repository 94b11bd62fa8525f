"""Knowledge (D6): nobody goes with what only he knows, and topics are proved by who receives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from workbench.domain.dossier import Dossier
from workbench.domain.journey import Dimension, Gate
from workbench.domain.message import Msg, in_turn, listed, msg, nmsg
from workbench.domain.registers.person import GONE, Person
from workbench.domain.registers.scope import ScopeState
from workbench.domain.registers.topic import Topic
from workbench.domain.verdict import Severity
from workbench.figures.knowing import (
    can,
    held_alone,
    holds,
    loss,
    proof_day,
    receivers_needed,
    receivers_shown,
    rests_on_untold,
    waits_to_be_assessed,
    with_not_counted,
)
from workbench.figures.release import Safe, earliest_safe, frozen
from workbench.figures.told import as_told
from workbench.rules.leaving import (
    DAY,
    FREEZE,
    Lack,
    Need,
    check,
    discreet,
    is_told,
    open_work,
    proving,
    still_his,
    terms,
)
from workbench.rules.rule import ALL, Cure, Finding, Parameter, Parameters, Part, Rule, since
from workbench.rules.scope import state_of

_NEEDS = (Need.ACCESS, Need.EQUIPMENT, Need.SUCCESSOR, Need.GATES)
_SEVERAL = 5


def _secured(dossier: Dossier, today: date, given: Parameters) -> Iterator[Finding]:
    """What a leaver needs, but for his open work."""
    for person in dossier.all(Person):
        if person.leaves:
            yield from _knows(dossier, person, today, given)
            yield from _not_then(dossier, person, today, given)
            for need in _NEEDS:
                if lacks := check(dossier, person, need, today).lacks:
                    yield _lacking(dossier, person, need, lacks[0], len(lacks) - 1, today)


def _passed_on(dossier: Dossier, today: date, given: Parameters) -> Iterator[Finding]:
    for person in dossier.all(Person):
        if person.leaves and (owed := open_work(dossier, person.id)):
            first = still_his(dossier, owed[0])
            yield _lacking(dossier, person, Need.WORK, first, len(owed) - 1, today)


def _knows(dossier: Dossier, person: Person, today: date, given: Parameters) -> Iterator[Finding]:
    """What only he knows; that nobody has looked at what there is to know is said by R-00."""
    gone = person.state in GONE
    topics = held_alone(dossier, person, None if gone else person.release)
    if not topics or state_of(dossier, "topic") is ScopeState.UNTOUCHED:
        return
    planned = {t.id: proof_day(dossier, t, today) for t in topics}
    open_ = [t for t in topics if planned[t.id] is None]
    ready = max(
        (dossier.calendar.workdays_ahead(d, given["assess"]) for d in planned.values() if d),
        default=None,
    )
    late = ready is not None and person.release is not None and ready > person.release
    past = person.release is not None and today > person.release
    tail: Msg | None = None
    if open_ and not gone:
        tail = _unplanned(open_, len(topics))
    elif late and not gone:
        safe = earliest_safe(dossier, person, today, terms(given))
        tail = msg("the earliest safe day is {day}", day=safe.said())
    elif not gone and ready is not None and ready < today:
        tail = msg("the proof was to be assessed by {day}", day=ready)
    elif not gone:
        tail = msg("the proof is planned, and assessed by {day}", day=ready)

    cure = proving((open_ or topics)[0])
    if late and not open_ and not gone:
        cure = Cure("person", person.id, "release")
    yield Finding(
        rule="R-15", subject=person.id, key=f"{dossier.key(person)}.{Need.KNOWLEDGE.value}",
        detail=Need.KNOWLEDGE.value, gates=ALL, cure=cure,
        message=_sentence(_only(dossier, person, topics, past), tail),
        severity=Severity.STOP if gone or open_ or late or past else Severity.NOTE,
        discreet=_quiet(dossier, person, topics, _somebody()),
    )  # fmt: skip


def _not_then(
    dossier: Dossier, person: Person, today: date, given: Parameters
) -> Iterator[Finding]:
    """A planned day before it is safe, or one ahead in a freeze, unless what only he knows says
    so; that it is over makes it no safer while he could not go today either."""
    day = person.release
    if person.state in GONE or day is None:
        return
    agreed, past, detail, why = terms(given), today > day, DAY, None
    safe = earliest_safe(dossier, person, today, agreed)
    last = safe.reasons[-1] if safe.reasons else None
    if last is not None and last.day > day:
        if not _holds_longest(dossier, safe) and not (past and today >= last.day):
            why = msg("before the earliest safe day, {safe}: {why}", safe=safe.said(),
                      why=last.message)  # fmt: skip
    elif not past and (windows := frozen(dossier, day, agreed)):
        detail, why = FREEZE, msg("in the freeze {name}, {first} to {last}", name=windows[0].name,
                  first=windows[0].first, last=windows[0].last)  # fmt: skip
    if why is not None:
        wave = dossier.table("wave").get(person.wave or 0)
        args = {"name": person.name, "day": day, "why": why,
                "wave": dossier.key(wave) if wave is not None else ""}  # fmt: skip
        yield Finding(
            rule="R-15", subject=person.id, key=f"{dossier.key(person)}.{detail}", detail=detail,
            severity=Severity.CONDITION, gates=ALL, due=day,
            message=msg("{name} was to leave on {day}, {why}", **args) if past
            else msg("{name} is to leave on {day}, {why}", **args),
            discreet=discreet(person, _unsafe(detail)), cure=Cure("person", person.id, "release"),
        )  # fmt: skip


def _holds_longest(dossier: Dossier, safe: Safe) -> bool:
    """Whether he stays for a proof, and each has a day: the line of what only he knows says it."""
    topics = dossier.table("topic")
    last = safe.reasons[-1].record if safe.reasons else None
    return last in topics and not any(u.record in topics for u in safe.uncounted)


def _quiet(dossier: Dossier, person: Person, topics: Sequence[Topic], instead: Msg) -> Msg | None:
    """What is read out of the house of who has not been told; and of who has, while he is the only
    one only since a colleague leaves who has not."""
    told = as_told(dossier)
    if is_told(person) and told is not dossier:
        on = None if person.state in GONE else person.release
        if len(held_alone(told, person, on)) < len(topics):
            return instead
    return discreet(person, instead)


def _only(dossier: Dossier, person: Person, topics: Sequence[Topic], past: bool) -> Msg:
    """That nobody else knows them: nobody at all, or nobody who is still there by then."""
    what, who = _topics(topics), person.name
    if len(topics) == 1:
        what = with_not_counted(dossier, topics[0], what)
    if person.state in GONE:
        return msg("{name} left, and he was the only one who knows {topics}", name=who, topics=what)
    others = any(p.id != person.id for t in topics for p in can(dossier, t.id))
    if others and person.release is not None and not past:
        return msg("once {name} leaves on {day}, nobody is left who knows {topics}", name=who,
                   day=person.release, topics=what)  # fmt: skip
    if others:
        return msg("once {name} leaves, nobody is left who knows {topics}", name=who, topics=what)
    if person.release is None:
        return msg("{name} is the only one who knows {topics}, and is to leave", name=who,
                   topics=what)  # fmt: skip
    if past:
        return msg("{name} is the only one who knows {topics}, and was to leave on {day}",
                   name=who, topics=what, day=person.release)  # fmt: skip
    return msg("{name} is the only one who knows {topics}, and leaves on {day}", name=who,
               topics=what, day=person.release)  # fmt: skip


def _unplanned(open_: Sequence[Topic], all_: int) -> Msg:
    if len(open_) == all_:
        return msg("no proof is planned")
    return msg("no proof is planned for {topics}", topics=_topics(open_))


def _topics(topics: Sequence[Topic]) -> Msg | str:
    more = len(topics) - 1
    if not more:
        return topics[0].title
    return nmsg("{first} and {n} more topic", "{first} and {n} more topics", more,
                first=topics[0].title)  # fmt: skip


def _sentence(first: Msg, rest: Msg | None) -> Msg:
    said = in_turn([first, rest]) if rest is not None else first
    return said if isinstance(said, Msg) else first


def _lacking(
    dossier: Dossier, person: Person, need: Need, first: Lack, more: int, today: date
) -> Finding:
    """A need that is not met, told by the first of what is lacking."""
    past = person.state in GONE or (person.release is not None and today > person.release)
    what = first.message
    if more:
        what = nmsg("{first} and {n} more", "{first} and {n} more", more, first=what)

    return Finding(
        rule="R-15", subject=person.id, key=f"{dossier.key(person)}.{need.value}",
        detail=need.value, gates=ALL, cure=first.cure, message=_before(person, what, past),
        severity=Severity.STOP if past else Severity.NOTE,
        discreet=discreet(person, _somebody()),
    )  # fmt: skip


def _before(person: Person, what: Msg, past: bool) -> Msg:
    who = person.name
    if person.state in GONE:
        return msg("{name} has left: {lacking}", name=who, lacking=what)
    if past:
        return msg("{name} was to leave on {day}: {lacking}", name=who, day=person.release,
                   lacking=what)  # fmt: skip
    return msg("Before {name} leaves: {lacking}", name=who, lacking=what)


def _somebody() -> Msg:
    """Not what is lacking: beside the topics that one person knows it would tell who it is."""
    return nmsg("{n} person who has not been told yet is to leave, and not all that must be done "
                "before is done",
                "{n} people who have not been told yet are to leave, and not all that must be done "
                "before is done", 1)  # fmt: skip


def _unsafe(detail: str) -> Msg:
    """What is wrong with the day, not the day."""
    if detail == FREEZE:
        return nmsg("{n} person who has not been told yet is to leave in a freeze",
                    "{n} people who have not been told yet are to leave in a freeze",
                    1)  # fmt: skip
    return nmsg("{n} person who has not been told yet is to leave before it is safe",
                "{n} people who have not been told yet are to leave before it is safe",
                1)  # fmt: skip


def _leavers_together(found: list[Finding]) -> Msg | None:
    people = len({f.subject for f in found})
    if found[0].severity is Severity.NOTE:
        return nmsg(
            "{things} to be done before {n} person leaves",
            "{things} to be done before {n} people leave",
            people,
            things=nmsg("{n} thing is", "{n} things are", len(found)),
        )
    if len(found) <= _SEVERAL:
        return None
    if found[0].severity is Severity.CONDITION:
        return _days_together(found)
    return nmsg(
        "{n} person leaves, or has left, with {things} open",
        "{n} people leave, or have left, with {things} open",
        people,
        things=nmsg("{n} thing", "{n} things", len(found)),
    )


def _days_together(found: Sequence[Finding]) -> Msg:
    """How many leave too early and how many in a freeze, and the waves they go with."""
    early, held = ([f for f in found if f.detail == kind] for kind in (DAY, FREEZE))
    said: list[Msg | str] = []
    if early:
        said.append(nmsg("{n} person is to leave before it is safe{waves}",
                         "{n} people are to leave before it is safe{waves}", len(early),
                         waves=_waves(early)))  # fmt: skip
    if held:
        said.append(nmsg("{n} person is to leave in a freeze{waves}",
                         "{n} people are to leave in a freeze{waves}", len(held),
                         waves=_waves(held)))  # fmt: skip
    return msg("{what}: plan other days", what=in_turn(said))


def _waves(found: Sequence[Finding]) -> Msg | str:
    keys = sorted({str(f.message.args["wave"]) for f in found} - {""})
    return msg(" ({waves})", waves=listed(keys)) if keys else ""


def _received(dossier: Dossier, today: date, given: Parameters) -> Iterator[Finding]:
    for topic in dossier.all(Topic):
        planned = proof_day(dossier, topic, today)
        if (say := _unproved(dossier, topic, planned, today)) is not None:
            # The topic, which counts as proved elsewhere, would tell who has proved it and goes.
            quiet = msg("Have one more person show that he does a topic alone")
            yield Finding(
                rule="R-51", subject=topic.id, key=dossier.key(topic), severity=Severity.STOP,
                gates=since(Gate.G3), message=say, cure=proving(topic), owner=topic.receiver,
                due=planned, discreet=quiet if rests_on_untold(dossier, topic) else None,
            )  # fmt: skip


def _unproved(dossier: Dossier, topic: Topic, planned: date | None, today: date) -> Msg | None:
    """What a topic lacks: a receiver, a planned proof, the level, the last word."""
    shown, needed = len(receivers_shown(dossier, topic)), receivers_needed(dossier, topic)
    receiver = dossier.table("person").get(topic.receiver or 0)
    if shown >= needed:
        return None if topic.is_proved else msg("Say that {topic} is proved: who receives it has "
                                                "shown it", topic=topic.title)  # fmt: skip
    if not isinstance(receiver, Person) or receiver.state in GONE:
        return msg("Name who receives {topic}", topic=topic.title)
    if topic.is_proved and not shown:
        return msg("Nobody who stays has shown {topic} any more: plan a proof by {name}",
                   topic=topic.title, name=receiver.name)  # fmt: skip
    if planned is None and shown:
        return msg("{topic} is for a critical post: plan a proof by somebody besides {name}",
                   topic=topic.title, name=receivers_shown(dossier, topic)[0].name)  # fmt: skip
    if planned is None:
        return msg("Plan how {name} shows that he does {topic} alone", name=receiver.name,
                   topic=topic.title)  # fmt: skip
    if waits_to_be_assessed(dossier, topic, today):
        return msg("{topic} was shown on {day}: assess it", topic=topic.title, day=planned)
    return msg("{topic} is to be shown on {day}: assess it then", topic=topic.title, day=planned)


def _topics_together(found: list[Finding]) -> Msg:
    return nmsg("{n} topic is not proved by who receives it",
                "{n} topics are not proved by who receives them", len(found))  # fmt: skip


def _no_loss(dossier: Dossier, today: date, given: Parameters) -> Iterator[Finding]:
    for person in dossier.all(Person):
        if not person.leaves or person.state in GONE:
            continue
        risk = loss(dossier, person, today)
        if risk.total < given["total"]:
            continue
        alone = held_alone(dossier, person, person.release)
        open_ = [t for t in alone if proof_day(dossier, t, today) is None]
        if not open_ and holds(dossier, person):
            continue
        yield _loss(dossier, person, risk.total, alone, open_)


def _loss(
    dossier: Dossier, person: Person, total: int, alone: Sequence[Topic], open_: Sequence[Topic]
) -> Finding:
    say = msg("Knowledge-loss risk {total}: list what only {name} knows, and plan proofs",
              total=total, name=person.name)  # fmt: skip
    if open_:
        say = msg("Knowledge-loss risk {total}: plan proofs for what only {name} knows: {topics}",
                  total=total, name=person.name, topics=_topics(open_))  # fmt: skip
    # Not that somebody is still to be told: beside the topics one person knows, it would tell who.
    quiet = msg("Plan proofs for what only one person knows: the knowledge-loss risk is too high")
    return Finding(
        rule="R-52", subject=person.id, key=dossier.key(person), severity=Severity.STOP, gates=ALL,
        message=say, discreet=_quiet(dossier, person, alone, quiet),
        cure=proving(open_[0]) if open_ else Cure("topic"),
    )  # fmt: skip


_LEAVER = ("name", "side", "role", "state", "starts", "release", "left_on", "told_on", "notice",
           "attends", "successor", "no_successor", "equipment", "uniqueness", "wave")  # fmt: skip
_KNOWN = {
    "topic": ("title", "receiver", "state", "criticality", "post"),
    "holding": ("person", "level", "shown_on", "shown_to"),
    "session": ("kind", "giver", "receiver", "day", "state", "held_on"),
}
_GATE = {"decision": ("gate", "ruling", "expires"), "handover": ("t0", "t0_actual")}
_OWED = {"item": ("text", "state", "person", "seat"), "punch": ("title", "state", "person"),
         "follow_on": ("title", "state", "person"), "seat": ("person",)}  # fmt: skip

RULES = (
    Rule(
        id="R-15", dimension=Dimension.TEAM, gates=ALL, severity=Severity.STOP,
        title=msg("Nobody leaves before what only he knows, has or owes is passed on, or on a day "
                  "that is not safe"),
        reads={"person": _LEAVER, **_KNOWN, "access": ("system", "person", "state"),
               "scope": ("register", "state"), "freeze": ("name", "first", "last"),
               "holiday": ("day", "works"), "wave": ("name",), **_GATE, **_OWED},
        parameters=(
            Parameter("overlap", msg("working days with the successor"), 10, 0, 120),
            Parameter("assess", msg("working days to assess a proof"), 1, 0, 30),
            Parameter("freeze", msg("days around T0 on which nobody leaves"), 7, 0, 60),
        ),
        parts=(
            Part(_secured, ("person", *_KNOWN, "access", "scope", "freeze", "decision", "post",
                            "wave")),
            Part(_passed_on, ("person", *_OWED)),
        ),
        unasked=tuple(_OWED), together=_leavers_together,
    ),
    Rule(
        id="R-51", dimension=Dimension.KNOWLEDGE, gates=since(Gate.G3), severity=Severity.STOP,
        title=msg("Every topic is proved by who receives it, and does it alone"),
        reads={"person": _LEAVER, **_KNOWN, "post": ("critical",)},
        check=_received, together=_topics_together,
    ),
    Rule(
        id="R-52", dimension=Dimension.KNOWLEDGE, gates=ALL, severity=Severity.STOP,
        title=msg("Where much knowledge would be lost, its proof has a date"),
        reads={"person": _LEAVER, **_KNOWN},
        parameters=(Parameter("total", msg("knowledge-loss risk from which it stops"), 20, 1, 25),),
        check=_no_loss,
    ),
)  # fmt: skip
