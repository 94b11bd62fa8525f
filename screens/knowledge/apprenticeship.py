"""An apprenticeship asked for in a few lines and looked at before its sessions are planned."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from screens.leaving.sessions import giver_of, who_gives
from screens.people import somebody
from screens.text import wrapped
from screens.widgets.rowlist import Cell, Column, Line, Row, TextLine
from workbench.domain.calendar import parse_day
from workbench.domain.errors import BadValue, Refused
from workbench.domain.labelled import Side
from workbench.domain.message import msg, nmsg
from workbench.domain.registers.person import GONE, Person
from workbench.domain.registers.topic import Topic
from workbench.figures.sessions import WEEK
from workbench.services import session_plans
from workbench.services.session_plans import Apprenticeship, Proposal

if TYPE_CHECKING:
    from screens.fields import EditingScreen
    from workbench.services.editing import Outcome

_COLUMNS = [Column("day", 15), Column("kind", 20), Column("against", 0, 10)]
_MOST_DAYS = 365


async def plan_series(screen: EditingScreen, handover: int, topic: Topic | None) -> Outcome | None:
    """Ask who teaches whom, from when, how often and until when; show the sessions with what
    stands against them, and plan them if the user agrees. From a worker."""
    topic = topic or await _topic(screen)
    if topic is None:
        return None
    key = screen.dossier.key(topic)
    master = giver_of(screen, topic) or await who_gives(screen, topic)
    if master is None:
        return None
    apprentice = await somebody(
        screen, handover, msg("Who learns {key} {topic}?", key=key, topic=topic.title),
        Side.RECEIVING, Side.SPONSOR, current=topic.receiver,
        without=[master, *(p.id for p in screen.dossier.all(Person) if p.state in GONE)],
    )  # fmt: skip
    if apprentice is None:
        return None
    wanted = await _when(screen, topic.id, master, apprentice)
    if wanted is None:
        return None
    dossier = screen.dossier
    found = screen.attempt(lambda: session_plans.preview(dossier, wanted, screen.today))
    if found is None:
        return None
    title = nmsg("{n} session on {key}, {master} -> {name}?",
                 "{n} sessions on {key}, {master} -> {name}?", len(found.sessions), key=key,
                 master=screen.names.title_of(master),
                 name=screen.names.title_of(apprentice))  # fmt: skip
    if not await screen.confirm(title, _lines(screen, found), _COLUMNS):
        return None
    done = nmsg("{n} session on {key} planned", "{n} sessions on {key} planned",
                len(found.sessions), key=key)  # fmt: skip
    return await screen.act(lambda ws: session_plans.plan(ws, handover, wanted), done, seen=dossier)


async def _topic(screen: EditingScreen) -> Topic | None:
    open_ = [t for t in screen.dossier.all(Topic) if not t.is_proved]
    open_.sort(key=lambda t: (-t.criticality, t.number))
    options = [(t.id, t.title, screen.dossier.key(t)) for t in open_]
    if not options:
        screen.say(msg("every topic is proved, or there is none yet"))
        return None
    found = screen.dossier.get(await screen.choose(msg("What is to be learned?"), options))
    return found if isinstance(found, Topic) else None


async def _when(
    screen: EditingScreen, topic: int, master: int, apprentice: int
) -> Apprenticeship | None:
    """From when, how often, and the day of the examination."""

    def day(text: str) -> date:
        return parse_day(text, screen.today)

    first = await screen.ask_until(msg("First lesson on"), day, hint=msg("a day"))
    if first is None:
        return None
    every = await screen.ask_until(
        msg("Days from one lesson to the next"), _days, str(WEEK), msg("7 is weekly")
    )
    if every is None:
        return None

    def last(text: str) -> Apprenticeship:
        wanted = Apprenticeship(topic, master, apprentice, first, day(text), every)
        try:
            session_plans.preview(screen.dossier, wanted, screen.today)
        except Refused as problem:
            raise BadValue(problem.message) from None
        return wanted

    return await screen.ask_until(
        msg("Final examination on"), last, hint=msg("a day after the first lesson")
    )


def _days(text: str) -> int:
    typed = text.strip()
    if not (typed.isascii() and typed.isdecimal() and 0 < int(typed) <= _MOST_DAYS):
        raise BadValue(msg("a whole number from 1 to {most}", most=_MOST_DAYS))
    return int(typed)


def _lines(screen: EditingScreen, found: Proposal) -> Sequence[Line]:
    """A line a session, with what stands against it; whole sentences below."""
    tr, made = screen.tr, list[Line]()
    sentences: list[str] = []
    for place, session in enumerate(found.sessions):
        against = [c for c in found.clashes if c.session is session]
        said = ", ".join(dict.fromkeys(tr(c.kind.label) for c in against))
        day = session.day
        cells: dict[str, Cell | str] = {
            "day": f"{tr.weekday(day)} {day}" if day is not None else "",
            "kind": tr(session.kind.label) if session.kind is not None else "",
            "against": Cell(said, "late"),
        }
        made.append(Row(place, cells))
        sentences += [screen.names.told(c.message) for c in against]
    made += [TextLine()] if sentences else []
    for sentence in dict.fromkeys(sentences):
        made += [TextLine(f" {line}", "late") for line in wrapped(sentence, screen.room - 1)]
    return made
