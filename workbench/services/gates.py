"""Gates: what the verdict is, deciding, signing, refusing, overriding, reopening.

The verdict a decision stands beside is computed under the write lock, from what everybody has
written by then. Passing a gate freezes a baseline.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from workbench.domain.change import canonical, sha256
from workbench.domain.dossier import Dossier
from workbench.domain.due import Due
from workbench.domain.errors import Refused
from workbench.domain.journey import Gate
from workbench.domain.labelled import Side
from workbench.domain.message import Msg, all_of, listed, msg
from workbench.domain.registers.baseline import Baseline
from workbench.domain.registers.decision import Decision
from workbench.domain.registers.follow_on import FollowOn
from workbench.domain.registers.handover import HandoverState
from workbench.domain.registers.person import Person
from workbench.domain.registers.signoff import Signoff
from workbench.domain.text import clean
from workbench.domain.verdict import THROUGH, Consent, Ruling
from workbench.figures.gates import GateStands, gate_ahead, gates, refused_by, signed
from workbench.pack.content import content, data_sha256
from workbench.rules import engine
from workbench.rules.engine import Verdict
from workbench.rules.gate import NOT_FOR_THE_RECEIVER, Proposal, lacks, signature_lacks
from workbench.services.acting import acting, typist, typist_side
from workbench.services.editing import Editing
from workbench.services.editing import Outcome as Done
from workbench.services.workspace import Workspace

_S = HandoverState
_STATE_AFTER = {
    (Gate.G1, False): _S.EXECUTING,
    (Gate.G3, False): _S.READY,
    (Gate.G4, False): _S.ACCEPTED,
    (Gate.G4, True): _S.ACCEPTED_WITH_CONDITIONS,
    (Gate.G5, False): _S.STABILISING,
    (Gate.G6, False): _S.CLOSED,
}


@dataclass(frozen=True, slots=True)
class Condition:
    """What the chair asks for beyond what the rules found; `owner` is a person's record id."""

    text: str
    owner: int
    due: date


@dataclass(frozen=True, slots=True)
class GateView:
    """Everything there is to say of a gate on a day; `day` is when it is held."""

    gate: Gate
    day: date | None
    stands: GateStands
    verdict: Verdict
    signoffs: dict[Side, Signoff]
    refused_by: Side | None
    baseline: Baseline | None
    is_next: bool


def verdict(ws: Workspace, handover: int, gate: Gate | None = None) -> Verdict:
    """The verdict for a gate, else for the next one; after the last gate, for that."""
    dossier = ws.dossier(handover)
    return engine.verdict(dossier, gate or next_gate(dossier, ws.today), ws.today)


def next_gate(dossier: Dossier, today: date) -> Gate:
    """The first gate not passed; once all are, the review that recurs."""
    return gate_ahead(dossier, today) or Gate.G7


def view(dossier: Dossier, gate: Gate, today: date) -> GateView:
    from workbench.domain.journey import gate_day

    stands = gates(dossier, today)[gate]
    return GateView(
        gate=gate,
        day=gate_day(dossier, gate),
        stands=stands,
        verdict=engine.verdict(dossier, gate, today),
        signoffs=signed(dossier, gate),
        refused_by=refused_by(dossier, stands),
        baseline=latest_baseline(dossier, gate),
        is_next=gate_ahead(dossier, today) is gate,
    )


def latest_baseline(dossier: Dossier, gate: Gate) -> Baseline | None:
    found = [b for b in dossier.all(Baseline) if b.gate is gate]
    return max(found, key=lambda b: b.id, default=None)


def outdated(dossier: Dossier, gate: Gate) -> list[Side]:
    """The sides that signed the gate on another content than there is now."""
    found = signed(dossier, gate)
    now = data_sha256(dossier) if found else ""
    return [side for side, sign in found.items() if sign.sha256 != now]


def lacking(ws: Workspace, dossier: Dossier, proposal: Proposal) -> list[Msg]:
    """What a decision would be refused for; the screens ask before they ask the user."""
    found = engine.verdict(dossier, proposal.gate, ws.today)
    proposal = replace(proposal, typist=typist_side(ws, dossier))
    return lacks(dossier, found, proposal, ws.today)


