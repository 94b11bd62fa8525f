"""The changeover of KPIs by keys: the map, the timeline, a card, readings, the guide, the value."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from textual.events import Paste
from textual.pilot import Pilot
from textual.widgets import Label, Static

from screens.base import WorkScreen
from screens.dialogs import Confirm
from screens.gate import GateScreen
from screens.gate.lines import FindingId
from screens.importing import ImportScreen
from screens.kpi import KpiScreen, KpisScreen, ReadingsScreen, TimelineScreen, ValueScreen
from screens.kpi.words import GapId, KpiId
from screens.widgets.ask import Ask, AskInput
from screens.widgets.oneline import OneLine
from screens.widgets.rowlist.editor import CellEditor
from tests.screens.conftest import (
    LI_WEI,
    MakeApp,
    copied,
    give,
    logged_in,
    screen_of,
    settled,
    shown,
    status,
)
from tests.screens.kpi_file import Plant
from workbench.domain.due import Due
from workbench.domain.errors import BadValue
from workbench.domain.journey import Gate
from workbench.domain.message import msg
from workbench.domain.money import Money
from workbench.domain.reading import Reading
from workbench.domain.registers.asset import Asset
from workbench.domain.registers.batch import TYPED, Batch
from workbench.domain.registers.benefit import Benefit
from workbench.domain.registers.changeover import Changeover, Relation
from workbench.domain.registers.flow import Flow
from workbench.domain.registers.kpi import Kpi, KpiState, Phase
from workbench.domain.registers.person import Side
from workbench.domain.registers.scheme import Scheme, SchemeKind
from workbench.rules import engine
from workbench.services import answers, readings, records


@pytest.fixture
def plant(made_payment: Path, tmp_path: Path) -> Plant:
    return copied(_made(made_payment), tmp_path)


@cache
def _made(payment: Path) -> Plant:
    path = Path(shutil.copy(payment, payment.with_name("plant.db")))
    return Plant(path, logged_in(path, "Sun Yu", Side.RECEIVING))


@asynccontextmanager
async def running(
    app: MakeApp, plant: Plant, screen: WorkScreen | None = None,
    size: tuple[int, int] = (80, 24), lang: str = "en",
) -> AsyncIterator[Pilot[Any]]:  # fmt: skip
    async with app(plant.path, LI_WEI, lang=lang).run_test(size=size) as pilot:
        await settled(pilot)
        await pilot.app.push_screen(screen or KpisScreen(plant.handover))
        await settled(pilot)
        yield pilot


async def press(pilot: Pilot[Any], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await settled(pilot)


async def answer(pilot: Pilot[Any], *words: str) -> None:
    """Type each answer over what is offered, and go on."""
    for word in words:
        await press(pilot, "ctrl+u", *word, "enter")


def line(pilot: Pilot[Any], selector: str) -> str:
    return str(pilot.app.screen.query_one(selector, OneLine).content).strip()


def told(pilot: Pilot[Any], words: str) -> str:
    return next(row for row in shown(pilot).splitlines() if words in row)


def question(pilot: Pilot[Any]) -> str:
    return " ".join(str(pilot.app.screen.query_one(Ask).query_one(Label).content).split())


def title(pilot: Pilot[Any]) -> str:
    return " ".join(str(pilot.app.screen.query_one(".title", Static).content).split())


def move_to(pilot: Pilot[Any], kpi: int) -> None:
    assert screen_of(pilot).rows.move_to(KpiId(kpi))


# The map


async def test_what_is_not_said_is_on_top_and_the_figures_are_told(
    app: MakeApp, plant: Plant
) -> None:
    async with running(app, plant) as pilot:
        rows = [row.lstrip("> -") for row in shown(pilot).splitlines()]
        headings = [n for n, row in enumerate(rows) if not row.startswith("KPI-")]
        assert rows[1] == "GO-02  No KPI covers Within budget: 2027-01-16 to 2027-03-01"
        tops = [rows[n].split()[0] for n in headings]
        assert tops[2:4] == ["DEAD", "NEWCOMERS"]
        assert rows[headings[2] + 1].startswith("KPI-02 Budget variance")
        assert rows[headings[3] + 1].startswith("KPI-06 Complaints")
        assert "mapped 66 % (2/3)   2 critical   1 dead end" in line(pilot, ".figures")
        assert "<- KPI-01" in told(pilot, "Availability")
        assert "98.3   98.5 CRIT" in told(pilot, "Availability")
        assert "x ends" in told(pilot, "Go-live date")
        assert "* is new" in told(pilot, "Cost per deal")


@pytest.mark.parametrize("lang", ["en", "zh_CN"])
async def test_what_becomes_of_kpis_and_their_states_are_whole_on_the_map(
    app: MakeApp, plant: Plant, lang: str
) -> None:
    with plant.ws.change(plant.handover, "edit", msg("states")) as ed:
        ed.put(plant.complaints, state=KpiState.REVIEW)
        ed.put(plant.golive, state=KpiState.FINAL, final=Decimal(3), final_on=date(2026, 11, 20))
        for new in (plant.cost, plant.complaints):
            ed.add(Changeover, old=plant.variance, relation=Relation.SPLITS, new=new)
    async with running(app, plant, lang=lang) as pilot:
        assert "-> KPI-05 +1 " in told(pilot, "Budget variance")
        assert "~" not in shown(pilot)


async def test_what_becomes_of_a_kpi_is_said_in_three_keys(app: MakeApp, plant: Plant) -> None:
    async with running(app, plant) as pilot:
        move_to(pilot, plant.variance)
        await press(pilot, "c", "1", "1")
        assert (plant.variance, Relation.REPLACED, plant.cost) in plant.lines()
        assert status(pilot) == "KPI-02 Budget variance is replaced by Cost per deal"
        assert "mapped 100 % (3/3)" in line(pilot, ".figures")
        assert screen_of(pilot).rows.cursor_id == KpiId(plant.complaints), "what is not said yet"
        await press(pilot, "c", "1")
        assert (None, Relation.NEW, plant.complaints) in plant.lines()
        assert "DEAD ENDS" not in shown(pilot)
        await press(pilot, "u", "u")
        assert "mapped 66 % (2/3)" in line(pilot, ".figures")


async def test_what_was_said_is_replaced_and_only_a_split_goes_on(
    app: MakeApp, plant: Plant
) -> None:
    async with running(app, plant) as pilot:
        move_to(pilot, plant.outage)
        await press(pilot, "c", "3", "2")
        await press(pilot, "c", "3", "1")
        splits = [x for x in plant.lines() if x[0] == plant.outage]
        assert [r for _, r, _ in splits] == [Relation.SPLITS, Relation.SPLITS]
        move_to(pilot, plant.outage)
        await press(pilot, "c", "4", "enter")
        assert [x[1:] for x in plant.lines() if x[0] == plant.outage] == [(Relation.ENDS, None)]


async def test_several_end_together_and_a_new_kpi_is_made_on_the_way(
    app: MakeApp, plant: Plant
) -> None:
    async with running(app, plant) as pilot:
        move_to(pilot, plant.variance)
        await press(pilot, "c", "2", "4")
        await answer(pilot, "O&M cost per MW")
        made = plant.ws.dossier(plant.handover).all(Kpi)[-1]
        assert (made.name, made.phase, made.goal) == ("O&M cost per MW", Phase.OPERATIONS,
                                                      plant.goals[1])  # fmt: skip
        assert (plant.variance, Relation.CONTINUES, made.id) in plant.lines()
        move_to(pilot, plant.outage)
        await press(pilot, "m")
        move_to(pilot, plant.golive)
        await press(pilot, "m", "c", "4", "enter")
        ends = {old for old, relation, _ in plant.lines() if relation is Relation.ENDS}
        assert ends == {plant.outage, plant.golive}


async def test_old_and_new_are_not_said_together(app: MakeApp, plant: Plant) -> None:
    async with running(app, plant) as pilot:
        move_to(pilot, plant.outage)
        await press(pilot, "m")
        move_to(pilot, plant.availability)
        await press(pilot, "m", "c")
        assert "mark those of one" in status(pilot)


async def test_the_map_is_one_key_from_the_checklist(app: MakeApp, plant: Plant) -> None:
    async with app(plant.path, LI_WEI).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "enter", "C")
        assert isinstance(pilot.app.screen, KpisScreen)
        for key, screen in (("r", ReadingsScreen), ("t", TimelineScreen), ("V", ValueScreen)):
            await press(pilot, key)
            assert isinstance(pilot.app.screen, screen)
            while not isinstance(pilot.app.screen, KpisScreen):
                await press(pilot, "escape")


# The timeline


async def test_the_timeline_shows_overlap_and_the_days_without(app: MakeApp, plant: Plant) -> None:
    async with running(app, plant, TimelineScreen(plant.handover, plant.goals[1])) as pilot:
        assert screen_of(pilot).rows.cursor_id == GapId(plant.goals[1])
        cover = [row for row in shown(pilot).splitlines() if "covered by" in row]
        bars = [row.split()[-1] for row in cover]
        assert set(bars[0]) == {"1", "2", "3"}, "always one, and more around T0"
        assert bars[1].startswith("1111111111!")
        assert bars[1].count("!") == 16, "2027-01-16 to 03-01 in cells of 3 days"
        assert "=" in told(pilot, "Outage minutes")
        assert "+" in told(pilot, "Availability")
        assert line(pilot, ".about") == (
            "no KPI 2027-01-16 to 2027-03-01; 62 % (76/121) of the days have one"
        )


async def test_the_timeline_says_the_same_in_numbers(app: MakeApp, plant: Plant) -> None:
    async with running(app, plant, TimelineScreen(plant.handover)) as pilot:
        await press(pilot, "x")
        rows = [row for row in shown(pilot).splitlines() if "covered by" in row]
        assert "121/121 every day" in rows[0]
        assert "76/121 45 days without" in rows[1]
        assert "2027-03-02" in told(pilot, "Cost per deal")


async def test_a_hole_of_one_day_is_seen(app: MakeApp, plant: Plant) -> None:
    records.edit(plant.ws, plant.handover, plant.cost, "active_from", "2027-01-17")
    async with running(app, plant) as pilot:
        assert "No KPI covers Within budget: 2027-01-16" in shown(pilot)
        await press(pilot, "home", "enter")
        assert isinstance(pilot.app.screen, TimelineScreen)
        cover = [row for row in shown(pilot).splitlines() if "covered by" in row]
        assert cover[1].count("!") == 1


# The card


async def test_the_card_tells_what_is_missing_and_enter_fills_it(
    app: MakeApp, plant: Plant
) -> None:
    screen = KpiScreen(plant.handover, plant.complaints)
    async with running(app, plant, screen, (120, 40)) as pilot:
        assert screen.rows.cursor_id == ("field", "baseline"), "the first the next step lacks"
        assert "[ ] specific" in told(pilot, "Formula")
        assert "[x] relevant" in told(pilot, "Goal")
        screen.rows.move_to(("field", "formula"))
        await press(pilot, "enter", *"count", "enter")
        assert "[x] specific" in told(pilot, "Formula")
        assert plant.kpi(plant.complaints).formula == "count"


async def test_typed_readings_are_taken_back_as_such(app: MakeApp, plant: Plant) -> None:
    typed = {plant.cost: [Reading("2026-11-20", Decimal(1))]}
    readings.load(plant.ws, plant.handover, typed, TYPED)
    screen = KpiScreen(plant.handover, plant.cost)
    async with running(app, plant, screen) as pilot:
        (batch,) = plant.ws.dossier(plant.handover).under(plant.cost, Batch)
        screen.rows.move_to(("record", batch.id))
        await press(pilot, "D")
        heading = str(pilot.app.screen.query_one(".title", Static).content)
        assert "Take back RB-03, 1 typed reading?" in heading


async def test_the_trend_has_target_and_thresholds_and_a_table(app: MakeApp, plant: Plant) -> None:
    screen = KpiScreen(plant.handover, plant.availability)
    async with running(app, plant, screen, (120, 60)) as pilot:
        chart = [row for row in shown(pilot).splitlines() if " |" in row]
        values = {row.split("|")[0].strip(): row.split("|")[1] for row in chart}
        assert [v for v in values if "=" in values[v]] == ["98.6"], "the row nearest to 98.5"
        assert [v for v in values if "-" in values[v]] == ["98"]
        assert [v for v in values if "!" in values[v]] == ["97"]
        assert "= target 98.5  - warns 98.0  ! critical 97.0" in shown(pilot)
        assert sum(row.count("*") for row in values.values()) == 5
        assert "98.3 % on 2026-11-06   critical   16 readings missing" in line(pilot, ".standing")
        await press(pilot, "x")
        assert "97.5 % warn" in told(pilot, "2026-11-05 ")


async def test_a_parallel_run_stands_side_by_side_with_its_test(app: MakeApp, plant: Plant) -> None:
    screen = KpiScreen(plant.handover, plant.outage)
    async with running(app, plant, screen, (120, 60)) as pilot:
        text = shown(pilot)
        words = " ".join(text.split())
        assert "[ ] exit test: 5 readings of 10 needed; " in words
        assert "of the readings are missing, 10 % may be" in words
        row = next(r for r in text.splitlines() if "2026-11-05" in r and "97.5" in r)
        assert row.split() == ["2026-11-05", "97.6", "97.5", "-0.10", "%"]
        await press(pilot, "end")
        assert "november.csv" in told(pilot, "RB-01")


async def test_without_readings_the_guide_says_what_to_do_for_a_baseline(
    app: MakeApp, plant: Plant
) -> None:
    async with running(app, plant) as pilot:
        move_to(pilot, plant.cost)
        await press(pilot, "w")
        assert "no reading yet: type a value" in status(pilot)
        await press(pilot, "enter")
        assert "or esc and load some" in status(pilot)
        await answer(pilot, "0.3", "as contracted")
        assert "Warn at" in question(pilot)
        await press(pilot, "escape")


async def test_a_parallel_run_is_asked_for_its_days_and_its_exit_test(
    app: MakeApp, plant: Plant
) -> None:
    with plant.ws.change(plant.handover, "edit", msg("nothing said yet")) as ed:
        ed.set(plant.line, first=None, last=None, readings=None, tolerance=None)
        ed.set(plant.availability, state=KpiState.BASELINED)
    screen = KpiScreen(plant.handover, plant.availability)
    async with running(app, plant, screen) as pilot:
        await press(pilot, "=", "1")
        assert "In parallel from" in question(pilot)
        await press(pilot, "enter")
        assert (question(pilot), pilot.app.screen.query_one(AskInput).value) == (
            "In parallel to:", "2026-12-02")  # fmt: skip
        await answer(pilot, "2026-11-01")
        assert "it ends before 2026-11-23, on which it begins" in status(pilot)
        await answer(pilot, "2026-12-06", "14", "5")
        assert plant.kpi(plant.availability).state is KpiState.PARALLEL
        assert "KPI-04: in parallel" in status(pilot)
        line = plant.ws.dossier(plant.handover).get(plant.line)
        assert isinstance(line, Changeover)
        assert (line.first, line.last) == (date(2026, 11, 23), date(2026, 12, 6))
        assert (line.readings, line.tolerance) == (14, Decimal(5))
        await press(pilot, "u")
        assert plant.kpi(plant.availability).state is KpiState.BASELINED


async def test_the_card_counts_with_the_readings_that_were_agreed(
    app: MakeApp, plant: Plant
) -> None:
    with plant.ws.change(plant.handover, "edit", msg("as many as agreed")) as ed:
        ed.set(plant.line, readings=None, last=date(2026, 11, 6))
        ed.set(plant.availability, proxy="", baseline_from=date(2026, 11, 2),
               baseline_to=date(2026, 11, 6))  # fmt: skip
    screen = KpiScreen(plant.handover, plant.availability)
    async with running(app, plant, screen, (120, 80)) as pilot:
        assert "[ ] exit test: 5 readings of 10 needed" in shown(pilot)
        assert "5 readings of 10 needed: too few" in told(pilot, "DAYS AND BASELINE")
        answers.set_parameter(
            plant.ws, plant.handover, "R-42", "daily", "5", reason="the meter came late",
            expires=date(2026, 12, 31), asker=plant.li, approver=plant.sun,
        )  # fmt: skip
        screen_of(pilot).reload()
        await settled(pilot)
        assert "[x] exit test passed: 5 readings of 5 needed" in shown(pilot)
        assert "5 readings, 5 needed" in told(pilot, "DAYS AND BASELINE")


async def test_an_older_batch_is_taken_back_after_a_question(app: MakeApp, plant: Plant) -> None:
    plant.load(plant.outage, date(2026, 11, 9), ["99.0"])
    screen = KpiScreen(plant.handover, plant.outage)
    async with running(app, plant, screen) as pilot:
        old, new = plant.ws.dossier(plant.handover).under(plant.outage, Batch)
        screen.rows.move_to(("record", old.id))
        await press(pilot, "D")
        dialog = pilot.app.screen
        heading = str(dialog.query_one(".title", Static).content)
        assert "Take back RB-01, 5 readings from november.csv?" in heading
        await press(pilot, "escape")
        assert plant.kpi(plant.outage).readings == 6
        await press(pilot, "D", "2")
        assert plant.kpi(plant.outage).readings == 1
        assert plant.kpi(plant.availability).readings == 0, "the whole file"
        await press(pilot, "u")
        screen.rows.move_to(("record", old.id))
        await press(pilot, "D", "1")
        assert plant.kpi(plant.outage).readings == 1
        await press(pilot, "u")
        assert plant.kpi(plant.outage).readings == 6
        screen.rows.move_to(("record", new.id))
        await press(pilot, "D", "1")
        assert status(pilot) == "RB-03 (november.csv) is taken back"
        assert plant.kpi(plant.outage).readings == 5
        screen.rows.move_to(("field", "formula"))
        await press(pilot, "D")
        assert status(pilot) == "go to a line under Readings loaded first"


async def test_a_baseline_whose_readings_are_taken_back_is_told(app: MakeApp, plant: Plant) -> None:
    days = {"baseline": "98.16", "baseline_from": "2026-11-02", "baseline_to": "2026-11-06",
            "proxy": ""}  # fmt: skip
    for field, text in days.items():
        records.edit(plant.ws, plant.handover, plant.availability, field, text)
    plant.load(plant.availability, date(2026, 11, 6), ["90"])
    screen = KpiScreen(plant.handover, plant.availability)
    async with running(app, plant, screen, (80, 80)) as pilot:
        assert "98.16 %   but its readings come to 96.5" in told(pilot, "[x] achievable")
        first, second = plant.ws.dossier(plant.handover).under(plant.availability, Batch)
        screen.rows.move_to(("record", second.id))
        await press(pilot, "D", "1")
        assert told(pilot, "[x] achievable").endswith("98.16 %")
        screen.rows.move_to(("record", first.id))
        await press(pilot, "D", "1")
        said = "RB-02 is taken back; the baseline is 98.16 %, but no reading of it is left"
        assert status(pilot) == f"! {said}"


async def test_a_reading_takes_a_note_in_the_table(app: MakeApp, plant: Plant) -> None:
    screen = KpiScreen(plant.handover, plant.availability)
    async with running(app, plant, screen) as pilot:
        await press(pilot, "x")
        screen.rows.move_to(("read", "2026-11-05"))
        await press(pilot, ";", *"sandstorm", "enter")
        assert told(pilot, "2026-11-05 ").endswith("97.5 % warn     sandstorm")
        assert "sandstorm" not in told(pilot, "2026-11-04 ")


async def test_the_card_is_shown_as_a_page(app: MakeApp, plant: Plant) -> None:
    screen = KpiScreen(plant.handover, plant.availability)
    async with running(app, plant, screen) as pilot:
        await press(pilot, "y")
        assert "KPI PAY: Availability (KPI-04)" in shown(pilot)
        await press(pilot, "escape")
        assert pilot.app.screen is screen


# Readings


async def test_seven_readings_take_ten_keys_from_the_checklist(app: MakeApp, plant: Plant) -> None:
    due = [plant.outage, plant.variance, plant.golive, plant.availability, plant.cost,
           plant.complaints]  # fmt: skip
    due.append(
        records.add(plant.ws, plant.handover, "kpi", {"name": "Deals", "phase": "operations"})
    )
    with plant.ws.change(plant.handover, "bulk", msg("defined")) as ed:
        ed.put(due[-1], state=KpiState.DEFINED)
    async with app(plant.path, LI_WEI).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "enter")
        keys = ["C", "r"]
        await press(pilot, *keys)
        for n in range(7):
            await press(pilot, *f"{n}.5", "enter")  # the digits are the value
            keys.append("enter")
        assert isinstance(pilot.app.screen, Confirm)
        await press(pilot, "y")
        keys.append("y")
        assert len(keys) < 12
        assert status(pilot) == "7 readings of 2026-11-23 saved"
        for n, kpi in enumerate(due):
            assert plant.last(kpi) == ("2026-11-23", Decimal(f"{n}.5"))
        sources = {b.source for b in plant.ws.dossier(plant.handover).all(Batch)}
        assert sources == {"november.csv", "typed"}
        await press(pilot, "u")
        assert all(plant.kpi(kpi).last_reading != date(2026, 11, 23) for kpi in due), "one undo"
        assert plant.kpi(plant.cost).readings == 0


async def test_the_day_is_said_once_and_what_is_typed_stays(app: MakeApp, plant: Plant) -> None:
    async with running(app, plant, ReadingsScreen(plant.handover)) as pilot:
        await press(pilot, *"12", "enter", *"x1", "enter")
        assert "x1 is not a number" in shown(pilot)
        await press(pilot, "escape", "d")
        await answer(pilot, "2027-01-01")
        assert "still ahead" in status(pilot)
        await answer(pilot, "2026-11-20")
        assert "Fri 2026-11-20" in line(pilot, "#title")
        await press(pilot, "escape")
    async with running(app, plant, ReadingsScreen(plant.handover)) as pilot:
        assert "1 not saved" in line(pilot, "#title")
        await press(pilot, "escape", "s", "y")
        assert plant.last(plant.outage) == ("2026-11-20", Decimal(12))


async def test_a_percent_sign_behind_a_percentage_is_its_unit(app: MakeApp, plant: Plant) -> None:
    async with running(app, plant, ReadingsScreen(plant.handover)) as pilot:
        await press(pilot, "escape")
        move_to(pilot, plant.availability)
        await press(pilot, "enter", *"96.5%", "enter", "escape", "s")
        assert "CRIT" in shown(pilot)
        await press(pilot, "y")
        assert plant.kpi(plant.availability).last_value == Decimal("96.5")


async def test_a_percentage_that_can_hardly_be_meant_is_asked_about(
    app: MakeApp, plant: Plant
) -> None:
    async with running(app, plant, ReadingsScreen(plant.handover)) as pilot:
        await press(pilot, "escape")
        move_to(pilot, plant.availability)
        await press(pilot, "enter", *"985", "enter", "escape", "s")
        text = " ".join(shown(pilot).split())
        assert "KPI-04 Availability: 985 % is not between 0 and 100. Is it meant?" in text
        await press(pilot, "n")
        assert plant.last(plant.availability)[1] == Decimal("98.3")


async def test_only_what_is_due_this_month_is_asked_for(app: MakeApp, plant: Plant) -> None:
    plant.load(plant.cost, date(2026, 11, 1), ["0.25"])
    plant.load(plant.outage, date(2026, 11, 22), ["98.1"])  # daily, so due again
    async with running(app, plant, ReadingsScreen(plant.handover)) as pilot:
        rows = shown(pilot).splitlines()
        assert rows[0].startswith("-- DUE 5")
        assert any("NOT DUE YET 1" in row for row in rows)
        assert not any("Cost per deal" in row for row in rows)


# Guided


async def test_retiring_asks_only_for_what_is_missing(app: MakeApp, plant: Plant) -> None:
    async with running(app, plant) as pilot:
        move_to(pilot, plant.outage)
        await press(pilot, "w", "enter", "enter")  # the last value, on its day, are offered
        found = plant.kpi(plant.outage)
        assert found.state is KpiState.RETIRED
        assert (found.final, found.final_on) == (Decimal("98.2"), date(2026, 11, 6))
        assert found.signed_by == plant.li, "he owns it, so he is not asked who signs"
        await press(pilot, "w")
        assert "is retired already" in status(pilot)
        await press(pilot, "u")
        assert plant.kpi(plant.outage).state is KpiState.ACTIVE


async def test_a_final_value_that_can_hardly_be_meant_is_asked_about(
    app: MakeApp, plant: Plant
) -> None:
    async with running(app, plant) as pilot:
        move_to(pilot, plant.variance)
        await press(pilot, "w")
        await answer(pilot, "300")
        heading = str(pilot.app.screen.query_one(".title", Static).content)
        assert "Budget variance: 300 % is not between 0 and 100. Is it meant?" in heading
        await press(pilot, "n")
        assert "Final value, 1 of 2" in question(pilot)
        await answer(pilot, "3")
        assert "Final value on, 2 of 2" in question(pilot)


async def test_who_signs_is_asked_where_nobody_owns_it(app: MakeApp, plant: Plant) -> None:
    async with running(app, plant) as pilot:
        move_to(pilot, plant.golive)
        await press(pilot, "w")
        await answer(pilot, "1", "2026-11-20")
        await press(pilot, "1")
        found = plant.kpi(plant.golive)
        assert (found.state, found.signed_by) == (KpiState.RETIRED, plant.sun)


async def test_bringing_live_asks_for_the_rest_of_the_card(app: MakeApp, plant: Plant) -> None:
    async with running(app, plant) as pilot:
        move_to(pilot, plant.availability)
        await press(pilot, "w")
        assert "Owner after, post, 1 of 2" in question(pilot)
        await answer(pilot, "Service manager")
        assert "Source tested on, 2 of 2" in question(pilot)
        await answer(pilot, "2026-11-20")
        assert "is not passed: 5 readings of 10 needed" in question(pilot)
        assert "It goes live all the same because" in question(pilot)
        await answer(pilot, "the old meter drifts")
        await press(pilot, "1")
        found = plant.kpi(plant.availability)
        assert (found.state, found.post) == (KpiState.LIVE, plant.post)
        assert found.reason == "the old meter drifts"
        assert status(pilot) == "KPI-04 Availability is live, and counts from 2027-01-10 on"


async def test_of_several_every_parallel_run_that_is_not_passed_is_shown(
    app: MakeApp, plant: Plant
) -> None:
    with plant.ws.change(plant.handover, "bulk", msg("a second run")) as ed:
        ed.set(plant.complaints, state=KpiState.PARALLEL)
        ed.set(plant.availability, post=plant.post, tested_on=date(2026, 11, 20))
        ed.add(Changeover, old=plant.golive, relation=Relation.CONTINUES, new=plant.complaints,
               first=date(2026, 11, 2), last=date(2026, 12, 31), readings=3)  # fmt: skip
    async with running(app, plant) as pilot:
        for kpi in (plant.availability, plant.complaints):
            move_to(pilot, kpi)
            await press(pilot, "m")
        await press(pilot, "=", "1", "1")
        assert isinstance(pilot.app.screen, Confirm)
        said = shown(pilot)
        for name in ("Availability", "Complaints"):
            assert f"{name} is not passed" in said
        await press(pilot, "y")
        await answer(pilot, "the old meters drift")
        assert plant.kpi(plant.availability).reason == "the old meters drift"


async def test_a_baseline_is_offered_from_the_readings(app: MakeApp, plant: Plant) -> None:
    plant.load(plant.cost, date(2026, 7, 15), ["0.20", "0.22", "0.24", "0.26"], 31)
    async with running(app, plant) as pilot:
        move_to(pilot, plant.cost)
        await press(pilot, "w", "enter", "enter", "enter")  # from, to, and the mean
        await answer(pilot, "0.3", "0.4", "Service manager", "2026-11-20")
        await press(pilot, "1")
        assert status(pilot) == "KPI-05 Cost per deal is live, and counts from 2027-03-02 on"
        found = plant.kpi(plant.cost)
        assert (found.state, found.baseline) == (KpiState.LIVE, Decimal("0.23"))


async def test_what_was_answered_for_one_kpi_is_not_offered_for_another(
    app: MakeApp, plant: Plant
) -> None:
    async with running(app, plant) as pilot:
        move_to(pilot, plant.golive)
        await press(pilot, "w")
        await answer(pilot, "45500", "soon")  # which is no day
        await press(pilot, "escape")
        move_to(pilot, plant.variance)
        await press(pilot, "w")
        assert pilot.app.screen.query_one(AskInput).value == ""


async def test_a_card_that_is_complete_when_the_guide_is_left_is_defined(
    app: MakeApp, plant: Plant
) -> None:
    with plant.ws.change(plant.handover, "edit", msg("as it was")) as ed:
        ed.set(plant.cost, state=KpiState.PROPOSED, source="")
    async with running(app, plant) as pilot:
        move_to(pilot, plant.cost)
        await press(pilot, "w")
        await answer(pilot, "/ops/cost")
        await press(pilot, "escape")
        assert plant.kpi(plant.cost).state is KpiState.DEFINED
        assert status(pilot).endswith("and KPI-05 is defined")
        await press(pilot, "u")
        assert (plant.kpi(plant.cost).state, plant.kpi(plant.cost).source) == (
            KpiState.PROPOSED, "",
        )  # fmt: skip


async def test_a_file_of_readings_is_shown_and_may_be_the_baseline(
    app: MakeApp, plant: Plant, tmp_path: Path
) -> None:
    file = tmp_path / "trial.csv"
    rows = "\n".join(f"2026-{m:02}-28,0.{m},7" for m in range(6, 11))
    file.write_text(f"Date,Cost per deal (CNY),Wind\n{rows}\n", "utf-8")
    async with running(app, plant, ReadingsScreen(plant.handover)) as pilot:
        await press(pilot, "escape", "i")
        await give(pilot, file)
        text = shown(pilot)
        assert "KPI-05 Cost per deal: 5 new, 2026-06-28 to 2026-10-28" in text
        assert "no KPI is called Wind: column C is left out" in text
        await press(pilot, "2")
        found = plant.kpi(plant.cost)
        assert (found.readings, found.baseline_readings, found.baseline) == (5, 5, Decimal("0.62"))
        assert status(pilot) == "5 readings from trial.csv"
        await press(pilot, "u")
        assert (plant.kpi(plant.cost).readings, plant.kpi(plant.cost).baseline) == (0, None)


async def test_a_file_without_a_name_is_of_the_kpi_whose_card_is_open(
    app: MakeApp, plant: Plant, tmp_path: Path
) -> None:
    file = tmp_path / "export.csv"
    file.write_text("日期,数值\n2026-11-09,98.8\n", "utf-8")
    screen = KpiScreen(plant.handover, plant.availability)
    async with running(app, plant, screen) as pilot:
        await press(pilot, "i")
        await give(pilot, file)
        await press(pilot, "1")
        assert plant.last(plant.availability) == ("2026-11-09", Decimal("98.8"))


async def test_the_readings_say_which_kpis_they_leave_out(app: MakeApp, plant: Plant) -> None:
    with plant.ws.change(plant.handover, "edit", msg("as it was")) as ed:
        ed.set(plant.complaints, state=KpiState.PROPOSED)
    async with running(app, plant, ReadingsScreen(plant.handover)) as pilot:
        assert "NOT ASKED FOR 1" in shown(pilot)
        assert "proposed, so not defined yet (w on the map): KPI-06" in shown(pilot)


async def test_the_readings_name_a_kpi_that_is_over_and_was_not_ended(
    app: MakeApp, plant: Plant
) -> None:
    with plant.ws.change(plant.handover, "edit", msg("as it was")) as ed:
        ed.set(plant.outage, active_to=date(2026, 11, 1))
    async with running(app, plant, ReadingsScreen(plant.handover)) as pilot:
        key = plant.ws.dossier(plant.handover).key(plant.kpi(plant.outage))
        assert f"over by that day, and not ended yet (w on the map): {key}" in shown(pilot)


async def test_a_pasted_column_takes_the_place_of_what_was_begun(
    app: MakeApp, plant: Plant
) -> None:
    async with running(app, plant, ReadingsScreen(plant.handover)) as pilot:
        await press(pilot, *"sy", "escape", "enter")
        pilot.app.screen.query_one(CellEditor).post_message(Paste("79\n81\n"))
        await settled(pilot)
        assert pilot.app.screen.query_one(CellEditor).value == "79"
        await press(pilot, "enter")
        assert pilot.app.screen.query_one(CellEditor).value == "81"


async def test_the_map_brings_a_file_of_readings_as_such(
    app: MakeApp, plant: Plant, tmp_path: Path
) -> None:
    file = tmp_path / "november.csv"
    file.write_text("Date,Availability\n2026-11-05,97.9\n2026-11-09,98.8\n", "utf-8")
    async with running(app, plant) as pilot:
        await press(pilot, "i")
        await give(pilot, file)
        assert "november.csv: 1 new, 1 corrected" in title(pilot)
        await press(pilot, "1")
        assert isinstance(pilot.app.screen, KpisScreen)
        assert "2 readings from november.csv" in status(pilot)
        assert plant.last(plant.availability) == ("2026-11-09", Decimal("98.8"))
        await press(pilot, "u")
        assert plant.last(plant.availability) == ("2026-11-06", Decimal("98.3"))
        await pilot.app.push_screen(
            ImportScreen(plant.handover, register="kpi",
                         rows=[["Date", "Availability"], ["2026-11-10", "98"]])
        )  # fmt: skip
        await settled(pilot)
        await press(pilot, "1")
        assert plant.last(plant.availability) == ("2026-11-10", Decimal(98))


async def test_all_that_a_file_would_do_can_be_looked_through(
    app: MakeApp, plant: Plant, tmp_path: Path
) -> None:
    file = tmp_path / "november.csv"
    wrong = "".join(f"2026-13-{n:02},98,1\n" for n in range(1, 31))
    file.write_text(f"Date,Availability,Outage minutes\n2026-11-05,97.9,\n{wrong}", "utf-8")
    async with running(app, plant, ReadingsScreen(plant.handover)) as pilot:
        await press(pilot, "escape", "i")
        await give(pilot, file)
        assert "0 new, 1 corrected, 0 already there, 30 refused" in title(pilot), "once, not twice"
        assert "Availability 2026-11-05: 97.5 -> 97.9" in shown(pilot)
        assert "november.csv:32" not in shown(pilot)
        await press(pilot, "end")
        assert "november.csv:32" in shown(pilot)
        await press(pilot, "enter")
        assert "30 refused" in title(pilot), "only the options are chosen"
        await press(pilot, "escape")


async def test_a_file_that_is_none_of_readings_is_told_whole_and_not_offered_again(
    app: MakeApp, plant: Plant, tmp_path: Path
) -> None:
    file = tmp_path / "minutes.json"
    file.write_text('{"status": "success", "data": {"resultType": "matrix", "result": '
                    '[{"metric": {"job": "pv"}, "values": [[1793491200, "98.2"]]}]}}')  # fmt: skip
    async with running(app, plant, ReadingsScreen(plant.handover)) as pilot:
        await press(pilot, "escape", "i")
        await give(pilot, file)
        assert "bring it on the card of the KPI" in " ".join(shown(pilot).split())
        await press(pilot, "enter", "i")
        assert pilot.app.screen.query_one(AskInput).value == ""
        await answer(pilot, "nowhere.csv")
        assert "There is no file" in status(pilot)
        await press(pilot, *"x.csv")
        assert pilot.app.screen.query_one(AskInput).value == "x.csv", "what was refused gives way"


async def test_a_refused_value_gives_way_to_the_next_one(app: MakeApp, plant: Plant) -> None:
    async with running(app, plant, ReadingsScreen(plant.handover)) as pilot:
        await press(pilot, *"45o5", "enter", *"45.5", "enter")
        assert "45.5" in told(pilot, "KPI-01")


async def test_left_half_way_what_was_answered_is_on_the_card(app: MakeApp, plant: Plant) -> None:
    async with running(app, plant) as pilot:
        move_to(pilot, plant.availability)
        await press(pilot, "w")
        await answer(pilot, "Service manager")
        await press(pilot, "escape")
        found = plant.kpi(plant.availability)
        assert (found.state, found.post) == (KpiState.PARALLEL, plant.post)
        said = "left; what you answered is on the card, and KPI-04 is in parallel"
        assert status(pilot) == said


async def test_a_refusal_says_what_lacks_and_keeps_the_answers(app: MakeApp, plant: Plant) -> None:
    records.edit(plant.ws, plant.handover, plant.availability, "crit", "99")
    async with running(app, plant) as pilot:
        move_to(pilot, plant.availability)
        await press(pilot, "w")
        await answer(pilot, "Service manager", "2026-11-20", "the old meter drifts")
        await press(pilot, "1")
        assert "the critical threshold comes before the one that warns" in status(pilot)
        found = plant.kpi(plant.availability)
        assert (found.state, found.post) == (KpiState.PARALLEL, plant.post)


# The value


async def test_the_value_prints_its_formulas(app: MakeApp, plant: Plant) -> None:
    def yuan(millions: int) -> Money:
        return Money(millions * 100_000_000, "CNY")

    with plant.ws.change(plant.handover, "bulk", msg("value")) as ed:
        ed.add(Asset, name="Park", cost=yuan(800), life=20, residual=Decimal(5))
        for year in (2027, 2028, 2029):
            ed.add(Flow, period=str(year), until=date(year, 12, 31), revenue=yuan(400),
                   cost=yuan(100))  # fmt: skip
        ed.add(Scheme, name="Grid bonus", planned=date(2026, 12, 13), actual=date(2026, 12, 1),
               rate=Money(20_000_000, "CNY"), cap=yuan(2))  # fmt: skip
        ed.add(Scheme, name="Availability", kind=SchemeKind.AVAILABILITY, pool=yuan(1),
               kpi=plant.availability, table="97.0 = 0; 98.5 = 1")  # fmt: skip
    async with running(app, plant, ValueScreen(plant.handover), (120, 40)) as pilot:
        text = " ".join(shown(pilot).split())
        assert "800,000,000 CNY x (1 - 5 %) / 20 years = 38,000,000 CNY a year" in text
        assert "1,200,000,000 CNY / invested 800,000,000 CNY = 1.50 (turnover, not profit)" in text
        assert "so far 0 CNY / 800,000,000 CNY = 0.00" in text
        assert "paid back in 2029 if all comes as planned" in text
        assert "900,000,000 CNY" in told(pilot, "2029"), "all so far"
        assert "12 days early x 200,000 CNY = 2,400,000 CNY; at most 2,000,000 CNY" in text
        assert "available 98.3 % by the last reading of the KPI; factor 0.8667" in text


async def test_a_new_bonus_asks_for_all_it_is_reckoned_from(app: MakeApp, plant: Plant) -> None:
    def schemes() -> tuple[Scheme, ...]:
        return plant.ws.dossier(plant.handover).all(Scheme)

    async with running(app, plant, ValueScreen(plant.handover), (80, 40)) as pilot:
        await press(pilot, "a", "4")
        await answer(pilot, "Grid bonus")
        await press(pilot, "1")
        await answer(pilot, "2026-12-13", "2026-12-01", "200,000 CNY", "", "2,000,000 CNY")
        await press(pilot, "2")  # calendar days
        assert "12 days early x 200,000 CNY = 2,400,000 CNY; at most" in " ".join(
            shown(pilot).split()
        )
        await press(pilot, "a", "4")
        await answer(pilot, "Availability bonus")
        await press(pilot, "2")
        await press(pilot, "1")  # the KPI, those of operations first
        await answer(pilot, "1,000,000 CNY", "97.0")
        assert 'the table is not understood; write "97.0 = 0; 98.5 = 1"' in status(pilot)
        await answer(pilot, "97 = 0; 98.5 = 1")
        await press(pilot, "1", "escape")
        assert "left; Availability bonus is kept with what you answered" in status(pilot)
        assert [(s.name, s.kpi) for s in schemes()] == [
            ("Grid bonus", None), ("Availability bonus", plant.availability),
        ]  # fmt: skip
        assert "available 98.3 % by the last reading" in " ".join(shown(pilot).split())
        with pytest.raises(BadValue, match="is not in order"):
            records.edit(plant.ws, plant.handover, schemes()[1].id, "table", "98 = 1; 97 = 0")


async def test_the_reviews_say_when_they_are_and_how_their_kpi_stands(
    app: MakeApp, plant: Plant
) -> None:
    with plant.ws.change(plant.handover, "bulk", msg("reviews")) as ed:
        ed.add(Benefit, title="First quarter", kpi=plant.availability, due=Due(90),
               expected="fewer calls")  # fmt: skip
        ed.add(Benefit, title="Before the freeze", due=Due(on=date(2026, 11, 20)))
        ed.add(Benefit, title="Trial", due=Due(-60), held_on=date(2026, 11, 18))
    async with running(app, plant, ValueScreen(plant.handover)) as pilot:
        rows = [row for row in shown(pilot).splitlines() if "BR-" in row]
        assert [row.split()[0].lstrip(">") for row in rows] == ["BR-02", "BR-01", "BR-03"]
        assert rows[0].endswith("2026-11-20 3 days late")
        assert rows[1].endswith("ok     2027-04-15 in 143 days")
        assert rows[2].endswith("2026-11-16 held Nov 18")
        words = "baseline 98.1 %; now 98.3 % (2026-11-06); target 98.5 %; expected: fewer calls"
        assert words in " ".join(shown(pilot).split())


# Findings, small screens


@pytest.mark.parametrize(
    ("rule", "gate", "screen"),
    [("R-44", Gate.G4, TimelineScreen), ("R-45", Gate.G4, KpisScreen)],
)
async def test_a_finding_leads_to_its_screen(
    app: MakeApp, plant: Plant, rule: str, gate: Gate, screen: type[WorkScreen]
) -> None:
    found = engine.findings(plant.ws.dossier(plant.handover), date(2026, 11, 23))
    key = next(f"{f.rule} {f.key}" for f in found if f.rule == rule)
    await _leads_to(app, plant, key, gate, screen)


async def test_a_finding_on_a_card_leads_to_its_field(app: MakeApp, plant: Plant) -> None:
    records.edit(plant.ws, plant.handover, plant.availability, "active_from", "2026-11-20")
    await _leads_to(app, plant, "R-41 KPI-04", Gate.G4, KpiScreen)


async def _leads_to(
    app: MakeApp, plant: Plant, key: str, gate: Gate, wanted: type[WorkScreen]
) -> None:
    gate_screen = GateScreen(plant.handover, gate, at=key)
    async with running(app, plant, gate_screen) as pilot:
        await press(pilot, "enter")
        if pilot.app.screen is gate_screen:  # the findings of the rule stand in one line
            gate_screen.rows.move_to(FindingId(key))
            await press(pilot, "enter")
        screen = pilot.app.screen
        assert isinstance(screen, wanted)
        if isinstance(screen, KpiScreen):
            assert screen.rows.cursor_id == ("field", "post")
        if isinstance(screen, KpisScreen):
            assert screen.rows.cursor_id == KpiId(plant.variance)


@pytest.mark.parametrize("lang", ["en", "zh_CN"])
@pytest.mark.parametrize("size", [(40, 12), (80, 24), (120, 40)])
async def test_every_screen_fits(
    app: MakeApp, plant: Plant, size: tuple[int, int], lang: str
) -> None:
    async with running(app, plant, None, size, lang) as pilot:
        for made in (
            KpisScreen(plant.handover), TimelineScreen(plant.handover),
            KpiScreen(plant.handover, plant.availability), ReadingsScreen(plant.handover),
            ValueScreen(plant.handover),
        ):  # fmt: skip
            await pilot.app.push_screen(made)
            await settled(pilot)
            await press(pilot, "escape", "end", "home", "ctrl+t", "ctrl+t")
            for row in shown(pilot).splitlines():
                assert "\n" not in row
            if pilot.app.screen is made:
                await press(pilot, "escape")
