"""One change set in the making: what a service does to records before it is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from workbench.domain import record
from workbench.domain.change import GONE, Change
from workbench.domain.dossier import Dossier
from workbench.domain.errors import NotFound, WorkbenchError
from workbench.domain.message import Msg, msg
from workbench.domain.position import between
from workbench.domain.record import Record
from workbench.domain.registers.handover import Handover

R = TypeVar("R", bound=Record)


@dataclass
class Outcome:
    """What became of an act: the change set's id (None when nothing changed), the records it
    touched, and those refused with the reason."""

    set_id: int | None = None
    done: list[int] = field(default_factory=list)
    refused: list[tuple[int, Msg]] = field(default_factory=list)

    def expect(self) -> Outcome:
        """This outcome, or the first refusal raised when nothing at all was done."""
        if self.refused and not self.done:
            raise WorkbenchError(self.refused[0][1])
        return self


class Editing:
    """Records as they are under the write lock, and what this change set makes of them."""

    def __init__(self, dossier: Dossier, first_id: int, numbers: Mapping[str, int]) -> None:
        self.before = dossier
        self.outcome = Outcome()
        self._next = first_id
        self._numbers = dict(numbers)
        self._tails: dict[tuple[str, int | None], str] = {}
        self.made: dict[int, tuple[str, Record]] = {}
        self.changed: dict[int, dict[str, Any]] = {}
        self.gone: dict[int, None] = {}
        self._done: set[int] = set()
        self.back: dict[int, Record] = {}

    @property
    def handover(self) -> Handover:
        return self.get(Handover, self.before.handover.id)

    def get(self, cls: type[R], record_id: int | None) -> R:
        """The record as this change set has it so far; NotFound when it is gone."""
        found = self.find(record_id)
        if not isinstance(found, cls):
            if cls is Record:
                raise NotFound(msg("the record is no longer there"))
            raise NotFound(msg("this {what} is no longer there", what=record.of(cls).one))
        return found

    def find(self, record_id: int | None) -> Record | None:
        if record_id is None or record_id in self.gone:
            return None
        if record_id in self.made:
            return self.made[record_id][1]
        found = self.back.get(record_id) or self.before.get(record_id)
        if found is None or record_id not in self.changed:
            return found
        return replace(found, **self.changed[record_id])

    def add(
        self, cls: type[R], parent: int | None = None, position: str = "", **values: Any
    ) -> int:
        """A new record, last among its siblings unless given a position; gives its id."""
        entry = record.of(cls)
        name = entry.name
        made = cls(
            **entry.as_kept(values),
            id=self._next,
            handover=self.before.handover.id,
            version=1,
            parent=parent,
            position=position or self._last(name, parent),
            number=self._numbers.get(name, 0) + 1,
        )
        self._numbers[name] = made.number
        self._tails[name, parent] = made.position
        self.made[made.id] = (name, made)
        self._next += 1
        self._note(made.id)
        return made.id

    def _last(self, name: str, parent: int | None) -> str:
        known = self._tails.get((name, parent))
        if known is None:
            there = self.before.listed(name) if name in self.before.registers else ()
            known = max((r.position for r in there if r.parent == parent), default="")
        return between(known, "")

    def set(self, record_id: int, **values: Any) -> None:
        """Change fields of a record; values equal to the present ones are dropped."""
        found = self.get(Record, record_id)
        kept = record.of(type(found)).as_kept(values)
        new = {n: v for n, v in kept.items() if getattr(found, n) != v}
        if not new:
            return
        if record_id in self.made:
            name, made = self.made[record_id]
            self.made[record_id] = (name, replace(made, **new))
        else:
            self.changed.setdefault(record_id, {}).update(new)
        self._note(record_id)

    def delete(self, ids: Iterable[int]) -> None:
        for record_id in ids:
            if record_id not in self.gone and self.find(record_id) is not None:
                self.gone[record_id] = None
                self._note(record_id)

    def restore(self, records: Iterable[Record]) -> None:
        """Bring deleted records back as they were."""
        for found in records:
            self.back[found.id] = found
            self._note(found.id)

    def _note(self, record_id: int) -> None:
        if record_id not in self._done:
            self._done.add(record_id)
            self.outcome.done.append(record_id)

    def refuse(self, record_id: int, why: Msg) -> None:
        self.outcome.refused.append((record_id, why))

    def changes(self) -> list[Change]:
        """Everything done so far as log entries, in the order new, changed, gone, back."""
        made = []
        for record_id, (name, found) in self.made.items():
            if record_id in self.gone:
                continue
            entry = record.get(name)
            names = ["parent", "position", "number", *(f.name for f in entry.fields)]
            values = {n: getattr(found, n) for n in names}
            made.append(
                Change(record_id, name, {GONE: True}, {GONE: False, **entry.to_json(values)})
            )
        for record_id, values in self.changed.items():
            old = self.back.get(record_id) or self.before.get(record_id)
            if old is None or record_id in self.gone:
                continue
            entry = record.of(type(old))
            before = {n: getattr(old, n) for n in values}
            made.append(Change(record_id, entry.name, entry.to_json(before), entry.to_json(values)))
        for record_id in self.gone:
            old = self.before.get(record_id)
            if old is not None:
                made.append(
                    Change(record_id, record.of(type(old)).name, {GONE: False}, {GONE: True})
                )
        for record_id, found in self.back.items():
            name = record.of(type(found)).name
            made.append(Change(record_id, name, {GONE: True}, {GONE: False}))
        return made

    def after(self, head: int) -> Dossier:
        """The dossier as it will be at change set `head`."""
        changed: list[tuple[str, Record]] = [
            (name, r) for i, (name, r) in self.made.items() if i not in self.gone
        ]
        for record_id in {*self.changed, *self.back}:
            found = self.find(record_id)
            if found is not None and record_id not in self.made:
                newer = replace(found, version=found.version + 1)
                changed.append((record.of(type(found)).name, newer))
        return self.before.patched(changed, self.gone, head)