def not_for_them(ws: Workspace, dossier: Dossier, side: Side) -> Msg | None:
    """Why whoever is at the keyboard does not sign for a side."""
    foreign = side is Side.RECEIVING and typist_side(ws, dossier) is Side.GIVING
    return NOT_FOR_THE_RECEIVER if foreign else None


def decide(
    ws: Workspace,
    handover: int,
    gate: Gate,
    ruling: Ruling,
    *,
    by: int | None,
    reason: str = "",
    conditions: Sequence[Condition] = (),
) -> Done:
    """The chair's decision: passed, passed with conditions, or refused.

    Refused unless it may be taken: every stop cured or accepted, every condition with owner and
    date, a reason where it differs from the computed verdict.
    """
    if ruling not in (Ruling.PASSED, Ruling.CONDITIONS, Ruling.REFUSED):
        raise Refused(msg("overriding and reopening a gate are acts of their own"))
    return _rule(ws, handover, gate, ruling, by, clean(reason), None, conditions)


def refuse(ws: Workspace, handover: int, gate: Gate, reason: str, *, by: int | None) -> Done:
    """The receiving side's right: no, with reasons."""
    return _rule(ws, handover, gate, Ruling.REFUSED, by, clean(reason), None, ())


def override(
    ws: Workspace, handover: int, gate: Gate, reason: str, expires: date | None, *, by: int | None
) -> Done:
    """Go on in spite of what stops the gate, with name and reason, until a day."""
    return _rule(ws, handover, gate, Ruling.OVERRIDDEN, by, clean(reason), expires, ())


def reopen(ws: Workspace, handover: int, gate: Gate, reason: str, *, by: int | None) -> Done:
    """Take a passed gate back, and the later ones with it, so that what it settled may change."""
    return _rule(ws, handover, gate, Ruling.REOPENED, by, clean(reason), None, ())


def sign(
    ws: Workspace,
    handover: int,
    gate: Gate,
    side: Side,
    *,
    by: int | None,
    consent: Consent = Consent.ACCEPT,
    words: str = "",
) -> Done:
    """A signature of one side on the content as it is now; the last one of a side counts."""
    person = _named(ws.known(handover), by)
    what = msg("sign-off of {gate} for the {side}", gate=gate.value, side=side.label)
    with ws.change(handover, "sign", what, actor=person.name if person else "") as ed:
        signer = acting(ws, ed, by)
        lack = signature_lacks(ed.before, gate, side, signer, consent, typist_side(ws, ed.before))
        if gates(ed.before, ws.today)[gate].standing in THROUGH:
            lack.append(msg("{gate} is passed already; reopen it first", gate=gate.value))
        if lack or signer is None:
            raise Refused(all_of(lack or [msg("say who acts")]))
        ed.add(
            Signoff, gate=gate, side=side, by=signer.id, consent=consent, words=clean(words),
            at=ws.moment, typed_by=typist(ws, signer), sha256=data_sha256(ed.before),
        )  # fmt: skip
    return ed.outcome


def close_early(ws: Workspace, handover: int, reason: str, *, by: int | None) -> Done:
    """End a handover that leads nowhere, with a reason; what is saved of it are follow-ons."""
    words = clean(reason)
    with ws.change(handover, "close_early", msg("closed early: {reason}", reason=words)) as ed:
        chair = acting(ws, ed, by)
        if not words:
            raise Refused(msg("say why, in a few words"))
        if chair is None or chair.side not in (Side.RECEIVING, Side.SPONSOR):
            raise Refused(msg("the receiving side or the sponsor closes a handover early"))
        from workbench.domain.registers.handover import HANDOVER

        move = HANDOVER.move("close_early", ed.handover.state)
        ed.set(handover, state=move.target)
    return ed.outcome


