"""What of a checklist is shown: a dimension, only mine, or what words name."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from screens.handover.listing import Entry, Mark
from screens.text import one_line
from workbench.domain.frozen import dataclass
from workbench.domain.journey import Dimension
from workbench.domain.message import Msg, msg, pmsg
from workbench.domain.registers.item import ItemState
from workbench.services.filtering import Term, in_every_language, quoted, terms

_NAMES = {
    "is": pmsg("filter", "is"),
    "owner": msg("owner"),
    "state": msg("state"),
    "dimension": msg("dimension"),
    "stage": msg("stage"),
}


@dataclass(frozen=True, slots=True)
class Filter:
    """An item is shown when everything here is true of it. `mine` is a person's record id;
    `typed` is what the terms were read from."""

    dimension: Dimension | None = None
    mine: int | None = None
    typed: str = ""
    terms: tuple[Term, ...] = ()

    def __bool__(self) -> bool:
        return self != Filter()

    def shows(self, entry: Entry) -> bool:
        if self.dimension is not None and entry.item.dimension is not self.dimension:
            return False
        if self.mine is not None and entry.line.owner.id != self.mine:
            return False
        return all(term.meets(entry.words, entry.facts) for term in self.terms)

    def told(self, tr: Callable[[Msg], str]) -> list[str]:
        """What it keeps to, in words."""
        found = []
        if self.dimension is not None:
            found.append(f"{self.dimension.number} {tr(self.dimension.title)}")
        if self.mine is not None:
            found.append(tr(msg("only mine")))
        if self.typed:
            plain = all(not term.name for term in self.terms)
            found.append(f'"{one_line(self.typed)}"' if plain else one_line(self.typed))
        return found


def parse(typed: str) -> tuple[Term, ...]:
    """What was typed, read in any language: `责任人:陈` is `owner:陈`."""
    return terms(typed, _names())


def suggestions(owners: list[str], tr: Callable[[Msg], str]) -> list[str]:
    """What may be typed, the commonest first."""
    names = {name: tr(label) for name, label in _NAMES.items()}
    return [
        *(quoted(names["is"], tr(found.label)) for found in Mark),
        *(quoted(names["owner"], found) for found in owners),
        *(quoted(names["state"], tr(found.label)) for found in ItemState),
        *(quoted(names["dimension"], tr(found.label)) for found in Dimension),
    ]


@cache
def _names() -> dict[str, str]:
    return {
        typed: name for name, label in _NAMES.items() for typed in in_every_language(label).split()
    }
