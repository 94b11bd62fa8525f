"""Rows of any register but the checklist: which record each is, and what its cells say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from workbench.domain import record
from workbench.domain.bitext import Bitext
from workbench.domain.dossier import Reading
from workbench.domain.errors import BadValue
from workbench.domain.message import Msg, msg
from workbench.domain.record import Record, Register
from workbench.domain.registers.note import Note
from workbench.domain.text import clean, fold
from workbench.exchange.drafts import Draft, Source
from workbench.rules.holding import held
from workbench.services.import_cell import parsed
from workbench.services.import_folded import Folded
from workbench.services.import_row import Answers, Child, Fate, Guess, Named, Past, Row, secret_in
from workbench.services.import_unsaid import Unsaid
from workbench.services.import_waves import along


class RecordRows:
    """Reads the drafts of one source against a register as it is."""

    def __init__(self, view: Reading, source: Source, answers: Answers, past: Past) -> None:
        self._view, self._source, self._answers, self._past = view, source, answers, past
        self._entry: Register = record.get(source.register)
        dossier = view.dossier
        self._by_key = {fold(dossier.key(r)): r for r in dossier.listed(source.register)}
        self._named: dict[tuple[int | None, str], list[Record]] = {}
        for found in self._by_key.values():
            for name in self._names(getattr(found, self._entry.named_by)):
                self._named.setdefault((found.parent, name), []).append(found)
        self._folded = {
            name: Folded(view, child, how)
            for name, (child, how) in record.folded(self._entry).items()
        }
        self._unsaid = Unsaid(view, source, answers)
        self._seen: dict[Any, Draft] = {}
        self._cells: dict[tuple[str, str], Any] = {}
        self._taken: set[int] = set()

    def rows(self) -> Iterator[Row]:
        for place, draft in enumerate(self._source.drafts):
            if place in self._answers.left_out:
                yield Row(Fate.LEFT, draft)
                continue
            try:
                row = self._unsettled(self._along(self._beside(self._row(draft))))
            except BadValue as problem:
                row = Row(Fate.REFUSED, draft, why=problem.message, cell=problem.where)
            if row.fate is Fate.CONTESTED and place in self._answers.mine:
                row = replace(row, fate=Fate.CHANGED, why=None)
            yield row

    def guesses(self) -> list[Guess]:
        """What the rows that were read leave unsaid, and what is taken for it."""
        return self._unsaid.guesses()

    def _along(self, row: Row) -> Row:
        return along(self._view.dossier, row) if self._source.register == "person" else row

    def _unsettled(self, row: Row) -> Row:
        """The row, refused where its record may no longer be made or changed."""
        if row.fate is Fate.SAME or row.fate is Fate.REFUSED:
            return row
        dossier = self._view.dossier
        known = dossier.get(row.record)
        found = known or self._entry.cls(parent=row.values.get("parent"))
        why = held(dossier, found, row.values if known else None)
        return Row(Fate.REFUSED, row.draft, row.record, why=why) if why is not None else row

    def _beside(self, row: Row) -> Row:
        """The row with what its cells name under its record, and with its notes."""
        if row.fate is Fate.REFUSED or (row.fate is Fate.SAME and row.record is None):
            return row
        draft, known = row.draft, self._view.dossier.get(row.record)
        children: list[Child] = []
        for name, reader in self._folded.items():
            if cell := draft.cells.get(name, ""):
                try:
                    children += reader.children(cell, known)
                except BadValue as problem:
                    raise BadValue(problem.message, draft.places.get(name, "")) from None
        said = {n.text for n in self._view.dossier.under(known.id, Note)} if known else ()
        notes = tuple(n for n in draft.notes if n not in said)
        if not children and not notes:
            return row
        fate = Fate.CHANGED if row.fate is Fate.SAME else row.fate
        return replace(row, fate=fate, children=tuple(children), notes=notes)

    def _names(self, value: Any) -> set[str]:
        if isinstance(value, Bitext):
            return {fold(t) for t in (value.en, value.zh) if t}
        kind = self._entry.field(self._entry.named_by).kind
        return {fold(kind.show(value, self._view))}

    def _row(self, draft: Draft) -> Row:
        why = secret_in(draft) if not self._answers.keep else None
        if why is not None:
            return Row(Fate.REFUSED, draft, why=why)
        parent = self._parent(draft)
        values = self._values(draft)
        name = values.get(self._entry.named_by)
        known = self._by_key.get(fold(draft.key)) if draft.key else None
        if draft.key and known is None:
            return Row(Fate.REFUSED, draft, why=msg("{key} is not in this handover", key=draft.key))
        if known is not None:
            if known.id in self._taken:
                why = msg("{key} stands in the file twice", key=draft.key)
                return Row(Fate.REFUSED, draft, known.id, why=why)
            self._taken.add(known.id)
            return self._compared(draft, known, values)
        if not name:
            label = self._entry.field(self._entry.named_by).kind.label
            return Row(Fate.REFUSED, draft, why=msg("{field} is missing", field=label))
        return self._by_name(draft, parent, name, values)

    def _by_name(self, draft: Draft, parent: int | None, name: Any, values: dict[str, Any]) -> Row:
        words = min(self._names(name))
        apart = tuple(fold(str(values.get(n, ""))) for n in self._entry.apart)
        twin = self._seen.get((parent, words, apart))
        if twin is not None:
            if twin.cells == draft.cells:
                return Row(Fate.SAME, draft, None)
            why = msg("{name} stands in row {row} already", name=self._shown(name), row=twin.line)
            return Row(Fate.REFUSED, draft, why=why)
        self._seen[parent, words, apart] = draft
        there = self._named.get((parent, words), [])
        told = {n: values[n] for n in self._entry.apart if values.get(n)}
        there = [
            r for r in there
            if all(fold(str(getattr(r, n) or v)) == fold(str(v)) for n, v in told.items())
        ]  # fmt: skip
        if len(there) > 1:
            why = msg("there is more than one {name}; add a column with the key",
                      name=self._shown(name))  # fmt: skip
            return Row(Fate.REFUSED, draft, why=why)
        if there:
            return self._compared(draft, there[0], values)
        side = self._unsaid.side(draft)
        told = {"parent": parent} if parent else {"side": side} if side is not None else {}
        return Row(Fate.NEW, draft, None, values | told)

    def _shown(self, value: Any) -> str:
        return self._entry.field(self._entry.named_by).kind.show(value, self._view)

    def _parent(self, draft: Draft) -> int | None:
        """The record that the draft hangs under."""
        key = draft.cells.get("under", "")
        if not key:
            if self._entry.parents:
                raise BadValue(msg("it does not say what it hangs under"))
            return None
        for register in self._view.dossier.registers:
            for found in self._view.dossier.listed(register):
                if fold(self._view.dossier.key(found)) == fold(key):
                    if not (
                        self._entry.hangs_under(register)
                        or (self._entry.tree and register == self._entry.name)
                    ):
                        raise BadValue(msg("{what}: it cannot hang there", what=self._entry.one))
                    return found.id
        raise BadValue(msg("{key} is not in this handover", key=key))

    def _values(self, draft: Draft) -> dict[str, Any]:
        values = {}
        for name, cell in draft.cells.items():
            if name == "under" or name in self._folded or not cell:
                continue
            field = self._entry.field(name)
            try:
                if (name, cell) not in self._cells:  # the same few, row after row
                    said = self._unsaid.cell(name, cell)
                    self._cells[name, cell] = parsed(field, said, self._view)
                values[name] = self._one_of_them(self._cells[name, cell])
            except BadValue as problem:
                why = msg("{field}: {why}", field=field.kind.label, why=problem.message)
                raise BadValue(why, draft.places.get(name, "")) from None
        return values

    def _one_of_them(self, value: Any) -> Any:
        """A name, unless several rows of this file have it."""
        own = isinstance(value, Named) and value.register == self._entry.name
        if own and self._coming[fold(value.name)] > 1:
            raise BadValue(
                msg("{name} stands in the file more than once; leave this empty here, and choose "
                    "who is meant afterwards", name=value.name)
            )  # fmt: skip
        return value

    @cached_property
    def _coming(self) -> Mapping[str, int]:
        """How many there are of each name among the rows, those alike counted once."""
        names = (self._entry.named_by, *self._entry.apart)
        rows = {tuple(fold(clean(d.cells.get(n, ""))) for n in names)
                for d in self._source.drafts}  # fmt: skip
        return Counter(row[0] for row in rows)

    def _compared(self, draft: Draft, known: Record, values: dict[str, Any]) -> Row:
        """Only filled cells count."""
        fields = self._entry.by_name
        mine, both = {}, {}
        for name, value in values.items():
            kind = fields[name].kind
            if kind.fixed or self._is(known, name, value):
                continue
            if name == self._entry.named_by and not draft.key:
                continue
            past = self._past.at(known, draft.stamp) if draft.stamp else {}
            if name not in past:
                mine[name] = value
            elif not self._same(past[name], value):
                both[name] = value
        old = {n: getattr(known, n) for n in (*mine, *both)}
        stays = tuple(self._staying(draft, known))
        if both:
            name, value = next(iter(both.items()))
            why: Msg = msg(
                "{field} became {now} meanwhile, and the file says {text}",
                field=fields[name].kind.label,
                now=fields[name].kind.show(old[name], self._view) or "-",
                text=value.name
                if isinstance(value, Named)
                else fields[name].kind.show(value, self._view),
            )
            changed = {**mine, **both}
            return Row(Fate.CONTESTED, draft, known.id, changed, old, why=why, stays=stays)
        fate = Fate.CHANGED if mine else Fate.SAME
        return Row(fate, draft, known.id, mine, old, stays=stays)

    def _staying(self, draft: Draft, known: Record) -> Iterator[str]:
        fields = self._entry.by_name
        for name in draft.empty:
            if name in fields and getattr(known, name) != fields[name].default:
                yield name

    def _is(self, known: Record, name: str, value: Any) -> bool:
        return self._same(getattr(known, name), value)

    def _same(self, current: Any, value: Any) -> bool:
        if isinstance(current, Bitext) and isinstance(value, Bitext):
            return bool({value.en, value.zh} - {""} <= {current.en, current.zh})
        return bool(current == value)
