"""One record with all its fields, what hangs under it, and its log; every field edited in place."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import ClassVar

from textual import work
from textual.binding import BindingType
from textual.widget import Widget

from screens.field_text import Open, has_key
from screens.fields import EditingScreen
from screens.sheet_lines import Sheet, children
from screens.text import one_line
from screens.widgets.keyline import to_bindings
from screens.widgets.oneline import OneLine
from screens.widgets.rowlist import Done, Line, RowList, TextLine
from screens.widgets.rowlist.messages import Chosen
from workbench.domain import record
from workbench.domain.kinds import RefKind
from workbench.domain.machine import StateKind
from workbench.domain.message import msg
from workbench.domain.record import Field, Record, Register
from workbench.domain.registers.item import Item
from workbench.domain.registers.person import Person
from workbench.language import SUPPORTED
from workbench.services import tables

_LOG_SHOWN = 10


class SheetScreen(EditingScreen):
    """A record of any register; the cursor begins on `field` if one is named."""

    SCOPE = "sheet"
    BINDINGS: ClassVar[list[BindingType]] = [*EditingScreen.BINDINGS, *to_bindings("sheet")]
    DEFAULT_CSS = """
    SheetScreen > .about { height: 1; color: $text-muted; }
    """

    def __init__(self, handover: int, record_id: int, field: str = "") -> None:
        super().__init__(handover)
        self._record = record_id
        self._wanted = field
        self._fresh = True

    def body(self) -> Iterable[Widget]:
        rows = RowList(classes="body")
        rows.takes_rows = False
        yield rows
        yield OneLine(classes="about")

    @property
    def record_shown(self) -> int:
        return self._record

    @property
    def found(self) -> Record | None:
        return self.dossier.get(self._record)

    def display_lines(self, show: Callable[[Iterable[Line]], None]) -> None:
        from workbench.services.history import history

        found, rows = self.found, self.rows
        if found is None:
            deleted = self.tr(msg("Deleted"))
            self.title_text(f" {deleted}")
            words = msg("This record has been deleted; who did so can bring it back with undo.")
            rows.set_lines([TextLine(f" {self.tr(words)}")])
            return
        entry = record.of(type(found))
        name = one_line(self.names.title_of(found.id))
        key = f"{self.dossier.key(found)} " if has_key(found) else ""
        self.title_text(f" {key}{self.tr(entry.one)}   {name}")
        sheet = Sheet(self.names, found, self.room, self.tr, self._wanted, self.key_of("sheet.add"))
        for layout, columns in sheet.columns().items():
            rows.set_columns(columns, layout=layout)
        if self._fresh:
            # The state stands first, but what people come for is below it.
            first = next((f.name for f in sheet.typed_fields()), "")
            self.begin_on(("field", self._wanted or first))
            self._fresh = False
        show(sheet.lines(history(self.ws, self._handover, found.id, _LOG_SHOWN)))
        self.tell()

    # The cursor

    def spot(self) -> Sequence[int | str]:
        at = self.rows.cursor_id
        on_field = isinstance(at, tuple) and at[0] in ("field", "other")
        field = at[1] if isinstance(at, tuple) and on_field else ""
        return [self._handover, self._record, field]

    @property
    def under_cursor(self) -> int:
        return self._record

    @property
    def field(self) -> Field | None:
        """The field the cursor is on."""
        found, at = self.found, self.rows.cursor_id
        if found is None or not isinstance(at, tuple) or at[0] != "field":
            return None
        return record.of(type(found)).field(at[1])

    @property
    def _moves(self) -> bool:
        """Whether the record has states of its own that it is moved through here."""
        from screens.moving import machine_of

        return self.found is not None and machine_of(self.found) is not None

    def tell(self) -> None:
        field = self.field
        words = []
        if field is not None:
            if isinstance(field.kind, StateKind):
                words.append(
                    msg(
                        "{key} moves it on, by what is done; nobody types it.",
                        key=self.key_of("sheet.state"),
                    )
                    if isinstance(self.found, Item) or self._moves
                    else msg("It follows from what is done; nobody types it.")
                )
            elif field.kind.fixed:
                words.append(msg("Set by the program."))
            if field.kind.help is not None:
                words.append(field.kind.help)
            if field.kind.private:
                words.append(msg("Private: stays out of exports."))
        text = " ".join(map(self.tr, words))
        self.query_one(".about", OneLine).show(f" {text}" if text else "")

    def on_row_list_chosen(self, event: Chosen) -> None:
        found, field = self.found, self.field
        moves = isinstance(found, Item) or self._moves
        if moves and field is not None and isinstance(field.kind, StateKind):
            self.action_state()
        elif found is not None and field is not None:
            self.start_edit(found, field, ("field", field.name), "value")
        elif isinstance(event.id, tuple) and event.id[0] == "record":
            self.host.open_record(self._handover, event.id[1])
        elif found is not None and isinstance(event.id, tuple) and event.id[0] == "other":
            lang = next(x for x in SUPPORTED if x != self.tr.lang)
            field = record.of(type(found)).field(event.id[1])
            self.start_edit(found, field, event.id, "value", lang=lang)

    def edit_left(self, opened: Open, done: Done) -> None:
        """Enter goes on to the next field; tab opens it, too."""
        if done in ("up", "down"):
            getattr(self.rows, f"action_{done}")()
            return
        found = self.found
        if found is None or opened.line == ("other", opened.field.name):
            return
        names = [f.name for f in Sheet(self.names, found, 80, self.tr).typed_fields()]
        at = names.index(opened.field.name) + (-1 if done == "back" else 1)
        if 0 <= at < len(names):
            self.rows.move_to(("field", names[at]))
            if done == "enter":
                return
            field = record.of(type(found)).field(names[at])
            if not field.kind.choices(self.names) and not isinstance(field.kind, RefKind):
                self.start_edit(found, field, ("field", field.name), "value")

    # Other records

    def action_next(self) -> None:
        self._turn(1)

    def action_previous(self) -> None:
        self._turn(-1)

    def _turn(self, way: int) -> None:
        found = self.found
        ids = self._beside(found) if found is not None else []
        at = ids.index(self._record) + way if self._record in ids else -1
        if 0 <= at < len(ids):
            self._record, self._wanted = ids[at], ""
            self.reload()
        else:
            self.say(msg("there is no further one"))

    def _beside(self, found: Record) -> list[int]:
        """The records to turn over: the register; proofs and notes within what they belong to."""
        entry = record.of(type(found))
        if entry.name not in self.dossier.registers:
            return []
        listed = self.dossier.listed(entry.name)
        return [r.id for r in listed if not entry.parents or r.parent == found.parent]

    def idle(self) -> Collection[str]:
        found = self.found
        unused = set[str]()
        if not isinstance(found, Person):
            unused.add("sheet.erase")
        if not isinstance(found, Item):
            unused.add("sheet.proof")
            if not self._moves:
                unused.add("sheet.state")
        return unused

    def action_go(self) -> None:
        found, field, at = self.found, self.field, self.rows.cursor_id
        value = getattr(found, field.name) if found is not None and field is not None else None
        if field is not None and isinstance(field.kind, RefKind) and value is not None:
            self.host.open_record(self._handover, value)
        elif isinstance(at, tuple) and at[0] == "record":
            self.host.open_record(self._handover, at[1])
        elif found is not None and found.parent is not None:
            self.host.open_record(self._handover, found.parent)
        elif isinstance(found, Person) and found.leaves:
            from screens.leaving import ReleaseScreen

            self.app.push_screen(ReleaseScreen(self._handover, found.id))
        else:
            self.say(msg("nothing here names another record"))

    # What hangs under it

    def action_note(self) -> None:
        self.write_note(self._record)

    @work
    async def action_proof(self) -> None:
        await self._add_proof()

    async def _add_proof(self) -> None:
        from screens import prompts

        if not isinstance(self.found, Item):
            self.say(msg("proofs are for items of the checklist"))
            return
        await prompts.proof(self, self._handover, self._record)
        self.show_undo()

    @work
    async def action_add(self) -> None:
        """A row in the table the cursor is in; asks for the table when it is in none."""
        found = self.found
        if found is None:
            return
        possible = children(self.dossier, found)
        here = self._section()
        if here not in possible:
            options = [(r, self.tr(r.one), "") for r in possible]
            chosen = options[0][0] if len(options) == 1 else None
            here = chosen or await self.choose(msg("Add what?"), options)
        if here is None:
            return
        if here.name == "note":
            self.write_note(self._record)
        elif here.name == "evidence":
            await self._add_proof()
        else:
            await self._add_below(here)

    def _section(self) -> Register | None:
        """The register of the table the cursor is in."""
        at = self.rows.cursor_id
        if not isinstance(at, tuple):
            return None
        if at[0] == "group" and at[1]:
            return record.get(at[1])
        below = self.dossier.get(at[1]) if at[0] == "record" else None
        return record.of(type(below)) if below is not None else None

    async def _add_below(self, entry: Register) -> None:
        """Its naming field and core fields, one question each; empty answers are left empty."""
        from workbench.services import records

        texts: dict[str, str] = {}
        for field in tables.asked(entry):
            text = await self.ask_until_taken(field)
            if text is None:
                return
            if text:
                texts[field.name] = text
        before = self.dossier
        made = await self.carry_out(
            lambda ws: records.add(ws, self._handover, entry.name, texts, parent=self._record)
        )
        if made is not None:
            self.reload()
            self.show_undo()
            self.tell_joined(before, texts)
            self.rows.move_to(("record", made))

    # The record itself

    def action_log(self) -> None:
        """All that was done to it; of a note or a proof, to what it belongs to."""
        from screens.log import LogScreen

        found = self.found
        while found is not None and not has_key(found):
            found = self.dossier.get(found.parent)
        self.app.push_screen(LogScreen(self._handover, self.dossier.key(found) if found else ""))

    @work
    async def action_erase(self) -> None:
        from screens.erasing import erase_person

        if isinstance(self.found, Person):
            await erase_person(self, self._handover, self.found)
        else:
            self.say(msg("people are erased here; a text by handover erase CODE --text -"))

    @work
    async def action_state(self) -> None:
        from screens import moving, prompts

        found = self.found
        if isinstance(found, Item):
            await prompts.any_move(self, found)
        elif found is not None:
            await moving.move(self, self._handover, found)
        self.show_undo()

    @work
    async def action_delete(self) -> None:
        """Delete the record under the cursor of a table in the sheet, else the sheet's own."""
        from workbench.services import records

        at, found = self.rows.cursor_id, self.found
        if found is None:
            return
        if found.id == self._handover:
            self.say(msg("a handover is not deleted; it can be archived"))
            return
        below = at[1] if isinstance(at, tuple) and at[0] == "record" else None
        gone = below or found.id
        outcome = await self.act(lambda ws: records.delete(ws, self._handover, [gone]))
        if outcome is not None and outcome.done and below is None:
            self.dismiss()
