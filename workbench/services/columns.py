"""What the columns of a table are for: from its titles, from what was said before, from its cells.

One way for every register; what is not understood is shown as left out and can be said.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from workbench.domain import record
from workbench.domain.amounts import DayKind, DueKind
from workbench.domain.dossier import Reading
from workbench.domain.kinds import ChoiceKind, RefKind
from workbench.domain.machine import StateKind
from workbench.domain.message import Msg, msg
from workbench.domain.record import Field, Register
from workbench.domain.text import fold
from workbench.exchange import titles
from workbench.exchange.drafts import Source
from workbench.exchange.phrases import mark_of, target
from workbench.exchange.register_csv import KEY as KEY_LABEL
from workbench.exchange.register_csv import UNDER as UNDER_LABEL
from workbench.exchange.sheet import Sheet, fingerprint
from workbench.exchange.table_drafts import (
    HEADING,
    KEY,
    NOTE,
    OWNER,
    PROOFS,
    STAMP,
    STATUS,
    UNDER,
    Layout,
    drafts,
)
from workbench.language import translators
from workbench.services.column_cells import ROLE, SAMPLE, by_cells, longest
from workbench.services.tables import ordered
from workbench.services.workspace import Workspace

STAMP_LABEL = msg("As of")
_LOOKED_AT = 40  # rows from the top in which titles are looked for
_REMEMBERED = "import.columns"
_KEPT = 60  # sets of titles that are remembered

# Of items, what a title of a list is for.
_OF_ITEMS = {"owner": OWNER, "status": STATUS, "proof": PROOFS, "note": NOTE, "heading": HEADING}
_LABELS = {
    OWNER: msg("Owner"),
    STATUS: msg("State"),
    PROOFS: msg("Proofs"),
    NOTE: msg("Note"),
    HEADING: msg("Heading"),
    KEY: KEY_LABEL,
    UNDER: UNDER_LABEL,
    STAMP: STAMP_LABEL,
}
_INSTEAD = {"person", "state", "due"}  # of items: said by OWNER and STATUS

_SKIP = "@skip"  # set by the program: written out for people to read


def targets(entry: Register) -> list[tuple[str, Msg]]:
    """What a column of this register may be for, with its word, in the order of importance."""
    # A state moves by its own acts, whose guards a file does not pass; an item's is said by STATUS.
    fields = [(f.name, f.kind.label) for f in ordered(entry) if not f.kind.fixed]
    if entry.name == "item":
        own = [OWNER, "due", STATUS, PROOFS, NOTE, HEADING]
        others = [(n, label) for n, label in fields if n not in (*_INSTEAD, "text")]
        first = [("text", record.get("item").field("text").kind.label)]
        return [
            *first,
            *((n, _LABELS.get(n) or entry.field(n).kind.label) for n in own),
            *others,
            *((n, _LABELS[n]) for n in (KEY, UNDER)),
        ]
    fields += [(name, fold.label) for name, (_, fold) in record.folded(entry).items()]
    ends = [KEY, *([UNDER] if entry.parents or entry.tree else [])]
    notes = record.get("note").hangs_under(entry.name)
    return [*fields, *((n, _LABELS[n]) for n in [*ends, *([NOTE] if notes else [])])]


def label(entry: Register, name: str) -> Msg:
    """The word for what a column is for."""
    if name in _LABELS:
        return _LABELS[name]
    folded = record.folded(entry)
    if name in folded:
        return folded[name][1].label
    return entry.field(name).kind.label if name else msg("left out")


def layout(ws: Workspace, view: Reading, entry: Register, sheet: Sheet) -> Layout:
    """The titles of a sheet and what each column is for; as the user said it last for the same
    titles."""
    header, found = _titles_of(view, entry, sheet)
    if header is None:
        columns = by_cells(view, entry, sheet)
    else:
        columns = _unless_data(view, entry, sheet, header, found)
        kept = (ws.memory.get(_REMEMBERED) or {}).get(_place(entry, sheet, header))
        known = {"", *(name for name, _ in targets(entry)), STAMP}
        if kept is not None and len(kept) == len(columns) and set(kept) <= known:
            columns = list(kept)
    return _with_days(entry, Layout(header, tuple(columns)))


def corrected(
    ws: Workspace, entry: Register, sheet: Sheet, before: Layout, column: int, name: str
) -> Layout:
    """The layout with one column for something else, kept for the next file of these titles."""
    columns = [
        "" if c == name and name not in (NOTE, PROOFS, HEADING) else c for c in before.columns
    ]
    columns[column] = name
    after = _with_days(entry, replace(before, columns=tuple(columns)))
    if before.header is not None:
        kept = dict(ws.memory.get(_REMEMBERED) or {})
        place = _place(entry, sheet, before.header)
        kept.pop(place, None)
        kept[place] = list(columns)
        ws.memory.set(_REMEMBERED, dict(list(kept.items())[-_KEPT:]))
    return after


def source(entry: Register, sheet: Sheet, found: Layout) -> Source:
    made, code = drafts(sheet, found, entry.name)
    name = f"{sheet.file} {sheet.name}".strip()
    return Source(name, entry.name, made, sheet.name or sheet.file, code)


def _place(entry: Register, sheet: Sheet, header: int) -> str:
    return f"{entry.name}:{fingerprint(sheet.rows[header])}"


def _with_days(entry: Register, found: Layout) -> Layout:
    days = set()
    for n, name in enumerate(found.columns):
        field = entry.by_name.get(name)
        if field is not None and isinstance(field.kind, DayKind | DueKind):
            days.add(n)
    return replace(found, days=frozenset(days))


# --- titles ------------------------------------------------------------------------------------


def _titles_of(view: Reading, entry: Register, sheet: Sheet) -> tuple[int | None, list[str]]:
    """The row of titles below the banners, and what they name."""
    words = _words(view, entry)
    header: int | None
    best: tuple[int, int | None, list[str]] = (0, None, [])
    for n, row in enumerate(sheet.rows[:_LOOKED_AT]):
        found = _named(words, entry, row)
        exact = sum(bool(name) and name != _SKIP for name in found)
        known, filled = sum(map(bool, found)), sum(bool(cell) for cell in row)
        enough = _naming(entry) & set(found) or exact > (1 if entry.name == "item" else 2)
        if exact > best[0] and (known > 1 or filled < 3) and enough:
            best = (exact, n, found)
    if best[1] is not None:
        header, found = best[1], best[2]
    else:
        # Of titles in words that are mostly unknown, those that are known are.
        header = _looks_titled(sheet)
        found = _named(words, entry, sheet.rows[header]) if header is not None else []
    found += [""] * (sheet.width - len(found))
    return header, _loosely(words, sheet.rows[header], found) if header is not None else found


def _naming(entry: Register) -> set[str]:
    """One of these must be among the titles: what names a record, or its key."""
    return {entry.named_by, KEY}


def _words(view: Reading, entry: Register) -> dict[str, str]:
    """What each title means: our own words in every language, then those of others."""
    each: list[Callable[[Msg], str]] = [view.tr, *translators()]
    words: dict[str, str] = {}
    for translate in each:
        for name, said in [*targets(entry), (STAMP, STAMP_LABEL)]:
            words.setdefault(titles.tidy(translate(said)), name)
    for name, _ in targets(entry):
        if not name.startswith("@"):
            words.setdefault(fold(name), name)
    for field in entry.fields:
        if field.kind.fixed and not (entry.name == "item" and isinstance(field.kind, StateKind)):
            for translate in each:
                words.setdefault(titles.tidy(translate(field.kind.label)), _SKIP)
    # A word of others goes to the field that comes first.
    for name, _ in targets(entry):
        for word in titles.words_for("note" if name == NOTE else name, entry.name):
            words.setdefault(word, name)
    if entry.name == "item":
        for word in ("负责岗位", "role", "seat"):
            words.setdefault(word, OWNER)
    return words


def _named(words: dict[str, str], entry: Register, row: Sequence[str]) -> list[str]:
    found: list[str] = []
    for cell in row:
        title = titles.tidy(cell)
        name = words.get(title, "")
        if entry.name == "item" and not name.startswith("@"):
            kind = target(title)
            name = _OF_ITEMS.get(kind, kind) or name
        taken = name in found and name not in (NOTE, PROOFS, HEADING, _SKIP)
        found.append("" if taken else name)
    return found


def _loosely(words: dict[str, str], row: Sequence[str], found: list[str]) -> list[str]:
    """Longer titles that speak of a field nothing else is called by."""
    for n, cell in enumerate(row):
        title = titles.tidy(cell)
        if not title or found[n]:
            continue
        for word, name in words.items():
            if name not in found and name not in (KEY, UNDER, STAMP) and titles.fits(title, word):
                found[n] = name
                break
    return found


def _looks_titled(sheet: Sheet) -> int | None:
    """The row below the banners if it is titles in words nobody here knows: short, no numbers, all
    unlike."""
    at = next((n for n, row in enumerate(sheet.rows[:_LOOKED_AT]) if sum(map(bool, row)) > 1), None)
    if at is None or len(sheet.rows) < at + 3:
        return None
    first = [c.split("\n")[0] for c in sheet.rows[at] if c]
    below = [c for row in sheet.rows[at + 1 : at + 6] for c in row]
    titled = (
        len(sheet.rows[at]) == len({*sheet.rows[at]} - {""}) + list(sheet.rows[at]).count("")
        and all(len(c) < 40 and not re.search(r"\d", c) for c in first)
        and any(re.search(r"\d", c) for c in below)
        and not any(ROLE.search(c) for c in first)
    )
    return at if titled else None


def _unless_data(
    view: Reading, entry: Register, sheet: Sheet, header: int, found: list[str]
) -> list[str]:
    """Without the columns whose cells are mostly none of that; what an item's table says beside
    is a note."""
    kept = list(found)
    rows = sheet.rows[header + 1 : header + 1 + SAMPLE]
    # A row with one cell is a heading between the others.
    rows = [r for r in rows if sum(map(bool, r)) > 1] or rows
    for n, name in enumerate(found):
        cells = [r[n] for r in rows if n < len(r) and r[n]]
        if not cells:
            continue
        if name == KEY and not ({STAMP, UNDER} & set(found) or _our_keys(view, entry, cells)):
            # Their own numbers; an item keeps them in its note.
            letters = any(c[:1].isalpha() for c in cells)
            kept[n] = NOTE if entry.name == "item" and letters else ""
        elif name in entry.references:
            kept[n] = _choice_of(view, entry, entry.field(name), cells, kept) or name
        elif not name and entry.name == "item" and n < len(sheet.rows[header]):
            kept[n] = _unknown(sheet.rows[header][n], cells, kept)
    kept = ["" if name == _SKIP else name for name in kept]
    if entry.name == "item" and "text" not in kept and KEY not in kept:
        kept = longest(sheet, header, kept)
    return kept


def _choice_of(
    view: Reading, entry: Register, meant: Field, cells: Sequence[str], columns: Sequence[str]
) -> str:
    """The field that the cells are the choices of, where no column is for it and none of them is
    called so in what the column is `meant` for: of `Contract`, say, that holds `outsourced` and
    `staff`."""
    if isinstance(meant.kind, RefKind) and any(view.find(meant.kind.register, c) for c in cells):
        return ""
    for field in entry.fields:
        free = isinstance(field.kind, ChoiceKind) and field.name not in columns
        if free and not field.kind.fixed and _words_of(field).issuperset(map(fold, cells)):
            return field.name
    return ""


def _words_of(field: Field) -> set[str]:
    """The choices of a field in full: half a word, such as `second`, may be a name."""
    members: Iterable[Any] = field.kind.options if isinstance(field.kind, ChoiceKind) else ()
    labels = (translate(m.label) for m in members for translate in translators())
    return {*titles.said(field.name), *map(fold, labels), *(fold(str(m.value)) for m in members)}


def _unknown(title: str, cells: Sequence[str], columns: Sequence[str]) -> str:
    """What a column of an item's table is for whose title says nothing."""
    if not title or all(re.fullmatch(r"[\d.]{1,6}", c) for c in cells):
        return ""
    if all(map(mark_of, cells)):
        return NOTE if STATUS in columns else STATUS
    # The same words again and again are what the rows are grouped by.
    if HEADING not in columns and len(cells) > 5 and len({*cells}) * 3 <= len(cells):
        return HEADING
    return NOTE


def _our_keys(view: Reading, entry: Register, cells: Sequence[str]) -> bool:
    ours = fold(entry.prefix or view.dossier.handover.code)
    return any(fold(cell.rpartition("-")[0]) == ours for cell in cells)
