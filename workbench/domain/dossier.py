"""The Dossier: an immutable snapshot of one handover that rules, figures and packs read."""

from __future__ import annotations

import dataclasses
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field
from datetime import date
from enum import Enum
from functools import cached_property
from itertools import chain, compress, repeat
from operator import attrgetter, is_not
from typing import Any, Protocol, TypeVar, cast

from workbench.domain import record
from workbench.domain.bitext import Bitext
from workbench.domain.calendar import Calendar
from workbench.domain.frozen import dataclass
from workbench.domain.labelled import Labelled
from workbench.domain.message import Msg
from workbench.domain.record import Record
from workbench.domain.registers.handover import Handover
from workbench.domain.text import fold

R = TypeVar("R", bound=Record)
T = TypeVar("T")


class Translate(Protocol):
    """What turns a message into words; `workbench.language.Tr` is one."""

    lang: str

    def __call__(self, message: Msg, /) -> str: ...


@dataclasses.dataclass
class Shared:
    """What dossiers that come from each other share: things worked out from single records."""

    facts: dict[object, tuple[Mapping[int, Record], dict[int, Any]]] = field(default_factory=dict)
    stores: dict[object, tuple[tuple[object, ...], object, dict[int, Any]]] = field(
        default_factory=dict
    )


class Dossier:
    """The records of one handover by register and id, at change set `head`.

    Only the registers named when it was read are in it; asking for another raises KeyError, so
    that a command that reads little cannot silently judge by nothing.
    """

    def __init__(
        self,
        handover: Handover,
        records: Mapping[str, Mapping[int, Record]],
        head: int,
        structure: Structure | None = None,
        shared: Shared | None = None,
        listed: Mapping[str, tuple[Record, ...]] | None = None,
    ) -> None:
        self.handover = handover
        self.head = head
        self._records = records
        self._structure = structure if structure is not None else Structure(records)
        self._shared = shared if shared is not None else Shared()
        self._kept: dict[object, object] = {}
        self._listed = dict(listed or {})

    @property
    def registers(self) -> tuple[str, ...]:
        return tuple(self._records)

    def kept(self, what: object, make: Callable[[], T]) -> T:
        """What `make` computes from this dossier alone, once."""
        if what not in self._kept:
            self._kept[what] = make()
        return cast("T", self._kept[what])

    def facts(self, register: str, of: Callable[[Record], T | None]) -> Sequence[tuple[Record, T]]:
        """The records of a register that `of` says something of, each with that. It is computed
        from the record alone, so those that have not changed since are not asked again."""
        table = self._records[register]
        before, known = self._shared.facts.get(of, ({}, {}))
        if before is not table:
            known = {i: told for i, told in known.items() if i in table}
            for found in _other(before, table):
                if told := of(found):
                    known[found.id] = told
                else:
                    known.pop(found.id, None)
            self._shared.facts[of] = (table, known)
        return [(r, known[r.id]) for r in self.listed(register) if r.id in known] if known else []

    def store(self, name: object, basis: Sequence[object], given: object) -> dict[int, Any]:
        """A place, by id, for what was worked out from single records; it lasts along the patched
        dossiers for as long as each of `basis` is the same object and `given` is equal."""
        kept = self._shared.stores.get(name)
        same = kept is not None and kept[1] == given and len(kept[0]) == len(basis)
        if kept is None or not same or any(a is not b for a, b in zip(kept[0], basis, strict=True)):
            kept = self._shared.stores[name] = (tuple(basis), given, {})
        return kept[2]

    def table(self, register: str) -> Mapping[int, Record]:
        """The records of a register by id; the same object for as long as none of them changes."""
        return self._records[register]

    def all(self, cls: type[R]) -> tuple[R, ...]:
        """The records of a register, in the order people put them: a tree depth first."""
        return cast("tuple[R, ...]", self.listed(record.of(cls).name))

    def listed(self, register: str) -> tuple[Record, ...]:
        if register not in self._listed:
            table = self._records[register]
            self._listed[register] = tuple(table[i] for i in self._structure.order(register))
        return self._listed[register]

    def order(self, register: str) -> tuple[int, ...]:
        """Ids of the register's records in that order; the same object until one is moved."""
        return self._structure.order(register)

    def get(self, record_id: int | None) -> Record | None:
        if record_id == self.handover.id:
            return self.handover
        if record_id is None:
            return None
        for table in self._tables:
            if (found := table.get(record_id)) is not None:
                return found
        return None

    @cached_property
    def _tables(self) -> tuple[Mapping[int, Record], ...]:
        """Those that have a record: most handovers leave most registers empty."""
        return tuple(filter(None, self._records.values()))

    def under(self, parent: int, cls: type[R]) -> tuple[R, ...]:
        """The records of a register that hang under `parent`, in order."""
        table = self._records[record.of(cls).name]
        ids = self._structure.children.get(parent, ())
        return cast("tuple[R, ...]", tuple(table[i] for i in ids if i in table))

    def below(self, parent: int) -> list[int]:
        """Ids of whatever hangs directly under a record, of any register."""
        return list(self._structure.children.get(parent, ()))

    def depth(self, found: Record) -> int:
        steps = 0
        above = self.get(found.parent)
        while above is not None and type(above) is type(found):
            steps += 1
            above = self.get(above.parent)
        return steps

    def key(self, found: Record) -> str:
        """The visible key: `PAY-03` for an item, `P-04` for a person, `PAY` for the handover."""
        if isinstance(found, Handover):
            return found.code
        prefix = record.of(type(found)).prefix or self.handover.code
        return f"{prefix}-{found.number:02}"

    def title(self, record_id: int, lang: str) -> str:
        """What a list calls the record; empty for one that is gone."""
        found = self.get(record_id)
        return titled(found, lang) if found is not None else ""

    def find(self, register: str, text: str, lang: str) -> int | None:
        """The record called `text`, or with that key; None when none or several are."""
        return self._names(register, lang).find(fold(text))

    def is_ambiguous(self, register: str, text: str, lang: str) -> bool:
        """Whether several records are called `text`."""
        return self._names(register, lang).is_ambiguous(fold(text))

    def _names(self, register: str, lang: str) -> _Names:
        return self.kept(("names", register, lang), lambda: _Names(self, register, lang))

    @cached_property
    def calendar(self) -> Calendar:
        """The working days: the weekend, and what the holiday register says, if it was read."""
        if "holiday" not in self._records:
            return Calendar()
        from workbench.domain.registers.holiday import Holiday

        days = [h for h in self.all(Holiday) if h.day is not None]
        return Calendar(
            off=frozenset(h.day for h in days if h.day and not h.works),
            work=frozenset(h.day for h in days if h.day and h.works),
        )

    def seen_as(self, name: str, register: str, of: Callable[[Record], Record]) -> Dossier:
        """This dossier with the records of a register as `of` makes them, which moves none; itself
        where it makes none anew. What is worked out from it is kept apart, by `name`, so that
        neither throws away what the other knows."""
        mine = self._records[register]
        seen = self.store(name, (mine,), None)
        if 0 not in seen:
            made = {i: of(found) for i, found in mine.items()}
            seen[0] = made if any(made[i] is not found for i, found in mine.items()) else mine
        if seen[0] is mine:
            return self
        shared = self.store((name, "shared"), (), None).setdefault(0, Shared())
        listed = {n: found for n, found in self._listed.items() if n != register}
        records = {**self._records, register: seen[0]}
        return Dossier(self.handover, records, self.head, self._structure, shared, listed)

    def patched(
        self, changed: Iterable[tuple[str, Record]], gone: Iterable[int], head: int
    ) -> Dossier:
        """This dossier after a change set: same records but for the changed and the gone ones."""
        records = dict(self._records)
        touched: dict[str, dict[int, Record]] = {}

        def table(name: str) -> dict[int, Record]:
            if name not in touched:
                touched[name] = records[name] = dict(records[name])
            return touched[name]

        handover = self.handover
        moved: list[tuple[str, Record | None, Record | None]] = []
        for name, found in changed:
            if isinstance(found, Handover):
                handover = found
            elif name in records:
                old = records[name].get(found.id)
                if old is None or (old.parent, old.position) != (found.parent, found.position):
                    moved.append((name, old, found))
                table(name)[found.id] = found
        for record_id in gone:
            lost = self.get(record_id)
            if lost is not None and not isinstance(lost, Handover):
                name = record.of(type(lost)).name
                table(name).pop(record_id, None)
                moved.append((name, lost, None))
        structure = self._structure.after(records, moved)
        listed = {name: found for name, found in self._listed.items() if name not in touched}
        return Dossier(handover, records, head, structure, self._shared, listed)


