"""Empty handovers are never GO, and a lite one, worked honestly, is."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from tests.fixtures.blank import blank
from tests.rules.conftest import Run
from workbench.domain.bitext import Bitext
from workbench.domain.journey import Gate
from workbench.domain.labelled import Side
from workbench.domain.registers.handover import HandoverState
from workbench.domain.registers.seat import Seat
from workbench.domain.verdict import Outcome, Ruling
from workbench.exchange import template_file
from workbench.figures.gates import gate_ahead
from workbench.rules import engine
from workbench.services import gates, handovers, scopes
from workbench.services.workspace import Me, Workspace

PEOPLE = {
    "project-manager": "Li Wei", "technical-lead": "Chen Hao", "knowledge-lead": "Bai Xue",
    "receiving-lead": "Sun Yu", "duty-lead": "Wu Lan", "sponsor": "Gao Ping",
}  # fmt: skip
TEAM = ("access", "contract", "post", "role", "task", "topic")
"""The registers about who leaves and what he knows, which somebody must have looked at."""
VALUE = ("benefit", "goal", "kpi")
"""The registers about what the project was for, which somebody must have looked at."""
T0 = date(2027, 1, 15)


def begin(path: Path, template: str, people: dict[str, str]) -> Run:
    found = Run.__new__(Run)
    found.day = date(2026, 11, 23)
    found.ws = Workspace.open(
        blank(path), Me("Li Wei", Side.GIVING, "liwei"),
        clock=lambda: datetime.combine(found.day, time(9), UTC),
    )  # fmt: skip
    found.pay = handovers.create(
        found.ws, code="LITE", name=Bitext("Small system"), t0=T0, giving="Delivery",
        receiving="Operations", template=template_file.find(template, None), people=people,
    )  # fmt: skip
    return found


@pytest.mark.parametrize("template", template_file.builtin_codes())
def test_an_empty_handover_is_no_go_and_says_what_nobody_has_looked_at(
    tmp_path: Path, template: str
) -> None:
    run = begin(tmp_path / "t.db", template, {})
    found = engine.verdict(run.dossier, Gate.G3, run.day)
    assert found.outcome is Outcome.NO_GO
    untouched = [f for f in found.stops if f.rule == "R-00"]
    begun = {r.register for r in template_file.find(template, None).records}
    assert [f.key for f in untouched] == sorted({*TEAM, "goal", "kpi", "punch"} - begun)
    assert "Punch list" in str(next(f for f in untouched if f.key == "punch").message)
    early = engine.verdict(run.dossier, Gate.G1, run.day)
    assert "R-00 punch" in [f.id for f in early.conditions]
    assert "R-00 deliverable" in [f.id for f in engine.verdict(run.dossier, Gate.G4, run.day).stops]
    for seat in run.dossier.all(Seat):
        assert seat.person is None


def test_a_lite_handover_worked_honestly_goes_through_every_gate(tmp_path: Path) -> None:
    run = begin(tmp_path / "t.db", "lite", PEOPLE)
    sun, gao = run.person("Sun Yu"), run.person("Gao Ping")
    for register, why in (("punch", "the walk-through found nothing"),
                          ("deliverable", "one service, run by those who know it"),
                          *((name, "nobody leaves") for name in TEAM),
                          *((name, "the office counts") for name in VALUE)):  # fmt: skip
        scopes.not_needed(run.ws, run.pay, register, why, by=run.person("Li Wei"), agreed_by=sun)
    for gate in Gate:
        run.stage(gate.stage.value)
        if gate is Gate.G4:
            for side, name in ((Side.GIVING, "Li Wei"), (Side.RECEIVING, "Sun Yu"),
                               (Side.SPONSOR, "Gao Ping")):  # fmt: skip
                run.ws.me = Me(name, side, name)
                gates.sign(run.ws, run.pay, gate, side, by=run.person(name))
        found = engine.verdict(run.dossier, gate, run.day)
        assert found.outcome is Outcome.GO, [f.id for f in (*found.stops, *found.conditions)]
        gates.decide(run.ws, run.pay, gate, Ruling.PASSED, by=gao)
    assert gate_ahead(run.dossier, run.day) is None
    assert run.dossier.handover.state is HandoverState.CLOSED
