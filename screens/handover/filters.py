"""What of a checklist is shown: a dimension, only mine, or what words name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from screens.handover.listing import BACK, LATE, MANDATORY, Entry
from screens.text import one_line
from workbench.domain.journey import Dimension
from workbench.domain.message import Msg, msg
from workbench.domain.registers.item import ItemState
from workbench.domain.text import clean, fold

_PREFIXES = {
    "owner": msg("owner"),
    "state": msg("state"),
    "dimension": msg("dimension"),
    "stage": msg("stage"),
}


@dataclass(frozen=True, slots=True)
class Filter:
    """An item is shown when everything here is true of it. `mine` is a person's record id."""

    dimension: Dimension | None = None
    mine: int | None = None
    words: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self != Filter()

    def shows(self, entry: Entry) -> bool:
        if self.dimension is not None and entry.item.dimension is not self.dimension:
            return False
        if self.mine is not None and entry.line.owner.id != self.mine:
            return False
        return all(_said(word, entry.words) for word in self.words)

    def told(self, tr: Callable[[Msg], str]) -> list[str]:
        """What it keeps to, in words."""
        found = []
        if self.dimension is not None:
            found.append(f"{self.dimension.number} {tr(self.dimension.title)}")
        if self.mine is not None:
            found.append(tr(msg("only mine")))
        if self.words:
            found.append(f'"{one_line(" ".join(self.words))}"')
        return found


def parse_words(text: str, tr: Callable[[Msg], str]) -> tuple[str, ...]:
    """Words as typed, folded; `负责人:陈` is taken for `owner:陈`."""
    known = {fold(tr(label)): name for name, label in _PREFIXES.items()}
    words = []
    for word in fold(clean(text)).split():
        before, colon, after = word.partition(":")
        words.append(f"{known.get(before, before)}:{after}" if colon else word)
    return tuple(words)


def suggestions(owners: list[str], tr: Callable[[Msg], str]) -> list[str]:
    """What may be typed, the commonest first."""
    owner, state, dimension = (tr(_PREFIXES[name]) for name in ("owner", "state", "dimension"))
    return [
        *map(tr, (LATE, BACK, MANDATORY)),
        *(f"{owner}:{name}" for name in owners),
        *(f"{state}:{tr(found.label)}" for found in ItemState),
        *(f"{dimension}:{tr(found.label)}" for found in Dimension),
    ]


def _said(word: str, words: str) -> bool:
    """Whether the word is there; `owner:chen` only in the line that says the owner."""
    before, colon, after = word.partition(":")
    if not colon or before not in _PREFIXES:
        return word in words
    return any(
        after in line[len(before) + 1 :]
        for line in words.split("\n")
        if line.startswith(f"{before}:")
    )
