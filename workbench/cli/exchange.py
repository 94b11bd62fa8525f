"""`handover import`, `handover export`: what comes in from files, and what goes out."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from workbench.cli.session import Session
from workbench.cli.show import table
from workbench.cli.words import command, handover_code, option
from workbench.domain.message import msg, nmsg
from workbench.domain.text import clean

if TYPE_CHECKING:
    from workbench.services.importing import ImportPlan

_LANGUAGES = {"en": ("en",), "zh": ("zh_CN",), "both": ("en", "zh_CN")}


@command(msg("Bring in a checklist in Markdown, after a look at what would change."), "import")
@handover_code
@click.argument("file", metavar="FILE")
@option("--yes", is_flag=True, words=msg("Do it without asking."))
@option("--dry-run", is_flag=True, words=msg("Only show what would change."))
@click.pass_obj
def import_(session: Session, code: str, file: str, yes: bool, dry_run: bool) -> None:
    from workbench.exchange.gfm import parse
    from workbench.files import read_text
    from workbench.services import importing

    session.need_answer(yes, dry_run)
    path = Path(file).expanduser()
    handover = session.handover(code)
    plan = importing.plan_list(session.ws, handover, parse(read_text(path), clean(path.name)))
    _preview(session, plan)
    news = plan.count(importing.Fate.NEW) + plan.count(importing.Fate.CHANGED)
    question = msg("Bring them into {code}?", code=clean(code).upper())
    if news and session.agreed(yes, dry_run, question):
        done = importing.apply(session.ws.having_seen(plan.seen), plan)
        session.say(nmsg("{n} record written.", "{n} records written.", len(done.done)))
    else:
        session.say(msg("Nothing was changed."))


@command(msg("The handover pack, or all of a handover's data."))
@handover_code
@option("-o", "output", metavar="PATH|-", default="-", words=msg("A file or a folder."))
@option("--brief", is_flag=True, words=msg("One page: how it stands, and what is open."))
@option(
    "--lang",
    type=click.Choice(list(_LANGUAGES)),
    words=msg("The pack's language, or both in one."),
)
@option(
    "--format",
    "form",
    type=click.Choice(["md", "json", "csv"]),
    default="md",
    words=msg("The pack as Markdown, all registers as JSON, or the checklist as CSV."),
)
@option("--personal", is_flag=True, words=msg("In JSON and CSV, personal and private fields too."))
@option("--fixed-time", metavar="ISO", words=msg("Stands in for the clock, for equal packs."))
@option("--force", is_flag=True, words=msg("Replace the file if there is one."))
@click.pass_obj
def export(
    session: Session,
    code: str,
    output: str,
    brief: bool,
    lang: str | None,
    form: str,
    personal: bool,
    fixed_time: str | None,
    force: bool,
) -> None:
    ws = session.ws
    handover = session.handover(code)
    if form == "md":
        from workbench.services import export as service

        spoken = _LANGUAGES[lang] if lang else None
        at = _moment(session, fixed_time) if fixed_time else None
        if output == "-":
            session.save("-", service.export(ws, handover, brief=brief, lang=spoken, at=at))
            return
        path = service.write(ws, handover, output, overwrite=force, brief=brief, lang=spoken, at=at)
        session.say(msg("Written: {path}", path=clean(str(path))))
    elif form == "json":
        session.save(output, session.as_json(_everything(session, handover, personal)), force=force)
    else:
        from workbench.domain import record
        from workbench.exchange.register_csv import to_csv

        items = record.get("item")
        data = to_csv(ws.reading(handover), items, personal=personal, bom=output != "-")
        session.save(output, data, force=force)


def _preview(session: Session, plan: ImportPlan) -> None:
    """What each line brings, as a table; the refused lines are complained of."""
    from workbench.services.importing import Fate

    tr, name = session.tr, plan.parsed.name
    rows = [
        [
            tr(row.fate.label),
            f"{name}:{row.parsed.line}",
            session.key(plan.handover, row.item) if row.item is not None else "",
            "  " * row.parsed.depth + row.parsed.text,
        ]
        for row in plan.rows
        if row.fate in (Fate.NEW, Fate.CHANGED)
    ]
    if rows:
        labels = (msg("What"), msg("Where"), msg("Key"), msg("Item"))
        session.lines(*table([tr(label) for label in labels], rows))
    for row in plan.rows:
        if row.fate is Fate.REFUSED and row.why is not None:
            session.refuse(row.why, f"{name}:{row.parsed.line}")
    session.say(plan.summary)


def _everything(session: Session, handover: int, personal: bool) -> dict[str, object]:
    from workbench.domain import record
    from workbench.exchange.register_json import to_json
    from workbench.services import status

    view = session.ws.reading(handover)
    registers = {
        name: to_json(view, record.get(name), personal=personal)["records"]
        for name in view.dossier.registers
    }
    return {
        "schema": 1,
        "status": status.to_json(status.read(session.ws, handover)),
        "registers": registers,
    }


def _moment(session: Session, text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        complaint = msg('"{text}" is not a moment such as 2026-11-23T09:00', text=clean(text))
        raise click.UsageError(session.tr(complaint), click.get_current_context()) from None
