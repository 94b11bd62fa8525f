"""A name that is typed: nobody joins the roster because of half of one, and who joins is said."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from screens.base import WorkScreen
from screens.dialogs import Choose
from screens.handover import HandoverScreen
from screens.leaving import TopicsScreen
from screens.register import RegisterScreen
from screens.sheet import SheetScreen
from screens.widgets.rowlist import RowList
from tests.screens.conftest import MakeApp, settled, shown, status
from workbench.domain.registers.holding import Holding
from workbench.domain.registers.item import Item
from workbench.domain.registers.person import Person, Side
from workbench.domain.registers.seat import Seat
from workbench.domain.registers.topic import Topic
from workbench.services import records
from workbench.services.workspace import Workspace


class Desk:
    """PAY with Dr. Ines Roth on its roster."""

    def __init__(self, path: Path, ws: Workspace) -> None:
        self.path, self.ws = path, ws
        self.handover = ws.store.handover_called("PAY")
        ws.dossier(self.handover)
        self.ines = records.add(ws, self.handover, "person", {"name": "Dr. Ines Roth"})

    @property
    def people(self) -> list[str]:
        return [p.name for p in self.ws.dossier(self.handover).all(Person)]

    @property
    def item(self) -> Item:
        return self.ws.dossier(self.handover).all(Item)[0]

    @property
    def seat(self) -> Seat:
        return self.ws.dossier(self.handover).all(Seat)[0]


@pytest.fixture
def desk(payment_file: Path, login: Callable[..., Workspace]) -> Desk:
    return Desk(payment_file, login(payment_file, "Sun Yu", Side.RECEIVING))


@asynccontextmanager
async def opened(app: MakeApp, desk: Desk, screen: WorkScreen) -> AsyncIterator[Pilot[Any]]:
    async with app(desk.path).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.app.push_screen(screen)
        await settled(pilot)
        yield pilot


async def press(pilot: Pilot[Any], *keys: str) -> None:
    for key in keys:
        await pilot.press(*(key[1:] if key[:1] == "'" else [key]))
        await settled(pilot)


async def test_half_a_name_as_an_owner_is_asked_about(app: MakeApp, desk: Desk) -> None:
    async with opened(app, desk, HandoverScreen(desk.handover, desk.item.id)) as pilot:
        await press(pilot, "o", "'roth", "delete", "enter")
        assert isinstance(pilot.app.screen, Choose)
        assert "Dr. Ines Roth" in shown(pilot)
        assert "somebody new: roth" in shown(pilot)
        await press(pilot, "1")
        assert desk.item.person == desk.ines
        assert len(desk.people) == 4


async def test_enter_takes_whom_half_a_name_means(app: MakeApp, desk: Desk) -> None:
    async with opened(app, desk, HandoverScreen(desk.handover, desk.item.id)) as pilot:
        await press(pilot, "o", "'ines", "enter")
        assert desk.item.person == desk.ines


async def test_who_is_new_on_the_roster_is_said(app: MakeApp, desk: Desk) -> None:
    async with opened(app, desk, HandoverScreen(desk.handover, desk.item.id)) as pilot:
        await press(pilot, "o", "'Ines", "delete", "enter", "2")
        assert desk.people[-1] == "Ines"
        assert status(pilot) == "Ines (P-05) is new on the roster"


async def test_who_is_named_as_present_by_half_a_name_is_asked_about(
    app: MakeApp, desk: Desk
) -> None:
    async with opened(app, desk, HandoverScreen(desk.handover, desk.item.id)) as pilot:
        await press(pilot, "P", "enter", "end", "up", "enter")  # somebody else
        await press(pilot, "'Ines", "delete", "enter", "2")
        assert desk.people[-1] == "Ines"
        assert status(pilot).endswith("; Ines (P-05) is new on the roster")


async def test_a_seat_is_filled_by_half_a_name(app: MakeApp, desk: Desk) -> None:
    async with opened(app, desk, SheetScreen(desk.handover, desk.seat.id, "person")) as pilot:
        await press(pilot, "enter", "'Ines", "delete", "enter", "1")
        assert desk.seat.person == desk.ines
        assert len(desk.people) == 4


async def test_in_a_table_the_cell_opens_again_when_nobody_is_chosen(
    app: MakeApp, desk: Desk
) -> None:
    async with opened(app, desk, RegisterScreen(desk.handover, "seat", desk.seat.id)) as pilot:
        rows = pilot.app.screen.query_one(RowList)
        await press(pilot, "e")
        while rows.is_editing and rows._editing.edit.column != "person":  # type: ignore[union-attr]
            await press(pilot, "tab")
        await press(pilot, "'Ines", "delete", "enter")
        assert isinstance(pilot.app.screen, Choose)
        await press(pilot, "escape")
        assert rows.is_editing
        assert len(desk.people) == 4
        await press(pilot, "enter", "1")
        assert desk.seat.person == desk.ines


async def test_who_knows_a_topic_by_half_a_name(app: MakeApp, desk: Desk) -> None:
    async with opened(app, desk, TopicsScreen(desk.handover)) as pilot:
        await press(pilot, "a", "'Ledger", "enter", "'Roth (4), Chen Hao", "enter", "1", "escape")
    dossier = desk.ws.dossier(desk.handover)
    (topic,) = dossier.all(Topic)
    assert {h.person for h in dossier.under(topic.id, Holding)} >= {desk.ines}
    assert len(desk.people) == 5


async def test_in_a_table_enter_takes_whom_half_a_name_means(app: MakeApp, desk: Desk) -> None:
    async with opened(app, desk, RegisterScreen(desk.handover, "seat", desk.seat.id)) as pilot:
        rows = pilot.app.screen.query_one(RowList)
        await press(pilot, "e")
        while rows.is_editing and rows._editing.edit.column != "person":  # type: ignore[union-attr]
            await press(pilot, "tab")
        await press(pilot, "'roth", "enter")
        assert desk.seat.person == desk.ines
        assert len(desk.people) == 4
