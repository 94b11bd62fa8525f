"""`handover list`, `status`, `next`, `chase`: how things stand, and who owes what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from workbench.cli.session import Session
from workbench.cli.show import table
from workbench.cli.words import as_json, command, handover_code, option
from workbench.domain.errors import NotFound
from workbench.domain.message import Msg, msg, nmsg, pmsg
from workbench.domain.text import clean

if TYPE_CHECKING:
    from workbench.figures.progress import Progress
    from workbench.figures.share import Share
    from workbench.services.portfolio import Entry, Task
    from workbench.services.status import NextGate, Status


@command(msg("The handovers in the file, by T0."), "list")
@option("--archived", is_flag=True, words=msg("The archived ones instead."))
@as_json
@click.pass_obj
def list_(session: Session, archived: bool, as_json: bool) -> None:
    from workbench.services.portfolio import entries

    session.need_file()
    found = entries(session.path, session.today, archived=archived)
    if as_json:
        session.json({"schema": 1, "handovers": [_entry_json(e) for e in found]})
        return
    if not found:
        session.say(msg("There are no handovers here."))
        return
    labels = (
        msg("Code"),
        msg("Name"),
        msg("T0"),
        pmsg("portfolio", "Day"),
        msg("Next gate"),
        pmsg("portfolio", "Stop"),
        msg("Late"),
        msg("Claimed"),
        msg("Verified"),
    )
    rows = [_entry_row(session, e) for e in found]
    session.lines(*table([session.tr(label) for label in labels], rows, "lllrlrrrr"))


@command(msg("How a handover stands, and what was done in it since a day."))
@handover_code
@option("--since", metavar="7d|DATE", words=msg("What was done since, and by whom."))
@as_json
@click.pass_obj
def status(session: Session, code: str, since: str | None, as_json: bool) -> None:
    from workbench.services import status as service

    ws = session.ws
    handover = session.handover(code)
    found = service.read(ws, handover)
    moment = service.parse_since(since, session.today) if since else None
    if as_json:
        deeds = service.since(ws, handover, moment) if moment is not None else []
        more = {"since": [service.deed_to_json(d) for d in deeds]} if moment is not None else {}
        session.json({**service.to_json(found), **more})
        return
    session.lines(*_status_lines(session, found))
    if moment is not None:
        deeds = service.since_in_full(ws, handover, moment)
        title = nmsg(
            "{n} change since {day}", "{n} changes since {day}", len(deeds), day=moment.date()
        )
        session.lines("", session.tr(title), *(service.told(d, ws.context) for d in deeds))


@command(msg("What to do next: today's work, most urgent first."), "next")
@click.argument("code", required=False)
@as_json
@click.pass_obj
def next_(session: Session, code: str | None, as_json: bool) -> None:
    from workbench.services.portfolio import tasks

    session.need_file()
    handover = session.entry(code).id if code else None
    found = tasks(session.path, session.today, me=session.user, handover=handover)
    if as_json:
        session.json({"schema": 1, "tasks": [_task_json(t) for t in found]})
        return
    if not found:
        session.say(msg("Nothing is due in the next seven days."))
        return
    tr, lang = session.tr, session.lang
    rows = [
        [tr(t.why.label), t.key, tr(_when(t)), t.owner.show(lang), _what(session, t)] for t in found
    ]
    labels = (pmsg("today", "Why"), msg("Key"), msg("When"), msg("Owner"), msg("Item"))
    session.lines(*table([tr(label) for label in labels], rows))


@command(msg("What each owner owes, by when and with what proof, ready to be sent."))
@handover_code
@option("--owner", metavar="NAME", words=msg("Only what this owner owes."))
@option("-o", "output", metavar="FILE|-", default="-", words=msg("Write to a file."))
@option("--markdown", is_flag=True, words=msg("As Markdown."))
@option("--force", is_flag=True, words=msg("Replace the file if there is one."))
@click.pass_obj
def chase(
    session: Session, code: str, owner: str | None, output: str, markdown: bool, force: bool
) -> None:
    from workbench.services import chase as service

    ws = session.ws
    context = ws.context
    dossier = ws.store.dossier(session.handover(code), service.REGISTERS)
    debts = service.chase(dossier, context)
    if owner is not None:
        everybody = debts
        debts = service.of_owner(everybody, clean(owner))
        if not debts:
            owing = ", ".join(n for d in everybody if (n := d.owner.name(session.lang)))
            raise NotFound(
                msg(
                    "{name} owes nothing here; these do: {names}",
                    name=clean(owner),
                    names=owing or "-",
                )
            )
    if not debts:
        session.say(msg("Nobody owes anything in {code}.", code=dossier.handover.code))
        return
    between = "\n" if markdown else f"\n{'-' * service.WIDTH}\n\n"
    session.save(
        output, between.join(service.text(d, context, markdown) for d in debts), force=force
    )


def _entry_row(session: Session, entry: Entry) -> list[str]:
    gate = ""
    if entry.gate is not None:
        gate = session.tr(_gate(entry.gate.value, entry.gate_in))
    return [
        entry.code,
        entry.name.show(session.lang),
        entry.t0.isoformat() if entry.t0 else "",
        f"T{entry.day:+d}" if entry.day is not None else "",
        gate,
        f"{entry.stops or '-'}{'?' if entry.stale else ''}",
        str(entry.late or "-"),
        _percent(entry.claimed),
        _percent(entry.verified),
    ]


def _entry_json(entry: Entry) -> dict[str, Any]:
    return {
        "code": entry.code,
        "name": {"en": entry.name.en, "zh": entry.name.zh},
        "t0": entry.t0.isoformat() if entry.t0 else None,
        "days_to_t0": -entry.day if entry.day is not None else None,
        "next_gate": entry.gate.value if entry.gate else None,
        "days_to_next_gate": entry.gate_in,
        "verdict": entry.verdict.value if entry.verdict else None,
        "stops": entry.stops,
        "conditions": entry.conditions,
        "stale": entry.stale,
        "overdue": entry.late,
        "claimed_percent": entry.claimed.percent,
        "verified_percent": entry.verified.percent,
    }


def _task_json(task: Task) -> dict[str, Any]:
    """Without names: who owes it is a personal field."""
    return {
        "why": task.why.value,
        "key": task.key,
        "days": task.days,
        "due": task.due.isoformat() if task.due else None,
        "text": {"en": task.text.en, "zh": task.text.zh},
        **({"topic": task.key.rpartition(" ")[2]} if task.topic else {}),
        **({"gate": task.gate.value, "finding": task.shown} if task.gate is not None else {}),
    }


def _status_lines(session: Session, found: Status) -> list[str]:
    tr = session.tr
    first = f"{found.code}  {found.name.show(session.lang)}  ({tr(found.state.label)})"
    dates = []
    if found.t0 is not None and found.days_to_t0 is not None:
        dates.append(
            tr(msg("T0 {day}, {distance}", day=found.t0, distance=_days(found.days_to_t0)))
        )
    if found.next_gate is not None:
        dates.append(tr(_next_gate(found.next_gate)))
    if found.judged.next is not None:
        now = found.judged.next
        dates.append(
            tr(
                msg(
                    "{verdict}: {stops}, {conditions}",
                    verdict=now.verdict.label,
                    stops=nmsg("{n} stop", "{n} stops", now.stops),
                    conditions=nmsg("{n} condition", "{n} conditions", now.conditions),
                )
            )
        )
    labels = (
        msg("Dimension"),
        msg("Items"),
        msg("Claimed"),
        msg("Verified"),
        msg("Late"),
        msg("Waived"),
        msg("N/A"),
    )
    rows = [
        _progress_row(f"{d.number} {tr(d.label)}", p)
        for d, p in found.dimensions.items()
        if p.total
    ]
    if found.apart.total:
        rows.append(_progress_row(tr(msg("Without a dimension")), found.apart))
    total = _progress_row(tr(msg("All")), found.items)
    waiting = nmsg(
        "{n} item is claimed and waits for the receiving side.",
        "{n} items are claimed and wait for the receiving side.",
        found.waiting,
    )
    return [
        first,
        *dates,
        "",
        *table([tr(label) for label in labels], [*rows, total], "lrrrrrr"),
        *(["", tr(waiting)] if found.waiting else []),
    ]


def _next_gate(found: NextGate) -> Msg:
    gate = found.gate
    if found.day is None or found.days is None:
        return msg("next gate {gate} {title}, no day yet", gate=gate.value, title=gate.title)
    return msg("next gate {gate} {title}, {day}, {distance}", gate=gate.value, title=gate.title,
               day=found.day, distance=_days(found.days))  # fmt: skip


def _progress_row(name: str, found: Progress) -> list[str]:
    return [
        name,
        str(found.total),
        _fraction(found.claimed_share),
        _fraction(found.verified_share),
        str(found.overdue or "-"),
        str(found.waived or "-"),
        str(found.na or "-"),
    ]


def _percent(share: Share) -> str:
    return f"{share.percent} %" if share.percent is not None else "-"


def _fraction(share: Share) -> str:
    return str(share) if share.den else "-"


def _gate(code: str, days: int | None) -> Msg:
    if days is None:
        return msg("{gate}, no T0", gate=code)
    if days < 0:
        return msg("{gate}, {n} d ago", gate=code, n=-days)
    return msg("{gate} in {n} d", gate=code, n=days)


def _days(days: int) -> Msg:
    if days == 0:
        return msg("today")
    if days < 0:
        return nmsg("{n} day ago", "{n} days ago", -days)
    return nmsg("in {n} day", "in {n} days", days)


def _when(task: Task) -> Msg:
    if task.gate is not None:
        return msg("before {gate}", gate=task.gate.value)
    match task.why.value:
        case "late":
            return nmsg("{n} day late", "{n} days late", task.days)
        case "wait":
            return nmsg("waits {n} day", "waits {n} days", task.days)
        case "back":
            return msg("by {who}", who=task.by or "?")
        case _:
            return _days(task.days)


def _what(session: Session, task: Task) -> str:
    text = task.text.show(session.lang)
    return f'{text}: "{task.reason}"' if task.why.value == "back" and task.reason else text
