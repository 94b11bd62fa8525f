"""How an item stands, in one sentence: its state, who put it there, why, and what is lacking."""

from __future__ import annotations

from datetime import datetime

from screens.names import Names
from workbench.domain.message import Msg, msg
from workbench.domain.registers.item import OWED, Item, ItemState
from workbench.domain.typist import typed
from workbench.figures.checklist import Line
from workbench.language import Tr


def standing(line: Line, names: Names, tr: Tr) -> Msg:
    """The state, why it is so, what would be lacking for the next one, and what the receiving side
    last said no to, until it is verified."""
    now, item = _now(line, names, tr), line.item
    if item.sent_back_by is None or item.state is ItemState.TODO:
        return now
    return msg("{standing}; sent back before by {name}: {reason}", standing=now,
               name=_person(item.sent_back_by, names), reason=item.objection)  # fmt: skip


def _now(line: Line, names: Names, tr: Tr) -> Msg:
    from workbench.services import items

    item, state, reason = line.item, line.state, line.item.reason
    if state is ItemState.WAIVED:
        return msg(
            "waived until {day}: {reason}; meanwhile {measure}; approved by {name}",
            day=item.expires, reason=reason, measure=item.measure,
            name=_person(item.approver, names),
        )  # fmt: skip
    if state is ItemState.NOT_APPLICABLE:
        code = item.na_code.label if item.na_code else state.label
        return msg("not applicable, {code}: {reason}", code=code, reason=reason)
    if state is ItemState.VERIFIED:
        name, day = _person(item.verified_by, names), _day(item.verified_at, tr)
        if item.self_declared:
            return msg("self-declared by {name}, {day}: nobody else could verify it",
                       name=name, day=day)  # fmt: skip
        return msg("verified by {name}, {day}", name=_typed(item, name, names), day=day)
    if state is ItemState.CLAIMED:
        return msg(
            "claimed by {name}, {day}; waits for the receiving side",
            name=_typed(item, _person(item.claimed_by, names), names),
            day=_day(item.claimed_at, tr),
        )  # fmt: skip
    lacks = items.lacking(names.reading.dossier, item, "claim") if state in OWED else []
    told = _reasoned(item, state, names)
    return msg("{state}; {lack}", state=told, lack=lacks[0]) if lacks else told


def _reasoned(item: Item, state: ItemState, names: Names) -> Msg:
    if item.state is ItemState.WAIVED:
        return msg("its waiver ran out on {day}: {reason}", day=item.expires, reason=item.reason)
    if item.sent_back_by is not None and state is ItemState.TODO:
        name = _typed(item, _person(item.sent_back_by, names), names)
        return msg("sent back by {name}: {reason}", name=name, reason=item.objection)
    if item.reason:
        return msg("{state}: {reason}", state=state.label, reason=item.reason)
    return state.label


def _person(person: int | None, names: Names) -> Msg | str:
    return names.title_of(person) if person is not None else msg("somebody")


def _typed(item: Item, name: Msg | str, names: Names) -> Msg | str:
    """`Sun Yu (typed by Li Wei)` where somebody else was at the keyboard."""
    return typed(name, names.person(item.typed_by))


def _day(at: datetime | None, tr: Tr) -> str:
    return tr.day(at.astimezone().date()) if at is not None else ""
