"""The items of a checklist as rows of the list, each made anew only when it changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import NamedTuple

from screens.names import Names
from screens.widgets.rowlist import Cell, Column, Row
from workbench.domain.dossier import Dossier
from workbench.domain.journey import Dimension, Stage
from workbench.domain.labelled import Labelled
from workbench.domain.message import Msg, msg
from workbench.domain.registers.evidence import Evidence
from workbench.domain.registers.holiday import Holiday
from workbench.domain.registers.item import Item, ItemState
from workbench.domain.registers.person import Person
from workbench.domain.registers.seat import Seat
from workbench.domain.text import fold
from workbench.figures import checklist
from workbench.figures.checklist import Bucket, Owner
from workbench.figures.progress import Progress
from workbench.language import Tr
from workbench.services.filtering import in_every_language

_OVER = frozenset({ItemState.VERIFIED, ItemState.WAIVED, ItemState.NOT_APPLICABLE})
_DUE, _LATE, _OWNER, _PROOFS = 6, 6, 10, 3
_NEAR = 300  # days within which a day of a month is of one year only


class Mark(Labelled):
    """What an item is beside its state, as a filter names it."""

    LATE = "late", msg("late")
    BACK = "back", msg("sent back")
    MANDATORY = "mandatory", msg("mandatory")


class Entry(NamedTuple):
    """An item's line of the checklist, the group it is in today, and its row in the list."""

    line: checklist.Line
    bucket: Bucket
    row: Row
    due: str
    words: str
    """What a bare word is looked for in: key, text and owner; folded."""
    facts: tuple[tuple[str, str], ...]
    """What a filter may ask for by name: owner, state, dimension, stage and marks; folded."""

    @property
    def item(self) -> Item:
        return self.line.item


