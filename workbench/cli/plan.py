"""`handover new`, `t0`, `undo`: what makes or moves a whole handover."""

from __future__ import annotations

import sys
from datetime import date
from typing import TYPE_CHECKING

import click

from workbench.cli.session import Session
from workbench.cli.show import table
from workbench.cli.words import DAY, command, handover_code, option
from workbench.domain.message import Msg, msg, nmsg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.domain.dossier import Dossier
    from workbench.domain.template import Template
    from workbench.services.planning import GateMoved, Moved

_LATE_STARTS = {"squeeze": "squeeze", "today": "start_today", "as-is": "as_is"}


@command(msg("A new handover from a template."))
@click.argument("code")
@option("--template", required=True, metavar="CODE", words=msg("See: handover template list"))
@option("--name", required=True, words=msg("The project's name."))
@option(
    "--t0", required=True, type=DAY, metavar="DATE", words=msg("The planned day of acceptance.")
)
@option("--giving", required=True, metavar="ORG", words=msg("Who hands over."))
@option("--receiving", required=True, metavar="ORG", words=msg("Who takes over."))
@option(
    "--criticality",
    type=click.Choice(["A", "B", "C"], case_sensitive=False),
    default="A",
    words=msg("A takes most items."),
)
@option(
    "--late-start",
    type=click.Choice(list(_LATE_STARTS)),
    words=msg("What becomes of dates that are past already."),
)
@click.pass_obj
def new(
    session: Session,
    code: str,
    template: str,
    name: str,
    t0: date,
    giving: str,
    receiving: str,
    criticality: str,
    late_start: str | None,
) -> None:
    from workbench.domain.bitext import Bitext
    from workbench.domain.due import LateStart
    from workbench.domain.registers.handover import Criticality
    from workbench.domain.registers.item import Item
    from workbench.exchange.template_file import find
    from workbench.services import handovers

    made_from = find(template, session.paths.templates)
    level = Criticality(criticality.upper())
    if late_start is None and _starts_late(session, made_from, t0, level.value):
        # Said before anything is made: a new handover is not undone.
        raise click.UsageError(
            session.tr(
                msg(
                    "T0 is so near that some dates are past. Say what becomes of them: "
                    "--late-start squeeze (between today and T0), today, or as-is."
                )
            ),
            click.get_current_context(),
        )
    session.need_file(create=True)
    made = handovers.create(
        session.ws,
        code=code,
        name=Bitext().edited(session.lang, name),
        t0=t0,
        giving=giving,
        receiving=receiving,
        template=made_from,
        criticality=level,
        start=LateStart(_LATE_STARTS[late_start or "as-is"]),
    )
    dossier = session.ws.known(made)
    count = nmsg("{n} item", "{n} items", len(dossier.all(Item)))
    session.say(msg("{code} made, with {items}.", code=dossier.handover.code, items=count))


@command(msg("Move T0 after a look at what shifts."))
@handover_code
@click.argument("day", type=DAY, metavar="DATE")
@option("--actual", is_flag=True, words=msg("The day it really was, not the planned one."))
@option("--yes", is_flag=True, words=msg("Do it without asking."))
@option("--dry-run", is_flag=True, words=msg("Only show what would shift."))
@click.pass_obj
def t0(session: Session, code: str, day: date, actual: bool, yes: bool, dry_run: bool) -> None:
    from workbench.services import planning

    session.need_answer(yes, dry_run)
    handover = session.handover(code)
    dossier = session.ws.dossier(handover)
    ws = session.ws.having_seen(dossier)
    moved = planning.preview_t0(dossier, day, session.today)
    gates = planning.preview_gates(dossier, day, session.today)
    rows = [_gate_row(session, g) for g in gates] + [_moved_row(session, m) for m in moved]
    if rows:
        tr = session.tr
        labels = (msg("Key"), msg("Was"), msg("Will be"), msg("Now late"), msg("Item"))
        session.lines(*table([tr(x) for x in labels], rows))
    session.say(nmsg("{n} date shifts.", "{n} dates shift.", len(moved)))
    session.say(nmsg("{n} gate shifts.", "{n} gates shift.", len(gates)))
    if fixed := planning.staying(dossier):
        session.say(fixed)
    for line in _leavers(session, dossier, day, actual):
        session.say(line)
    if session.agreed(yes, dry_run, msg("Move T0 to {day}?", day=_weekday(session, day))):
        planning.move_t0(ws, handover, day, actual=actual).expect()
        session.say(msg("T0 is {day}.", day=day))
    else:
        session.say(msg("Nothing was changed."))


