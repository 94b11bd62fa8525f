"""The sample of the vehicle plant: 300 who install it, 120 who run it, 180 who go in one week."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.fixtures.once import Sample
from tests.fixtures.thorough import most_of
from workbench.domain.journey import Gate
from workbench.domain.registers.person import EXTERNAL, Person
from workbench.figures.rampdown import project_team, ramp_down
from workbench.language import Tr
from workbench.rules import engine
from workbench.services import demo, moving, records, waves
from workbench.services.workspace import Workspace

MONDAY = date(2026, 11, 23)


@pytest.fixture
def ws(sample_in: Sample, tmp_path: Path) -> Workspace:
    path = sample_in(tmp_path, "vehicle-plant")
    return Workspace.open(path, demo.ME, clock=lambda: demo.last_visit(MONDAY))


@pytest.fixture
def nev(ws: Workspace) -> int:
    return ws.store.handover_called("NEV")


def stops(ws: Workspace, handover: int, gate: Gate) -> list[str]:
    return [f.rule for f in engine.verdict(ws.dossier(handover), gate, MONDAY).stops]


def test_three_hundred_become_one_hundred_and_twenty_in_one_week(ws: Workspace, nev: int) -> None:
    dossier = ws.dossier(nev)
    found = ramp_down(dossier, MONDAY)
    assert (found.peak, found.remaining, str(found.reduction)) == (300, 120, "60.0 % (180/300)")
    assert found.cliff is not None
    assert str(found.cliff.share) == "60.0 % (180/300)"
    now, after = found.weeks[1], found.weeks[-1]
    assert (str(now.external), now.much_outside) == ("42.0 % (126/300)", True)
    assert (str(after.external), after.much_outside) == ("40.0 % (48/120)", False)


def test_one_hundred_and_twenty_from_outside_are_not_above_the_line(
    ws: Workspace, nev: int
) -> None:
    some = [p.id for p in project_team(ws.dossier(nev)) if p.employment in EXTERNAL][:6]
    records.bulk_edit(ws, nev, some, "employment", "staff").expect()
    week = ramp_down(ws.dossier(nev), MONDAY).weeks[1]
    assert (str(week.external), week.much_outside) == ("40.0 % (120/300)", False)


def test_the_week_stops_the_gate_until_every_leaver_is_cleared(ws: Workspace, nev: int) -> None:
    assert "R-16" in stops(ws, nev, Gate.G1)
    going = [p for p in ws.dossier(nev).all(Person) if p.leaves]
    assert len(going) == 180
    leads = [p.id for p in going if p.name in ("Li Wei", "Tang Kai", "Bai Xue")]
    crews = [p.id for p in going if p.id not in leads]
    records.bulk_edit(ws, nev, crews, "equipment", "2026-11-20").expect()
    assert not moving.move(ws, nev, crews, "clear").refused
    assert "R-16" in stops(ws, nev, Gate.G1), "three of them are not"
    records.bulk_edit(ws, nev, leads, "release", "").expect()
    moving.move(ws, nev, leads, "bring_back", reason="they stay until summer")
    assert "R-16" not in stops(ws, nev, Gate.G1)


def test_its_waves_contracts_and_posts_have_something_to_see_to(ws: Workspace, nev: int) -> None:
    planned = waves.outlook(ws.dossier(nev), MONDAY)
    assert [len(o.people) for o in planned] == [30, 48, 36, 46, 20]
    assert all(p.release == o.wave.day for o in planned for p in o.people)
    assert [o.wave.name for o in planned if o.frozen] == ["4 Final assembly"]
    found = engine.verdict(ws.dossier(nev), Gate.G4, MONDAY)
    rules = {f.rule for f in (*found.stops, *found.conditions)}
    assert {"R-12", "R-13", "R-16", "R-17", "R-19"} <= rules


@pytest.mark.parametrize("today", most_of([date(2027, 2, 27), date(2028, 2, 29)]))
def test_on_another_day_the_week_is_as_far_away(tmp_path: Path, today: date) -> None:
    ws = Workspace.open(demo.make_demo(tmp_path, today, name="vehicle-plant"), demo.ME)
    dossier = ws.dossier(ws.store.handover_called("NEV"))
    found = ramp_down(dossier, today).cliff
    assert found is not None
    assert ((found.first - today).days, str(found.share)) == (70, "60.0 % (180/300)")


def test_names_are_chinese_in_chinese_and_nobody_is_there_twice(tmp_path: Path) -> None:
    path = demo.make_demo(tmp_path, MONDAY, Tr("zh_CN"), "vehicle-plant")
    ws = Workspace.open(path, demo.ME)
    people = ws.dossier(ws.store.handover_called("NEV")).all(Person)
    names = [p.name for p in people]
    assert len(set(names)) == len(names) == 305
    assert {"张强", "Jonas Weber", "Li Wei"} <= set(names)
