"""A data file with damage in it: whatever is opened says so in one sentence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from screens.portfolio import PortfolioScreen
from tests.screens.conftest import MakeApp, settled, shown, status
from tests.services.test_damage import spoil
from workbench.domain.bitext import Bitext
from workbench.domain.message import msg
from workbench.domain.registers.handover import Handover
from workbench.domain.registers.person import Side
from workbench.services.workspace import Workspace

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


@pytest.mark.parametrize("damage", ["figures = '{'", "figures = '[]'", "t0 = 'soon'"])
async def test_a_handover_whose_line_is_damaged_says_so_there_among_the_others(
    app: MakeApp, payment_file: Path, login: Callable[..., Workspace], damage: str
) -> None:
    ws = login(payment_file, "Li Wei", Side.GIVING)
    with ws.founding("new", msg("new handover")) as (ed, _):
        ed.add(Handover, code="NEXT", name=Bitext("The next one"))
    spoil(payment_file, f"UPDATE summary SET {damage} WHERE code = 'PAY'")
    async with app(payment_file).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        pay, following = (next(x for x in shown(pilot).splitlines() if code in x)
                          for code in ("PAY", "NEXT"))  # fmt: skip
        assert "damaged, see db check" in pay
        assert "The next one" in following
