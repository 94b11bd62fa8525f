"""Bringing files in: a plan that says of every row what would become of it, then the act.

A plan is made again under the lock before it is carried out, so that what somebody else brought
in meanwhile is not there twice. One change set each, so one undo.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from workbench.domain import record
from workbench.domain.bitext import Bitext
from workbench.domain.change import GONE
from workbench.domain.conflict import Choice
from workbench.domain.dossier import Reading
from workbench.domain.errors import Refused, WorkbenchError
from workbench.domain.message import Msg, msg
from workbench.domain.proof import guess
from workbench.domain.record import Record
from workbench.domain.registers.evidence import Evidence, ProofKind
from workbench.domain.registers.handover import Handover
from workbench.domain.registers.item import ITEM, Item, ItemState
from workbench.domain.registers.note import Note
from workbench.domain.registers.person import Person, Side
from workbench.domain.registers.seat import Seat
from workbench.domain.registers.wave import Wave
from workbench.domain.text import fold
from workbench.exchange.drafts import Draft, Source, of_list
from workbench.exchange.gfm import ParsedList
from workbench.exchange.sheet import Tell, quiet
from workbench.services import waves
from workbench.services.easing import agreed
from workbench.services.editing import Editing
from workbench.services.handovers import person_called
from workbench.services.import_items import ItemRows, not_applicable
from workbench.services.import_plan import Brought, Plan, brings
from workbench.services.import_records import RecordRows
from workbench.services.import_row import Answers, Fate, Guess, Named, Past, Row, in_its_language
from workbench.services.items import CLEARED
from workbench.services.placing import OWN_ACTS, check_own_acts, check_parent
from workbench.services.present import is_called, myself
from workbench.services.workspace import Workspace

__all__ = ["Answers", "Brought", "Fate", "Guess", "Plan", "Row", "apply", "plan", "plan_list"]


def plan_list(ws: Workspace, handover: int, parsed: ParsedList) -> Plan:
    """What a checklist in Markdown would bring: an item for every box, nested as in the file."""
    return plan(ws, handover, of_list(parsed))


def plan(
    ws: Workspace,
    handover: int,
    source: Source,
    answers: Answers = Answers(),  # noqa: B008
    tell: Tell = quiet,
) -> Plan:
    """What a source would bring.

    An item is already there when it came from a file of that name with the same text, or when the
    row has its key; it is changed where the file differs from what it said when it was written.
    A record of another register is known by its key, else by its name; only filled cells count.
    """
    entry = record.get(source.register)
    check_own_acts(entry)
    if entry.cls is Handover:
        raise Refused(OWN_ACTS)
    view = ws.reading(handover)
    past = Past(ws, handover)
    reader = _reader(ws, view, source, answers, past)
    rows = tuple(_counted(reader.rows(), len(source.drafts), tell))
    return Plan(handover, source, answers, rows, tuple(reader.guesses()), view.dossier, past)


def apply(ws: Workspace, planned: Plan, tell: Tell = quiet) -> Brought:
    """Carry it out: ticked lines are claimed with a word of where, `[-]` does not apply."""
    source = planned.source
    what = _called(planned, planned.count(Fate.NEW), planned.count(Fate.CHANGED))
    with ws.change(planned.handover, "import", what) as ed:
        view = Reading(ed.before, ws.context)
        rows = _reader(ws, view, source, planned.answers, planned.past).rows()
        bringing = _Bringing(ws, ed, source)
        rows = _counted(rows, len(planned.rows), tell)
        for before, row in zip(planned.rows, rows, strict=True):
            bringing.row(_still(ed, before, row))
        bringing.later()
        new, changed = bringing.counts()
        ed.what = _called(planned, new, changed)
    done = ed.outcome
    return Brought(done.set_id, done.done, done.refused, new=new, changed=changed)


def _called(planned: Plan, new: int, changed: int) -> Msg:
    """What the act is called."""
    source, counts = planned.source, brings(new, changed)
    entry = record.get(source.register)
    what = msg("import of {name}: {counts}", name=source.name, counts=counts)
    if entry.cls is not Item:
        what = msg("import of {name} into {register}: {counts}", name=source.name,
                   register=entry.title, counts=counts)  # fmt: skip
    if planned.answers.keep:
        what = msg("{what}; secrets kept: {why}", what=what, why=planned.answers.keep)
    return what


def _counted(rows: Iterator[Row], of: int, tell: Tell) -> Iterator[Row]:
    for done, row in enumerate(rows, 1):
        tell(done, of)
        yield row


def _reader(
    ws: Workspace, view: Reading, source: Source, answers: Answers, past: Past
) -> ItemRows | RecordRows:
    if source.register != "item":
        return RecordRows(view, source, answers, past)
    codes = (
        frozenset(ws.store.codes(but=view.dossier.handover.id))
        if any(d.key for d in source.drafts)
        else frozenset()
    )
    return ItemRows(view, source, answers, past, codes, myself(ws, view.dossier))


def _still(ed: Editing, planned: Row, row: Row) -> Row:
    """The row as it is now; where its record is not as the user saw it, as he chose."""
    was = planned.record
    if was is None or ed.seen is None or planned.fate not in (Fate.CHANGED, Fate.SAME):
        return row
    if row.record is None and row.fate is Fate.NEW:
        answer = ed.answer(was)
        if answer is None:
            ed.contest(was, {GONE: True}, _plain(row.values))
        return row if answer is Choice.MINE else replace(row, fate=Fate.SAME)
    moved = "state" in planned.values and "state" not in row.values
    if planned.fate is Fate.CHANGED and moved and row.record == was:
        mine = {"state": planned.values["state"]}
        found, theirs = ed.get(Record, was), ed.meeting(was, mine)
        if theirs and isinstance(found, Item):
            may = found.state in ITEM.moves["claim"].sources
            ed.contest(was, theirs, mine, [Choice.THEIRS, *([Choice.MINE] if may else [])])
        elif ed.answer(was) is Choice.MINE:
            return replace(row, fate=Fate.CHANGED, values={**row.values, **mine})
    return row


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {n: v for n, v in values.items() if not isinstance(v, Named)}


class _Bringing:
    """Writes rows in their order, so that what hangs under a row finds it."""

    def __init__(self, ws: Workspace, ed: Editing, source: Source) -> None:
        self._ws, self._ed, self._source = ws, ed, source
        self._now = ws.moment
        self._ids: list[int | None] = []
        self._added: dict[tuple[str, str], int] = {}
        self._rows: dict[str, int] = {}
        self._waiting: list[tuple[int, str, Named]] = []
        self._joined: dict[int, list[int]] = {}
        self._me: int | None = None
        self._wrote: list[tuple[Fate, int, bool]] = []  # each with whether it touched anything

    def counts(self) -> tuple[int, int]:
        """How many rows were new, and how many changed something that was there."""
        new = sum(fate is Fate.NEW for fate, _, _ in self._wrote)
        touched = [grew or made in self._ed.changed for _, made, grew in self._wrote]
        return new, sum(touched) - new

    def later(self) -> None:
        """What names another row of the file, now that all of them are there."""
        for record_id, field, value in self._waiting:
            known = self._rows.get(fold(value.name))
            self._ed.put(record_id, **{field: known or self._there(value)})
        for wave, people in self._joined.items():
            waves.joined(self._ed, wave, people)

    def row(self, row: Row) -> None:
        draft = row.draft
        above = None if draft.parent is None else self._ids[draft.parent]
        made = row.record
        if row.fate in (Fate.REFUSED, Fate.CONTESTED):
            made = made or above  # what was nested in it moves up
            if row.why is not None:
                self._ed.refuse(draft.line, row.why)
        elif row.fate is Fate.LEFT:
            made = made or above
        elif row.fate is not Fate.SAME:
            touched = len(self._ed.outcome.done)
            try:
                made = self._write(row, above)
                grew = len(self._ed.outcome.done) > touched
                self._wrote.append((row.fate, made, grew))
            except WorkbenchError as problem:
                self._ed.refuse(draft.line, problem.message)
                made = made or above
        self._ids.append(made)

    def _write(self, row: Row, above: int | None) -> int:
        entry = record.get(self._source.register)
        own = {n: v for n, v in row.values.items()
               if isinstance(v, Named) and v.register == entry.name}  # fmt: skip
        there = self._ed.find(row.record)
        known = there.side if isinstance(there, Seat) else None
        side = row.values.get("side", known) if entry.cls is Seat else None
        values = {n: self._there(v, side) for n, v in row.values.items() if n not in own}
        if entry.cls is Item:
            return self._item(row, values, above)
        made = row.record
        if made is None:
            parent = values.pop("parent", None)
            check_parent(self._ed, entry, parent)
            made = self._ed.add(entry.cls, parent=parent, **values)
            self._rows.setdefault(fold(str(values.get(entry.named_by, ""))), made)
        else:
            self._set(made, values)
        self._waiting += [(made, n, v) for n, v in own.items()]
        if row.by_wave:
            self._joined.setdefault(values["wave"], []).append(made)
        for child in row.children:
            told = {n: self._there(v) for n, v in child.values.items()}
            if child.record is None:
                self._ed.add(record.get(child.register).cls, parent=made, **told)
            else:
                self._set(child.record, told)
        if row.notes:
            self._note(made, "\n".join(row.notes))
        return made

    def _item(self, row: Row, values: dict[str, Any], above: int | None) -> int:
        draft, state = row.draft, values.pop("state", None)
        made = row.record
        if made is None:
            under = values.pop("parent", None)
            made = self._ed.add(
                Item,
                parent=under or above,
                source=_source(self._source, draft),
                **{"evidence_required": False, **values},
            )
        else:
            self._set(made, values)
        if state not in (None, ItemState.TODO):
            self._ed.set(made, whole=True, **self._moved(made, draft, state, row))
        if row.notes:
            self._note(made, "\n".join(row.notes))
        for proof in row.proofs:
            self._proof(made, proof)
        if state is ItemState.CLAIMED and not row.proofs:
            words = self._ws.tr(msg("ticked in {place}", place=draft.place))
            self._ed.add(Evidence, parent=made, kind=ProofKind.STATEMENT, text=words,
                         by=self._giver(made), at=self._now)  # fmt: skip
        return made

    def _moved(self, item: int, draft: Draft, state: ItemState, row: Row) -> dict[str, Any]:
        """The fields that go with a state, as when it is moved in the checklist."""
        reason = next(iter(row.notes), "")
        found: dict[str, Any] = {**CLEARED, "state": state, "reason": "", "typed_by": ""}
        if state is ItemState.CLAIMED:
            giver = self._giver(item)
            named = self._ed.find(giver)
            own = isinstance(named, Person) and is_called(named, self._ws.me.name)
            typist = "" if own else self._ws.me.name
            found |= {"claimed_by": giver, "claimed_at": self._now, "typed_by": typist}
        elif state is ItemState.NOT_APPLICABLE:
            words = msg("marked as not applicable in {place}", place=draft.place)
            found |= not_applicable(reason or self._ws.tr(words))
        elif state is ItemState.BLOCKED:
            words = msg("marked as blocked in {place}", place=draft.place)
            found["reason"] = (reason or self._ws.tr(words))[:500]
        return found

    def _giver(self, item: int) -> int | None:
        """Who claims and proves what a list says: its owner, for whom the user types, unless
        nobody types for others here."""
        found = self._ed.get(Item, item)
        seat = self._ed.find(found.seat)
        owner = found.person or (seat.person if isinstance(seat, Seat) else None)
        return owner if owner is not None and not self._ed.handover.strict else self._myself()

    def _set(self, record_id: int, values: Mapping[str, Any]) -> None:
        found = self._ed.get(Record, record_id)
        fitted = {n: _in_place(getattr(found, n), v) for n, v in values.items()}
        for name, value in fitted.items():
            if isinstance(found, Wave) and name == "day":
                waves.follow(self._ed, found, value)  # who is planned for its day goes along
            agreed(self._ws, self._ed, found, name, value, None)  # refused where one has to agree
        self._ed.set(record_id, **fitted)

    def _note(self, under: int, text: str) -> None:
        self._ed.add(Note, parent=under, text=text[:20_000], by=self._ws.me.name, at=self._now)

    def _proof(self, under: int, text: str) -> None:
        found = guess(text)
        words = found.words if found.pointer else ""
        self._ed.add(Evidence, parent=under, kind=found.kind, text=found.pointer or text,
                     words=words, by=self._giver(under), at=self._now)  # fmt: skip

    def _myself(self) -> int | None:
        me = self._ws.me
        if self._me is None and me.name:
            self._me = person_called(self._ed, me.name, me.side)
        return self._me

    def _there(self, value: Any, side: Side | None = None) -> Any:
        """The record that a name stands for, added when it is the first of its name; a person then
        is on the `side` of the seat he fills."""
        if not isinstance(value, Named):
            return value
        key = (value.register, fold(value.name))
        if key not in self._added:
            self._added[key] = self._new(value, side)
        return self._added[key]

    def _new(self, value: Named, side: Side | None) -> int:
        if value.register == "person":
            return person_called(self._ed, value.name, side)
        if value.register == "seat":
            return self._ed.add(Seat, name=in_its_language(value.name))
        entry = record.get(value.register)
        named: dict[str, Any] = {entry.named_by: value.name}
        return self._ed.add(entry.cls, **named)


def _in_place(current: Any, value: Any) -> Any:
    """A text in one language leaves the other one alone."""
    if not (isinstance(current, Bitext) and isinstance(value, Bitext)):
        return value
    for lang, text in (("en", value.en), ("zh", value.zh)):
        current = current.edited(lang, text) if text else current
    return current


def _source(source: Source, draft: Draft) -> str:
    return " / ".join((draft.place, *draft.headings))[:500]
