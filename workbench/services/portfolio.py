"""The portfolio: open handovers, today's work in them, and what happened since the last visit.

Read without SQLAlchemy, so that it is on the screen first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias

from db import quick
from db.quick import At
from workbench.domain.bitext import Bitext
from workbench.domain.journey import Gate
from workbench.domain.labelled import Labelled
from workbench.domain.message import Msg, msg, nmsg, pmsg
from workbench.domain.text import fold, unspoiled
from workbench.domain.verdict import Outcome
from workbench.figures.share import Share
from workbench.services.judged import parse, stopping, week_ahead

Listed: TypeAlias = quick.Summary
"""A handover as the list has it; what it shows of it is for `entry` to read when it is seen."""


class Entry(NamedTuple):
    """One handover in the portfolio; `day` counts from T0, `gate_in` days to the next gate, which
    is the first not passed. What is `stale` was counted on an earlier day."""

    id: int
    code: str
    name: Bitext
    t0: date | None
    day: int | None
    late: int
    claimed: Share
    verified: Share
    gate: Gate | None = None
    gate_in: int | None = None
    verdict: Outcome | None = None
    stops: int = 0
    conditions: int = 0
    stale: bool = False


class Why(Labelled):
    """Why a line is today's work, in order of urgency."""

    LATE = "late", pmsg("today", "LATE")
    BACK = "back", pmsg("today", "BACK")
    STOP = "stop", pmsg("today", "STOP")
    DUE = "due", pmsg("today", "due")
    WAIT = "wait", pmsg("today", "WAIT")


class Task(NamedTuple):
    """One line of today's work; `days` is late (LATE), ahead (DUE) or waiting (WAIT).

    A STOP is of no item: `key` is the handover's code, and `finding` stops its `gate`, which reads
    `shown`. A line of a `topic` is of one of its sessions, or of the topic itself; one that is
    `of` an action or a contract is of a follow-on action, or of a notice. Of these `item` is the
    record.
    """

    why: Why
    handover: int
    item: int
    key: str
    days: int
    due: date | None
    owner: Bitext
    text: Bitext
    by: str = ""
    reason: str = ""
    gate: Gate | None = None
    finding: str = ""
    shown: str = ""
    topic: int = 0
    of: str = ""


class News(NamedTuple):
    """What somebody did in a handover since the last visit."""

    handover: int
    code: str
    what: Msg


def listed(
    at: At,
    today: date,
    *,
    archived: bool = False,
    words: str = "",
    limit: int = -1,
    judged: Mapping[int, Mapping[str, Any]] = MappingProxyType({}),
) -> list[Listed]:
    """Handovers by T0; `words` filters by code and name, `judged` are verdicts that were counted
    and could not be written. What they say is for `entry` to read when it is looked at."""
    found = quick.summaries(
        at, today.isoformat(), archived=archived, words=fold(words), limit=limit
    )
    return [_counted(row, judged) for row in found] if judged else list(found)


def entry(found: Listed, today: date) -> Entry | None:
    """What the list shows of a handover; None when what the file says of it makes no sense."""
    try:
        return _entry(found, today)
    except quick.NONSENSE:
        return None


def entries(path: Path, today: date, **wish: Any) -> list[Entry]:
    """What `listed` finds, all of it read. StoreError when one of them makes no sense."""
    with quick.sound(path):
        return [_entry(found, today) for found in listed(path, today, **wish)]


def is_stale(found: Listed, today: date) -> bool:
    """Whether its verdicts were counted on an earlier day, and may be others now."""
    return parse(found.judged, today, next_only=True).stale


def counts(at: At) -> tuple[int, int]:
    """Open and archived handovers in the file."""
    return quick.count(at)


def names(at: At) -> list[str]:
    """Who is on the rosters of open handovers."""
    return quick.names(at)


def tasks(at: At, today: date, *, me: str = "", handover: int | None = None) -> list[Task]:
    """Today's work, most urgent first; `me` keeps to the handovers whose roster has that name.

    What stops a gate is of today when the gate is as near as what is due.
    """
    until = week_ahead(today)
    only = [handover] if handover is not None else quick.rosters_with(at, me) if me else None
    rows = quick.agenda(at, until=until.isoformat(), only=only)
    with quick.sound(at):
        found = [_task(row, today) for row in rows if not _is_waived(row, today)]
    told = {task.key for task in found}
    for row in quick.stopped(at, only=only):
        found += _stops(row, today, until, told)
    order = list(Why)
    return sorted(
        found, key=lambda t: (order.index(t.why), -t.days if t.why is not Why.DUE else t.days)
    )


def news(at: At, since: datetime | None, me: str) -> list[News]:
    """What others did since, at most a line for each act of each person."""
    if since is None:
        return []
    with quick.sound(at):
        return _news(at, since, me)


def _news(at: At, since: datetime, me: str) -> list[News]:
    from workbench.domain.change import message_from_json

    rows = quick.acts_since(at, since.isoformat(timespec="seconds"), but=me)
    found: list[News] = []
    for (handover, code), own in _grouped(rows).items():
        counted: dict[tuple[str, str], int] = {}
        last: dict[tuple[str, str], Msg] = {}
        for row in own:
            act, what = (row["kind"], row["actor"]), message_from_json(row["summary"])
            if row["kind"] in _COUNTED:
                counted[act] = counted.get(act, 0) + (1 if row["kind"] == "edit" else row["items"])
                last[act] = what
            else:
                by = msg("{what} by {who}", what=what, who=row["actor"])
                found.append(News(handover, code, by))
        order = sorted(counted, key=lambda act: act[0] in _SMALL)
        parts = [_told(kind, counted[kind, who], who, last[kind, who]) for kind, who in order]
        found += [News(handover, code, part) for part in parts]
    return found


