"""The payment sample through all gates, against the table written by hand."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tests.rules.conftest import Run
from workbench.domain.journey import Gate
from workbench.domain.labelled import Side
from workbench.domain.registers.handover import HandoverState
from workbench.domain.verdict import Outcome, Ruling
from workbench.figures.gates import gate_ahead, gates
from workbench.rules import engine
from workbench.services import answers, handovers, items, moving, records
from workbench.services import gates as service

TABLE = Path(__file__).parents[1] / "fixtures" / "verdicts" / "payment.md"
OUTCOMES = {o.label.id: o for o in Outcome}
RULINGS = {r.label.id: r for r in Ruling}


@dataclass(frozen=True)
class Expected:
    done: str
    day: date
    gate: Gate
    outcome: Outcome
    stops: list[str]
    conditions: list[str]
    exceptions: list[str]
    ruling: Ruling | None


def ids(cell: str) -> list[str]:
    """`R-02 PAY-03..05, R-03 D-03` as four ids, sorted."""
    found = []
    for part in cell.split(", ") if cell != "-" else []:
        match = re.fullmatch(r"(R-\d\d) ([A-Z]+-)(\d\d)\.\.(\d\d)", part)
        if match:
            rule, key, first, last = match.groups()
            found += [f"{rule} {key}{n:02}" for n in range(int(first), int(last) + 1)]
        else:
            found.append(part)
    return sorted(found)


def table() -> list[Expected]:
    lines = [x for x in TABLE.read_text("utf-8").splitlines() if x.startswith("| ")][1:]
    rows = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]
    return [
        Expected(
            done, date.fromisoformat(day), Gate(gate), OUTCOMES[verdict], ids(stops),
            ids(conditions), ids(exceptions), RULINGS.get(decision),
        )
        for done, day, gate, verdict, stops, conditions, exceptions, decision in rows
    ]  # fmt: skip


def nothing(run: Run) -> None:
    pass


def plan_agreed(run: Run) -> None:
    handovers.fill_seats(run.ws, run.pay, {run.seat("security"): "Lin Tao"})
    run.stage("S1")
    punch = run.keys("PL-01")
    moving.move(run.ws, run.pay, punch, "ready", by=run.person("Chen Hao")).expect()
    moving.move(run.ws, run.pay, punch, "close", by=run.person("Wu Lan")).expect()


def knowledge_captured(run: Run) -> None:
    run.stage("S2", but=[13])
    items.waive(
        run.ws, run.pay, [run.item(13).id], "the fraud team is on leave", "Ma Rui decides alone",
        date(2027, 2, 28), run.person("Sun Yu"),
    ).expect()  # fmt: skip


def proved(run: Run) -> None:
    run.stage("S3")


def on_the_table(run: Run) -> None:
    run.stage("S4")


def signed(run: Run) -> None:
    records.edit(run.ws, run.pay, run.record("D-03").id, "post", "Merchant service clerk")
    answers.plan(run.ws, run.pay, ["R-08 PL-03"], run.person("Zhang Min"), date(2027, 3, 31))
    for side, name in (
        (Side.GIVING, "Li Wei"), (Side.RECEIVING, "Sun Yu"), (Side.SPONSOR, "Gao Ping"),
    ):  # fmt: skip
        run.ws.me = type(run.ws.me)(name, side, "somebody")
        service.sign(run.ws, run.pay, Gate.G4, side, by=run.person(name))


def support_over(run: Run) -> None:
    run.stage("S5")
    moving.move(run.ws, run.pay, run.keys("PL-02"), "close", by=run.person("Sun Yu")).expect()


def all_closed(run: Run) -> None:
    run.done([run.item(13)])
    run.stage("S6")
    moving.move(run.ws, run.pay, run.keys("PL-03"), "close", by=run.person("Sun Yu")).expect()


def reviewed(run: Run) -> None:
    run.stage("S7")


STEPS: dict[str, Callable[[Run], None]] = {
    "the sample opens": nothing,
    "nothing": nothing,
    "the plan is agreed": plan_agreed,
    "knowledge is captured": knowledge_captured,
    "operations has proved it": proved,
    "the pack is on the table": on_the_table,
    "all three have signed": signed,
    "early support is over": support_over,
    "the waiver runs out": nothing,
    "all is closed": all_closed,
    "the benefits are reviewed": reviewed,
}
STATES = {
    Gate.G1: HandoverState.EXECUTING,
    Gate.G2: HandoverState.EXECUTING,
    Gate.G3: HandoverState.READY,
    Gate.G4: HandoverState.EARLY_LIFE_SUPPORT,
    Gate.G5: HandoverState.STABILISING,
    Gate.G6: HandoverState.CLOSED,
    Gate.G7: HandoverState.CLOSED,
}


def test_the_payment_sample_gets_the_verdicts_written_by_hand(run: Run) -> None:
    expected = table()
    assert len(expected) >= 14
    for row in expected:
        run.on(row.day)
        STEPS[row.done](run)
        found = engine.verdict(run.dossier, row.gate, run.day)
        where = f"{row.done}, {row.gate.value}"
        assert sorted(f.id for f in found.stops) == row.stops, where
        assert sorted(f.id for f in found.conditions) == row.conditions, where
        assert sorted(f.id for f in found.exceptions) == row.exceptions, where
        assert found.outcome is row.outcome, where
        if row.ruling is not None:
            chair = run.person("Gao Ping")
            service.decide(run.ws, run.pay, row.gate, row.ruling, by=chair)
            assert gates(run.dossier, run.day)[row.gate].through
            assert run.dossier.handover.state_on(run.day) is STATES[row.gate], where
    assert gate_ahead(run.dossier, run.day) is None