class Listing:
    """Entries of all items in the order of the list."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.progress: dict[Dimension | None, Progress] = {None: Progress()}
        """By dimension; under None that of the whole list."""
        self.columns = _columns(())
        """As wide as what is in them."""
        self._by_id: dict[int, Entry] = {}
        self._at: dict[int, int] = {}
        self._order: tuple[int, ...] = ()
        self._rests_on: object = None
        self._evidence: tuple[Evidence, ...] = ()
        self._proofs: dict[int, int] = {}

    @property
    def ids(self) -> frozenset[int]:
        return frozenset(self._order)

    def get(self, item: object) -> Entry | None:
        return self._by_id.get(item) if isinstance(item, int) else None

    def refresh(self, names: Names, tr: Tr) -> None:
        """Take what the dossier says now; an entry stays if nothing it rests on has changed."""
        dossier, today = names.reading.dossier, names.today
        rests_on = (
            today,
            names.lang,
            names.hidden,
            dossier.handover.code,
            dossier.handover.day_zero,
            dossier.all(Person),
            dossier.all(Seat),
            dossier.all(Holiday),
        )
        items, order = dossier.all(Item), dossier.order("item")
        recounted = self._recount(dossier.all(Evidence))
        if rests_on != self._rests_on or order is not self._order:
            known = self._by_id if rests_on == self._rests_on else {}
            self._rests_on, self._order = rests_on, order
            self._make(items, known, names, tr)
        else:
            pairs = zip(items, self.entries, strict=True)
            changed = {item.id for item, entry in pairs if item is not entry.item}
            for item_id in changed | recounted & self._at.keys():
                self._replace(item_id, names, tr)

    def _make(
        self, items: Sequence[Item], known: Mapping[int, Entry], names: Names, tr: Tr
    ) -> None:
        """Entries of all items; a known one is kept where it says the same."""
        depths: dict[int | None, int] = {}
        self.entries = []
        for item in items:
            depth = depths[item.id] = depths.get(item.parent, -1) + 1
            entry, count = known.get(item.id), self._proofs.get(item.id, 0)
            if (
                entry is None
                or entry.item is not item
                or (entry.line.proofs, entry.line.depth) != (count, depth)
            ):
                entry = self._entry(item, depth, names, tr)
            self.entries.append(entry)
        self._by_id = {entry.item.id: entry for entry in self.entries}
        self._at = {item.id: place for place, item in enumerate(items)}
        split: dict[Dimension | None, list[checklist.Line]] = {}
        for entry in self.entries:
            split.setdefault(entry.item.dimension, []).append(entry.line)
        self.progress = {d: checklist.overall(own, names.today) for d, own in split.items()}
        self.progress[None] = sum(self.progress.values(), Progress())
        self.columns = _columns(self.entries)

    def _replace(self, item_id: int, names: Names, tr: Tr) -> None:
        """One entry made anew, and what it counts for; those of all others stay."""
        old, today = self._by_id[item_id], names.today
        item = names.reading.dossier.get(item_id)
        assert isinstance(item, Item)
        new = self._entry(item, old.line.depth, names, tr)
        self._by_id[item_id] = self.entries[self._at[item_id]] = new
        for dimension in {None, old.item.dimension}:
            self.progress[dimension] -= checklist.overall([old.line], today)
        for dimension in {None, item.dimension}:
            before = self.progress.get(dimension, Progress())
            self.progress[dimension] = before + checklist.overall([new.line], today)
        if len(new.due) != len(old.due):
            self.columns = _columns(self.entries)

    def _entry(self, item: Item, depth: int, names: Names, tr: Tr) -> Entry:
        proofs = self._proofs.get(item.id, 0)
        line = checklist.line(names.reading.dossier, item, names.today, proofs=proofs, depth=depth)
        return _entry(line, names, tr)

    def _recount(self, evidence: tuple[Evidence, ...]) -> set[int]:
        """Count the proofs of each item; whose number has changed."""
        if evidence == self._evidence:
            return set()
        before, self._evidence = self._proofs, evidence
        self._proofs = dict(Counter(p.parent for p in evidence if p.parent is not None))
        return {i for i, _ in before.items() ^ self._proofs.items()}


def _columns(entries: Sequence[Entry]) -> list[Column]:
    last = max((entry.item.number for entry in entries), default=0)
    due = max((len(entry.due) for entry in entries), default=0)
    return [
        Column("mark", 3),
        Column("number", max(2, len(str(last))), align="right"),
        Column("due", max(_DUE, due)),
        Column("late", _LATE, align="right", drop_below=50),
        Column("owner", _OWNER, drop_below=60),
        Column("text", 0, 12),
        Column("proofs", _PROOFS, align="right"),
    ]


def owner_name(owner: Owner, names: Names) -> str:
    """`Chen Hao`; `Security ?` while the seat is open; his seat or side while names are hidden."""
    if owner.person is not None:
        return names.title_of(owner.person.id)
    return owner.name(names.lang)


def days_left(line: checklist.Line) -> Msg | None:
    """`-3 d` late, `5 d` left; nothing where nobody owes anything any more."""
    if line.late is None or line.bucket in (Bucket.DONE, Bucket.WAITING):
        return None
    return msg("{days} d", days=-line.late) if line.late else msg("today")


def _entry(line: checklist.Line, names: Names, tr: Tr) -> Entry:
    item, bucket = line.item, line.bucket
    owner, left = owner_name(line.owner, names), days_left(line)
    due = short_day(line.due, tr, names.today) if line.due else ""
    text = item.text.show(names.lang)
    cells: dict[str, Cell | str] = {
        "mark": line.mark,
        "number": f"{item.number:02}",
        "due": due,
        "owner": owner,
        "text": text,
        "proofs": str(line.proofs),
    }
    if left is not None:
        cells["late"] = Cell(names.tr(left), "late" if line.overdue else "")
    key = names.reading.dossier.key(item)
    style = "done" if line.state in _OVER else ""
    row = Row(item.id, cells, style=style, also=f"{key}\n{item.text.en}\n{item.text.zh}")
    words = fold("\n".join((key, item.text.en, item.text.zh, owner)))
    return Entry(line, bucket, row, due, words, tuple(_facts(line, owner)))


def short_day(day: date, tr: Tr, today: date) -> str:
    """`Nov 20`; with the year only where the same day of another year could be meant."""
    return tr.day(day) if abs((day - today).days) < _NEAR else day.isoformat()


def _facts(line: checklist.Line, owner: str) -> Iterable[tuple[str, str]]:
    item = line.item
    yield "owner", fold(owner)
    yield "state", _spoken(line.state)
    if item.dimension is not None:
        yield "dimension", _spoken(item.dimension)
    if item.stage is not None:
        yield "stage", _spoken(item.stage)
    marks = {
        Mark.LATE: line.overdue,
        Mark.BACK: line.bucket is Bucket.BACK,
        Mark.MANDATORY: item.mandatory,
    }
    yield from (("is", _spoken(mark)) for mark, there in marks.items() if there)


@cache
def _spoken(found: Mark | ItemState | Dimension | Stage) -> str:
    """How it may be called in a filter, in every language."""
    titles = [found.label] if isinstance(found, Mark | ItemState) else [found.label, found.title]
    return "\n".join([found.value.lower(), *map(in_every_language, titles)])


def items_of(dossier: Dossier, ids: Sequence[int]) -> list[Item]:
    return [item for item in map(dossier.get, ids) if isinstance(item, Item)]
