"""How the preview of an import looks: what was understood, what is refused, then every row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from screens.text import width, wrapped
from screens.widgets.rowlist import Cell, Column, Group, Line, Row, Rule, TextLine
from workbench.domain import record
from workbench.domain.dossier import Reading
from workbench.domain.message import Msg, msg, nmsg
from workbench.domain.secrets import without_secrets
from workbench.exchange.sheet import hollow
from workbench.exchange.table_drafts import NOTE, left_out
from workbench.pack.wrap import cut
from workbench.services.import_states import states_left_out

if TYPE_CHECKING:
    from workbench.services.files_in import Opened
    from workbench.services.import_row import Guess
    from workbench.services.importing import Plan
    from workbench.services.importing import Row as Planned

_MARKS = {"todo": "[ ]", "done": "[x]", "na": "[-]"}
_STATES = {"claimed": "[x]", "na": "[-]", "doing": "[.]", "blocked": "[!]"}
_STYLES = {"new": "ok", "changed": "warn", "same": "muted", "contested": "late",
           "refused": "late", "left": "muted"}  # fmt: skip
_ORDER = ("new", "changed", "contested", "refused", "left", "same")
_PLACE = 20  # cells of a file's name and the line, at most
_OWNER = 16
_WIDE = 100  # cells from which a line says its file too
_CELL = 18  # cells a column of the preview has at most
_FEW = 9  # guesses that stay open

_KINDS = {"due": msg("date"), "owner": msg("owner"), "status": msg("state"),
          "side": msg("organisation"), "currency": msg("number without currency")}  # fmt: skip


class PreviewLines:
    """The lines of one plan, and the columns they stand in; `key` is the widest one's."""

    def __init__(self, view: Reading, plan: Plan, found: Opened, cells: int) -> None:
        from workbench.services.columns import label

        self._view, self._plan, self._found, self._cells = view, plan, found, cells
        self._items = plan.source.register == "item"
        self.key = "text" if self._items else record.get(plan.source.register).named_by
        entry = record.get(plan.source.register)
        layout = found.layout
        known = {*entry.by_name, *record.folded(entry)}
        columns = layout.columns if layout is not None and not self._items else ()
        self._fields = {c: view.tr(label(entry, c)) for c in columns if c in known}
        self._owner = any({"person", "seat"} & set(row.values) for row in plan.rows)

    def columns(self) -> list[Column]:
        rows = self._plan.rows
        fate = max((width(self._view.tr(row.fate.label)) for row in rows), default=4)
        place = max((width(self._place(row)) for row in rows), default=4)
        if self._items:
            due = max((width(self._value(r, "due")) for r in rows), default=0)
            return [
                Column("mark", 3),
                Column("text", 0, 20),
                *([Column("due", due, drop_below=70)] if due else []),
                *([Column("owner", _OWNER, drop_below=76)] if self._owner else []),
                Column("place", place, drop_below=60),
                Column("fate", fate),
            ]
        made = [Column("place", min(place, _PLACE), drop_below=60), Column("fate", fate)]
        for name, title in self._fields.items():
            longest = max((width(self._cell(r, name)) for r in rows), default=0)
            if name == self.key:
                made.append(Column(name, 0, 12))
            else:
                made.append(Column(name, min(_CELL, max(longest, width(title)))))
        return made

    def lines(self) -> Iterator[Line]:
        tr = self._view.tr
        yield from self._understood()
        rows = list(enumerate(self._plan.rows))
        if not self._items:
            yield from self._by_fate(rows)
            return
        for fate in ("refused", "contested"):
            some = [(n, row) for n, row in rows if row.fate.value == fate]
            if not some:
                continue
            hint = tr(msg("space takes the file's word")) if fate == "contested" else ""
            title = tr(some[0][1].fate.label).upper()
            yield Group(("group", fate), title, len(some), hint=hint, style="late")
            for n, row in some:
                yield self._row(n, row)
                yield from self._beneath(row)
        others = [(n, row) for n, row in rows if row.fate.value not in ("refused", "contested")]
        if len(others) < len(rows) or self._plan.guesses or self._found.layout is not None:
            yield Group(("group", "rows"), tr(msg("as in the file")).upper(), len(others))
        yield from self._in_order(others)

    def _by_fate(self, rows: list[tuple[int, Planned]]) -> Iterator[Line]:
        """Rows of a table: what it changes before what is there already."""
        tr = self._view.tr
        titles: dict[str, Cell | str] = {n: Cell(t, "strong") for n, t in self._fields.items()}
        for fate in _ORDER:
            some = [(n, row) for n, row in rows if row.fate.value == fate]
            if not some:
                continue
            hint = tr(msg("space takes the file's word")) if fate == "contested" else ""
            style = "late" if fate in ("refused", "contested") else ""
            title = tr(some[0][1].fate.label).upper()
            yield Group(("group", fate), title, len(some), hint=hint, style=style)
            if titles:
                yield Row("titles", titles)
                titles = {}
            for n, row in some:
                yield self._row(n, row)
                yield from self._beneath(row)

    def _beneath(self, row: Planned) -> Iterator[Line]:
        """Why a row is not taken, or what it would change."""
        if row.why is not None:
            for line in wrapped(f"{row.place}: {self._view.tr(row.why)}", self._cells - 7):
                yield TextLine(f"     {line}", "late")
        elif told := self._told(row):
            yield TextLine(f"     {told}", _STYLES[row.fate.value])

    def _in_order(self, rows: list[tuple[int, Planned]]) -> Iterator[Line]:
        above: tuple[str, ...] = ()
        for n, row in rows:
            headings = row.draft.headings
            if self._items and headings != above and row.draft.depth == 0:
                yield Rule(" / ".join(headings[-2:])) if headings else TextLine()
                above = headings
            yield self._row(n, row)
            yield from self._beneath(row)

    # --- what was understood ------------------------------------------------------------------

    def _understood(self) -> Iterator[Line]:
        sheet = self._found.sheet
        if sheet is not None and sheet.hollow:
            yield TextLine(f" {self._view.tr(hollow(sheet.hollow))}", "warn")
        layout = self._found.layout
        if sheet is not None and layout is not None and (out := left_out(sheet, layout)):
            for line in wrapped(self._view.tr(out), self._cells - 2):
                yield TextLine(f" {line}", "warn")
        entry = record.get(self._plan.source.register)
        states = states_left_out(entry, sheet, layout) if sheet and layout else None
        if states is not None:
            yield TextLine(f" {self._view.tr(states)}", "warn")
        for place, remark in self._found.remarks:
            yield TextLine(f" {place}: {self._view.tr(remark)}", "warn")
        tr, guesses = self._view.tr, self._plan.guesses
        for said in self._plan.also:
            yield TextLine(f" {tr(said)}", "warn")
        columns = list(self._columns_said())
        if not guesses and not columns:
            return
        hint = tr(msg("enter corrects it"))
        # A table whose titles all say what they are has nothing to correct.
        plain = (
            layout is not None
            and layout.header is not None
            and all(layout.columns)
            and NOTE not in layout.columns
        )
        many = len(guesses) + len(columns) > _FEW or (plain and not guesses)
        title = tr(msg("what it understood")).upper()
        yield Group("understood", title, len(guesses) + len(columns), many, hint=hint)
        yield from columns
        for guess in guesses:
            yield Row(
                ("phrase", guess.kind, guess.words),
                {
                    "text": f"{tr(_KINDS[guess.kind])}: {guess.words}",
                    "owner": self._meant(guess),
                    "place": Cell(tr(nmsg("{n} line", "{n} lines", guess.count)), "muted"),
                },
                layout="guess",
            )

    def _columns_said(self) -> Iterator[Row]:
        from workbench.services import columns

        sheet, layout = self._found.sheet, self._found.layout
        if sheet is None or layout is None:
            return
        entry, tr = record.get(self._plan.source.register), self._view.tr
        for n, title in enumerate(layout.titles(sheet)):
            name = layout.columns[n]
            below = sheet.rows[layout.header + 1 :] if layout.header is not None else sheet.rows
            example = next((r[n] for r in below if n < len(r) and r[n]), "")
            if not title and not example:
                continue
            said = tr(columns.label(entry, name))
            yield Row(
                ("column", n),
                {
                    "text": tr(msg("column: {title}", title=title or example)),
                    "owner": Cell(said, "" if name else "muted"),
                    "place": Cell(cut(" ".join(example.split()), _PLACE), "muted"),
                },
                layout="guess",
            )

    @staticmethod
    def guess_columns() -> list[Column]:
        return [Column("text", 0, 20), Column("owner", 26), Column("place", 14, drop_below=60)]

    def _meant(self, guess: Guess) -> Cell:
        from workbench.services.import_items import meant

        words = meant(self._view, guess.kind, guess.value)
        said = words if isinstance(words, str) else self._view.tr(words)
        return Cell(said, "" if guess.value else "muted")

    # --- rows ---------------------------------------------------------------------------------

    def _row(self, n: int, row: Planned) -> Row:
        tr = self._view.tr
        cells: dict[str, Cell | str] = {
            "place": Cell(self._place(row), "muted"),
            "fate": Cell(tr(row.fate.label), _STYLES[row.fate.value]),
        }
        if not self._items:
            cells |= {name: self._cell(row, name) for name in self._fields}
            return Row(("row", n), cells, also=self._told(row))
        state = row.values.get("state")
        cells["mark"] = _STATES.get(state.value, "[ ]") if state else _MARKS[row.draft.mark]
        cells["text"] = without_secrets(row.draft.cells.get("text") or row.draft.key)
        cells["due"] = self._value(row, "due")
        seat = self._value(row, "seat")
        cells["owner"] = self._value(row, "person") or (f"{seat} ?" if seat else "")
        return Row(("row", n), cells, depth=row.draft.depth)

    def _value(self, row: Planned, name: str) -> str:
        if name not in row.values:
            return ""
        from workbench.services.import_row import shown

        return shown(record.get("item").field(name), row.values[name], self._view)

    def _cell(self, row: Planned, name: str) -> str:
        return without_secrets(" ".join(row.draft.cells.get(name, "").split()))

    def _told(self, row: Planned) -> str:
        """What a row would change of what is there, and what stays though it says otherwise."""
        tr = self._view.tr
        if row.fate.value != "changed":
            return "; ".join(map(tr, self._staying(row)))
        parts: list[Msg] = [
            msg("{field}: {before} -> {after}", field=label, before=old or "-", after=new)
            for label, old, new in row.changes(self._plan.source.register, self._view)
        ]
        if row.proofs:
            parts.append(nmsg("{n} proof", "{n} proofs", len(row.proofs)))
        if row.notes:
            parts.append(nmsg("{n} note", "{n} notes", len(row.notes)))
        parts += self._staying(row)
        return "; ".join(map(tr, parts))

    def _staying(self, row: Planned) -> Iterator[Msg]:
        known = self._view.dossier.get(row.record)
        for field in (record.get(self._plan.source.register).field(name) for name in row.stays):
            old = field.kind.show(getattr(known, field.name), self._view)
            yield msg("{field}: stays {value}", field=field.kind.label, value=old)

    def _place(self, row: Planned) -> str:
        """`list.md:12`, of a long name only the start; where that is too wide, the line, of a
        sheet its row."""
        sheet = self._found.sheet
        if sheet is not None or self._cells < _WIDE:
            return str(row.draft.line)
        name, _, line = row.draft.place.rpartition(":")
        return f"{cut(name, _PLACE - len(line))}:{line}"
