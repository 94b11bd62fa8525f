"""`handover db`: the data file itself. Check it, copy it, bring a copy back, share it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from workbench.cli.session import Session
from workbench.cli.words import as_json, group, option
from workbench.domain.errors import Refused
from workbench.domain.message import Msg, msg, nmsg
from workbench.domain.text import clean
from workbench.files import placed
from workbench.settings import HOUSE

if TYPE_CHECKING:
    from workbench.services.file_check import Report
    from workbench.services.restoring import Preview

_LOST = 20  # change sets named in a preview
_HEAD = 12  # characters of a log head in a line


@group(msg("The data file."))
def db() -> None:
    pass


@db.command("path", words=msg("Which file it is."))
@click.pass_obj
def db_path(session: Session) -> None:
    session.lines(str(session.path))


@db.command("new", words=msg("Make an empty one."))
@click.pass_obj
def db_new(session: Session) -> None:
    from db.migrate import prepare

    if os.path.lexists(session.path):
        raise Refused(msg("There is a file here already."), clean(str(session.path)))
    prepare(session.path, create=True)
    session.say(msg("New data file: {path}", path=clean(str(session.path))))


@db.command("check", words=msg("Look through the whole file and name what is damaged."))
@as_json
@click.pass_obj
def db_check(session: Session, as_json: bool) -> None:
    from db.opening import backups
    from db.place import is_there
    from workbench.cli import ERROR
    from workbench.services import file_check
    from workbench.services.workspace import Me

    if not is_there(session.path):
        session.need_file()
    report = file_check.check_file(session.path, Me(session.user))
    if as_json:
        session.json({
            "schema": 1,
            "ok": report.ok,
            "handovers": report.handovers,
            "change_sets": report.change_sets,
            "head": report.head,
            "heads": {code: link for code, _, link in report.heads},
            "faults": [{"key": f.key or None, "what": clean(str(f.what))} for f in report.faults],
        })  # fmt: skip
    else:
        _tell_faults(session, report)
        if report.ok:
            session.say(_whole(report))
        else:
            session.say(
                msg(
                    "The file was left as it is. Save what can be saved with: handover db repair; "
                    "or bring a backup back with: handover db restore FILE"
                )
            )
            for copy in backups(session.path):
                session.say(msg("There is a backup: {path}", path=clean(str(copy))))
    if not report.ok:
        session.status = ERROR


@db.command("repair", words=msg("Save what can be saved of a damaged file into a new one."))
@option("-o", "--output", metavar="FILE", words=msg("The new file; beside the old one by default."))
@click.pass_obj
def db_repair(session: Session, output: str | None) -> None:
    from db.place import is_there
    from workbench.cli import ERROR
    from workbench.services.file_repair import repair_into
    from workbench.services.workspace import Me

    path = session.path
    if not is_there(path):
        session.need_file()
    made = placed(output) if output else path.with_name(f"{path.stem}-repaired{path.suffix}")
    found = repair_into(path, made, Me(session.user), session.today)
    session.say(msg("Saved into {path}; {old} was left as it is.", path=clean(str(made)),
                    old=clean(str(path))))  # fmt: skip
    if found.mended:
        session.say(msg("Mended from the log: {keys}", keys=", ".join(found.mended)))
    for lost in found.lost:
        session.lines(session.tr(lost))
    _tell_faults(session, found.report)
    if found.whole:
        session.say(_whole(found.report))
    else:
        session.status = ERROR


@db.command("backup", words=msg("Copy the file while others work; the copy is checked."))
@option("-o", "--output", metavar="FILE", words=msg("The copy; beside the file by default."))
@click.pass_obj
def db_backup(session: Session, output: str | None) -> None:
    from db.backup import beside, copy
    from workbench.services.file_check import heads

    session.need_file()
    path = session.path
    target = placed(output) if output else beside(path)
    copy(path, target)
    report = heads(target)
    session.lines(str(target))
    session.say(
        nmsg("Backup of {n} handover, {sets} change sets, file head {head}.",
             "Backup of {n} handovers, {sets} change sets, file head {head}.",
             report.handovers, sets=report.change_sets, head=report.head[:_HEAD])
    )  # fmt: skip


@db.command("restore", words=msg("Bring a backup back, after a look at what would be lost."))
@click.argument("backup", metavar="FILE", type=click.Path(readable=False))
@option("--dry-run", is_flag=True, words=msg("Only show what would be done."))
@option("--yes", is_flag=True, words=msg("Do it without asking."))
@click.pass_obj
def db_restore(session: Session, backup: str, dry_run: bool, yes: bool) -> None:
    from workbench.services import restoring

    session.need_answer(yes, dry_run)
    chosen = placed(backup)
    seen = restoring.preview(session.path, chosen)
    _tell_preview(session, seen)
    if not session.agreed(yes, dry_run, msg("Bring it back?")):
        return
    aside = restoring.restore(session.path, chosen)
    session.say(msg("{path} holds the backup now.", path=clean(str(session.path))))
    if aside is not None:
        session.say(msg("What it held before is kept as {path}.", path=clean(str(aside))))


@db.command("share", words=msg("Let a group work on the file: folder and file are set up for it."))
@option("--group", metavar="NAME", required=True, words=msg("The group."))
@click.pass_obj
def db_share(session: Session, group: str) -> None:
    from db.share import closed_above, share

    session.need_file()
    share(session.path, group)
    if (closed := closed_above(session.path, group)) is not None:
        session.refuse(
            msg("the file is set up for {group}, who cannot get through this folder; move the "
                "file's folder elsewhere, such as below /srv", group=clean(group)),
            clean(str(closed)),
        )  # fmt: skip
        return
    session.say(msg("Everybody in {group} can work on it now. A colleague runs:",
                    group=clean(group)))  # fmt: skip
    session.lines(f"handover config set db {_quoted(session.path)}")
    session.say(msg("For everybody on this host, its administrator can name the file in {path}.",
                    path=str(HOUSE)))  # fmt: skip


def _quoted(path: Path) -> str:
    import shlex

    return shlex.quote(str(path))


def _tell_faults(session: Session, report: Report) -> None:
    for fault in report.faults:
        what = session.tr(fault.what)
        session.lines(f"{fault.key}: {what}" if fault.key else what)


def _whole(report: Report) -> Msg:
    return nmsg(
        "Whole: {n} handover, {sets} change sets, file head {head}.",
        "Whole: {n} handovers, {sets} change sets, file head {head}.",
        report.handovers,
        sets=report.change_sets,
        head=report.head[:_HEAD],
    )


def _tell_preview(session: Session, seen: Preview) -> None:
    report = seen.report
    session.say(
        nmsg("The backup has {n} handover, {sets} change sets, file head {head}.",
             "The backup has {n} handovers, {sets} change sets, file head {head}.",
             report.handovers, sets=report.change_sets, head=report.head[:_HEAD])
    )  # fmt: skip
    if seen.newest is not None:
        session.say(msg("The last change in it: {at}", at=seen.newest.astimezone()))
    if seen.unreadable is not None:
        session.say(msg("The present file cannot be compared: {why}", why=seen.unreadable))
    elif not seen.count:
        session.say(msg("Nothing would be lost: the file has nothing that the backup has not."))
    else:
        session.say(
            nmsg("{n} change set would be lost:", "{n} change sets would be lost:", seen.count)
        )
    for act in seen.lost[:_LOST]:
        at = act.at.astimezone().isoformat(sep=" ", timespec="minutes")[:16]
        session.lines(f"{at}  {act.code}  {act.who}  {session.tr(act.what)}")
    if seen.count > _LOST:
        more = seen.count - _LOST
        session.say(nmsg("and {n} older one", "and {n} older ones", more))
