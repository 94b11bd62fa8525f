"""Bringing lists and rosters in: a plan that says of every row what would become of it, then it.

A plan is made again under the lock before it is carried out, so that what somebody else brought
in meanwhile is not there twice. One change set each, so one undo.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC
from enum import Enum
from typing import Any

from workbench.domain.bitext import Bitext
from workbench.domain.change import GONE
from workbench.domain.conflict import Choice
from workbench.domain.dossier import Dossier
from workbench.domain.journey import Stage
from workbench.domain.message import Msg, msg, nmsg, pmsg
from workbench.domain.proof import ProofKind
from workbench.domain.registers.evidence import Evidence
from workbench.domain.registers.item import ITEM, Item, ItemState, NotApplicable
from workbench.domain.registers.note import Note
from workbench.exchange.gfm import ParsedItem, ParsedList, split_key
from workbench.services.editing import Editing, Outcome
from workbench.services.handovers import person_called
from workbench.services.workspace import Workspace

TEXT_LIMIT = 1_000  # characters of an item's text, as its field takes them

_CHINESE = re.compile("[\u3400-\u9fff]")
_STAGE = re.compile(r"(S[1-7])\b", re.ASCII)


class Fate(Enum):
    """What becomes of a row."""

    NEW = "new", pmsg("import", "new")
    CHANGED = "changed", pmsg("import", "changed")
    SAME = "same", pmsg("import", "already there")
    REFUSED = "refused", pmsg("import", "refused")

    def __init__(self, key: str, label: Msg) -> None:
        self.key = key
        self.label = label


@dataclass(frozen=True, slots=True)
class ListRow:
    """One line of the file; `item` is the one of this handover it is, `why` says what is wrong."""

    fate: Fate
    parsed: ParsedItem
    source: str
    item: int | None = None
    why: Msg | None = None


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """`seen` is the handover the rows were planned for."""

    handover: int
    parsed: ParsedList
    rows: tuple[ListRow, ...]
    seen: Dossier

    def count(self, fate: Fate) -> int:
        return sum(row.fate is fate for row in self.rows)

    @property
    def summary(self) -> Msg:
        """How many of each kind, for the last line of the preview."""
        return msg(
            "{name}: {new} new, {changed} ticked since, {same} already there, {refused} refused",
            name=self.parsed.name,
            new=self.count(Fate.NEW),
            changed=self.count(Fate.CHANGED),
            same=self.count(Fate.SAME),
            refused=self.count(Fate.REFUSED),
        )


def plan_list(ws: Workspace, handover: int, parsed: ParsedList) -> ImportPlan:
    """What a checklist would bring: an item for every box, nested as in the file.

    A line is already there when an item came from a file of that name with the same text, or when
    it ends in the key of an item. Such an item is changed only if the file has ticked it and
    nobody has moved it yet. Headings are kept in the item's source: `list.md:12 / 4 weeks before`.
    """
    dossier = ws.dossier(handover)
    return ImportPlan(handover, parsed, tuple(_rows(dossier, parsed)), dossier)


def apply(ws: Workspace, plan: ImportPlan) -> Outcome:
    """Carry it out: ticked lines are claimed with a word of where, `[-]` does not apply."""
    n = plan.count(Fate.NEW) or plan.count(Fate.CHANGED)
    what = nmsg(
        "import of {name}: {n} item", "import of {name}: {n} items", n, name=plan.parsed.name
    )
    with ws.change(plan.handover, "import", what) as ed:
        now = zip(plan.rows, _rows(ed.before, plan.parsed), strict=True)
        _bring(ws, ed, [_still(ed, planned, row) for planned, row in now])
    return ed.outcome


def _still(ed: Editing, planned: ListRow, row: ListRow) -> ListRow:
    """The row as it is now; where its item is not as the user saw it, as he chose."""
    was = planned.item
    if was is None or ed.seen is None:
        return row
    deleted = row.item is None
    if deleted:
        answer = ed.answer(was)
        if answer is None:
            ed.contest(was, {GONE: True}, {"text": _in_its_language(row.parsed.text)})
        return row if answer is Choice.MINE else replace(row, fate=Fate.SAME)
    if planned.fate is Fate.CHANGED and row.fate is Fate.SAME:
        mine = {"state": ItemState.CLAIMED}
        item, theirs = ed.get(Item, was), ed.meeting(was, mine)
        if theirs:
            may = item.state in ITEM.moves["claim"].sources
            ed.contest(was, theirs, mine, [Choice.THEIRS, *([Choice.MINE] if may else [])])
        elif ed.answer(was) is Choice.MINE:
            return replace(row, fate=Fate.CHANGED)
    return row


def _rows(dossier: Dossier, parsed: ParsedList) -> Iterator[ListRow]:
    by_key = {dossier.key(item): item for item in dossier.all(Item)}
    there: dict[tuple[str, str], deque[Item]] = {}
    for known in by_key.values():
        name = known.source.partition(" / ")[0].rpartition(":")[0]
        for text in {known.text.en, known.text.zh} if name else ():
            there.setdefault((name, text), deque()).append(known)
    for line in parsed.items:
        source = _source(parsed, line)
        own = there.get((parsed.name, line.text))
        item = own.popleft() if own else by_key.get(split_key(line.text)[1])
        if item is not None:
            yield ListRow(_fate(item, line), line, source, item.id)
        elif len(line.text) > TEXT_LIMIT:
            why = msg(
                "{n} characters are too many, {limit} fit", n=len(line.text), limit=TEXT_LIMIT
            )
            yield ListRow(Fate.REFUSED, line, source, why=why)
        else:
            yield ListRow(Fate.NEW, line, source)


def _fate(item: Item, line: ParsedItem) -> Fate:
    """A box ticked before the receiving side said no claims nothing again."""
    untouched = item.state in (ItemState.TODO, ItemState.DOING) and not item.reopened
    return Fate.CHANGED if line.mark == "done" and untouched else Fate.SAME


def _source(parsed: ParsedList, line: ParsedItem) -> str:
    headings = line.headings
    if headings and headings[0] == parsed.title:
        headings = headings[1:]
    return " / ".join((f"{parsed.name}:{line.line}", *headings))[:500]


def _bring(ws: Workspace, ed: Editing, rows: Sequence[ListRow]) -> None:
    now = ws.clock().astimezone(UTC).replace(microsecond=0)
    ticks = any(r.fate in (Fate.NEW, Fate.CHANGED) and r.parsed.mark == "done" for r in rows)
    me = person_called(ed, ws.me.name, ws.me.side) if ticks and ws.me.name else None
    claimed = {"state": ItemState.CLAIMED, "claimed_by": me, "claimed_at": now, "reason": ""}
    ids: list[int | None] = []
    for row in rows:
        line, place = row.parsed, row.source.partition(" / ")[0]
        record_id = row.item
        above = None if line.parent is None else ids[line.parent]
        if row.fate is Fate.REFUSED:
            record_id = above  # what was nested in it moves up
            if row.why is not None:
                ed.refuse(line.line, row.why)
        elif row.fate is Fate.NEW:
            state: Mapping[str, Any] = {}
            if line.mark == "done":
                state = claimed
            elif line.mark == "na":
                words = ws.tr(msg("marked as not applicable in {place}", place=place))
                reason = line.notes[0][:500] if line.notes else words
                state = {"state": ItemState.NOT_APPLICABLE, "reason": reason,
                         "na_code": NotApplicable.OTHER}  # fmt: skip
            record_id = ed.add(
                Item,
                parent=above,
                text=_in_its_language(line.text),
                stage=_stage(line.headings),
                evidence_required=False,
                source=row.source,
                **state,
            )
            if line.notes:
                words = "\n".join(line.notes)[:20_000]
                ed.add(Note, parent=record_id, text=words, by=ws.me.name, at=now)
        elif row.fate is Fate.CHANGED and record_id is not None:
            ed.set(record_id, whole=True, **claimed)
        if row.fate in (Fate.NEW, Fate.CHANGED) and line.mark == "done":
            ticked = ws.tr(msg("ticked in {place}", place=place))
            ed.add(Evidence, parent=record_id, kind=ProofKind.STATEMENT, text=ticked, by=me, at=now)
        ids.append(record_id)


def _in_its_language(text: str) -> Bitext:
    return Bitext(zh=text) if _CHINESE.search(text) else Bitext(en=text)


def _stage(headings: Sequence[str]) -> Stage | None:
    """The stage a heading names by its code, the innermost first: `S2 Capture`."""
    found = next((m for h in reversed(headings) if (m := _STAGE.match(h))), None)
    return Stage(found[1]) if found else None
