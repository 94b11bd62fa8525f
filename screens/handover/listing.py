"""The items of a checklist as rows of the list, each made anew only when it changed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import astuple, dataclass
from datetime import date
from functools import cache
from operator import is_

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


@dataclass(frozen=True, slots=True)
class Entry:
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
        self._rests_on: object = None
        self._evidence: tuple[Evidence, ...] = ()
        self._proofs: dict[int | None, int] = {}
        self._counted: dict[Dimension | None, tuple[list[checklist.Line], Progress]] = {}

    @property
    def ids(self) -> frozenset[int]:
        return frozenset(self._by_id)

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
        known = self._by_id if rests_on == self._rests_on else {}
        self._rests_on = rests_on
        proofs = self._proofs_of(dossier.all(Evidence))
        depths: dict[int | None, int] = {}
        entries = []
        for item in dossier.all(Item):
            depth = depths[item.id] = depths.get(item.parent, -1) + 1
            entry, count = known.get(item.id), proofs.get(item.id, 0)
            if (
                entry is None
                or entry.line.item is not item
                or entry.line.proofs != count
                or entry.line.depth != depth
            ):
                line = checklist.line(dossier, item, today, proofs=count, depth=depth)
                entry = _entry(line, names, tr)
            entries.append(entry)
        if len(entries) == len(self.entries) and all(map(is_, entries, self.entries)):
            return
        self.entries = entries
        self._by_id = {entry.item.id: entry for entry in entries}
        self.progress = self._progress(today)
        self.columns = _columns(entries)

    def _proofs_of(self, evidence: tuple[Evidence, ...]) -> dict[int | None, int]:
        """How many proofs each item has."""
        if evidence != self._evidence:
            self._evidence, self._proofs = evidence, {}
            for proof in evidence:
                self._proofs[proof.parent] = self._proofs.get(proof.parent, 0) + 1
        return self._proofs

    def _progress(self, today: date) -> dict[Dimension | None, Progress]:
        """Counted again only for dimensions in which something changed."""
        split: dict[Dimension | None, list[checklist.Line]] = {}
        for entry in self.entries:
            split.setdefault(entry.item.dimension, []).append(entry.line)
        found = {}
        for dimension, lines in split.items():
            known, counted = self._counted.get(dimension, ([], Progress()))
            same = len(known) == len(lines) and all(map(is_, known, lines))
            found[dimension] = (lines, counted if same else checklist.overall(lines, today))
        self._counted = found
        by_dimension = {dimension: counted for dimension, (_, counted) in found.items()}
        return by_dimension | {None: _sum(by_dimension.values())}


def _sum(parts: Collection[Progress]) -> Progress:
    """The counts and weights of several lists as those of one."""
    return Progress(*map(sum, zip(*map(astuple, parts), strict=True)))


def _columns(entries: Sequence[Entry]) -> list[Column]:
    last = max((entry.item.number for entry in entries), default=0)
    due = max((len(entry.due) for entry in entries), default=0)
    return [
        Column("mark", 3),
        Column("number", max(2, len(str(last))), align="right"),
        Column("due", max(_DUE, due)),
        Column("late", _LATE, align="right"),
        Column("owner", _OWNER),
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
