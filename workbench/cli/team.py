"""`handover team`, `handover wave …`: how the team gets smaller, and who goes together."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from workbench.cli.session import Session
from workbench.cli.show import table
from workbench.cli.words import DAY, as_json, command, group, handover_code, option
from workbench.domain.message import msg, nmsg, pmsg

if TYPE_CHECKING:
    from workbench.domain.dossier import Dossier
    from workbench.figures.rampdown import Count, RampDown
    from workbench.figures.waves import Outlook

_CHART_LINES = 18
_yes = option("--yes", is_flag=True, words=msg("Do it without asking."))
_dry_run = option("--dry-run", is_flag=True, words=msg("Only show what would change."))


@command(msg("How the team gets smaller: planned, as it was, and by the safe days."))
@handover_code
@option("--table", "as_table", is_flag=True, words=msg("Every week in numbers, not as a chart."))
@option("--posts", is_flag=True, words=msg("Instead the posts that stay, and what each takes."))
@option("--contracts", is_flag=True, words=msg("Instead the contracts that end, and when."))
@as_json
@click.pass_obj
def team(
    session: Session, code: str, as_table: bool, posts: bool, contracts: bool, as_json: bool
) -> None:
    if as_table + posts + contracts > 1:
        complaint = session.tr(msg("Ask for one of them: --table, --posts or --contracts."))
        raise click.UsageError(complaint, click.get_current_context())
    if posts or contracts:
        _standing(session, code, posts=posts, as_json=as_json)
        return
    from workbench.figures.rampdown import operations_share, ramp_down
    from workbench.figures.told import as_staying, as_told, untold
    from workbench.pack.bars import ramp_chart, ramp_figures, ramp_table
    from workbench.rules.agreed import numbers, release_terms

    # As the pack counts: the week in which the heads fall would tell whom it is about.
    whole = session.ws.dossier(session.handover(code))
    dossier = as_told(whole)
    found = ramp_down(dossier, session.today, release_terms(dossier, session.today))
    if quiet := untold(whole):
        session.say(as_staying(quiet))
    tr = session.tr
    if as_json:
        session.json({"schema": 1, "code": dossier.handover.code, **_json(dossier, found)})
    elif as_table:
        titles, rows = ramp_table(found, session.today)
        session.lines(*table([tr(title) for title in titles], rows, "lrrrrrl"))
    else:
        most = numbers(dossier, "R-17", session.today).get("percent")
        width = min(shutil.get_terminal_size().columns, 120)
        said = [tr(line) for _, line in ramp_figures(found, operations_share(dossier), most)]
        session.lines(*ramp_chart(found, tr, width, _CHART_LINES), "", *said)


def _standing(session: Session, code: str, *, posts: bool, as_json: bool) -> None:
    """The posts, or the contracts."""
    from workbench.cli import standing

    dossier = session.ws.dossier(session.handover(code))
    top = {"schema": 1, "code": dossier.handover.code}
    if as_json and posts:
        session.json({**top, "posts": standing.posts_json(session, dossier)})
    elif as_json:
        session.json({**top, "contracts": standing.contracts_json(session, dossier)})
    elif posts:
        standing.show_posts(session, dossier)
    else:
        standing.show_contracts(session, dossier)


@group(msg("Release waves: who goes together, and when."))
def wave() -> None:
    pass


@wave.command("list", words=msg("The waves, and who of them leaves too early."))
@handover_code
@as_json
@click.pass_obj
def list_(session: Session, code: str, as_json: bool) -> None:
    from workbench.services.waves import early, outlook

    dossier = session.ws.dossier(session.handover(code))
    found = outlook(dossier, session.today)
    if as_json:
        rows = [_wave_json(dossier, o) for o in found]
        session.json({"schema": 1, "code": dossier.handover.code, "waves": rows})
        return
    if not found:
        session.say(msg("There is no release wave."))
        return
    labels = (
        msg("Key"), msg("Release wave"), msg("Day"), msg("To be told by"),
        pmsg("wave", "By notice"), pmsg("wave", "People"), msg("Too early"), msg("Frozen"),
    )  # fmt: skip
    lines = [
        [
            dossier.key(o.wave), o.wave.name, _day(o.wave.day), _day(o.tell_on),
            _day(o.by_notice), str(len(o.going)), early(o), _windows(session, o) or "-",
        ]
        for o in found
    ]  # fmt: skip
    session.lines(*table([session.tr(label) for label in labels], lines, "lllllrrl"))


@wave.command("put", words=msg("Put people into a wave: its day becomes their planned release."))
@handover_code
@click.argument("name", metavar="WAVE")
@click.argument("people", metavar="PERSON...", nargs=-1, required=True)
@_yes
@_dry_run
@click.pass_obj
def put(
    session: Session, code: str, name: str, people: Sequence[str], yes: bool, dry_run: bool
) -> None:
    from workbench.cli.keys import called
    from workbench.services import waves

    session.need_answer(yes, dry_run)
    handover = session.handover(code)
    dossier = session.ws.dossier(handover)
    found = called(session, dossier, "wave", name)
    ids = [called(session, dossier, "person", one).id for one in people]
    _show(session, dossier, waves.preview_put(dossier, found.id, ids, session.today))
    if session.agreed(yes, dry_run, msg("Put them into the wave?")):
        done = waves.put(session.ws.having_seen(dossier), handover, found.id, ids)
        for record_id, why in done.refused:
            session.say(msg("{key}: {why}", key=session.key(handover, record_id), why=why))
        done.expect()
        session.say(nmsg("{n} record written.", "{n} records written.", len(done.done)))
    else:
        session.say(msg("Nothing was changed."))


@wave.command("move", words=msg("Move a wave, with those whose planned release is its day."))
@handover_code
@click.argument("name", metavar="WAVE")
@click.argument("day", type=DAY, metavar="DATE")
@_yes
@_dry_run
@click.pass_obj
def move(session: Session, code: str, name: str, day: date, yes: bool, dry_run: bool) -> None:
    from workbench.cli.keys import called
    from workbench.services import waves

    session.need_answer(yes, dry_run)
    handover = session.handover(code)
    dossier = session.ws.dossier(handover)
    found = called(session, dossier, "wave", name)
    _show(session, dossier, waves.preview_move(dossier, found.id, day, session.today))
    if session.agreed(yes, dry_run, msg("Move the wave to {day}?", day=day)):
        done = waves.move(session.ws.having_seen(dossier), handover, found.id, day)
        session.say(nmsg("{n} record written.", "{n} records written.", len(done.done)))
    else:
        session.say(msg("Nothing was changed."))


@wave.command("out", words=msg("Take people out of their waves; their planned release stays."))
@handover_code
@click.argument("people", metavar="PERSON...", nargs=-1, required=True)
@click.pass_obj
def out(session: Session, code: str, people: Sequence[str]) -> None:
    from workbench.cli.keys import called
    from workbench.services import waves

    handover = session.handover(code)
    dossier = session.ws.dossier(handover)
    ids = [called(session, dossier, "person", one).id for one in people]
    done = waves.take_out(session.ws, handover, ids)
    session.say(nmsg("{n} record written.", "{n} records written.", len(done.done)))


def _show(session: Session, dossier: Dossier, found: Outlook) -> None:
    """The people whose release changes or is too early, and what else the wave comes to; those who
    have not been told are only counted."""
    from workbench.services.waves import notes

    tr = session.tr
    early = {e.person.id: e for e in found.early}
    moved = {m.person.id: m for m in found.moved}
    rows, quiet = [], 0
    for person in found.people:
        if person.id not in early and person.id not in moved and person not in found.open:
            continue
        if person.untold:  # his key, his days and his place would tell who it is
            quiet += 1
            continue
        safe = early.get(person.id)
        was = moved[person.id].old if person.id in moved else person.release
        days = str(safe.days) if safe is not None else "?" if person in found.open else "-"
        rows.append([
            dossier.key(person), person.name, _day(was), _day(person.release),
            found.safe[person.id].brief if person.id in found.safe else "",
            days,
        ])  # fmt: skip
    if rows:
        labels = (msg("Key"), pmsg("person", "Name"), msg("Was"), msg("Will be"),
                  msg("Earliest safe day"), msg("Days too early"))  # fmt: skip
        session.lines(*table([tr(label) for label in labels], rows, "lllllr"))
    if quiet:
        left = nmsg("{n} person who has not been told is not listed",
                    "{n} people who have not been told are not listed", quiet)  # fmt: skip
        session.lines(tr(left))
    session.lines(*(tr(line) for line in notes(found)))


def _windows(session: Session, found: Outlook) -> str:
    from workbench.services.waves import windows

    return session.tr(msg("{text}", text=windows(found)))


def _day(day: date | None) -> str:
    return day.isoformat() if day is not None else "--"


def _json(dossier: Dossier, found: RampDown) -> dict[str, Any]:
    from workbench.figures.rampdown import operations_share

    step = found.cliff
    return {
        "peak": found.peak,
        "remaining": found.remaining,
        "reduction_percent": _number(found.reduction.percent),
        "cliff": {
            "first": step.first.isoformat(), "last": step.last.isoformat(),
            "leavers": len(step.leavers), "before": step.before,
            "percent": _number(step.share.percent),
        } if step is not None else None,
        "span_days": found.span,
        "tail": [dossier.key(p) for p in found.tail] if found.tail is not None else None,
        "no_safe_day": [dossier.key(p) for p in found.open],
        "operations_outside_percent": _number(operations_share(dossier).percent),
        "weeks": [
            {
                "first": week.first.isoformat(),
                "planned": _count(week.planned),
                "actual": _count(week.actual) if week.actual is not None else None,
                "safe": _count(week.safe),
                "outside_percent": _number(week.external.percent),
                "outside_above_line": week.much_outside,
                "types": {
                    kind.value if kind is not None else "": count.heads
                    for kind, count in week.types.items()
                },
            }
            for week in found.weeks
        ],
    }  # fmt: skip


def _wave_json(dossier: Dossier, found: Outlook) -> dict[str, Any]:
    return {
        "key": dossier.key(found.wave),
        "day": found.wave.day.isoformat() if found.wave.day else None,
        "tell_on": found.tell_on.isoformat() if found.tell_on else None,
        "by_notice": found.by_notice.isoformat() if found.by_notice else None,
        "people": [dossier.key(p) for p in found.people if not p.untold],
        "not_told": sum(p.untold for p in found.people),
        "too_early": [
            {"person": dossier.key(e.person), "earliest_safe": e.safe.day.isoformat(),
             "days": e.days}
            for e in found.early if not e.person.untold
        ],
        "no_safe_day": [dossier.key(p) for p in found.open if not p.untold],
        "contract_ends": [
            {"contract": dossier.key(contract), "ends": contract.ends.isoformat(),
             "people": [dossier.key(p) for p in own if not p.untold]}
            for contract, own in found.unbound if contract.ends is not None
        ],
        "freezes": [
            {"first": w.first.isoformat(), "last": w.last.isoformat()} for w in found.frozen
        ],
    }  # fmt: skip


def _count(count: Count) -> dict[str, Any]:
    return {"heads": count.heads, "fte": float(count.fte)}


def _number(percent: Any) -> float | None:
    return float(percent) if percent is not None else None
