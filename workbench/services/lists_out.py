"""Lists that go out to somebody and come back: by key, with what may be ticked, proved, dated,
noted. Every row says after which change set it was written, so that what comes back can be told
from what was done here meanwhile."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from workbench.domain import record
from workbench.domain.dossier import Dossier, Reading
from workbench.domain.message import Msg, msg
from workbench.domain.registers.evidence import Evidence
from workbench.domain.registers.item import Item, ItemState
from workbench.domain.registers.note import Note
from workbench.domain.text import fold
from workbench.exchange import csv_file
from workbench.exchange.register_csv import KEY
from workbench.figures.checklist import owner_of
from workbench.figures.progress import effective_state
from workbench.pack.md import esc, write_item
from workbench.services.columns import STAMP_LABEL
from workbench.services.workspace import Workspace

FORMS = {"md": "Markdown", "xlsx": "Excel", "csv": "CSV"}

_MARKS = {
    ItemState.CLAIMED: "done",
    ItemState.VERIFIED: "done",
    ItemState.NOT_APPLICABLE: "na",
    ItemState.WAIVED: "na",
}
_SAID = (ItemState.DOING, ItemState.BLOCKED)  # what a box cannot say
_INTRO = msg(
    "Tick what is done. Below an item add lines such as “Proof: link or ticket” and “Note: words”, "
    "or change its “Due:”. The key in brackets finds the item again; leave it as it is."
)
_WIDTHS = (10, 48, 18, 12, 14, 36, 36, 36, 14)


def of_owner(dossier: Dossier, name: str) -> list[Item]:
    """The items of the person or seat whose name, or seat in either language, begins so."""
    wanted = fold(name)
    found = []
    for item in dossier.all(Item):
        owner = owner_of(dossier, item)
        names = [owner.person.name] if owner.person is not None else []
        if owner.seat is not None:
            names += [owner.seat.name.en, owner.seat.name.zh]
        if any(fold(n).startswith(wanted) for n in names if n):
            found.append(item)
    return found


def written(
    ws: Workspace, handover: int, items: Sequence[Item], form: str, title: str, *, names: bool
) -> bytes:
    """The items as `md`, `csv` or `xlsx`; without `names` an owner is his key in the roster."""
    made = _List(ws.reading(handover), items, names)
    if form == "md":
        return made.markdown(title).encode()
    headers, rows = made.table()
    if form == "csv":
        return csv_file.write(headers, rows, bom=True)
    from workbench.exchange import xlsx

    return xlsx.write(made.code, headers, rows, _WIDTHS)


class _List:
    def __init__(self, view: Reading, items: Sequence[Item], names: bool) -> None:
        self._view, self._items, self._names = view, items, names
        self._dossier = view.dossier
        self.code = view.dossier.handover.code

    def markdown(self, title: str) -> str:
        tr = self._view.tr
        lines = [
            f"# {esc(title)}",
            "",
            f"<!-- handover list: {self.code} after change {self._dossier.head} -->",
            "",
            esc(tr(_INTRO)),
            "",
        ]
        inside = {item.id for item in self._items}
        depths: dict[int, int] = {}
        for item in self._items:
            depth = depths.get(item.parent or 0, -1) + 1 if item.parent in inside else 0
            depths[item.id] = depth
            mark = _MARKS.get(effective_state(item, self._view.today), "todo")
            text = item.text.show(self._view.lang)
            lines.append(write_item(mark, text, self._dossier.key(item), depth))
            pad = "  " * (depth + 1)
            lines += [
                f"{pad}- {esc(tr(label))}: {esc(words)}" for label, words in self._below(item)
            ]
        return "\n".join(lines) + "\n"

    def _below(self, item: Item) -> Iterable[tuple[Msg, str]]:
        state = effective_state(item, self._view.today)
        if due := self._due(item):
            yield _label("due"), due
        if owner := self._owner(item):
            yield msg("Owner"), owner
        if state in _SAID:
            yield msg("State"), self._view.tr(state.label)
        if wanted := item.proof.show(self._view.lang):
            yield msg("Wanted"), wanted
        for proof in self._proofs(item):
            yield msg("Proof"), proof
        for note in self._notes(item):
            yield msg("Note"), note

    def table(self) -> tuple[list[str], list[list[str]]]:
        tr = self._view.tr
        labels = [KEY, _label("text"), msg("Owner"), _label("due"), msg("State"), _label("proof"),
                  msg("Proofs"), msg("Note"), STAMP_LABEL]  # fmt: skip
        rows = [
            [
                self._dossier.key(item),
                item.text.show(self._view.lang),
                self._owner(item),
                self._due(item),
                tr(effective_state(item, self._view.today).label),
                item.proof.show(self._view.lang),
                "\n".join(self._proofs(item)),
                "\n".join(self._notes(item)),
                f"{self.code}@{self._dossier.head}",
            ]
            for item in self._items
        ]
        return [tr(label) for label in labels], rows

    def _due(self, item: Item) -> str:
        """The day it falls on, for somebody who does not count from T0."""
        if item.due is None:
            return ""
        day = item.due.resolve(self._dossier.handover.day_zero, self._dossier.calendar)
        return day.isoformat() if day is not None else str(item.due)

    def _owner(self, item: Item) -> str:
        owner = owner_of(self._dossier, item)
        if owner.person is not None:
            return owner.person.name if self._names else self._dossier.key(owner.person)
        return owner.seat.name.show(self._view.lang) if owner.seat is not None else ""

    def _proofs(self, item: Item) -> list[str]:
        found = self._dossier.under(item.id, Evidence)
        return [" ".join(filter(None, (e.words, e.text))) for e in found]

    def _notes(self, item: Item) -> list[str]:
        found = self._dossier.under(item.id, Note)
        return [line.strip() for n in found for line in n.text.split("\n") if line.strip()]


def _label(field: str) -> Msg:
    return record.get("item").field(field).kind.label
