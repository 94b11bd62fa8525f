"""What stands in the editor of a field when it opens."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from screens.names import Names
from screens.text import one_line
from screens.widgets.rowlist import LineId
from workbench.domain.amounts import BitextKind, DayKind, DueKind
from workbench.domain.bitext import Bitext
from workbench.domain.dossier import Dossier
from workbench.domain.due import Due
from workbench.domain.errors import BadValue
from workbench.domain.frozen import dataclass
from workbench.domain.kinds import Kind, RefKind, TextKind
from workbench.domain.message import Msg, msg
from workbench.domain.record import Field, Record, get, of

_LONG_AGO = 0  # a change set before all others: whoever changed the field last did so since then


@dataclass(frozen=True, slots=True)
class Open:
    """A field that is being edited: `seen` is its value and `start` its text at the beginning,
    when the screen showed `shown`; a draft of another day began with another value."""

    record: int
    field: Field
    seen: Any
    start: str
    line: LineId
    column: str
    shown: Dossier
    lang: str

    @property
    def place(self) -> str:
        """Where a draft of it is kept; each language is a text of its own."""
        own = f".{self.lang}" if isinstance(self.field.kind, BitextKind) else ""
        return f"{self.record}.{self.field.name}{own}"

    @property
    def before(self) -> Dossier:
        """The handover as the user saw it when he began to type."""
        found = self.shown.get(self.record)
        if found is None or getattr(found, self.field.name) == self.seen:
            return self.shown
        name = of(type(found)).name
        then = replace(found, **{self.field.name: self.seen})
        return self.shown.patched([(name, then)], (), _LONG_AGO)

    def begun_from(self, text: str, names: Names) -> Open:
        """The same field as it was when a draft was begun from `text`."""
        if text == self.start:
            return self
        kind = self.field.kind
        if isinstance(kind, BitextKind):
            return replace(self, start=text, seen=self.seen.edited(self.lang, text))
        try:
            seen = kind.parse(text, names)
        except BadValue:
            seen = ...  # what it was is no value any more, so it is another one now
        return replace(self, start=text, seen=seen)


def language_of(place: str, found: Record, field: Field) -> str:
    """The language of the text at a draft's place, if it is one of this field's."""
    own = f"{found.id}.{field.name}."
    return place.removeprefix(own) if place.startswith(own) else ""


def has_key(found: Record) -> bool:
    """Whether people call the record by a key; a proof or a note goes by its parent's."""
    entry = of(type(found))
    return bool(entry.prefix) or not entry.parents


def own_text(value: Bitext, lang: str) -> str:
    """The text in the language on screen only, for an editor must not take the other for it."""
    return value.zh if lang.startswith("zh") else value.en


def start_text(kind: Kind, value: Any, names: Names, lang: str) -> str:
    """What an editor of the text in `lang` begins with."""
    if isinstance(kind, BitextKind):
        return own_text(value, lang)
    return kind.edit_text(value, names)


def let_go_of_t0(kind: Kind, before: Any, text: str, names: Names) -> Msg | None:
    """What is to be said where a date that followed T0 becomes a day, which stays."""
    if not isinstance(kind, DueKind) or not isinstance(before, Due) or before.fixed:
        return None
    now = kind.parse(text, names)
    if now is None or not now.fixed:
        return None
    return msg("{day} is a fixed day: it no longer follows T0, as {rule} did", day=now.on,
               rule=str(before))  # fmt: skip


def placeholder(kind: Kind, value: Any, names: Names) -> str:
    """What an empty editor says about itself."""
    if isinstance(kind, BitextKind):
        return one_line(kind.show(value, names))
    if isinstance(kind, DueKind):
        return names.tr(msg("T-30, T+5wd, Dec 1 or +3d from today"))
    if isinstance(kind, DayKind):
        return names.tr(msg("2026-12-01 or Dec 1"))
    words = ", ".join(words for _, words in kind.choices(names))
    return words or (names.tr(kind.help) if kind.help is not None else "")


def ref_hint(kind: RefKind) -> Msg:
    entry = get(kind.register)
    if isinstance(entry.field(entry.named_by).kind, TextKind):
        return msg("a name; one that is new is added to: {register}", register=entry.title)
    return msg("a name or a key; empty for nobody")
