"""The lines of the portfolio: handovers, today's work, and what others did since."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from screens.text import width
from screens.widgets.rowlist import Cell, Column, Group, LateCells, Line, Row, Rule, TextLine
from workbench.domain.labelled import Side
from workbench.domain.message import Msg, msg, nmsg, pmsg
from workbench.language import Tr
from workbench.services import portfolio
from workbench.services.arriving import Arrival, Wish
from workbench.services.portfolio import Entry, Listed, News, Task, Why
from workbench.services.returning import Left

if TYPE_CHECKING:
    from screens.host import Host

TODAY: Final = "today"
SINCE: Final = "since"
MORE: Final = "more"
TASKS: Final = ("task", "topic", "action", "contract", "stop")
"""Kinds of `Place` that are today's work."""
TASK_LINES = 5
"""Lines of today's work that are shown at least, however many handovers there are."""
NEWS_LINES = 8

_STYLES = {Why.LATE: "late", Why.BACK: "warn", Why.STOP: "late", Why.DUE: "", Why.WAIT: "muted"}


class Place(NamedTuple):
    """Id of a line: the handover it is of, and what else tells it from the others."""

    kind: str
    handover: int
    what: int | str = 0


class View(NamedTuple):
    """What the lines need besides the data. `room` is in lines, `only` the code of `wish.only`."""

    tr: Tr
    today: date
    wish: Wish
    only: str = ""
    only_key: str = "s"
    room: int = 20
    everything: bool = False
    names_hidden: bool = False


def columns(found: Arrival, tr: Tr) -> dict[str, list[Column]]:
    """Columns by layout; codes and keys get the room that the longest one takes."""
    code = max((width(e.code) for e in (*found.handovers, *found.put_away)), default=0)
    key = max((width(t.key) for t in found.tasks), default=0)
    news = max((width(n.code) for n in found.news), default=0)
    return {
        "": [
            Column("code", max(6, min(code, 12)), title=tr(msg("Code"))),
            Column("name", 0, 10, title=tr(msg("Name"))),
            Column("t0", 10, title=tr(msg("T0")), drop_below=60),
            Column("day", 5, title=tr(pmsg("portfolio", "Day"))),
            Column("gate", 12, title=tr(msg("Next gate")), drop_below=50),
            Column("stop", 4, align="right", title=tr(pmsg("portfolio", "Stop")), drop_below=44),
            Column("late", 4, align="right", title=tr(msg("Late"))),
            Column("share", 7, align="right", title=tr(msg("Cl/Ver%")), drop_below=50),
        ],
        "task": [
            Column("why", 5),
            Column("key", max(7, min(key, 16))),
            Column("when", 10),
            Column("owner", 10, drop_below=60),
            Column("text", 0, 10),
        ],
        "news": [Column("blank", 1), Column("code", max(6, min(news, 12))), Column("text")],
        "say": [Column("blank", 4), Column("text")],
        "left": [Column("text")],
    }


def lines(found: Arrival, view: View) -> list[Line]:
    """Everything in its order; ids are `Place`, or one of the names above."""
    news = list(_since(found, view))
    listed = list(_handovers(found, view))
    free = view.room - len(listed) - len(news) - 2
    return [*listed, *_today(found, view, max(TASK_LINES, free)), *news]


def left(places: Sequence[Left], tr: Tr) -> list[Line]:
    """Where the user was when the line dropped: first, so that enter goes there."""
    lines: list[Line] = []
    for number, place in enumerate(places):
        words = msg("You were on {what} when the line dropped; enter goes back", what=place.what)
        if place.text:
            words = msg('You were on {what}; enter goes back to: "{text}"',
                        what=place.what, text=place.text)  # fmt: skip
        row = {"text": tr(words)}
        lines.append(Row(Place("left", 0, number), row, layout="left", style="warn"))
    return [*lines, TextLine()] if lines else []


