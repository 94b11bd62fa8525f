"""`handover log`: who did what when, and whether the log still holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from workbench.cli.session import Session
from workbench.cli.show import table
from workbench.cli.words import as_json, command, handover_code, option
from workbench.domain.kinds import RefKind
from workbench.domain.message import Msg, msg, nmsg, pmsg
from workbench.domain.text import clean

if TYPE_CHECKING:
    from workbench.domain.record import Field
    from workbench.services.history import Verified
    from workbench.services.logbook import Act, RecordDiff


@command(msg("What was done in a handover, the newest first, or whether its log still holds."))
@handover_code
@option("--by", metavar="NAME", default="", words=msg("Only what this person did or typed."))
@option("--record", metavar="KEY", default="", words=msg("Only what touched this record."))
@option("--since", metavar="7d|DATE", default="", words=msg("From that day on."))
@option("--until", metavar="DATE", default="", words=msg("Up to the end of that day."))
@option("--kind", metavar="KIND", default="", words=msg("Only acts of this kind: claim, import."))
@option("--limit", type=click.IntRange(min=0), default=50, words=msg("At most so many; 0 for all."))
@option("--changes", is_flag=True, words=msg("Each field before and after, too."))
@option("--personal", is_flag=True, words=msg("Personal and private fields, too."))
@option("--verify", is_flag=True, words=msg("Follow the whole chain and say whether it holds."))
@option(
    "--head", is_flag=True, words=msg("Only the head of the handover's log, as its packs print it.")
)
@as_json
@click.pass_obj
def log(
    session: Session,
    code: str,
    by: str,
    record: str,
    since: str,
    until: str,
    kind: str,
    limit: int,
    changes: bool,
    personal: bool,
    verify: bool,
    head: bool,
    as_json: bool,
) -> None:
    ws = session.ws
    handover = session.handover(code)
    if verify:
        _verify(session, handover, as_json)
        return
    if head:
        number, digest = ws.head(handover)
        if as_json:
            session.json({"schema": 1, "change_set": number, "sha256": digest})
        else:
            session.lines(f"{digest} {number}")
        return
    from workbench.services import log_choice, logbook

    which = log_choice.wanted(
        ws, handover, by=by, record_key=record, since=since, until=until, kind=kind
    )
    ids = logbook.ids(ws, handover, which)
    shown = ids[: limit or None]
    acts = logbook.acts(ws, handover, shown)
    records = logbook.diffs_of(ws, handover, shown) if changes or as_json else {}
    if not personal:
        records = {i: logbook.sent(ws.known(handover), found) for i, found in records.items()}
    if as_json:
        session.json(_json(session, handover, [acts[i] for i in shown], records, personal))
        return
    if not shown:
        session.say(msg("The log has nothing of the kind."))
        return
    if changes:
        for i in shown:
            session.lines(_told(session, acts[i]))
            session.lines(*_changes(session, handover, records[i], personal))
    else:
        labels = (pmsg("log", "Set"), msg("When"), msg("Who"), msg("Typed by"), pmsg("log", "What"))
        rows = [_row(session, acts[i]) for i in shown]
        session.lines(*table([session.tr(label) for label in labels], rows, "r"))
    if len(shown) < len(ids):
        session.say(msg("{n} of {total}; --limit 0 shows all.", n=len(shown), total=len(ids)))


def _row(session: Session, act: Act) -> list[str]:
    when = f"{act.at.astimezone():%Y-%m-%d %H:%M}"
    return [str(act.id), when, act.actor or "?", act.typed_by, clean(session.tr(_what(act)))]


def _what(act: Act) -> Msg:
    return msg("{what} (undone)", what=act.what) if act.undone else act.what


def _told(session: Session, act: Act) -> str:
    return "  ".join(filter(None, _row(session, act)))


def _changes(
    session: Session, handover: int, records: list[RecordDiff], personal: bool
) -> list[str]:
    from workbench.domain import record as registers
    from workbench.services import logbook

    view = session.ws.reading(handover)
    keys = logbook.referred(session.ws, records)

    def shown(field: Field, value: Any) -> str:
        if (field.kind.personal or field.kind.private) and value and not personal:
            return session.tr(msg("(hidden)"))
        text = field.kind.show(value, view)
        return text or (keys.get(value, "") if isinstance(field.kind, RefKind) else "")

    lines = []
    for diff in records:
        named = diff.register == "person" and not personal
        title = "" if named else clean(diff.title)
        what = msg("{one}, {fate}", one=registers.get(diff.register).one, fate=diff.fate.value)
        lines.append(f"    {diff.place}  {session.tr(what)}  {title}".rstrip())
        lines += [
            f"        {clean(session.tr(logbook.told(f, diff.fate, shown)))}" for f in diff.fields
        ]
    return lines


def _json(
    session: Session,
    handover: int,
    acts: list[Act],
    records: dict[int, list[RecordDiff]],
    personal: bool,
) -> dict[str, Any]:
    from workbench.domain.registers.person import Person
    from workbench.services import logbook

    ws = session.ws
    dossier = ws.known(handover)
    number, digest = ws.head(handover)
    people = {p.name: dossier.key(p) for p in dossier.all(Person)}
    keys = logbook.referred(ws, [d for found in records.values() for d in found])
    return {
        "schema": 1,
        "code": dossier.handover.code,
        "head": {"change_set": number, "sha256": digest},
        "acts": [
            logbook.to_json(act, records[act.id], people, keys, personal=personal) for act in acts
        ],
    }


def _verify(session: Session, handover: int, as_json: bool) -> None:
    from workbench.cli import ERROR
    from workbench.services import history

    found = history.verify(session.ws, handover)
    session.status = 0 if found.ok else ERROR
    code = session.ws.known(handover).handover.code if found.ok else ""
    if as_json:
        session.json(_verified_json(found))
        return
    for broken in found.broken:
        place = msg("change set {number}", number=broken.set_id)
        where = f"{session.tr(place)}{f', {broken.key}' if broken.key else ''}"
        session.refuse(broken.why, where)
    number, digest = found.head
    sets = nmsg("{n} change set", "{n} change sets", found.count)
    if found.ok:
        session.lines(session.tr(msg("{code}: {sets}, the chain holds.", code=code, sets=sets)))
    session.lines(
        session.tr(msg("Head: {digest}, change set {number}", digest=digest, number=number))
    )
    for erasure in found.erasures:
        told = nmsg(
            "{n} earlier change set has something erased by change set {number}, {when}",
            "{n} earlier change sets have something erased by change set {number}, {when}",
            erasure.count,
            number=erasure.set_id,
            when=f"{erasure.at.astimezone():%Y-%m-%d %H:%M}",
        )
        session.lines(session.tr(told))


def _verified_json(found: Verified) -> dict[str, Any]:
    return {
        "schema": 1,
        "ok": found.ok,
        "count": found.count,
        "erased": found.erased,
        "head": {"change_set": found.head[0], "sha256": found.head[1]},
        "erasures": [
            {"change_set": e.set_id, "at": e.at.isoformat(), "count": e.count}
            for e in found.erasures
        ],
        "broken": [
            {"change_set": b.set_id, "key": b.key or None, "why": b.why.id} for b in found.broken
        ],
    }
