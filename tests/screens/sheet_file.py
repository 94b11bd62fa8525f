"""The payment handover with a record of every kind of field, and its sheet by keys."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from screens.sheet import SheetScreen
from screens.widgets.rowlist import RowList
from tests.fixtures.weather import Weather, make_table
from tests.screens.conftest import MakeApp, copied, logged_in
from workbench.domain.registers.person import Side
from workbench.services import records
from workbench.services.workspace import Workspace

FULL = {
    "station": "North gate", "sky": "rain", "degrees": "-3.5", "day": "2026-11-20", "wind": "7",
    "again": "T-5wd", "place": "Hill", "photo": "/share/1.png", "remarks": "two\nlines",
    "observer": "Sun Yu", "phone": "110",
}  # fmt: skip


class Desk:
    """The file, seen by another program, and the record the sheet shows."""

    def __init__(self, path: Path, ws: Workspace, handover: int, record: int) -> None:
        self.path, self.ws, self.handover, self.record = path, ws, handover, record

    @property
    def weather(self) -> Weather:
        found = self.ws.dossier(self.handover).get(self.record)
        assert isinstance(found, Weather)
        return found


@pytest.fixture
def desk(made_payment: Path, tmp_path: Path) -> Desk:
    return copied(_made(made_payment), tmp_path)


@cache
def _made(payment: Path) -> Desk:
    path = Path(shutil.copy(payment, payment.with_name("weather.db")))
    make_table(path)
    ws = logged_in(path, "Sun Yu", Side.RECEIVING)
    handover = ws.store.handover_called("PAY")
    return Desk(path, ws, handover, records.add(ws, handover, "weather", FULL))


@asynccontextmanager
async def sheet(
    app: MakeApp, desk: Desk, record: int = 0, field: str = "", height: int = 24
) -> AsyncIterator[Pilot[Any]]:
    program = app(desk.path)
    async with program.run_test(size=(80, height)) as pilot:
        await pilot.app.push_screen(SheetScreen(desk.handover, record or desk.record, field))
        await pilot.pause()
        yield pilot


def title(pilot: Pilot[Any]) -> str:
    return str(pilot.app.screen.query_one("#title", Static).content)


def rows(pilot: Pilot[Any]) -> RowList:
    return pilot.app.screen.query_one(RowList)


async def type_over(pilot: Pilot[Any], text: str, end: str = "enter") -> None:
    """Empty the line that is open, type, and leave it."""
    await pilot.press("ctrl+u", *text, end)
    await pilot.pause()
