"""What becomes of one row of a file, and what the user said about it in the preview."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from workbench.domain import record
from workbench.domain.bitext import Bitext
from workbench.domain.dossier import Context, Reading
from workbench.domain.errors import BadValue
from workbench.domain.labelled import Labelled
from workbench.domain.message import Msg, msg, pmsg
from workbench.domain.record import Record
from workbench.domain.secrets import found_secrets
from workbench.exchange.drafts import Draft
from workbench.language import SUPPORTED, Tr
from workbench.services.workspace import Workspace

T = TypeVar("T")

_CHINESE = re.compile("[\u3400-\u9fff]")


class Fate(Labelled):
    """What becomes of a row."""

    NEW = "new", pmsg("import", "new")
    CHANGED = "changed", pmsg("import", "changed")
    SAME = "same", pmsg("import", "already there")
    CONTESTED = "contested", pmsg("import", "both changed")
    REFUSED = "refused", pmsg("import", "refused")
    LEFT = "left", pmsg("import", "left out")


@dataclass(frozen=True, slots=True)
class Named:
    """A record that is not there yet and is added with the import: a person or a seat."""

    register: str
    name: str


@dataclass(frozen=True, slots=True)
class Child:
    """A record that a cell names under the row's own: a new one, or `record` with other values."""

    register: str
    values: Mapping[str, Any]
    record: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A draft, and the record it is or becomes.

    `values` are the fields it sets, `old` what a record that is there has in them now; `children`
    what would be made or changed under it. `by_wave`: its planned release is the wave's day.
    `stays` are fields of which the record keeps what it has, though their cell is empty.
    """

    fate: Fate
    draft: Draft
    record: int | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    old: Mapping[str, Any] = field(default_factory=dict)
    proofs: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    why: Msg | None = None
    children: tuple[Child, ...] = ()
    cell: str = ""
    by_wave: bool = False
    stays: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """Where it stands, of a refused one the cell that `why` is about, if it is about one."""
        return self.cell or self.draft.place

    def changes(self, register: str, view: Reading) -> list[tuple[Msg, str, str]]:
        """(field, as it is, as it would be) for the preview."""
        entry = record.get(register)
        fields = entry.by_name
        told = {child.register for child in self.children}
        beside = [
            (fold.label, "", " ".join(self.draft.cells[name].split()))
            for name, (_, fold) in (record.folded(entry).items() if told else ())
            if name in told
        ]
        return [
            (
                fields[n].kind.label,
                shown(fields[n], self.old[n], view) if n in self.old else "",
                shown(fields[n], value, view),
            )
            for n, value in self.values.items()
            if n in fields
        ] + beside

    @property
    def named(self) -> Iterator[Named]:
        """What is added with the row because nobody is called so yet."""
        for values in (self.values, *(child.values for child in self.children)):
            yield from (value for value in values.values() if isinstance(value, Named))


def shown(wanted: record.Field, value: Any, view: Reading) -> str:
    """A planned value as the preview shows it."""
    return value.name if isinstance(value, Named) else wanted.kind.show(value, view)


@dataclass(frozen=True, slots=True)
class Answers:
    """What the user corrected. `phrases` are by kind and words: a due date, `person:Chen Hao`,
    `seat:QA lead` or nobody, a state. Rows are named by their index: `left_out`, and where the
    file's word goes over what was done `mine`. `keep` is the reason for which secrets stay."""

    phrases: Mapping[tuple[str, str], str] = field(default_factory=dict)
    left_out: Collection[int] = frozenset()
    mine: Collection[int] = frozenset()
    keep: str = ""


@dataclass(frozen=True, slots=True)
class Guess:
    """Words of the file and what they are taken for; `value` is as in `Answers.phrases`."""

    kind: str
    words: str
    value: str
    count: int
    corrected: bool


class Past:
    """Fields of records as they were when a file was written, from the log."""

    def __init__(self, ws: Workspace, handover: int) -> None:
        self._ws, self._handover = ws, handover
        self._known: dict[tuple[int, int], dict[str, Any]] = {}

    def at(self, found: Record, stamp: int) -> dict[str, Any]:
        """The fields that are not as they were at change set `stamp`, as they were then; with 0,
        as when the record was made."""
        place = (found.id, stamp)
        if place not in self._known:
            self._known[place] = self._read(found, stamp)
        return self._known[place]

    def _read(self, found: Record, stamp: int) -> dict[str, Any]:
        from db import log

        entry = record.of(type(found))
        values: dict[str, Any] = {}
        with self._ws.store.reading() as connection:
            sets = log.entries(connection, self._handover, after=stamp, record=found.id)
            for change_set in sets:
                for change in log.changes_of(connection, change_set.id, record=found.id):
                    for name, value in change.before.items():
                        if name in entry.by_name and name not in values:
                            values[name] = entry.field(name).kind.from_json(value)
        return {n: v for n, v in values.items() if v != getattr(found, n)}


def secret_in(draft: Draft) -> Msg | None:
    """Why a row with a password in it is refused; None when there is none."""
    for text in (*draft.cells.values(), *draft.proofs, *draft.notes):
        for secret in found_secrets(text):
            return msg(
                "there is {what} in it: {text}; take it out, or keep it with a reason",
                what=secret.what,
                text=_excerpt(secret.masked(text), secret.start),
            )
    return None


def _excerpt(text: str, start: int) -> str:
    return text[max(0, start - 16) : start + 8].strip()


def in_any_language(read: Callable[[Reading], T], view: Reading) -> T:
    """What a cell says in the user's language, else in another: a Chinese list on an English
    screen. What none of them takes is refused in the user's."""
    try:
        return read(view)
    except BadValue:
        for lang in SUPPORTED:
            with contextlib.suppress(BadValue):
                if lang != view.lang:
                    return read(Reading(view.dossier, Context(view.today, Tr(lang))))
        raise


def in_its_language(text: str) -> Bitext:
    return Bitext(zh=text) if _CHINESE.search(text) else Bitext(en=text)
