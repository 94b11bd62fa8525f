"""ctrl+c does what esc does, wherever somebody presses it: no box of Textual's, and no way out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.widgets import TextArea
from textual.widgets._toast import Toast

from screens.handover import HandoverScreen
from screens.note_editor import NoteEditor
from tests.screens.conftest import LI_WEI, MakeApp, screen_of, settled, status
from tests.screens.test_small_screens import SCREENS
from workbench.services.workspace import Workspace


async def press(pilot: Pilot[Any], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await settled(pilot)


async def test_every_screen_is_left_by_it_and_the_program_is_not(
    app: MakeApp, payment_file: Path, login: Any
) -> None:
    ws: Workspace = login(payment_file, LI_WEI.user, None)
    pay = ws.store.handover_called("PAY")
    async with app(payment_file).run_test(size=(80, 24), notifications=True) as pilot:
        await settled(pilot)
        first = pilot.app.screen
        for make in SCREENS.values():
            if (screen := make(pay, pay + 5)) is not None:
                await pilot.app.push_screen(screen)
                await settled(pilot)
        while pilot.app.screen is not first:
            before = pilot.app.screen
            await press(pilot, "ctrl+c")
            assert pilot.app.screen is not before, type(before).__name__
        await press(pilot, "ctrl+c")
        assert pilot.app.is_running
        assert "q leaves the program" in status(pilot)
        assert not pilot.app.screen.query(Toast)


async def test_what_lies_open_is_left_as_by_esc(app: MakeApp, payment_file: Path) -> None:
    async with app(payment_file, handover="PAY").run_test(
        size=(80, 24), notifications=True
    ) as pilot:
        await settled(pilot)
        for keys in ("question_mark", "ctrl+p", "f4", "slash x", "e x", "a x", "space x",
                     "semicolon x"):  # fmt: skip
            before = pilot.app.screen
            await press(pilot, *keys.split())
            assert pilot.app.screen is not before or screen_of(pilot).is_typing, keys
            await press(pilot, "ctrl+c")
            assert isinstance(pilot.app.screen, HandoverScreen), keys
            assert not pilot.app.screen.is_typing, keys
            assert not pilot.app.screen.query(Toast), keys
            if keys[0] in "ea":
                assert "what you typed is kept and offered again" in status(pilot)


async def test_in_a_long_text_it_copies_what_is_marked(app: MakeApp, payment_file: Path) -> None:
    async with app(payment_file, handover="PAY").run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "enter", "semicolon", "a", "b", "shift+left")
        assert isinstance(pilot.app.screen, NoteEditor)
        assert pilot.app.screen.query_one(TextArea).selected_text == "b"
        await press(pilot, "ctrl+c")
        assert isinstance(pilot.app.screen, NoteEditor)
        assert pilot.app.clipboard == "b"
        await press(pilot, "left", "ctrl+c")
        assert not isinstance(pilot.app.screen, NoteEditor)
