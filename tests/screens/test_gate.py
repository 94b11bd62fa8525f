"""The gate by keys: why it is NO-GO, where that is cured, what people answer and decide."""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from screens.baseline import BaselineScreen
from screens.dialogs import Choose, Confirm
from screens.gate import GateScreen
from screens.gate.lines import DecisionId, FindingId, GateId, RuleId
from screens.handover.pane import DetailPane
from screens.leaving import MatrixScreen, ReleaseScreen, RosterScreen, TopicsScreen
from screens.portfolio import PortfolioScreen
from screens.register import RegisterScreen
from screens.scope import ScopeScreen
from screens.sheet import SheetScreen
from screens.textview import GateReportScreen
from screens.widgets.oneline import OneLine
from tests.fixtures.once import Sample
from tests.screens.conftest import LI_WEI, MakeApp, screen_of, settled, shown, status
from workbench.domain.journey import Gate
from workbench.domain.labelled import Side
from workbench.domain.registers.answer import Answer
from workbench.domain.registers.decision import Decision
from workbench.domain.registers.person import Person
from workbench.domain.registers.punch import Punch, PunchState
from workbench.domain.registers.scope import Scope, ScopeState
from workbench.domain.registers.seat import Seat
from workbench.domain.registers.signoff import Signoff
from workbench.domain.verdict import Ruling, Severity
from workbench.rules import engine
from workbench.services import demo
from workbench.services.workspace import Workspace
from workbench.settings import Settings

MONDAY = date(2026, 11, 23)
SUN_YU = Settings(user="Sun Yu", side="receiving")
OWN = (MatrixScreen, ReleaseScreen, RosterScreen, TopicsScreen)
ABOUT_PEOPLE = ("person", "role", "topic", "access", "item", "punch", "follow_on")


@pytest.fixture(scope="module")
def sample(sample_in: Sample, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample_in(tmp_path_factory.mktemp("sample"))


@pytest.fixture
def team(sample: Path, tmp_path: Path) -> Path:
    path = tmp_path / "team.db"
    shutil.copy(sample, path)
    return path


@asynccontextmanager
async def gate(
    app: MakeApp, path: Path, which: Gate | None = None, lang: str = "en",
    user: Settings = LI_WEI,
) -> AsyncIterator[Pilot[Any]]:  # fmt: skip
    """The gate screen of PAY."""
    async with app(path, user, lang=lang).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        ws = screen_of(pilot).ws
        handover = ws.store.handover_called("PAY")
        ws.dossier(handover)
        await pilot.app.push_screen(GateScreen(handover, which))
        await pilot.pause()
        yield pilot


def seen(path: Path) -> tuple[Workspace, int]:
    """The file, looked at by another program."""
    ws = Workspace.open(path, demo.ME)
    return ws, ws.store.handover_called("PAY")


def comes_to(pilot: Pilot[Any]) -> str:
    return str(pilot.app.screen.query_one(".comes-to", OneLine).content)


def title(pilot: Pilot[Any]) -> str:
    return str(pilot.app.screen.query_one("#title", OneLine).content)


def to(pilot: Pilot[Any], line: object) -> None:
    assert screen_of(pilot).rows.move_to(line), line


@pytest.mark.parametrize(
    ("lang", "verdict", "why"), [("en", "NO-GO", "Security"), ("zh_CN", "不通过", "安全负责人")]
)
async def test_why_a_gate_is_no_go_takes_few_keys_from_the_portfolio(
    app: MakeApp, team: Path, lang: str, verdict: str, why: str
) -> None:
    async with app(team, lang=lang).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert isinstance(pilot.app.screen, PortfolioScreen)
        await pilot.press("j", "j", "F")
        await pilot.pause()
        assert isinstance(pilot.app.screen, GateScreen)
        assert verdict in title(pilot)
        assert "R-01" in shown(pilot)
        assert why in shown(pilot)


async def test_from_every_kind_of_finding_enter_lands_where_it_is_cured(
    app: MakeApp, team: Path
) -> None:
    """One finding of each rule that is cured in another field of another register."""
    async with gate(app, team) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, GateScreen)
        tried = set()
        for which in Gate:
            screen.action_gate(which.number)
            found = engine.verdict(screen.dossier, which, screen.today)
            for each in (*found.stops, *found.conditions, *found.notes):
                kind = each.rule, each.cure.register, each.cure.record is None, each.cure.field
                if kind in tried:
                    continue
                tried.add(kind)
                together = RuleId(each.rule, each.severity)
                if screen.rows.move_to(together) and together not in screen._opened:
                    await pilot.press("enter")
                to(pilot, FindingId(each.id))
                await pilot.press("enter")
                await pilot.pause()
                there = pilot.app.screen
                if isinstance(there, OWN):
                    assert each.cure.register in ABOUT_PEOPLE, each.id
                elif each.cure.record is not None:
                    assert isinstance(there, SheetScreen), each.id
                    assert there.record_shown == each.cure.record
                    assert there.field is not None
                    assert there.field.name == each.cure.field
                    assert each.rule in shown(pilot)
                elif each.cure.field == Side.RECEIVING.value:
                    assert "not given by the giving side" in status(pilot)
                    continue
                elif each.cure.register == "signoff":
                    assert isinstance(there, Choose)
                else:
                    assert isinstance(there, RegisterScreen | Choose)
                await pilot.press("escape")
                await pilot.pause()
                assert isinstance(pilot.app.screen, GateScreen)
        assert {rule for rule, *_ in tried} >= {"R-01", "R-02", "R-03", "R-07", "R-08", "R-73"}
        assert {without for _, _, without, _ in tried} == {True, False}