def _rule(
    ws: Workspace, handover: int, gate: Gate, ruling: Ruling, by: int | None, reason: str,
    expires: date | None, conditions: Sequence[Condition],
) -> Done:  # fmt: skip
    person = _named(ws.known(handover), by)
    what = msg("{gate} {ruling}", gate=gate.value, ruling=ruling.label)
    with ws.change(handover, "gate", what, actor=person.name if person else "") as ed:
        chair = acting(ws, ed, by)
        found = engine.verdict(ed.before, gate, ws.today)
        proposal = Proposal(gate, ruling, chair, reason, expires, typist_side(ws, ed.before))
        lack = lacks(ed.before, found, proposal, ws.today)
        passing = ruling in (Ruling.PASSED, Ruling.CONDITIONS, Ruling.OVERRIDDEN)
        if passing and not lack and not reason and (late := outdated(ed.before, gate)):
            lack.append(msg("it has changed since it was signed by: {sides}. Have it signed again, "
                            "or say why that does not matter",
                            sides=listed([side.label for side in late])))  # fmt: skip
        if lack or chair is None:
            raise Refused(all_of(lack or [msg("say who acts")]))
        open_after = [f"{f.shown_id} {f.shown_due or ''}".strip() for f in found.conditions]
        open_after += _follow_ons(ed, gate, conditions, ws.today)
        ed.add(
            Decision, gate=gate, ruling=ruling, computed=found.outcome, by=chair.id, at=ws.moment,
            typed_by=typist(ws, chair), reason=reason, expires=expires, stops=len(found.stop_lines),
            conditions="\n".join(open_after) if passing else "",
        )  # fmt: skip
        if passing:
            loose = ruling is not Ruling.PASSED
            ed.set(handover, state=_state_after(ed.handover.state, gate, loose))
            _freeze(ws, ed, gate)
        elif ruling is Ruling.REOPENED:
            _take_back(ws, ed, gate, chair, reason)
        elif gate is Gate.G4 and ed.handover.state is HandoverState.READY:
            ed.set(handover, state=HandoverState.REJECTED)
    return ed.outcome


def _state_after(state: HandoverState, gate: Gate, loose: bool) -> HandoverState:
    return _STATE_AFTER.get((gate, loose)) or _STATE_AFTER.get((gate, False)) or state


def _take_back(ws: Workspace, ed: Editing, gate: Gate, chair: Person, reason: str) -> None:
    """Reopen the later gates too, and put the handover where it was before this one."""
    stands = gates(ed.before, ws.today)
    for later in Gate:
        if later.number > gate.number and stands[later].was_through:
            ed.add(Decision, gate=later, ruling=Ruling.REOPENED, by=chair.id, at=ws.moment,
                   typed_by=typist(ws, chair), reason=reason)  # fmt: skip
    state = HandoverState.PLANNING
    for earlier in Gate:
        if earlier.number < gate.number:
            loose = stands[earlier].decision is not None and not _clean(stands[earlier])
            state = _state_after(state, earlier, loose)
    ed.set(ed.handover.id, state=state)


def _clean(found: GateStands) -> bool:
    return found.decision is not None and found.decision.ruling is Ruling.PASSED


def _follow_ons(ed: Editing, gate: Gate, conditions: Sequence[Condition], today: date) -> list[str]:
    """The chair's own conditions, kept as follow-on actions; gives a line for each."""
    made, last = [], engine.last_day(ed.before, gate)
    for condition in conditions:
        text = clean(condition.text)
        if not text:
            raise Refused(msg("say what the condition is"))
        if condition.due < today or (last is not None and condition.due > last):
            raise Refused(msg("the condition \"{text}\" needs a day from today on, {last} at the "
                              "latest", text=text, last=last or "T+90"))  # fmt: skip
        found = ed.add(
            FollowOn, title=text, person=ed.get(Person, condition.owner).id,
            due=Due(on=condition.due), origin=gate.value,
        )  # fmt: skip
        made.append(f"{ed.before.key(ed.get(FollowOn, found))} {condition.due}")
    return made


def _freeze(ws: Workspace, ed: Editing, gate: Gate) -> None:
    text = canonical(content(ed.after(ed.before.head)))
    made = ed.add(Baseline, gate=gate, at=ws.moment, sha256=sha256(text), head=ed.before.head)
    ed.contents[made] = zlib.compress(text.encode(), 6)


def _named(dossier: Dossier, by: int | None) -> Person | None:
    found = dossier.get(by)
    return found if isinstance(found, Person) else None