def _entry(found: Listed, today: date) -> Entry:
    figures = quick.json_in(found.figures)
    t0 = date.fromisoformat(unspoiled(found.t0)) if found.t0 else None
    judged = parse(found.judged, today, next_only=True)
    now = judged.next
    return Entry(
        id=found.id,
        code=found.code,
        name=Bitext(**figures["name"]),
        t0=t0,
        day=(today - t0).days if t0 else None,
        late=found.late,
        claimed=Share(figures["claimed_weight"], figures["weight"]),
        verified=Share(figures["verified_weight"], figures["weight"]),
        gate=judged.ahead,
        gate_in=(judged.held - today).days if judged.held else None,
        verdict=now.verdict if now else None,
        stops=now.stops if now else 0,
        conditions=now.conditions if now else 0,
        stale=judged.stale,
    )


def _counted(found: Listed, judged: Mapping[int, Mapping[str, Any]]) -> Listed:
    """With verdicts that were counted and could not be written, where they are of what was read."""
    kept = judged.get(found.id)
    if kept is None or kept.get("head") != found.head:
        return found
    return found._replace(judged=kept)


def _stops(row: Mapping[str, Any], today: date, until: date, told: set[str]) -> list[Task]:
    """What stops the handover's gate, but for items that are today's work in their own lines."""
    kept = row["judged"]
    return [
        Task(
            Why.STOP, row["handover"], 0, row["code"], 0, None, stop.owner, stop.text,
            gate=stop.gate, finding=stop.finding, shown=stop.shown,
        )
        for stop in stopping(kept, today, until)
        if stop.key not in told
    ]  # fmt: skip


def _is_waived(row: dict[str, Any], today: date) -> bool:
    """Whether a waiver still holds, so that nobody owes the item today."""
    return row["mark"] == "waived" and bool(row["line"]["waived"] >= today.isoformat())


def _passing(row: dict[str, Any], today: date) -> Task:
    """The line of a session, a topic or an action or a notice; who gives and receives a session
    owns it."""
    line, day = row["line"], date.fromisoformat(row["due"])
    late = (today - date.fromisoformat(row["deadline"])).days
    why = Why.LATE if late > 0 else Why.DUE
    if row["mark"] in ("held", "shown"):
        why = Why.WAIT
    return Task(
        why, row["handover"], row["item"], f"{row['code']} {line['key']}",
        -late if why is Why.DUE else late, day, Bitext(**line["owner"]), Bitext(**line["text"]),
        topic=line.get("topic", 0), of=_OF.get(row["mark"], ""),
    )  # fmt: skip


def _task(row: dict[str, Any], today: date) -> Task:
    if row["mark"] in _PASSING:
        return _passing(row, today)
    line = row["line"]
    deadline = date.fromisoformat(line["deadline"]) if line["deadline"] else None
    late = (today - deadline).days if deadline else 0
    days = late
    if row["mark"] == "claimed":
        why = Why.WAIT
        since = (
            datetime.fromisoformat(line["since"]).astimezone().date() if line["since"] else today
        )
        days = (today - since).days
    elif row["mark"] == "back":
        why = Why.BACK
    elif late > 0:
        why = Why.LATE
    else:
        why, days = Why.DUE, -late
    return Task(
        why=why,
        handover=row["handover"],
        item=row["item"],
        key=f"{row['code']}-{line['number']:02}",
        days=days,
        due=date.fromisoformat(row["due"]) if row["due"] else None,
        owner=Bitext(**line["owner"]),
        text=Bitext(**line["text"]),
        by=line["by"],
        reason=line["reason"],
    )


def _grouped(rows: Sequence[dict[str, Any]]) -> dict[tuple[int, str], list[dict[str, Any]]]:
    found: dict[tuple[int, str], list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault((row["handover"], row["code"]), []).append(row)
    return found


def _told(kind: str, n: int, who: str, last: Msg) -> Msg:
    """What somebody did `n` times; of one change alone it is said what `last` was changed."""
    if kind == "edit" and n == 1:
        return msg("{what} changed by {who}", what=last, who=who)
    if kind == "edit":
        return nmsg("{n} field changed by {who}", "{n} fields changed by {who}", n, who=who)
    if kind == "place":
        return nmsg("{n} moved in the list by {who}", "{n} moved in the list by {who}", n, who=who)
    if kind == "verify":
        return nmsg("{n} verified by {who}", "{n} verified by {who}", n, who=who)
    if kind == "send_back":
        return nmsg("{n} sent back by {who}", "{n} sent back by {who}", n, who=who)
    return nmsg("{n} claimed by {who}", "{n} claimed by {who}", n, who=who)


_PASSING = frozenset({"planned", "held", "shown", "action", "notice"})
_OF = {"action": "action", "notice": "contract"}
_SMALL = frozenset({"edit", "place"})
_COUNTED = frozenset({"claim", "verify", "send_back"}) | _SMALL
