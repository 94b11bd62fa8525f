"""What the pane says of a line: the whole sentence, who and when, where it is cured."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from screens.gate.lines import AnswerId, DecisionId, SideId
from screens.handover.pane import Fact
from screens.names import Names
from workbench.domain import record
from workbench.domain.labelled import Side
from workbench.domain.message import Msg, msg, pmsg
from workbench.domain.registers.answer import Answer
from workbench.domain.registers.decision import Decision
from workbench.domain.registers.signoff import Signoff
from workbench.domain.typist import and_typed
from workbench.rules.catalogue import BY_ID
from workbench.rules.rule import Finding
from workbench.services.gates import GateView

if TYPE_CHECKING:
    from workbench.language import Tr

_KEYS_SHOWN = 40


def told_about(
    at: object, found: Sequence[Finding], view: GateView, names: Names, tr: Tr
) -> tuple[str, list[Fact]]:
    """Title and facts of the pane for the line with the id `at`, which tells `found`."""
    if len(found) == 1:
        return _finding(found[0], names, tr)
    if found:
        rule = BY_ID[found[0].rule]
        keys = " ".join(f.key for f in found[:_KEYS_SHOWN])
        return f"{rule.id}  {tr(rule.title)}", [
            Fact(tr(pmsg("pane", "Which")), keys, 0),
            Fact(tr(pmsg("pane", "Cure")), tr(msg("enter shows each in a line of its own")), 1),
        ]
    if isinstance(at, SideId):
        return tr(at.side.label), _signing(at.side, view, names, tr)
    if isinstance(at, DecisionId):
        return tr(msg("Decision")), _decision(view, names, tr)
    answer = names.reading.dossier.get(at.answer) if isinstance(at, AnswerId) else None
    if isinstance(answer, Answer):
        return f"{answer.rule}  {tr(answer.kind.label)}", _agreed(answer, names, tr)
    return "", []


def _finding(finding: Finding, names: Names, tr: Tr) -> tuple[str, list[Fact]]:
    rule, dossier = BY_ID[finding.rule], names.reading.dossier
    facts = [Fact(tr(pmsg("pane", "Do")), names.told(finding.message), 0, strong=True)]
    answer = finding.accepted
    if answer is not None:
        facts.append(Fact(tr(pmsg("pane", "Until")), tr(msg(
            "{day}, approved by {name}: {reason}", day=answer.expires,
            reason=names.words(answer.reason),
            name=names.title_of(answer.approver) if answer.approver else "?",
        )), 1))  # fmt: skip
        if answer.measure:
            facts.append(Fact(tr(pmsg("pane", "Instead")), names.words(answer.measure), 2))
    elif finding.plan is not None:
        owner = names.title_of(finding.owner) if finding.owner else "?"
        facts.append(
            Fact(tr(pmsg("pane", "Plan")),
                 tr(msg("{name}, by {day}", name=owner, day=finding.due or "?")), 1)
        )  # fmt: skip
    cure = finding.cure
    register = record.get(cure.register)
    there = dossier.get(cure.record)
    where: Msg | str = register.title
    if there is not None:
        field = register.by_name.get(cure.field)
        label = field.kind.label if field is not None else register.one
        where = msg("{key}, {field}", key=dossier.key(there), field=label)
    facts.append(Fact(tr(pmsg("pane", "Cure")), tr(msg("enter opens: {where}", where=where)), 3))
    return f"{finding.id}  {tr(rule.title)}", facts


def _signing(side: Side, view: GateView, names: Names, tr: Tr) -> list[Fact]:
    signed = view.signoffs.get(side)
    if signed is None:
        return [
            Fact(tr(pmsg("pane", "Cure")), tr(msg("enter signs for the {side}", side=side.label)))
        ]
    facts = [Fact(tr(pmsg("pane", "Says")), tr(signed.consent.label), strong=True)]
    if signed.words:
        facts.append(Fact(tr(pmsg("pane", "Words")), names.words(signed.words), 1))
    if signed.at is not None:
        facts.append(Fact(tr(pmsg("pane", "Signed")), _when(signed, names), 2))
    facts.append(Fact(tr(pmsg("pane", "Hash")), signed.sha256[:16], 3))
    return facts


def _when(found: Signoff | Decision, names: Names) -> str:
    """By whom and when, and who typed it for him."""
    at = f"{found.at.astimezone():%Y-%m-%d %H:%M}" if found.at is not None else "?"
    said = msg("{who}, {when}", who=names.title_of(found.by) if found.by else "?", when=at)
    return names.tr(and_typed(said, names.person(found.typed_by)))


def _decision(view: GateView, names: Names, tr: Tr) -> list[Fact]:
    decision = view.stands.decision
    if decision is None:
        ways = msg("enter records what the receiving side or the sponsor decides")
        return [Fact(tr(pmsg("pane", "Cure")), tr(ways))]
    facts = []
    if decision.computed is not None:
        said = msg("{ruling}; computed at that moment: {verdict}", ruling=decision.ruling.label,
                   verdict=decision.computed.label)  # fmt: skip
        facts.append(Fact(tr(pmsg("pane", "Says")), tr(said), strong=True))
    if decision.at is not None:
        facts.append(Fact(tr(pmsg("pane", "Decided")), _when(decision, names), 1))
    if decision.reason:
        facts.append(Fact(tr(pmsg("pane", "Why")), names.words(decision.reason), 1))
    if decision.conditions:
        facts.append(Fact(tr(pmsg("pane", "Open")), ", ".join(decision.conditions.split("\n")), 2))
    if view.baseline is not None:
        facts.append(Fact(tr(pmsg("pane", "Frozen")), view.baseline.sha256[:16], 3))
    return facts


def _agreed(answer: Answer, names: Names, tr: Tr) -> list[Fact]:
    by = names.title_of(answer.approver) if answer.approver else "?"
    facts = [
        Fact(tr(pmsg("pane", "Why")), names.words(answer.reason), 0),
        Fact(tr(pmsg("pane", "Until")),
             tr(msg("{day}, approved by {name}", day=answer.expires or "?", name=by)), 1),
    ]  # fmt: skip
    if answer.measure:
        facts.append(Fact(tr(pmsg("pane", "Instead")), names.words(answer.measure), 2))
    return facts
