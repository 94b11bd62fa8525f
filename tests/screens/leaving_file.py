"""The payment handover with somebody who leaves, and what is done on its screens by keys."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from screens.dialogs import Choose
from screens.leaving import ReleaseScreen, RosterScreen
from screens.widgets.oneline import OneLine
from tests.screens.conftest import (
    LI_WEI,
    MakeApp,
    copied,
    logged_in,
    settled,
    shown,
)
from workbench.domain.message import msg
from workbench.domain.money import Money
from workbench.domain.registers.access import Access, AccessState
from workbench.domain.registers.holding import Holding
from workbench.domain.registers.item import Item
from workbench.domain.registers.person import Employment, Person, PersonState, Side
from workbench.domain.registers.session import Session, SessionKind
from workbench.domain.registers.topic import Topic, TopicState
from workbench.services.workspace import Workspace

TODAY = date(2026, 11, 23)
IN_DECEMBER = date(2026, 12, 1)


@dataclass
class Team:
    """PAY with Chen Hao, who leaves on 1 December and alone knows K-01: 3 of 6."""

    path: Path
    ws: Workspace
    handover: int
    chen: int
    topic: int
    session: int

    def again(self) -> Workspace:
        """What the file says now."""
        self.ws.dossier(self.handover)
        return self.ws

    def person(self, record: int) -> Person:
        found = self.again().known(self.handover).get(record)
        assert isinstance(found, Person)
        return found


@pytest.fixture
def team(made_payment: Path, tmp_path: Path) -> Team:
    return copied(_made(made_payment), tmp_path)


@cache
def _made(payment: Path) -> Team:
    path = Path(shutil.copy(payment, payment.with_name("leaving.db")))
    ws = logged_in(path, "Sun Yu", Side.RECEIVING)
    handover = ws.store.handover_called("PAY")
    dossier = ws.dossier(handover)
    sun = next(p for p in dossier.all(Person) if p.name == "Sun Yu")
    with ws.change(handover, "bulk", msg("team")) as ed:
        chen = ed.add(
            Person, name="Chen Hao", side=Side.GIVING, role="SRE lead", release=IN_DECEMBER,
            employment=Employment.OUTSOURCED, organisation="Huaxin", fte=Decimal(1),
            equipment=TODAY, successor=sun.id, rate=Money(120_000, "CNY"),
        )  # fmt: skip
        ed.set(sun.id, starts=date(2026, 11, 2))
        ed.set(dossier.all(Item)[1].id, person=chen)
        ed.add(Access, system="prod-db", person=chen)
        topic = ed.add(Topic, title="Ledger retry logic", criticality=5, receiver=sun.id)
        ed.add(Holding, parent=topic, person=chen, level=4)
        session = ed.add(Session, parent=topic, kind=SessionKind.REVERSE, giver=chen,
                         receiver=sun.id, day=date(2026, 12, 10))  # fmt: skip
    return Team(path, ws, handover, chen, topic, session)


@asynccontextmanager
async def running(
    app: MakeApp, path: Path, size: tuple[int, int] = (80, 24), lang: str = "en"
) -> AsyncIterator[Pilot[Any]]:
    async with app(path, LI_WEI, lang=lang).run_test(size=size) as pilot:
        await settled(pilot)
        yield pilot


async def press(pilot: Pilot[Any], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await settled(pilot)


async def typed(pilot: Pilot[Any], text: str, end: str = "enter") -> None:
    await pilot.press(*(" ".join(text).replace("   ", " space ").split(" ")))
    await press(pilot, end)


async def choose(pilot: Pilot[Any], words: str) -> None:
    """Choose the option that has these words."""
    dialog = pilot.app.screen
    assert isinstance(dialog, Choose), dialog
    place = next(n for n, (_, label, _) in enumerate(dialog._options) if words in label)
    dialog.dismiss(dialog._options[place][0])
    await settled(pilot)


def line(pilot: Pilot[Any], which: str) -> str:
    return str(pilot.app.screen.query_one(which, OneLine).content)


def told(pilot: Pilot[Any], words: str) -> str:
    return next(row for row in shown(pilot).splitlines() if words in row)


async def roster(pilot: Pilot[Any]) -> RosterScreen:
    await press(pilot, "enter", "r")
    screen = pilot.app.screen
    assert isinstance(screen, RosterScreen)
    return screen


async def release_sheet(pilot: Pilot[Any], team: Team) -> ReleaseScreen:
    """The release sheet of Chen Hao, as opened."""
    sheet = ReleaseScreen(team.handover, team.chen)
    await pilot.app.push_screen(sheet)
    await settled(pilot)
    return sheet


def may_go(team: Team, **values: Any) -> None:
    """Chen Hao lacks nothing any more, and has been told."""
    with team.ws.change(team.handover, "bulk", msg("ready")) as ed:
        ed.set(team.chen, state=PersonState.NOTIFIED, told_on=TODAY, **values)
        access = next(a for a in ed.before.all(Access) if a.person == team.chen)
        ed.set(access.id, state=AccessState.REQUESTED)
        ed.set(team.topic, state=TopicState.ASSESSED)
        sun = next(p.id for p in ed.before.all(Person) if p.name == "Sun Yu")
        ed.add(Holding, parent=team.topic, person=sun, level=3, shown_on=TODAY)
        ed.set(next(i.id for i in ed.before.all(Item) if i.person == team.chen), person=sun)
