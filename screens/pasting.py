"""Rows pasted into a register: shown with what would become of each, then put in at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from screens.fields import EditingScreen
from screens.text import width
from screens.widgets.rowlist import Cell, Column, Line, Row, TextLine
from workbench.domain.message import Msg, msg, nmsg
from workbench.domain.record import Field, Register

if TYPE_CHECKING:
    from workbench.domain.dossier import Dossier
    from workbench.services.editing import Outcome
    from workbench.services.importing import Fate
    from workbench.services.workspace import Workspace

_CELL = 18  # cells a column of the preview has at most
_STYLES = {"new": "ok", "changed": "warn", "same": "muted", "refused": "late"}


@dataclass(frozen=True, slots=True)
class _Row:
    """One pasted row: its place from 1, its cells by the preview's fields, and its fate."""

    place: int
    cells: Sequence[str]
    fate: Fate
    why: str = ""


@dataclass(frozen=True, slots=True)
class _Preview:
    fields: Sequence[Field]
    rows: Sequence[_Row]
    headed: bool
    carry_out: Callable[[Workspace], Outcome]
    seen: Dossier

    def count(self, *keys: str) -> int:
        return sum(row.fate.key in keys for row in self.rows)


async def paste(screen: EditingScreen, entry: Register, rows: Sequence[Sequence[str]]) -> bool:
    """Show what pasting would do, and do it if the user agrees; whether it was done."""
    plan = _people if entry.name == "person" else _records
    found = screen.attempt(lambda: plan(screen, entry, rows))
    if found is None:
        return False
    todo = found.count("new", "changed")
    title = msg(
        "{register}: {new} new, {changed} changed, {same} already there, {refused} refused",
        register=entry.title,
        new=found.count("new"),
        changed=found.count("changed"),
        same=found.count("same"),
        refused=found.count("refused"),
    )
    if (
        not await screen.confirm(title, _lines(screen, found), _columns(found, screen.tr))
        or not todo
    ):
        return False
    outcome = await screen.act(
        found.carry_out,
        done=nmsg("{n} record put in", "{n} records put in", todo),
        seen=found.seen,
    )
    return outcome is not None and bool(outcome.done)


def _records(screen: EditingScreen, entry: Register, rows: Sequence[Sequence[str]]) -> _Preview:
    from workbench.services import records, tables
    from workbench.services.importing import Fate

    handover = screen.dossier.handover.id
    view = screen.ws.reading(handover)
    plan = tables.plan_paste(view, entry, rows)

    def fate(row: tables.PastedRow) -> Fate:
        if row.why is not None:
            return Fate.REFUSED
        return Fate.SAME if row.known else Fate.NEW

    return _Preview(
        plan.fields,
        [
            _Row(r.place, r.cells, fate(r), screen.tr(r.why) if r.why is not None else "")
            for r in plan.rows
        ],
        plan.headed,
        lambda ws: records.paste(
            ws,
            handover,
            entry.name,
            [f.name for f in plan.fields],
            [row.cells for row in plan.new],
        ),
        view.dossier,
    )


def _people(screen: EditingScreen, entry: Register, rows: Sequence[Sequence[str]]) -> _Preview:
    """A roster: its columns are known by what they hold, its people by their names."""
    from workbench.services.importing import Fate
    from workbench.services.roster_import import PersonRow, apply_people, plan_people

    handover = screen.dossier.handover.id
    plan = plan_people(screen.ws, handover, rows)
    view = screen.ws.reading(handover)
    taken = [(n, entry.field(name)) for n, name in enumerate(plan.columns) if name]

    def why(row: PersonRow) -> str:
        if row.why is not None:
            return screen.tr(row.why)
        if row.fate is not Fate.CHANGED:
            return ""
        changes = (
            msg("{field}: {before} -> {after}", field=label, before=old or "-", after=new)
            for label, old, new in row.shown(view)
        )
        return "; ".join(map(screen.tr, changes))

    def cells(row: PersonRow) -> list[str]:
        raw = plan.pasted[row.row - 1]
        return [raw[n] if n < len(raw) else "" for n, _ in taken]

    return _Preview(
        [field for _, field in taken],
        [_Row(r.row, cells(r), r.fate, why(r)) for r in plan.rows],
        bool(plan.pasted) and not plan.pasted[0],
        lambda ws: apply_people(ws, plan),
        plan.seen,
    )


def _columns(found: _Preview, tr: Callable[[Msg], str]) -> list[Column]:
    """A column a field, as wide as its longest cell."""
    made = [Column("place", 4, align="right"), Column("fate", 13)]
    for n, field in enumerate(found.fields):
        title = width(tr(field.kind.label))
        longest = max((width(row.cells[n]) for row in found.rows), default=0)
        made.append(Column(field.name, min(_CELL, max(longest, title))))
    return made


def _lines(screen: EditingScreen, found: _Preview) -> list[Line]:
    titles: dict[str, Cell | str] = {
        f.name: Cell(screen.tr(f.kind.label), "strong") for f in found.fields
    }
    made: list[Line] = [Row("titles", titles)]
    for row in found.rows:
        cells: dict[str, Cell | str] = {
            f.name: cell for f, cell in zip(found.fields, row.cells, strict=True)
        }
        cells["place"] = str(row.place)
        cells["fate"] = Cell(screen.tr(row.fate.label), _STYLES[row.fate.key])
        made.append(Row(row.place, cells, also=row.why))
        if row.why:
            made.append(TextLine(f"      {row.why}", _STYLES[row.fate.key]))
    if not found.headed:
        made += [TextLine(), TextLine(f" {screen.tr(_GUESSED)}", "muted")]
    return made


_GUESSED: Msg = msg("The columns are guessed; a first row with their names decides otherwise.")


def rows_of(name: str) -> list[list[str]]:
    """The rows of a CSV file; raises BadFile."""
    from workbench.exchange import csv_file
    from workbench.files import read_bytes

    path = Path(name).expanduser()
    return csv_file.read(read_bytes(path), str(path))
