"""Today's work as it is kept: a line for what somebody owes on an item, a session, a topic, a
follow-on action such as a condition of a gate, or the notice of a contract.

The agenda keeps deadlines, and whoever reads it compares them with his own today.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from workbench.domain.dossier import Dossier
from workbench.domain.message import Msg, listed, msg
from workbench.domain.record import Record
from workbench.domain.registers.contract import Contract
from workbench.domain.registers.follow_on import FollowOn
from workbench.domain.registers.item import SETTLED, Item, ItemState
from workbench.domain.registers.person import Person
from workbench.domain.registers.session import PROVING, Session, SessionState
from workbench.domain.registers.topic import Topic
from workbench.figures import checklist
from workbench.figures.follow_ons import open_actions
from workbench.figures.knowing import receivers_needed, shown_since
from workbench.language import in_each

if TYPE_CHECKING:
    from db.writer import Writer

Line = Mapping[str, Any]


def lines_of(dossier: Dossier) -> dict[int, Line]:
    """The lines of a handover, by the record they are of."""
    rows = {item.id: _item(dossier, item) for item in dossier.all(Item)}
    owed = {item: row for item, row in rows.items() if row is not None}
    return {**owed, **_passing(dossier), **_actions(dossier), **_notices(dossier)}


def schedule(writer: Writer, before: Dossier, after: Dossier, touched: Collection[int]) -> None:
    """Bring the lines to what `after` says; `touched` are record ids."""
    ids: Collection[int] = touched
    if _dates_or_names_changed(before, after):
        ids = {*touched, *(item.id for item in after.all(Item))}
    rows, gone = [], []
    for record_id in ids:
        item = after.get(record_id)
        row = _item(after, item) if isinstance(item, Item) else None
        if row is not None:
            rows.append(row)
        elif isinstance(item or before.get(record_id), Item):
            gone.append(record_id)
    if _changed(before, after, "topic", "session", "holding", "person", "post"):
        now = _passing(after)
        rows += now.values()
        gone += _of_passing(before) - now.keys()
    if _dates_or_names_changed(before, after) or _changed(before, after, "follow_on"):
        now = _actions(after)
        rows += now.values()
        gone += {action.id for action in before.all(FollowOn)} - now.keys()
    if _changed(before, after, "contract", "person"):
        now = _notices(after)
        rows += now.values()
        gone += {contract.id for contract in before.all(Contract)} - now.keys()
    writer.schedule(gone, rows)


def _dates_or_names_changed(before: Dossier, after: Dossier) -> bool:
    """Whether lines of untouched items may read differently: T0, a holiday, a person, a seat."""
    return before.handover.day_zero != after.handover.day_zero or _changed(
        before, after, "holiday", "person", "seat"
    )


def _changed(before: Dossier, after: Dossier, *registers: str) -> bool:
    return any(
        before.listed(name) is not after.listed(name) and before.listed(name) != after.listed(name)
        for name in registers
        if name in after.registers
    )


def _item(dossier: Dossier, item: Item) -> Mapping[str, Any] | None:
    """The item's agenda line; None for one that nobody owes anything on."""
    if item.state in SETTLED:
        return None
    found = checklist.line(dossier, item, date.max)  # of which nothing that depends on today
    back = item.returned_by
    mark = "back" if back is not None else item.state.value
    deadline = asked = found.deadline
    if item.state is ItemState.WAIVED and item.expires and deadline:
        asked = max(deadline, item.expires)  # before that day nobody can be late
    kept = {
        "number": item.number,
        "text": {"en": item.text.en, "zh": item.text.zh},
        "owner": {"en": found.owner.name("en"), "zh": found.owner.name("zh")},
        "by": dossier.title(back, "en") if back is not None else "",
        "since": item.claimed_at.isoformat() if item.claimed_at else "",
        "reason": item.objection if back is not None else item.reason,
        "deadline": deadline.isoformat() if deadline else "",
        "waived": item.expires.isoformat() if item.expires else "",
    }
    return _row(dossier, item, mark, asked, found.due, kept)


def _passing(dossier: Dossier) -> dict[int, Line]:
    """The lines of sessions that are planned, of those that are to be assessed, and of topics that
    were shown and nobody has signed off."""
    found: dict[int, Line] = {}
    for session in dossier.all(Session):
        topic = dossier.get(session.parent)
        if isinstance(topic, Topic) and (row := _session(dossier, session, topic)) is not None:
            found[session.id] = row
    for topic in dossier.all(Topic):
        days = shown_since(dossier, topic)
        if not topic.is_proved and len(days) >= receivers_needed(dossier, topic):
            say = msg("{topic}: shown, not signed off", topic=topic.title)
            found[topic.id] = _line(dossier, topic, topic, "shown", max(days), say)
    return found


def _of_passing(dossier: Dossier) -> set[int]:
    """The records that may have such a line."""
    return {r.id for register in (Session, Topic) for r in dossier.all(register)}


def _session(dossier: Dossier, session: Session, topic: Topic) -> Line | None:
    if session.kind is None or session.day is None:
        return None
    if session.state is SessionState.PLANNED:
        say = msg("{kind}: {topic}", kind=session.kind.label, topic=topic.title)
        return _line(dossier, session, topic, "planned", session.day, say)
    if session.state is SessionState.HELD and session.kind in PROVING and not topic.is_proved:
        say = msg("{kind}, held and not assessed: {topic}", kind=session.kind.label,
                  topic=topic.title)  # fmt: skip
        return _line(dossier, session, topic, "held", session.held_on or session.day, say)
    return None


def _actions(dossier: Dossier) -> dict[int, Line]:
    """The lines of open follow-on actions that have a day."""
    return {
        each.found.id: _row(dossier, each.found, "action", each.deadline, each.due, {
            "key": dossier.key(each.found),
            "owner": in_each(listed([each.owner.name] if each.owner else [])),
            "text": in_each(each.said),
        })
        for each in open_actions(dossier)
        if each.due is not None
    }  # fmt: skip


def _notices(dossier: Dossier) -> dict[int, Line]:
    """The lines of contracts whose notice is still to be given, or to be decided about."""
    found: dict[int, Line] = {}
    for contract in dossier.all(Contract):
        if (day := contract.notice_due) is not None:
            say = msg("{contract}: last day to give notice", contract=contract.title)
            who = dossier.get(contract.decided_by)
            kept = {
                "key": dossier.key(contract),
                "owner": in_each(who.name if isinstance(who, Person) else ""),
                "text": in_each(say),
            }
            found[contract.id] = _row(dossier, contract, "notice", day, day, kept)
    return found


def _line(
    dossier: Dossier, found: Session | Topic, topic: Topic, mark: str, day: date, say: Msg
) -> Line:
    """Who gives and who receives a session owe it together; a topic, whoever signs it off."""
    who = (found.giver, found.receiver) if isinstance(found, Session) else ()
    people = [p.name for i in dict.fromkeys(who) if isinstance(p := dossier.get(i), Person)]
    kept = {
        "topic": topic.id,
        "key": dossier.key(topic),
        "owner": in_each(listed(people)),
        "text": in_each(say),
    }
    return _row(dossier, found, mark, day, day, kept)


def _row(
    dossier: Dossier,
    found: Record,
    mark: str,
    deadline: date | None,
    due: date | None,
    kept: Mapping[str, Any],
) -> Line:
    return {
        "item": found.id,
        "handover": dossier.handover.id,
        "deadline": deadline.isoformat() if deadline else None,
        "due": due.isoformat() if due else None,
        "mark": mark,
        "line": json.dumps(kept, ensure_ascii=False),
    }
