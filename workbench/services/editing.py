"""One change set in the making: what a service does to records before it is written."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, TypeVar

from workbench.domain import record
from workbench.domain.change import GONE, Change
from workbench.domain.conflict import Choice, Clash, Conflict, Seen
from workbench.domain.dossier import Dossier
from workbench.domain.errors import NotFound, Refused, WorkbenchError
from workbench.domain.message import Msg, msg
from workbench.domain.position import between
from workbench.domain.record import Record
from workbench.domain.registers.handover import Handover
from workbench.rules.holding import held, rests_on, shown

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
    """Records as they are under the write lock, and what this change set makes of them.

    With `seen`, every field set and every record deleted is compared with what the user saw;
    where others changed it since, the answer he gave holds, and without one it is a clash.
    `who` names who changed a record, one of its fields if some are given, last since a change set.

    What is settled by an acceptance, or what a decision rests on, is refused here, whoever asks;
    `last_number` is the highest one ever given in a register, asked for when a record is added;
    `free` is a change that only takes back what came after the acceptance. `what` is set by an act
    that knows only when it is done how it is called.
    """

    def __init__(
        self,
        dossier: Dossier,
        first_id: int,
        last_number: Callable[[str], int],
        seen: Seen | None = None,
        who: Callable[[int, int, Collection[str]], str] = lambda record, since, fields: "",
        *,
        free: bool = False,
    ) -> None:
        self.before = dossier
        self._free = free
        self.contents: dict[int, bytes] = {}
        self.outcome = Outcome()
        self.what: Msg | None = None
        self.seen = seen
        self.since = seen.dossier.head if seen is not None else dossier.head
        self.clashes: dict[int, Clash] = {}
        self._who = who
        self._next = first_id
        self._last_number = cache(last_number)
        self._numbers: dict[str, int] = {}
        self._tails: dict[tuple[str, int | None], str] = {}
        self.made: dict[int, tuple[str, Record]] = {}
        self.changed: dict[int, dict[str, Any]] = {}
        self.gone: dict[int, None] = {}
        self._done: set[int] = set()
        self.back: dict[int, Record] = {}

    def scratch(self) -> Editing:
        """Another change set of the same records, to try something out; it is never written."""
        return Editing(self.before, self._next, self._number, free=self._free)

    @property
    def handover(self) -> Handover:
        return self.get(Handover, self.before.handover.id)

    def get(self, cls: type[R], record_id: int | None) -> R:
        """The record as this change set has it so far; NotFound when it is gone, with who deleted
        it while the user had it on his screen."""
        found = self.find(record_id)
        if not isinstance(found, cls):
            saw = self.seen.dossier.get(record_id) if self.seen is not None else None
            if saw is not None and (who := self.who(saw.id, (GONE,))):
                raise NotFound(msg("{who} has deleted {key}", who=who, key=self.before.key(saw)))
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
            number=self._number(name) + 1,
        )
        self._check(made)
        self._numbers[name] = made.number
        self._tails[name, parent] = made.position
        self.made[made.id] = (name, made)
        self._next += 1
        self._note(made.id)
        return made.id

    def _number(self, name: str) -> int:
        """The highest number ever given in a register."""
        return self._numbers.get(name) or self._last_number(name)

    def _last(self, name: str, parent: int | None) -> str:
        known = self._tails.get((name, parent))
        if known is None:
            there = self.before.listed(name) if name in self.before.registers else ()
            known = max((r.position for r in there if r.parent == parent), default="")
        return between(known, "")

    def set(self, record_id: int, *, whole: bool = False, **values: Any) -> None:
        """Change fields of a record; values equal to the present ones are dropped.

        `whole`: the fields stand or fall together when one of them meets another's change.
        """
        found = self.get(Record, record_id)
        kept = record.of(type(found)).as_kept(values)
        theirs = self.meeting(record_id, kept)
        if theirs:
            both = self._joined(record_id, kept, theirs)
            choices = [Choice.THEIRS, Choice.MINE, *([Choice.BOTH] if both else [])]
            self.contest(record_id, theirs, kept, choices)
        elif self.answer(record_id) is Choice.THEIRS:
            settled = self._settled(record_id)
            kept = {} if whole else {n: v for n, v in kept.items() if n not in settled}
        elif self.answer(record_id) is Choice.BOTH:
            kept |= self._joined(record_id, kept, self._settled(record_id))
        if why := shown(found, [n for n, v in kept.items() if getattr(found, n) != v]):
            raise Refused(why)
        self.put(record_id, **kept)

    def put(self, record_id: int, **values: Any) -> None:
        """`set` without a look at what the user saw: for what follows from something else."""
        found = self.get(Record, record_id)
        kept = record.of(type(found)).as_kept(values)
        new = {n: v for n, v in kept.items() if getattr(found, n) != v}
        if not new:
            return
        if record_id not in self.made:
            self._check(found, new)
        if record_id in self.made:
            name, made = self.made[record_id]
            self.made[record_id] = (name, replace(made, **new))
        else:
            self.changed.setdefault(record_id, {}).update(new)
        self._note(record_id)

    def delete(self, ids: Iterable[int]) -> None:
        going = [found for found in map(self.find, ids) if found is not None]
        for found in going:
            self._check(found)
            if why := rests_on(self.before, found):
                raise Refused(why)
        for found in going:
            if found.id not in self.gone:
                self.gone[found.id] = None
                self._note(found.id)

    # What others did meanwhile

    def meeting(self, record_id: int, values: Mapping[str, Any]) -> dict[str, Any]:
        """Those of the fields, as they are now, that others changed since the user saw them, to
        something else than `values`."""
        saw = self.seen.dossier.get(record_id) if self.seen is not None else None
        now = self.before.get(record_id)
        if saw is None or now is None or saw is now:
            return {}
        fields = record.of(type(now)).by_name
        found = {}
        for name, mine in values.items():
            was, theirs = getattr(saw, name), getattr(now, name)
            field = fields.get(name)
            if field.kind.meets(was, theirs, mine) if field else theirs not in (was, mine):
                found[name] = theirs
        return found

    def contest(
        self,
        record_id: int,
        theirs: Mapping[str, Any],
        mine: Mapping[str, Any],
        choices: Iterable[Choice] = (Choice.THEIRS, Choice.MINE),
    ) -> None:
        """The user has to choose between what others made of a record and what he would: then
        nothing of the whole act is written."""
        found = self.before.get(record_id)
        if found is None and self.seen is not None:
            found = self.seen.dossier.get(record_id)
        assert found is not None
        name, key = record.of(type(found)).name, self.before.key(found)
        shown = {n: mine[n] for n in theirs if n in mine} or dict(mine)
        who = self.who(record_id, theirs)
        self.clashes[record_id] = Clash(
            record_id, name, key, dict(theirs), shown, frozenset(choices), who
        )

    def conflict(self) -> Conflict:
        """What the user is to choose about, and whether the act does more than that."""
        others = {*self.changed, *self.gone} - self.clashes.keys()
        more = others or len(self.made) > 1 or len(self.clashes) > 1
        leave = msg("keep theirs, and do the rest") if more else None
        return Conflict(list(self.clashes.values()), self.before, leave=leave)

    def answer(self, record_id: int) -> Choice | None:
        """What the user chose for a record, when he was asked about it."""
        settled = self.seen.settled.get(record_id) if self.seen is not None else None
        return settled[0] if settled is not None else None

    def _settled(self, record_id: int) -> dict[str, Any]:
        """The fields he was asked about, as they are now."""
        found = self.get(Record, record_id)
        names = self.seen.settled[record_id][1] if self.seen is not None else ()
        return {n: getattr(found, n) for n in names if hasattr(found, n)}

    def who(self, record_id: int, fields: Collection[str] = ()) -> str:
        """Who changed the record, or those fields of it, last since the user saw it; empty when
        nobody did."""
        return self._who(record_id, self.since, fields)

    def _joined(
        self, record_id: int, values: Mapping[str, Any], theirs: Mapping[str, Any]
    ) -> dict[str, Any]:
        """`theirs`, each with the user's own value; empty when one of them cannot be both."""
        fields = record.of(type(self.get(Record, record_id))).by_name
        found = {
            n: fields[n].kind.joined(value, values[n]) if n in fields else None
            for n, value in theirs.items()
            if n in values
        }
        return found if all(value is not None for value in found.values()) else {}

    def restore(self, records: Iterable[Record]) -> None:
        """Bring deleted records back as they were."""
        for found in records:
            self._check(found)
            self.back[found.id] = found
            self._note(found.id)

    def _check(self, found: Record, fields: Collection[str] | None = None) -> None:
        if not self._free and (why := held(self.before, found, fields)):
            raise Refused(why)

    def _note(self, record_id: int) -> None:
        if record_id not in self._done:
            self._done.add(record_id)
            self.outcome.done.append(record_id)

    def moved(self, cls: type[Record]) -> frozenset[int]:
        """The records of a class whose state this change set sets, or that it makes or restores."""
        ids = {*self.made, *self.back, *(i for i, v in self.changed.items() if "state" in v)}
        return frozenset(i for i in ids if isinstance(self.find(i), cls))

    def touched(self, *registers: str) -> list[int]:
        """The records of some registers that this change set makes, changes, deletes, restores."""
        found = [i for i, (name, _) in self.made.items() if name in registers]
        for record_id in dict.fromkeys([*self.changed, *self.gone, *self.back]):
            known = self.back.get(record_id) or self.before.get(record_id)
            if known is not None and record.of(type(known)).name in registers:
                found.append(record_id)
        return found

    def under(self, parent: int, cls: type[R]) -> list[R]:
        """The records of a class under another one, as this change set has them so far."""
        known = [r.id for r in self.before.under(parent, cls)]
        new = [i for i, (_, r) in self.made.items() if r.parent == parent]
        new += [i for i, r in self.back.items() if r.parent == parent]
        new += [i for i, v in self.changed.items() if v.get("parent") == parent]  # moved here
        found = map(self.find, dict.fromkeys([*known, *new]))
        return [r for r in found if isinstance(r, cls) and r.parent == parent]

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
