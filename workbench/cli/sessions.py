"""`handover session …`: planning how topics are passed on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

import click

from workbench.cli.session import Session
from workbench.cli.show import table
from workbench.cli.words import DAY, group, handover_code, option
from workbench.domain.message import msg, nmsg

if TYPE_CHECKING:
    from workbench.domain.dossier import Dossier
    from workbench.figures.sessions import Clash


@group(msg("Sessions: an apprenticeship as a series, and days that clash."), "session")
def session() -> None:
    pass


@session.command("clashes", words=msg("Planned sessions that cannot be held as planned."))
@handover_code
@click.pass_obj
def clashes(asked: Session, code: str) -> None:
    from workbench.figures import sessions

    dossier = asked.ws.dossier(asked.handover(code))
    found = sessions.clashes(dossier, asked.today)
    if not found:
        asked.say(msg("No planned session clashes."))
        return
    _list(asked, dossier, found)


@session.command(
    "plan", words=msg("An apprenticeship: lessons at intervals, the last one an examination.")
)
@handover_code
@click.argument("topic", metavar="TOPIC")
@click.argument("master", metavar="GIVER")
@click.argument("apprentice", metavar="RECEIVER")
@click.argument("first", type=DAY, metavar="FIRST")
@click.argument("last", type=DAY, metavar="LAST")
@option("--every", type=click.IntRange(1, 365), default=7, metavar="DAYS",
        words=msg("Days from one lesson to the next; 7 if not said."))  # fmt: skip
@option("--minutes", type=click.IntRange(1, 1440), metavar="N", words=msg("How long each takes."))
@option("--yes", is_flag=True, words=msg("Do it without asking."))
@option("--dry-run", is_flag=True, words=msg("Only show what would be planned."))
@click.pass_obj
def plan(
    asked: Session, code: str, topic: str, master: str, apprentice: str, first: date, last: date,
    every: int, minutes: int | None, yes: bool, dry_run: bool,
) -> None:  # fmt: skip
    from workbench.cli.keys import called
    from workbench.services import session_plans

    asked.need_answer(yes, dry_run)
    handover = asked.handover(code)
    dossier = asked.ws.dossier(handover)
    wanted = session_plans.Apprenticeship(
        topic=called(asked, dossier, "topic", topic).id,
        master=called(asked, dossier, "person", master).id,
        apprentice=called(asked, dossier, "person", apprentice).id,
        first=first, last=last, every=every, minutes=minutes,
    )  # fmt: skip
    found = session_plans.preview(dossier, wanted, asked.today)
    rows = [
        [str(made.day), asked.tr(made.kind.label) if made.kind is not None else ""]
        for made in found.sessions
    ]
    asked.lines(*table([asked.tr(msg("Day")), asked.tr(msg("Session"))], rows))
    if found.clashes:
        asked.lines("")
        _list(asked, dossier, found.clashes)
    question = nmsg("Plan {n} session?", "Plan {n} sessions?", len(rows))
    if asked.agreed(yes, dry_run, question):
        done = session_plans.plan(asked.ws.having_seen(dossier), handover, wanted)
        asked.say(nmsg("{n} record written.", "{n} records written.", len(done.done)))
    else:
        asked.say(msg("Nothing was changed."))


def _list(asked: Session, dossier: Dossier, found: Iterable[Clash]) -> None:
    rows = [
        [
            dossier.key(clash.session) if clash.session.id else "",
            str(clash.session.day or "--"),
            asked.tr(clash.kind.label),
            asked.tr(clash.message),
        ]
        for clash in found
    ]
    labels = (msg("Key"), msg("Day"), msg("Clash"), msg("Why"))
    asked.lines(*table([asked.tr(label) for label in labels], rows))
