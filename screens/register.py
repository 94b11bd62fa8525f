"""A register as a table: records added and changed in place, pasted, filtered, sorted, written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar

from textual import work
from textual.binding import BindingType
from textual.widget import Widget

from screens.field_text import Open, placeholder
from screens.fields import EditingScreen, names_somebody
from screens.filtering import ask_words, kept_to, listed, none_has
from screens.naming import meant
from screens.new_row import NewRow
from screens.pasting import paste, type_rows
from screens.sheet_lines import table_columns, table_row
from screens.widgets.keyline import to_bindings
from screens.widgets.rowlist import Column, Done, Line, LineId, RowList
from screens.widgets.rowlist.messages import Chosen, EditCancelled, Edited, PastedRows
from workbench.domain import record
from workbench.domain.errors import Busy, WorkbenchError
from workbench.domain.message import msg, nmsg
from workbench.domain.record import Field, Record, Register
from workbench.services import tables

_NEW = ("record", 0)


class RegisterScreen(EditingScreen):
    """Any declared register of a handover; the cursor begins on the record `at` if one is given."""

    SCOPE = "register"
    BINDINGS: ClassVar[list[BindingType]] = [*EditingScreen.BINDINGS, *to_bindings("register")]

    def __init__(self, handover: int, register: str, at: int | None = None) -> None:
        super().__init__(handover)
        self._register = register
        self.begin_on(("record", at))
        self._words = ""
        self._by: Field | None = None
        self._backwards = False
        self._new: NewRow | None = None

    @property
    def entry(self) -> Register:
        return record.get(self._register)

    def body(self) -> Iterable[Widget]:
        rows = RowList(classes="body")
        yield rows.header
        yield rows

    def display_lines(self, show: Callable[[Iterable[Line]], None]) -> None:
        self.rows.set_columns(self._columns())
        self.rows.empty_text = self._empty()
        lines = self._lines()
        self._tell_title(len(lines))
        if self._new is not None:
            lines.append(self._new.row(_NEW))
        show(lines)

    def _columns(self) -> list[Column]:
        return table_columns(self.names, self.entry, self.room)

    def _lines(self) -> list[Line]:
        found = listed(self, self.entry, self._words, self._by, self._backwards)
        return [table_row(self.names, self.entry, r) for r in found]

    def _tell_title(self, shown: int) -> None:
        total = len(self.dossier.listed(self._register))
        parts = [self.tr(self.entry.title), self.dossier.handover.code]
        if self._words:
            parts += kept_to(self, shown, total, self._words)
        else:
            parts.append(self.tr(nmsg("{n} record", "{n} records", total)))
        if self._by is not None:
            by = self._by.kind.label
            way = msg("by {field}, backwards", field=by) if self._backwards else None
            parts.append(self.tr(way or msg("by {field}", field=by)))
        self.title_text(" " + "   ".join(parts))

    def _empty(self) -> str:
        if self._words and self.dossier.listed(self._register):
            return none_has(self, "register.filter")
        if self.entry.parents:
            return self.tr(msg("Nothing here yet."))
        return self.tr(
            msg(
                "Nothing here yet.\n{add} adds a record, {rows} takes pasted rows, "
                "{file} an Excel or CSV file.",
                add=self.key_of("register.add"),
                rows=self.key_of("register.paste"),
                file=self.key_of("register.import"),
            )
        )

    # What the cursor is on

    def spot(self) -> Sequence[int | str]:
        at = self.under_cursor
        return [self._handover, self._register, *([at] if at is not None else [])]

    @property
    def under_cursor(self) -> int | None:
        return self._at.id if self._at is not None else None

    @property
    def _at(self) -> Record | None:
        at = self.rows.cursor_id
        return self.dossier.get(at[1]) if isinstance(at, tuple) else None

    def _chosen_ids(self) -> list[int]:
        """The marked records in the order shown, else the one under the cursor."""
        shown = [line.id[1] for line in self.rows.lines if isinstance(line.id, tuple)]
        marked = {at[1] for at in self.rows.marked if isinstance(at, tuple)}
        at = self._at
        return [i for i in shown if i in marked] or ([at.id] if at is not None else [])

    def on_row_list_chosen(self, event: Chosen) -> None:
        if event.id == _NEW:
            self.action_add()
        elif self._at is not None:
            self.host.open_record(self._handover, self._at.id)

    # Changing in place

    def action_edit(self) -> None:
        if self.rows.marked:
            self._edit_marked()
        elif self._at is not None:
            here = self.open.field.name if self.open is not None else self.entry.named_by
            shown = [f.name for f in self._fields()]
            self._edit_cell(self._at, here if here in shown else shown[0])

    def _fields(self) -> list[Field]:
        """The fields that have a column and are typed."""
        fields = [self.entry.by_name.get(c.key) for c in self._columns()]
        return [f for f in fields if f is not None and not f.kind.fixed]

    def _edit_cell(self, found: Record, field: str) -> None:
        self.start_edit(found, self.entry.field(field), ("record", found.id), field, typed=True)

    def typed_in_line(self, event: Edited) -> None:
        if event.id == _NEW and self._new is not None:
            self._new_typed(self._new, event)
        else:
            super().typed_in_line(event)

    def left_in_line(self, event: EditCancelled) -> None:
        if event.id == _NEW and self._new is not None:
            self._new.keep(event.column, event.value)
            self.host.drafts.forget(self._new.place(event.column))
            self._new = None
            self.reload()
        else:
            super().left_in_line(event)

    def edit_left(self, opened: Open, done: Done) -> None:
        """Tab goes on to the next column, up and down to the same column of another row."""
        fields = [f.name for f in self._fields()]
        if done == "enter" or opened.field.name not in fields:
            return
        at = fields.index(opened.field.name)
        if done in ("up", "down"):
            getattr(self.rows, f"action_{done}")()
        else:
            at += 1 if done == "tab" else -1
        found = self._at
        moved = found is not None and (found.id != opened.record or done in ("tab", "back"))
        if found is not None and moved and 0 <= at < len(fields):
            self._edit_cell(found, fields[at])

    @work
    async def _edit_marked(self) -> None:
        """One field of all marked records, in one change set."""
        from workbench.services import records

        ids, seen = self._chosen_ids(), self.dossier
        options = [
            (f.name, self.tr(f.kind.label), "")
            for f in tables.ordered(self.entry)
            if not f.kind.fixed and not f.kind.multiline and self.names.may_edit(f)
        ]
        name = await self.choose(
            nmsg("Change of {n} record", "Change of {n} records", len(ids)), options
        )
        if name is None:
            return
        text = await self.ask_until_taken(self.entry.field(name))
        if text is None:
            return
        outcome = await self.act(
            lambda ws: records.bulk_edit(ws, self._handover, ids, name, text), seen=seen
        )
        if outcome is not None and not outcome.refused:
            self.rows.clear_marks()

    # A new record, a cell at a time

    def action_add(self) -> None:
        if self.entry.parents:
            self.say(msg("it is added on the sheet of the record it belongs to"))
            return
        if not self.rows.is_editing:
            shown = {f.name for f in self._fields()}
            self._new = NewRow(self.ws, self._handover, self.entry, shown)
            self.reload()
            self._edit_new(self._new, self._new.first_empty)

    def _edit_new(self, new: NewRow, field: str) -> None:
        kind = self.entry.field(field).kind
        hint = placeholder(kind, self.entry.field(field).default, self.names)
        draft = self.host.drafts.at(new.place(field))
        text = draft.text if draft is not None else new.texts.get(field, "")
        known = self.known_names(self.entry.field(field))
        self.rows.edit(_NEW, field, text, placeholder=hint, width=24, names=known)

    def place_of(self, line: LineId, column: str) -> tuple[str, str] | None:
        if line != _NEW or self._new is None:
            return super().place_of(line, column)
        return self._new.place(column), self._new.texts.get(column, "")

    def _new_typed(self, new: NewRow, event: Edited) -> None:
        # What is left empty stays as a new record has it.
        field = self.entry.field(event.column)
        problem = self.problem(field, event.value) if event.value.strip() else None
        if problem is not None:
            self.edit_again(problem)
        elif names_somebody(field) and self.may_be_known(event.value):
            self._name_new(new, event)
        else:
            self._new_kept(new, event, event.value)

    @work
    async def _name_new(self, new: NewRow, event: Edited) -> None:
        """A part of a name was typed: the cell opens again if the user does not say whose."""
        name = await meant(self, self._handover, event.value)
        if name is None:
            self.edit_again(msg("not saved yet"))
        else:
            self._new_kept(new, event, name)

    def _new_kept(self, new: NewRow, event: Edited, text: str) -> None:
        new.keep(event.column, text)
        self.host.drafts.forget(new.place(event.column))
        way = -1 if event.done in ("back", "up") else 1
        after = new.beside(event.column, way)
        if after is not None:
            self.reload()
            self._edit_new(new, after)
        elif way < 0:
            self._edit_new(new, event.column)
        else:
            self._save_new(new, event)

    def _save_new(self, new: NewRow, event: Edited) -> None:
        from workbench.services import namesakes

        before = self.dossier
        try:
            made = new.save()
        except Busy:
            self._edit_new(new, event.column)
            self.again_in_line(event)
            return
        except WorkbenchError as problem:
            self._edit_new(new, new.lacking or event.column)
            self.rows.edit_failed(self.tr(problem.message))
            return
        self._new = None
        self.reload()
        self.show_undo()
        self.rows.move_to(("record", made))
        told = namesakes.beside(self.dossier, made)
        if told is not None and not self.host.names_hidden:
            self.say(told, "warn")
        elif self._register != "person":
            self.tell_joined(before, new.texts)
        if self._register == "topic":
            self._ask_who(made)

    @work
    async def _ask_who(self, topic: int) -> None:
        """Of a new topic at once: who knows it; then it is said whether he is the only one."""
        from screens.leaving.topics import say_who_knows

        await say_who_knows(self, self._handover, topic)

    # Rows from elsewhere

    def on_row_list_pasted_rows(self, event: PastedRows) -> None:
        if self._new is not None:
            self._new = None
            self.reload()
        self._paste(event.rows)

    @work
    async def _paste(self, rows: Sequence[Sequence[str]]) -> None:
        await paste(self, self.entry, rows)

    @work
    async def action_paste(self) -> None:
        if self.entry.parents:
            self.say(msg("it is added on the sheet of the record it belongs to"))
        else:
            await type_rows(self, self._handover, self.entry)

    @work
    async def action_import(self) -> None:
        """Rows of a spreadsheet or CSV file."""
        from screens.importing import ImportScreen

        await self.app.push_screen_wait(ImportScreen(self._handover, register=self._register))

    @work
    async def action_merge(self) -> None:
        from screens.merging import merge_marked

        await merge_marked(self, self._chosen_ids())

    @work
    async def action_export(self) -> None:
        from screens.register_out import write_register

        await write_register(self, self.entry)

    # Which, and in which order

    @work
    async def action_filter(self) -> None:
        words = await ask_words(self, self.entry, self._words)
        if words is not None:
            self._words = words
            self.reload()

    @work
    async def action_sort(self) -> None:
        options: list[tuple[str, str, str]] = [("", self.tr(msg("as they were put")), "")]
        options += [(f.name, self.tr(f.kind.label), "") for f in tables.ordered(self.entry)]
        current = self._by.name if self._by is not None else ""
        name = await self.choose(
            msg("Sort by; the same again turns it round"), options, current=current
        )
        if name is None:
            return
        self._backwards = name == current and bool(name) and not self._backwards
        self._by = self.entry.field(name) if name else None
        self.reload()

    # The rest

    def action_log(self) -> None:
        """Of the record under the cursor."""
        from screens.log import LogScreen

        if self._at is not None:
            self.app.push_screen(LogScreen(self._handover, self.dossier.key(self._at)))
        else:
            self.say_nowhere()

    def action_note(self) -> None:
        if self._at is not None:
            self.write_note(self._at.id)
        else:
            self.say_nowhere()

    @work
    async def action_delete(self) -> None:
        from workbench.services import records

        ids, seen = self._chosen_ids(), self.dossier
        if not ids:
            self.say_nowhere()
            return
        if len(ids) > 1:
            lines = [r for r in self.rows.lines if isinstance(r.id, tuple) and r.id[1] in ids]
            title = nmsg("Delete {n} record?", "Delete {n} records?", len(ids))
            if not await self.confirm(title, lines, self._columns()):
                return
        await self.act(
            lambda ws: records.delete(ws, self._handover, ids),
            done=nmsg("{n} record deleted", "{n} records deleted", len(ids)),
            seen=seen,
        )