class _Names:
    """The records of a register by key and by name; a long list asks for thousands of them."""

    def __init__(self, dossier: Dossier, register: str, lang: str) -> None:
        self._keys: dict[str, int] = {}
        self._exact: dict[str, list[int]] = {}
        for found in dossier._records.get(register, {}).values():
            self._keys.setdefault(fold(dossier.key(found)), found.id)
            self._exact.setdefault(fold(dossier.title(found.id, lang)), []).append(found.id)
        self._sorted = sorted(self._exact)
        entry = record.get(register)
        # Wang Wei is no short form of Wang Weimin: of a person's name the words are whole.
        self._whole = entry.field(entry.named_by).kind.personal

    def find(self, wanted: str) -> int | None:
        if wanted in self._keys:
            return self._keys[wanted]
        if wanted in self._exact:
            ids = self._exact[wanted]
            return ids[0] if len(ids) == 1 else None
        at = bisect_left(self._sorted, wanted)
        starts = [name for name in self._sorted[at : at + 2] if name.startswith(wanted)]
        if len(starts) != 1 or len(wanted) < 2 or len(self._exact[starts[0]]) != 1:
            return None
        cut_short = self._whole and starts[0][len(wanted)].isalnum()
        return None if cut_short else self._exact[starts[0]][0]

    def is_ambiguous(self, wanted: str) -> bool:
        return wanted not in self._keys and len(self._exact.get(wanted, ())) > 1


