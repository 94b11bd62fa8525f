"""`handover erase`: what must be forgotten, after a look at all it takes away."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from workbench.cli.session import Session
from workbench.cli.show import table
from workbench.cli.words import command, handover_code, option
from workbench.domain.errors import Refused
from workbench.domain.message import msg, nmsg
from workbench.domain.text import clean

if TYPE_CHECKING:
    from workbench.services.erasing import Plan


@command(msg("Erase a person, a text that must not be there, or contacts that are due; for good."))
@handover_code
@click.argument("person", metavar="[KEY]", required=False)
@option(
    "--text",
    metavar="TEXT|-",
    words=msg("A text, in every field, note and log entry; - asks for it, and shows it nowhere."),
)
@option("--due", is_flag=True, words=msg("The contacts that the handover keeps no longer."))
@option("--why", metavar="WORDS", default="", words=msg("The reason; the log keeps it."))
@option("--yes", is_flag=True, words=msg("Do it without asking."))
@option("--dry-run", is_flag=True, words=msg("Only show what would be erased."))
@click.pass_obj
def erase(
    session: Session,
    code: str,
    person: str | None,
    text: str | None,
    due: bool,
    why: str,
    yes: bool,
    dry_run: bool,
) -> None:
    from workbench.services import erasing

    given = [bool(person), text is not None, due]
    if sum(given) != 1:
        raise click.UsageError(
            session.tr(msg("Say one thing: the key of a person, --text, or --due.")),
            click.get_current_context(),
        )
    session.need_answer(yes, dry_run)
    handover = session.handover(code)
    plan = _plan(session, handover, person, text, due)
    if plan is None:
        session.say(msg("No contact data is due to be erased."))
        return
    _preview(session, plan)
    if not (dry_run or yes or why):
        why = click.prompt(
            session.tr(msg("Why? The log keeps the reason")), "", err=True, show_default=False
        )
    word = clean(person or code).upper()
    if dry_run or not (yes or _asked_twice(session, word)):
        session.say(msg("Nothing was changed."))
        return
    done = erasing.apply(session.ws, plan, why)
    session.say(
        msg("Erased, as change set {number}.", number=done.set_id)
        if done.set_id is not None
        else msg("There was nothing left to blank.")
    )
    if not done.cleaned:
        session.refuse(
            msg(
                "others were using the file, so its bytes may still hold traces; "
                "run the same command again when they have left"
            )
        )


def _plan(
    session: Session, handover: int, person: str | None, text: str | None, due: bool
) -> Plan | None:
    from workbench.services import erasing, retention

    ws = session.ws
    if due:
        people = retention.due(ws.dossier(handover), session.today)
        return erasing.plan_contacts(ws, handover, [p.id for p in people]) if people else None
    if text is not None:
        return erasing.plan_text(ws, handover, _secret(session) if text == "-" else text)
    found = ws.reading(handover).find("person", clean(person or ""))
    if found is None:
        raise Refused(msg("nobody in the roster has this key or name"), clean(person or ""))
    return erasing.plan_person(ws, handover, found)


def _secret(session: Session) -> str:
    """A text from a pipe, or typed unseen: on a command line everybody on the host can read it."""
    if not sys.stdin.isatty():
        return sys.stdin.readline()
    return str(click.prompt(session.tr(msg("The text")), hide_input=True, err=True))


def _preview(session: Session, plan: Plan) -> None:
    tr = session.tr
    traces = plan.traces
    if traces.places:
        rows = [[key, tr(label)] for key, label in traces.places]
        session.lines(*table([tr(msg("Key")), tr(msg("Field"))], rows))
    session.lines(
        tr(nmsg("{n} field", "{n} fields", len(traces.places))),
        tr(nmsg("{n} log entry loses something", "{n} log entries lose something", traces.entries)),
    )
    for note in plan.beyond():
        session.say(note)


def _asked_twice(session: Session, word: str) -> bool:
    if not session.ask(msg("Erase this for good? Undo cannot bring it back.")):
        return False
    typed = click.prompt(
        session.tr(msg("Type {word} to erase", word=word)), "", err=True, show_default=False
    )
    return clean(typed).upper() == word
