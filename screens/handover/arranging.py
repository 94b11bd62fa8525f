"""How the items of a checklist are grouped, and the lines of the list that come of it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import date
from typing import Final, NamedTuple

from screens.handover.listing import Entry, owner_name
from screens.names import Names
from screens.text import one_line
from screens.widgets.rowlist import Group, Line, LineId, Row, Rule
from workbench.domain.journey import Dimension, Stage
from workbench.domain.labelled import Labelled
from workbench.domain.message import Msg, msg
from workbench.domain.registers.item import ItemState
from workbench.figures.checklist import Bucket

NEW: Final = ("new", 0)
"""The id of the row in which an item is being typed."""


class Grouping(Labelled):
    """Ways to group, in the order they are offered."""

    MATTER = "matter", msg("by what matters now")
    STAGE = "stage", msg("by stage")
    DIMENSION = "dimension", msg("by dimension")
    OWNER = "owner", msg("by owner")
    LISTED = "listed", msg("as listed, parts under their item")


class Adding(NamedTuple):
    """Items being typed one after the other: below which row, and where in the list they go.

    `made` stay there until the last one is typed, wherever they belong.
    """

    below: LineId | None
    parent: int | None
    after: int | None
    depth: int
    made: tuple[int, ...] = ()


def arrange(
    entries: Sequence[Entry], grouping: Grouping, names: Names, *, filtered: bool, room: int
) -> list[Line]:
    """The lines of the list. `room` is how many of them are seen at a time."""
    if grouping is Grouping.LISTED:
        return _under_headings(_rows(entries), entries)
    if grouping is Grouping.MATTER:
        return _by_matter(entries, names, filtered, room)
    made: list[Line] = []
    for key, title, members in _groups(entries, grouping, names):
        made.append(Group((grouping, key, filtered), title, len(members)))
        made += _rows(members)
    return _noted(made, names)


def with_new(
    lines: Sequence[Line], adding: Adding, typed: Iterable[Entry], label: str
) -> list[Line]:
    """The lines with those items, and the row of the next one, below the row it began at."""
    place = next((i + 1 for i, line in enumerate(lines) if line.id == adding.below), len(lines))
    above = lines[place - 1] if place else None
    while place < len(lines) and above is not None and _depth(lines[place]) > _depth(above):
        place += 1
    rows = [entry.row._replace(depth=adding.depth) for entry in typed]
    new = Row(NEW, {"mark": "[ ]", "owner": label}, depth=adding.depth)
    return [*lines[:place], *rows, new, *lines[place:]]


def _by_matter(entries: Sequence[Entry], names: Names, filtered: bool, room: int) -> list[Line]:
    by_bucket: dict[Bucket, list[Entry]] = {bucket: [] for bucket in Bucket}
    for entry in entries:
        by_bucket[entry.bucket].append(entry)
    made: list[Line] = []
    for bucket, members in by_bucket.items():
        if not members:
            continue
        group_id = (Grouping.MATTER, bucket, filtered)
        if bucket is Bucket.DONE:
            made.append(Group(group_id, _done(members, names), folded=not filtered))
            made += [entry.row for entry in members]
            continue
        crowded = bool(made) and len(made) + len(members) + 2 > room
        later = bucket is Bucket.LATER and crowded and not filtered
        style = _STYLES.get(bucket, "")
        made.append(
            Group(group_id, names.tr(bucket.label), len(members), folded=later, style=style)
        )
        made += [entry.row for entry in sorted(members, key=_when)]
    return _noted(made, names)


def _done(members: Iterable[Entry], names: Names) -> str:
    states = [entry.line.state for entry in members]
    return names.tr(
        msg(
            "DONE {verified} verified, {waived} waived, {na} not applicable",
            verified=states.count(ItemState.VERIFIED),
            waived=states.count(ItemState.WAIVED),
            na=states.count(ItemState.NOT_APPLICABLE),
        )
    )


def _when(entry: Entry) -> date:
    return entry.line.deadline or date.max


def _groups(
    entries: Sequence[Entry], grouping: Grouping, names: Names
) -> list[tuple[Hashable, str, list[Entry]]]:
    """Key, title and members of each group that has some; what belongs to none comes last."""
    of, title, nowhere = _ways(names)[grouping]
    found: dict[Hashable, list[Entry]] = {}
    for entry in entries:
        found.setdefault(of(entry), []).append(entry)
    titled = [
        (key, title(members[0]) if key is not None else names.tr(nowhere), members)
        for key, members in found.items()
    ]
    # Stages and dimensions begin with their number, so their titles sort as they follow.
    return sorted(titled, key=lambda group: (group[0] is None, group[1].casefold()))


def _ways(
    names: Names,
) -> dict[Grouping, tuple[Callable[[Entry], Hashable], Callable[[Entry], str], Msg]]:
    def stage(entry: Entry) -> str:
        found: Stage | None = entry.item.stage
        return f"{found.value} {names.tr(found.title)}" if found else ""

    def dimension(entry: Entry) -> str:
        found: Dimension | None = entry.item.dimension
        return f"{found.number} {names.tr(found.title)}" if found else ""

    return {
        Grouping.STAGE: (lambda e: e.item.stage, stage, msg("WITHOUT A STAGE")),
        Grouping.DIMENSION: (lambda e: e.item.dimension, dimension, msg("WITHOUT A DIMENSION")),
        Grouping.OWNER: (
            lambda e: e.line.owner.id,
            lambda e: owner_name(e.line.owner, names),
            msg("WITHOUT AN OWNER"),
        ),
    }


def _rows(entries: Iterable[Entry]) -> list[Line]:
    """Rows in their order, each as deep as it has items above it here."""
    depths: dict[int | None, int] = {}
    made: list[Line] = []
    for entry in entries:
        depth = depths[entry.item.id] = depths.get(entry.item.parent, -1) + 1
        made.append(entry.row._replace(depth=depth) if depth else entry.row)
    return made


def _under_headings(rows: Sequence[Line], entries: Iterable[Entry]) -> list[Line]:
    """Rows below the headings of the list they came from; what was added since stays where it is
    put."""
    above: tuple[str, ...] = ()
    made: list[Line] = []
    for row, entry in zip(rows, entries, strict=True):
        headings = entry.item.headings
        if headings and headings != above and not _depth(row):
            made.append(Rule(" / ".join(map(one_line, headings[-2:]))))
            above = headings
        made.append(row)
    return made


def _noted(lines: list[Line], names: Names) -> list[Line]:
    """The first heading says what the last column counts."""
    if lines and isinstance(lines[0], Group):
        lines[0] = lines[0]._replace(note=names.tr(msg("proof")))
    return lines


def _depth(line: Line) -> int:
    return line.depth if isinstance(line, Row) else 0


_STYLES = {Bucket.BACK: "stop", Bucket.LATE: "late", Bucket.BLOCKED: "late"}
