"""Draws docs/checklist.svg, the README's picture: `python docs/picture.py`."""

from __future__ import annotations

import asyncio
import os
import re
import tempfile
from datetime import UTC, datetime
from pathlib import Path


async def draw() -> None:
    from workbench.app import WorkbenchApp
    from workbench.services import demo
    from workbench.settings import Settings, paths

    moment = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["HOME"] = folder
        path = demo.make_demo(Path(folder), moment.date())
        settings = Settings(user=demo.ME.name, side="giving")
        app = WorkbenchApp(path, settings, paths(), handover="PAY", clock=lambda: moment)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause(0.5)
            await pilot.press("down", "up")
            svg = app.export_screenshot(title="handover")
    svg = re.sub(r"@font-face \{.*?\}", "", svg, flags=re.S)  # no fonts from elsewhere
    svg = svg.replace("<text ", '<text xml:space="preserve" ')
    Path(__file__).with_name("checklist.svg").write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(draw())
