"""The verdicts as a summary keeps them, and whether they still hold."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from db.quick import verdicts_in
from workbench.domain.bitext import Bitext
from workbench.domain.journey import Gate
from workbench.domain.text import unspoiled
from workbench.domain.verdict import JUDGED_BY, Outcome, Standing

DAYS_AHEAD = 7


def week_ahead(today: date) -> date:
    """The last day of what counts as near, or the last day there is."""
    # Not the calendar's `ahead`: before the first paint nobody needs to know how dates are written.
    return today + min(timedelta(days=DAYS_AHEAD), date.max - today)


class Counted(NamedTuple):
    """The verdict for a gate, and how it stands; what is told in one line counts once."""

    verdict: Outcome
    standing: Standing
    stops: int
    conditions: int
    exceptions: int


class Stop(NamedTuple):
    """What stops the next gate, in a line; `finding` is the id of the first that it tells, `shown`
    that as it may be read, `key` what it is about, empty where it tells several."""

    finding: str
    key: str
    owner: Bitext
    text: Bitext
    gate: Gate
    shown: str


class Judged(NamedTuple):
    """The next gate, None once all are passed, the day it is `held`, and the verdicts; `stale`
    ones may be others now."""

    ahead: Gate | None
    gates: Mapping[Gate, Counted]
    stale: bool
    held: date | None = None

    @property
    def next(self) -> Counted | None:
        return self.gates.get(self.ahead) if self.ahead is not None else None


UNKNOWN = Judged(Gate.G1, {}, True)


def parse(kept: str | Mapping[str, Any] | None, today: date, *, next_only: bool = False) -> Judged:
    """What a summary says, as its text or as that was read."""
    found = verdicts_in(kept) if isinstance(kept, str) else kept
    return read(found, today, next_only=next_only)


def stopping(kept: Mapping[str, Any] | None, today: date, until: date) -> list[Stop]:
    """What stops the next gate where that is held up to `until`; nothing of what is stale."""
    found = read(kept, today, next_only=True)
    try:
        if kept is None or found.ahead is None or found.stale:
            return []
        if found.held is None or found.held > until:
            return []
        return [
            Stop(
                unspoiled(line["id"]),
                unspoiled(line["key"]),
                _bitext(line["owner"]),
                _bitext(line["text"]),
                found.ahead,
                unspoiled(line["shown"]),
            )
            for line in _on(kept, today)["stopping"]
        ]
    except (AttributeError, KeyError, TypeError, ValueError):
        return []


def _on(kept: Mapping[str, Any], today: date) -> Mapping[str, Any]:
    """What is said for the day: the summary itself, or what it turns into by then."""
    day, now = today.isoformat(), kept
    for later in kept.get("then", ()):
        if later["day"] <= day:
            now = later
    return now


def _bitext(kept: Mapping[str, Any]) -> Bitext:
    return Bitext(unspoiled(kept["en"]), unspoiled(kept["zh"]))


def read(kept: Mapping[str, Any] | None, today: date, *, next_only: bool = False) -> Judged:
    """What a summary says; UNKNOWN where it says nothing, or not what this program writes.

    `next_only` leaves the other gates out: of a thousand handovers a list shows no more.
    """
    try:
        if not kept:
            return UNKNOWN
        day = today.isoformat()
        now = _on(kept, today)
        ahead = Gate(now["ahead"]) if now["ahead"] else None
        told = now["gates"]
        if next_only:
            told = {gate: told[gate] for gate in (now["ahead"],) if gate in told}
        gates = {
            Gate(gate): Counted(Outcome(verdict), Standing(standing), *map(int, counts))
            for gate, (verdict, standing, *counts) in told.items()
        }
        holds = kept["rules"] == JUDGED_BY and kept["day"] <= day
        held = date.fromisoformat(now["held"]) if now["held"] else None
        return Judged(ahead, gates, not holds or (now["until"] or "9") <= day, held)
    except (AttributeError, KeyError, TypeError, ValueError):
        return UNKNOWN
