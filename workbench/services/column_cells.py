"""What the columns of a table without titles are for, from their cells."""

from __future__ import annotations

import re
from collections.abc import Sequence

from workbench.domain.amounts import DayKind
from workbench.domain.dossier import Reading
from workbench.domain.errors import BadValue
from workbench.domain.kinds import RefKind, TextKind
from workbench.domain.record import Field, Register
from workbench.domain.text import clean
from workbench.exchange.phrases import mark_of
from workbench.exchange.sheet import Sheet
from workbench.exchange.table_drafts import NOTE, STATUS
from workbench.services.import_cell import parsed
from workbench.services.tables import ordered

SAMPLE = 200  # rows by which a column is judged
ROLE = re.compile(
    r"\b(?:manager|lead|leader|head|engineer|developer|architect|analyst|owner|officer|tester|"
    r"director|specialist|consultant|administrator|admin|dba|sre|pm|coordinator|trainer|clerk|"
    r"support|operator|designer|assistant|sponsor)\b|经理|工程师|负责人|主管|专员|总监|架构师|"
    r"分析师|组长|顾问|助理|开发|测试|运维|发起人|值班|客服",
    re.IGNORECASE,
)
_SPAN = re.compile(r"\+? ?\d{1,4} ?(?:d|w|days?|weeks?|天|日|周|个?月|months?)", re.IGNORECASE)
_DAY = re.compile(r"\d{4}[-./年] ?\d{1,2}[-./月] ?\d{1,2}日?")


def by_cells(view: Reading, entry: Register, sheet: Sheet) -> list[str]:
    """A field for each column without titles, by what the cells could be."""
    rows = sheet.rows[:SAMPLE]
    cells = [[r[n] for r in rows if n < len(r) and r[n]] for n in range(sheet.width)]
    if entry.name == "person":
        return _people(view, entry, cells)
    if entry.name == "item":
        found = longest(sheet, -1, _people(view, entry, cells, ("due",)))
        said = [n for n, c in enumerate(cells) if not found[n] and c and all(map(mark_of, c))]
        return [STATUS if n in said[:1] else name for n, name in enumerate(found)]
    pool = [f for f in ordered(entry) if not f.kind.fixed]
    found_fields: list[Field | None] = []
    for place, column in enumerate(cells):
        free = [f for f in pool if f not in found_fields]
        own = pool[place] if place < len(pool) and pool[place] in free else None
        fitting = [f for f in free if column and all(_fits(f, cell, view) for cell in column)]
        strict = [f for f in fitting if not isinstance(f.kind, TextKind | RefKind)]
        if own is not None and (own in fitting or place == 0):
            found_fields.append(own)
        else:
            found_fields.append(next(iter([*strict, *fitting]), own))
    return [f.name if f is not None else "" for f in found_fields]


def _people(
    view: Reading,
    entry: Register,
    cells: Sequence[Sequence[str]],
    first: Sequence[str] = ("release", "fte", "side", "employment"),
) -> list[str]:
    """Days, sides and numbers first, then roles and names."""
    found: dict[int, str] = {}
    for name in first:
        field = entry.field(name)
        for n, column in enumerate(cells):
            if n not in found and sum(_fits(field, c, view) for c in column) * 2 > len(column):
                found[n] = name
                break
    if entry.name == "item":
        return [found.get(n, "") for n in range(len(cells))]
    notice = next((n for n, column in enumerate(cells) if column and all(map(_is_span, column))), 0)
    if notice and notice not in found:
        found[notice] = "notice"
    rest = [n for n in range(len(cells)) if n not in found and cells[n]]
    if len(rest) > 1:
        role = max(rest, key=lambda n: (sum(bool(ROLE.search(c)) for c in cells[n]), n != rest[0]))
        names = [n for n in rest if n != role]
        # Where nothing looks like a role, and the same few words come again, they work for those.
        words = cells[role]
        firm = not any(map(ROLE.search, words)) and 2 * len({*words}) <= len(words)
        found |= {role: "organisation" if firm else "role", names[0]: "name"}
        if len(names) > 1:
            found[names[1]] = "role" if firm else "organisation"
    elif rest:
        found[rest[0]] = "name"
    return [found.get(n, "") for n in range(len(cells))]


def _is_span(cell: str) -> bool:
    return bool(_SPAN.fullmatch(clean(cell)))


def _fits(field: Field, cell: str, view: Reading) -> bool:
    text = clean(cell)
    if isinstance(field.kind, DayKind) and (_is_span(text) or _DAY.fullmatch(text)):
        # `30 days` is no day of a table; one that does not exist is, and its row is refused.
        return not _is_span(text)
    try:
        parsed(field, text, view)
    except BadValue:
        return False
    return True


def longest(sheet: Sheet, header: int, columns: list[str]) -> list[str]:
    """The column with most words as what is to be done."""
    free = [n for n, name in enumerate(columns) if name in ("", NOTE)]
    body = sheet.rows[header + 1 : header + 1 + SAMPLE]
    size = {n: sum(len(r[n]) for r in body if n < len(r)) for n in free}
    if free:
        columns[max(free, key=lambda n: size[n])] = "text"
    return columns
