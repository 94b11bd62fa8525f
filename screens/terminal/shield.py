"""Nothing a user typed or imported reaches the terminal as a command.

Textual writes the text of a strip as it is, escape sequences included, so a colleague's title
could write another's clipboard or turn the screen around. Here every strip is made harmless on
its way out, whatever widget it comes from.
"""

from __future__ import annotations

from functools import cache

from rich.cells import get_character_cell_size
from rich.color import ColorSystem
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

_BIDI = [0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
_FORBIDDEN = [*range(0x20), *range(0x7F, 0xA0), *_BIDI, 0x2028, 0x2029, *range(0xD800, 0xE000)]


def harmless(text: str) -> str:
    """The text without control, C1 and bidirectional characters, as wide as before."""
    return text if text.isprintable() else text.translate(_table())


@cache
def _table() -> dict[int, str]:
    """What takes a cell leaves a mark in it; what takes none leaves nothing: lines keep width."""
    return {
        code: "\N{REPLACEMENT CHARACTER}" if get_character_cell_size(chr(code)) else ""
        for code in _FORBIDDEN
    }


@cache
def install() -> None:
    """Shield `Strip.render`, the one way to the terminal; a second call does nothing."""
    render_style = Strip.render_style.__func__  # type: ignore[attr-defined]
    render = Strip.render

    def shielded_style(cls: type[Strip], style: Style, text: str, color_system: ColorSystem) -> str:
        text = harmless(text)
        if style.link is not None and not style.link.isprintable():
            style = style.update_link(None)
        output: str = render_style(cls, style, text, color_system)
        return output

    def shielded(self: Strip, console: Console) -> str:
        # Text without a style does not pass through `render_style`.
        if self._render_cache is None and any(
            style is None and not text.isprintable() for text, style, _ in self
        ):
            safe = [Segment(harmless(text), style) for text, style, _ in self]
            self._render_cache = render(Strip(safe), console)
        return render(self, console)

    Strip.render_style = classmethod(shielded_style)  # type: ignore[assignment, method-assign]
    Strip.render = shielded  # type: ignore[method-assign]