async def test_curing_a_finding_where_enter_leads_takes_it_away_there(
    app: MakeApp, team: Path
) -> None:
    async with gate(app, team) as pilot:
        assert "5 things stop it" in comes_to(pilot)
        await pilot.press("enter")
        await pilot.pause()
        assert "R-01 stops G1" in shown(pilot)
        await pilot.press("enter", *"Wu Lan", "enter")
        await pilot.pause()
        assert "R-01 stops" not in shown(pilot)
        await pilot.press("escape")
        await pilot.pause()
        assert "4 things stop it" in comes_to(pilot)
        assert "R-01" not in shown(pilot)
        await pilot.press("u")
        await pilot.pause()
        assert "5 things stop it" in comes_to(pilot)
    ws, pay = seen(team)
    assert any(s.person is None for s in ws.dossier(pay).all(Seat))


async def test_a_punch_item_is_closed_on_its_sheet(app: MakeApp, team: Path) -> None:
    async with gate(app, team) as pilot:
        to(pilot, FindingId("R-07 PL-01"))
        await pilot.press("enter", "enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, Choose)
        await pilot.press("2")  # close
        await pilot.pause()
        assert isinstance(pilot.app.screen, Choose)  # who of the receiving side
        await pilot.press("1")
        await pilot.pause()
        assert "R-07" not in shown(pilot)
        assert "closed" in status(pilot)
    ws, pay = seen(team)
    first = next(p for p in ws.dossier(pay).all(Punch) if p.number == 1)
    assert first.state is PunchState.CLOSED


async def test_marked_findings_ask_what_if_they_were_done(app: MakeApp, team: Path) -> None:
    async with gate(app, team) as pilot:
        await pilot.press("m")
        assert "If the marked one were done: NO-GO, 4 would still stop it" in comes_to(pilot)
        await pilot.press("m", "m", "m", "m")  # marking goes on to the next line
        assert "If the 11 marked were done: GO WITH CONDITIONS" in comes_to(pilot)
        await pilot.press("escape")
        assert "5 things stop it" in comes_to(pilot)


async def test_a_plan_gives_owner_and_date(app: MakeApp, team: Path) -> None:
    async with gate(app, team) as pilot:
        to(pilot, FindingId("R-07 PL-01"))
        await pilot.press("o")
        await pilot.pause()
        options = pilot.app.screen.query_one("RowList")
        assert "Sun Yu" in "".join(str(x) for x in getattr(options, "lines", ()))
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("ctrl+u", *"2026-12-01", "enter")
        await pilot.pause()
        assert "2026-12-01" in status(pilot)
        assert "Dec 01" in shown(pilot)
        await pilot.press("D")
        await pilot.pause()
        assert "1 answer taken back" in status(pilot)
    ws, pay = seen(team)
    rules = [a.rule for a in ws.dossier(pay).all(Answer) if a.rule == "R-07"]
    assert rules == []


async def test_a_waiver_is_approved_by_the_other_side_and_shown_apart(
    app: MakeApp, team: Path
) -> None:
    async with gate(app, team) as pilot:
        to(pilot, FindingId("R-07 PL-01"))
        await pilot.press("W")
        await pilot.pause()
        await pilot.press(*"vendor fix in January", "enter")
        await pilot.pause()
        await pilot.press(*"retry by hand", "enter")
        await pilot.pause()
        await pilot.press(*"2026-12-20", "enter")
        await pilot.pause()
        await pilot.press("enter")  # who asks: Li Wei, who is at the keyboard
        await pilot.pause()
        await pilot.press("1")
        await pilot.pause()
        assert "accepted until 2026-12-20" in status(pilot)
        assert "ACCEPTED EXCEPTIONS 1" in shown(pilot)
        assert "4 things stop it" in comes_to(pilot)
    ws, pay = seen(team)
    found = engine.verdict(ws.dossier(pay), Gate.G1, MONDAY)
    assert [f.id for f in found.exceptions] == ["R-07 PL-01"]


async def test_what_cannot_be_waived_says_so_before_anything_is_asked(
    app: MakeApp, team: Path
) -> None:
    async with gate(app, team, Gate.G4) as pilot:
        signs = [f for f in _stops(pilot, Gate.G4) if f.rule == "R-73"]
        to(pilot, FindingId(signs[0].id))
        await pilot.press("W")
        await pilot.pause()
        assert "cannot be waived" in status(pilot)


async def test_a_refused_gate_is_refused_in_chinese_too(app: MakeApp, team: Path) -> None:
    async with gate(app, team, user=SUN_YU) as pilot:
        await pilot.press("f2", "d")
        await pilot.pause()
        await pilot.press("1", "1")
        await pilot.pause()
        await pilot.press("x", "enter")
        await pilot.pause()
        assert "已拒绝" in comes_to(pilot)


async def test_who_asks_is_not_offered_as_who_approves(app: MakeApp, team: Path) -> None:
    async with gate(app, team) as pilot:
        await pilot.press("W")
        await pilot.pause()
        for words in ("late", "watched", "2026-12-20"):
            await pilot.press(*words, "enter")
            await pilot.pause()
        asks = [line for line in shown(pilot).splitlines() if "Sun Yu" in line]
        await pilot.press(asks[0].strip(" >").split()[0])
        await pilot.pause()
        assert "Gao Ping" in shown(pilot)
        assert "Sun Yu" not in shown(pilot)


async def test_a_no_go_gate_offers_refusal_and_override_only(app: MakeApp, team: Path) -> None:
    async with gate(app, team, user=SUN_YU) as pilot:
        await pilot.press("d")
        await pilot.pause()
        said = shown(pilot)
        assert "Refused" in said
        assert "Overridden" in said
        assert "Passed" not in said
        await pilot.press("1")
        await pilot.pause()
        await pilot.press("1")  # Sun Yu, who receives
        await pilot.pause()
        await pilot.press(*"documents are missing", "enter")
        await pilot.pause()
        assert "refused" in comes_to(pilot)
        assert "documents are missing" in shown(pilot)
        await pilot.press("u")
        await pilot.pause()
        assert isinstance(pilot.app.screen, Confirm)
        await pilot.press("n", "u", "y")
        await pilot.pause()
        assert "not decided" in comes_to(pilot)
    ws, pay = seen(team)
    assert list(ws.dossier(pay).all(Decision)) == []


async def test_an_override_has_a_reason_and_a_day_and_moves_the_next_gate(
    app: MakeApp, team: Path
) -> None:
    async with gate(app, team) as pilot:
        await pilot.press("d")
        await pilot.pause()
        await pilot.press("2")
        await pilot.pause()
        await pilot.press("1")
        await pilot.pause()
        await pilot.press(*"season opens", "enter")
        await pilot.pause()
        await pilot.press(*"2027-12-31", "enter")  # too late
        await pilot.pause()
        assert "at the latest" in status(pilot)
        await pilot.press("ctrl+u", *"2026-12-31", "enter")
        await pilot.pause()
        assert "overridden" in comes_to(pilot)
        assert "G1" in title(pilot)
        to(pilot, DecisionId())
        await pilot.pause()
        pane = pilot.app.screen.query_one(DetailPane)
        detail = "\n".join(pane.render_line(y).text for y in range(pane.size.height))
        assert re.search(r"Decided +\S.*, 2026-11-23 \d\d:\d\d, typed by Li Wei", detail)
    ws, pay = seen(team)
    decision = ws.dossier(pay).all(Decision)[-1]
    assert decision.typed_by == "Li Wei"
    assert (decision.ruling, decision.reason) == (Ruling.OVERRIDDEN, "season opens")


async def test_the_receivers_signature_is_not_given_by_the_giving_side(
    app: MakeApp, team: Path
) -> None:
    async with gate(app, team, Gate.G4) as pilot:
        await pilot.press("s")
        await pilot.pause()
        await pilot.press("2")  # the receiving side
        await pilot.pause()
        assert "not given by the giving side" in status(pilot), "before anything else is asked"
        await pilot.press("d")
        await pilot.pause()
        await pilot.press("1")  # refused
        await pilot.pause()
        await pilot.press("1")  # by Sun Yu, who receives
        await pilot.pause()
        assert "not refused by the giving side" in status(pilot)
        await pilot.press("s")
        await pilot.pause()
        await pilot.press("1")
        await pilot.pause()
        await pilot.press("1")
        await pilot.pause()
        await pilot.press("1")
        await pilot.pause()
        assert "G4 signed by" in status(pilot)
        await pilot.press("G", "G")
        assert "accepts" in shown(pilot)
    ws, pay = seen(team)
    assert [s.side.value for s in ws.dossier(pay).all(Signoff) if s.side] == ["giving"]


async def test_what_is_open_is_said_before_a_gate_is_signed_or_refused(
    app: MakeApp, team: Path
) -> None:
    async with gate(app, team, Gate.G4, user=SUN_YU) as pilot:
        ws = screen_of(pilot).ws
        dossier = ws.known(ws.store.handover_called("PAY"))
        found = len(engine.verdict(dossier, Gate.G4, MONDAY).stop_lines)
        await pilot.press("s")
        await pilot.pause()
        await pilot.press("2")  # the receiving side
        await pilot.pause()
        await pilot.press("1")
        await pilot.pause()
        said = shown(pilot)
        stops = [line for line in said.splitlines() if "  R-" in line and "more:" not in line]
        assert len(stops) == 5
        rules = [line.split()[0] for line in stops]
        assert len(set(rules)) == 5, "one of each rule comes first"
        assert "R-00" not in stops[0], "what was found comes before what nobody looked at"
        assert f"{found - 5} more: " in said
        assert "53 days before G4 is held, on 2027-01-15" in said
        assert "things stop it" in said
        await pilot.press("3")  # refuses
        await pilot.pause()
        await pilot.press(*"no manual", "enter")
        await pilot.pause()
        assert "G4: refused" in status(pilot)
        await pilot.press("end")
        await pilot.pause()
        own = next(row for row in shown(pilot).splitlines() if "receiving side" in row)
        assert "Sun Yu" in own
        assert "refuses, Nov 23" in own, "not that it has not signed"
    ws, pay = seen(team)
    decision = ws.dossier(pay).all(Decision)[-1]
    assert (decision.gate, decision.ruling, decision.reason) == (
        Gate.G4, Ruling.REFUSED, "no manual")  # fmt: skip


async def test_early_refusal_of_the_acceptance_is_all_that_is_offered(
    app: MakeApp, team: Path
) -> None:
    async with gate(app, team, Gate.G4) as pilot:
        await pilot.press("d")
        await pilot.pause()
        said = shown(pilot)
        assert "come first: decide or override them" in said
        assert "Refused" in said
        assert "Overridden" not in said


async def test_a_rule_is_changed_until_a_day(app: MakeApp, team: Path) -> None:
    async with gate(app, team, Gate.G4) as pilot:
        at = next(f for f in _found(pilot, Gate.G4) if f.rule == "R-08")
        screen = screen_of(pilot)
        if not screen.rows.move_to(FindingId(at.id)):
            to(pilot, RuleId("R-08", Severity.CONDITION))
        await pilot.press("C")
        await pilot.pause()
        assert "usually 90" in shown(pilot)
        await pilot.press("1")
        await pilot.pause()
        await pilot.press("ctrl+u", *"999", "enter")
        await pilot.pause()
        assert "0 to 365" in status(pilot)
        await pilot.press("ctrl+u", *"120", "enter")
        await pilot.pause()
        await pilot.press(*"spares arrive late", "enter")
        await pilot.pause()
        await pilot.press(*"2027-02-01", "enter")
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("1")
        await pilot.pause()
        assert "R-08 is changed until 2027-02-01" in status(pilot)
        await pilot.press("G")
        assert "CHANGED RULES 1" in shown(pilot)


async def test_other_gates_are_one_key_away(app: MakeApp, team: Path) -> None:
    async with gate(app, team) as pilot:
        await pilot.press("4")
        assert "G4 Acceptance" in title(pilot)
        await pilot.press("]")
        assert "G5" in title(pilot)
        await pilot.press("[", "1")
        assert "G1" in title(pilot)
        to(pilot, "gates")
        await pilot.press("right")
        to(pilot, GateId(Gate.G3))
        await pilot.press("enter")
        assert "G3" in title(pilot)


async def test_the_report_and_the_baseline_are_shown(app: MakeApp, team: Path) -> None:
    async with gate(app, team) as pilot:
        await pilot.press("E")
        await pilot.pause()
        assert isinstance(pilot.app.screen, GateReportScreen)
        assert "NO-GO" in shown(pilot)
        await pilot.press("escape")
        await pilot.press("B")
        await pilot.pause()
        assert "no baseline yet" in status(pilot)


async def test_a_baseline_says_what_changed_since_and_leads_there(app: MakeApp, team: Path) -> None:
    from workbench.services import gates, records

    ws, pay = seen(team)
    ws = Workspace.open(team, demo.ME, clock=lambda: _noon())
    gao = next(p.id for p in ws.dossier(pay).all(Person) if p.name == "Gao Ping")
    gates.override(ws, pay, Gate.G1, "season opens", date(2026, 12, 31), by=gao)
    records.edit(ws, pay, pay, "giving", "Delivery unit")
    async with gate(app, team, Gate.G1) as pilot:
        await pilot.press("B")
        await pilot.pause()
        assert isinstance(pilot.app.screen, BaselineScreen)
        assert "1 record differs" in title(pilot)
        assert "-> Delivery unit" in shown(pilot)
        await pilot.press("j", "enter")
        await pilot.pause()
        there = pilot.app.screen
        assert isinstance(there, SheetScreen)
        assert there.field is not None
        assert there.field.name == "giving"


async def test_registers_are_said_to_be_complete_or_not_needed(app: MakeApp, team: Path) -> None:
    async with gate(app, team) as pilot:
        await pilot.press("R")
        await pilot.pause()
        assert isinstance(pilot.app.screen, ScopeScreen)
        to(pilot, "punch")
        await pilot.press("x")
        await pilot.pause()
        assert "has rows, so it is in use" in status(pilot)
        await pilot.press("v")
        await pilot.pause()
        await pilot.press("1")
        await pilot.pause()
        assert "complete" in status(pilot)
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, RegisterScreen)
    ws, pay = seen(team)
    said = {s.register: s.state for s in ws.dossier(pay).all(Scope)}
    assert said["punch"] is ScopeState.COMPLETE


