"""`handover register …`: any register by its name, records as field=value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from workbench.cli.session import Session
from workbench.cli.show import table
from workbench.cli.words import group, handover_code, option
from workbench.domain.errors import BadValue, Refused
from workbench.domain.message import listed, msg
from workbench.domain.text import clean

if TYPE_CHECKING:
    from workbench.domain.dossier import Reading

_T0_FIELDS = ("t0", "t0_actual")


@group(msg("Rosters, seats, proofs and every other register."))
def register() -> None:
    pass


@register.command("list", words=msg("The registers there are, and their fields."))
@click.pass_obj
def list_(session: Session) -> None:
    from workbench.domain.record import all_registers

    tr = session.tr
    rows = [
        [found.name, tr(found.title), " ".join(f.name for f in found.fields if not f.kind.fixed)]
        for found in all_registers()
        if found.name != "handover"
    ]
    labels = (msg("Register"), msg("Title"), msg("Fields"))
    session.lines(*table([tr(label) for label in labels], rows))


@register.command("show", words=msg("The records of a register."))
@handover_code
@click.argument("name")
@option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json", "md"]),
    default="table",
    words=msg("As a table, or as CSV, JSON or Markdown."),
)
@option(
    "--personal",
    is_flag=True,
    words=msg("With personal and private fields, in a file for people who may see them."),
)
@option("-o", "output", metavar="FILE|-", default="-", words=msg("Write to a file."))
@option("--force", is_flag=True, words=msg("Replace the file if there is one."))
@click.pass_obj
def show(
    session: Session, code: str, name: str, form: str, personal: bool, output: str, force: bool
) -> None:
    from workbench.domain import record
    from workbench.domain.dossier import Reading
    from workbench.domain.machine import StateKind
    from workbench.domain.money import MoneyKind
    from workbench.exchange import register_csv, register_json
    from workbench.figures.told import for_others

    wanted = record.get(clean(name))
    if wanted.name == "handover":
        raise Refused(msg("ask for the handover itself with: handover status {code}", code=code))
    ws = session.ws
    dossier = ws.store.dossier(session.handover(code), register_csv.reads(wanted))
    mine = personal or form == "table"
    view, left_out = for_others(Reading(dossier, ws.context), (wanted.name,), personal=mine)
    open_ = register_csv.fields(wanted)
    hidden = [f.kind.label for f in wanted.fields if f not in open_]
    if form in ("csv", "json", "md") and hidden and not personal:
        session.say(msg("Without {fields}: --personal writes them too.", fields=listed(hidden)))
    if left_out is not None:
        session.say(left_out)
    match form:
        case "csv":
            # Excel takes a file without the mark for the encoding of its own language.
            data = register_csv.to_csv(view, wanted, personal=personal, bom=output != "-")
            session.save(output, data, force=force)
        case "json":
            session.save(
                output,
                session.as_json(register_json.to_json(view, wanted, personal=personal)),
                force=force,
            )
        case "md":
            from workbench.pack.md import table as markdown

            chosen = register_csv.fields(wanted, personal=personal)
            lines = markdown(*register_csv.table(view, wanted, chosen, personal=personal))
            session.save(output, "\n".join(lines) + "\n", force=force)
        case _:
            # What the register's screen shows, its core fields, names included; then money, state.
            more = [f for f in open_ if isinstance(f.kind, MoneyKind | StateKind)]
            chosen = list(dict.fromkeys([*wanted.core, *more]))
            lines = table(*register_csv.table(view, wanted, chosen, personal=True))
            session.save(output, "\n".join(lines) + "\n", force=force)


@register.command("add", words=msg("A new record; its key goes to standard output."))
@handover_code
@click.argument("name")
@click.argument("values", nargs=-1, required=True, metavar="FIELD=VALUE...")
@click.pass_obj
def add(session: Session, code: str, name: str, values: Sequence[str]) -> None:
    from workbench.domain import record
    from workbench.services import namesakes, records

    handover = session.handover(code)
    wanted = record.get(clean(name))
    if wanted.name == "handover":
        raise Refused(msg("make a handover with: handover new"))
    texts = _texts(values)
    under = texts.pop("parent", None)
    parent = None
    if under is not None:
        from workbench.cli.keys import anything

        parent = anything(session.ws.dossier(handover), under).id
    elif wanted.parents:
        raise BadValue(msg("say what it hangs under, such as parent={code}-01", code=clean(code)))
    before = session.ws.dossier(handover)
    made = records.add(session.ws, handover, wanted.name, texts, parent=parent)
    session.lines(session.key(handover, made))
    now = session.ws.known(handover)
    if (told := namesakes.beside(now, made)) is not None:
        session.say(told)
    for told in namesakes.joined(before, now, session.lang, made):
        session.say(told)


@register.command("set", words=msg("Change fields of a record; each is a change of its own."))
@handover_code
@click.argument("key")
@click.argument("values", nargs=-1, required=True, metavar="FIELD=VALUE...")
@option(
    "--approver",
    metavar="NAME",
    words=msg("Who of the other side agrees to ask less of an item: mandatory=no."),
)
@click.pass_obj
def set_(
    session: Session, code: str, key: str, values: Sequence[str], approver: str | None
) -> None:
    from workbench.cli.keys import anything, person
    from workbench.domain import record
    from workbench.domain.registers.handover import Handover
    from workbench.services import namesakes, records

    handover = session.handover(code)
    before = session.ws.dossier(handover)
    found = anything(before, key)
    texts = _texts(values)
    if isinstance(found, Handover) and not set(_T0_FIELDS).isdisjoint(texts):
        raise Refused(msg("T0 moves dates, so it has a command of its own: handover t0"))
    who = person(session, handover, approver)
    for field, text in texts.items():
        done = records.edit(session.ws, handover, found.id, field, text, approver=who)
        if done.set_id is not None:
            shown = session.ws.known(handover).key(found)
            label = record.of(type(found)).field(field).kind.label
            session.say(msg("{key}: {field} changed", key=shown, field=label))
    for told in namesakes.joined(before, session.ws.known(handover), session.lang):
        session.say(told)


@register.command("move", words=msg("Move records through their states: close PL-01."))
@handover_code
@click.argument("move")
@click.argument("keys", nargs=-1, required=True, metavar="KEY...")
@option("--by", metavar="NAME", words=msg("Who acts, as the roster has him."))
@option("--reason", metavar="TEXT", default="", words=msg("Why."))
@option(
    "--set",
    "values",
    metavar="FIELD=VALUE",
    multiple=True,
    words=msg(
        "What the move asks for, set with it: level=3 of assess, release=DATE of extend, "
        "left_on=DATE of release."
    ),
)
@click.pass_obj
def move(
    session: Session,
    code: str,
    move: str,
    keys: Sequence[str],
    by: str | None,
    reason: str,
    values: Sequence[str],
) -> None:
    from workbench.cli.gate import person
    from workbench.cli.keys import anything
    from workbench.services import moving

    handover = session.handover(code)
    dossier = session.ws.dossier(handover)
    ids = [anything(dossier, key).id for key in keys]
    who = person(session, handover, by) if by else None
    given = _values(session.ws.reading(handover), ids[0], clean(move), _texts(values))
    done = moving.move(session.ws, handover, ids, clean(move), reason=reason, by=who, values=given)
    for record_id, why in done.refused:
        session.refuse(why, session.key(handover, record_id))


@register.command("merge", words=msg("Make one record of several; the first one stays."))
@handover_code
@click.argument("keep", metavar="KEY")
@click.argument("others", metavar="KEY...", nargs=-1, required=True)
@click.pass_obj
def merge(session: Session, code: str, keep: str, others: Sequence[str]) -> None:
    from workbench.cli.keys import anything
    from workbench.services import merging

    handover = session.handover(code)
    dossier = session.ws.dossier(handover)
    kept = anything(dossier, keep)
    going = [anything(dossier, other).id for other in others]
    foreseen = merging.foreseen(session.ws, dossier, kept.id, going)
    merging.merge(session.ws, handover, kept.id, going).expect()
    for sentence in foreseen:
        session.say(sentence)
    session.say(msg("merged into {what}", what=dossier.key(kept)))


def _values(view: Reading, record_id: int, move: str, texts: Mapping[str, str]) -> dict[str, Any]:
    """What was typed, as values of the record's fields. A move brings numbers, days and names;
    words are looked through before they are written, so they have a command of their own."""
    from workbench.domain import record
    from workbench.domain.kinds import TextKind
    from workbench.services.moving import may_bring

    found = view.dossier.get(record_id)
    if found is None:
        return {}
    entry = record.of(type(found))
    kinds = {name: entry.field(name).kind for name in texts}
    for name, kind in kinds.items():
        if not may_bring(entry, move, name) or isinstance(kind, TextKind):
            raise Refused(msg("{field} is not set by a move: handover register set", field=name))
    return {name: kind.parse(texts[name], view) for name, kind in kinds.items()}


def _texts(values: Sequence[str]) -> dict[str, str]:
    texts = {}
    for value in values:
        field, equals, text = value.partition("=")
        if not equals or not field.strip():
            raise BadValue(msg('"{text}" is not field=value', text=clean(value)))
        texts[field.strip()] = text
    return texts
