"""The chase list: what each owner owes, by when, and what counts as proof, ready to be sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from workbench.domain.dossier import Context, Dossier
from workbench.domain.message import Msg, msg, nmsg, pmsg
from workbench.domain.registers.handover import Handover
from workbench.domain.registers.item import Item, ItemState
from workbench.domain.registers.person import Side
from workbench.domain.text import fold
from workbench.figures.checklist import Line, Owner, line
from workbench.figures.progress import is_open
from workbench.pack.md import esc
from workbench.pack.wrap import wrap

WIDTH = 72


@dataclass(frozen=True, slots=True)
class Debt:
    """One item somebody owes; `sent_back_by` is empty unless the other side said no."""

    key: str
    line: Line
    sent_back_by: str


@dataclass(frozen=True, slots=True)
class OwnerDebt:
    """What one owner owes in a handover, by date; `owner` may be a seat nobody fills, or nobody."""

    handover: Handover
    owner: Owner
    debts: tuple[Debt, ...]

    @property
    def side(self) -> Side | None:
        return self.owner.side

    @property
    def late(self) -> int:
        return sum(d.line.overdue for d in self.debts)


def chase(dossier: Dossier, context: Context) -> list[OwnerDebt]:
    """Everybody who owes an item, whoever is latest first; open seats after people."""
    found: dict[int | None, list[Debt]] = {}
    owners: dict[int | None, Owner] = {}
    for item in dossier.all(Item):
        if is_open(item, context.today):
            shown = line(dossier, item, context.today)
            owners.setdefault(shown.owner.id, shown.owner)
            debt = Debt(dossier.key(item), shown, _sender(dossier, item))
            found.setdefault(shown.owner.id, []).append(debt)
    debts = [
        OwnerDebt(dossier.handover, owners[i], tuple(sorted(owed, key=_by_date)))
        for i, owed in found.items()
    ]
    return sorted(debts, key=_by_urgency)


def of_owner(debts: Sequence[OwnerDebt], name: str) -> list[OwnerDebt]:
    """The debts of the owners whose name, or seat in either language, begins with `name`."""
    wanted = fold(name)
    exact = [d for d in debts if wanted in _names(d.owner)]
    return exact or [d for d in debts if any(n.startswith(wanted) for n in _names(d.owner))]


def text(debt: OwnerDebt, context: Context, markdown: bool = False) -> str:
    """What to send to one owner: plain text of 72 columns, or Markdown."""
    closing = context.tr(_closing(debt))
    lines = [*_title(debt, context, markdown), "", *_intro(debt, context), ""]
    for owed in debt.debts:
        lines += _entry(owed, context, markdown)
        if not markdown:
            lines.append("")
    lines += ["", *wrap(esc(closing), WIDTH)] if markdown else wrap(closing, WIDTH)
    return "\n".join(lines) + "\n"


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
    count: Msg = nmsg("{n} item is open", "{n} items are open", len(debt.debts))
    if debt.late:
        count = msg("{items}, {late}", items=count, late=nmsg("{n} late", "{n} late", debt.late))
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


def _closing(debt: OwnerDebt) -> Msg:
    if debt.owner.person is None:
        return msg("Please name somebody for it.")
    return msg(
        "A proof is a link, a ticket, a file's path or a few words. Please answer with the key, "
        "such as {key}.",
        key=debt.debts[0].key,
    )


def _entry(debt: Debt, context: Context, markdown: bool) -> list[str]:
    tr, item = context.tr, debt.line.item
    label = " ".join(filter(None, (debt.key, tr(_when(debt.line, context.today)))))
    details = [item.text.show(tr.lang)]
    if item.proof:
        details.append(tr(msg("Proof: {proof}", proof=item.proof)))
    said = _said(debt, context.today)
    if said is not None:
        details.append(tr(said))
    if markdown:
        what, *more = details
        return [f"- **{esc(label)}** {esc(what)}", *(f"  - {esc(detail)}" for detail in more)]
    indent = " " * 2
    return [label, *(found for d in details for found in wrap(d, WIDTH, indent, indent))]


def _when(shown: Line, today: date) -> Msg:
    if shown.due is None or shown.late is None:
        return msg("without a date")
    if shown.late > 0:
        late = nmsg("{n} day late", "{n} days late", shown.late)
        return msg("was due {day}, {late}", day=shown.due, late=late)
    days = (shown.due - today).days
    if days == 0:
        return msg("due {day}, today", day=shown.due)
    if days < 0:  # its day was a holiday, so it is not late yet
        return msg("due {day}", day=shown.due)
    ahead = nmsg("in {n} day", "in {n} days", days)
    return msg("due {day}, {ahead}", day=shown.due, ahead=ahead)


def _said(debt: Debt, today: date) -> Msg | None:
    """Why it is not done: sent back, blocked, or a waiver that has run out."""
    item = debt.line.item
    if item.state is ItemState.WAIVED:
        return msg("The waiver ended on {day}.", day=item.expires)
    if not item.reason:
        return None
    if debt.sent_back_by:
        return msg("Sent back by {who}: {reason}", who=debt.sent_back_by, reason=item.reason)
    if item.state is ItemState.BLOCKED:
        return msg("Blocked: {reason}", reason=item.reason)
    return pmsg("reopened", "Open again: {reason}", reason=item.reason)


def _sender(dossier: Dossier, item: Item) -> str:
    return dossier.title(item.sent_back_by, "en") if item.sent_back_by is not None else ""


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
    first = debt.debts[0].line.deadline
    return (owner.person is None, owner.seat is None, first or date.max)
