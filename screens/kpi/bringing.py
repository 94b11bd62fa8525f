"""Readings out of a file, or of pasted rows: shown first, then brought in as one change."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from screens.bringing import ask_list
from screens.import_work import watched
from screens.widgets.rowlist import Line, TextLine
from workbench.domain.errors import WorkbenchError
from workbench.domain.message import Msg, listed, msg, nmsg
from workbench.domain.registers.kpi import KpiState
from workbench.services import readings_in

if TYPE_CHECKING:
    from screens.base import WorkScreen
    from workbench.exchange.sheet import Tell
    from workbench.services.editing import Outcome
    from workbench.services.readings_in import Asked, Plan
    from workbench.services.workspace import Workspace

_GATHERING = (KpiState.PROPOSED, KpiState.DEFINED)
_LONG = 1_000  # readings from which the user is told that it takes a moment
_TOLD = 5  # rows refused, and remarks, that are told one by one


async def bring_file(screen: WorkScreen, handover: int, asked: Asked) -> bool:
    """Readings from a file the user names; whether they were brought in. From a worker."""
    label = msg("Readings: a CSV or Excel file")
    path = await ask_list(screen, label, "readings.csv", (".csv", ".xlsx"))
    if path is None:
        return False

    def work(tell: Tell) -> Plan:
        name, data = screen.host.settings.reach.read(path)
        return readings_in.of_bytes(screen.ws.unheard(), handover, data, name, asked, tell)

    return await _bring(screen, work, msg("reading {file} ...", file=path.name))


async def bring_rows(screen: WorkScreen, handover: int, asked: Asked) -> bool:
    """Readings from rows that are pasted or typed. From a worker."""
    from screens.note_editor import write
    from workbench.exchange.csv_file import split_pasted

    about = msg("Paste rows with the paste of your terminal, or type them. A first row names the "
                "columns: KPI, date, value; or date, and a column for each KPI.")  # fmt: skip
    place = f"{handover}.readings.rows"
    written = await write(screen, place, msg("Rows of readings"), about=about)
    rows = split_pasted(written[0]) if written is not None else []
    if not rows:
        return False

    def work(tell: Tell) -> Plan:
        return readings_in.of_pasted(screen.ws.unheard(), handover, rows, asked)

    done = await _bring(screen, work, msg("reading the rows ..."))
    if done:
        screen.host.drafts.forget(place)
    return done


async def _bring(screen: WorkScreen, work: Callable[[Tell], Plan], words: Msg) -> bool:
    """Show what comes, ask whether it is the baseline, too, and bring it in."""
    try:
        plan = await watched(screen, words, work)
    except WorkbenchError as problem:
        screen.complain(problem)
        return False
    gathering = any(c.kpi.state in _GATHERING for c in plan.coming)
    if not plan.todo and not gathering:
        screen.say(plan.summary)
        return False
    options = [("readings", screen.tr(msg("Bring them in")), "")]
    if gathering:
        both = msg("Bring them in, and take their days as the baseline")
        options.append(("baseline", screen.tr(both), ""))
    chosen = await screen.choose(plan.summary, options, about=list(_preview(screen, plan)))
    if chosen is None:
        return False
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
        return False
    screen.changed()
    screen.show_undo()
    screen.say(done, "ok")
    return True


def _preview(screen: WorkScreen, plan: Plan) -> Iterator[Line]:
    tr = screen.tr
    for coming in plan.coming:
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
        said = msg("{key} {name}: {what}, {first} to {last}", key=plan.seen.key(coming.kpi),
                   name=coming.kpi.name, what=listed(counts), first=first, last=last)  # fmt: skip
        yield TextLine(f" {tr(said)}")
    told = [*plan.refused, *plan.remarks]
    for place, what in told[:_TOLD]:
        yield TextLine(f" {place}: {tr(what)}", "late")
    if len(told) > _TOLD:
        more = msg("and {n} more", n=len(told) - _TOLD)
        yield TextLine(f" {tr(more)}", "muted")
    yield TextLine()
