"""Topics as lines, by who knows them; and what the pane says of the one under the cursor."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from screens.handover.listing import short_day
from screens.handover.pane import Fact
from screens.names import Names
from screens.text import width
from screens.widgets.rowlist import Cell, Column, Group, Row
from workbench.domain.dossier import Dossier
from workbench.domain.labelled import Labelled
from workbench.domain.message import Msg, in_turn, msg, nmsg, pmsg
from workbench.domain.registers.person import Person
from workbench.domain.registers.session import Session, SessionState
from workbench.domain.registers.topic import Topic
from workbench.figures.knowing import (
    can,
    held_by_leavers,
    last_day,
    leaving_together,
    passed_on,
    proof_day,
    receivers_missing,
    sole_holders,
    waits_to_be_assessed,
)
from workbench.language import Tr
from workbench.rules.guards import lacks_proof
from workbench.rules.leaver import leaver
from workbench.services.knowing import sentence


class Known(Labelled):
    """How safe a topic is, the worst first."""

    SOLE = "sole", msg("ONLY ONE PERSON KNOWS IT")
    LEAVING = "leaving", msg("ALL WHO KNOW IT LEAVE")
    NOBODY = "nobody", msg("NOBODY KNOWS IT")
    SEVERAL = "several", msg("TO BE PROVED")
    PROVED = "proved", msg("PROVED")


_HINTS = {
    Known.LEAVING: msg("nobody is left once the last of them has gone"),
    Known.NOBODY: msg("nobody here does it alone"),
    Known.SEVERAL: msg("several know it; the receiver has not shown it yet"),
}
_STATE = 16  # cells of a state or a planned proof


class TopicId(NamedTuple):
    topic: int


def grouped(dossier: Dossier, today: date) -> Mapping[Known, Sequence[Topic]]:
    """All topics by how safe they are; of what one person alone knows, who leaves first."""
    found: dict[Known, list[Topic]] = {known: [] for known in Known}
    for topic in dossier.all(Topic):
        found[known(dossier, topic)].append(topic)

    def pressing(topic: Topic) -> tuple[int, date, int, int]:
        (person,) = can(dossier, topic.id)
        early = leaver(dossier, person, today).early if person.leaves else 0
        day = person.release if person.leaves and person.release else date.max
        return (-early, day, -topic.criticality, topic.number)

    def last(topic: Topic) -> tuple[date, int, int]:
        day = last_day(can(dossier, topic.id))
        return (day or date.max, -topic.criticality, topic.number)

    found[Known.SOLE].sort(key=pressing)
    found[Known.LEAVING].sort(key=last)
    for known_ in (Known.NOBODY, Known.SEVERAL):
        found[known_].sort(key=lambda t: (-t.criticality, t.number))
    return found


def known(dossier: Dossier, topic: Topic) -> Known:
    if passed_on(dossier, topic):
        return Known.PROVED
    if leaving_together(dossier, topic):
        return Known.LEAVING
    able = len(can(dossier, topic.id))
    return Known.SEVERAL if able > 1 else Known.SOLE if able else Known.NOBODY


def columns(dossier: Dossier, tr: Tr, room: int) -> list[Column]:
    keys = max((width(dossier.key(t)) for t in dossier.all(Topic)), default=4)
    wide = room >= 100
    titles = [tr(m) for m in (pmsg("column", "Crit"), pmsg("column", "Leaves"))]
    return [
        Column("key", max(4, keys), title=tr(msg("Key"))),
        Column("weight", width(titles[0]), align="right", title=titles[0], drop_below=60),
        Column("topic", 0, 12, title=tr(msg("Topic"))),
        Column("who", 18 if wide else 12, title=tr(msg("Who knows it"))),
        Column("leaves", max(6, width(titles[1])), title=titles[1], drop_below=70),
        Column("receiver", 16 if wide else 10, title=tr(msg("Receiver")), drop_below=50),
        Column("proof", _STATE, title=tr(pmsg("column", "Proof")), drop_below=60),
    ]


def group(known: Known, n: int, tr: Tr) -> Group:
    hint = tr(_HINTS[known]) if known in _HINTS else ""
    return Group(known, tr(known.label), n, hint=hint, folded=known is Known.PROVED)


def row(topic: Topic, names: Names, tr: Tr, today: date) -> Row:
    dossier = names.reading.dossier
    able = can(dossier, topic.id)
    all_leave = all(p.leaves for p in able)
    last = last_day(able) if all_leave else None
    early = all_leave and any(leaver(dossier, p, today).early > 0 for p in able)
    leaves = short_day(last, tr, today) if last is not None else ""
    receiver = topic.receiver
    cells: dict[str, Cell | str] = {
        "key": Cell(dossier.key(topic), "key"),
        "weight": str(topic.criticality),
        "topic": topic.title,
        "who": _who(able, names),
        "leaves": Cell(leaves, "late" if early else ""),
        "receiver": Cell(tr(msg("nobody")), "muted")
        if receiver is None
        else names.title_of(receiver),
        "proof": _proof(dossier, topic, tr, today),
    }
    style = "done" if passed_on(dossier, topic) else ""
    return Row(TopicId(topic.id), cells, style=style)


def _who(able: Sequence[Person], names: Names) -> str:
    if not able:
        return names.tr(msg("nobody"))
    more = f" +{len(able) - 1}" if len(able) > 1 else ""
    return f"{names.title_of(able[0].id)}{more}"


def _proof(dossier: Dossier, topic: Topic, tr: Tr, today: date) -> Cell:
    """The day of the proof that is planned, else how far it is."""
    proved, planned = passed_on(dossier, topic), proof_day(dossier, topic, today)
    if proved or planned is None:
        return Cell(tr(topic.state.label), "" if proved else "warn")
    day = short_day(planned, tr, today)
    if waits_to_be_assessed(dossier, topic, today):
        return Cell(tr(msg("to assess {day}", day=day)), "warn")
    return Cell(tr(msg("planned {day}", day=day)))


def worst(dossier: Dossier, tr: Tr, names: Names, today: date) -> Sequence[str]:
    """Who takes most with him, as long and as short as can be said; none when nobody does."""
    alone = Counter(s.person.id for s in sole_holders(dossier))
    people = [p for i in alone if isinstance(p := dossier.get(i), Person)]
    leaving = [p for p in people if p.leaves]
    if not leaving:
        if together := held_by_leavers(dossier):
            gravest, _ = max(together, key=lambda found: found[0].criticality)
            return [names.told(sentence(dossier, gravest))]
        if not people:
            return []
        leaving = people

    def pressing(p: Person) -> tuple[int, int]:
        return (leaver(dossier, p, today).early if p.leaves else 0, alone[p.id])

    person = max(leaving, key=pressing)
    n, name = alone[person.id], names.title_of(person.id)
    topics = [s.topic for s in sole_holders(dossier) if s.person.id == person.id]
    what: Msg | str = nmsg("{n} topic", "{n} topics", n)
    if n == 1:
        what = f"{dossier.key(topics[0])} {topics[0].title}"
    knows = msg("{name} is the only one who knows {what}", name=name, what=what)
    if not person.leaves or person.release is None:
        return [tr(knows)]
    own = leaver(dossier, person, today)
    said = [msg("{sentence}, and leaves on {day}", sentence=knows, day=person.release)]
    day = short_day(person.release, tr, today)
    said.append(msg("{sentence}; leaves {day}", sentence=knows, day=day))
    if own.early:
        safe = own.safe
        said[:0] = [
            msg("{sentence}, and leaves on {day}; the earliest safe day is {safe}",
                sentence=knows, day=person.release, safe=safe.said()),
            msg("{sentence}; leaves {day}, safe from {safe}", sentence=knows, day=day,
                safe=safe.said(short_day(safe.day, tr, today))),
        ]  # fmt: skip
    return [tr(way) for way in (*said, knows)]


def facts(topic: Topic, names: Names, tr: Tr, today: date) -> tuple[str, list[Fact]]:
    """Title and facts of the pane."""
    dossier = names.reading.dossier
    title = f"{dossier.key(topic)}  {topic.title}"
    found = [Fact(tr(pmsg("pane", "Knows")), names.told(sentence(dossier, topic)), 1, strong=True)]
    sessions = dossier.under(topic.id, Session)
    if sessions:
        said = tr(msg("{text}", text=in_turn([_session(s, names, tr, today) for s in sessions])))
        found.append(Fact(tr(pmsg("pane", "Sessions")), said, 2))
    if not passed_on(dossier, topic):
        lacks = lacks_proof(dossier, topic)
        words = names.told(lacks[0]) if lacks else tr(msg("the receiving side signs it off"))
        if missing := receivers_missing(dossier, topic):
            more = nmsg("add {n} more who receives it to who knows it, as Lin Tao (1)",
                        "add {n} more who receive it to who knows it, as Lin Tao (1)",
                        missing)  # fmt: skip
            words = tr(msg("{sentence}; {more}", sentence=words, more=more))
        found.append(Fact(tr(pmsg("topic", "Proof")), words, 0))
    return title, found


def _session(session: Session, names: Names, tr: Tr, today: date) -> str:
    kind = tr(session.kind.label) if session.kind is not None else "?"
    day = session.held_on or session.day
    when = short_day(day, tr, today) if day is not None else "?"
    who = names.title_of(session.receiver) if session.receiver is not None else "?"
    state = tr(session.state.label)
    if session.state is SessionState.ASSESSED and session.level is not None:
        state = tr(msg("{state}, level {n}", state=session.state.label, n=session.level))
    return tr(msg("{day} {kind} -> {name} ({state})", day=when, kind=kind, name=who, state=state))
