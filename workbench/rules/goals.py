"""Goals and stages (D1): the plan, the checklist, deliverables, the punch list, waivers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import cast

from workbench.domain.dossier import Dossier
from workbench.domain.journey import Dimension, Gate, stage_on
from workbench.domain.labelled import Side
from workbench.domain.message import Msg, msg, nmsg
from workbench.domain.record import Record
from workbench.domain.registers.deliverable import Deliverable, DeliverableState
from workbench.domain.registers.goal import Goal
from workbench.domain.registers.item import SETTLED, Item, ItemState
from workbench.domain.registers.person import Person
from workbench.domain.registers.punch import Category, Punch, PunchState
from workbench.domain.registers.seat import Seat
from workbench.domain.verdict import Severity
from workbench.figures.checklist import Owner, owner_of
from workbench.rules.rule import (
    ALL,
    Accepted,
    Cure,
    Finding,
    Parameter,
    Parameters,
    Rule,
    since,
)

_AFTER = (Gate.G4, Gate.G5, Gate.G6)


def _plan_agreed(dossier: Dossier, today: date, given: Parameters) -> Iterator[Finding]:
    top = dossier.handover
    if top.day_zero is None:
        say = msg("No T0 is set: agree on the day of acceptance, all dates follow from it")
        yield _lack(dossier, top, say, Cure("handover", top.id, "t0"), "t0")
    if not top.giving:
        say = msg("Nobody hands over: name the organisation of the giving side")
        yield _lack(dossier, top, say, Cure("handover", top.id, "giving"), "giving")
    if not top.receiving:
        say = msg("Nobody takes over: name the organisation of the receiving side")
        yield _lack(dossier, top, say, Cure("handover", top.id, "receiving"), "receiving")
    if not any(p.side is Side.RECEIVING for p in dossier.all(Person)):
        say = msg("The roster has nobody of the receiving side, so nobody can verify: add who does")
        yield _lack(dossier, top, say, Cure("person", None, "side"), "receiver")
    yield from _owners(dossier)


def _owners(dossier: Dossier) -> Iterator[Finding]:
    """Mandatory items nobody owes: one finding a seat that is open, one an item without seat."""
    waiting: dict[int, int] = {}
    owners: dict[tuple[int | None, int | None], Owner] = {}
    for item in dossier.all(Item):
        if not item.mandatory or item.state in SETTLED:
            continue
        named = (item.person, item.seat)
        owner = owners.get(named) or owners.setdefault(named, owner_of(dossier, item))
        if owner.person is not None:
            continue
        if owner.seat is not None:
            waiting[owner.seat.id] = waiting.get(owner.seat.id, 0) + 1
        else:
            say = msg("Nobody owes {item}: give it an owner", item=item.text)
            yield _lack(dossier, item, say, Cure("item", item.id, "person"))
    for seat in dossier.all(Seat):
        if n := waiting.get(seat.id, 0):
            say = nmsg(
                "Put somebody on the seat {seat}: {n} mandatory item has no other owner",
                "Put somebody on the seat {seat}: {n} mandatory items have no other owner",
                n,
                seat=seat.name,
            )
            yield _lack(dossier, seat, say, Cure("seat", seat.id, "person"))


def _lack(dossier: Dossier, subject: Record, message: Msg, cure: Cure, detail: str = "") -> Finding:
    key = dossier.key(subject)
    return Finding(
        rule="R-01", subject=subject.id, key=f"{key}.{detail}" if detail else key, detail=detail,
        severity=Severity.STOP, gates=(Gate.G1,), message=message, cure=cure,
    )  # fmt: skip


def _item_verified(
    dossier: Dossier, found: Record, today: date, given: Parameters
) -> Iterator[Finding]:
    item = cast("Item", found)
    if not item.mandatory or item.state in SETTLED:
        return
    due = item.due.resolve(dossier.handover.day_zero, dossier.calendar) if item.due else None
    yield Finding(
        rule="R-02", subject=item.id, key=dossier.key(item), severity=Severity.STOP,
        gates=since(_gate_of(dossier, item, due)), message=_what_to_do(item, today),
        cure=Cure("item", item.id, "state"), owner=owner_of(dossier, item).id, due=due,
        accepted=_waiver(item, today),
    )  # fmt: skip


def _gate_of(dossier: Dossier, item: Item, due: date | None) -> Gate:
    """The first gate the item must be done for; without stage and date, the acceptance."""
    if item.stage is not None:
        return item.stage.gate
    return stage_on(dossier, due).gate if due is not None and dossier.handover.day_zero else Gate.G4


def _waiver(item: Item, today: date) -> Accepted | None:
    if item.state is not ItemState.WAIVED or item.expires is None or item.expires < today:
        return None
    return Accepted(item.approver, item.expires, item.reason, item.measure)


def _what_to_do(item: Item, today: date) -> Msg:
    text = item.text
    if item.state is ItemState.CLAIMED:
        return msg("Look at it and verify, or send it back: {item}", item=text)
    if item.state is ItemState.BLOCKED:
        return msg("Unblock {item}: {reason}", item=text, reason=item.reason)
    if item.state is ItemState.WAIVED and item.expires is not None:
        if item.expires < today:
            return msg("The waiver is over, so it must be done: {item}", item=text)
        return msg("Waived until {day}: {item}", day=item.expires, item=text)
    if item.sent_back_by is not None and item.state is ItemState.TODO:
        return msg("Sent back ({reason}), claim it again: {item}", item=text, reason=item.objection)
    return msg("Finish it and have it verified: {item}", item=text)


def _items_together(found: list[Finding]) -> Msg:
    return nmsg(
        "{n} mandatory item is not verified by the receiving side",
        "{n} mandatory items are not verified by the receiving side",
        len(found),
    )


def _operating_post(dossier: Dossier, today: date, given: Parameters) -> Iterator[Finding]:
    for made in dossier.all(Deliverable):
        if made.state is not DeliverableState.EXCLUDED and not made.post:
            yield Finding(
                rule="R-03", subject=made.id, key=dossier.key(made), severity=Severity.STOP,
                gates=(Gate.G4,), cure=Cure("deliverable", made.id, "post"),
                message=msg("Say which post operates {name} after T0", name=made.name),
            )  # fmt: skip


def _posts_together(found: list[Finding]) -> Msg:
    return nmsg(
        "{n} deliverable has no post that operates it",
        "{n} deliverables have no post that operates them",
        len(found),
    )


def _success_tests(dossier: Dossier, today: date, given: Parameters) -> Iterator[Finding]:
    for goal in dossier.all(Goal):
        if not goal.test.strip() and not goal.certificate.strip():
            say = msg("Say what shows that the goal is reached: {title}", title=goal.title)
            yield _goal(dossier, goal, Severity.STOP, say, "test")
        if not goal.becomes.strip() and not goal.ends:
            say = msg("Say what operations keeps of the goal, or why it ends here: {title}",
                      title=goal.title)  # fmt: skip
            yield _goal(dossier, goal, Severity.CONDITION, say, "becomes")


def _goal(dossier: Dossier, goal: Goal, severity: Severity, message: Msg, field: str) -> Finding:
    return Finding(
        rule="R-04", subject=goal.id, key=f"{dossier.key(goal)}.{field}", detail=field,
        severity=severity, gates=(Gate.G3,), message=message, cure=Cure("goal", goal.id, field),
    )  # fmt: skip


def _no_open_a(dossier: Dossier, today: date, given: Parameters) -> Iterator[Finding]:
    for punch in dossier.all(Punch):
        if punch.category is Category.A and punch.is_open:
            if punch.state is PunchState.READY:
                say = msg("Check it and close it: {title}, category A", title=punch.title)
            elif punch.state is PunchState.DISPUTED:
                say = msg("Settle the dispute about {title}, category A", title=punch.title)
            else:
                say = msg("Clear the category-A punch item: {title}", title=punch.title)
            yield _punch(dossier, punch, "R-07", Severity.STOP, ALL, say, "state")


def _b_has_owner_and_date(dossier: Dossier, today: date, given: Parameters) -> Iterator[Finding]:
    zero = dossier.handover.day_zero
    last = zero + timedelta(days=given["days"]) if zero else None
    for punch in dossier.all(Punch):
        if punch.category is not Category.B or not punch.is_open:
            continue
        due = _due(dossier, punch)
        field = "state"
        if punch.person is None:
            say, field = msg("Say who clears {title}", title=punch.title), "person"
        elif due is None:
            say, field = msg("Say by when {title} is cleared", title=punch.title), "due"
        elif last is not None and due > last:
            say = msg("Clear {title} by {last}: {due} is too late", title=punch.title,
                      last=last, due=due)  # fmt: skip
            field = "due"
        else:
            say = msg("Stays open after acceptance: {title}", title=punch.title)
        yield _punch(dossier, punch, "R-08", Severity.CONDITION, _AFTER, say, field)


def _punch(
    dossier: Dossier, punch: Punch, rule: str, severity: Severity, gates: tuple[Gate, ...],
    message: Msg, field: str,
) -> Finding:  # fmt: skip
    return Finding(
        rule=rule, subject=punch.id, key=dossier.key(punch), severity=severity, gates=gates,
        message=message, cure=Cure("punch", punch.id, field), owner=punch.person,
        due=_due(dossier, punch),
    )  # fmt: skip


def _due(dossier: Dossier, punch: Punch) -> date | None:
    return punch.due.resolve(dossier.handover.day_zero, dossier.calendar) if punch.due else None


def _no_expired_waiver(dossier: Dossier, today: date, given: Parameters) -> Iterator[Finding]:
    for item in dossier.all(Item):
        if item.state is ItemState.WAIVED and item.expires is not None and item.expires < today:
            yield Finding(
                rule="R-09", subject=item.id, key=dossier.key(item), severity=Severity.STOP,
                gates=ALL, cure=Cure("item", item.id, "state"), owner=owner_of(dossier, item).id,
                message=msg("The waiver ended on {day}: do {item}, or ask for another",
                            day=item.expires, item=item.text),
            )  # fmt: skip


_ITEM = ("text", "mandatory", "state", "stage", "due", "person", "seat", "expires", "approver",
         "reason", "measure", "sent_back_by", "objection")  # fmt: skip

RULES = (
    Rule(
        id="R-01", dimension=Dimension.GOALS, gates=(Gate.G1,), severity=Severity.STOP,
        title=msg("The plan is agreed: T0, both organisations, an owner for what is mandatory"),
        reads={"handover": ("t0", "t0_actual", "giving", "receiving"), "person": ("side",),
               "seat": ("name", "person"),
                "item": ("text", "mandatory", "state", "person", "seat")},
        check=_plan_agreed,
    ),
    Rule(
        id="R-02", dimension=Dimension.GOALS, gates=ALL, severity=Severity.STOP,
        title=msg("Every mandatory item up to the gate is verified, or validly waived"),
        reads={"item": _ITEM, "handover": ("code", "t0", "t0_actual"), "seat": ("person",),
               "holiday": ("day", "works"),
               "person": ("name",)},
        each=_item_verified, over="item", together=_items_together,
    ),
    Rule(
        id="R-03", dimension=Dimension.GOALS, gates=(Gate.G4,), severity=Severity.STOP,
        title=msg("Every deliverable has a post that operates it"),
        reads={"deliverable": ("name", "post", "state")},
        check=_operating_post, together=_posts_together,
    ),
    Rule(
        id="R-04", dimension=Dimension.GOALS, gates=(Gate.G3,), severity=Severity.STOP,
        title=msg("Each goal says what shows that it is reached, and what becomes of it"),
        reads={"goal": ("title", "test", "certificate", "becomes", "ends_because")},
        check=_success_tests,
    ),
    Rule(
        id="R-07", dimension=Dimension.GOALS, gates=ALL, severity=Severity.STOP,
        title=msg("No category-A punch item is open"),
        reads={"punch": ("title", "category", "state", "person", "due")},
        check=_no_open_a,
    ),
    Rule(
        id="R-08", dimension=Dimension.GOALS, gates=_AFTER,
        severity=Severity.CONDITION,
        title=msg("Category-B punch items have an owner and a date soon after T0"),
        reads={"punch": ("title", "category", "state", "person", "due"),
               "handover": ("t0", "t0_actual")},
        parameters=(Parameter("days", msg("days after T0 at most"), 90, 0, 365),),
        check=_b_has_owner_and_date,
    ),
    Rule(
        id="R-09", dimension=Dimension.GOALS, gates=ALL, severity=Severity.STOP,
        title=msg("No waiver has expired"),
        reads={"item": ("text", "state", "expires", "person", "seat"), "seat": ("person",),
               "handover": ("code",), "person": ("name",)},
        check=_no_expired_waiver, waivable=False,
    ),
)  # fmt: skip
