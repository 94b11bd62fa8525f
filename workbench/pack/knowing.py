"""Topics in words: who has proved them, or when they will."""

from __future__ import annotations

from workbench.domain.dossier import Dossier
from workbench.domain.message import Msg, listed, msg
from workbench.domain.registers.holding import ALONE, Holding
from workbench.domain.registers.person import Person
from workbench.domain.registers.session import Session, SessionState
from workbench.domain.registers.topic import Topic
from workbench.figures.knowing import (
    not_shown,
    proof_day,
    receivers_needed,
    receivers_shown,
    waits_to_be_assessed,
)
from workbench.pack.page import Page


def topics_of(dossier: Dossier, person: Person) -> list[Topic]:
    """The topics somebody can do alone, in the order of the register."""
    knows = {h.parent for h in dossier.all(Holding) if h.person == person.id and h.level >= ALONE}
    return [t for t in dossier.all(Topic) if t.id in knows]


def proof(page: Page, topic: Topic) -> Msg:
    """Who has shown a topic and when, else the day it is planned for; as if who has not been told
    that he leaves stayed."""
    shown = receivers_shown(page.told, topic)
    if shown:
        days = {h.person: h.shown_on for h in page.dossier.under(topic.id, Holding)}
        who = [msg("{name} on {day}", name=p.name, day=days[p.id]) for p in shown]
        needed = receivers_needed(page.dossier, topic)
        if not topic.is_proved and len(shown) < needed:
            return msg("{n} of {needed}: {names}", n=len(shown), needed=needed, names=listed(who))
        return msg("shown by {names}", names=listed(who))
    day = proof_day(page.told, topic, page.today)
    if day is None:
        return msg("none planned")
    if waits_to_be_assessed(page.told, topic, page.today):
        return msg("held on {day}, not assessed yet", day=day)
    return msg("planned for {day}", day=day)


def teachers(page: Page, topic: Topic) -> list[Person]:
    """Who gave its sessions; before there was one, who of the project knows it."""
    held = (SessionState.HELD, SessionState.ASSESSED)
    gave = [s.giver for s in page.dossier.under(topic.id, Session) if s.state in held]
    waiting = [p.id for p, _ in not_shown(page.dossier, topic)]
    knows = [
        h.person
        for h in page.dossier.under(topic.id, Holding)
        if h.level >= ALONE and h.shown_on is None and h.person not in waiting
    ]
    found = (page.dossier.get(who) for who in dict.fromkeys([g for g in gave if g] or knows))
    return [p for p in found if isinstance(p, Person)]


def level(session: Session) -> str:
    """`2 -> 3`, where a session has been assessed."""
    if session.state is not SessionState.ASSESSED or session.level is None:
        return ""
    return f"{session.before or 0} -> {session.level}"
