"""Planning sessions: an apprenticeship as a series of them, in one change set."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from workbench.domain.dossier import Dossier
from workbench.domain.errors import NotFound, Refused
from workbench.domain.message import msg, nmsg
from workbench.domain.registers.person import Person
from workbench.domain.registers.session import Session
from workbench.domain.registers.topic import Topic
from workbench.figures import sessions
from workbench.figures.sessions import WEEK, Clash
from workbench.services.editing import Outcome
from workbench.services.workspace import Workspace

MOST = 60
"""Sessions of one series at most."""


@dataclass(frozen=True, slots=True)
class Apprenticeship:
    """What is to be passed on, from whom to whom, from the first lesson to the examination.

    `minutes` is the length of a lesson, `every` the days from one to the next.
    """

    topic: int
    master: int
    apprentice: int
    first: date
    last: date
    every: int = WEEK
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """The sessions as they would be made, and what stands against them."""

    sessions: tuple[Session, ...]
    clashes: tuple[Clash, ...]


def preview(dossier: Dossier, wanted: Apprenticeship, today: date) -> Proposal:
    """The sessions of an apprenticeship, and what stands against them.

    Refused for a series that cannot be one: nobody teaches himself, nor backwards in time.
    """
    if wanted.master == wanted.apprentice:
        raise Refused(msg("giver and receiver are the same person"))
    if wanted.every < 1 or wanted.last <= wanted.first:
        raise Refused(msg("the examination is after the first lesson: give a later day"))
    count = (wanted.last - wanted.first).days // wanted.every + 1
    if count > MOST:
        why = msg("these are {n} sessions, {most} are the most: leave more days between them",
                  n=count, most=MOST)  # fmt: skip
        raise Refused(why)
    days = sessions.series(dossier.calendar, wanted.first, wanted.last, wanted.every)
    made = tuple(
        Session(parent=wanted.topic, kind=kind, giver=wanted.master, receiver=wanted.apprentice,
                day=day, minutes=wanted.minutes)
        for day, kind in days
    )  # fmt: skip
    against = sessions.clashes(dossier, today, made)
    return Proposal(made, tuple(c for c in against if not c.session.id))


def plan(ws: Workspace, handover: int, wanted: Apprenticeship) -> Outcome:
    """Make the sessions; that something stands against one keeps none of them back."""
    topic = ws.shown(handover).get(wanted.topic)
    if not isinstance(topic, Topic):
        raise NotFound(msg("this {what} is no longer there", what=msg("topic")))
    proposed = preview(ws.shown(handover), wanted, ws.today).sessions
    what = nmsg("{n} session on {topic}", "{n} sessions on {topic}", len(proposed),
                topic=topic.title)  # fmt: skip
    with ws.change(handover, "sessions", what) as ed:
        ed.get(Topic, wanted.topic)
        ed.get(Person, wanted.master)
        ed.get(Person, wanted.apprentice)
        for session in proposed:
            ed.add(Session, parent=wanted.topic, kind=session.kind, giver=session.giver,
                   receiver=session.receiver, day=session.day,
                   minutes=session.minutes)  # fmt: skip
    return ed.outcome
