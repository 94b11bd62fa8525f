"""How the gates of a handover stand: decided, refused, overridden for a while, or ahead."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from workbench.domain.dossier import Dossier
from workbench.domain.journey import Gate, gate_day
from workbench.domain.labelled import Side
from workbench.domain.registers.decision import Decision
from workbench.domain.registers.person import Person
from workbench.domain.registers.signoff import Signoff
from workbench.domain.verdict import THROUGH, Consent, Ruling, Standing

_STANDINGS = {
    Ruling.PASSED: Standing.PASSED,
    Ruling.CONDITIONS: Standing.CONDITIONS,
    Ruling.REFUSED: Standing.REFUSED,
    Ruling.REOPENED: Standing.OPEN,
}


class GateStands(NamedTuple):
    """A gate on a day, with the decision that makes it so, if there is one."""

    gate: Gate
    standing: Standing = Standing.OPEN
    decision: Decision | None = None

    @property
    def through(self) -> bool:
        return self.standing in THROUGH

    @property
    def was_through(self) -> bool:
        """Passed, or overridden until a day that is over: what it settled is settled still."""
        return self.through or self.standing is Standing.LAPSED


def decisions(dossier: Dossier) -> list[Decision]:
    """All that was decided at gates, the oldest first."""
    return sorted(dossier.all(Decision), key=lambda d: d.id)


def gates(dossier: Dossier, today: date) -> Mapping[Gate, GateStands]:
    """All gates in order, each as its last decision left it."""
    found = {gate: GateStands(gate) for gate in Gate}
    for decision in decisions(dossier):
        if decision.gate is not None:
            standing = _standing(decision, today)
            found[decision.gate] = GateStands(decision.gate, standing, decision)
    return found


def stands(dossier: Dossier, gate: Gate, today: date) -> GateStands:
    return gates(dossier, today)[gate]


def gate_ahead(dossier: Dossier, today: date) -> Gate | None:
    """The next gate: the first one that is not passed; None once all are."""
    return next((g for g, found in gates(dossier, today).items() if not found.through), None)


def next_gate(dossier: Dossier, today: date) -> tuple[Gate, date | None] | None:
    """The next gate with the day it is held, None without T0 or plan; None once all are passed."""
    gate = gate_ahead(dossier, today)
    return (gate, gate_day(dossier, gate)) if gate is not None else None


def signed(dossier: Dossier, gate: Gate) -> dict[Side, Signoff]:
    """The sign-offs that count at a gate: the last of each side since the gate was refused or
    reopened, and none that refuses."""
    since = max(
        (
            d.id
            for d in dossier.all(Decision)
            if d.gate is gate and d.ruling in (Ruling.REFUSED, Ruling.REOPENED)
        ),
        default=0,
    )
    found: dict[Side, Signoff] = {}
    for sign in sorted(dossier.all(Signoff), key=lambda s: s.id):
        if sign.gate is gate and sign.side is not None and sign.id > since:
            found[sign.side] = sign
    return {side: sign for side, sign in found.items() if sign.consent is not Consent.REFUSE}


def refused_by(dossier: Dossier, found: GateStands) -> Side | None:
    """The side whose last word at a gate is its refusal; None once it has signed since."""
    last = found.decision
    if last is None or last.gate is None or last.ruling is not Ruling.REFUSED:
        return None
    chair = dossier.get(last.by)
    side = chair.side if isinstance(chair, Person) else None
    return None if side in signed(dossier, last.gate) else side


def _standing(decision: Decision, today: date) -> Standing:
    if decision.ruling is Ruling.OVERRIDDEN:
        holds = decision.expires is not None and decision.expires >= today
        return Standing.OVERRIDDEN if holds else Standing.LAPSED
    return _STANDINGS[decision.ruling]
