from __future__ import annotations

import pytest
from rich.cells import cell_len
from rich.color import ColorSystem
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from screens.terminal import shield

CONSOLE = Console(color_system="256")
HOSTILE = [
    "\x1b]0;PWNED\x07",
    "\x1b]52;c;UFdORUQ=\x07",
    "\x1b[2J",
    "\x9b2J\x9d0;x\x9c",
    "a\u202eb\u2066c\u2069d\u061ce\u200ff\u200e",
    "nul\0 del\x7f cr\r nl\n tab\t",
    "line\u2028par\u2029",
]
FORBIDDEN = {chr(code) for code in (*range(0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F))}
FORBIDDEN |= set("\u061c\u200e\u200f\u2066\u2067\u2068\u2069\u2028\u2029")


@pytest.fixture(autouse=True)
def _shield() -> None:
    shield.install()


@pytest.mark.parametrize("text", HOSTILE)
def test_text_without_a_style_is_harmless(text: str) -> None:
    assert not FORBIDDEN & set(Strip([Segment(text)]).render(CONSOLE))


@pytest.mark.parametrize("text", HOSTILE)
def test_styled_text_is_harmless(text: str) -> None:
    rendered = Strip([Segment("ok", Style()), Segment(text, Style(bold=True))]).render(CONSOLE)
    inside = rendered.removeprefix("ok\x1b[1m").removesuffix("\x1b[0m")
    assert len(inside) == len(rendered) - len("ok\x1b[1m\x1b[0m")
    assert not FORBIDDEN & set(inside)


@pytest.mark.parametrize("text", HOSTILE)
def test_the_width_is_kept(text: str) -> None:
    assert cell_len(shield.harmless(text)) == cell_len(text)


@pytest.mark.parametrize("text", ["Café 知识　全角 \xa0│ ✓", "👩\u200d💻", "e\u0301"])
def test_honest_text_is_untouched(text: str) -> None:
    assert Strip([Segment(text)]).render(CONSOLE) == text
    assert shield.harmless(text) == text


def test_a_lone_surrogate_can_be_encoded() -> None:
    Strip([Segment("\udc80", Style(bold=True))]).render(CONSOLE).encode()


def test_a_hostile_link_is_dropped_and_an_honest_one_kept() -> None:
    def linked(url: str) -> str:
        return Strip([Segment("x", Style(link=url))]).render(CONSOLE)

    assert linked("http://a\x1b\\\x1b[2J") == "x"
    assert "http://a/b" in linked("http://a/b")


def test_installing_again_changes_nothing() -> None:
    before = Strip.render
    shield.install()
    assert Strip.render is before
    assert Strip.render_style(Style(bold=True), "x", ColorSystem.STANDARD) == "\x1b[1mx\x1b[0m"
