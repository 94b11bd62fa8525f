"""Which KPI covers which goal on which day around T0; where two do, and where none does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from screens.fields import EditingScreen
from screens.kpi.words import GapId, GoalId, KpiId
from screens.text import width
from screens.widgets.keyline import to_bindings
from screens.widgets.oneline import OneLine
from screens.widgets.rowlist import Cell, Column, Group, Line, Row, RowList
from workbench.domain.message import Msg, msg, nmsg, pmsg
from workbench.domain.registers.goal import Goal
from workbench.domain.registers.kpi import COUNTING, Kpi, Phase
from workbench.figures.share import Share
from workbench.figures.vacuum import AFTER, BEFORE, Span, Vacuum, by_goal, covers, vacuum
from workbench.pack.bars import HOLE, covering, day_axis, day_cells, strip

_PROJECT, _OPERATIONS, _PLANNED = "=", "#", "+"
_NAME = 18
_EVERY = 30  # days from one label of the axis to the next


class TimelineScreen(EditingScreen):
    """From T-30 to T+90, a line a KPI; the cursor begins on `goal` if one is given."""

    SCOPE = "timeline"
    BINDINGS: ClassVar[list[BindingType]] = [*EditingScreen.BINDINGS, *to_bindings("timeline")]
    DEFAULT_CSS = """
    TimelineScreen {
        & > .legend { height: 1; color: $text-muted; }
        & > .about { height: 1; color: $text-muted; }
    }
    """

    def __init__(self, handover: int, goal: int | None = None) -> None:
        super().__init__(handover)
        self.begin_on(GapId(goal or 0), KpiId(goal or 0))
        self._numbers = False

    def body(self) -> Iterable[Widget]:
        rows = RowList(classes="body")
        yield OneLine(classes="legend")
        yield rows.header
        yield rows
        yield OneLine(classes="about")

    @property
    def _zero(self) -> date | None:
        return self.dossier.handover.day_zero

    def display_lines(self, show: Callable[[Iterable[Line]], None]) -> None:
        tr, zero = self.tr, self._zero
        parts = [tr(msg("Timeline of KPIs")), self.dossier.handover.code]
        if zero is not None:
            parts.append(f"T0 {zero.isoformat()}")
        self.title_text(" " + "   ".join(parts))
        self.rows.empty_text = tr(
            msg("No goal yet; a KPI says how a goal stands, so begin with the goals.")
            if zero is not None
            else msg("T0 is not set; the days are counted from it.")
        )
        first = zero - timedelta(days=BEFORE) if zero is not None else self.today
        last = first + timedelta(days=BEFORE + AFTER)
        keys = max((width(self.dossier.key(k)) for k in self.dossier.all(Kpi)), default=5)
        cells = day_cells(first, last, max(8, self.room - keys - _NAME - 4))
        self.rows.set_columns(self._columns(keys, cells))
        self.query_one(".legend", OneLine).show(f" {self._legend(cells)}")
        show(self._lines(cells, (first, last)) if zero is not None else [])
        self.tell()

    def _columns(self, keys: int, cells: Sequence[Span]) -> list[Column]:
        tr = self.tr
        found = [
            Column("key", keys, title=tr(msg("Key"))),
            Column("name", _NAME, title=tr(msg("KPI"))),
        ]
        if self._numbers:
            days = tr(pmsg("column", "Days"))
            return [
                Column("key", keys, title=tr(msg("Key"))),
                Column("name", 0, 12, title=tr(msg("KPI"))),
                Column("from", 10, title=tr(pmsg("column", "From"))),
                Column("to", 10, title=tr(pmsg("column", "To"))),
                Column("days", max(12, width(days)), align="right", title=days),
                Column("state", 16, title=tr(msg("State")), drop_below=70),
            ]
        return [*found, Column("bar", 0, 8, title=day_axis(cells, self._axis()))]

    def _axis(self) -> dict[date, str]:
        zero = self._zero
        if zero is None:
            return {}
        labels = {zero + timedelta(days=n): f"T{n:+d}" for n in range(-BEFORE, AFTER + 1, _EVERY)}
        return {**labels, zero: "T0"}

    def _legend(self, cells: Sequence[Span]) -> str:
        days = (cells[0][1] - cells[0][0]).days + 1 if cells else 1
        words = msg(
            "{project} of the project  {operations} of operations  {planned} planned  "
            "{hole} no KPI",
            project=_PROJECT, operations=_OPERATIONS, planned=_PLANNED, hole=HOLE,
        )  # fmt: skip
        said = self.tr(words)
        if not self._numbers:
            said += "   " + self.tr(nmsg("a cell: {n} day", "a cell: {n} days", days))
        return said

    def _lines(self, cells: Sequence[Span], whole: Span) -> list[Line]:
        own, made = by_goal(self.dossier), list[Line]()
        for goal in self.dossier.all(Goal):
            kpis = own.get(goal.id, ())
            found = vacuum(self.dossier, goal, kpis, self.today)
            title = f"{self.dossier.key(goal)} {self.names.title_of(goal.id)}"
            hint = self.tr(nmsg("{n} KPI", "{n} KPIs", len(kpis)))
            made.append(Group(GoalId(goal.id), title, hint=hint))
            made += [self._row(kpi, cells, whole) for kpi in kpis]
            if found is not None:
                made.append(self._covered(found, kpis, cells))
        goals = {g.id for g in self.dossier.all(Goal)}
        rest = [k for k in self.dossier.all(Kpi) if k.goal not in goals]
        if rest:
            made.append(Group(GoalId(0), self.tr(msg("FOR NO GOAL")), len(rest)))
            made += [self._row(kpi, cells, whole) for kpi in rest]
        return made

    def _row(self, kpi: Kpi, cells: Sequence[Span], whole: Span) -> Row:
        span = covers(kpi, self._zero, self.today)
        mark = _PROJECT if kpi.phase is Phase.IMPLEMENTATION else _OPERATIONS
        if kpi.state not in COUNTING:
            mark = _PLANNED
        bar: dict[str, Cell | str] = {
            "key": Cell(self.dossier.key(kpi), "key"),
            "name": self.names.title_of(kpi.id),
            "bar": strip(cells, span, mark),
            "state": self.tr(kpi.state.label),
        }
        if span is not None:
            bar |= {
                "from": "" if span[0] == date.min else span[0].isoformat(),
                "to": "" if span[1] == date.max else span[1].isoformat(),
                "days": str(_within(span, whole)),
            }
        return Row(KpiId(kpi.id), bar, style="" if span is not None else "muted")

    def _covered(self, found: Vacuum, kpis: Sequence[Kpi], cells: Sequence[Span]) -> Row:
        window = (found.first, found.last)
        spans = [s for k in kpis if (s := covers(k, self._zero, self.today)) is not None]
        whole = (found.last - found.first).days + 1
        late = "late" if found.holes else "ok"
        return Row(
            GapId(found.goal.id),
            {
                "name": Cell(self.tr(pmsg("timeline", "covered by")), "strong"),
                "bar": Cell(covering(cells, window, found.holes, spans), late),
                "from": found.first.isoformat(),
                "to": found.last.isoformat(),
                "days": Cell(f"{whole - found.days}/{whole}", late),
                "state": Cell(self.tr(_without(found)), late),
            },
        )

    # The cursor

    def spot(self) -> Sequence[int | str]:
        at = self.under_cursor
        return [self._handover, *([at] if at is not None else [])]

    @property
    def under_cursor(self) -> int | None:
        at = self.rows.cursor_id
        if isinstance(at, KpiId):
            return at.kpi
        if isinstance(at, GoalId):
            return at.goal or None
        return at.record or None if isinstance(at, GapId) else None

    def tell(self) -> None:
        words = self._about()
        self.query_one(".about", OneLine).show(f" {self.tr(words)}" if words is not None else "")

    def _about(self) -> Msg | None:
        found, at = self.dossier.get(self.under_cursor), self.rows.cursor_id
        if isinstance(found, Kpi):
            span = covers(found, self._zero, self.today)
            if span is None:
                return msg("{kpi} covers no day: it is {state}", kpi=found.name,
                           state=found.state.label)  # fmt: skip
            return msg("{kpi}: from {first} to {last}", kpi=found.name,
                       first=span[0] if span[0] > date.min else msg("the beginning"),
                       last=span[1] if span[1] < date.max else msg("no end"))  # fmt: skip
        if isinstance(found, Goal) and isinstance(at, GapId):
            gap = vacuum(self.dossier, found, by_goal(self.dossier).get(found.id, ()), self.today)
            if gap is None:
                return None
            share = Share((gap.last - gap.first).days + 1 - gap.days,
                          (gap.last - gap.first).days + 1)  # fmt: skip
            if not gap.holes:
                return msg("a KPI on every day: {share}", share=str(share))
            return msg("no KPI {spans}; {share} of the days have one", spans=gap.words,
                       share=str(share))  # fmt: skip
        return None

    def on_row_list_chosen(self) -> None:
        self.action_open()

    def action_open(self) -> None:
        from screens.kpi.card import KpiScreen

        found = self.dossier.get(self.under_cursor)
        if isinstance(found, Kpi):
            self.app.push_screen(KpiScreen(self._handover, found.id))
        elif found is not None:
            self.host.open_record(self._handover, found.id)

    def action_numbers(self) -> None:
        self._numbers = not self._numbers
        self.reload()


def _within(span: Span, whole: Span) -> int:
    """How many days of the stretch are in the other."""
    return max(0, (min(span[1], whole[1]) - max(span[0], whole[0])).days + 1)


def _without(found: Vacuum) -> Msg:
    if not found.holes:
        return msg("every day")
    return nmsg("{n} day without", "{n} days without", found.days)