def me(host: Host, tr: Tr) -> str:
    """Who the program takes the user for, in the title."""
    name, side = host.settings.user, host.settings.side
    if not name:
        return tr(msg("who are you? P says"))
    side_label = Side(side).label if side else msg("no side")
    if host.names_hidden:
        return tr(msg("you: {side}", side=side_label))
    return tr(msg("you: {name}, {side}", name=name, side=side_label))


def today_group(found: Arrival, view: View, under_cursor: str) -> Group:
    """The heading of today's work; its note says what the key would show only."""
    n = len(found.tasks)
    if view.wish.only is not None:
        title = nmsg("TODAY: {n} line in {code}", "TODAY: {n} lines in {code}", n, code=view.only)
    elif found.mine:
        title = nmsg("TODAY: {n} line in your handovers", "TODAY: {n} lines in your handovers", n)
    else:
        title = nmsg("TODAY: {n} line in all handovers", "TODAY: {n} lines in all handovers", n)
    if not n:
        title = msg("TODAY: nothing is owed in the next 7 days")
    note: Msg | None = None
    if view.wish.only is not None:
        note = msg("{key} show all", key=view.only_key)
    elif under_cursor:
        note = msg("{key} show only {code}", key=view.only_key, code=under_cursor)
    return Group(TODAY, view.tr(title), note=view.tr(note) if note else "")


def _handovers(found: Arrival, view: View) -> Iterator[Line]:
    tr = view.tr
    yield from (handover_line(h, view) for h in found.handovers)
    if not found.handovers:
        yield TextLine(" " + tr(_nothing(view.wish)), "muted")
    if view.wish.archived:
        title = msg("ARCHIVED: {n}", n=len(found.put_away))
        yield Rule(tr(title))
        yield from (handover_line(h, view, "muted") for h in found.put_away)
    yield TextLine()


def _nothing(wish: Wish) -> Msg:
    if wish.words:
        return msg('No handover has "{words}" in its code or name; esc shows all.',
                   words=wish.words)  # fmt: skip
    return msg("No open handover: a begins one, z shows the archived ones.")


def handover_line(found: Listed, view: View, style: str = "") -> Row:
    """The line of one handover."""
    cells = LateCells(_cells, found, view.tr, view.today, style or "key")
    return Row(Place("handover", found.id), cells, style=style)


def _cells(found: Listed, tr: Tr, today: date, style: str) -> Mapping[str, Cell | str]:
    code, entry = Cell(found.code, style), portfolio.entry(found, today)
    if entry is None:
        return {
            "code": code,
            "name": Cell(tr(msg("damaged, see db check")), "late"),
        }
    return {
        "code": code,
        "name": entry.name.show(tr.lang),
        "t0": entry.t0.isoformat() if entry.t0 else "-",
        "day": "" if entry.day is None else f"T{entry.day:+d}" if entry.day else "T0",
        "gate": tr(_gate(entry)),
        "stop": _stop(entry),
        "late": Cell(str(entry.late), "late") if entry.late else "-",
        "share": _share(entry),
    }


def _stop(entry: Entry) -> Cell:
    """What stops the next gate; counted on an earlier day, it has a question mark."""
    if entry.stale:
        return Cell(f"{entry.stops or '-'}?", "muted")
    return Cell(str(entry.stops), "late") if entry.stops else Cell("-")


def _gate(entry: Entry) -> Msg:
    if entry.gate is None:
        return msg("all passed")
    name = entry.gate.value
    if entry.gate_in is None:
        return msg("{gate}, no T0", gate=name)
    if entry.gate_in < 0:
        return msg("{gate} {n} d ago", gate=name, n=-entry.gate_in)
    if not entry.gate_in:
        return msg("{gate} today", gate=name)
    return msg("{gate} in {n} d", gate=name, n=entry.gate_in)


def _share(entry: Entry) -> str:
    claimed, verified = entry.claimed.percent, entry.verified.percent
    return "-" if claimed is None else f"{claimed}/{verified}"


