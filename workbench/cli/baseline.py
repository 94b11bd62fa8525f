"""`handover baseline …`: what was frozen at the gates, and what has changed since."""

from __future__ import annotations

import click

from workbench.cli.check import GATE
from workbench.cli.session import Session
from workbench.cli.show import table
from workbench.cli.words import as_json, group, handover_code
from workbench.domain.journey import Gate
from workbench.domain.message import msg, nmsg

LATER = click.Choice([*(g.value for g in Gate), "now"], case_sensitive=False)


@group(msg("What was frozen when gates were passed, and what changed since."))
def baseline() -> None:
    pass


@baseline.command("list", words=msg("The baselines of a handover."))
@handover_code
@click.pass_obj
def list_(session: Session, code: str) -> None:
    from workbench.services.baselines import listed_baselines

    found = listed_baselines(session.ws.dossier(session.handover(code)))
    if not found:
        session.say(msg("No gate has been passed, so there is no baseline yet."))
        return
    rows = [
        [
            b.gate.value if b.gate else "",
            f"{b.at.astimezone():%Y-%m-%d %H:%M}" if b.at else "",
            str(b.head),
            b.sha256,
        ]
        for b in found
    ]
    labels = (msg("Gate"), msg("Frozen at"), msg("Change set"), msg("SHA-256"))
    session.lines(*table([session.tr(label) for label in labels], rows, "llrl"))


@baseline.command("show", words=msg("The frozen content as JSON."))
@handover_code
@click.argument("gate", type=GATE)
@click.pass_obj
def show(session: Session, code: str, gate: str) -> None:
    from workbench.services.baselines import read

    found = read(session.ws, session.handover(code), Gate(gate.upper()))
    session.json({"schema": 1, "gate": gate.upper(), "sha256": found.baseline.sha256,
                  "intact": found.intact, "content": found.content})  # fmt: skip
    if not found.intact:
        session.refuse(msg("The content is not what was frozen: its checksum is another."))


@baseline.command("diff", words=msg("What changed between two baselines, or since one."))
@handover_code
@click.argument("first", type=GATE)
@click.argument("second", type=LATER, default="now")
@as_json
@click.pass_obj
def diff(session: Session, code: str, first: str, second: str, as_json: bool) -> None:
    from workbench.services import baselines

    handover = session.handover(code)
    later = Gate(second.upper()) if second.lower() != "now" else None
    found = baselines.diff(session.ws, handover, Gate(first.upper()), later)
    if as_json:
        session.json({"schema": 1, "from": first.upper(), "to": second.upper() if later else "now",
                      "changes": [{
                          "register": d.register.name, "key": d.key, "became": d.became.key,
                          "fields": {c.field.name: [c.field.kind.to_json(c.before),
                                                    c.field.kind.to_json(c.after)]
                                     for c in d.fields},
                      } for d in found.deltas]})  # fmt: skip
        return
    tr, view = session.tr, session.ws.reading(handover)
    verified = found.after.verified - found.before.verified
    session.lines(
        tr(nmsg("{n} record differs; verified {change}", "{n} records differ; verified {change}",
                len(found.deltas), change=f"{verified:+d}"))
    )  # fmt: skip
    for delta in found.deltas:
        session.lines(f"{delta.key}  {tr(delta.register.one)}  {tr(delta.became.label)}")
        for changed in delta.fields:
            kind = changed.field.kind
            before, after = (kind.show(v, view) or "-" for v in (changed.before, changed.after))
            session.lines(f"    {tr(kind.label)}: {before} -> {after}")
