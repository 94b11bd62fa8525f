"""A register as a table: which columns, which rows in which order, and what a paste would do."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from workbench.domain.dossier import Reading
from workbench.domain.errors import BadValue
from workbench.domain.kinds import ChoiceKind, RefKind, TextKind, View
from workbench.domain.machine import StateKind
from workbench.domain.message import Msg, msg
from workbench.domain.record import Field, Record, Register, get
from workbench.domain.text import clean, fold
from workbench.exchange import register_csv, register_json
from workbench.pack import md
from workbench.services import filtering

MIN_NAME = 16  # cells the naming column has at least
MOST_TITLE = 16  # cells a long title may take beyond what its column needs


def asked(register: Register) -> list[Field]:
    """The fields a new record is asked for: the naming one, then the core ones."""
    name = register.field(register.named_by)
    core = [f for f in register.core if f.name != name.name]
    return [f for f in (name, *core) if not f.kind.fixed]


def ordered(register: Register) -> list[Field]:
    """All fields: the naming one, core, the others as declared, the state last."""
    first = {f.name: f for f in (register.field(register.named_by), *register.core)}
    rest = [f for f in register.fields if f.name not in first]
    rest.sort(key=lambda f: isinstance(f.kind, StateKind))
    return [*first.values(), *rest]


def choices_to_ask_for(register: Register, view: View) -> list[str]:
    """What a filter may ask of the fields that are one of a few, the state first."""
    found: list[str] = []
    for field in reversed(ordered(register)):
        label = view.tr(field.kind.label).replace(" ", "").lower()
        if isinstance(field.kind, ChoiceKind):
            found += [filtering.quoted(label, shown) for _, shown in field.kind.choices(view)]
    return found


def columns(
    register: Register, cells: int, tr: Callable[[Msg], str]
) -> list[tuple[Field, int, str]]:
    """The fields that fit in `cells`, each with its width and title; the naming one has 0: it
    takes what is left. Long text and checksums are for the sheet."""
    name, *others = ordered(register)
    left = cells - MIN_NAME
    chosen = [(name, 0, tr(name.kind.label))]
    state = [f for f in others if isinstance(f.kind, StateKind)]
    for field in [*state, *others]:
        title = tr(field.kind.label)
        width = max(field.kind.width, min(md.cell_width(title), MOST_TITLE))
        if field in [f for f, _, _ in chosen] or field.kind.multiline:
            continue
        if field.kind.fixed and not isinstance(field.kind, StateKind):
            continue
        if width + 1 > left:
            if field.kind.core:
                continue
            break
        left -= width + 1
        chosen.append((field, width, title))
    order = {f.name: place for place, f in enumerate(ordered(register))}
    return sorted(chosen, key=lambda found: order[found[0].name])


def listed(
    view: Reading,
    register: Register,
    *,
    words: str = "",
    by: Field | None = None,
    backwards: bool = False,
    shown: Callable[[Field, Record], str] | None = None,
) -> list[Record]:
    """The records that have all `words`, as `filtering` reads them, sorted by a field.

    Empty values come last in both directions. `shown` gives a value as the user sees it.
    """
    records = list(view.dossier.listed(register.name))
    if words:
        see = shown or (lambda f, r: f.kind.show(getattr(r, f.name), view))
        records = filtering.kept(records, register, words, view, see)
    if by is None:
        return records[::-1] if backwards else records
    keys = {r.id: by.kind.sort_key(getattr(r, by.name), view) for r in records}
    full = [r for r in records if not keys[r.id][0]]
    full.sort(key=lambda r: keys[r.id][1], reverse=backwards)
    return [*full, *(r for r in records if keys[r.id][0])]


# --- pasted rows -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PastedRow:
    """One row: its cells by the plan's fields; `why` it is refused; `known` when it is there."""

    place: int
    cells: tuple[str, ...]
    why: Msg | None = None
    known: bool = False

    @property
    def is_new(self) -> bool:
        return self.why is None and not self.known


@dataclass(frozen=True, slots=True)
class Plan:
    """What pasting would do; `headed` when the first row named the columns."""

    fields: tuple[Field, ...]
    rows: tuple[PastedRow, ...]
    headed: bool

    @property
    def new(self) -> tuple[PastedRow, ...]:
        return tuple(r for r in self.rows if r.is_new)


