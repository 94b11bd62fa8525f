"""`handover import`, `handover export`: what comes in from files, and what goes out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from workbench.cli.session import STDIN, Session
from workbench.cli.words import as_json, command, handover_code, option
from workbench.domain.message import Msg, msg, nmsg
from workbench.domain.text import clean

if TYPE_CHECKING:
    from workbench.services.files_in import Opened
    from workbench.services.importing import Brought, Plan

_LANGUAGES = {"en": ("en",), "zh": ("zh_CN",), "both": ("en", "zh_CN")}


@command(
    msg("Bring in a list or readings: Markdown, Excel, CSV, after a look at what would change."),
    "import",
)
@handover_code
@click.argument("file", metavar="FILE")
@option(
    "--register",
    "name",
    metavar="NAME",
    default="item",
    words=msg("The register it is for, such as person; the checklist if not said."),
)
@option(
    "--as",
    "kind",
    type=click.Choice(["readings"]),
    words=msg("What it holds instead: readings of KPIs, from a table or from Prometheus."),
)
@option("--kpi", metavar="NAME", default="", words=msg("The KPI that all readings are of."))
@option(
    "--label", metavar="NAME", default="", words=msg("The label of a series that names its KPI.")
)
@option("--baseline", is_flag=True, words=msg("These readings are the KPI's baseline."))
@option("--sheet", metavar="NAME", default="", words=msg("The sheet of a workbook."))
@option(
    "--map",
    "maps",
    metavar="TITLE=FIELD",
    multiple=True,
    words=msg("What a column is for; an empty field leaves it out."),
)
@option(
    "--read",
    "phrases",
    metavar="WORDS=MEANING",
    multiple=True,
    words=msg("What words of the list mean: a date, person, seat:NAME, state, side or currency."),
)
@option("--refused", metavar="FILE", words=msg("Write the refused rows here, with the reasons."))
@option("--mine", is_flag=True, words=msg("Where both sides changed something, take the file's."))
@option("--keep-secrets", metavar="REASON", default="", words=msg("Passwords and keys stay, why."))
@option("--yes", is_flag=True, words=msg("Do it without asking."))
@option("--dry-run", is_flag=True, words=msg("Only show what would change."))
@as_json
@option("--personal", is_flag=True, words=msg("In JSON, personal and private fields too."))
@click.pass_obj
def import_(
    session: Session,
    code: str,
    file: str,
    name: str,
    kind: str | None,
    kpi: str,
    label: str,
    baseline: bool,
    sheet: str,
    maps: Sequence[str],
    phrases: Sequence[str],
    refused: str | None,
    mine: bool,
    keep_secrets: str,
    yes: bool,
    dry_run: bool,
    as_json: bool,
    personal: bool,
) -> None:
    from workbench.cli.importing import answered, mapped, preview
    from workbench.domain import record
    from workbench.services import files_in, importing
    from workbench.services.refused import refused_csv

    session.need_answer(yes, dry_run)
    if as_json and not (yes or dry_run):
        raise click.UsageError(
            session.tr(msg("--json asks nothing: add --dry-run or --yes.")),
            click.get_current_context(),
        )
    if kind == "readings":
        from workbench.cli.readings import bring, maps_of
        from workbench.services.readings_in import Asked

        asked = Asked(clean(kpi), clean(label), maps_of(maps), clean(sheet))
        bring(session, code, file, asked, baseline=baseline, refused=refused, yes=yes,
              dry_run=dry_run, as_json=as_json)  # fmt: skip
        return
    handover = session.handover(code)
    register = record.get(clean(name)).name
    piped = file == "-"
    title = STDIN if piped else clean(Path(file).name)
    with session.watching(msg("reading {file} ...", file=title)) as tell:
        if piped:
            came = session.piped(title)
            found = files_in.of_bytes(
                session.ws, handover, came, title, register, clean(sheet), tell
            )
        else:
            found = files_in.opened(session.ws, handover, file, register, clean(sheet), tell)
        found = mapped(session, found, maps)
        plan = importing.plan(session.ws, handover, found.source, tell=tell)
        answers = answered(session, plan, phrases, mine=mine, keep=clean(keep_secrets))
        if answers != plan.answers:
            plan = importing.plan(session.ws, handover, found.source, answers, tell)
    if not as_json:
        preview(session, plan, found)
    if refused is not None:
        data = refused_csv(session.tr, plan, found)
        if data is not None:
            session.save(refused, data, force=True)
    shown = _planned(session, plan, found, personal) if as_json else {}
    question = msg("Bring them into {code}?", code=clean(code).upper())
    if plan.todo and session.agreed(yes, dry_run, question):
        words = nmsg("bringing in {n} row ...", "bringing in {n} rows ...", plan.todo)
        with session.watching(words) as tell:
            done = importing.apply(session.ws.having_seen(plan.seen), plan, tell)
        shown["change_set"] = done.set_id
        session.say(_written(plan, done))
    else:
        session.say(msg("Nothing was changed."))
    if as_json:
        session.json(shown)


def _written(plan: Plan, done: Brought) -> Msg:
    """What was brought in, and how many records beside that."""
    said = plan.told(done)
    beside = len(done.done) - done.rows
    if beside <= 0:
        return said
    return nmsg("{said}; and {n} record that they name or bring along",
                "{said}; and {n} records that they name or bring along", beside,
                said=said)  # fmt: skip


def _planned(session: Session, plan: Plan, found: Opened, personal: bool) -> dict[str, object]:
    """The plan for programs; the exit status says that something is refused, as to people."""
    from workbench.cli import ERROR
    from workbench.cli.import_json import to_json
    from workbench.services.importing import Fate

    if plan.count(Fate.REFUSED, Fate.CONTESTED):
        session.status = ERROR
    view = session.ws.reading(plan.handover)
    return {**to_json(view, plan, found, personal=personal), "change_set": None}


@command(msg("The handover pack, a page about a person, post, topic or KPI, or all the data."))
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
    type=click.Choice(["md", "json", "csv", "xlsx", "ics"]),
    default="md",
    words=msg(
        "The pack as Markdown, all registers as JSON, the checklist as CSV or Excel, the "
        "days as a calendar."
    ),
)
@option("--leaving", metavar="NAME", words=msg("The leaving sheet of somebody, to be signed."))
@option("--post", metavar="TITLE", words=msg("The starter page of a standing post."))
@option("--topic", metavar="KEY", words=msg("The knowledge card of a topic."))
@option("--kpi", metavar="NAME", words=msg("The card of a KPI, with its readings."))
@option("--owner", metavar="NAME", words=msg("A list of one owner's items that comes back."))
@option(
    "--only", metavar="WORDS", words=msg("A list of the items with these words, or state:claimed.")
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
    leaving: str | None,
    post: str | None,
    topic: str | None,
    kpi: str | None,
    owner: str | None,
    only: str | None,
    personal: bool,
    fixed_time: str | None,
    force: bool,
) -> None:
    ws = session.ws
    handover = session.handover(code)
    spoken = _LANGUAGES[lang] if lang else None
    at = _moment(session, fixed_time) if fixed_time else None
    pages = {"leaving": leaving, "post": post, "topic": topic, "kpi": kpi}
    if asked := {what: words for what, words in pages.items() if words}:
        name, text = _page(session, handover, asked, spoken, at)
        if output == "-":
            session.save("-", text)
            return
        from workbench.services.export import put

        path = put(ws, output, name, text, overwrite=force)
        session.say(msg("Written: {path}", path=clean(str(path))))
    elif owner or only or form == "xlsx":
        from workbench.cli.importing import list_out

        list_out(session, handover, form, output, owner, only, personal=personal, force=force)
    elif form == "md":
        from workbench.services import export as service

        if output == "-":
            session.save("-", service.export(ws, handover, brief=brief, lang=spoken, at=at))
            return
        path = service.write(ws, handover, output, overwrite=force, brief=brief, lang=spoken, at=at)
        session.say(msg("Written: {path}", path=clean(str(path))))
    elif form == "ics":
        _calendar(session, handover, output, spoken, at, force=force)
    elif form == "json":
        session.save(output, session.as_json(_everything(session, handover, personal)), force=force)
    else:
        from workbench.domain import record
        from workbench.exchange.register_csv import to_csv
        from workbench.figures.told import for_others

        items = record.get("item")
        view, _ = for_others(ws.reading(handover), (items.name,), personal=personal)
        data = to_csv(view, items, personal=personal, bom=output != "-")
        session.save(output, data, force=force)


def _page(
    session: Session,
    handover: int,
    asked: Mapping[str, str],
    lang: Sequence[str] | None,
    at: datetime | None,
) -> tuple[str, str]:
    """A page about a person, post, topic or KPI, and the name of its file."""
    from workbench.cli.keys import called
    from workbench.services import export as service

    if len(asked) > 1:
        complaint = session.tr(
            msg("Ask for one page at a time: --leaving, --post, --topic or --kpi.")
        )
        raise click.UsageError(complaint, click.get_current_context())
    ((what, words),) = asked.items()
    dossier = session.ws.dossier(handover)
    found = called(session, dossier, "person" if what == "leaving" else what, words)
    make = {"leaving": service.leaving_sheet, "post": service.post_page,
            "topic": service.topic_page, "kpi": service.kpi_page}[what]  # fmt: skip
    name = f"{dossier.handover.code}-{what}-{dossier.key(found)}"
    return name, make(session.ws, handover, found.id, lang=lang, at=at)


def _calendar(
    session: Session, handover: int, output: str, lang: Sequence[str] | None, at: datetime | None,
    *, force: bool,
) -> None:  # fmt: skip
    """The days as iCalendar, and how many are left out."""
    from workbench.services.calendar_out import calendar
    from workbench.services.export import put

    made = calendar(session.ws, handover, lang=lang, at=at)
    if output == "-":
        session.save("-", made.text)
    else:
        code = session.ws.known(handover).handover.code
        path = put(session.ws, output, code, made.text, overwrite=force, end=".ics")
        session.say(msg("Written: {path}", path=clean(str(path))))
    if made.untold:
        session.say(
            nmsg("{n} release is not in it: who is to go has not been told.",
                 "{n} releases are not in it: those who are to go have not been told.",
                 made.untold)
        )  # fmt: skip


def _everything(session: Session, handover: int, personal: bool) -> dict[str, object]:
    from workbench.domain import record
    from workbench.exchange.register_json import to_json
    from workbench.figures.told import for_others
    from workbench.services import status

    whole = session.ws.reading(handover)
    view, left_out = for_others(whole, whole.dossier.registers, personal=personal)
    if left_out is not None:
        session.say(left_out)
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
