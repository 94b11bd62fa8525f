"""What nobody has looked at (R-00): a rule that reads an empty register proves nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from workbench.domain import record
from workbench.domain.dossier import Dossier
from workbench.domain.journey import Gate
from workbench.domain.message import msg
from workbench.domain.registers.scope import Scope, ScopeState
from workbench.domain.verdict import Severity
from workbench.rules.rule import ALL, Cure, Finding, Parameters, Rule

RULE = "R-00"
_SOFT = (Gate.G1, Gate.G2)


def state_of(dossier: Dossier, register: str) -> ScopeState:
    """What is to be said of a register: its rows say that it is in use, else what people said."""
    said = scope_of(dossier, register)
    in_use = bool(dossier.listed(register))
    if said is None:
        return ScopeState.IN_USE if in_use else ScopeState.UNTOUCHED
    if said.state is ScopeState.NOT_NEEDED and in_use:
        return ScopeState.IN_USE
    if said.state is ScopeState.COMPLETE and not in_use:
        return ScopeState.UNTOUCHED
    return said.state


def scope_of(dossier: Dossier, register: str) -> Scope | None:
    """The last thing said of a register."""
    said = [s for s in dossier.all(Scope) if s.register == register]
    return max(said, key=lambda s: s.id, default=None)


def asked_at(rules: Iterable[Rule]) -> dict[str, tuple[Gate, ...]]:
    """The registers that must be looked at, each with the gates whose rules read it."""
    found: dict[str, set[Gate]] = {}
    for rule in rules:
        for name in rule.reads:
            if record.get(name).asked and name not in rule.unasked:
                found.setdefault(name, set()).update(rule.gates)
    return {n: tuple(g for g in Gate if g in gates) for n, gates in sorted(found.items())}


def rule_over(rules: Iterable[Rule]) -> Rule:
    """R-00 over the registers that `rules` read."""
    asked = asked_at(rules)

    def check(dossier: Dossier, today: date, given: Parameters) -> Iterator[Finding]:
        for name, gates in asked.items():
            if state_of(dossier, name) is ScopeState.UNTOUCHED:
                yield from _untouched(dossier, name, gates)

    return Rule(
        id=RULE, dimension=None, gates=ALL, severity=Severity.STOP,
        title=msg("Somebody has looked at every register that a rule of the gate reads"),
        reads={"scope": ("register", "state"), **dict.fromkeys(asked, ())}, check=check,
    )  # fmt: skip


def _untouched(dossier: Dossier, name: str, gates: tuple[Gate, ...]) -> Iterator[Finding]:
    entry, top = record.get(name), dossier.handover
    for severity, when in (
        (Severity.CONDITION, tuple(g for g in gates if g in _SOFT)),
        (Severity.STOP, tuple(g for g in gates if g not in _SOFT)),
    ):
        if when:
            yield Finding(
                rule=RULE, subject=top.id, key=name, detail=name, severity=severity, gates=when,
                message=msg("Nobody has looked at this register: {register}. Fill it, or agree "
                            "that it is not needed", register=entry.title),
                cure=Cure(name),
            )  # fmt: skip
