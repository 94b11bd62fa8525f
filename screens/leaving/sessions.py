"""What is asked for a session on a topic: planned, held and assessed, and the proof it gives."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from screens.people import somebody
from screens.text import all_wrapped
from screens.widgets.rowlist import TextLine
from workbench.domain.calendar import parse_day
from workbench.domain.labelled import Side
from workbench.domain.message import Msg, msg, nmsg
from workbench.domain.registers.person import GONE, Person
from workbench.domain.registers.session import (
    PROVING,
    Session,
    SessionKind,
    SessionState,
)
from workbench.domain.registers.topic import Topic, Track
from workbench.figures.knowing import can
from workbench.figures.sessions import clashes

if TYPE_CHECKING:
    from screens.fields import EditingScreen
    from workbench.rules.leaver import Leaver
    from workbench.services.editing import Outcome

_NEW = 0
_KINDS = (*PROVING, *(kind for kind in SessionKind if kind not in PROVING))


async def plan_session(
    screen: EditingScreen, handover: int, topic: Topic, giver: int | None,
    own: Leaver | None = None,
) -> Outcome | None:  # fmt: skip
    """Which kind, who receives, and when. `own` is the leaver whose safe day hangs on it."""
    from workbench.services import knowing

    tr, key = screen.tr, screen.dossier.key(topic)
    hints = {
        True: tr(msg("proves it: the receiver does it alone")),
        False: tr(msg("prepares; proves nothing")),
    }
    kinds = [(kind, tr(kind.label), hints[kind in PROVING]) for kind in _KINDS]
    kind = await screen.choose(msg("{key} {topic}: which session?", key=key, topic=topic.title),
                               kinds)  # fmt: skip
    if kind is None:
        return None
    if giver is None:
        giver = await who_gives(screen, topic)
        if giver is None:
            return None
    receiver = await somebody(
        screen, handover, msg("Who receives {key}?", key=key), Side.RECEIVING, Side.SPONSOR,
        current=topic.receiver,
        without=[giver, *(p.id for p in screen.dossier.all(Person) if p.state in GONE)],
    )  # fmt: skip
    if receiver is None:
        return None
    day = await screen.ask_until(
        msg("On which day"), lambda text: parse_day(text, screen.today), hint=_hint(screen, own)
    )
    if day is None:
        return None
    if not await _clashing(screen, topic, kind, giver, receiver, day):
        return None
    done = msg("{kind} of {key} with {name} on {day}", kind=kind.label, key=key, day=day,
               name=screen.names.title_of(receiver))  # fmt: skip
    taker = screen.dossier.get(receiver)
    if kind in PROVING and isinstance(taker, Person) and taker.leaves:
        done = msg("{done}; it proves nothing: {name} leaves too", done=done,
                   name=screen.names.title_of(receiver))  # fmt: skip
    return await screen.act(
        lambda ws: knowing.plan_session(ws, handover, topic.id, kind=kind, giver=giver,
                                        receiver=receiver, day=day),
        done,
    )  # fmt: skip


async def _clashing(
    screen: EditingScreen, topic: Topic, kind: SessionKind, giver: int, receiver: int, day: date
) -> bool:
    """Whether it is planned, although something stands against it, which is shown."""
    wanted = Session(parent=topic.id, kind=kind, giver=giver, receiver=receiver, day=day)
    against = [c for c in clashes(screen.dossier, screen.today, [wanted]) if not c.session.id]
    if not against:
        return True
    told = all_wrapped((screen.names.told(c.message) for c in against), screen.room - 4)
    title = nmsg("{n} thing stands against this session. Plan it?",
                 "{n} things stand against this session. Plan it?", len(against))  # fmt: skip
    return await screen.confirm(title, [TextLine(f" {line}", "warn") for line in told])


async def who_gives(screen: EditingScreen, topic: Topic) -> int | None:
    """Who gives it, of several who know it; anybody, where nobody is known to."""
    able = [p for p in can(screen.dossier, topic.id) if p.id != topic.receiver]
    title = msg("Who gives it?")
    if not able:
        return await somebody(screen, screen.dossier.handover.id, title, Side.GIVING)
    options = [(p.id, screen.names.title_of(p.id), p.role) for p in able]
    return await screen.choose(title, options)


def _hint(screen: EditingScreen, own: Leaver | None) -> Msg:
    from workbench.services.leaving import proof_by

    by = proof_by(screen.dossier, own.safe, screen.today) if own is not None else None
    if own is None or by is None:
        return msg("a day")
    return msg("up to {by} it leaves {day} as it is", by=by, day=own.safe.day)


async def sessions(screen: EditingScreen, handover: int, topic: Topic) -> None:
    """Choose one of the topic's sessions, those first that can go on, and move it; or plan one."""
    from screens import moving

    found = sorted(screen.dossier.under(topic.id, Session), key=_is_over)
    options = [(s.id, _named(screen, s), _stands(screen, s)) for s in found]
    options.append((_NEW, screen.tr(msg("plan another one")), ""))
    title = msg("Sessions of {key} {topic}", key=screen.dossier.key(topic), topic=topic.title)
    chosen = await screen.choose(title, options)
    if chosen is None:
        return
    session = screen.dossier.get(chosen) if chosen else None
    if not isinstance(session, Session):
        await plan_session(screen, handover, topic, giver_of(screen, topic))
        return
    outcome = await moving.move(screen, handover, session)
    if outcome is not None and outcome.done:
        await offer_proof(screen, handover, topic.id)


