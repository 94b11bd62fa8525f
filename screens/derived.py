"""Columns of a register's table that follow from other records."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from screens.names import Names
from workbench.domain.message import Msg, listed, msg
from workbench.domain.record import Record
from workbench.domain.registers.topic import Topic
from workbench.figures.knowing import can


@dataclass(frozen=True, slots=True)
class Derived:
    """A column behind the one that names the record; nobody types into it."""

    name: str
    title: Msg
    width: int
    before: str
    """A field that gives way to it where there is little room."""
    shown: Callable[[Names, Record], str]


def _known_by(names: Names, found: Record) -> str:
    if not isinstance(found, Topic):
        return ""
    able = can(names.reading.dossier, found.id)
    if not able:
        return names.tr(msg("nobody"))
    return names.tr(msg("{text}", text=listed([names.title_of(p.id) for p in able])))


DERIVED: Final[Mapping[str, Derived]] = {
    "topic": Derived("known_by", msg("Who knows it"), 13, "track", _known_by),
}
"""By register."""
