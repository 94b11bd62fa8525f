"""`handover answer …` and `handover scope …`: what people say to findings, and of registers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import click

from workbench.cli.gate import person
from workbench.cli.session import Session
from workbench.cli.show import table
from workbench.cli.words import DAY, group, handover_code, option
from workbench.domain.errors import NotFound
from workbench.domain.message import msg
from workbench.domain.text import clean

findings = click.argument("findings", nargs=-1, required=True, metavar="FINDING...")
reason = option("--reason", metavar="TEXT", required=True, words=msg("Why."))
measure = option(
    "--measure", metavar="TEXT", required=True, words=msg("What compensates for it meanwhile.")
)
until = option("--until", type=DAY, metavar="DATE", required=True, words=msg("The day it ends."))
asker = option("--asked-by", metavar="NAME", required=True, words=msg("Who asks for it."))
approver = option(
    "--approved-by", metavar="NAME", required=True, words=msg("Who of the other side approves it.")
)


@group(msg("Answers to findings: plans, waivers, agreed changes of rules."))
def answer() -> None:
    pass


@answer.command("list", words=msg("The answers, with those that no longer count."))
@handover_code
@click.pass_obj
def list_(session: Session, code: str) -> None:
    from workbench.domain.registers.answer import Answer

    dossier = session.ws.dossier(session.handover(code))
    rows = []
    for found in dossier.all(Answer):
        above = dossier.get(found.parent)
        about = dossier.key(above) if above is not None else ""
        last = found.due or found.expires
        rows.append(
            [
                dossier.key(found),
                f"{found.rule} {'.'.join(filter(None, (about, found.detail)))}",
                session.tr(found.kind.label),
                dossier.title(found.owner or found.approver or 0, session.lang),
                last.isoformat() if last else "",
                session.tr(msg("yes") if found.counts(session.today) else msg("no")),
                found.reason or found.value,
            ]
        )
    if not rows:
        session.say(msg("Nobody has answered a finding yet."))
        return
    labels = (msg("Answer"), msg("Finding"), msg("Kind"), msg("Name"), msg("Ends on"),
              msg("Counts"), msg("Reason"))  # fmt: skip
    session.lines(*table([session.tr(label) for label in labels], rows))


@answer.command("plan", words=msg("Who deals with findings, and by when."))
@handover_code
@findings
@option("--owner", metavar="NAME", required=True, words=msg("Who does it."))
@option("--due", type=DAY, metavar="DATE", required=True, words=msg("By when."))
@click.pass_obj
def plan(session: Session, code: str, findings: Sequence[str], owner: str, due: date) -> None:
    from workbench.services import answers

    handover = session.handover(code)
    answers.plan(session.ws, handover, findings, person(session, handover, owner), due)


@answer.command("waive", words=msg("Accept findings until a day, approved by the other side."))
@handover_code
@findings
@reason
@measure
@until
@asker
@approver
@click.pass_obj
def waive(
    session: Session, code: str, findings: Sequence[str], reason: str, measure: str, until: date,
    asked_by: str, approved_by: str,
) -> None:  # fmt: skip
    from workbench.services import answers

    handover = session.handover(code)
    answers.waive(
        session.ws, handover, findings, reason=reason, measure=measure, expires=until,
        asker=person(session, handover, asked_by), approver=person(session, handover, approved_by),
    )  # fmt: skip


@answer.command("set", words=msg("Another number for a rule until a day: R-74 points=30."))
@handover_code
@click.argument("rule")
@click.argument("value", metavar="NAME=NUMBER")
@reason
@until
@asker
@approver
@click.pass_obj
def set_(
    session: Session, code: str, rule: str, value: str, reason: str, until: date, asked_by: str,
    approved_by: str,
) -> None:  # fmt: skip
    from workbench.services import answers

    handover = session.handover(code)
    name, _, number = value.partition("=")
    answers.set_parameter(
        session.ws, handover, clean(rule).upper(), name.strip(), number, reason=reason,
        expires=until, asker=person(session, handover, asked_by),
        approver=person(session, handover, approved_by),
    )  # fmt: skip


@answer.command("off", words=msg("Switch a rule off until a day."))
@handover_code
@click.argument("rule")
@reason
@measure
@until
@asker
@approver
@click.pass_obj
def off(
    session: Session, code: str, rule: str, reason: str, measure: str, until: date, asked_by: str,
    approved_by: str,
) -> None:  # fmt: skip
    from workbench.services import answers

    handover = session.handover(code)
    answers.switch_off(
        session.ws, handover, clean(rule).upper(), reason=reason, measure=measure, expires=until,
        asker=person(session, handover, asked_by), approver=person(session, handover, approved_by),
    )  # fmt: skip


@answer.command("withdraw", words=msg("Take answers back; what they covered counts again."))
@handover_code
@click.argument("keys", nargs=-1, required=True, metavar="ANSWER...")
@click.pass_obj
def withdraw(session: Session, code: str, keys: Sequence[str]) -> None:
    from workbench.domain.registers.answer import Answer
    from workbench.services import answers

    handover = session.handover(code)
    dossier = session.ws.dossier(handover)
    known = {dossier.key(a).casefold(): a.id for a in dossier.all(Answer)}
    missing = [key for key in keys if clean(key).casefold() not in known]
    if missing:
        raise NotFound(msg("there is no answer {key}", key=missing[0]))
    answers.withdraw(session.ws, handover, [known[clean(key).casefold()] for key in keys])


@group(msg("Which registers somebody has looked at."))
def scope() -> None:
    pass


@scope.command("list", words=msg("The registers that matter, and what is said of them."))
@handover_code
@click.pass_obj
def list_scopes(session: Session, code: str) -> None:
    from workbench.services.scopes import scopes

    dossier = session.ws.dossier(session.handover(code))
    tr = session.tr
    rows = [
        [
            found.register.name,
            tr(found.register.title),
            tr(found.state.label),
            str(found.rows),
            " ".join(g.value for g in found.gates) or "-",
            found.said.reason if found.said else "",
        ]
        for found in scopes(dossier)
    ]
    labels = (msg("Register"), msg("Title"), msg("State"), msg("Rows"), msg("Gates"),
              msg("Reason"))  # fmt: skip
    session.lines(*table([tr(label) for label in labels], rows, "lllrll"))


@scope.command("complete", words=msg("Say that everything is in a register."))
@handover_code
@click.argument("register")
@option("--by", metavar="NAME", required=True, words=msg("Who says so."))
@click.pass_obj
def complete(session: Session, code: str, register: str, by: str) -> None:
    from workbench.services import scopes

    handover = session.handover(code)
    scopes.complete(session.ws, handover, clean(register), by=person(session, handover, by))


@scope.command("not-needed", words=msg("Say that a register is not needed here, and why."))
@handover_code
@click.argument("register")
@reason
@option("--by", metavar="NAME", words=msg("Who says so."))
@option("--agreed-by", metavar="NAME", required=True, words=msg("Who of the receiving side."))
@click.pass_obj
def not_needed(
    session: Session, code: str, register: str, reason: str, by: str | None, agreed_by: str
) -> None:
    from workbench.services import scopes

    handover = session.handover(code)
    scopes.not_needed(
        session.ws, handover, clean(register), reason,
        by=person(session, handover, by) if by else None,
        agreed_by=person(session, handover, agreed_by),
    )  # fmt: skip
