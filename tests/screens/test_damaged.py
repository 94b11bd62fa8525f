"""A data file with damage in it: whatever is opened says so in one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from screens.portfolio import PortfolioScreen
from tests.screens.conftest import MakeApp, settled, status
from tests.services.test_damage import spoil

ITEM = "(SELECT min(id) FROM r_item)"


@pytest.mark.parametrize(
    "damage",
    ["weight = 'x'", "weight = NULL", "state = 'dine'", "claimed_at = 'soon'", "due = 'T+?'"],
)
async def test_a_handover_with_a_damaged_record_names_it_and_is_not_opened(
    app: MakeApp, payment_file: Path, damage: str
) -> None:
    spoil(payment_file, f"UPDATE r_item SET {damage} WHERE id = {ITEM}")
    async with app(payment_file).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert status(pilot).startswith("! item 1 holds what cannot be read")
        assert "handover db check" in status(pilot)
        assert isinstance(pilot.app.screen, PortfolioScreen)
