"""What a list consists of: columns, and lines in order, some of them folded away.

Nothing here knows the terminal, so the rules by which lines stay or move are plain functions.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from operator import attrgetter
from typing import Any, NamedTuple, TypeAlias

from screens.text import Align

LineId: TypeAlias = Hashable


class Column(NamedTuple):
    """One column; `width` in cells, 0 shares what the fixed columns leave.

    `drop_below`: hidden while the list is narrower than this many cells.
    """

    key: str
    width: int = 0
    min_width: int = 4
    align: Align = "left"
    title: str = ""
    drop_below: int = 0


class Cell(NamedTuple):
    """Text with the name of a style, such as `late`; see `STYLES`."""

    text: str
    style: str = ""


class LateCells(Mapping[str, Cell | str]):
    """Cells that are made when their row is first seen. Two are equal when the same function makes
    them of equal things."""

    def __init__(self, make: Callable[..., Mapping[str, Cell | str]], *of: Any) -> None:
        self._from = (make, of)

    @cached_property
    def _made(self) -> Mapping[str, Cell | str]:
        make, of = self._from
        return make(*of)

    def __getitem__(self, key: str) -> Cell | str:
        return self._made[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, LateCells) and self._from == other._from


class Row(NamedTuple):
    """One record. `layout` names another set of columns than the list's own."""

    id: LineId
    cells: Mapping[str, Cell | str]
    depth: int = 0
    style: str = ""
    layout: str = ""
    also: str = ""
    """Words that find this row although no cell shows them."""

    def cell(self, key: str) -> Cell:
        """The cell of a column; empty when the row has none there."""
        cell = self.cells.get(key, "")
        return cell if isinstance(cell, Cell) else Cell(cell)

    def says(self, needle: str) -> bool:
        """Whether a cell, or `also`, holds `needle`, which is casefolded."""
        cells = (c if isinstance(c, str) else c.text for c in self.cells.values())
        return needle in "\n".join((self.also, *cells)).casefold()


class Group(NamedTuple):
    """A heading that folds the lines up to the next group: `-- LATE 2   hint  ---- note`."""

    id: LineId
    title: str
    n: int | None = None
    folded: bool = False
    note: str = ""
    hint: str = ""
    style: str = ""


class TextLine(NamedTuple):
    """A line the cursor passes over; empty it is a blank line."""

    text: str = ""
    style: str = ""

    @property
    def id(self) -> None:
        """None, as nobody can go there."""


class Rule(NamedTuple):
    """A heading the cursor passes over; it folds nothing."""

    title: str = ""
    note: str = ""
    hint: str = ""
    style: str = ""

    @property
    def id(self) -> None:
        """None, as nobody can go there."""


Line: TypeAlias = Row | Group | TextLine | Rule
_ID = attrgetter("id")


