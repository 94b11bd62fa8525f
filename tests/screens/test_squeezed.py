"""Random walks through the workbench: what is squeezed ends every write on the same screen."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from screens.terminal.squeeze import Squeezer
from tests.screens.conftest import MakeApp, settled
from tests.unit.test_terminal_squeeze import COLUMNS, LINES, ExactScreen, RecordingDriver

# Ways into the screens and back, moves, words for the questions that some of them ask.
KEYS = ["down", "up", "pagedown", "home", "end", "enter", "right", "left", "m", "space", "tab"]
KEYS += [*"rTKFOLRcwg?/123", "f2", "ctrl+t", "知", "a", "ctrl+l"] + ["escape"] * 8


@pytest.mark.parametrize("seed", range(2))
async def test_a_random_walk_is_shown_as_it_would_be_unsqueezed(
    app: MakeApp, payment_file: Path, seed: int
) -> None:
    record: list[str] = []
    program = app(payment_file, handover="PAY")
    program.driver_class = type("Recorder", (RecordingDriver,), {"record": record})
    chance = random.Random(f"walk {seed}")

    async def walk(pilot: Pilot[Any]) -> None:
        for _ in range(50):
            await pilot.press(chance.choice(KEYS))
            await settled(pilot)
        program.exit()

    await program.run_async(headless=False, size=(COLUMNS, LINES), auto_pilot=walk)
    raw, squeezed, squeezer = ExactScreen(), ExactScreen(), Squeezer()
    for data in record:
        raw.stream.feed(data)
        squeezed.stream.feed(squeezer.feed(data))
        assert squeezed.state() == raw.state()
    assert len(record) > 50
