"""Roles and posts by keys: where each role goes, for one or for all that are marked."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Label

from screens.dialogs import Choose
from screens.gate import GateScreen
from screens.gate.lines import FindingId
from screens.leaving import MatrixScreen
from screens.leaving.matrix_lines import RoleId
from screens.leaving.sheet import PostPageScreen
from screens.sheet import SheetScreen
from screens.team import PostsScreen
from screens.widgets.ask import Ask
from screens.widgets.oneline import OneLine
from screens.widgets.rowlist import RowList
from tests.screens.conftest import LI_WEI, MakeApp, settled, shown, status
from workbench.domain.journey import Gate
from workbench.domain.message import msg
from workbench.domain.registers.duty import Disposition, Duty
from workbench.domain.registers.person import Person, Side
from workbench.domain.registers.post import Coverage, Post
from workbench.domain.registers.role import Role
from workbench.services.workspace import Workspace


class Team:
    """PAY with four roles, one of them split, and two posts."""

    def __init__(self, path: Path, ws: Workspace) -> None:
        self.path, self.ws = path, ws
        self.handover = ws.store.handover_called("PAY")
        with ws.change(self.handover, "bulk", msg("roles")) as ed:
            self.posts = [ed.add(Post, title=t) for t in ("Duty engineer", "Service manager")]
            names = ("SRE lead", "BA retail", "ETL 3", "Trainer")
            self.roles = [ed.add(Role, name=name) for name in names]
            ed.add(Duty, parent=self.roles[0], disposition=Disposition.ABSORBED,
                   post=self.posts[0], percent=Decimal(60))  # fmt: skip
            ed.add(Duty, parent=self.roles[0], disposition=Disposition.ENDED, percent=Decimal(40))

    def duties(self, role: int) -> list[tuple[Disposition | None, int | None]]:
        found = self.ws.dossier(self.handover).under(self.roles[role], Duty)
        return [(d.disposition, d.post) for d in found]


@pytest.fixture
def team(payment_file: Path, login: Callable[..., Workspace]) -> Team:
    return Team(payment_file, login(payment_file, "Sun Yu", Side.RECEIVING))


@asynccontextmanager
async def matrix(
    app: MakeApp, team: Team, size: tuple[int, int] = (80, 24), lang: str = "en"
) -> AsyncIterator[Pilot[Any]]:
    async with app(team.path, LI_WEI, lang=lang).run_test(size=size) as pilot:
        await settled(pilot)
        await press(pilot, "enter", "O")
        assert isinstance(pilot.app.screen, MatrixScreen)
        yield pilot


async def press(pilot: Pilot[Any], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await settled(pilot)


def figures(pilot: Pilot[Any]) -> str:
    return str(pilot.app.screen.query_one(".figures", OneLine).content).strip()


def told(pilot: Pilot[Any], words: str) -> str:
    return next(row for row in shown(pilot).splitlines() if words in row)


async def test_what_has_no_destination_is_on_top_and_the_figures_are_told(
    app: MakeApp, team: Team
) -> None:
    async with matrix(app, team) as pilot:
        rows = shown(pilot).splitlines()
        assert rows[0].startswith("-- NO DESTINATION 3")
        assert [row.split()[0].lstrip(">") for row in rows[1:4]] == ["RO-02", "RO-03", "RO-04"]
        assert "Duty engineer 60 %, ended 40 %" in told(pilot, "SRE lead")
        assert figures(pilot) == "4 roles : 2 posts = 2.0 : 1   50.0 % fewer   1/4 placed" + (
            "   0/2 with a holder"
        )
        assert "takes over no role" in told(pilot, "SP-02")


async def test_a_role_gets_its_destination_in_two_keys(app: MakeApp, team: Team) -> None:
    async with matrix(app, team) as pilot:
        await press(pilot, "enter", "2")
        assert team.duties(1) == [(Disposition.ABSORBED, team.posts[1])]
        assert status(pilot) == "RO-02 BA retail -> Service manager"
        screen = pilot.app.screen
        assert isinstance(screen, MatrixScreen)
        assert screen.rows.cursor_id == RoleId(team.roles[2]), "the next one without"
        await press(pilot, "e", "3")
        assert team.duties(2) == [(Disposition.ENDED, None)]
        assert "3/4 placed" in figures(pilot)
        await press(pilot, "u", "u")
        assert "1/4 placed" in figures(pilot)


async def test_marked_roles_go_together_as_one_change(app: MakeApp, team: Team) -> None:
    async with matrix(app, team) as pilot:
        await press(pilot, "m", "m", "m", "e")
        dialog = pilot.app.screen
        assert isinstance(dialog, Choose)
        assert dialog._title == "Where does the work go: 3 project roles"
        await press(pilot, "1")
        assert "4/4 placed" in figures(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, MatrixScreen)
        assert screen.rows.marked == frozenset()
        await press(pilot, "u")
        assert "1/4 placed" in figures(pilot)


async def test_a_share_and_a_new_post(app: MakeApp, team: Team) -> None:
    async with matrix(app, team) as pilot:
        await press(pilot, "enter", "8")  # a share of it only
        await press(pilot, "3", "0", "enter", "3")
        assert "only 30 %: ended 30 %" in told(pilot, "BA retail")
        assert "1 not for all of its work" in str(
            pilot.app.screen.query_one("#title", OneLine).content
        )
        assert "1/4 placed" in figures(pilot)
        await press(pilot, "home")
        screen = pilot.app.screen
        assert isinstance(screen, MatrixScreen)
        screen.rows.move_to(RoleId(team.roles[3]))
        await press(pilot, "enter", "7")  # a new standing post
        await press(pilot, *"Trainer2", "enter")
        assert "Trainer2" in told(pilot, "SP-03")
        screen.rows.move_to(RoleId(team.roles[3]))
        await press(pilot, "D")
        assert "2 roles without a destination" in str(
            pilot.app.screen.query_one("#title", OneLine).content
        )


async def test_on_a_wide_screen_the_posts_have_columns(app: MakeApp, team: Team) -> None:
    async with matrix(app, team, (120, 40)) as pilot:
        row = told(pilot, "RO-01")
        assert "60 %" in row
        assert "ended 40 %" in row
        assert "Duty engineer" not in row
        await press(pilot, "o")
        assert isinstance(pilot.app.screen, SheetScreen)
        await press(pilot, "escape", "y")
        assert status(pilot) == "go to a post first; its starter page is shown"
        pilot.app.screen.query_one(RowList).move_to(RoleId(team.roles[0]))
        await press(pilot, "y")
        assert isinstance(pilot.app.screen, PostPageScreen)
        assert "Duty engineer" in shown(pilot)
        await press(pilot, "escape", "S")
        assert isinstance(pilot.app.screen, PostsScreen)


@pytest.mark.parametrize("lang", ["en", "zh_CN"])
@pytest.mark.parametrize("size", [(40, 12), (120, 40)])
async def test_it_fits_any_screen(
    app: MakeApp, team: Team, size: tuple[int, int], lang: str
) -> None:
    async with matrix(app, team, size, lang) as pilot:
        assert "ETL 3" in shown(pilot)
        await press(pilot, "end", "home", "ctrl+t")
        assert "ETL 3" in shown(pilot)


async def test_the_gate_leads_to_the_role_without_a_destination(app: MakeApp, team: Team) -> None:
    async with app(team.path, LI_WEI).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        gate = GateScreen(team.handover, Gate.G1, at="R-10 RO-03")
        await pilot.app.push_screen(gate)
        await settled(pilot)
        await press(pilot, "enter")
        if pilot.app.screen is gate:  # the findings of the rule stand in one line
            gate.rows.move_to(FindingId("R-10 RO-03"))
            await press(pilot, "enter")
        screen = pilot.app.screen
        assert isinstance(screen, MatrixScreen)
        assert screen.rows.cursor_id == RoleId(team.roles[2])


@pytest.mark.parametrize("way", ["gate", "posts"])
async def test_an_empty_seat_asks_who_moves_into_it(app: MakeApp, team: Team, way: str) -> None:
    with team.ws.change(team.handover, "bulk", msg("people")) as ed:
        held, free = (ed.add(Person, name=n, side=Side.RECEIVING) for n in ("Zheng Kai", "Xu Ning"))
        ed.set(team.posts[0], seats=2, critical=True, holder=held)
        ed.add(Person, name="Qian Wei", side=Side.GIVING, release=date(2027, 2, 1))
        ed.add(Person, name="Deputy Ma", side=Side.SPONSOR)
    async with app(team.path, LI_WEI).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        finding = "R-14 SP-01.seats"
        if way == "gate":
            await pilot.app.push_screen(GateScreen(team.handover, Gate.G4, at=finding))
        else:
            await pilot.app.push_screen(PostsScreen(team.handover, team.posts[0]))
        await settled(pilot)
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, Choose)
        assert "Zheng Kai" not in shown(pilot), "who holds it is there already"
        assert "Qian Wei" not in shown(pilot), "he leaves"
        assert "Deputy Ma" not in shown(pilot), "the sponsor's people hold no post"
        line = next(row for row in shown(pilot).splitlines() if "Xu Ning" in row)
        await press(pilot, line.strip(" >").split()[0])
        assert "Xu Ning moves into SP-01 Duty engineer" in status(pilot)
    moved = team.ws.dossier(team.handover).get(free)
    assert isinstance(moved, Person)
    assert moved.post == team.posts[0]


async def test_seats_that_are_too_few_are_changed_under_their_own_word(
    app: MakeApp, team: Team
) -> None:
    with team.ws.change(team.handover, "edit", msg("shifts")) as ed:
        ed.set(team.posts[0], coverage=Coverage.ROUND_THE_CLOCK, seats=3)
    async with app(team.path, LI_WEI).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.app.push_screen(PostsScreen(team.handover, team.posts[0]))
        await settled(pilot)
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, SheetScreen)
        assert re.search(r"^>\s*Seats\b", shown(pilot), re.MULTILINE), "not only the number"


async def test_where_all_on_the_roster_are_in_the_seat_it_asks_for_somebody_new(
    app: MakeApp, team: Team
) -> None:
    with team.ws.change(team.handover, "bulk", msg("people")) as ed:
        everybody = [p.id for p in team.ws.known(team.handover).all(Person)]
        for person in everybody:
            ed.set(person, post=team.posts[0])
        ed.set(team.posts[0], seats=len(everybody) + 1, critical=True, holder=everybody[0])
    async with app(team.path, LI_WEI).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.app.push_screen(GateScreen(team.handover, Gate.G4, at="R-14 SP-01.seats"))
        await settled(pilot)
        await press(pilot, "enter")
        question = str(pilot.app.screen.query_one(Ask).query_one(Label).content)
        assert "Who moves into it?" in " ".join(question.split())
        await press(pilot, *"Xu Ning", "enter")
        assert "Xu Ning moves into SP-01 Duty engineer" in status(pilot)
    new = next(p for p in team.ws.dossier(team.handover).all(Person) if p.name == "Xu Ning")
    assert (new.post, new.side) == (team.posts[0], Side.RECEIVING)
