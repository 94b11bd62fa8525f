"""Two records that are one: what both know in one of them, and all that named the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from workbench.domain import record
from workbench.domain.change import GONE
from workbench.domain.conflict import Choice
from workbench.domain.dossier import Dossier
from workbench.domain.errors import Refused
from workbench.domain.kinds import ChoiceKind, RefKind
from workbench.domain.message import Msg, in_turn, listed, msg
from workbench.domain.position import between
from workbench.domain.record import Field, Record, Register
from workbench.domain.registers.evidence import Evidence
from workbench.domain.registers.item import OWED, Item, ItemState
from workbench.domain.registers.kpi import Kpi, KpiState
from workbench.domain.registers.person import Person
from workbench.domain.registers.topic import Topic
from workbench.domain.text import fold
from workbench.rules.guards import CLEARED
from workbench.rules.item import EASED_WITH, Given, lacks
from workbench.services import eliciting
from workbench.services import merging_known as known
from workbench.services import merging_readings as read
from workbench.services.editing import Editing, Outcome
from workbench.services.parallel_runs import unpassed
from workbench.services.placing import check_own_acts, key_of
from workbench.services.records import changed_since
from workbench.services.workspace import Workspace

_REACHED_BY = {
    ItemState.CLAIMED: "claim",
    ItemState.VERIFIED: "claim",
    ItemState.NOT_APPLICABLE: "not_applicable",
}


def merge(ws: Workspace, handover: int, keep: int, others: Sequence[int]) -> Outcome:
    """Put `others` into `keep`, in one change set: its empty fields are filled from them in their
    order, their notes go behind its own, what hangs under them and what names them goes to it, and
    they are gone.

    Refused where something would be lost: records of two registers, an item or KPI further on than
    the kept one, KPIs that are measured differently, a person who would have verified his own
    claim, or who was let go before the other; and where a KPI that is live would be one whose
    parallel run is not passed.
    """
    shown, others = ws.shown(handover), _each_once(keep, others)
    names = ", ".join(key_of(shown, other) for other in others)
    what = msg("{keys} merged into {key}", keys=names, key=key_of(shown, keep))
    with ws.change(handover, "merge", what) as ed:
        _put_together(ed, keep, others)
        kept = ed.before.get(keep)
        if isinstance(kept, Kpi) and ed.outcome.done:
            read.keep_own(ws, ed, keep, [o for o in others if o in ed.gone])
            if kept.state is KpiState.LIVE:
                _check_runs(ws, ed, kept)
    if ed.outcome.set_id is not None:
        eliciting.went_into(ws, handover, others, keep)
    return ed.outcome


def foreseen(ws: Workspace, dossier: Dossier, keep: int, others: Sequence[int]) -> list[Msg]:
    """What comes of a merge that nobody would expect: fields, levels and readings that go, states
    that fall or rise.

    Refused as `merge` is.
    """
    ed, others = Editing(dossier, 0, lambda register: 0), _each_once(keep, others)
    gone = _put_together(ed, keep, others)
    found = [*_left_out(ed, keep, others), *known.told(ed, gone, keep, others)]
    return found + list(read.told(ws, dossier, keep, others))


def _each_once(keep: int, others: Sequence[int]) -> list[int]:
    """Those that go, without the one that stays."""
    return [other for other in dict.fromkeys(others) if other != keep]


def _put_together(ed: Editing, keep: int, others: Sequence[int]) -> Mapping[int, int]:
    """Do it; gives the levels that go for another one of the same person."""
    kept = ed.get(Record, keep)
    entry = record.of(type(kept))
    check_own_acts(entry)
    going = [ed.get(Record, other) for other in others]
    for other in going:
        _check(ed.before, entry, kept, other)
        theirs = changed_since(ed, [other.id])
        if theirs is not None and ed.answer(other.id) is None:
            ed.contest(other.id, theirs, {GONE: True})
    if any(ed.answer(other.id) is Choice.THEIRS for other in going):
        return {}
    filled = _filled(entry, kept, going)
    ids = {kept.id, *(other.id for other in going)}
    filled = {n: v for n, v in filled.items() if n not in entry.references or v not in ids}
    if isinstance(kept, Item):
        filled |= _strictest(ed.before, kept, going)
    if filled:
        ed.set(keep, **filled)
    _replace(ed, ids - {keep}, keep)
    doubles = known.doubles(ed)
    for double, stays in doubles.items():
        _replace(ed, {double}, stays)
        ed.delete([double])
    ed.delete([other.id for other in going])
    if isinstance(kept, Topic):
        known.keep_state(ed, kept, [other for other in going if isinstance(other, Topic)])
    return doubles


def _replace(ed: Editing, going: set[int], keep: int) -> None:
    _name(ed, going, keep)
    _hang(ed, going, keep)


def _check(dossier: Dossier, entry: Register, kept: Record, other: Record) -> None:
    if type(other) is not type(kept):
        raise Refused(msg("only records of one register can be merged"))
    above = dossier.get(kept.parent)
    while above is not None:
        if above.id == other.id:
            raise Refused(msg("{key} is part of {other}; keep {other} instead",
                              key=dossier.key(kept), other=dossier.key(other)))  # fmt: skip
        above = dossier.get(above.parent)
    if isinstance(other, Item) and isinstance(kept, Item):
        further = other.state not in OWED and kept.state in OWED
        if further:
            raise Refused(msg("{key} is {state}; keep that one instead",
                              key=dossier.key(other), state=other.state.label))  # fmt: skip
    if isinstance(other, Kpi) and isinstance(kept, Kpi):
        _check_kpis(dossier, kept, other)
    if (
        isinstance(kept, Person) and isinstance(other, Person)
        and kept.state in CLEARED and other.state not in CLEARED
    ):  # fmt: skip
        # What the other knows and owes was not looked at when the kept one was let go.
        raise Refused(msg("{key} is {state}; keep {other} instead", key=dossier.key(kept),
                          state=kept.state.label, other=dossier.key(other)))  # fmt: skip


def _check_kpis(dossier: Dossier, kept: Kpi, other: Kpi) -> None:
    if kept.phase is not other.phase:
        raise Refused(
            msg("{key} is {phase}, {other} is {second}: say in the changeover what becomes of it",
                key=dossier.key(kept), phase=kept.phase.label, other=dossier.key(other),
                second=other.phase.label)
        )  # fmt: skip
    path = kept.path
    if other.state in path and kept.state in path[: path.index(other.state)]:
        raise Refused(msg("{key} is {state}; keep that one instead", key=dossier.key(other),
                          state=other.state.label))  # fmt: skip
    units = {fold(kpi.unit) for kpi in (kept, other)} - {""}
    if len(units) > 1 or (other.readings and kept.direction is not other.direction):
        raise Refused(
            msg("{key} is measured otherwise than {other} ({own}; {second}), so they are two KPIs; "
                "if they are one, give both the same unit and direction first",
                key=dossier.key(kept), other=dossier.key(other), own=_measure(kept),
                second=_measure(other))
        )  # fmt: skip


def _measure(kpi: Kpi) -> Msg | str:
    return listed([*filter(None, [kpi.unit]), kpi.direction.label])


def _check_runs(ws: Workspace, ed: Editing, kept: Kpi) -> None:
    """What it would not have gone live with, it does not come to have by the back door."""
    lacks = unpassed(ws, ed.after(ed.before.head), kept.id)
    if lacks and not unpassed(ws, ed.before, kept.id):
        raise Refused(
            msg("{key} is live, and the parallel run it would have is not passed: {lacks}",
                key=ed.before.key(kept), lacks=in_turn(lacks))
        )  # fmt: skip


def _filled(entry: Register, kept: Record, going: Sequence[Record]) -> dict[str, Any]:
    """The fields that are empty in the kept record and not in another, and its notes with those of
    the others behind them. What must be chosen is never empty."""
    found: dict[str, Any] = {}
    for field in entry.fields:
        if isinstance(field.kind, ChoiceKind) and field.kind.required:
            continue
        if field.kind.fixed:
            continue
        if field.kind.multiline:
            notes = _joined(field, [kept, *going])
            if notes != getattr(kept, field.name):
                found[field.name] = notes
            continue
        if getattr(kept, field.name) != field.default:
            continue
        value = next(
            (v for other in going if (v := getattr(other, field.name)) != field.default), None
        )
        if value is not None:
            found[field.name] = value
    return found


def _joined(field: Field, together: Sequence[Record]) -> str:
    """Their notes, each once; one that is too long to go behind the others is left out."""
    whole = ""
    for note in (getattr(each, field.name) for each in together):
        if note not in whole:
            whole = (field.kind.joined(whole, note) or whole) if whole else note
    return whole


def _left_out(ed: Editing, keep: int, others: Sequence[int]) -> Iterator[Msg]:
    """Of each that goes, the fields that say something else than the kept one will."""
    kept = ed.get(Record, keep)
    entry = record.of(type(kept))
    for other in filter(None, map(ed.before.get, others)):
        lost = [
            field.kind.label
            for field in entry.fields
            if not field.kind.fixed
            and field.name != entry.named_by
            and _loses(field, getattr(kept, field.name), getattr(other, field.name), others)
        ]
        if lost:
            yield msg("{key}: what it says here goes: {fields}", key=ed.before.key(other),
                      fields=listed(lost))  # fmt: skip


def _loses(field: Field, stays: Any, goes: Any, others: Sequence[int]) -> bool:
    if field.kind.multiline:
        return goes not in stays
    named = isinstance(field.kind, RefKind) and goes in others
    return not named and goes not in (field.default, stays)


def _strictest(dossier: Dossier, kept: Item, going: Sequence[Record]) -> dict[str, Any]:
    """What any of the items asks, the kept one asks; refused where its state lacks something of
    it."""
    items = [kept, *(other for other in going if isinstance(other, Item))]
    flags: dict[str, Any] = {
        name: any(getattr(item, name) for item in items) for name in EASED_WITH
    }
    asked = replace(kept, **flags)
    move = _REACHED_BY.get(kept.state)
    approver = dossier.get(kept.approver)
    given = Given(
        proofs=sum(len(dossier.under(item.id, Evidence)) for item in items),
        reason=kept.reason,
        code=kept.na_code,
        approver=approver if isinstance(approver, Person) else None,
    )
    missing = lacks(dossier, asked, move, given) if move else []
    if missing and not lacks(dossier, kept, move or "", given):
        key, state = dossier.key(kept), kept.state.label
        raise Refused(msg("{key} is {state}, and what the others ask is missing: {why}",
                          key=key, state=state, why=missing[0]))  # fmt: skip
    return flags


def _name(ed: Editing, going: set[int], keep: int) -> None:
    """Whatever names one of them names the kept one, which is not typed to follow itself."""
    for register in ed.before.registers:
        entry = record.get(register)
        fields = entry.references
        for found in ed.before.listed(register) if fields else ():
            if found.id in going:
                continue
            named: dict[str, int | None] = {
                n: keep if found.id != keep or entry.field(n).kind.fixed else None
                for n in fields
                if getattr(found, n) in going
            }
            if named:
                _check_own_claim(ed.before, found, named)
                ed.put(found.id, **named)


def _check_own_claim(dossier: Dossier, found: Record, named: Mapping[str, int | None]) -> None:
    if not isinstance(found, Item) or found.self_declared:
        return
    claimed = named.get("claimed_by", found.claimed_by)
    verified = named.get("verified_by", found.verified_by)
    if claimed is not None and claimed == verified:
        raise Refused(
            msg("one of them claimed {key} and the other verified it, so they are two people",
                key=dossier.key(found))
        )  # fmt: skip


def _hang(ed: Editing, going: set[int], keep: int) -> None:
    """What hangs under them hangs under the kept one, behind what is there."""
    last: dict[str, str] = {}
    for other in sorted(going):
        for child in ed.before.below(other):
            found = ed.find(child)
            if found is None or child == keep or child in going:
                continue
            name = record.of(type(found)).name
            if name not in last:
                there = (r.position for r in ed.before.listed(name) if r.parent == keep)
                last[name] = max(there, default="")
            last[name] = between(last[name], "")
            ed.put(child, parent=keep, position=last[name])
