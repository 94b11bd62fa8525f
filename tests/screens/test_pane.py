"""What the pane below a list says: whole, as far as the list leaves lines empty."""

from __future__ import annotations

from typing import Any

import pytest
from textual.pilot import Pilot

from screens.handover.pane import PANE_LINES, DetailPane
from screens.leaving import TopicsScreen
from screens.widgets.rowlist import RowList
from tests.screens.conftest import MakeApp, settled, shown, status
from tests.screens.leaving_file import Team, press, roster, running
from tests.screens.leaving_file import team as team
from workbench.domain.message import msg
from workbench.domain.registers.session import Session, SessionKind
from workbench.domain.registers.topic import Topic


def pane(pilot: Pilot[Any]) -> list[str]:
    """Its lines as painted."""
    found = pilot.app.screen.query_one(DetailPane)
    return [found.render_line(y).text.rstrip() for y in range(found.size.height)]


def many_sessions(team: Team) -> None:
    with team.ws.change(team.handover, "edit", msg("sessions")) as ed:
        for _ in range(9):
            ed.add(Session, parent=team.topic, kind=SessionKind.DRILL, giver=team.chen)


async def test_it_takes_the_lines_that_the_list_leaves_and_keeps_them(
    app: MakeApp, team: Team
) -> None:
    many_sessions(team)
    with team.ws.change(team.handover, "edit", msg("another")) as ed:
        ed.add(Topic, title="Another")
    async with running(app, team.path) as pilot:
        await roster(pilot)
        await press(pilot, "T")
        assert isinstance(pilot.app.screen, TopicsScreen)
        said = pane(pilot)
        assert len(said) > PANE_LINES
        assert not any(line.endswith("~") for line in said)
        assert " ".join(said).count("drill") == 9 + 1, "each session, and what would prove it"
        assert "Another" in shown(pilot), "the list keeps its lines"
        await press(pilot, "down", "down")
        assert len(pane(pilot)) == len(said), "it does not jump"
        await pilot.resize_terminal(80, 18)
        await settled(pilot)
        assert pilot.app.screen.query_one(RowList).size.height >= 4


async def test_below_a_long_list_it_is_cut_and_the_list_is_not(app: MakeApp, team: Team) -> None:
    many_sessions(team)
    with team.ws.change(team.handover, "edit", msg("more")) as ed:
        for n in range(30):
            ed.add(Topic, title=f"Topic {n}")
    async with running(app, team.path) as pilot:
        await roster(pilot)
        await press(pilot, "T")
        said = pane(pilot)
        assert len(said) == PANE_LINES
        assert any(line.endswith("~") for line in said)


@pytest.mark.parametrize("lang", ["en", "zh_CN"])
async def test_no_label_is_cut(app: MakeApp, team: Team, lang: str) -> None:
    async with running(app, team.path, lang=lang) as pilot:
        for key in ("enter", "r", "T"):
            await press(pilot, key)
            for line in pane(pilot) if pilot.app.screen.query(DetailPane) else ():
                assert "~" not in line[:10]


async def test_a_sheet_offers_no_key_that_means_nothing_for_its_record(
    app: MakeApp, team: Team
) -> None:
    async with running(app, team.path, (80, 60)) as pilot:
        await roster(pilot)
        await press(pilot, "T", "enter", "question_mark")
        assert "Write a note on the record." in shown(pilot)
        assert "Erase the person" not in shown(pilot)
        assert "Add a link, ticket" not in shown(pilot)
        await press(pilot, "escape", "escape", "escape", "o", "question_mark")
        assert "Erase the person" in shown(pilot)


async def test_a_key_for_a_line_says_so_where_the_cursor_is_on_none(
    app: MakeApp, team: Team
) -> None:
    async with running(app, team.path) as pilot:
        await roster(pilot)
        await press(pilot, "home", "up")
        assert shown(pilot).startswith(">- ")
        for key in ("o", "="):
            await press(pilot, key)
            assert status(pilot).startswith("go to "), key
