"""The gate in its other states: conditions without owner, passed, lapsed, settled by colleagues."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from screens.dialogs import Choose
from screens.gate import GateScreen
from screens.gate.lines import FindingId, RuleId
from screens.widgets.ask import AskInput
from screens.widgets.oneline import OneLine
from tests.rules.conftest import Run
from tests.rules.test_lite import PEOPLE, begin
from tests.screens.conftest import LI_WEI, MakeApp, screen_of, settled, shown, status
from workbench.domain.journey import Gate
from workbench.domain.labelled import Side
from workbench.domain.registers.decision import Decision
from workbench.domain.registers.item import Item, ItemState
from workbench.domain.verdict import Ruling, Severity
from workbench.rules import engine
from workbench.services import gates, items, records
from workbench.services.workspace import Me
from workbench.settings import Settings


@asynccontextmanager
async def gate(
    app: MakeApp, run: Run, which: Gate | None = None, day: date | None = None, **more: Any
) -> AsyncIterator[Pilot[Any]]:
    at = datetime.combine(day or run.day, datetime.min.time().replace(hour=9), UTC)
    size = more.pop("size", (80, 24))
    path = Path(str(run.ws.store.path))
    async with app(path, LI_WEI, clock=lambda: at, **more).run_test(size=size) as pilot:
        await settled(pilot)
        await pilot.app.push_screen(GateScreen(run.pay, which))
        await pilot.pause()
        yield pilot


def comes_to(pilot: Pilot[Any]) -> str:
    return str(pilot.app.screen.query_one(".comes-to", OneLine).content)


async def test_conditions_without_owner_and_date_get_one_together_when_it_is_decided(
    app: MakeApp, tmp_path: Path
) -> None:
    run = begin(tmp_path / "team.db", "lite", PEOPLE)
    run.stage("S1")
    open_ = engine.verdict(run.dossier, Gate.G1, run.day).unsettled
    assert len(open_) >= 1
    async with gate(app, run) as pilot:
        assert "Nothing stops it" in comes_to(pilot)
        await pilot.press("d")
        await pilot.pause()
        await pilot.press("1")  # passed with conditions, which is what it comes to
        await pilot.pause()
        await pilot.press("1")
        await pilot.pause()
        assert isinstance(pilot.app.screen, Choose)
        said = shown(pilot)
        assert "Nobody has looked at this register" in said
        assert "Give them one owner and one date" in said
        await pilot.press("1")
        await pilot.pause()
        await pilot.press("1")
        await pilot.pause()
        await pilot.press(*"2026-12-10", "enter")
        await pilot.pause()
        await pilot.press("enter")  # no condition of the chair's own
        await pilot.pause()
        assert "passed with conditions" in comes_to(pilot)
    (decision,) = run.dossier.all(Decision)
    assert decision.ruling is Ruling.CONDITIONS
    assert all("2026-12-10" in line for line in decision.conditions.split("\n"))


async def test_a_gate_out_of_turn_says_so_before_anything_is_asked(
    app: MakeApp, tmp_path: Path
) -> None:
    run = begin(tmp_path / "team.db", "lite", PEOPLE)
    async with gate(app, run, Gate.G3) as pilot:
        await pilot.press("d")
        await pilot.pause()
        assert isinstance(pilot.app.screen, GateScreen)
        assert "G1, G2 come first: decide or override them" in status(pilot)
    gates.close_early(run.ws, run.pay, "the customer left", by=run.person("Gao Ping"))
    async with gate(app, run, Gate.G1) as pilot:
        assert "NO-GO" in str(pilot.app.screen.query_one("#title", OneLine).content)
        await pilot.press("d")
        await pilot.pause()
        assert "LITE is closed" in status(pilot)


async def test_the_receiving_lead_finds_out_why_in_chinese_and_refuses(
    app: MakeApp, tmp_path: Path
) -> None:
    run = begin(tmp_path / "team.db", "lite", PEOPLE)
    path = Path(str(run.ws.store.path))
    receiving = Settings(user="Sun Yu", side="receiving")
    async with app(path, receiving, lang="zh_CN").run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("F")  # the first of four keys is enough: the cursor is on the handover
        await pilot.pause()
        assert "不通过" in str(pilot.app.screen.query_one("#title", OneLine).content)
        assert "3 个必选项未经接收方核验" in shown(pilot)
        await pilot.press("enter")
        assert "请完成并提请核验" in shown(pilot)
        await pilot.press("d")
        await pilot.pause()
        assert "拒绝" in shown(pilot)
        await pilot.press("1")
        await pilot.pause()
        await pilot.press("enter")  # who decides: Sun Yu, who is at the keyboard
        await pilot.pause()
        await pilot.press(*"no runbook", "enter")
        await pilot.pause()
        assert "已拒绝" in comes_to(pilot)
    (decision,) = run.dossier.all(Decision)
    assert (decision.ruling, decision.by) == (Ruling.REFUSED, run.person("Sun Yu"))


async def test_a_passed_gate_is_only_opened_again(app: MakeApp, tmp_path: Path) -> None:
    run = begin(tmp_path / "team.db", "lite", PEOPLE)
    gates.override(run.ws, run.pay, Gate.G1, "season opens", date(2026, 12, 31),
                   by=run.person("Gao Ping"))  # fmt: skip
    async with gate(app, run, Gate.G1) as pilot:
        assert "overridden" in comes_to(pilot)
        await pilot.press("d")
        await pilot.pause()
        assert "Open again" in shown(pilot)
        assert "Passed" not in shown(pilot)
        await pilot.press("1", "1")
        await pilot.pause()
        await pilot.press(*"it was wrong", "enter")
        await pilot.pause()
        assert "not decided" in comes_to(pilot)


async def test_an_override_that_has_ended_says_so_and_can_be_opened_again(
    app: MakeApp, tmp_path: Path
) -> None:
    run = begin(tmp_path / "team.db", "lite", PEOPLE)
    gates.override(run.ws, run.pay, Gate.G1, "season opens", date(2026, 12, 31),
                   by=run.person("Gao Ping"))  # fmt: skip
    async with gate(app, run, day=date(2027, 1, 1)) as pilot:
        assert "override has ended" in comes_to(pilot)
        await pilot.press("d")
        await pilot.pause()
        assert "Refused" in shown(pilot)
        assert "Open again" in shown(pilot)


async def test_a_gate_without_t0_can_be_overridden(app: MakeApp, tmp_path: Path) -> None:
    run = begin(tmp_path / "team.db", "lite", PEOPLE)
    records.edit(run.ws, run.pay, run.pay, "t0", "")
    async with gate(app, run, Gate.G1) as pilot:
        await pilot.press("d")
        await pilot.pause()
        await pilot.press("2", "1")
        await pilot.pause()
        await pilot.press(*"no day yet", "enter")
        await pilot.pause()
        await pilot.press(*"2026-12-31", "enter")
        await pilot.pause()
        assert "overridden" in comes_to(pilot), status(pilot)


async def test_a_colleagues_cure_goes_and_the_cursor_stays(app: MakeApp, tmp_path: Path) -> None:
    run = begin(tmp_path / "team.db", "lite", PEOPLE)
    run.ws.me = Me("Sun Yu", Side.RECEIVING, "sunyu")
    async with gate(app, run, Gate.G1) as pilot:
        screen = screen_of(pilot)
        together = RuleId("R-02", Severity.STOP)
        assert screen.rows.move_to(together)
        await pilot.press("enter")
        found = [f for f in engine.verdict(run.dossier, Gate.G1, run.day).stops if f.rule == "R-02"]
        last = FindingId(found[-1].id)
        assert screen.rows.move_to(last)
        row = screen.rows.cursor_id, shown(pilot).split("\n").index(_line(pilot, ">"))
        run.done([i for i in run.dossier.all(Item) if i.id == found[0].subject])
        screen.refreshed()
        await pilot.pause()
        assert (screen.rows.cursor_id, shown(pilot).split("\n").index(_line(pilot, ">"))) == row
        await pilot.press("up", "up")
        await pilot.pause()
        assert not any(
            isinstance(x.id, FindingId) and x.id.finding == found[0].id for x in screen.rows.lines
        )


async def test_hidden_names_are_hidden_in_sentences_answers_and_signatures(
    app: MakeApp, tmp_path: Path
) -> None:
    run = begin(tmp_path / "team.db", "lite", PEOPLE)
    item = next(i for i in run.dossier.all(Item) if i.stage and i.stage.value == "S1")
    records.edit(run.ws, run.pay, item.id, "text", "Chen Hao briefs Wu Lan")
    items.block(run.ws, run.pay, [item.id], "Chen Hao is ill").expect()
    gates.sign(run.ws, run.pay, Gate.G1, Side.GIVING, by=run.person("Li Wei"),
               words="Wu Lan knows")  # fmt: skip
    async with gate(app, run, Gate.G1) as pilot:
        await pilot.press("ctrl+t")
        screen = screen_of(pilot)
        if screen.rows.move_to(RuleId("R-02", Severity.STOP)):
            await pilot.press("enter")
        for line in list(screen.rows.lines):
            if line.id is None or not screen.rows.move_to(line.id):
                continue
            await pilot.pause()
            everything = "\n".join(
                "".join(s.text for s in strip)
                for strip in screen._compositor.render_strips(screen.size)
            )
            for name in PEOPLE.values():
                assert name not in everything, everything
    assert item.state is not ItemState.VERIFIED


async def test_another_gate_begins_at_its_first_finding(app: MakeApp, tmp_path: Path) -> None:
    run = begin(tmp_path / "team.db", "lite", PEOPLE)
    async with gate(app, run, Gate.G1, size=(60, 18)) as pilot:
        for key in ("3", "4", "7"):
            await pilot.press(key)
            assert isinstance(screen_of(pilot).rows.cursor_id, FindingId | RuleId)


def _line(pilot: Pilot[Any], start: str) -> str:
    return next(line for line in shown(pilot).split("\n") if line.startswith(start))


async def test_each_condition_of_the_chairs_own_is_asked_for_anew(
    app: MakeApp, tmp_path: Path
) -> None:
    run = begin(tmp_path / "team.db", "lite", PEOPLE)
    run.stage("S1")
    async with gate(app, run) as pilot:
        for keys in ("d", "1", "1", "1", "1", [*"2026-12-10", "enter"],
                     [*"A second rehearsal", "enter"], "1", [*"2026-12-11", "enter"]):  # fmt: skip
            await pilot.press(*keys)
            await pilot.pause()
        assert pilot.app.screen.query_one(AskInput).value == ""
        await pilot.press("enter")
        await pilot.pause()
        assert "passed with conditions" in comes_to(pilot)
    (decision,) = run.dossier.all(Decision)
    assert decision.conditions.count("F-") == 1
