"""Retiring a KPI and bringing one live, each in one act that asks only for what is missing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from tests.services.conftest import Payment
from tests.services.test_kpi_states import CARD, READY, add, get
from tests.services.test_readings import days
from workbench.domain.errors import Refused
from workbench.domain.labelled import Side
from workbench.domain.registers.batch import Batch
from workbench.domain.registers.changeover import Changeover
from workbench.domain.registers.kpi import Kpi, KpiState
from workbench.figures.kpi_standing import asked, due_readings, standings, to_retire
from workbench.services import kpis, moving, readings, records, undo
from workbench.services.workspace import Workspace


def test_a_kpi_is_retired_in_one_act_and_one_undo(pay: Payment) -> None:
    old = add(pay, name="Grid date", phase="of the project")
    assert to_retire(get(pay, old)) == ("final", "final_on")
    given = {"final": "12", "final_on": "2026-11-20"}
    with pytest.raises(Refused, match="nobody owns KPI-01"):
        kpis.retire(pay.ws, pay.handover, old, given, by=pay.li)
    assert get(pay, old).final is None
    kpis.retire(pay.ws, pay.handover, old, given, by=pay.sun)
    kpi = get(pay, old)
    assert (kpi.state, kpi.signed_by, str(kpi.final)) == (KpiState.RETIRED, pay.sun, "12")
    undo.undo(pay.ws, pay.handover)
    assert (get(pay, old).state, get(pay, old).final) == (KpiState.ACTIVE, None)


def test_a_kpi_is_brought_live_in_one_act(pay: Payment) -> None:
    new = add(pay, **CARD)
    assert asked(get(pay, new)) == ()
    readings.load(pay.ws, pay.handover, {new: days(date(2026, 11, 1), ["98"] * 10)}, "scada")
    rest = {k: v for k, v in READY.items() if k not in CARD}
    with pytest.raises(Refused, match="the card lacks: Source tested on"):
        kpis.bring_live(pay.ws, pay.handover, new, rest | {"tested_on": ""}, by=pay.sun)
    kpis.bring_live(pay.ws, pay.handover, new, rest, by=pay.sun)
    kpi = get(pay, new)
    assert (kpi.state, kpi.baseline_readings) == (KpiState.LIVE, 10)
    with pytest.raises(Refused, match="Go live is not possible: the state is live"):
        kpis.bring_live(pay.ws, pay.handover, new, {}, by=pay.sun)
    with pytest.raises(Refused, match="Retire is not possible"):
        kpis.retire(pay.ws, pay.handover, new, {}, by=pay.sun)


@pytest.mark.parametrize(
    ("planned", "read", "counts"),
    [("2025-11-21", False, "2026-11-23"), ("2025-11-21", True, "2026-11-01"),
     ("2026-11-05", True, "2026-11-05"), ("2027-01-16", True, "2027-01-16"),
     ("", True, "2026-11-23")],
)  # fmt: skip
def test_days_without_stay_told_when_a_kpi_goes_live_late(
    pay: Payment, planned: str, read: bool, counts: str
) -> None:
    new = add(pay, **READY | {"active_from": planned, "proxy": "the sister station"})
    if read:
        readings.load(pay.ws, pay.handover, {new: days(date(2026, 11, 1), ["98"] * 10)}, "scada")
    kpis.bring_live(pay.ws, pay.handover, new, {}, by=pay.sun)
    assert str(get(pay, new).active_from) == counts


@pytest.fixture
def parallel(pay: Payment) -> int:
    """A KPI whose parallel run has four of ten readings."""
    old = add(pay, name="Outage minutes", phase="of the project")
    new = add(pay, **READY)
    texts = {"old": "Outage minutes", "relation": "continues as", "new": "Availability",
             "first": "2026-11-01", "last": "2026-11-20"}  # fmt: skip
    records.add(pay.ws, pay.handover, "changeover", texts)
    both = {old: days(date(2026, 11, 1), ["98"] * 4), new: days(date(2026, 11, 1), ["98"] * 4)}
    readings.load(pay.ws, pay.handover, both, "scada")
    records.edit(pay.ws, pay.handover, new, "proxy", "the sister station")
    for step in ("define", "baseline", "run_parallel"):
        moving.move(pay.ws, pay.handover, [new], step, by=pay.sun).expect()
    return new


def test_a_parallel_run_must_be_passed_before_its_kpi_goes_live(
    pay: Payment, parallel: int
) -> None:
    lack = "the parallel run of KPI-02 is not passed: 4 readings of 10 needed"
    refused = moving.move(pay.ws, pay.handover, [parallel], "go_live", by=pay.sun).refused
    assert lack in pay.ws.tr(refused[0][1])
    with pytest.raises(Refused, match=lack):
        kpis.bring_live(pay.ws, pay.handover, parallel, {}, by=pay.sun)
    series = {parallel: days(date(2026, 11, 5), ["98"] * 16)}
    readings.load(pay.ws, pay.handover, series, "scada")
    with pytest.raises(Refused, match="old and new were read side by side 4 of 10 times"):
        kpis.bring_live(pay.ws, pay.handover, parallel, {}, by=pay.sun)
    olds = {k.id: series[parallel] for k in pay.ws.dossier(pay.handover).all(Kpi)}
    readings.load(pay.ws, pay.handover, olds, "scada")
    kpis.bring_live(pay.ws, pay.handover, parallel, {}, by=pay.sun)
    assert (get(pay, parallel).state, get(pay, parallel).reason) == (KpiState.LIVE, "")


def test_a_parallel_run_has_days_and_an_exit_test_from_its_beginning(pay: Payment) -> None:
    add(pay, name="Outage minutes", phase="of the project")
    new = add(pay, **READY | {"proxy": "the sister station"})
    for step in ("define", "baseline"):
        moving.move(pay.ws, pay.handover, [new], step, by=pay.sun).expect()
    refused = moving.move(pay.ws, pay.handover, [new], "run_parallel", by=pay.sun).refused
    assert "say first from which KPI it comes" in pay.ws.tr(refused[0][1])
    texts = {"old": "Outage minutes", "relation": "continues as", "new": "Availability"}
    line = records.add(pay.ws, pay.handover, "changeover", texts)
    refused = moving.move(pay.ws, pay.handover, [new], "run_parallel", by=pay.sun).refused
    assert "does not say from which day to which both are read" in pay.ws.tr(refused[0][1])
    given = {"first": "2026-11-01", "last": "2026-11-14", "readings": "14", "tolerance": ""}
    kpis.run_parallel(pay.ws, pay.handover, [new], given).expect()
    found = pay.ws.dossier(pay.handover).get(line)
    assert isinstance(found, Changeover)
    assert (str(found.first), str(found.last), found.readings) == ("2026-11-01", "2026-11-14", 14)
    assert get(pay, new).state is KpiState.PARALLEL
    undo.undo(pay.ws, pay.handover)
    assert get(pay, new).state is KpiState.BASELINED
    assert pay.ws.dossier(pay.handover).get(line) != found


def test_what_the_changeover_says_of_a_parallel_run_is_not_asked_less_of(pay: Payment) -> None:
    add(pay, name="Outage minutes", phase="of the project")
    new = add(pay, **READY | {"proxy": "the sister station"})
    for step in ("define", "baseline"):
        moving.move(pay.ws, pay.handover, [new], step, by=pay.sun).expect()
    texts = {"old": "Outage minutes", "relation": "continues as", "new": "Availability",
             "readings": "20", "first": "2026-11-05"}  # fmt: skip
    line = records.add(pay.ws, pay.handover, "changeover", texts)
    given = {"first": "2026-11-23", "last": "2026-12-02", "readings": "10", "tolerance": "5"}
    kpis.run_parallel(pay.ws, pay.handover, [new], given).expect()
    found = pay.ws.dossier(pay.handover).get(line)
    assert isinstance(found, Changeover)
    assert (str(found.first), str(found.last)) == ("2026-11-05", "2026-12-02")
    assert (found.readings, str(found.tolerance)) == (20, "5")


def test_a_run_that_is_not_passed_is_let_go_for_a_reason_that_is_kept(
    pay: Payment, parallel: int
) -> None:
    kpis.bring_live(pay.ws, pay.handover, parallel, {}, by=pay.sun, reason=" the old meter drifts")
    found = get(pay, parallel)
    assert (found.state, found.reason) == (KpiState.LIVE, "the old meter drifts")


def test_a_run_is_judged_by_the_readings_there_are_and_not_by_those_seen(
    pay: Payment, parallel: int, login: Callable[[str, Side], Workspace]
) -> None:
    series = {parallel: days(date(2026, 11, 5), ["98"] * 16)}
    readings.load(pay.ws, pay.handover, series, "scada")
    other = login("Sun Yu", Side.RECEIVING)
    later = other.dossier(pay.handover).under(parallel, Batch)[-1]
    readings.take_back(other, pay.handover, later.id)
    refused = moving.move(pay.ws, pay.handover, [parallel], "go_live", by=pay.sun).refused
    assert "4 readings of 10 needed" in pay.ws.tr(refused[0][1])


def test_the_next_step_says_which_fields_it_still_asks_for(pay: Payment) -> None:
    new = add(pay, name="PR")
    (found,) = standings(pay.ws.dossier(pay.handover), pay.ws.today)
    assert found.step is not None
    assert found.step.name == "define"
    assert found.asks == ("formula", "unit", "source", "frequency", "goal", "first_due")
    for field, text in CARD.items():
        records.edit(pay.ws, pay.handover, new, field, text)
    moving.move(pay.ws, pay.handover, [new], "define", by=pay.sun).expect()
    assert asked(get(pay, new)) == ("baseline", "baseline_from", "baseline_to")


def test_readings_that_are_due_come_first_due_first(pay: Payment) -> None:
    for name, due in (("A", "2026-11-30"), ("B", "2026-11-20"), ("C", "2026-12-20")):
        add(pay, name=name, frequency="monthly", first_due=due)
    found = due_readings(pay.ws.dossier(pay.handover), date(2026, 11, 30))
    assert [(k.name, str(d)) for k, d in found] == [("B", "2026-11-20"), ("A", "2026-11-30")]
