"""The chase list: what each owner owes, by when, and what counts as proof, ready to be sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from workbench.domain.dossier import Context, Dossier
from workbench.domain.message import Msg, in_turn, msg, nmsg, pmsg
from workbench.domain.registers.handover import Handover
from workbench.domain.registers.item import Item, ItemState
from workbench.domain.registers.person import Person, Side
from workbench.domain.registers.topic import Topic
from workbench.domain.text import fold
from workbench.figures.checklist import Line, Owner, line
from workbench.figures.follow_ons import open_actions
from workbench.figures.passing import Owed, owed
from workbench.figures.progress import is_open
from workbench.pack.md import esc
from workbench.pack.wrap import wrap
from workbench.services.judged import week_ahead

WIDTH = 72
_ACTIONS = msg("Conditions of gates, and other follow-on actions:")
_KNOWLEDGE = msg("Knowledge to pass on or to receive:")
REGISTERS = ("item", "seat", "person", "holiday", "topic", "session", "holding", "post",
             "follow_on")  # fmt: skip
"""What it is made from."""


@dataclass(frozen=True, slots=True)
class Debt:
    """One item somebody owes; `sent_back_by` is empty unless the other side said no."""

    key: str
    line: Line
    sent_back_by: str


class Other(NamedTuple):
    """Something owed that is no item; `key` is that of its topic or follow-on action."""

    key: str
    day: date | None
    deadline: date | None
    message: Msg


@dataclass(frozen=True, slots=True)
class OwnerDebt:
    """What one owner owes in a handover, by date; `owner` may be a seat nobody fills, or nobody.

    `knowledge` is what is to be passed on or received: sessions of the days ahead, and topics;
    `actions` are conditions of the gates that were passed, and other follow-on actions.
    """

    handover: Handover
    owner: Owner
    debts: tuple[Debt, ...]
    knowledge: tuple[Other, ...] = ()
    actions: tuple[Other, ...] = ()

    @property
    def side(self) -> Side | None:
        return self.owner.side

    @property
    def keys(self) -> list[str]:
        """Of all he owes, items first."""
        return [*(d.key for d in self.debts), *(o.key for o in (*self.actions, *self.knowledge))]


def chase(dossier: Dossier, context: Context) -> list[OwnerDebt]:
    """Everybody who owes something, whoever is latest first; open seats after people."""
    found: dict[int | None, list[Debt]] = {}
    owners: dict[int | None, Owner] = {}
    for item in dossier.all(Item):
        if is_open(item, context.today):
            shown = line(dossier, item, context.today)
            owners.setdefault(shown.owner.id, shown.owner)
            debt = Debt(dossier.key(item), shown, _sender(dossier, item))
            found.setdefault(shown.owner.id, []).append(debt)
    actions: dict[int | None, list[Other]] = {}
    for each in open_actions(dossier):
        owners.setdefault(each.owner.id if each.owner else None, Owner(each.owner))
        other = Other(dossier.key(each.found), each.due, each.deadline, each.said)
        actions.setdefault(each.owner.id if each.owner else None, []).append(other)
    knowledge = owed(dossier, context.today, week_ahead(context.today))
    for person in dossier.all(Person):
        if person.id in knowledge:
            owners.setdefault(person.id, Owner(person))
    debts = [
        OwnerDebt(
            dossier.handover,
            owner,
            tuple(sorted(found.get(i, ()), key=_by_date)),
            tuple(
                Other(_topic_key(dossier, o), o.day, o.day, o.message)
                for o in knowledge.get(i or 0, ())
            ),
            tuple(sorted(actions.get(i, ()), key=lambda o: o.deadline or date.max)),
        )
        for i, owner in owners.items()
    ]
    return sorted(debts, key=_by_urgency)


def _topic_key(dossier: Dossier, owed: Owed) -> str:
    topic = owed.found if isinstance(owed.found, Topic) else dossier.get(owed.found.parent)
    return dossier.key(topic) if topic is not None else ""


def of_owner(debts: Sequence[OwnerDebt], name: str) -> list[OwnerDebt]:
    """The debts of the owners whose name, or seat in either language, begins with `name`."""
    wanted = fold(name)
    exact = [d for d in debts if wanted in _names(d.owner)]
    return exact or [d for d in debts if any(n.startswith(wanted) for n in _names(d.owner))]


def text(debt: OwnerDebt, context: Context, markdown: bool = False) -> str:
    """What to send to one owner: plain text of 72 columns, or Markdown."""
    closing = context.tr(_closing(debt))
    lines = [*_title(debt, context, markdown), "", *_intro(debt, context), ""]
    for item in debt.debts:
        lines += _entry(item, context, markdown)
        if not markdown:
            lines.append("")
    for title, others in ((_ACTIONS, debt.actions), (_KNOWLEDGE, debt.knowledge)):
        if others:
            lines += [*_heading(title, context, markdown), ""]
        for each in others:
            lines += _other(each, context, markdown)
            if not markdown:
                lines.append("")
    lines += ["", *wrap(esc(closing), WIDTH)] if markdown else wrap(closing, WIDTH)
    return "\n".join(lines) + "\n"


def _heading(title: Msg, context: Context, markdown: bool) -> list[str]:
    words = context.tr(title)
    return ["", esc(words)] if markdown else wrap(words, WIDTH)


def _other(each: Other, context: Context, markdown: bool) -> list[str]:
    today, when = context.today, list[str]()
    if each.day is not None and each.deadline is not None:
        when = [context.tr(_when(each.day, (today - each.deadline).days, today))]
    return _told(" ".join((each.key, *when)), [context.tr(each.message)], markdown)


def _title(debt: OwnerDebt, context: Context, markdown: bool) -> list[str]:
    name = debt.handover.name.show(context.tr.lang)
    title = " ".join(filter(None, (debt.handover.code, name)))
    who = debt.owner.person.name if debt.owner.person else _seat(debt, context)
    whole = context.tr(msg("{handover}: open with {who}", handover=title, who=who))
    return [f"## {esc(whole)}"] if markdown else wrap(whole, WIDTH)


def _seat(debt: OwnerDebt, context: Context) -> str:
    seat = debt.owner.seat
    if seat is None:
        return context.tr(msg("nobody yet"))
    return context.tr(msg("{seat} (nobody named yet)", seat=seat.name))


def _intro(debt: OwnerDebt, context: Context) -> list[str]:
    count = _open(debt, context.today)
    zero = debt.handover.day_zero
    days = (zero - context.today).days if zero else 0
    whole = msg("{items}.", items=count)
    if zero is not None and days > 0:
        ahead = nmsg("in {n} day", "in {n} days", days)
        whole = msg("{items}. T0 is {day}, {ahead}.", items=count, day=zero, ahead=ahead)
    elif zero is not None:
        whole = msg("{items}. T0 was {day}.", items=count, day=zero)
        if days == 0:
            whole = msg("{items}. T0 is today.", items=count)
    return wrap(context.tr(whole), WIDTH)


def _open(debt: OwnerDebt, today: date) -> Msg | str:
    """How much of each sort is open, and how much of it late."""
    parts = []
    if n := len(debt.debts):
        items = nmsg("{n} item is open", "{n} items are open", n)
        parts.append(_with_late(items, sum(d.line.overdue for d in debt.debts)))
    if n := len(debt.actions):
        actions = nmsg("{n} follow-on action is open", "{n} follow-on actions are open", n)
        parts.append(_with_late(actions, _past(debt.actions, today)))
    if debt.knowledge:
        knowledge = msg("No item is open, but knowledge is to be passed on or received")
        if parts:
            knowledge = msg("knowledge is to be passed on or received")
        parts.append(_with_late(knowledge, _past(debt.knowledge, today)))
    return in_turn(parts)


def _past(others: Sequence[Other], today: date) -> int:
    return sum(o.deadline is not None and o.deadline < today for o in others)


def _with_late(said: Msg, late: int) -> Msg:
    if not late:
        return said
    return msg("{items}, {late}", items=said, late=nmsg("{n} late", "{n} late", late))


def _closing(debt: OwnerDebt) -> Msg:
    if debt.owner.person is None:
        return msg("Please name somebody for it.")
    return msg(
        "A proof is a link, a ticket, a file's path or a few words. Please answer with the key, "
        "such as {key}.",
        key=debt.keys[0],
    )


def _entry(debt: Debt, context: Context, markdown: bool) -> list[str]:
    tr, item = context.tr, debt.line.item
    shown = debt.line
    label = " ".join((debt.key, tr(_when(shown.due, shown.late, context.today))))
    details = [item.text.show(tr.lang)]
    if item.proof:
        details.append(tr(msg("Proof: {proof}", proof=item.proof)))
    said = _said(debt, context.today)
    if said is not None:
        details.append(tr(said))
    return _told(label, details, markdown)


def _told(label: str, details: Sequence[str], markdown: bool) -> list[str]:
    if markdown:
        what, *more = details
        return [f"- **{esc(label)}** {esc(what)}", *(f"  - {esc(detail)}" for detail in more)]
    indent = " " * 2
    return [label, *(found for d in details for found in wrap(d, WIDTH, indent, indent))]


def _when(due: date | None, late: int | None, today: date) -> Msg:
    if due is None or late is None:
        return msg("without a date")
    if late > 0:
        how = nmsg("{n} day late", "{n} days late", late)
        return msg("was due {day}, {late}", day=due, late=how)
    days = (due - today).days
    if days == 0:
        return msg("due {day}, today", day=due)
    if days < 0:  # its day was a holiday, so it is not late yet
        return msg("due {day}", day=due)
    ahead = nmsg("in {n} day", "in {n} days", days)
    return msg("due {day}, {ahead}", day=due, ahead=ahead)


def _said(debt: Debt, today: date) -> Msg | None:
    """Why it is not done: sent back, blocked, or a waiver that has run out."""
    item = debt.line.item
    if item.state is ItemState.WAIVED:
        return msg("The waiver ended on {day}.", day=item.expires)
    if not item.reason:
        return None
    if debt.sent_back_by:
        return msg("Sent back by {who}: {reason}", who=debt.sent_back_by, reason=item.objection)
    if item.state is ItemState.BLOCKED:
        return msg("Blocked: {reason}", reason=item.reason)
    return pmsg("reopened", "Open again: {reason}", reason=item.reason)


def _sender(dossier: Dossier, item: Item) -> str:
    return dossier.title(item.returned_by, "en") if item.returned_by is not None else ""


def _names(owner: Owner) -> list[str]:
    if owner.person is not None:
        return [fold(owner.person.name)]
    seat = owner.seat
    return [fold(n) for n in (seat.name.en, seat.name.zh) if n] if seat is not None else []


def _by_date(debt: Debt) -> tuple[bool, date, bool, str]:
    due = debt.line.deadline
    return (due is None, due or date.max, not debt.line.item.mandatory, debt.key)


def _by_urgency(debt: OwnerDebt) -> tuple[bool, bool, date]:
    owner = debt.owner
    days = [d.line.deadline for d in debt.debts[:1]]
    days += [o.deadline for others in (debt.actions, debt.knowledge) for o in others[:1]]
    first = min((day for day in days if day is not None), default=None)
    return (owner.person is None, owner.seat is None, first or date.max)
