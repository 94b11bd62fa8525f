"""What a user finds when he arrives, and how the program knows when he was last here.

Read without SQLAlchemy, so that it is on the screen first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from db import quick
from workbench.services import portfolio
from workbench.services.datafile import is_there
from workbench.services.memory import Memory, own_key
from workbench.services.portfolio import Listed, News, Task

Judged = Mapping[int, Mapping[str, Any]]
_NONE: Judged = MappingProxyType({})
_VISIT, _LAST = "visit", "last"
# The log's instants have seconds: what was done in the last one is told twice rather than never.
_GRAIN = timedelta(seconds=1)


class Wish(NamedTuple):
    """What the portfolio is asked to show; `only` is the handover whose tasks are wanted."""

    me: str = ""
    since: datetime | None = None
    words: str = ""
    only: int | None = None
    archived: bool = False


class Arrival(NamedTuple):
    """The portfolio on a day. `mine`: the tasks are of the handovers that name the user."""

    open: int = 0
    archived: int = 0
    handovers: Sequence[Listed] = ()
    put_away: Sequence[Listed] = ()
    tasks: Sequence[Task] = ()
    mine: bool = False
    news: Sequence[News] = ()

    @property
    def is_empty(self) -> bool:
        """Whether the file has no handover at all."""
        return not self.open and not self.archived


def read(path: Path, today: date, wish: Wish, judged: Judged = _NONE) -> Arrival:
    """All of it. StoreError when the file cannot be read; a missing one is empty."""
    if not is_there(path):
        return Arrival()
    with quick.look(path) as at:
        return _read(at, today, wish, judged)


def _read(at: quick.Look, today: date, wish: Wish, judged: Judged) -> Arrival:
    opened, archived = portfolio.counts(at)
    found = portfolio.tasks(at, today, me=wish.me, handover=wish.only)
    mine = bool(wish.me and found)
    if not found and wish.me and wish.only is None:
        found = portfolio.tasks(at, today)
    return Arrival(
        opened,
        archived,
        portfolio.listed(at, today, words=wish.words, judged=judged),
        portfolio.listed(at, today, archived=True, words=wish.words) if wish.archived else (),
        found,
        mine,
        portfolio.news(at, wish.since - _GRAIN if wish.since else None, wish.me),
    )


def first_page(path: Path, today: date, wish: Wish, rows: int) -> Arrival:
    """What fits a screen of `rows` lines: work and news only where they are seen at once.

    Busy at once, without waiting, while somebody else has the file to himself.
    """
    if not is_there(path):
        return Arrival()
    quick.touch(path)
    with quick.look(path) as at:
        opened, archived = portfolio.counts(at)
        if opened < rows:
            return _read(at, today, wish, _NONE)
        return Arrival(opened, archived, portfolio.listed(at, today, limit=rows))


def uncounted(listed: Sequence[Listed], here: int | None, today: date) -> list[int]:
    """Handovers whose verdicts are of an earlier day, those around the handover `here` first."""
    middle = next((n for n, found in enumerate(listed) if found.id == here), 0)
    stale = [
        (abs(n - middle), found.id)
        for n, found in enumerate(listed)
        if portfolio.is_stale(found, today)
    ]
    return [handover for _, handover in sorted(stale)]


def counted_anew(
    path: Path, handovers: Sequence[int], today: date
) -> Iterator[dict[int, Mapping[str, Any]]]:
    """The verdicts of `handovers` in batches, as they are counted and written."""
    from workbench.services.refresh import refresh  # it knows the rules, which the list need not

    return refresh(path, handovers, today)


def last_visit(memory: Memory, by: str = "") -> datetime | None:
    """When the user was here last; None on his first visit. `by` tells people apart who share a
    login."""
    try:
        return datetime.fromisoformat(memory.get(own_key(_VISIT, by)) or "")
    except (TypeError, ValueError):
        return None


def last_handover(memory: Memory, by: str = "") -> int | None:
    """The handover the user was in last."""
    found = memory.get(own_key(_LAST, by))
    return found if isinstance(found, int) else None


def visited(
    memory: Memory, last_key: datetime | None, handover: int | None = None, by: str = ""
) -> None:
    """Remember a visit by its last key: after a dropped line, what came later is still news."""
    if last_key is not None:
        when = last_key.astimezone(UTC).isoformat(timespec="seconds")
        last = {own_key(_LAST, by): handover} if handover is not None else {}
        memory.put({own_key(_VISIT, by): when, **last})
