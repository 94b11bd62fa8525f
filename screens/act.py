"""One act of the log: who, when, and every field it changed, before and after, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import BindingType

from screens.fields import EditingScreen
from screens.log_rows import who
from screens.text import fit, one_line, wrapped
from screens.widgets.keyline import to_bindings
from screens.widgets.rowlist import Cell, Column, Line, Row, TextLine
from screens.widgets.rowlist.messages import Chosen
from workbench.domain import record
from workbench.domain.kinds import RefKind
from workbench.domain.message import Msg, msg
from workbench.domain.record import Field
from workbench.domain.registers.person import Person

if TYPE_CHECKING:
    from workbench.services.logbook import Act, RecordDiff

_LABEL = 9


class ActScreen(EditingScreen):
    """An act among others, to be turned over."""

    SCOPE = "act"
    BINDINGS: ClassVar[list[BindingType]] = [*EditingScreen.BINDINGS, *to_bindings("act")]

    def __init__(self, handover: int, act: int, among: Sequence[int]) -> None:
        super().__init__(handover)
        self._act = act
        self._among = list(among)
        self._records: list[RecordDiff] = []

    def display_lines(self, show: Callable[[Iterable[Line]], None]) -> None:
        from workbench.services import logbook

        act = logbook.acts(self.ws, self._handover, [self._act])[self._act]
        self._records = logbook.diffs(self.ws, self._handover, self._act)
        keys = logbook.referred(self.ws, self._records)
        number = msg("change set {number}", number=act.id)
        code = self.dossier.handover.code
        self.title_text(f" {code}   {self.tr(number)}   {one_line(self.names.told(act.what))}")
        self.rows.set_columns([Column("text", 0)])
        show([*self._about(act), *self._changes(keys)])

    def _about(self, act: Act) -> list[Line]:
        when = act.at.astimezone()
        told: list[tuple[Msg, str]] = [
            (msg("When"), f"{when:%Y-%m-%d %H:%M:%S}  {self.tr.weekday(when.date())}"),
            (msg("Who"), who(act, self.names)),
        ]
        if act.undone:
            told.append((msg("Undone"), self.tr(msg("it was taken back by a later act"))))
        if act.undoes is not None:
            undoes = msg("change set {number}", number=act.undoes)
            told.append((msg("Undoes"), self.tr(undoes)))
        told.append((msg("Link"), act.digest))
        return [
            *(TextLine(f" {self._padded(label)} {one_line(words)}") for label, words in told),
            TextLine(),
        ]

    def _padded(self, label: Msg) -> str:
        return fit(self.tr(label), _LABEL)

    def _changes(self, keys: dict[int, str]) -> list[Line]:
        from workbench.services import logbook

        made: list[Line] = []
        for place, diff in enumerate(self._records):
            found = self.dossier.get(diff.record)
            one = record.get(diff.register).one
            what = msg("{one}, {fate}", one=one, fate=diff.fate.value)
            if isinstance(found, Person):
                title = self.names.title_of(diff.record)
            else:
                title = "" if diff.register == "person" and self.names.hidden else diff.title
            text = f"{diff.place}  {self.tr(what)}  {one_line(title)}".rstrip()
            made.append(Row(place, {"text": Cell(text, "key")}))

            def shown(field: Field, value: Any, about: Any = found) -> str:
                text = self.names.shown(field, about, value)
                return text or (keys.get(value, "") if isinstance(field.kind, RefKind) else "")

            for change in diff.fields:
                told = self.tr(logbook.told(change, diff.fate, shown))
                made += [TextLine(f"     {line}") for line in wrapped(told, self.room - 6)]
        return made

    def on_row_list_chosen(self, event: Chosen) -> None:
        if isinstance(event.id, int):
            diff = self._records[event.id]
            if diff.there:
                self.host.open_record(self._handover, diff.record)
            else:
                self.say(msg("the record is no longer there"))

    def action_next(self) -> None:
        self._turn(1)

    def action_previous(self) -> None:
        self._turn(-1)

    def _turn(self, way: int) -> None:
        place = self._among.index(self._act) + way
        if 0 <= place < len(self._among):
            self._act = self._among[place]
            self.reload()
            self.rows.action_top()
        else:
            self.say(msg("there is no further one"))
