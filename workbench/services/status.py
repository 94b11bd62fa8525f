"""How a handover stands, in numbers, and what was done in it since a day.

Reads the registers it needs and no others: this answers scripts that ask every few minutes.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from db.records import head, plain, read_dossier
from workbench.domain.bitext import Bitext
from workbench.domain.calendar import parse_day
from workbench.domain.change import ChangeSet
from workbench.domain.dossier import Context, Dossier
from workbench.domain.errors import BadValue
from workbench.domain.journey import Dimension, Gate, gate_day
from workbench.domain.message import Msg, msg
from workbench.domain.registers.handover import HandoverState
from workbench.domain.registers.item import Item
from workbench.domain.registers.person import Person
from workbench.domain.text import clean
from workbench.domain.typist import and_typed
from workbench.figures.checklist import line
from workbench.figures.progress import Progress, progress
from workbench.services.judged import Judged, parse
from workbench.services.workspace import Workspace

SCHEMA = 1
REGISTERS = ("item", "seat", "person", "holiday")


@dataclass(frozen=True, slots=True)
class NextGate:
    """The next gate, the first not passed; its day and the days to it, None without T0."""

    gate: Gate
    day: date | None
    days: int | None


@dataclass(frozen=True, slots=True)
class Status:
    """One handover on one day; `days_to_t0` is negative after T0, `head` the log's last link,
    `apart` the items that are of no dimension."""

    code: str
    name: Bitext
    state: HandoverState
    t0: date | None
    days_to_t0: int | None
    next_gate: NextGate | None
    items: Progress
    dimensions: Mapping[Dimension, Progress]
    apart: Progress
    head: str
    judged: Judged

    @property
    def waiting(self) -> int:
        """Items claimed and not yet verified."""
        return self.items.claimed


@dataclass(frozen=True, slots=True)
class Deed:
    """One change set: when, who (`key` when on the roster), typed by whom, what; whether it was
    taken back since."""

    at: datetime
    who: str
    key: str
    typed_by: str
    kind: str
    what: Msg
    undone: bool = False


def read(ws: Workspace, handover: int) -> Status:
    """The handover's status from the file, today."""
    with ws.store.records() as connection:
        dossier = read_dossier(connection, handover, REGISTERS)
        _, link = head(connection, handover)
        judged = summary_of(connection, handover, ws.today)
    if judged.stale:
        from workbench.services.summary import judged as counted

        judged = parse(counted(ws.dossier(handover), ws.today), ws.today)
    return status(dossier, ws.today, judged, link)


def summary_of(connection: sqlite3.Connection, handover: int, today: date) -> Judged:
    """The verdicts the handover's summary keeps."""
    query = "SELECT judged FROM summary WHERE handover = ?"
    row = connection.execute(query, (handover,)).fetchone()
    return parse(row[0] if row else None, today)


def status(dossier: Dossier, today: date, judged: Judged, head: str = "") -> Status:
    handover = dossier.handover
    items = dossier.all(Item)
    late = frozenset(i.id for i in items if line(dossier, i, today).overdue)
    zero = handover.day_zero
    ahead = judged.ahead
    day = gate_day(dossier, ahead) if ahead is not None else None
    return Status(
        code=handover.code,
        name=handover.name,
        state=handover.state_on(today),
        t0=zero,
        days_to_t0=(zero - today).days if zero else None,
        next_gate=NextGate(ahead, day, (day - today).days if day else None) if ahead else None,
        items=progress(items, today, late),
        dimensions={
            d: progress((i for i in items if i.dimension is d), today, late) for d in Dimension
        },
        apart=progress((i for i in items if i.dimension is None), today, late),
        head=head,
        judged=judged,
    )