def _leavers(session: Session, dossier: Dossier, day: date, actual: bool) -> Iterator[Msg]:
    """Who would go in a freeze, or too early, with T0 on another day."""
    from workbench.services.leaving import early_with_t0, frozen_with_t0

    actual = actual or dossier.handover.t0_actual is not None
    for found in frozen_with_t0(dossier, day, actual, session.today):
        who = found.wave or found.people[0]
        yield nmsg(
            "Then in a freeze: {key} on {day}, {n} person; {freeze}, until {last}.",
            "Then in a freeze: {key} on {day}, {n} people; {freeze}, until {last}.",
            len(found.people), key=dossier.key(who), day=found.day, freeze=found.window.name,
            last=found.window.last,
        )  # fmt: skip
    for own in early_with_t0(dossier, day, actual, session.today):
        yield nmsg(
            "Then too early: {key} on {day}, {n} day before {safe}.",
            "Then too early: {key} on {day}, {n} days before {safe}.",
            own.early, key=dossier.key(own.person), day=own.person.release, safe=own.safe.day,
        )  # fmt: skip


@command(msg("Undo your latest change in a handover."))
@handover_code
@option("--rest", is_flag=True, words=msg("Leave what others changed since; undo the rest."))
@option("--yes", is_flag=True, words=msg("Do it without asking."))
@click.pass_obj
def undo(session: Session, code: str, rest: bool, yes: bool) -> None:
    from workbench.domain.conflict import Choice, Conflict
    from workbench.domain.errors import Refused
    from workbench.services import undo as service

    ws, handover = session.ws, session.handover(code)
    latest = service.undoable(ws, handover)
    if latest is not None and (service.is_asked(latest) or sys.stdin.isatty()):
        what = service.described(ws, latest)
        if not (yes or sys.stdin.isatty()):
            raise Refused(msg("add --yes to undo this: {what}", what=what))
        if not session.agreed(yes, False, msg("Undo this: {what}?", what=what)):
            session.say(msg("Nothing was changed."))
            return
    try:
        found = service.undo(ws, handover, latest)
    except Conflict as conflict:
        if not rest:
            words = msg("{why}; --rest: {leave}", why=conflict.message, leave=conflict.leave)
            raise Refused(words) from None
        found = service.undo(ws.having_seen(conflict.settled(Choice.THEIRS)), handover, latest)
    session.say(msg("Undone: {what}", what=service.described(ws, found)))


def _gate_row(session: Session, moved: GateMoved) -> list[str]:
    days = (_weekday(session, moved.old), _weekday(session, moved.new))
    return [moved.gate.value, *days, "", session.tr(moved.gate.title)]


def _weekday(session: Session, day: date | None) -> str:
    return f"{session.tr.weekday(day)} {day.isoformat()}" if day else ""


def _moved_row(session: Session, moved: Moved) -> list[str]:
    return [
        moved.key,
        _weekday(session, moved.old),
        _weekday(session, moved.new),
        session.tr(msg("late")) if moved.becomes_late else "",
        moved.text.show(session.lang),
    ]


def _starts_late(session: Session, template: Template, t0: date, level: str) -> bool:
    from workbench.domain.due import is_late_start, parse_due

    dues = [parse_due(item.due) for item in template.for_level(level)]
    return is_late_start(dues, t0, session.today)
