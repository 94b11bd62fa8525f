"""An act in one line that says which records, from what to what, and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from workbench.domain.change import ChangeSet
from workbench.domain.kinds import RefKind
from workbench.domain.message import Msg, listed, msg
from workbench.domain.record import Field
from workbench.domain.text import clean
from workbench.language import Tr
from workbench.pack.wrap import cut
from workbench.services import logbook
from workbench.services.logbook import Fate, FieldDiff, RecordDiff
from workbench.services.workspace import Workspace

_MANY: Final = 500
_KEYS: Final = 5
_CELLS: Final = 60  # of a value or a reason
_WHY: Final = ("reason", "objection")


def gists(ws: Workspace, handover: int, acts: Sequence[ChangeSet]) -> dict[int, Msg]:
    """Each act in one line, by its id: `Due of PAY-03: T-56 -> 2027-01-01`,
    `Waive: 2 items: PAY-07, PAY-08 (no time)`.

    Of more than five new records, and of hundreds of any, what the act is called has to say enough;
    personal and private values, and what tells that somebody leaves who has not been told, are left
    out.
    """
    view = ws.reading(handover)
    found = logbook.diffs_of(ws, handover, [act.id for act in acts], most=_MANY)
    found = {act: logbook.sent(view.dossier, records) for act, records in found.items()}
    keys = logbook.referred(ws, [d for records in found.values() for d in records])

    def shown(field: Field, value: Any) -> str:
        text = field.kind.show(value, view)
        text = text or (keys.get(value, "") if isinstance(field.kind, RefKind) else "")
        return cut(clean(text), _CELLS)

    return {
        act.id: _gist(ws.tr, act.kind, act.summary, found.get(act.id, ()), shown) for act in acts
    }


def _gist(
    tr: Tr, kind: str, what: Msg, records: Sequence[RecordDiff], shown: Callable[[Field, Any], str]
) -> Msg:
    said = what
    which = _which(tr(what), records) if kind == "add" or _counts(what) else None
    if which is not None:
        said = msg("{what}: {value}", what=said, value=which)
    for field in _values(records):
        words = logbook.told(field, Fate.CHANGED, shown)
        if tr(field.field.kind.label) in tr(what):
            words = msg("{before} -> {after}", **{k: words.args[k] for k in ("before", "after")})
        said = msg("{what}: {value}", what=said, value=words)
    why = next((shown(f.field, f.after) for f in _open(records) if f.field.name in _WHY), "")
    return msg("{what} ({why})", what=said, why=why) if why else said


def _counts(what: Msg) -> bool:
    """Whether it says how many records, and not which."""
    return bool(what.plural) or any(_counts(a) for a in what.args.values() if isinstance(a, Msg))


def _which(what: str, records: Sequence[RecordDiff]) -> Msg | str | None:
    """The keys of what was touched, and what one new record is called unless `what` says so."""
    places = list(dict.fromkeys(d.place for d in records if d.place))
    if len(places) > _KEYS and all(d.fate is Fate.MADE for d in records):
        return None
    some, more = listed(places[:_KEYS]), len(places) - _KEYS
    if len(places) == 1 and records[0].fate is Fate.MADE and records[0].register != "person":
        title = clean(records[0].title)
        return f"{some} {cut(title, _CELLS)}".rstrip() if title not in what else some
    return msg("{keys} and {n} more", keys=some, n=more) if more > 0 else some or None


def _values(records: Sequence[RecordDiff]) -> list[FieldDiff]:
    """The one field that an edit changed, in one record or alike in all; nothing of a move."""
    changed = [f for d in records if d.fate is Fate.CHANGED for f in d.fields]
    if any(f.field.name == "state" for f in changed) or not changed:
        return []
    first = changed[0]
    alike = all((f.field, f.before, f.after) == (first.field, first.before, first.after)
                for f in changed)  # fmt: skip
    return [first] if alike and not (first.field.kind.personal or first.field.kind.private) else []


def _open(records: Sequence[RecordDiff]) -> list[FieldDiff]:
    fields = [f for d in records for f in d.fields if f.after]
    return [f for f in fields if not (f.field.kind.personal or f.field.kind.private)]