def _today(found: Arrival, view: View, room: int) -> Iterator[Line]:
    yield today_group(found, view, "")
    tasks = found.tasks
    if not view.everything and len(tasks) > room:
        tasks = tasks[: room - 1]
    yield from (_task(task, view) for task in tasks)
    if left := len(found.tasks) - len(tasks):
        text = nmsg("and {n} more: enter shows it", "and {n} more: enter shows them", left)
        yield Row(MORE, {"text": view.tr(text)}, layout="say", style="muted")
    yield TextLine()


def _task(task: Task, view: View) -> Row:
    tr = view.tr
    stop = Place("stop", task.handover, task.finding)
    kind = "topic" if task.topic else task.of or "task"
    place = Place(kind, task.handover, task.item)
    return Row(
        stop if task.finding else place,
        {
            "why": Cell(tr(task.why.label), _STYLES[task.why]),
            "key": Cell(task.key, "key"),
            "when": _when(task, view),
            "owner": _owner(task, view),
            "text": _text(task, tr),
        },
        layout="task",
        also=f"{task.text.en} {task.text.zh}",
    )


def _when(task: Task, view: View) -> str:
    tr = view.tr
    if task.gate is not None:
        return task.gate.value
    if task.why is Why.BACK:
        return tr(msg("by {who}", who=task.by)) if task.by and not view.names_hidden else ""
    if task.why is not Why.DUE:
        return tr(msg("{n} d", n=task.days))
    if task.days <= 1 or task.due is None:
        return tr(pmsg("due", "today") if task.days < 1 else pmsg("due", "tomorrow"))
    return f"{tr.weekday(task.due)} {tr.day(task.due)}"


def _owner(task: Task, view: View) -> str:
    name = task.owner.show(view.tr.lang)
    # An open seat is no person; its name ends with a question mark.
    if view.names_hidden and name and not name.endswith(" ?"):
        return view.tr(pmsg("person", "(hidden)"))
    return name


def _text(task: Task, tr: Tr) -> str:
    text = task.text.show(tr.lang)
    if task.why is Why.BACK and task.reason:
        return tr(msg('{text}: "{reason}"', text=text, reason=task.reason))
    if task.why is Why.WAIT and not task.topic:
        return tr(msg("claimed, not checked: {text}", text=text))
    return text


def _since(found: Arrival, view: View) -> Iterator[Line]:
    if view.wish.since is None:
        return
    tr = view.tr
    when = _moment(view.wish.since, view)
    yield Group(SINCE, tr(msg("SINCE YOU WERE HERE ({when})", when=when)))
    if not found.news:
        yield TextLine("   " + tr(msg("Nobody else changed anything.")), "muted")
    told = _counted(found.news) if view.names_hidden else [(n.handover, n.code, n.what)
                                                          for n in found.news]  # fmt: skip
    for place, (handover, code, what) in enumerate(told[:NEWS_LINES]):
        yield Row(
            Place("news", handover, place),
            {"code": Cell(code, "key"), "text": tr(what)},
            layout="news",
        )
    if (left := len(told) - NEWS_LINES) > 0:
        text = tr(msg("and {n} more, in the handovers' logs", n=left))
        yield TextLine(f"   {text}", "muted")


def _counted(news: Iterable[News]) -> Sequence[tuple[int, str, Msg]]:
    """News without the names in them."""
    numbers: dict[tuple[int, str], int] = {}
    for one in news:
        numbers[one.handover, one.code] = numbers.get((one.handover, one.code), 0) + 1
    return [(h, code, nmsg("{n} piece of news", "{n} pieces of news", n))
            for (h, code), n in numbers.items()]  # fmt: skip


def _moment(at: datetime, view: View) -> str:
    local = at.astimezone()
    days = (view.today - local.date()).days
    day = view.tr.weekday(local.date()) if days < 7 else view.tr.day(local.date(), view.today)
    return f"{day} {local:%H:%M}"