class Lines:
    """The lines of a list, which of them are shown, and where each id is."""

    def __init__(self) -> None:
        self.all: list[Line] = []
        self.shown: list[Line] = []
        self.folds: dict[LineId, bool] = {}
        self._position: dict[LineId, int] = {}
        self._shown_at: dict[LineId, int] = {}
        # A group's own `folded` counts when it is first seen; from then on the user decides.

    def replace(self, lines: Iterable[Line]) -> None:
        """Take `lines` for all there were. Raises ValueError when two have the same id."""
        everything = list(lines)
        position = {line.id: i for i, line in enumerate(everything) if line.id is not None}
        if len(position) != sum(line.id is not None for line in everything):
            raise ValueError("two lines of a list have the same id")
        self.all, self._position = everything, position
        self._show()

    def replace_one(self, line: Row | Group) -> int | None:
        """Take `line` for the one with its id; where it is shown, None when it is not."""
        position = self._position.get(line.id)
        if position is None:
            return None
        self.all[position] = line
        index = self._shown_at.get(line.id)
        if index is not None:
            self.shown[index] = line
        return index

    def fold(self, group: LineId, folded: bool) -> None:
        self.folds[group] = folded
        self._show()

    def is_folded(self, group: Group) -> bool:
        return self.folds[group.id]

    def get(self, id_: LineId | None) -> Line | None:
        """The line with this id, shown or folded away."""
        position = self._position.get(id_)
        return None if position is None else self.all[position]

    def at(self, id_: LineId | None) -> int | None:
        """Where the id is among the shown lines."""
        return self._shown_at.get(id_)

    def group_of(self, id_: LineId | None) -> Group | None:
        """The group that holds this line."""
        position = self._position.get(id_)
        if position is None:
            return None
        for line in reversed(self.all[:position]):
            if isinstance(line, Group):
                return line
        return None

    def members(self, group: LineId) -> list[Row]:
        rows: list[Row] = []
        for line in self.all[self._position.get(group, len(self.all)) + 1 :]:
            if isinstance(line, Group):
                break
            if isinstance(line, Row):
                rows.append(line)
        return rows

    def _show(self) -> None:
        shown: list[Line] = []
        folded = False
        for line in self.all:
            if isinstance(line, Group):
                folded = self.folds.setdefault(line.id, line.folded)
                shown.append(line)
            elif not folded:
                shown.append(line)
        self.shown = shown
        self._shown_at = {line.id: i for i, line in enumerate(shown) if line.id is not None}


def same_order(old: Sequence[Line], new: Sequence[Line]) -> bool:
    """Whether `new` puts the same ids on the same lines."""
    return list(map(_ID, old)) == list(map(_ID, new))


def leaving(old: Sequence[Line], new: Sequence[Line]) -> frozenset[LineId]:
    """Ids of `old` that are not in `new`."""
    return frozenset(map(_ID, old)).difference(map(_ID, new), (None,))


def moving(old: Sequence[Line], new: Sequence[Line]) -> frozenset[LineId]:
    """Rows of `old` that change their group, or their place among the rows that keep it."""
    before, after = _groups(old), _groups(new)
    moved = {id_ for id_, group in before.items() if id_ in after and after[id_] != group}
    if [i for i in before if i in after and i not in moved] == [
        i for i in after if i in before and i not in moved
    ]:
        return frozenset(moved)
    place = {id_: i for i, id_ in enumerate(after)}
    staying = [id_ for id_ in before if id_ in place and id_ not in moved]
    kept = _longest_rising([place[id_] for id_ in staying])
    return frozenset(moved.union(id_ for i, id_ in enumerate(staying) if i not in kept))


def _groups(lines: Sequence[Line]) -> dict[LineId, LineId | None]:
    """The group of each row, in the order of the rows."""
    groups: dict[LineId, LineId | None] = {}
    group: LineId | None = None
    for line in lines:
        if isinstance(line, Row):
            groups[line.id] = group
        elif isinstance(line, Group):
            group = line.id
    return groups


def _longest_rising(numbers: list[int]) -> set[int]:
    """Indexes of a longest rising subsequence (patience sorting)."""
    tops: list[int] = []
    top_index: list[int] = []
    before: list[int] = []
    for i, number in enumerate(numbers):
        pile = bisect_left(tops, number)
        before.append(top_index[pile - 1] if pile else -1)
        tops[pile : pile + 1] = [number]
        top_index[pile : pile + 1] = [i]
    kept: set[int] = set()
    i = top_index[-1] if top_index else -1
    while i >= 0:
        kept.add(i)
        i = before[i]
    return kept


def neighbour(shown: Sequence[Line], index: int, lines: Lines) -> LineId | None:
    """The id to take the cursor when the line at `index` is no longer shown in `lines`.

    The next row below that still is; else the next above; else a group.
    """
    candidates = [*shown[index + 1 :], *reversed(shown[:index])]
    candidates.sort(key=lambda line: not isinstance(line, Row))
    return next((line.id for line in candidates if lines.at(line.id) is not None), None)
