"""Readings out of a file, or of pasted rows: shown first, then brought in as one change."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from screens.bringing import ask_list
from screens.import_work import watched
from screens.refusals import notice, tell_whole
from screens.text import wrapped
from screens.widgets.rowlist import Cell, Group, Line, Row, TextLine
from workbench.domain.errors import WorkbenchError
from workbench.domain.message import Msg, listed, msg, nmsg
from workbench.services import readings_in, readings_plan

if TYPE_CHECKING:
    from screens.base import WorkScreen
    from workbench.exchange.sheet import Tell
    from workbench.services.editing import Outcome
    from workbench.services.readings_in import Asked
    from workbench.services.readings_plan import Coming, Plan
    from workbench.services.workspace import Workspace

_LONG = 1_000  # readings from which the user is told that it takes a moment
_MOST = 500  # lines of one kind that are told one by one
_BEFORE = 6  # cells around a line of the preview


async def bring_file(screen: WorkScreen, handover: int, asked: Asked) -> Msg | None:
    """Readings from a file the user names; what came in, None when nothing did. From a worker."""
    label = msg("Readings: a CSV or Excel file, or JSON of Prometheus")
    path = await ask_list(screen, label, "readings.csv", (".csv", ".xlsx", ".json"))
    return await bring_path(screen, handover, path, asked) if path is not None else None


async def bring_path(screen: WorkScreen, handover: int, path: Path, asked: Asked) -> Msg | None:
    """Readings from a file; what came in, None when nothing did. From a worker."""

    def work(tell: Tell) -> Plan:
        name, data = screen.host.settings.reach.read(path)
        return readings_in.of_bytes(screen.ws.unheard(), handover, data, name, asked, tell)

    return await _bring(screen, work, msg("reading {file} ...", file=path.name))


async def bring_rows(screen: WorkScreen, handover: int, asked: Asked) -> Msg | None:
    """Readings from rows that are pasted or typed. From a worker."""
    from screens.note_editor import PREVIEW, write
    from workbench.exchange.csv_file import split_pasted

    about = msg("Paste rows with the paste of your terminal, or type them. A first row names the "
                "columns: KPI, date, value; or date, and a column for each KPI.")  # fmt: skip
    place = f"{handover}.readings.rows"
    written = await write(screen, place, msg("Rows of readings"), about=about, then=PREVIEW)
    rows = split_pasted(written[0]) if written is not None else []
    if not rows:
        return None

    done = await bring_pasted(screen, handover, rows, asked)
    if done is not None:
        screen.host.drafts.forget(place)
    return done


async def bring_pasted(
    screen: WorkScreen, handover: int, rows: Sequence[Sequence[str]], asked: Asked
) -> Msg | None:
    """Readings from rows; what came in, None when nothing did. From a worker."""

    def work(tell: Tell) -> Plan:
        return readings_in.of_pasted(screen.ws.unheard(), handover, rows, asked)

    return await _bring(screen, work, msg("reading the rows ..."))


async def _bring(screen: WorkScreen, work: Callable[[Tell], Plan], words: Msg) -> Msg | None:
    """Show what comes, ask whether it is the baseline, too, and bring it in."""
    try:
        plan = await watched(screen, words, work)
    except WorkbenchError as problem:
        await tell_whole(screen, problem)
        return None
    gathering = any(c.kpi.state in readings_plan.GATHERING for c in plan.coming)
    if not plan.todo and not gathering:
        if told := _told(screen, plan):
            await notice(screen, plan.summary, told[:_MOST])
        screen.say(plan.summary)
        return None
    options = [("readings", screen.tr(msg("Bring them in")), "")]
    if gathering:
        both = msg("Bring them in, and take their days as the baseline")
        options.append(("baseline", screen.tr(both), ""))
    below = list(_preview(screen, plan, gathering=gathering))
    chosen = await screen.choose(plan.summary, options, below=below)
    if chosen is None:
        return None
    done = nmsg("{n} reading from {source}", "{n} readings from {source}", plan.todo,
                source=plan.name)  # fmt: skip
    words = nmsg("bringing in {n} reading ...", "bringing in {n} readings ...", plan.todo)

    async def bring(ws: Workspace) -> Outcome:
        if plan.todo <= _LONG:
            return readings_in.apply(ws, plan, baseline=chosen == "baseline")
        unheard = ws.unheard()
        outcome = await watched(
            screen, words, lambda _: readings_in.apply(unheard, plan, baseline=chosen == "baseline")
        )
        ws.on_saved()
        return outcome

    if await screen.carry_out_beside(bring, seen=plan.seen) is None:
        return None
    screen.changed()
    screen.show_undo()
    screen.say(done, "ok")
    return done


def _told(screen: WorkScreen, plan: Plan) -> list[str]:
    return [f"{place}: {screen.tr(what)}" for place, what in (*plan.refused, *plan.remarks)]


def _preview(screen: WorkScreen, plan: Plan, *, gathering: bool) -> Iterator[Line]:
    """What comes for each KPI, what it would correct, what becomes of baselines where one may be
    taken, and all that is refused, to be looked through."""
    tr = screen.tr
    corrections = [tr(words) for coming in plan.coming for words in coming.corrections]
    groups: list[tuple[str, Msg, list[str], str]] = [
        ("coming", msg("WHAT COMES"), [tr(_counts(plan, each)) for each in plan.coming], ""),
        ("baselines", msg("BASELINES THERE"), list(map(tr, plan.baselines if gathering else ())),
         "warn"),
        ("corrected", msg("CORRECTED"), corrections, "warn"),
        ("told", msg("REFUSED, AND REMARKS"), _told(screen, plan), "late"),
    ]  # fmt: skip
    for group, title, texts, style in groups:
        if texts:
            yield Group(group, tr(title), len(texts))
            yield from _rows(screen, group, texts, style)


def _counts(plan: Plan, coming: Coming) -> Msg:
    first, last = coming.days
    counts = [
        words
        for n, words in (
            (len(coming.new), nmsg("{n} new", "{n} new", len(coming.new))),
            (len(coming.corrected), msg("{n} corrected", n=len(coming.corrected))),
            (coming.same, msg("{n} there already", n=coming.same)),
        )
        if n
    ]
    return msg("{key} {name}: {what}, {first} to {last}", key=plan.seen.key(coming.kpi),
               name=coming.kpi.name, what=listed(counts), first=first, last=last)  # fmt: skip


def _rows(screen: WorkScreen, group: str, texts: Sequence[str], style: str = "") -> Iterator[Line]:
    """Lines the cursor goes through, each whole; of very many the first ones."""
    for n, text in enumerate(texts[:_MOST]):
        first, *rest = wrapped(text, screen.app.size.width - _BEFORE)
        yield Row((group, n), {"label": Cell(first, style)})
        yield from (TextLine(f"     {line}", style) for line in rest)
    if len(texts) > _MOST:
        more = msg("and {n} more", n=len(texts) - _MOST)
        yield TextLine(f"     {screen.tr(more)}", "muted")
