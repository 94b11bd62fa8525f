"""What follows from a move, in the same change set: levels shown, topics that come on, days."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from workbench.domain import record
from workbench.domain.machine import Move
from workbench.domain.record import Record
from workbench.domain.registers.holding import ALONE, Holding
from workbench.domain.registers.kpi import Kpi
from workbench.domain.registers.person import Person
from workbench.domain.registers.session import PROVING, Session, SessionKind, SessionState
from workbench.domain.registers.topic import PATHS, Topic, TopicState, Track
from workbench.figures.kpi_readings import last_day
from workbench.figures.release import went_on
from workbench.figures.vacuum import counts_from
from workbench.services.editing import Editing

Effect = Callable[[Editing, Any, Move, Person | None, date], None]

_STEPS = {
    SessionKind.INTERVIEW: TopicState.ELICITED,
    SessionKind.DEMONSTRATION: TopicState.ELICITED,
    SessionKind.WALKTHROUGH: TopicState.ELICITED,
    SessionKind.SHADOWING: TopicState.SHADOWED,
    SessionKind.REVERSE: TopicState.REVERSED,
}
_NEVER = datetime.min.replace(tzinfo=UTC)
_SHOWN = {Track.EXPLICIT: TopicState.USED, Track.TACIT: TopicState.ASSESSED}


def follow(ed: Editing, found: Record, move: Move, by: Person | None, today: date) -> None:
    """Do what follows from `move` of `found`, which was made by `by`."""
    effect = _EFFECTS.get(record.of(type(found)).name)
    if effect is not None:
        effect(ed, found, move, by, today)


def _person(ed: Editing, person: Person, move: Move, by: Person | None, today: date) -> None:
    if move.name in ("tell", "hand_over") and person.told_on is None:
        ed.put(person.id, told_on=today)  # whoever hands over knows that he leaves
    elif move.name in ("release", "leave"):
        if person.left_on is None:
            ed.put(person.id, left_on=went_on(person, today))
    elif move.name == "bring_back":
        # Whoever leaves after all is told anew, and has his notice from then on.
        ed.put(person.id, left_on=None, told_on=None)


def _session(ed: Editing, session: Session, move: Move, by: Person | None, today: date) -> None:
    topic = ed.find(session.parent or 0)
    if not isinstance(topic, Topic):
        return
    if move.name == "take_back":
        _unshow(ed, session, topic)
    if move.name not in ("hold", "assess"):
        return
    if session.held_on is None:
        ed.put(session.id, held_on=session.day or today)
    if session.kind is not None and session.kind in _STEPS:
        _advance(ed, topic, _STEPS[session.kind])
    if move.name == "assess" and by is not None and session.level is not None:
        _show(ed, session, topic, by)


def _show(ed: Editing, session: Session, topic: Topic, by: Person) -> None:
    """The receiver's level in the topic is what the assessment has shown."""
    level, shown_on = session.level, session.held_on or session.day
    own = next((h for h in ed.under(topic.id, Holding) if h.person == session.receiver), None)
    ed.put(session.id, assessor=by.id, before=own.level if own is not None else 0)
    shown: dict[str, Any] = {"level": level, "shown_on": shown_on, "shown_to": by.id}
    if own is not None:
        ed.put(own.id, **shown)
    else:
        ed.add(Holding, parent=topic.id, person=session.receiver, **shown)
    if _is_proof(session):
        _advance(ed, topic, _SHOWN[topic.track])


def _is_proof(session: Session) -> bool:
    return session.kind in PROVING and session.level is not None and session.level >= ALONE


def _unshow(ed: Editing, session: Session, topic: Topic) -> None:
    """The receiver's level is again what another session has shown last, else what it was; and
    so is the state of the topic."""
    ed.put(session.id, assessor=None, before=None)
    _fall_back(ed, ed.get(Topic, topic.id))
    own = next((h for h in ed.under(topic.id, Holding) if h.person == session.receiver), None)
    if own is None:
        return
    others = [
        s
        for s in ed.under(topic.id, Session)
        if s.id != session.id and s.receiver == session.receiver and s.assessor is not None
    ]
    if (follower := _next(ed, session, others)) is not None:
        ed.put(follower.id, before=session.before)
    last = max(others, key=lambda s: (s.held_on or date.min, s.moved_at or _NEVER), default=None)
    if last is not None:
        ed.put(own.id, level=last.level, shown_on=last.held_on or last.day, shown_to=last.assessor)
    else:
        ed.put(own.id, level=session.before or 0, shown_on=None, shown_to=None)


def _next(ed: Editing, session: Session, others: Sequence[Session]) -> Session | None:
    """The one assessed after it, which found the level that it had shown."""
    made = getattr(ed.before.get(session.id), "moved_at", None) or _NEVER
    later = [s for s in others if (s.moved_at or _NEVER) >= made and s.before == session.level]
    return min(later, key=lambda s: (s.moved_at or _NEVER, s.id), default=None)


def _fall_back(ed: Editing, topic: Topic) -> None:
    """A topic that was shown is as far as people said last, or the sessions since have brought it.

    Of a document it is not kept that it was reviewed: it counts as drafted.
    """
    path, said = PATHS[topic.track], topic.moved_at or _NEVER
    if topic.state is not _SHOWN[topic.track]:
        return
    was_sent_back = bool(topic.reason)
    far = {path[0] if topic.moved_at is None or was_sent_back else path[1]}
    for s in ed.under(topic.id, Session):
        if (s.moved_at or _NEVER) < said or s.kind is None:
            continue
        if s.state is SessionState.ASSESSED and _is_proof(s):
            far.add(_SHOWN[topic.track])
        elif s.state in (SessionState.HELD, SessionState.ASSESSED) and s.kind in _STEPS:
            far.add(_STEPS[s.kind])
    ed.put(topic.id, state=max(far.intersection(path), key=path.index))


def _advance(ed: Editing, topic: Topic, to: TopicState) -> None:
    """Take the topic on to a state of its track, never back."""
    path = PATHS[topic.track]
    now = ed.get(Topic, topic.id).state
    if to in path and now in path and path.index(now) < path.index(to):
        ed.put(topic.id, state=to)


def _kpi(ed: Editing, kpi: Kpi, move: Move, by: Person | None, today: date) -> None:
    if move.name == "retire":
        # It counted until now, or until it ended: its last day must leave no hole behind.
        end = last_day(kpi, ed.handover.day_zero) or today
        ed.put(kpi.id, signed_by=by.id if by else None, active_to=min(end, today))
    elif move.name == "go_live":
        # A planned day that went by without it leaves a hole, which is to stay told.
        ed.put(kpi.id, active_from=counts_from(kpi, today))
    elif move.name == "reopen":
        over = kpi.active_to is not None and kpi.active_to <= today
        ed.put(kpi.id, signed_by=None, **({"active_to": None} if over else {}))


_EFFECTS: Mapping[str, Effect] = {"person": _person, "session": _session, "kpi": _kpi}