def to_json(found: Status) -> dict[str, Any]:
    """The status as docs/json.md describes it: codes and numbers, nothing translated."""
    gate, now = found.next_gate, found.judged.next
    return {
        "schema": SCHEMA,
        "code": found.code,
        "name": {"en": found.name.en, "zh": found.name.zh},
        "state": found.state.value,
        "t0": found.t0.isoformat() if found.t0 else None,
        "days_to_t0": found.days_to_t0,
        "next_gate": {
            "gate": gate.gate.value,
            "day": gate.day.isoformat() if gate.day else None,
            "days": gate.days,
        }
        if gate
        else None,
        "verdict": now.verdict.value if now else None,
        "stops": now.stops if now else 0,
        "conditions": now.conditions if now else 0,
        "gates": {
            g.value: {
                "state": counted.standing.value,
                "verdict": counted.verdict.value,
                "stops": counted.stops,
                "conditions": counted.conditions,
                "exceptions": counted.exceptions,
            }
            for g, counted in found.judged.gates.items()
        },
        "items": counts(found.items),
        "waiting": found.waiting,
        "dimensions": {d.value: counts(p) for d, p in found.dimensions.items()},
        "head": found.head,
    }


def counts(found: Progress) -> dict[str, int | None]:
    """Progress in numbers; a percentage stands with the weights it comes from."""
    return {
        "total": found.total,
        "applicable": found.applicable,
        "claimed": found.claimed,
        "verified": found.verified,
        "waived": found.waived,
        "na": found.na,
        "overdue": found.overdue,
        "weight": found.weight,
        "claimed_weight": found.claimed_weight,
        "claimed_percent": found.claimed_share.percent,
        "verified_weight": found.verified_weight,
        "verified_percent": found.verified_share.percent,
    }


def since(ws: Workspace, handover: int, moment: datetime) -> list[Deed]:
    """What was done in the handover from `moment` on, oldest first."""
    return [deed for deed, _ in _since(ws, handover, moment)]


def since_in_full(ws: Workspace, handover: int, moment: datetime) -> list[Deed]:
    """The same, each saying which records, why, and of one changed field from what to what."""
    from workbench.services.gist import gists

    found = _since(ws, handover, moment)
    said = gists(ws, handover, [entry for _, entry in found])
    return [replace(deed, what=said[entry.id]) for deed, entry in found]


def _since(ws: Workspace, handover: int, moment: datetime) -> list[tuple[Deed, ChangeSet]]:
    from db import log

    start = moment.astimezone(UTC).isoformat(timespec="seconds")
    with ws.store.reading() as connection:
        entries = log.entries(connection, handover, since=start)
        undone = log.undone(connection, [entry.id for entry in entries])
        dossier = read_dossier(plain(connection), handover, ("person",))
    keys = {p.name: dossier.key(p) for p in dossier.all(Person)}
    return [
        (
            Deed(
                at=entry.when,
                who=entry.author.actor,
                key=keys.get(entry.author.actor, ""),
                typed_by=entry.author.typed_by,
                kind=entry.kind,
                what=entry.summary,
                undone=entry.id in undone,
            ),
            entry,
        )
        for entry in entries
    ]


def told(deed: Deed, context: Context) -> str:
    """A deed in one line: `2026-11-23 14:02  Claim: PAY-09, by Ma Rui, typed by Li Wei`."""
    done = msg("{what} (undone)", what=deed.what) if deed.undone else deed.what
    what = msg("{what}, by {who}", what=done, who=deed.who or "?")
    said = clean(context.tr(and_typed(what, deed.typed_by)))
    return f"{deed.at.astimezone():%Y-%m-%d %H:%M}  {said}"


def deed_to_json(deed: Deed) -> dict[str, str | bool | None]:
    """A deed without names: who acted is a key of the roster, or null."""
    return {
        "at": deed.at.isoformat(),
        "kind": deed.kind,
        "by": deed.key or None,
        "undone": deed.undone,
    }


def parse_since(text: str, today: date) -> datetime:
    """The moment that `7d`, `2w` or a day names, from the start of the day; BadValue."""
    plain = clean(text).lower()
    now = datetime.combine(today, time()).astimezone()
    if match := _SPAN.fullmatch(plain):
        return now - timedelta(days=int(match["n"]) * (7 if match["unit"] == "w" else 1))
    try:
        return datetime.combine(parse_day(plain, today), time()).astimezone()
    except BadValue:
        raise BadValue(
            msg('"{text}" says no day. Write 7d, 2w or 2026-11-16.', text=clean(text))
        ) from None


_SPAN = re.compile(r"(?P<n>\d{1,4}) ?(?P<unit>[dw])")
