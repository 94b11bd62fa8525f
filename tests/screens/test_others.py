"""Others on the same file: every screen shows what they do and stays where its user is."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from screens.base import WorkScreen
from screens.chase import ChaseScreen
from screens.dialogs import Choose, Confirm
from screens.exporting import ExportScreen
from screens.handover import HandoverScreen
from screens.leaving import ReleaseScreen, RosterScreen
from screens.note_editor import NoteArea, NoteEditor
from screens.register import RegisterScreen
from screens.sheet import SheetScreen
from screens.walk import WalkScreen
from screens.widgets.rowlist import RowList
from screens.widgets.rowlist.editor import CellEditor
from screens.widgets.statusline import StatusLine
from tests.screens.conftest import (
    LI_WEI,
    MakeApp,
    app_of,
    screen_of,
    settled,
    shown,
    status,
    until,
)
from workbench.domain.registers.item import Item
from workbench.domain.registers.person import Person, Side
from workbench.language import Tr
from workbench.services import files_in, importing, records
from workbench.services.presence import Here, Presence
from workbench.services.workspace import Me, Workspace
from workbench.settings import Settings


class Desk:
    """Sun Yu, in a program of her own."""

    def __init__(self, path: Path, ws: Workspace) -> None:
        self.path, self.ws = path, ws
        self.handover = ws.store.handover_called("PAY")
        dossier = ws.dossier(self.handover)
        self.items = [item.id for item in dossier.all(Item)]
        self.people = {p.name: p.id for p in dossier.all(Person)}

    def edit(self, record: int, field: str, text: str) -> None:
        records.edit(self.ws, self.handover, record, field, text)


@pytest.fixture
def desk(payment_file: Path, login: Callable[..., Workspace]) -> Desk:
    return Desk(payment_file, login(payment_file, "Sun Yu", Side.RECEIVING))


SCREENS: dict[str, Callable[[Desk], WorkScreen]] = {
    "checklist": lambda desk: HandoverScreen(desk.handover),
    "sheet": lambda desk: SheetScreen(desk.handover, desk.items[1]),
    "register": lambda desk: RegisterScreen(desk.handover, "person"),
    "roster": lambda desk: RosterScreen(desk.handover),
    "release": lambda desk: ReleaseScreen(desk.handover, desk.people["Li Wei"]),
    "walk": lambda desk: WalkScreen(desk.handover, desk.items[1]),
    "chase": lambda desk: ChaseScreen(desk.handover, desk.people["Li Wei"]),
    "pack": lambda desk: ExportScreen(desk.handover),
}


@asynccontextmanager
async def opened(
    app: MakeApp, desk: Desk, screen: WorkScreen | None, settings: Settings = LI_WEI
) -> AsyncIterator[Pilot[Any]]:
    made = app(desk.path, settings)
    async with made.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        if screen is not None:
            await pilot.app.push_screen(screen)
            await settled(pilot)
        yield pilot


async def look(pilot: Pilot[Any]) -> None:
    """The program looks at the file, as it does by itself every other second."""
    app_of(pilot).around.look()
    await settled(pilot)


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Somebody has the file to himself: it can be neither written nor read."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        yield
        connection.execute("ROLLBACK")


def line_of_cursor(pilot: Pilot[Any]) -> tuple[object, int]:
    """What the cursor is on, and on which line of the screen."""
    rows = pilot.app.screen.query_one(RowList)
    return rows.cursor_id, (rows._cursor or 0) - rows.scroll_offset.y


@pytest.mark.parametrize("name", SCREENS)
async def test_what_others_change_is_shown_and_the_cursor_keeps_its_line(
    app: MakeApp, desk: Desk, name: str
) -> None:
    async with opened(app, desk, SCREENS[name](desk)) as pilot:
        await pilot.press("down", "down")
        has_list = bool(pilot.app.screen.query(RowList))
        at = line_of_cursor(pilot) if has_list else None
        desk.edit(desk.items[1], "text", "Changed by Sun Yu")
        desk.edit(desk.people["Gao Ping"], "role", "Changed by Sun Yu")
        records.add(desk.ws, desk.handover, "item", {"text": "New"}, after=desk.items[0])
        await look(pilot)
        if has_list:
            assert line_of_cursor(pilot) == at
            await pilot.press("down", "up")
            await pilot.press("home", *["pagedown"] * 9) if name == "pack" else None
            whole = "\n".join(
                cell if isinstance(cell, str) else cell.text
                for row in pilot.app.screen.query_one(RowList).lines
                for cell in getattr(row, "cells", {}).values()
            )
        else:
            whole = "\n".join(
                "".join(segment.text for segment in strip)
                for strip in pilot.app.screen._compositor.render_strips()
            )
        assert "Changed by" in whole


@pytest.mark.parametrize("name", SCREENS)
async def test_a_file_held_by_somebody_ends_no_screen_and_is_read_when_it_is_free(
    app: MakeApp, desk: Desk, name: str
) -> None:
    async with opened(app, desk, SCREENS[name](desk)) as pilot:
        screen = screen_of(pilot)
        desk.edit(desk.items[1], "text", "Changed by Sun Yu")
        with held(desk.path):
            screen.attempt(screen.refreshed)
            screen.show_undo()
            await pilot.press("down", "up", "pagedown", "home")
            await look(pilot)
            assert pilot.app.screen is screen
            assert "locked" not in status(pilot)
        assert screen.is_behind
        await look(pilot)
        assert not screen.is_behind


async def test_a_handover_is_not_opened_while_the_file_is_held(app: MakeApp, desk: Desk) -> None:
    async with opened(app, desk, None) as pilot:
        with held(desk.path):
            await pilot.press("enter")
            await settled(pilot)
            assert status(pilot).startswith("! ")
            assert not isinstance(pilot.app.screen, HandoverScreen)
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(pilot.app.screen, HandoverScreen)


async def test_what_is_typed_on_the_sheet_of_a_deleted_record_can_be_copied(
    app: MakeApp, desk: Desk
) -> None:
    async with opened(app, desk, SheetScreen(desk.handover, desk.items[1], "text")) as pilot:
        await pilot.press("enter")
        await pilot.press("ctrl+u", *"An hour")
        records.delete(desk.ws, desk.handover, [desk.items[1]])
        await look(pilot)
        editor = pilot.app.screen
        assert isinstance(editor, NoteEditor)
        assert editor.query_one(NoteArea).text == "An hour"
        await pilot.press("v", "escape")  # keys typed on go into the text, not to the list
        await settled(pilot)
        assert "This record has been deleted" in shown(pilot)


async def test_who_else_is_here_is_said_and_hidden_with_the_names(app: MakeApp, desk: Desk) -> None:
    zhang = Presence(desk.path)
    async with opened(app, desk, SheetScreen(desk.handover, desk.items[0])) as pilot:
        line = pilot.app.screen.query_one(StatusLine)

        async def told(here: Here) -> str:
            zhang.tell(here)
            await look(pilot)
            return str(line.render())

        there = Here("Sun Yu", "sun", desk.handover)
        assert "Sun Yu: in this handover too" in await told(there)
        assert "Sun Yu: on this sheet too" in await told(replace(there, record=desk.items[0]))
        assert "Sun Yu" not in await told(replace(there, handover=99))
        me = app_of(pilot).ws.me
        mine = Here(me.name, me.login, desk.handover)
        assert "with you, in another session" in await told(mine)
        await pilot.press("f2")
        assert "您（另一会话）" in str(line.render())
        await pilot.press("f2")
        assert "Sun Yu: in this handover too" in await told(there)
        await pilot.press("ctrl+t", "down")
        assert "Sun Yu" not in str(line.render())
        assert "receiving side: in this handover too" in await told(there)
        zhang.close()
        await look(pilot)
        assert "this handover" not in str(line.render())


async def test_presence_can_be_switched_off(app: MakeApp, desk: Desk) -> None:
    zhang = Presence(desk.path)
    zhang.tell(Here("Zhang Min", "min", desk.handover))
    off = LI_WEI._replace(presence=False)
    async with opened(app, desk, HandoverScreen(desk.handover), off) as pilot:
        await look(pilot)
        assert "Zhang Min" not in str(pilot.app.screen.query_one(StatusLine).render())
        assert zhang.others() == []
    zhang.close()


EN = "The plan for go-live, freeze, rollback and people on call has been agreed with "
ZH = "投产、冻结、回退与值班人员的计划已与接收方逐条核对并达成一致，首次演练的时间定在"


@pytest.mark.parametrize(
    ("lang", "begun", "theirs", "mine"),
    [
        ("en", EN, "the receiving side on Monday", "the vendor on Friday"),
        ("zh_CN", ZH * 2, "星期一上午", "星期五下午"),
    ],
)
async def test_two_long_values_are_told_apart_where_they_differ(
    app: MakeApp, desk: Desk, lang: str, begun: str, theirs: str, mine: str
) -> None:
    made = app(desk.path, lang=lang, handover="PAY")
    async with made.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("e", "ctrl+u")
        pilot.app.screen.query_one(CellEditor).value = begun + mine
        with_text = Workspace.open(desk.path, Me("Sun Yu", Side.RECEIVING), tr=Tr(lang))
        records.edit(with_text, desk.handover, desk.items[0], "text", begun + theirs)
        await pilot.press("enter")
        await settled(pilot)
        lines = shown(pilot).splitlines()
        assert theirs in lines[0]
        assert mine in lines[1]
        whole = "".join(line.strip() for line in lines[3:]).replace(" ", "")
        for value in (begun + theirs, begun + mine):
            assert value.replace(" ", "") in whole


async def test_of_several_the_long_values_are_told_apart_too(app: MakeApp, desk: Desk) -> None:
    async with opened(app, desk, HandoverScreen(desk.handover)) as pilot:
        before = app_of(pilot).ws.dossier(desk.handover)
        for item in desk.items[:2]:
            desk.edit(item, "why", EN + "the vendor")
        screen = screen_of(pilot)
        writing = screen.run_worker(
            screen.carry_out(
                lambda ws: records.bulk_edit(
                    ws, desk.handover, desk.items[:2], "why", EN + "the auditors"
                ),
                seen=before,
            )
        )
        await until(pilot, lambda: isinstance(pilot.app.screen, Choose))
        assert shown(pilot).count("with the vendor") == 2
        assert shown(pilot).count("with the auditors") == 2
        await pilot.press("escape")
        await writing.wait()


async def test_what_waits_after_ones_own_act_is_not_said_to_be_others_doing(
    app: MakeApp, desk: Desk
) -> None:
    async with opened(app, desk, HandoverScreen(desk.handover, desk.items[1])) as pilot:
        await look(pilot)
        await pilot.press("enter")
        await settled(pilot)
        ws = app_of(pilot).ws
        records.edit(ws, desk.handover, desk.items[1], "due", "T+5")
        await pilot.press("escape")
        await settled(pilot)
        assert pilot.app.screen.query_one(RowList).has_pending
        await look(pilot)
        assert "others changed" not in status(pilot)
        desk.edit(desk.items[0], "due", "T+9")
        await look(pilot)
        assert status(pilot).startswith("others changed the list")


async def test_the_line_of_undo_follows_a_second_program_of_the_same_user(
    app: MakeApp, desk: Desk, login: Callable[..., Workspace]
) -> None:
    async with opened(app, desk, HandoverScreen(desk.handover)) as pilot:
        beside = login(desk.path, "Li Wei", Side.GIVING)
        records.edit(beside, desk.handover, desk.items[0], "text", "At the shell")
        await look(pilot)
        assert status(pilot).startswith("undo: Item of PAY-01")


async def test_an_import_is_asked_about_though_the_file_was_busy_when_it_was_looked_up(
    app: MakeApp, desk: Desk, login: Callable[..., Workspace]
) -> None:
    async with opened(app, desk, HandoverScreen(desk.handover)) as pilot:
        beside = login(desk.path, "Li Wei", Side.GIVING)
        rows = files_in.pasted(beside, desk.handover, [["Name"], ["Zhou Jie"]], "person", "list")
        importing.apply(beside, importing.plan(beside, desk.handover, rows.source))
        screen = screen_of(pilot)
        screen.ws.dossier(desk.handover)
        with held(desk.path):
            screen.show_undo()
        assert status(pilot).startswith("undo: nothing of yours")
        await pilot.press("u")
        await settled(pilot)
        assert isinstance(pilot.app.screen, Confirm)
        await pilot.press("n")
        assert "Zhou Jie" in {p.name for p in desk.ws.dossier(desk.handover).all(Person)}
