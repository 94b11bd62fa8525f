"""What stands in the way of work on the file: said on every screen, explained by every key."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from screens.dialogs import Choose
from screens.portfolio import PortfolioScreen
from screens.widgets.rowlist import RowList
from screens.widgets.statusline import StatusLine
from tests.screens.conftest import MakeApp, app_of, screen_of, settled, shown, status
from workbench import keys
from workbench.domain.registers.item import Item
from workbench.domain.registers.person import Side
from workbench.services import records
from workbench.services.workspace import Workspace

Login = Callable[..., Workspace]


def label(pilot: Pilot[Any]) -> str:
    """The end of the status line."""
    line = pilot.app.screen.query_one(StatusLine)
    return line.render_line(0).text.rstrip().rpartition("  ")[2]


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def zero_page_of(path: Path, name: str) -> None:
    """Overwrite the first page of a table or index, as a bad disk does."""
    with closing(sqlite3.connect(path)) as connection:
        query = "SELECT rootpage FROM sqlite_master WHERE name = ?"
        root = connection.execute(query, (name,)).fetchone()[0]
        size = connection.execute("PRAGMA page_size").fetchone()[0]
    with path.open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(bytes(size))


async def look(pilot: Pilot[Any]) -> None:
    """What the program does every two seconds."""
    app_of(pilot).around.look()
    await settled(pilot)


@pytest.fixture
def read_only(payment_file: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Permission bits mean nothing to root, who runs these tests in places."""
    asked = os.access

    def access(path: str | Path, mode: int, **more: bool) -> bool:
        return asked(path, mode, **more) and not (mode & os.W_OK and Path(path) == payment_file)

    monkeypatch.setattr(os, "access", access)
    return payment_file


async def test_a_read_only_file_is_read_and_its_keys_explain(app: MakeApp, read_only: Path) -> None:
    before = sha256(read_only)
    async with app(read_only).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert "READ-ONLY" in label(pilot)
        assert status(pilot) == "read-only: you may not write this file"
        await pilot.press("enter")
        await settled(pilot)
        assert "Plan agreed" in shown(pilot)
        for key in ("space", "v", "a", "e", "d", "t", "u", "D", "K"):
            await pilot.press(key)
            await settled(pilot)
            assert "read-only" in status(pilot), key
            assert screen_of(pilot).query_one(RowList).is_editing is False
        await pilot.press("down", "enter")
        await settled(pilot)
        assert "READ-ONLY" in label(pilot)
        await pilot.press("down", "enter")
        assert "read-only" in status(pilot)
        await pilot.press("escape", "w")
        await settled(pilot)
        assert "READ-ONLY" in label(pilot)
    assert sha256(read_only) == before


async def test_a_file_that_was_removed_can_be_saved_under_another_name(
    app: MakeApp, payment_file: Path, login: Login
) -> None:
    async with app(payment_file).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        await pilot.press("e")
        os.unlink(payment_file)
        await pilot.press(*" now", "enter")
        await settled(pilot)
        dialog = pilot.app.screen
        assert isinstance(dialog, Choose)
        await pilot.press("1")
        await settled(pilot)
        assert "FILE GONE" in label(pilot)
        answer = pilot.app.focused
        assert isinstance(answer, Input)
        saved = payment_file.with_name("team-saved.db")
        assert answer.value == str(saved)
        await pilot.press("enter")
        await settled(pilot)
        assert "FILE GONE" not in label(pilot)
        assert saved.stat().st_mode & 0o777 == 0o600
        # What was typed is still there, and is saved where it can be.
        rows = pilot.app.screen.query_one(RowList)
        assert rows.is_editing
        await pilot.press("enter")
        await settled(pilot)
    assert sorted(p.name for p in saved.parent.glob("*.db")) == ["team-saved.db"]
    ws = login(saved, "Sun Yu", Side.RECEIVING)
    texts = [i.text.en for i in ws.dossier(1).all(Item)]
    assert texts[0] == "Plan agreed now"


async def test_a_file_that_was_replaced_is_noticed_and_read_again(
    app: MakeApp, payment_file: Path, login: Login
) -> None:
    backup = payment_file.with_name("backup.db")
    shutil.copy(payment_file, backup)
    ws = login(payment_file, "Sun Yu", Side.RECEIVING)
    records.edit(ws, 1, ws.dossier(1).all(Item)[0].id, "text", "Later than the backup")
    async with app(payment_file).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert "Later than the backup" in shown(pilot)
        os.replace(backup, payment_file)
        await look(pilot)
        assert isinstance(pilot.app.screen, Choose)
        await pilot.press("1")
        await settled(pilot)
        assert isinstance(pilot.app.screen, PortfolioScreen)
        assert "FILE" not in label(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert "Plan agreed" in shown(pilot)


async def test_a_file_that_comes_back_is_taken_up_again(app: MakeApp, payment_file: Path) -> None:
    away = payment_file.with_name("away.db")
    async with app(payment_file).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        os.rename(payment_file, away)
        await look(pilot)
        await pilot.press("escape")
        await look(pilot)  # it does not ask again by itself
        assert "FILE GONE" in label(pilot)
        os.rename(away, payment_file)
        await look(pilot)
        assert "FILE GONE" not in label(pilot)


async def test_a_colleagues_newer_program_stops_the_save_and_keeps_the_text(
    app: MakeApp, payment_file: Path
) -> None:
    async with app(payment_file).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        await pilot.press("e", *" now")
        with closing(sqlite3.connect(payment_file)) as other:
            other.execute("PRAGMA user_version = 99")
        await pilot.press("enter")
        await settled(pilot)
        assert "a newer program has" in shown(pilot)
        rows = pilot.app.screen.query_one(RowList)
        assert rows.is_editing
        assert isinstance(pilot.app.focused, Input)
        assert pilot.app.focused.value == "Plan agreed now"


async def test_damage_is_said_behind_the_painted_screen(app: MakeApp, payment_file: Path) -> None:
    zero_page_of(payment_file, "ix_change_record")
    async with app(payment_file).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        while app_of(pilot).standing is None:
            await pilot.pause()
        await settled(pilot)
        assert "DAMAGED" in label(pilot)
        assert "handover db check" in status(pilot)


@pytest.mark.parametrize(
    "way", [[], ["enter"], ["enter", "w"], ["enter", "down", "enter"], ["enter", "r"]]
)
async def test_no_key_ends_the_program_while_the_file_is_gone(
    app: MakeApp, payment_file: Path, way: list[str]
) -> None:
    async with app(payment_file).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        for key in way:
            await pilot.press(key)
            await settled(pilot)
        os.rename(payment_file, f"{payment_file}.away")
        screen = screen_of(pilot)
        for action in keys.for_scope(screen.SCOPE):
            if action.id == "portfolio.quit":
                continue
            await pilot.press(action.keys[0])
            while pilot.app.screen is not screen and screen in pilot.app.screen_stack:
                pilot.app.pop_screen()
                await pilot.pause()
            if isinstance(pilot.app.focused, Input):
                await pilot.press("escape")
        os.rename(f"{payment_file}.away", payment_file)
        await look(pilot)
        assert pilot.app.is_running
        assert app_of(pilot).standing is None
