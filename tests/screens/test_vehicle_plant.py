"""The plant of the sample at 80x24: 300 who become 120, the posts that stay, contracts that end."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from rich.cells import cell_len

from screens.dialogs import Choose
from screens.leaving import RosterScreen
from screens.leaving.roster_lines import PersonId
from screens.register import RegisterScreen
from screens.sheet import SheetScreen
from screens.team import ContractsScreen, PostsScreen, TeamScreen, WavesScreen
from screens.team.contracts import ContractId
from screens.team.posts import PostId
from tests.fixtures.once import Sample
from tests.screens.conftest import MakeApp, shown
from tests.screens.leaving_file import choose, line, press, roster, running, told, typed
from workbench.domain.registers.contract import Contract, ContractDecision
from workbench.domain.registers.person import Person
from workbench.domain.registers.post import Post
from workbench.services import demo
from workbench.services.workspace import Workspace


@pytest.fixture
def plant(sample_in: Sample, tmp_path: Path) -> Path:
    return sample_in(tmp_path, "vehicle-plant")


def read(path: Path, cls: type[Post] | type[Contract], title: str) -> Post | Contract:
    ws = Workspace.open(path, demo.ME)
    dossier = ws.dossier(ws.store.handover_called("NEV"))
    return next(r for r in dossier.all(cls) if r.title == title)


async def test_the_week_that_takes_sixty_percent(app: MakeApp, plant: Path) -> None:
    async with running(app, plant) as pilot:
        await roster(pilot)
        assert "305 people" in line(pilot, "#title")
        await press(pilot, "t")
        assert isinstance(pilot.app.screen, TeamScreen)
        assert "300 -> 120" in line(pilot, "#title")
        text = shown(pilot)
        assert "At most 300 people, after the last release 120: 60.0 % (180/300) fewer" in text
        assert "2027-02-01 to 2027-02-07, 60.0 % (180/300) go" in text
        assert "From outside up to 42.0 % (126/300)" in text
        await press(pilot, "x")
        # Heads and FTE, planned and there, and the share from outside: all within 80 cells.
        assert told(pilot, "2026-11-23*").split() == [
            ">2026-11-23*", "300", "300", "300", "300", "284", "42.0", "%", "(126/300)", ">40",
        ]  # fmt: skip
        week = next(row for row in shown(pilot).splitlines() if row.startswith(" 2027-02-01"))
        assert week.split()[1:] == ["120", "120", "121", "40.0", "%", "(48/120)"]
        await press(pilot, "W")
        assert isinstance(pilot.app.screen, WavesScreen)
        assert "Type approval audit" not in told(pilot, "W-03")
        assert "Type approv" in told(pilot, "W-04")


async def test_posts_say_what_they_take_and_enter_cures_it(app: MakeApp, plant: Path) -> None:
    async with running(app, plant) as pilot:
        await roster(pilot)
        await press(pilot, "t", "S")
        screen = pilot.app.screen
        assert isinstance(screen, PostsScreen)
        assert "1 post stops a gate" in line(pilot, "#title")
        assert "seats filled 100.0 % (121/121)" in line(pilot, ".figures")
        paint = told(pilot, "SP-02")
        assert paint.split()[1:] == ["Paint", "control", "room", "8/8", "10", "0", "%", "0", "%",
                                     "0", "Lei", "Shan", "--"]  # fmt: skip
        screen.rows.move_to(PostId(read(plant, Post, "Paint control room").id))
        await press(pilot)
        pane = " ".join(strip.text for strip in screen._compositor.render_strips(pilot.app.size))
        assert "2 on shift x 168 h a week / (40 h x (1 - 15 %)) = 9.88: 10 people" in pane
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, SheetScreen), "the seats stand there under their word"
        await press(pilot, "enter", "ctrl+u")
        await typed(pilot, "10")
        await press(pilot, "escape")
        assert "1 post stops a gate" in line(pilot, "#title"), "two of its seats are empty now"
        assert "8/10" in told(pilot, "SP-02")
        found = read(plant, Post, "Paint control room")
        assert isinstance(found, Post)
        assert found.seats == 10
        await press(pilot, "u")
        assert "8/8" in told(pilot, "SP-02")


async def test_what_another_record_cures_is_opened_there(app: MakeApp, plant: Path) -> None:
    async with running(app, plant) as pilot:
        await roster(pilot)
        await press(pilot, "t", "S")
        screen = pilot.app.screen
        assert isinstance(screen, PostsScreen)
        ids = {x.cell("post").text: x.id for x in screen.rows.lines if isinstance(x.id, PostId)}  # type: ignore[union-attr]
        screen.rows.move_to(ids["Robot programs"])
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, SheetScreen), "the contract of who holds it"
        assert "CO-03" in line(pilot, "#title")
        await press(pilot, "escape", "r")
        assert isinstance(pilot.app.screen, RosterScreen)
        await press(pilot, "escape", "R")
        assert isinstance(pilot.app.screen, RegisterScreen)


async def test_contracts_say_how_long_there_is_and_enter_decides(app: MakeApp, plant: Path) -> None:
    async with running(app, plant) as pilot:
        await roster(pilot)
        await press(pilot, "t", "c")
        screen = pilot.app.screen
        assert isinstance(screen, ContractsScreen)
        assert "1 past its day for notice" in line(pilot, "#title")
        assert "-7 days" in told(pilot, "CO-04")
        assert told(pilot, "CO-02").split()[-4:] == ["67", "days", "52", "open"]
        screen.rows.move_to(next(x.id for x in screen.rows.lines if isinstance(x.id, ContractId)))
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, Choose)
        assert "Notice was to be given by 2026-11-16" in shown(pilot)
        await choose(pilot, "replaced by another")
        await press(pilot, "enter")  # who has decided it
        await press(pilot, "enter")  # no notice yet
        assert "1 past its day for notice" in line(pilot, "#title"), "no notice was given"
        await press(pilot, "enter")
        await choose(pilot, "ends")
        await press(pilot, "enter")
        await typed(pilot, "2026-11-20")
        assert "past its day" not in line(pilot, "#title")
        found = read(plant, Contract, "Paint process advice")
        assert isinstance(found, Contract)
        assert (found.decision, found.notice_given) == (ContractDecision.END, date(2026, 11, 20))
        assert found.decided_by is not None
        await press(pilot, "u", "u")
        assert "1 past its day for notice" in line(pilot, "#title")


async def test_in_chinese_and_on_a_wide_screen_nothing_is_cut(app: MakeApp, plant: Path) -> None:
    async with running(app, plant, size=(120, 40), lang="zh_CN") as pilot:
        await roster(pilot)
        await press(pilot, "t", "S")
        assert "编制到位 100.0 % (121/121)" in line(pilot, ".figures")
        assert "Final quality" in shown(pilot)
        await press(pilot, "escape", "c")
        assert "到期合同" in line(pilot, "#title")
        assert "67 天" in told(pilot, "CO-02")


@pytest.mark.parametrize("lang", ["en", "zh_CN"])
@pytest.mark.parametrize("size", [(40, 12), (60, 20)])
async def test_they_fit_small_screens(
    app: MakeApp, plant: Path, lang: str, size: tuple[int, int]
) -> None:
    async with running(app, plant, size, lang) as pilot:
        await roster(pilot)
        await press(pilot, "t")
        for key, shows in (("S", "8/8"), ("c", "CO-04"), ("W", "W-05")):
            await press(pilot, key, "G", "k", "home")
            assert shows in shown(pilot)
            assert all(cell_len(row) <= size[0] for row in shown(pilot).splitlines())
            await press(pilot, "escape")


async def test_the_roster_says_until_when_somebody_may_be_called(app: MakeApp, plant: Path) -> None:
    ws = Workspace.open(plant, demo.ME)
    tang = next(p for p in ws.dossier(ws.store.handover_called("NEV")).all(Person)
                if p.name == "Tang Kai")  # fmt: skip
    async with running(app, plant) as pilot:
        screen = await roster(pilot)
        screen.rows.move_to(PersonId(tang.id))
        await press(pilot)
        painted = " ".join(s.text for s in screen._compositor.render_strips(pilot.app.size))
        assert "2027-04-30, at most 6 h a week" in painted


async def test_hidden_names_are_on_neither_screen(app: MakeApp, plant: Path) -> None:
    async with running(app, plant) as pilot:
        await roster(pilot)
        await press(pilot, "t", "ctrl+t")
        for key, names in (("S", ("Lei Shan", "Jonas", "Yao Rui")), ("c", ("Anna", "Sun ", "Ma "))):
            await press(pilot, key, "down", "down", "down")
            screen = pilot.app.screen
            painted = " ".join(s.text for s in screen._compositor.render_strips(pilot.app.size))
            assert not any(name in painted for name in names), painted
            await press(pilot, "escape")
