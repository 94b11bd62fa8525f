"""What a decision at a gate lacks before it may be taken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from workbench.domain.dossier import Dossier
from workbench.domain.journey import Gate
from workbench.domain.labelled import Side
from workbench.domain.message import Msg, listed, msg, nmsg
from workbench.domain.registers.handover import OVER
from workbench.domain.registers.person import Person
from workbench.domain.verdict import Consent, Outcome, Ruling
from workbench.figures.gates import gates
from workbench.rules.engine import Verdict, each_rule_first, last_day

EXPECTED = {
    Outcome.GO: Ruling.PASSED,
    Outcome.CONDITIONS: Ruling.CONDITIONS,
    Outcome.NO_GO: Ruling.REFUSED,
}
NOT_FOR_THE_RECEIVER = msg(
    "the sign-off of the receiving side is not given by the giving side: who signs or refuses for "
    "it does so himself, under his own name"
)
_NO_FOR_THE_RECEIVER = msg(
    "what the receiving side refuses is not refused by the giving side: who decides does so "
    "himself, under his own name"
)
_NAMED = 5


@dataclass(frozen=True, slots=True)
class Proposal:
    """What somebody is about to decide."""

    gate: Gate
    ruling: Ruling
    by: Person | None = None
    reason: str = ""
    expires: date | None = None
    typist: Side | None = None
    """The side of whoever is at the keyboard."""


def lacks(dossier: Dossier, found: Verdict, asked: Proposal, today: date) -> list[Msg]:
    """What keeps the decision from being taken; empty when nothing does."""
    lack = out_of_turn(dossier, asked, today) + _chair(dossier, asked)
    if asked.ruling is Ruling.OVERRIDDEN:
        return lack + _override(dossier, found, asked, today)
    if asked.ruling in (Ruling.REFUSED, Ruling.REOPENED):
        return lack + ([] if asked.reason else [msg("say why, in a few words")])
    if found.stops:
        ids = [line.id for line in each_rule_first(found.stop_lines)[:_NAMED]]
        lack.append(
            nmsg(
                "{n} thing stops {gate}: cure it, have it accepted, or override ({ids})",
                "{n} things stop {gate}: cure them, have them accepted, or override ({ids})",
                len(found.stop_lines), gate=asked.gate.value, ids=listed(ids),
            )
        )  # fmt: skip
    if found.unsettled:
        ids = [line.id for line in found.unsettled_lines[:_NAMED]]
        lack.append(
            nmsg(
                "{n} condition needs an owner and a date up to {last}: {ids}",
                "{n} conditions need an owner and a date up to {last}: {ids}",
                len(found.unsettled_lines), ids=listed(ids), last=_by(dossier, asked.gate),
            )
        )  # fmt: skip
    if not asked.reason and not lack and asked.ruling is not EXPECTED[found.outcome]:
        lack.append(
            msg("the computed verdict is {verdict}: say why you decide otherwise",
                verdict=found.outcome.label)
        )  # fmt: skip
    return lack


def signature_lacks(
    dossier: Dossier,
    gate: Gate,
    side: Side,
    by: Person | None,
    consent: Consent,
    typist: Side | None,
) -> list[Msg]:
    """What keeps a signature from counting; `typist` is the side of whoever is at the keyboard."""
    if by is None:
        return [msg("say who signs")]
    if by.side is not side:
        return [msg("{name} is not of the {side}", name=by.name, side=side.label)]
    if side is Side.RECEIVING and typist is Side.GIVING:
        return [NOT_FOR_THE_RECEIVER]
    if consent is Consent.REFUSE:
        return [msg("who refuses does so at the gate, with reasons")]
    return []


def out_of_turn(dossier: Dossier, asked: Proposal, today: date) -> list[Msg]:
    """Why this gate cannot be decided now, whoever decides and whatever the rules find."""
    stands = gates(dossier, today)
    reopening = asked.ruling is Ruling.REOPENED
    if dossier.handover.state in OVER and asked.gate is not Gate.G7 and not reopening:
        return [msg("{code} is closed", code=dossier.handover.code)]
    if reopening:
        if not stands[asked.gate].was_through:
            return [msg("{gate} is not passed", gate=asked.gate.value)]
        return []
    if stands[asked.gate].through:
        return [msg("{gate} is passed already; reopen it first", gate=asked.gate.value)]
    earlier = [g.value for g, s in stands.items() if g.number < asked.gate.number and not s.through]
    # What comes incomplete the receiving side need not accept, on whatever day.
    if earlier and (asked.gate, asked.ruling) != (Gate.G4, Ruling.REFUSED):
        return [msg("{gates} come first: decide or override them", gates=listed(earlier))]
    return []


def _chair(dossier: Dossier, asked: Proposal) -> list[Msg]:
    """Nobody passes his own gate: the chair is of the receiving side, or the sponsor."""
    may = (Side.RECEIVING, Side.SPONSOR)
    if asked.by is not None and asked.by.side in may:
        receiver_says_no = asked.ruling is Ruling.REFUSED and asked.by.side is Side.RECEIVING
        return [_NO_FOR_THE_RECEIVER] if receiver_says_no and asked.typist is Side.GIVING else []
    able = [p.name for p in dossier.all(Person) if p.side in may][:_NAMED]
    if not able:
        return [msg("the receiving side or the sponsor decides, and the roster has neither yet")]
    if asked.by is None:
        return [msg("say who decides, of the receiving side or the sponsor: {names}",
                    names=listed(able))]  # fmt: skip
    return [msg("{name} does not decide here; the receiving side or the sponsor does: {names}",
                name=asked.by.name, names=listed(able))]  # fmt: skip


def _override(dossier: Dossier, found: Verdict, asked: Proposal, today: date) -> list[Msg]:
    lack = []
    if not found.stops:
        lack.append(msg("nothing stops {gate}: decide it", gate=asked.gate.value))
    if not asked.reason:
        lack.append(msg("say why, in a few words"))
    last = last_day(dossier, asked.gate)
    if asked.expires is None or asked.expires <= today or (last and asked.expires > last):
        lack.append(msg("give a day after today on which the override ends, {last} at the latest",
                        last=_by(dossier, asked.gate)))  # fmt: skip
    return lack


def _by(dossier: Dossier, gate: Gate) -> object:
    return last_day(dossier, gate) or "T+90"
