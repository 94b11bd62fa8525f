"""No sequence of public calls ends in a passed gate with an open stop and no override.

Random acts of services, commands, an import and bulk changes on a small handover, with days going
by; whatever they are, a gate that is passed was passed with nothing against it.
"""

from __future__ import annotations

import itertools
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.fixtures.thorough import random_runs
from tests.rules.test_lite import PEOPLE, TEAM, VALUE, begin
from tests.services.conftest import paste
from workbench.cli import run as command
from workbench.domain.errors import WorkbenchError
from workbench.domain.journey import Gate
from workbench.domain.labelled import Side
from workbench.domain.registers.decision import Decision
from workbench.domain.registers.deliverable import Deliverable
from workbench.domain.registers.handover import HandoverState
from workbench.domain.registers.item import Item
from workbench.domain.registers.punch import Punch
from workbench.domain.verdict import Consent, Ruling, Standing
from workbench.exchange.gfm import parse
from workbench.figures.gates import gates, signed
from workbench.rules import engine
from workbench.services import (
    answers,
    importing,
    items,
    moving,
    records,
    scopes,
    undo,
)
from workbench.services import gates as service
from workbench.services.workspace import Me

NAMES = st.sampled_from(sorted(PEOPLE.values()))
GATES = st.sampled_from(list(Gate))
SIDES = {"Li Wei": Side.GIVING, "Chen Hao": Side.GIVING, "Bai Xue": Side.GIVING,
         "Sun Yu": Side.RECEIVING, "Wu Lan": Side.RECEIVING, "Gao Ping": Side.SPONSOR}  # fmt: skip
_counter = itertools.count()


