"""The lines of a record's sheet: its fields, what hangs under it, and its log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from screens.derived import DERIVED
from screens.field_text import has_key, own_text
from screens.names import Names
from screens.standing import standing
from screens.text import width, wrapped
from screens.widgets.rowlist import Cell, Column, Group, Line, Row, TextLine
from workbench.domain import record
from workbench.domain.bitext import Bitext
from workbench.domain.dossier import Dossier
from workbench.domain.due import Due
from workbench.domain.kinds import HashKind
from workbench.domain.machine import StateKind
from workbench.domain.message import msg
from workbench.domain.record import Field, Record, Register
from workbench.domain.registers.item import Item
from workbench.domain.verdict import Severity
from workbench.figures import checklist
from workbench.language import Tr
from workbench.rules import engine
from workbench.services import tables
from workbench.services.gates import next_gate

if TYPE_CHECKING:
    from workbench.services.history import Entry

_LANGUAGES = {"en": msg("ENGLISH"), "zh": msg("CHINESE")}
FIELDS, LONG, LOG = "", "long", "log"
MOST_LABEL = 24  # cells a label has at most
_PASSED = 4  # lines of one value that the cursor passes over; in longer ones it stops
_DERIVED_FROM = 70  # cells a table has before it shows what follows from other records
_WIDE = 98
_NOTE = 6  # lines of a note that are shown here; all of them on its own sheet


@dataclass(frozen=True, slots=True)
class Sheet:
    """One record as it is to be shown in `room` cells; `adds` is the key that adds a row."""

    names: Names
    found: Record
    room: int
    tr: Tr
    wanted: str = ""
    adds: str = ""

    @property
    def dossier(self) -> Dossier:
        return self.names.reading.dossier

    @property
    def register(self) -> Register:
        return record.of(type(self.found))

    def typed_fields(self) -> list[Field]:
        return [f for f in tables.ordered(self.register) if not f.kind.fixed]

    def set_fields(self) -> list[Field]:
        """Fields of the program that say something: a state, or what is not as at first."""
        return [
            f
            for f in tables.ordered(self.register)
            if f.kind.fixed
            and (
                isinstance(f.kind, StateKind)
                or f.name == self.wanted
                or getattr(self.found, f.name) != f.default
            )
        ]

    @property
    def label_width(self) -> int:
        shown = [*self.typed_fields(), *self.set_fields()]
        labels = [self.names.tr(f.kind.label) for f in shown]
        return min(MOST_LABEL, max(map(width, labels)), max(8, self.room // 3))

    def columns(self) -> dict[str, list[Column]]:
        """The columns of each layout the lines use."""
        found = {
            FIELDS: [Column("label", self.label_width), Column("value", 0)],
            LONG: [Column("text", 0)],
            LOG: [Column("at", 16), Column("who", 16, drop_below=60), Column("what", 0)],
        }
        for child in children(self.dossier, self.found):
            found[child.name] = table_columns(self.names, child, self.room)
        return found

    def lines(self, log: Sequence[Entry]) -> list[Line]:
        """How it stands first, then what rules find, what people type, and the rest."""
        made: list[Line] = []
        set_ = self.set_fields()
        for field in (f for f in set_ if isinstance(f.kind, StateKind)):
            made += self._field(field)
        made += self._findings()
        for field in self.typed_fields():
            made += self._field(field)
        for child in children(self.dossier, self.found):
            made += self._section(child)
        others = [f for f in set_ if not isinstance(f.kind, StateKind)]
        if others:
            made.append(Group(("set",), self.names.tr(msg("SET BY THE PROGRAM"))))
        for field in others:
            made += self._field(field, "muted")
        return [*made, *self._other_language(), *self._log(log)]

    def _findings(self) -> list[Line]:
        """What the rules find that is cured in this record, at the next gate it matters to."""
        made: list[Line] = []
        first = next_gate(self.dossier, self.names.today)
        for finding in engine.findings(self.dossier, self.names.today):
            ahead = [g for g in finding.gates if g.number >= first.number]
            if finding.cure.record != self.found.id or finding.accepted is not None or not ahead:
                continue
            told, style = _FOUND[finding.severity]
            what = self.names.told(finding.message)
            words = msg(told.id, rule=finding.rule, gate=ahead[0].value, what=what)
            made += [TextLine(f" {x}", style) for x in wrapped(self.names.tr(words), self.room - 2)]
        return made

    def _field(self, field: Field, style: str = "") -> list[Line]:
        value = getattr(self.found, field.name)
        text = self._text(field, value)
        indent = self.label_width + 2
        lines = wrapped(text, self.room - indent)
        more: list[Line] = []
        for n, line in enumerate(lines[1:], 1):
            if len(lines) > _PASSED:
                more.append(Row(("field", field.name, n), {"value": line}, style=style))
            else:
                more.append(TextLine(" " * indent + line, style))
        more += [
            TextLine(" " * indent + line, "muted")
            for line in wrapped(self._out_of_date(value), self.room - indent)
        ]
        label = self.names.tr(field.kind.label)
        cells = {
            "label": Cell(label, style or "key"),
            "value": Cell(lines[0], style) if lines else Cell("-", "muted"),
        }
        return [Row(("field", field.name), cells, style=style, also=text), *more]

    def _text(self, field: Field, value: Any) -> str:
        if isinstance(self.found, Item) and isinstance(field.kind, StateKind):
            line = checklist.line(self.dossier, self.found, self.names.today)
            return self.names.tr(standing(line, self.names, self.tr))
        if isinstance(self.found, Item) and field.name == "person" and value is None:
            return self._by_seat(self.found)
        if isinstance(value, Due):
            handover = self.dossier.handover
            on = value.resolve(handover.day_zero, self.dossier.calendar)
            day = msg("{due}, {day}", due=value, day=on) if on and not value.fixed else str(value)
            return day if isinstance(day, str) else self.names.tr(day)
        if isinstance(value, Bitext):
            return own_text(value, self.names.lang)
        if isinstance(field.kind, HashKind):
            return value or ""
        return self.names.shown(field, self.found, value)

    def _by_seat(self, item: Item) -> str:
        """Who owes an item of which no person is named: as the list says it."""
        owner = checklist.owner_of(self.dossier, item)
        if owner.person is None or owner.seat is None:
            return ""
        name, seat = self.names.title_of(owner.person.id), owner.seat.name.show(self.names.lang)
        return self.names.tr(msg("{name}, as {seat}", name=name, seat=seat))

    def _out_of_date(self, value: Any) -> str:
        """The other language where it no longer says the same."""
        if not isinstance(value, Bitext) or not value.stale or value.stale != self._other:
            return ""
        text = getattr(value, self._other)
        return self.names.tr(msg("({lang}, out of date) {text}", lang=self._other, text=text))

    @property
    def _other(self) -> str:
        return "en" if self.names.lang.startswith("zh") else "zh"

    def _other_language(self) -> list[Line]:
        """What the fields say in the other language, folded away."""
        values = [(f, getattr(self.found, f.name)) for f in self.typed_fields()]
        texts = [(f, getattr(v, self._other)) for f, v in values if isinstance(v, Bitext)]
        texts = [(field, text) for field, text in texts if text]
        if not texts:
            return []
        title = self.names.tr(msg("IN {lang}", lang=_LANGUAGES[self._other]))
        made: list[Line] = [Group(("language",), title, len(texts), folded=True)]
        for field, text in texts:
            first, *rest = wrapped(text, self.room - self.label_width - 2) or [""]
            label = Cell(self.names.tr(field.kind.label), "muted")
            made.append(Row(("other", field.name), {"label": label, "value": first}, also=text))
            made += [TextLine(" " * (self.label_width + 2) + line) for line in rest]
        return made

    def _section(self, child: Register) -> list[Line]:
        rows = self.dossier.under(self.found.id, child.cls)
        part = child is self.register
        title = self.names.tr(msg("Parts") if part else child.title).upper()
        hint = self.names.tr(msg("{key} adds", key=self.adds)) if self.adds else ""
        made: list[Line] = [Group(("group", child.name), title, len(rows), hint=hint)]
        long = child.field(child.named_by).kind.multiline
        for found in rows:
            if long:
                made += self._long(child, found)
            else:
                made.append(table_row(self.names, child, found, child.name))
        return made

    def _long(self, child: Register, found: Record) -> list[Line]:
        """A note: when and who in a line of their own, then its words."""
        others = [f for f in child.fields if f.name != child.named_by]
        said = [self.names.shown(f, found, getattr(found, f.name)) for f in reversed(others)]
        text = getattr(found, child.named_by)
        lines = wrapped(text, self.room - 4)
        made: list[Line] = [
            Row(
                ("record", found.id),
                {"text": Cell("  ".join(filter(None, said)), "key")},
                layout=LONG,
                also=text,
            )
        ]
        made += [TextLine(f"   {line}") for line in lines[:_NOTE]]
        if len(lines) > _NOTE:
            more = msg("enter shows {n} more lines", n=len(lines) - _NOTE)
            made.append(TextLine(f"   {self.names.tr(more)}", "muted"))
        return made

    def _log(self, log: Sequence[Entry]) -> list[Line]:
        made: list[Line] = [Group(("group", ""), self.names.tr(msg("LOG")), len(log))]
        room = max(20, self.room - 36)
        for entry in log:
            who = self.names.person(entry.actor)
            if entry.typed_by:
                typist = self.names.person(entry.typed_by)
                who = self.names.tr(msg("{who} (by {typist})", who=who, typist=typist))
            lines = [line for text in self._acts(entry) for line in wrapped(text, room)]
            cells = {
                "at": f"{entry.at.astimezone():%Y-%m-%d %H:%M}",
                "who": who,
                "what": lines[0] if lines else "",
            }
            made.append(Row(("log", entry.set_id), cells, layout=LOG, style="muted"))
            made += [
                Row(("log", entry.set_id, n), {"what": line}, layout=LOG, style="muted")
                for n, line in enumerate(lines[1:], 1)
            ]
        return made

    def _acts(self, entry: Entry) -> list[str]:
        if not entry.fields:
            return [self.names.told(entry.what)]
        nothing = "-"
        return [
            self.names.tr(
                msg(
                    "{field}: {before} -> {after}",
                    field=change.field.kind.label,
                    before=self.names.shown(change.field, self.found, change.before) or nothing,
                    after=self.names.shown(change.field, self.found, change.after) or nothing,
                )
            )
            for change in entry.fields
        ]


_FOUND = {
    Severity.STOP: (msg("{rule} stops {gate}. {what}"), "late"),
    Severity.CONDITION: (msg("{rule} is a condition of {gate}. {what}"), "warn"),
    Severity.NOTE: (msg("{rule} notes for {gate}. {what}"), "muted"),
}


def children(dossier: Dossier, found: Record) -> list[Register]:
    """The registers whose records hang under this one, or may: proofs first, notes last."""
    own = record.of(type(found))
    kinds = {type(r) for r in map(dossier.get, dossier.below(found.id)) if r is not None}
    registers = [
        r
        for r in map(record.get, dossier.registers)
        if (r.hangs_under(own.name) and not r.sealed)
        or (r is own and own.tree)
        or (r.cls in kinds and r is not own)
    ]
    if own.name == "handover":
        # Everything of a handover without a parent of its own is elsewhere; only notes are its.
        registers = [r for r in registers if r.hangs_under(own.name) and not r.sealed]
    if "note" in dossier.registers and record.get("note") not in registers and not own.parents:
        registers.append(record.get("note"))
    return sorted(registers, key=lambda r: (r.name == "note", r is own))


def table_columns(names: Names, register: Register, room: int) -> list[Column]:
    """The columns of a register in a table of `room` cells, its key first where it has one."""
    listed = names.reading.dossier.listed(register.name)
    last = max(listed, key=lambda r: r.number, default=None)
    longest = width(names.reading.dossier.key(last)) if last is not None else 0
    key = [Column("key", max(longest, 4), title=names.tr(msg("Key")))]
    shown = key if register.prefix or not register.parents else []
    more = [
        Column(d.name, max(d.width, width(names.tr(d.title))), title=names.tr(d.title))
        for d in [DERIVED.get(register.name)]
        if d is not None and room >= _DERIVED_FROM
    ]
    without = DERIVED[register.name].before if more and room < _WIDE else ""
    used = sum(c.width + 1 for c in (*shown, *more)) + 2
    found = [
        Column(f.name, cells, tables.MIN_NAME, title=title)
        for f, cells, title in tables.columns(register, room - used, names.tr, without)
    ]
    return [*shown, *found[:1], *more, *found[1:]]


def table_row(names: Names, register: Register, found: Record, layout: str = "") -> Row:
    """A record as a row of a table."""
    cells: dict[str, Cell | str] = {
        f.name: names.shown(f, found, getattr(found, f.name))
        for f in register.fields
        if not f.kind.multiline or f.name == register.named_by
    }
    if has_key(found):
        cells["key"] = Cell(names.reading.dossier.key(found), "key")
    if (derived := DERIVED.get(register.name)) is not None:
        cells[derived.name] = derived.shown(names, found)
    return Row(("record", found.id), cells, layout=layout)