def _is_over(session: Session) -> bool:
    """Whether nothing is to come of it: what was only watched is not assessed."""
    held = session.state is SessionState.HELD and not session.only_watched
    return not (held or session.state is SessionState.PLANNED)


def giver_of(screen: EditingScreen, topic: Topic) -> int | None:
    """Who gives it, when exactly one of those who know it could: not a receiver himself."""
    able = [p.id for p in can(screen.dossier, topic.id) if p.id != topic.receiver]
    return able[0] if len(able) == 1 else None


def _named(screen: EditingScreen, session: Session) -> str:
    kind = screen.tr(session.kind.label) if session.kind is not None else "?"
    who = screen.names.title_of(session.receiver) if session.receiver is not None else "?"
    return f"{session.held_on or session.day or '?'}  {kind} -> {who}"


def _stands(screen: EditingScreen, session: Session) -> str:
    if session.state is SessionState.ASSESSED and session.level is not None:
        return screen.tr(msg("{state}, level {n}", state=session.state.label, n=session.level))
    return screen.tr(session.state.label)


async def offer_proof(screen: EditingScreen, handover: int, topic_id: int) -> None:
    """Where a session has shown enough, ask whether the receiving side says so now."""
    from workbench.rules.guards import lacks_proof

    topic = screen.dossier.get(topic_id)
    if not isinstance(topic, Topic) or topic.is_proved or lacks_proof(screen.dossier, topic):
        return
    title = msg("{key} has been shown. Does the receiving side sign it off now?",
                key=screen.dossier.key(topic))  # fmt: skip
    yes = (True, screen.tr(msg("yes, it is proved")), "")
    no = (False, screen.tr(msg("not yet")), "")
    if await screen.choose(title, [yes, no]):
        await prove(screen, handover, topic)


async def prove(screen: EditingScreen, handover: int, topic: Topic) -> Outcome | None:
    """The receiving side says that a topic is proved: verified, or signed off."""
    from workbench.services import moving
    from workbench.services.present import present

    by = present(screen.ws, handover).receiving
    if by is None or not isinstance(screen.dossier.get(by), Person):
        title = msg("Who of the receiving side says so?")
        by = await somebody(screen, handover, title, Side.RECEIVING, Side.SPONSOR)
        if by is None:
            return None
    name = "verify" if topic.track is Track.EXPLICIT else "sign_off"
    key = screen.dossier.key(topic)
    done = msg("{key} is proved: {name} says so", key=key, name=screen.names.title_of(by))
    return await screen.act(lambda ws: moving.move(ws, handover, [topic.id], name, by=by), done)