class Structure:
    """Who is under whom and in which order; shared by dossiers that differ in fields only."""

    def __init__(self, records: Mapping[str, Mapping[int, Record]]) -> None:
        self._records = records
        self._orders: dict[str, tuple[int, ...]] = {}

    def after(
        self,
        records: Mapping[str, Mapping[int, Record]],
        moved: list[tuple[str, Record | None, Record | None]],
    ) -> Structure:
        """The structure once `moved` (register, before, after) have their new places."""
        if not moved:
            return self
        made = Structure(records)
        touched = {name for name, _, _ in moved}
        made._orders = {n: o for n, o in self._orders.items() if n not in touched}
        if "children" in self.__dict__:
            made.children = {**self.children, **self._children_after(records, moved)}
        return made

    def _children_after(
        self,
        records: Mapping[str, Mapping[int, Record]],
        moved: list[tuple[str, Record | None, Record | None]],
    ) -> dict[int | None, list[int]]:
        parents = {r.parent for _, old, new in moved for r in (old, new) if r is not None}
        going = {old.id for _, old, _ in moved if old is not None}
        found = {}
        for parent in parents:
            ids = [i for i in self.children.get(parent, ()) if i not in going]
            ids += [new.id for _, _, new in moved if new is not None and new.parent == parent]
            here = [t[i] for i in dict.fromkeys(ids) for t in records.values() if i in t]
            found[parent] = [r.id for r in sorted(here, key=_place)]
        return found

    @cached_property
    def children(self) -> dict[int | None, list[int]]:
        found: dict[int | None, list[Record]] = defaultdict(list)
        for table in self._records.values():
            for r in table.values():
                found[r.parent].append(r)
        return {p: [r.id for r in sorted(rs, key=_place)] for p, rs in found.items()}

    def order(self, register: str) -> tuple[int, ...]:
        if register not in self._orders:
            table = self._records[register]
            top = sorted((r for r in table.values() if r.parent not in table), key=_place)
            # Where all are at the top there is no tree to go through, whatever could be one.
            is_tree = len(top) < len(table) and record.get(register).tree
            self._orders[register] = tuple(
                self._depth_first(top, table) if is_tree else map(_ID, top)
            )
        return self._orders[register]

    def _depth_first(self, top: list[Record], table: Mapping[int, Record]) -> Iterable[int]:
        pending = [r.id for r in reversed(top)]
        while pending:
            found = pending.pop()
            yield found
            pending.extend(c for c in reversed(self.children.get(found, ())) if c in table)


def titled(found: Record, lang: str) -> str:
    """What a list calls a record."""
    value = getattr(found, record.of(type(found)).named_by)
    if isinstance(value, Bitext):
        return value.show(lang)
    return str(value.value if isinstance(value, Enum) else value)


def _other(before: Mapping[int, Record], table: Mapping[int, Record]) -> Iterable[Record]:
    """The records of a table that are not the very same in the one before, and maybe some more."""
    # Place by place: patched tables keep the order, unless something was taken out.
    return compress(
        table.values(), map(is_not, table.values(), chain(before.values(), repeat(None)))
    )


_ID, _place = attrgetter("id"), attrgetter("position", "id")


@dataclass(frozen=True, slots=True)
class Context:
    """Today, and the language things are said in; nothing below the services asks the clock."""

    today: date
    tr: Translate


@dataclass(frozen=True, slots=True)
class Reading:
    """A dossier read in a language on a day: the view that kinds show and parse values in."""

    dossier: Dossier
    context: Context

    @property
    def lang(self) -> str:
        return self.context.tr.lang

    @property
    def today(self) -> date:
        return self.context.today

    def tr(self, message: Msg, /) -> str:
        return self.context.tr(message)

    def title_of(self, record_id: int, /) -> str:
        found = self.dossier.get(record_id)
        return self.titled(found) if found is not None else ""

    def titled(self, found: Record) -> str:
        """What a list calls a record, which may be deleted."""
        value = getattr(found, record.of(type(found)).named_by)
        return self.tr(value.label) if isinstance(value, Labelled) else titled(found, self.lang)

    def find(self, register: str, text: str, /) -> int | None:
        return self.dossier.find(register, text, self.lang)