def plan_paste(view: Reading, register: Register, rows: Sequence[Sequence[str]]) -> Plan:
    """Which columns the rows have, and which rows would go in.

    Columns are those the first row names, in English or Chinese, else those their cells fit
    best, else the naming field and the core ones in order. Nothing is written.
    """
    filled = [(n, row) for n, row in enumerate(rows, 1) if any(cell.strip() for cell in row)]
    width = max((len(row) for _, row in filled), default=0)
    headed = header(view, register, filled[0][1]) if filled else None
    found = headed if headed is not None else guessed(view, register, [r for _, r in filled], width)
    body = filled[1:] if headed is not None else filled
    taken = [(n, f) for n, f in enumerate(found) if f is not None]
    fields = tuple(f for _, f in taken)
    there: dict[Any, list[dict[str, Any]]] = {}
    for known in view.dossier.listed(register.name):
        values = {f.name: getattr(known, f.name) for f in fields}
        there.setdefault(values.get(register.named_by), []).append(values)
    planned = []
    for place, row in body:
        cells = tuple(row[n].strip() if n < len(row) else "" for n, _ in taken)
        planned.append(_planned(view, register, fields, PastedRow(place, cells), there))
    return Plan(fields, tuple(planned), headed is not None)


def header(view: Reading, register: Register, row: Sequence[str]) -> list[Field | None] | None:
    """The fields that a row of titles names, None for each that is no field's; None when it is
    no row of titles: the naming field and no cell that could be data must be among them."""
    titles: dict[str, Field] = {}
    each: list[Callable[[Msg], str]] = [view.tr, *filtering.translators()]
    for translate in each:
        for field in register.fields:
            titles.setdefault(fold(translate(field.kind.label)), field)
    for field in register.fields:
        titles.setdefault(fold(field.name), field)
    found = [titles.get(fold(clean(cell))) for cell in row]
    named = [f for f in found if f is not None]
    if register.field(register.named_by) not in named or len(named) != len({f.name for f in named}):
        return None
    return [f if f is None or not f.kind.fixed else None for f in found]


def guessed(
    view: Reading, register: Register, rows: Sequence[Sequence[str]], width: int
) -> list[Field | None]:
    """A field for each column: the naming one and the core ones in their order, unless a column
    fits one of the other fields and not its own."""
    pool = [f for f in ordered(register) if not f.kind.fixed]
    columns_ = [[row[n] for row in rows if n < len(row) and row[n].strip()] for n in range(width)]
    found: list[Field | None] = []
    for place, cells in enumerate(columns_):
        free = [f for f in pool if f not in found]
        own = pool[place] if place < len(pool) and pool[place] in free else None
        fitting = [f for f in free if cells and all(_fits(f, cell, view) for cell in cells)]
        strict = [f for f in fitting if not isinstance(f.kind, TextKind | RefKind)]
        if own is not None and (own in fitting or place == 0):
            found.append(own)
        else:
            found.append(next(iter([*strict, *fitting]), own))
    return found


def _planned(
    view: Reading,
    register: Register,
    fields: Sequence[Field],
    row: PastedRow,
    there: dict[Any, list[dict[str, Any]]],
) -> PastedRow:
    """What becomes of a row; `there` has the records by their names, and takes this one too."""
    values: dict[str, Any] = {}
    for field, cell in zip(fields, row.cells, strict=True):
        if not cell:
            continue
        try:
            values[field.name] = read(field, cell, view)
        except BadValue as problem:
            label = field.kind.label
            why = msg("{field}: {why}", field=label, why=problem.message)
            return PastedRow(row.place, row.cells, why)
    if not values.get(register.named_by):
        label = register.field(register.named_by).kind.label
        return PastedRow(row.place, row.cells, msg("{field} is missing", field=label))
    same = there.setdefault(values[register.named_by], [])
    if any(all(old[name] == value for name, value in values.items()) for old in same):
        return PastedRow(row.place, row.cells, known=True)
    same.append({f.name: values.get(f.name) for f in fields})
    return row


def read(field: Field, cell: str, view: View) -> Any:
    """The value of a cell; a name nobody has yet stays text, for it will be added."""
    try:
        return field.kind.parse(cell, view)
    except BadValue:
        if isinstance(field.kind, RefKind) and _takes_new(field.kind):
            return clean(cell)
        raise


def _takes_new(kind: RefKind) -> bool:
    entry = get(kind.register)
    return isinstance(entry.field(entry.named_by).kind, TextKind)


def _fits(field: Field, cell: str, view: View) -> bool:
    try:
        read(field, cell, view)
    except BadValue:
        return False
    return True


# --- out -------------------------------------------------------------------------------------


def exported(view: Reading, register: Register, form: str, *, personal: bool = False) -> bytes:
    """The register as `csv`, `json` or `md`; personal and private fields only if asked for."""
    if form == "csv":
        return register_csv.to_csv(view, register, personal=personal, bom=True)
    if form == "json":
        data = register_json.to_json(view, register, personal=personal)
        return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()
    chosen = register_csv.fields(register, personal=personal)
    headers, rows = register_csv.table(view, register, chosen, personal=personal)
    return ("\n".join(md.table(headers, rows)) + "\n").encode()


def has_personal(register: Register) -> bool:
    return any(f.kind.personal or f.kind.private for f in register.fields)
