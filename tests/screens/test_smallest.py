"""In a window of 40x12 every screen fits, and shows what it is there for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from screens.walk import WalkScreen
from screens.widgets.rowlist import RowList
from tests.screens.conftest import MakeApp, settled, shown

# The keys from the checklist, how many lines at least there are, and words among them.
SCREENS = {
    "sheet": (["enter"], 7, "Plan agreed"),
    "gate": (["F"], 7, "R-"),
    "log": (["L"], 6, "new handover PAY"),
    "help": (["?"], 7, "The giving side"),
    "roster": (["r"], 6, "Sun Yu"),
    "registers": (["R"], 8, "Access"),
}


@pytest.mark.parametrize("name", SCREENS)
async def test_a_list_has_lines_and_words(app: MakeApp, payment_file: Path, name: str) -> None:
    keys, lines, words = SCREENS[name]
    async with app(payment_file, handover="PAY").run_test(size=(40, 12)) as pilot:
        await press(pilot, ["down", "up", *keys])
        assert pilot.app.screen.max_scroll_y == 0
        assert pilot.app.screen.query_one(RowList).size.height >= lines
        assert words in shown(pilot)


async def test_the_walk_has_the_words_of_the_item(app: MakeApp, payment_file: Path) -> None:
    async with app(payment_file, handover="PAY").run_test(size=(40, 12)) as pilot:
        await press(pilot, ["down", "w"])
        screen = pilot.app.screen
        assert isinstance(screen, WalkScreen)
        assert screen.max_scroll_y == 0
        page = screen.query_one("#page", Static)
        assert "Plan agreed" in str(page.content)
        assert screen.query_one(".body").size.height >= 6


async def press(pilot: Pilot[Any], keys: Sequence[str]) -> None:
    for key in keys:
        await pilot.press(key)
        await settled(pilot)
