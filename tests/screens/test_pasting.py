"""A roster out of a spreadsheet, from the checklist to the roster in three keys and a paste."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from textual import events

from screens.importing import ImportScreen
from screens.leaving import RosterScreen
from tests.screens.conftest import MakeApp, settled, shown
from workbench.domain.registers.holding import Holding
from workbench.domain.registers.person import Person, Side
from workbench.domain.registers.post import Coverage, Post
from workbench.services.workspace import Workspace

THREE = {
    "en": ["Name\tRole\tLast day", "Tester", "2026-12-20"],
    "zh": ["姓名\t岗位\t计划离场日期", "测试工程师", "2026年12月20日"],
}


@pytest.mark.parametrize("lang", list(THREE))
async def test_28_people_in_three_columns_take_three_keys_and_a_paste(
    app: MakeApp, payment_file: Path, login: Callable[..., Workspace], lang: str
) -> None:
    titles, role, day = THREE[lang]
    text = "\n".join([titles, *(f"Person {n:02}\t{role} {n}\t{day}" for n in range(1, 29))])
    async with app(payment_file, handover="PAY").run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("r")
        await settled(pilot)
        assert isinstance(pilot.app.screen, RosterScreen)
        assert pilot.app.focused is not None
        pilot.app.focused.post_message(events.Paste(text))
        await settled(pilot)
        assert isinstance(pilot.app.screen, ImportScreen)
        assert "Person 01" in shown(pilot)
        await pilot.press("y")
        await settled(pilot)
        assert isinstance(pilot.app.screen, RosterScreen)
        assert "Person 01" in shown(pilot)
        ws = login(payment_file, "Li Wei", Side.GIVING)
        handover = ws.store.handover_called("PAY")
        people = ws.dossier(handover).all(Person)
        assert [p.release for p in people[3:]] == [date(2026, 12, 20)] * 28
        await pilot.press("u", "y")
        await settled(pilot)
        assert len(ws.dossier(handover).all(Person)) == 3


async def test_the_preview_says_who_else_would_be_added(
    app: MakeApp, payment_file: Path, login: Callable[..., Workspace]
) -> None:
    text = "Topic\tWho knows it\nLedger retry\tChen Hao (4), Li Wei (2)\nCaps\tTang Kai"
    async with app(payment_file, handover="PAY").run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("T")
        await settled(pilot)
        assert pilot.app.focused is not None
        pilot.app.focused.post_message(events.Paste(text))
        await settled(pilot)
        assert isinstance(pilot.app.screen, ImportScreen)
        assert "also new in Roster: Chen Hao, Tang Kai" in shown(pilot)
        assert "Chen Hao (4), Li" in shown(pilot)
        await pilot.press("y")
        await settled(pilot)
    ws = login(payment_file, "Li Wei", Side.GIVING)
    dossier = ws.dossier(ws.store.handover_called("PAY"))
    assert sorted(h.level for h in dossier.all(Holding)) == [2, 3, 4]


async def test_posts_bring_their_shifts_and_the_preview_names_what_it_leaves_out(
    app: MakeApp, payment_file: Path, login: Callable[..., Workspace]
) -> None:
    rows = [
        ["岗位", "编制", "值班制", "每班人数", "排班系统", "楼层"],
        ["支付值班工程师", "5", "倒班", "1", "钉钉", "三层"],
    ]
    ws = login(payment_file, "Li Wei", Side.GIVING)
    handover = ws.store.handover_called("PAY")
    async with app(payment_file, handover="PAY").run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.app.push_screen(ImportScreen(handover, register="post", rows=rows))
        await settled(pilot)
        assert "2 columns are left out: 排班系统, 楼层" in shown(pilot)
        await pilot.press("y")
        await settled(pilot)
    [post] = ws.dossier(handover).all(Post)
    assert (post.seats, post.coverage, post.on_shift) == (5, Coverage.ROUND_THE_CLOCK, 1)
