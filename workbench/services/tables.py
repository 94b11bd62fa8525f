"""A register as a table: which columns, which rows in which order, and as a file."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from workbench.domain.dossier import Reading
from workbench.domain.errors import BadValue
from workbench.domain.kinds import ChoiceKind, RefKind, TextKind, View
from workbench.domain.machine import StateKind
from workbench.domain.message import Msg
from workbench.domain.record import Field, Record, Register, folded, get
from workbench.exchange import register_csv, register_json
from workbench.figures.told import for_others
from workbench.pack import md
from workbench.pack.cells import cell_width
from workbench.services import filtering

MIN_NAME = 16  # cells the naming column has at least
_BESIDE = 40  # characters of a column that names several records
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
    register: Register, cells: int, tr: Callable[[Msg], str], without: str = ""
) -> list[tuple[Field, int, str]]:
    """The fields that fit in `cells`, but for one that is left out, each with its width and title;
    the naming one has 0: it takes what is left. Long text and checksums are for the sheet."""
    name, *others = (f for f in ordered(register) if f.name != without)
    left = cells - MIN_NAME
    chosen = [(name, 0, tr(name.kind.label))]
    state = [f for f in others if isinstance(f.kind, StateKind)]
    for field in [*state, *others]:
        title = tr(field.kind.label)
        width = max(field.kind.width, min(cell_width(title), MOST_TITLE))
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


def read(field: Field, cell: str, view: View) -> Any:
    """The value of a cell; a name nobody has yet stays text, for it will be added."""
    try:
        return field.kind.parse(cell, view)
    except BadValue:
        naming = _naming(field.kind) if isinstance(field.kind, RefKind) else None
        if naming is not None:
            return naming.parse(cell, view)
        raise


def _naming(kind: RefKind) -> TextKind | None:
    """How what it refers to is named, where a name nobody has yet will do."""
    entry = get(kind.register)
    naming = entry.field(entry.named_by).kind
    return naming if isinstance(naming, TextKind) else None


# --- out -------------------------------------------------------------------------------------


def exported(view: Reading, register: Register, form: str, *, personal: bool = False) -> bytes:
    """The register as `csv`, `xlsx`, `json` or `md`; personal fields, and that somebody goes who
    does not know it, only if asked for."""
    view, _ = for_others(view, (register.name,), personal=personal)
    if form == "csv":
        return register_csv.to_csv(view, register, personal=personal, bom=True)
    if form == "xlsx":
        from workbench.exchange import xlsx

        titles, cells = register_csv.typed(view, register, personal=personal)
        chosen = register_csv.fields(register, personal=personal)
        widths = [min(48, max(10, f.kind.width + 4)) for f in chosen]
        beside = [_BESIDE] * len(folded(register))
        widths = [10] * (len(titles) - len(widths) - len(beside)) + widths + beside
        return xlsx.write(view.tr(register.title), titles, cells, widths)
    if form == "json":
        data = register_json.to_json(view, register, personal=personal)
        return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()
    chosen = register_csv.fields(register, personal=personal)
    headers, rows = register_csv.table(view, register, chosen, personal=personal)
    return ("\n".join(md.table(headers, rows)) + "\n").encode()


def has_personal(register: Register) -> bool:
    return any(f.kind.personal or f.kind.private for f in register.fields)
