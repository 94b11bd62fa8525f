"""Topics with who knows them, and the sessions in which they are passed on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from workbench.domain import record
from workbench.domain.dossier import Dossier, Reading
from workbench.domain.errors import Refused
from workbench.domain.labelled import Side
from workbench.domain.message import Msg, msg
from workbench.domain.registers.holding import Holding
from workbench.domain.registers.person import Person
from workbench.domain.registers.session import Session, SessionKind
from workbench.domain.registers.topic import Topic
from workbench.domain.text import clean
from workbench.exchange.folded import Part, parts
from workbench.figures.knowing import (
    can,
    day_of_the_last,
    leaving_together,
    not_counted,
    of_whom_stay,
)
from workbench.services.editing import Editing, Outcome
from workbench.services.handovers import person_called
from workbench.services.workspace import Workspace


def add_topic(ws: Workspace, handover: int, title: str, who: Sequence[Part]) -> int:
    """A topic and the people who know it, in one change set; who is new joins the giving side."""
    if not clean(title):
        raise Refused(msg("say what the topic is"))
    with ws.change(handover, "add", msg("new topic: {title}", title=clean(title))) as ed:
        made = ed.add(Topic, title=clean(title))
        _hold(ws, ed, made, who)
        return made


def known_by(ws: Workspace, handover: int, topic: int, who: Sequence[Part]) -> Outcome:
    """These people know the topic, beside those of whom it was said before."""
    found = ws.known(handover).get(topic)
    key = ws.known(handover).key(found) if found is not None else ""
    with ws.change(handover, "edit", msg("who knows {key}", key=key)) as ed:
        _hold(ws, ed, ed.get(Topic, topic).id, who)
    return ed.outcome


def plan_session(
    ws: Workspace, handover: int, topic: int, *, kind: SessionKind, giver: int | None,
    receiver: int, day: date,
) -> Outcome:  # fmt: skip
    """A session on a topic; its receiver becomes the topic's, where none is named yet."""
    found = ws.known(handover).get(topic)
    key = ws.known(handover).key(found) if found is not None else ""
    what = msg("{kind} of {key} planned for {day}", kind=kind.label, key=key, day=day)
    if giver == receiver:
        raise Refused(msg("giver and receiver are the same person"))
    with ws.change(handover, "add", what) as ed:
        about = ed.get(Topic, topic)
        ed.add(Session, parent=about.id, kind=kind, giver=giver,
               receiver=ed.get(Person, receiver).id, day=day)  # fmt: skip
        if about.receiver is None:
            ed.set(about.id, receiver=receiver)
    return ed.outcome


def names_in(text: str) -> Sequence[Part]:
    """The people in a line, as a cell of a table names them: `Chen Hao (4), Wu Lan`."""
    return parts(text, people=True, whole=lambda words: False)


def sentence(dossier: Dossier, topic: Topic) -> Msg:
    """Who knows a topic, in one sentence: `Chen Hao is the only one who knows K-07 Ledger`; and
    who is said to and does not count."""
    said, aside = _known(dossier, topic), not_counted(dossier, topic)
    return said if aside is None else msg("{sentence}; {more}", sentence=said, more=aside)


def _known(dossier: Dossier, topic: Topic) -> Msg:
    able = can(dossier, topic.id)
    args: Mapping[str, object] = {"key": dossier.key(topic), "topic": topic.title}
    if not able:
        return msg("nobody here knows {key} {topic}", **args)
    if len(able) == 1:
        return msg("{name} is the only one who knows {key} {topic}", name=able[0].name, **args)
    if together := leaving_together(dossier, topic):
        day = day_of_the_last(together)
        return msg("everybody who knows {key} {topic} leaves, the last on {day}", day=day, **args)
    return of_whom_stay(msg("{n} people know {key} {topic}", n=len(able), **args), able)


def _hold(ws: Workspace, ed: Editing, topic: int, who: Sequence[Part]) -> None:
    level = record.get("holding").field("level").kind
    known = {h.person: h.id for h in ed.under(topic, Holding)}
    for part in who:
        person = _called(ed, part.words)
        said: dict[str, Any] = {}
        if part.amount:
            said["level"] = level.parse(part.amount, Reading(ed.before, ws.context))
        if person not in known:
            known[person] = ed.add(Holding, parent=topic, person=person, **said)
        else:
            ed.set(known[person], **said)


def _called(ed: Editing, name: str) -> int:
    """The person with that name or key; of several with one name none is guessed."""
    found = ed.before.find("person", name, "en")
    if found is not None:
        return found
    if sum(p.name == clean(name) for p in ed.before.all(Person)) > 1:
        raise Refused(
            msg("several people are called {name}; tell them apart in the roster", name=name)
        )
    return person_called(ed, name, Side.GIVING)
