"""`handover gate …`: how the gates stand, deciding, signing, refusing, overriding, the report."""

from __future__ import annotations

from datetime import date

import click

from workbench.cli.check import GATE, lines, to_json
from workbench.cli.session import Session
from workbench.cli.show import table
from workbench.cli.words import DAY, as_json, group, handover_code, option
from workbench.domain.errors import NotFound
from workbench.domain.journey import Gate
from workbench.domain.labelled import Side
from workbench.domain.message import Msg, msg, nmsg
from workbench.domain.typist import typed
from workbench.domain.verdict import Consent, Ruling

gate_argument = click.argument("gate", type=GATE)
by_option = option("--by", metavar="NAME", required=True, words=msg("Who, as the roster has him."))
reason = option("--reason", metavar="TEXT", default="", words=msg("Why."))


@group(msg("The gates: verdict, decision, sign-offs, baseline."))
def gate() -> None:
    pass


@gate.command("show", words=msg("All gates of a handover, or one with its sign-offs."))
@handover_code
@click.argument("gate", type=GATE, required=False)
@as_json
@click.pass_obj
def show(session: Session, code: str, gate: str | None, as_json: bool) -> None:
    from workbench.services import gates

    ws = session.ws
    dossier = ws.dossier(session.handover(code))
    views = [gates.view(dossier, g, session.today) for g in Gate]
    tr = session.tr
    if gate is not None:
        view = views[Gate(gate.upper()).number - 1]
        if as_json:
            session.json(to_json(dossier, view.verdict))
            return
        session.lines(*lines(session, dossier, view.verdict), "")
        decision = view.stands.decision
        says: Msg = view.stands.standing.label
        if decision is not None and decision.expires is not None:
            says = msg("{what} until {day}", what=says, day=decision.expires)
        if decision is not None and decision.by:
            chair = typed(dossier.title(decision.by, session.lang), decision.typed_by)
            says = msg("{what}, by {name}", what=says, name=chair)
        session.lines(tr(msg("Decision: {standing}", standing=says)))
        if decision is not None and decision.reason:
            session.lines(f"  {decision.reason}")
        for side in Side:
            signed = view.signoffs.get(side)
            name: Msg | str = "--"
            if signed and signed.by:
                name = typed(dossier.title(signed.by, session.lang), signed.typed_by)
            elif side is view.refused_by:
                name = Consent.REFUSE.label
            session.lines(f"  {tr(msg('{where}: {what}', where=side.label, what=name))}")
        return
    if as_json:
        session.json({"schema": 1, "code": dossier.handover.code, "gates": {
            v.gate.value: {
                "day": v.day.isoformat() if v.day else None,
                "state": v.stands.standing.value, "verdict": v.verdict.outcome.value,
                "stops": len(v.verdict.stop_lines), "conditions": len(v.verdict.condition_lines),
                "exceptions": len(v.verdict.exceptions), "signed": [s.value for s in v.signoffs],
                "baseline": v.baseline.sha256 if v.baseline else None,
            } for v in views
        }})  # fmt: skip
        return
    labels = (msg("Gate"), msg("Day"), msg("Decision"), msg("Computed verdict"), msg("Stops"),
              msg("Conditions"))  # fmt: skip
    rows = [
        [
            f"{v.gate.value} {tr(v.gate.title)}",
            v.day.isoformat() if v.day else "--",
            tr(v.stands.standing.label),
            tr(v.verdict.outcome.label),
            str(len(v.verdict.stop_lines) or "-"),
            str(len(v.verdict.condition_lines) or "-"),
        ]
        for v in views
    ]
    session.lines(*table([tr(label) for label in labels], rows, "llllrr"))


@gate.command("decide", words=msg("The chair's decision: passed, conditions or refused."))
@handover_code
@gate_argument
@click.argument("ruling", type=click.Choice(["passed", "conditions", "refused"]))
@by_option
@reason
@click.pass_obj
def decide(session: Session, code: str, gate: str, ruling: str, by: str, reason: str) -> None:
    from workbench.services import gates

    which = {"passed": Ruling.PASSED, "conditions": Ruling.CONDITIONS, "refused": Ruling.REFUSED}
    handover = session.handover(code)
    who = person(session, handover, by)
    gates.decide(session.ws, handover, Gate(gate.upper()), which[ruling], by=who, reason=reason)
    _told(session, handover, gate)


