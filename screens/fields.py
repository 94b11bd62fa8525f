"""How one field of a record is edited, on the sheet and in the table alike.

Text, numbers and dates are typed in line; a choice is made from a list, a reference is typed with
suggestions, a flag turns at once, and long text has a dialog that keeps a draft.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from textual import work

from screens.asking import LEFT
from screens.carrying import WAITING
from screens.dossier import DossierScreen
from screens.field_text import Open, language_of, let_go_of_t0, placeholder, ref_hint, start_text
from screens.naming import joined, meant
from screens.text import apart, width
from screens.widgets.rowlist import Done, LineId
from screens.widgets.rowlist.messages import EditCancelled, Edited, Typed
from workbench.domain.conflict import Conflict, Seen
from workbench.domain.errors import BadValue, Busy, NotFound, WorkbenchError
from workbench.domain.kinds import ChoiceKind, FlagKind, RefKind, TextKind
from workbench.domain.labelled import Side
from workbench.domain.machine import StateKind
from workbench.domain.message import Msg, msg
from workbench.domain.record import Field, Record
from workbench.domain.registers.person import Person
from workbench.domain.text import clean

if TYPE_CHECKING:
    from workbench.domain.dossier import Dossier
    from workbench.services.workspace import Workspace


class EditingScreen(DossierScreen):
    """A screen of one handover on which fields of its records are edited."""

    def __init__(self, handover: int) -> None:
        super().__init__(handover)
        self.open: Open | None = None

    # Beginning

    def start_edit(
        self, found: Record, field: Field, line: LineId, column: str, *, typed: bool = False,
        lang: str = "",
    ) -> None:  # fmt: skip
        """Edit a field in the way of its kind; with `typed` in line whenever that is possible. Of a
        text in two languages it is the one in `lang`, else the one on screen."""
        kind = field.kind
        if self.is_barred():
            return
        if kind.fixed:
            moved = isinstance(kind, StateKind)
            self.say(
                msg("{field} is not typed; it follows from what is done", field=kind.label)
                if moved
                else msg("{field} is set by the program", field=kind.label)
            )
            return
        if not self.names.may_edit(field):
            self.say(msg("names are hidden; show them to change this"), "warn")
            return
        seen = getattr(found, field.name)
        torn = language_of(self.host.drafts.wanted, found, field) if self.only_asks else ""
        lang = lang or torn or self.tr.lang
        start = start_text(kind, seen, self.names, lang)
        self.open = Open(found.id, field, seen, start, line, column, self.dossier, lang)
        if kind.multiline:
            self._edit_long(self.open)
        elif typed:
            self._edit_in_line(self.open)
        elif isinstance(kind, FlagKind):
            self._flip(self.open, "no" if seen else "yes")
        elif isinstance(kind, ChoiceKind | RefKind):
            self._ask_for(self.open)
        else:
            self._edit_in_line(self.open)

    def _edit_in_line(self, opened: Open) -> None:
        hint = placeholder(opened.field.kind, opened.seen, self.names)
        draft = self.host.drafts.at(opened.place)
        text = draft.text if draft is not None else opened.start
        if draft is not None:
            self.open = opened.begun_from(draft.base, self.names)
        known = self.known_names(opened.field)
        self.rows.edit(opened.line, opened.column, text, placeholder=hint, width=24, names=known)
        if text != opened.start:
            words = msg("not saved yet (ctrl+u, then esc drops it); saved: {text}", text="")
            saved, _ = apart([opened.start, text], self.room - width(self.tr(words)))
            self.say(Msg(words.id, {"text": saved}))

    # In line

    def on_row_list_typed(self, event: Typed) -> None:
        if (place := self.place_of(event.id, event.column)) is not None:
            where, base = place
            self.host.drafts.typing(where, event.value, base)

    def place_of(self, line: LineId, column: str) -> tuple[str, str] | None:
        """Where what is typed in a cell is kept, and the text it was begun from."""
        opened = self.open
        if opened is None or (line, column) != (opened.line, opened.column):
            return None
        return opened.place, opened.start

    def on_row_list_edited(self, event: Edited) -> None:
        if (place := self.place_of(event.id, event.column)) is not None:
            self.host.drafts.answered(place[0])
        self.typed_in_line(event)

    def on_row_list_edit_cancelled(self, event: EditCancelled) -> None:
        if (place := self.place_of(event.id, event.column)) is not None:
            self.host.drafts.left(place[0])
        self.left_in_line(event)

    def edit_again(self, problem: WorkbenchError | Msg) -> None:
        """What was typed in the line is not taken: say why, and let him go on."""
        self.host.drafts.refused()
        words = problem.message if isinstance(problem, WorkbenchError) else problem
        opened, is_bad = self.open, isinstance(problem, BadValue)
        words_of_his = opened is not None and isinstance(opened.field.kind, TextKind)
        self.rows.edit_failed(self.tr(words), selected=is_bad and not words_of_his)

    def typed_in_line(self, event: Edited) -> None:
        """Save what was typed into a cell; the editor opens again when it is not taken."""
        opened = self.open
        if opened is None or (event.id, event.column) != (opened.line, opened.column):
            return
        if names_somebody(opened.field) and self.may_be_known(event.value):
            self._name_in_line(opened, event)
            return
        try:
            self.put(opened, event.value)
        except Conflict:
            self._decide_in_line(opened, event.value)
        except NotFound as problem:
            self._keep_for(opened, event.value, problem.message)
        except Busy:
            self.again_in_line(event)
        except WorkbenchError as problem:
            self.edit_again(problem)
        else:
            self.edit_left(opened, event.done)

    def again_in_line(self, event: Edited) -> None:
        """Somebody else is writing: what was typed stays in the editor and is entered again in a
        moment, unless it is changed or left."""
        self.rows.edit_failed(self.tr(WAITING))
        self._again_in_line(event)

    @work(exclusive=True, group="again")
    async def _again_in_line(self, event: Edited) -> None:
        await self.file_is_free()
        if self.rows.holds(event):
            self.rows.leave_editor(event.done)

    def left_in_line(self, event: EditCancelled) -> None:
        """An edit was left by escape, or its record went: what was typed is kept."""
        opened = self.open
        if opened is None or (event.id, event.column) != (opened.line, opened.column):
            return
        if event.value == opened.start:
            return
        if self.dossier.get(opened.record) is None:
            self._keep_for(opened, event.value, msg("the record is no longer there"))
        elif event.value:
            self.say(LEFT)

    @work
    async def _keep_for(self, opened: Open, text: str, why: Msg) -> None:
        """The record went while its field was typed: say so, and leave the text to be copied."""
        from screens.note_editor import NoteEditor

        label = msg("{why}; what you typed", why=why)
        await self.app.push_screen_wait(
            NoteEditor(self.tr(label), self.tr(msg("copy what you need   esc: leave")), text)
        )
        self.reload()

    def edit_left(self, opened: Open, done: Done) -> None:
        """An edit in line was saved and left by this key."""

    def put(self, opened: Open, text: str, seen: Seen | None = None) -> None:
        """Save what was typed and show it. Raises what the field or the file has against it."""
        from workbench.services import records

        if text == opened.start:
            return
        ws = self.ws.having_seen(seen or opened.before)
        ws = ws.writing_in(opened.lang)
        records.edit(ws, self._handover, opened.record, opened.field.name, text)
        self.reload()
        self.show_undo()
        self.tell_joined(opened.before, {opened.field.name: text})
        self._tell_of(opened, text)

    def _tell_of(self, opened: Open, text: str) -> None:
        """What follows from what was typed, and is not seen in the field."""
        said = let_go_of_t0(opened.field.kind, opened.seen, text, self.names)
        if said is not None:
            self.say(said, "warn")

    @work
    async def _flip(self, opened: Open, text: str) -> None:
        await self.put_or_ask(opened, text)

    async def put_or_ask(self, opened: Open, text: str) -> bool:
        """`put`, with everything that may have to be asked or waited for; whether it was done."""
        from workbench.services import easing

        field, approver = opened.field.name, None
        if easing.needs_agreement(self.names.reading, opened.record, field, text):
            approver = await self._agreement(opened)
            if approver is None:
                return False

        def put(ws: Workspace) -> bool:
            from workbench.services import records

            if text != opened.start:
                ws = ws.writing_in(opened.lang)
                records.edit(ws, self._handover, opened.record, field, text, approver=approver)
            return True

        done = await self.carry_out(put, seen=opened.before)
        if done:
            self.reload()
            self.show_undo()
            self.tell_joined(opened.before, {field: text})
            self._tell_of(opened, text)
        return done is True

    def tell_joined(self, before: Dossier, texts: Mapping[str, str]) -> None:
        """Say who of the names typed, by field, is new on the roster."""
        if (told := joined(self, before, texts.values())) is not None:
            self.say(told, "ok")

    def known_names(self, field: Field) -> list[str]:
        """Who may be named in a field that refers to somebody."""
        if not names_somebody(field):
            return []
        return [self.names.title_of(p.id) for p in self.dossier.all(Person)]

    def may_be_known(self, typed: str) -> bool:
        """Whether a name that nobody has may mean somebody of the roster."""
        from workbench.services.namesakes import near

        hidden = self.host.names_hidden
        return not hidden and bool(near(self.dossier, clean(typed), self.tr.lang))

    @work
    async def _name_in_line(self, opened: Open, event: Edited) -> None:
        """A part of a name was typed: the editor opens again if the user does not say whose."""
        name = await meant(self, self._handover, event.value)
        if name is None or not await self.put_or_ask(opened, name):
            self.edit_again(msg("not saved yet"))
        else:
            self.edit_left(opened, event.done)

    async def _agreement(self, opened: Open) -> int | None:
        """Who of the other side agrees that less is asked of an item."""
        from screens.people import somebody

        title = msg(
            "{field} goes off: who of the other side agrees?", field=opened.field.kind.label
        )
        return await somebody(self, self._handover, title, Side.RECEIVING, Side.SPONSOR)

    @work
    async def _decide_in_line(self, opened: Open, text: str) -> None:
        """Two people, one field: the editor opens again if the user does not choose."""
        if not await self.put_or_ask(opened, text):
            self.edit_again(msg("not saved yet"))

    # By a list, by a name

    @work
    async def _ask_for(self, opened: Open) -> None:
        text = opened.start
        while True:
            answer = await self.ask_value(opened.field, opened.seen, text, known_as=opened.place)
            if answer is None:
                return
            problem = self.problem(opened.field, answer)
            if problem is None:
                await self.put_or_ask(opened, answer)
                return
            text = answer
            self.complain(problem)
            if isinstance(opened.field.kind, ChoiceKind):
                return

    async def ask_value(
        self, field: Field, value: Any = ..., text: str = "", *, label: Msg | None = None,
        known_as: str = "",
    ) -> str | None:  # fmt: skip
        """What is typed or chosen for a field, as its kind reads it; None when the user leaves."""
        kind, names = field.kind, self.names
        label = label or kind.label
        if choices := kind.choices(names):
            options = [(code, words, "") for code, words in choices]
            if isinstance(kind, ChoiceKind) and not kind.required:
                options.append(("", self.tr(msg("none")), ""))
            current = None if value is ... else kind.to_json(value) or ""
            return await self.choose(label, options, current=current)
        if isinstance(kind, RefKind):
            titles = [names.title_of(r.id) for r in names.reading.dossier.listed(kind.register)]
            people = names_somebody(field)
            answer = await self.ask(
                label, text, ref_hint(kind), titles, names=people, known_as=known_as
            )
            named = people and answer is not None
            return await meant(self, self._handover, answer) if named and answer else answer
        return await self.ask(label, text, kind.help, known_as=known_as)

    async def ask_until_taken(self, field: Field, text: str = "") -> str | None:
        """`ask_value`, asked again with the sentence as long as the field does not take it."""
        while True:
            answer = await self.ask_value(field, text=text)
            problem = self.problem(field, answer) if answer is not None else None
            if problem is None or answer is None:
                return answer
            text = answer
            self.complain(problem)

    # Long text

    @work
    async def _edit_long(self, opened: Open) -> None:
        from screens.note_editor import write

        place = opened.place
        label = opened.field.kind.label
        check = self._checked(opened.field)
        written = await write(self, place, label, opened.start, check=check)
        if written is None:
            return
        text, base = written
        if await self.put_or_ask(replace(opened, seen=base), text):
            self.host.drafts.forget(place)

    @work
    async def write_note(self, subject: int) -> None:
        """A note on any record."""
        from screens.note_editor import write
        from workbench.services import records

        found = self.dossier.get(subject)
        if found is None:
            return
        place = f"{subject}.note."
        title = msg("Note on {what}", what=self.called(found))
        written = await write(self, place, title)
        if written is None:
            return
        made = await self.carry_out(
            lambda ws: records.add_note(ws, self._handover, subject, written[0])
        )
        if made is not None:
            self.host.drafts.forget(place)
            self.reload()
            self.show_undo()

    def _checked(self, field: Field) -> Callable[[str], str]:
        def check(text: str) -> str:
            problem = self.problem(field, text)
            return self.tr(problem.message) if problem is not None else ""

        return check

    def problem(self, field: Field, text: str) -> WorkbenchError | None:
        """What a field has against a text; a name that would be added is fine."""
        from workbench.services.tables import read

        try:
            read(field, text, self.names)
        except WorkbenchError as found:
            return found
        return None


def names_somebody(field: Field) -> bool:
    """Whether the field refers to a person, by his name."""
    return isinstance(field.kind, RefKind) and field.kind.register == "person"
