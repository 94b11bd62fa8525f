"""The private names of Textual that `screens.terminal` rests on, each on its own.

When Textual is upgraded and one of these fails, the module named in it has to be looked at.
"""

from __future__ import annotations

import inspect
import signal
from collections.abc import Iterator

import pytest
from rich.segment import Segment
from rich.style import Style
from textual import _xterm_parser
from textual._ansi_sequences import SYNC_END, SYNC_START
from textual._keyboard_protocol import FUNCTIONAL_KEYS
from textual.app import App
from textual.drivers._writer_thread import WriterThread
from textual.drivers.linux_driver import LinuxDriver
from textual.strip import Strip

from screens.terminal import squeeze


@pytest.fixture
def _signals() -> Iterator[None]:
    numbers = (signal.SIGTSTP, signal.SIGCONT)
    before = [signal.getsignal(number) for number in numbers]
    yield
    for number, handler in zip(numbers, before, strict=True):
        signal.signal(number, handler)


@pytest.mark.usefixtures("_signals")
@pytest.mark.parametrize(
    "name",
    [
        "_app",
        "_file",
        "_in_band_window_resize",
        "_loop",
        "_mouse",
        "_mouse_pixels",
        "attrs_before",
        "exit_event",
        "fileno",
    ],
)
async def test_driver_attribute(name: str) -> None:
    assert hasattr(LinuxDriver(App(), mouse=False), name), "used by driver.py"


def test_driver_starts_the_input_thread_by_this_name() -> None:
    assert "self.run_input_thread()" in inspect.getsource(LinuxDriver._run_input_thread)


def test_writer_thread_uses_only_what_wire_has() -> None:
    source = inspect.getsource(WriterThread)
    used = {part.split("(")[0].split()[0] for part in source.split("self._file.")[1:]}
    assert used == {"write", "flush", "fileno"}


def test_app_keeps_its_driver_by_this_name() -> None:
    assert App()._driver is None, "used by guard.py"


def test_strip_render_cache() -> None:
    assert Strip([Segment("x")])._render_cache is None, "used by shield.py"


def test_strip_renders_styled_text_by_render_style() -> None:
    assert isinstance(inspect.getattr_static(Strip, "render_style"), classmethod)
    assert list(inspect.signature(Strip.render_style).parameters) == [
        "style",
        "text",
        "color_system",
    ]
    assert Style(link="x").link == "x"


def test_parser_converts_key_reports_by_this_name() -> None:
    parser = _xterm_parser.XTermParser()
    assert parser._parse_extended_key("\x1b[97u") is not None, "used by tolerant.py"


def test_parser_names_keys_by_this_name() -> None:
    parser = _xterm_parser.XTermParser()
    keys = [key.key for key in parser._sequence_to_key_events("\x1bOP")]
    assert keys == ["f1"], "used by tolerant.py"
    assert FUNCTIONAL_KEYS["1A"] == "up", "used by tolerant.py"


def test_paste_marks() -> None:
    marks = _xterm_parser.BRACKETED_PASTE_START, _xterm_parser.BRACKETED_PASTE_END
    assert marks == ("\x1b[200~", "\x1b[201~")


def test_sync_marks() -> None:
    assert (squeeze.SYNC_START, squeeze.SYNC_END) == (SYNC_START, SYNC_END)
