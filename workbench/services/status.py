"""How a handover stands, in numbers, and what was done in it since a day.

Reads the registers it needs and no others: this answers scripts that ask every few minutes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from db.records import head, plain, read_dossier
from workbench.domain.bitext import Bitext
from workbench.domain.calendar import parse_day
from workbench.domain.dossier import Context, Dossier
from workbench.domain.errors import BadValue
from workbench.domain.journey import Dimension, Gate, gate_days, next_gate
from workbench.domain.message import Msg, msg
from workbench.domain.registers.handover import HandoverState
from workbench.domain.registers.item import Item
from workbench.domain.registers.person import Person
from workbench.domain.text import clean
from workbench.figures.checklist import line
from workbench.figures.progress import Progress, progress
from workbench.services.workspace import Workspace

SCHEMA = 1
REGISTERS = ("item", "seat", "person", "holiday")


@dataclass(frozen=True, slots=True)
class NextGate:
    """The next gate, its day, and the days to it."""

    gate: Gate
    day: date
    days: int


@dataclass(frozen=True, slots=True)
class Status:
    """One handover on one day; `days_to_t0` is negative after T0, `head` the log's last link."""

    code: str
    name: Bitext
    state: HandoverState
    t0: date | None
    days_to_t0: int | None
    next_gate: NextGate | None
    items: Progress
    dimensions: Mapping[Dimension, Progress]
    head: str

    @property
    def waiting(self) -> int:
        """Items claimed and not yet verified."""
        return self.items.claimed


@dataclass(frozen=True, slots=True)
class Deed:
    """One change set: when, who (`key` when on the roster), typed by whom, what."""

    at: datetime
    who: str
    key: str
    typed_by: str
    kind: str
    what: Msg


def read(ws: Workspace, handover: int) -> Status:
    """The handover's status from the file, today."""
    with ws.store.records() as connection:
        dossier = read_dossier(connection, handover, REGISTERS)
        _, link = head(connection, handover)
    return status(dossier, ws.today, link)


def status(dossier: Dossier, today: date, head: str = "") -> Status:
    handover = dossier.handover
    items = dossier.all(Item)
    late = frozenset(i.id for i in items if line(dossier, i, today).overdue)
    zero = handover.day_zero
    gate, day = next_gate(gate_days(dossier), today) or (None, None)
    return Status(
        code=handover.code,
        name=handover.name,
        state=handover.state,
        t0=zero,
        days_to_t0=(zero - today).days if zero else None,
        next_gate=NextGate(gate, day, (day - today).days) if gate and day else None,
        items=progress(items, today, late),
        dimensions={
            d: progress((i for i in items if i.dimension is d), today, late) for d in Dimension
        },
        head=head,
    )


def to_json(found: Status) -> dict[str, Any]:
    """The status as docs/json.md describes it: codes and numbers, nothing translated."""
    gate = found.next_gate
    return {
        "schema": SCHEMA,
        "code": found.code,
        "name": {"en": found.name.en, "zh": found.name.zh},
        "state": found.state.value,
        "t0": found.t0.isoformat() if found.t0 else None,
        "days_to_t0": found.days_to_t0,
        "next_gate": {"gate": gate.gate.value, "day": gate.day.isoformat(), "days": gate.days}
        if gate
        else None,
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
    from db import log

    start = moment.astimezone(UTC).isoformat(timespec="seconds")
    with ws.store.reading() as connection:
        entries = log.entries(connection, handover, since=start)
        dossier = read_dossier(plain(connection), handover, ("person",))
    keys = {p.name: dossier.key(p) for p in dossier.all(Person)}
    return [
        Deed(
            at=datetime.fromisoformat(entry.at),
            who=entry.author.actor,
            key=keys.get(entry.author.actor, ""),
            typed_by=entry.author.typed_by,
            kind=entry.kind,
            what=entry.summary,
        )
        for entry in entries
    ]


def told(deed: Deed, context: Context) -> str:
    """A deed in one line: `2026-11-23 14:02  Claim: PAY-09, by Ma Rui, typed by Li Wei`."""
    what = msg("{what}, by {who}", what=deed.what, who=deed.who or "?")
    if deed.typed_by:
        what = msg("{what}, typed by {who}", what=what, who=deed.typed_by)
    return f"{deed.at.astimezone():%Y-%m-%d %H:%M}  {clean(context.tr(what))}"


def deed_to_json(deed: Deed) -> dict[str, str | None]:
    """A deed without names: who acted is a key of the roster, or null."""
    return {"at": deed.at.isoformat(), "kind": deed.kind, "by": deed.key or None}


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
