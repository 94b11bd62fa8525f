"""The item under the cursor in a few lines: below the list, or at its right on a wide screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from textual.content import Content
from textual.widget import Widget

from screens.text import fit, one_line, width
from workbench.pack.wrap import wrap

PANE_LINES = 6
_LABEL = 7  # cells of a label and the blank behind it


class Fact(NamedTuple):
    """A labelled text of the pane. Spare lines go to the lowest `rank` first."""

    label: str
    text: str
    rank: int = 0
    style: str = ""


class DetailPane(Widget):
    """A heading and facts, each in one line at least and more while there is room."""

    DEFAULT_CSS = f"DetailPane {{ width: 1fr; height: {PANE_LINES}; }}"

    def __init__(self) -> None:
        super().__init__()
        self._title = ""
        self._facts: tuple[Fact, ...] = ()

    def show(self, title: str, facts: Sequence[Fact]) -> None:
        if (title, tuple(facts)) != (self._title, self._facts):
            self._title, self._facts = title, tuple(facts)
            self.refresh()

    def render(self) -> Content:
        cells, lines = self.size.width, self.size.height
        head = fit(f" {self._title}  ", min(width(self._title) + 3, max(0, cells - 2)))
        if not self._title:
            head = ""
        heading = f"--{head}".ljust(2)
        parts: list[str | tuple[str, str]] = [
            (heading, "bold $text-primary"),
            ("-" * max(0, cells - width(heading)), "$text-muted"),
        ]
        for fact, shown in zip(self._facts, self._wrapped(lines - 1), strict=True):
            for place, text in enumerate(shown):
                label = fit(fact.label if not place else "", _LABEL - 1)
                parts += ["\n ", (label, "bold"), " ", (text, fact.style)]
        return Content.assemble(*parts)

    def _wrapped(self, lines: int) -> list[list[str]]:
        """Each fact's lines, cut so that all together are no more than `lines`."""
        room = max(4, self.size.width - _LABEL - 2)
        whole = [wrap(one_line(fact.text), room) for fact in self._facts]
        shown = [1] * len(whole)
        spare = lines - len(whole)
        for place in sorted(range(len(whole)), key=lambda n: self._facts[n].rank):
            more = max(0, min(spare, len(whole[place]) - 1))
            shown[place] += more
            spare -= more
        return [_cut(text, n, room) for text, n in zip(whole, shown, strict=True)]


def _cut(lines: list[str], count: int, room: int) -> list[str]:
    """The first `count` lines, the last ending with `~` when something is left out."""
    if len(lines) <= count:
        return lines
    rest = " ".join(lines[count - 1 :])
    return [*lines[: count - 1], fit(rest, room).rstrip()]
