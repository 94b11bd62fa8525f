"""Cases of rules about people: a crew, what a rule finds there, and what makes that go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from tests.fixtures.crew import TODAY, Crew
from workbench.domain.dossier import Dossier
from workbench.rules import engine
from workbench.rules.rule import Finding

Build = Callable[[Crew], Callable[[], object]]


@dataclass(frozen=True)
class Case:
    """`build` makes the crew and gives the act that cures it; `found` are the findings of the rule
    before it, `left` those after."""

    rule: str
    what: str
    build: Build
    found: set[str]
    left: set[str] = field(default_factory=set)
    on: date = TODAY

    @property
    def name(self) -> str:
        return f"{self.rule} {self.what}"


def of(rule: str, dossier: Dossier, on: date = TODAY) -> list[Finding]:
    return [f for f in engine.findings(dossier, on) if f.rule == rule]


def ids(rule: str, dossier: Dossier, on: date = TODAY) -> set[str]:
    return {f"{f.severity.value} {f.key}" for f in of(rule, dossier, on)}


def check(case: Case) -> None:
    crew = Crew()
    cure = case.build(crew)
    assert ids(case.rule, crew.dossier(), case.on) == case.found
    cure()
    assert ids(case.rule, crew.dossier(), case.on) == case.left
