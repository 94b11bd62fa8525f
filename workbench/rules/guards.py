"""Guards of moves: what a record lacks before its machine may take it on.

A register whose moves depend on other records has a guard of its own here; what its machine
declares (side, reason) is looked at for all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import cast

from workbench.domain import record
from workbench.domain.dossier import Dossier
from workbench.domain.labelled import Side
from workbench.domain.machine import Move
from workbench.domain.message import Msg, listed, msg
from workbench.domain.record import Record
from workbench.domain.registers.kpi import Kpi
from workbench.domain.registers.person import Person, PersonState
from workbench.domain.registers.session import Session
from workbench.domain.registers.task import Task
from workbench.domain.registers.topic import PATHS, Topic
from workbench.figures.coverage import is_receiver
from workbench.figures.knowing import receivers_needed, receivers_shown
from workbench.rules.kpi_guards import kpi_lacks, lost
from workbench.rules.leaving import lacks_to_go
from workbench.rules.moving import lacks as lacks_by_machine

Guard = Callable[[Dossier, Record, Move, Person | None, date], list[Msg]]

CLEARED = (PersonState.CLEARED, PersonState.RELEASED)


def lacks(
    dossier: Dossier, found: Record, move: Move, by: Person | None, reason: str, today: date
) -> list[Msg]:
    """What keeps a record from a move; empty when nothing does."""
    declared = lacks_by_machine(move, by, reason)
    guard = _GUARDS.get(record.of(type(found)).name)
    return declared + (guard(dossier, found, move, by, today) if guard is not None else [])


def guarded(register: str) -> bool:
    """Whether its moves depend on other records."""
    return register in _GUARDS


def is_thinkable(found: Record, move: Move, today: date) -> bool:
    """Whether anything that could be said on the way would let it be made: nobody assesses what
    was only watched, or misses what is still to come."""
    if not isinstance(found, Session):
        return True
    if move.name == "assess":
        return not found.only_watched
    return move.name != "miss" or not found.is_to_come(today)


def slipped_through(before: Dossier, after: Dossier, ids: Iterable[int], today: date) -> list[Msg]:
    """What stands against people who are cleared or released after a change, and were not before,
    or were cleared only, and against what KPIs have lost by it: whichever way it was done, an undo
    too."""
    found = []
    for record_id in ids:
        now, was = after.get(record_id), before.get(record_id)
        if isinstance(now, Person) and now.state in CLEARED:
            if isinstance(was, Person) and was.state in (now.state, PersonState.RELEASED):
                continue
            found += lacks_to_go(after, now, today)
        elif isinstance(now, Kpi):
            found += lost(after, was if isinstance(was, Kpi) else None, now, today)
    return found


def _person(
    dossier: Dossier, found: Record, move: Move, by: Person | None, today: date
) -> list[Msg]:
    person = cast("Person", found)
    if move.name in ("release", "leave") and person.left_on is not None and person.left_on > today:
        return [msg("{name} has not left on {day}: that day is still to come", name=person.name,
                    day=person.left_on)]  # fmt: skip
    if move.target in CLEARED:
        return lacks_to_go(dossier, person, today)
    if move.name == "transfer" and person.post is None:
        return [msg("{name} moves to no post yet: name the post first", name=person.name)]
    if move.name == "extend" and (person.release is None or person.release < today):
        return [msg("give {name} a new planned release first, today or later", name=person.name)]
    return []


def _topic(
    dossier: Dossier, found: Record, move: Move, by: Person | None, today: date
) -> list[Msg]:
    topic = cast("Topic", found)
    if move.target not in PATHS[topic.track]:
        return [
            msg("{key} is {track}, and {move} is no step of that", key=dossier.key(topic),
                track=topic.track.label, move=move.label)
        ]  # fmt: skip
    if move.name not in ("verify", "sign_off"):
        return []
    return lacks_proof(dossier, topic)


def lacks_proof(dossier: Dossier, topic: Topic) -> list[Msg]:
    """What keeps a topic from being proved: only the receivers prove it, by doing it alone."""
    shown, needed = receivers_shown(dossier, topic), receivers_needed(dossier, topic)
    if len(shown) >= needed:
        return []
    key = dossier.key(topic)
    if not shown and needed == 1:
        return [msg("{key}: nobody who stays has shown that he does it alone; assess a reverse "
                    "shadowing, a drill or an examination", key=key)]  # fmt: skip
    return [
        msg("{key} is for a critical post: {needed} must have shown it, so far {names}", key=key,
            needed=needed, names=listed([p.name for p in shown]) if shown else msg("nobody"))
    ]  # fmt: skip


def _session(
    dossier: Dossier, found: Record, move: Move, by: Person | None, today: date
) -> list[Msg]:
    session = cast("Session", found)
    if move.name == "miss" and session.is_to_come(today):
        return [msg("it is planned for {day}, so nobody has missed it yet; cancel it if it will "
                    "not be held", day=session.day)]  # fmt: skip
    if move.name == "take_back":
        return _still_open(dossier, session) or _by_another(session, by)
    if move.name not in ("hold", "assess"):
        return []
    lack = []
    if session.kind is None:
        lack.append(msg("say what kind of session it is"))
    if session.receiver is None:
        lack.append(msg("say who receives"))
    elif session.receiver == session.giver:
        lack.append(msg("giver and receiver are the same person"))
    if session.day is None:
        lack.append(msg("say on which day"))
    elif session.day > today:
        lack.append(
            msg("it is planned for {day}; set the day first if it was held", day=session.day)
        )
    if move.name == "assess":
        lack += _assess(session, by)
    return lack


def _assess(session: Session, by: Person | None) -> list[Msg]:
    lack = []
    if session.kind is not None and session.only_watched:
        lack.append(
            msg("{kind} proves nothing: the receiver must do it himself", kind=session.kind.label)
        )
    if session.level is None:
        lack.append(msg("say which level the receiver has shown"))
    if by is None:
        lack.append(msg("say who assessed it"))
    elif session.giver is None:
        lack.append(msg("say who gave it: whoever assesses it is somebody else"))
    elif by.id == session.giver:
        lack.append(msg("{name} gave the session, so somebody else assesses it", name=by.name))
    elif by.id == session.receiver:
        lack.append(msg("{name} does not assess himself", name=by.name))
    return lack


def _still_open(dossier: Dossier, session: Session) -> list[Msg]:
    """What a topic was proved by is not taken from under it."""
    topic = dossier.get(session.parent)
    if not isinstance(topic, Topic) or not topic.is_proved:
        return []
    return [msg("{key} is {state}: send the topic back first", key=dossier.key(topic),
                state=topic.state.label)]  # fmt: skip


def _by_another(session: Session, by: Person | None) -> list[Msg]:
    """An assessment is taken back by who could have made it: neither of the two."""
    if by is None:
        return [msg("say who takes it back")]
    if by.id in (session.giver, session.receiver):
        return [msg("{name} gave the session or received it, so somebody else takes the assessment "
                    "back", name=by.name)]  # fmt: skip
    return []


def _task(dossier: Dossier, found: Record, move: Move, by: Person | None, today: date) -> list[Msg]:
    task = cast("Task", found)
    if move.name != "prove":
        return []
    people = dossier.table("person")
    lack, doer = [], people.get(task.person or 0)
    if not isinstance(doer, Person):
        lack.append(msg("say who did it alone"))
    elif not is_receiver(dossier, doer.id):
        lack.append(
            msg("{name} does not stay, so it proves nothing", name=doer.name)
            if doer.leaves
            else msg("{name} is not of the {side}, nor moves into a post", name=doer.name,
                     side=Side.RECEIVING.label)
        )  # fmt: skip
    if task.done_on is None:
        lack.append(msg("say on which day"))
    elif task.done_on > today:
        lack.append(msg("{day} is ahead", day=task.done_on))
    if task.witness is None:
        lack.append(msg("say before whom it was done"))
    elif isinstance(doer, Person) and task.witness == doer.id:
        lack.append(msg("{name} is no witness of himself", name=doer.name))
    return lack


_GUARDS: Mapping[str, Guard] = {
    "person": _person,
    "topic": _topic,
    "session": _session,
    "task": _task,
    "kpi": kpi_lacks,
}
