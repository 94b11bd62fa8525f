"""`handover check`: the verdict for a gate, and what the rules find. A program reads it by its
exit status: 0 go, 10 go with conditions, 20 no-go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from workbench.cli.session import Session
from workbench.cli.show import table
from workbench.cli.words import as_json, command, option
from workbench.domain.journey import Gate
from workbench.domain.message import Msg, msg, pmsg

if TYPE_CHECKING:
    from workbench.domain.dossier import Dossier
    from workbench.rules.engine import Verdict
    from workbench.rules.rule import Finding

STATUS: Final = {"go": 0, "conditions": 10, "no_go": 20}
GATE = click.Choice([g.value for g in Gate], case_sensitive=False)


@command(msg("The verdict for a gate, and what stands in its way."))
@click.argument("code", required=False)
@option("--gate", type=GATE, words=msg("For this gate, not the next one."))
@option("--rules", is_flag=True, words=msg("The rules there are, and their numbers."))
@as_json
@click.pass_obj
def check(session: Session, code: str | None, gate: str | None, rules: bool, as_json: bool) -> None:
    if rules:
        _rules(session, as_json)
        return
    if code is None:
        raise click.UsageError(
            session.tr(msg("Say which handover: handover check CODE")), click.get_current_context()
        )
    from workbench.services import gates

    ws = session.ws
    handover = session.handover(code)
    found = gates.verdict(ws, handover, Gate(gate.upper()) if gate else None)
    dossier = ws.known(handover)
    if as_json:
        session.json(to_json(dossier, found))
    else:
        session.lines(*lines(session, dossier, found))
    session.status = STATUS[found.outcome.value]


def to_json(dossier: Dossier, found: Verdict) -> dict[str, Any]:
    """The verdict as docs/json.md describes it: ids and keys, nothing translated, no names. Of who
    has not been told that he leaves it has no key, as the words have none."""

    def one(finding: Finding) -> dict[str, Any]:
        owner, cure = dossier.get(finding.shown_owner), finding.cure
        quiet = finding.discreet is not None
        about = dossier.get(cure.record) if not quiet else None
        return {
            "id": finding.shown_id,
            "rule": finding.rule,
            "severity": finding.severity.value,
            "owner": dossier.key(owner) if owner is not None else None,
            "due": finding.shown_due.isoformat() if finding.shown_due else None,
            "planned": finding.plan is not None,
            "cure": {
                "register": cure.register,
                "key": dossier.key(about) if about is not None else None,
                "field": cure.field or None if not quiet else None,
            },
        }

    return {
        "schema": 1,
        "code": dossier.handover.code,
        "gate": found.gate.value,
        "verdict": found.outcome.value,
        "stops": len(found.stop_lines),
        "conditions": len(found.condition_lines),
        "unsettled": [f.shown_id for f in found.unsettled],
        "findings": [one(f) for f in (*found.stops, *found.conditions, *found.notes)],
        "exceptions": [
            {**one(f), "until": f.accepted.expires.isoformat()}
            for f in found.exceptions
            if f.accepted is not None
        ],
        "settings": [
            {
                "rule": a.rule,
                "kind": a.kind.value,
                "parameter": a.parameter or None,
                "value": a.value or None,
                "until": a.expires.isoformat() if a.expires else None,
            }
            for a in found.settings
        ],
    }


def lines(session: Session, dossier: Dossier, found: Verdict) -> list[str]:
    """The verdict in words, then one table for each kind of finding."""
    tr = session.tr
    made = [tr(head(dossier, found))]
    for title, listed in (
        (msg("What stops it"), found.stops),
        (msg("Conditions"), found.conditions),
        (pmsg("findings", "Notes"), found.notes),
    ):
        if listed:
            made += ["", tr(_counted(title, listed)), *_table(session, dossier, listed)]
    if found.exceptions:
        made += ["", tr(msg("Accepted exceptions")), *_exceptions(session, dossier, found)]
    if found.settings:
        made += ["", tr(msg("Changed rules"))]
        made += [
            f"  {tr(setting(a.rule, a.parameter, a.value, a.expires))}" for a in found.settings
        ]
    if found.unsettled:
        made += ["", tr(found.unsettled_said)]
    return made


def head(dossier: Dossier, found: Verdict) -> Msg:
    return msg(
        "{code} {gate} {title}: {verdict}",
        code=dossier.handover.code,
        gate=found.gate.value,
        title=found.gate.title,
        verdict=found.outcome.label,
    )


def _counted(title: Msg, listed: tuple[Finding, ...]) -> Msg:
    """The title, with how what is told in one line counts where that is less than the rows."""
    from workbench.rules.engine import tally

    counted = tally(listed)
    return msg("{title}: {counted}", title=title, counted=counted) if counted else title


def setting(rule: str, parameter: str, value: str, until: object) -> Msg:
    """An agreed change of a rule in words."""
    if parameter:
        return msg("{rule}: {parameter} = {value} until {day}", rule=rule, parameter=parameter,
                   value=value, day=until)  # fmt: skip
    return msg("{rule} switched off until {day}", rule=rule, day=until)


def _table(session: Session, dossier: Dossier, found: tuple[Finding, ...]) -> list[str]:
    from workbench.rules.engine import read_alike

    labels = (msg("Finding"), msg("Owner"), msg("Due"), msg("What to do"))
    rows = [
        [
            f.shown_id,
            dossier.title(f.shown_owner, session.lang) if f.shown_owner is not None else "--",
            f.shown_due.isoformat() if f.shown_due else "--",
            session.tr(said),
        ]
        for f, said in read_alike(found)
    ]
    return table([session.tr(label) for label in labels], rows)


def _exceptions(session: Session, dossier: Dossier, found: Verdict) -> list[str]:
    labels = (msg("Finding"), msg("Approved by"), msg("Ends on"), msg("Reason"),
              msg("What was accepted"))  # fmt: skip
    rows = [
        [
            f.shown_id,
            dossier.title(a.approver, session.lang) if a.approver is not None else "--",
            a.expires.isoformat(),
            a.reason,
            session.tr(f.said),
        ]
        for f in found.exceptions
        if (a := f.accepted) is not None
    ]
    return table([session.tr(label) for label in labels], rows)


def _rules(session: Session, as_json: bool) -> None:
    from workbench.rules.catalogue import RULES

    if as_json:
        session.json(
            {
                "schema": 1,
                "rules": [
                    {
                        "rule": r.id,
                        "dimension": r.dimension.value if r.dimension else None,
                        "gates": [g.value for g in r.gates],
                        "severity": r.severity.value,
                        "parameters": {p.name: p.default for p in r.parameters},
                        "waivable": r.waivable,
                    }
                    for r in RULES
                ],
            }
        )
        return
    tr = session.tr
    labels = (msg("Rule"), msg("Gates"), msg("Severity"), msg("Numbers"), msg("What it asks for"))
    rows = [
        [
            r.id,
            _gates(session, r.gates),
            tr(r.severity.label),
            ", ".join(f"{p.name} {p.default} ({tr(p.label)})" for p in r.parameters),
            tr(r.title),
        ]
        for r in RULES
    ]
    session.lines(*table([tr(label) for label in labels], rows))


def _gates(session: Session, gates: tuple[Gate, ...]) -> str:
    if len(gates) == len(Gate):
        return session.tr(msg("every gate"))
    return " ".join(g.value for g in gates)