class Team(RuleBasedStateMachine):
    """Several people on one handover, not all of them honest."""

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / f"{next(_counter)}.db"
        self.run = begin(self.path, "lite", PEOPLE)
        self.seen: set[int] = set()

    def teardown(self) -> None:
        if hasattr(self, "run"):
            self.run.ws.store.engine.dispose()
            self.folder.cleanup()

    def _try(self, act: Callable[[], object]) -> None:
        with suppress(WorkbenchError):
            act()

    def _some(self, cls: type[Item] | type[Punch] | type[Deliverable], n: int) -> list[int]:
        found = self.run.dossier.all(cls)
        return [found[n % len(found)].id] if found else []

    # What honest people do

    @rule(gate=GATES)
    def work(self, gate: Gate) -> None:
        self._try(lambda: self.run.stage(gate.stage.value))

    @rule(register=st.sampled_from(["punch", "deliverable", "follow_on", *TEAM, *VALUE]),
          agrees=NAMES)  # fmt: skip
    def look(self, register: str, agrees: str) -> None:
        run = self.run
        self._try(lambda: scopes.not_needed(run.ws, run.pay, register, "none here", by=None,
                                            agreed_by=run.person(agrees)))  # fmt: skip

    @rule(gate=GATES, name=NAMES, side=st.sampled_from(list(Side)),
          consent=st.sampled_from(list(Consent)))  # fmt: skip
    def sign(self, gate: Gate, name: str, side: Side, consent: Consent) -> None:
        run = self.run
        self._try(lambda: service.sign(run.ws, run.pay, gate, side, by=run.person(name),
                                       consent=consent))  # fmt: skip

    @rule()
    def sign_acceptance(self) -> None:
        for name in ("Li Wei", "Sun Yu", "Gao Ping"):
            self.sit(name)
            self.sign(Gate.G4, name, SIDES[name], Consent.ACCEPT)

    @rule()
    def go_on(self) -> None:
        """The next gate as it should be done."""
        gate = service.next_gate(self.run.dossier, self.run.day)
        for register in ("punch", "deliverable", *TEAM, *VALUE):
            self.look(register, "Sun Yu")
        self.work(gate)
        if gate is Gate.G4:
            self.sign_acceptance()
        self.decide_next("Gao Ping", Ruling.PASSED, "so be it")

    @rule(name=NAMES)
    def sit(self, name: str) -> None:
        self.run.ws.me = Me(name, SIDES[name], name)

    @rule(days=st.sampled_from([1, 20, 60]))
    def wait(self, days: int) -> None:
        self.run.on(min(self.run.day + timedelta(days=days), date(2027, 9, 1)))

    # What somebody may try

    @rule(by=NAMES, ruling=st.sampled_from(list(Ruling)), why=st.sampled_from(["", "so be it"]))
    def decide_next(self, by: str, ruling: Ruling, why: str) -> None:
        run = self.run
        gate = service.next_gate(run.dossier, run.day)
        self._decided(lambda: service.decide(run.ws, run.pay, gate, ruling, by=run.person(by),
                                             reason=why))  # fmt: skip

    @rule(gate=GATES, by=NAMES)
    def decide_any(self, gate: Gate, by: str) -> None:
        run = self.run
        self._decided(lambda: service.decide(run.ws, run.pay, gate, Ruling.PASSED,
                                             by=run.person(by), reason="so be it"))  # fmt: skip

    @rule(by=NAMES, days=st.sampled_from([0, 5, 300]))
    def override(self, by: str, days: int) -> None:
        run = self.run
        gate = service.next_gate(run.dossier, run.day)
        until = run.day + timedelta(days=days)
        self._decided(lambda: service.override(run.ws, run.pay, gate, "cannot wait", until,
                                               by=run.person(by)))  # fmt: skip

    @rule(gate=GATES, by=NAMES)
    def reopen(self, gate: Gate, by: str) -> None:
        run = self.run
        self._try(lambda: service.reopen(run.ws, run.pay, gate, "wrong", by=run.person(by)))

    @rule(n=st.integers(0, 30), register=st.sampled_from(["item", "punch", "deliverable"]))
    def add(self, n: int, register: str) -> None:
        run = self.run
        texts = {
            "item": {"text": f"Item {n}", "mandatory": "yes", "due": f"T-{n}"},
            "punch": {"title": f"Defect {n}", "category": "ABC"[n % 3]},
            "deliverable": {"name": f"Part {n}"},
        }[register]
        self._try(lambda: records.add(run.ws, run.pay, register, texts))

    @rule(n=st.integers(0, 30), name=st.sampled_from(["ready", "close", "send_back"]), by=NAMES)
    def move_punch(self, n: int, name: str, by: str) -> None:
        run = self.run
        self._try(lambda: moving.move(run.ws, run.pay, self._some(Punch, n), name, reason="r",
                                      by=run.person(by)))  # fmt: skip

    @rule(n=st.integers(0, 30))
    def back(self, n: int) -> None:
        run = self.run
        self._try(lambda: items.send_back(run.ws, run.pay, self._some(Item, n), "no",
                                          run.person("Sun Yu")))  # fmt: skip

    @rule(n=st.integers(0, 30), asker=NAMES, approver=NAMES)
    def waive(self, n: int, asker: str, approver: str) -> None:
        run = self.run
        found = engine.findings(run.dossier, run.day)
        if found:
            self._try(lambda: answers.waive(
                run.ws, run.pay, [found[n % len(found)].id], reason="r", measure="m",
                expires=run.day + timedelta(days=9), asker=run.person(asker),
                approver=run.person(approver)))  # fmt: skip

    @rule(field=st.sampled_from(["mandatory", "stage", "owner", "state"]), n=st.integers(0, 3))
    def bulk(self, field: str, n: int) -> None:
        run = self.run
        ids = [i.id for i in run.dossier.all(Item)][n::3]
        text = {"mandatory": "no", "stage": "S7", "owner": "", "state": "verified"}[field]
        self._try(lambda: records.bulk_edit(run.ws, run.pay, ids, field, text))

    @rule()
    def bring(self) -> None:
        run = self.run
        parsed = parse("- [x] Done elsewhere\n- [ ] Not done\n", "list.md")
        self._try(lambda: importing.apply(run.ws, importing.plan_list(run.ws, run.pay, parsed)))

    @rule(register=st.sampled_from(["decision", "signoff", "baseline", "answer", "scope"]))
    def forge(self, register: str) -> None:
        run = self.run
        rows = [["Gate", "Decision", "Side", "Rule"], ["G4", "passed", "receiving", "R-02"]]
        self._try(lambda: paste(run.ws, run.pay, register, rows))
        self._try(lambda: records.edit(run.ws, run.pay, run.pay, "state", "accepted"))
        listed = [r.id for r in run.dossier.listed(register)]
        self._try(lambda: records.delete(run.ws, run.pay, listed))

    @rule()
    def take_back(self) -> None:
        self._try(lambda: undo.undo(self.run.ws, self.run.pay))

    @rule(gate=GATES, by=NAMES, verb=st.sampled_from(["passed", "conditions"]))
    def by_command(self, gate: Gate, by: str, verb: str) -> None:
        os.environ["HANDOVER_TODAY"] = self.run.day.isoformat()
        try:
            args = ["gate", "decide", "LITE", gate.value, verb, "--by", by, "--reason", "so be it"]
            self._decided(lambda: command(["--db", str(self.path), "--user", by, *args]))
        finally:
            del os.environ["HANDOVER_TODAY"]

    # What must hold

    def _decided(self, act: Callable[[], object]) -> None:
        """Do it, and look at once: what is newly passed has nothing against it."""
        self._try(act)
        run = self.run
        for decision in run.dossier.all(Decision):
            if decision.id in self.seen or decision.gate is None:
                continue
            self.seen.add(decision.id)
            if decision.ruling in (Ruling.PASSED, Ruling.CONDITIONS):
                found = engine.verdict(run.dossier, decision.gate, run.day)
                assert not found.stops, [f.id for f in found.stops]
                assert not found.unsettled

    @invariant()
    def a_passed_gate_was_passed_rightly(self) -> None:
        if not hasattr(self, "run"):
            return
        run = self.run
        stands = gates(run.dossier, run.day)
        for gate, found in stands.items():
            if found.standing in (Standing.PASSED, Standing.CONDITIONS):
                assert found.decision is not None
                assert found.decision.id in self.seen
                assert found.decision.stops == 0
                assert gate is not Gate.G4 or set(signed(run.dossier, gate)) == set(Side)
            if found.standing is Standing.OVERRIDDEN:
                assert found.decision is not None
                assert found.decision.reason
                assert found.decision.by is not None
        if run.dossier.handover.state in (HandoverState.ACCEPTED, HandoverState.CLOSED):
            assert stands[Gate.G4].decision is not None


Team.TestCase.settings = random_runs(30)
TestNoWayAround = Team.TestCase


def test_the_team_gets_through_when_it_works() -> None:
    """Else the random runs would prove nothing."""
    team = Team()
    team.begin()
    for _ in Gate:
        team.go_on()
        team.a_passed_gate_was_passed_rightly()
    assert len(team.seen) == len(Gate)
    team.teardown()