@gate.command("refuse", words=msg("The receiving side's right: no, with reasons."))
@handover_code
@gate_argument
@by_option
@option("--reason", metavar="TEXT", required=True, words=msg("Why."))
@click.pass_obj
def refuse(session: Session, code: str, gate: str, by: str, reason: str) -> None:
    from workbench.services import gates

    handover = session.handover(code)
    who = person(session, handover, by)
    gates.refuse(session.ws, handover, Gate(gate.upper()), reason, by=who)
    _told(session, handover, gate)


@gate.command("override", words=msg("Go on in spite of what stops it, until a day."))
@handover_code
@gate_argument
@by_option
@option("--reason", metavar="TEXT", required=True, words=msg("Why."))
@option("--until", type=DAY, metavar="DATE", required=True, words=msg("The day it ends."))
@click.pass_obj
def override(session: Session, code: str, gate: str, by: str, reason: str, until: date) -> None:
    from workbench.services import gates

    handover = session.handover(code)
    who = person(session, handover, by)
    gates.override(session.ws, handover, Gate(gate.upper()), reason, until, by=who)
    _told(session, handover, gate)


@gate.command("reopen", words=msg("Take a passed gate back, and the later ones with it."))
@handover_code
@gate_argument
@by_option
@option("--reason", metavar="TEXT", required=True, words=msg("Why."))
@click.pass_obj
def reopen(session: Session, code: str, gate: str, by: str, reason: str) -> None:
    from workbench.services import gates

    handover = session.handover(code)
    who = person(session, handover, by)
    gates.reopen(session.ws, handover, Gate(gate.upper()), reason, by=who)
    _told(session, handover, gate)


@gate.command("close-early", words=msg("End a handover that leads nowhere, with a reason."))
@handover_code
@by_option
@option("--reason", metavar="TEXT", required=True, words=msg("Why."))
@click.pass_obj
def close_early(session: Session, code: str, by: str, reason: str) -> None:
    from workbench.services import gates

    handover = session.handover(code)
    gates.close_early(session.ws, handover, reason, by=person(session, handover, by))
    session.say(msg("{code} is closed early.", code=session.ws.known(handover).handover.code))


@gate.command("sign", words=msg("A sign-off of one side on the content as it is now."))
@handover_code
@gate_argument
@click.argument("side", type=click.Choice([s.value for s in Side]))
@by_option
@option("--with-conditions", is_flag=True, words=msg("Accepts with conditions."))
@option("--words", "text", metavar="TEXT", default="", words=msg("What goes with it."))
@click.pass_obj
def sign(
    session: Session, code: str, gate: str, side: str, by: str, with_conditions: bool, text: str
) -> None:
    from workbench.services import gates

    handover = session.handover(code)
    consent = Consent.CONDITIONS if with_conditions else Consent.ACCEPT
    who = person(session, handover, by)
    gates.sign(session.ws, handover, Gate(gate.upper()), Side(side), by=who, consent=consent,
               words=text)  # fmt: skip
    session.say(msg("{gate} signed by {name}.", gate=gate.upper(), name=by))
    if stops := len(gates.verdict(session.ws, handover, Gate(gate.upper())).stop_lines):
        session.say(nmsg("{n} thing still stops it.", "{n} things still stop it.", stops))


@gate.command("report", words=msg("The gate report as Markdown, with room to sign."))
@handover_code
@click.argument("gate", type=GATE, required=False)
@option("-o", "output", metavar="FILE|-", default="-", words=msg("Write to a file."))
@option("--force", is_flag=True, words=msg("Replace the file if there is one."))
@click.pass_obj
def report(session: Session, code: str, gate: str | None, output: str, force: bool) -> None:
    from workbench.services.export import gate_report

    handover = session.handover(code)
    text = gate_report(session.ws, handover, Gate(gate.upper()) if gate else None)
    session.save(output, text, force=force)


def person(session: Session, handover: int, name: str) -> int:
    """The record of somebody on the roster; NotFound names those there are."""
    from workbench.domain.registers.person import Person

    dossier = session.ws.dossier(handover)
    found = dossier.find("person", name, session.lang)
    if found is None:
        there = ", ".join(p.name for p in dossier.all(Person)[:12])
        raise NotFound(
            msg("{name} is not on the roster; it has: {names}", name=name, names=there or "-")
        )
    return found


def _told(session: Session, handover: int, gate: str) -> None:
    from workbench.figures.gates import stands

    found = stands(session.ws.known(handover), Gate(gate.upper()), session.today)
    session.say(msg("{gate}: {standing}.", gate=gate.upper(), standing=found.standing.label))