async def test_a_register_nobody_looked_at_is_settled_from_its_finding(
    app: MakeApp, payment_file: Path
) -> None:
    async with gate(app, payment_file, Gate.G3) as pilot:
        assert "R-00" in shown(pilot)
        to(pilot, FindingId("R-00 punch"))
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("2")  # nothing here needs it
        await pilot.pause()
        await pilot.press(*"no works", "enter")
        await pilot.pause()
        await pilot.press("1")  # Sun Yu agrees
        await pilot.pause()
        assert "not needed" in status(pilot)
        assert not screen_of(pilot).rows.move_to(FindingId("R-00 punch"))
    ws, pay = seen(payment_file)
    assert [s.state for s in ws.dossier(pay).all(Scope)] == [ScopeState.NOT_NEEDED]


async def test_user_text_is_only_text(app: MakeApp, team: Path) -> None:
    from tests.fixtures.hostile import MARKUP
    from workbench.services import records

    ws, pay = seen(team)
    ws = Workspace.open(team, demo.ME, clock=lambda: _noon())
    punch = next(p.id for p in ws.dossier(pay).all(Punch) if p.number == 1)
    async with gate(app, team) as pilot:
        for text in MARKUP:
            records.edit(ws, pay, punch, "title", text)
            screen_of(pilot).reload()
            await pilot.pause()
            to(pilot, FindingId("R-07 PL-01"))
            await pilot.pause()
            assert "R-07" in shown(pilot)


def _noon() -> Any:
    from tests.screens.conftest import MONDAY as NOW

    return NOW


def _found(pilot: Pilot[Any], which: Gate) -> list[Any]:
    screen = pilot.app.screen
    assert isinstance(screen, GateScreen)
    found = engine.verdict(screen.dossier, which, screen.today)
    return [*found.stops, *found.conditions]


def _stops(pilot: Pilot[Any], which: Gate) -> list[Any]:
    return [f for f in _found(pilot, which) if f.severity is Severity.STOP]
