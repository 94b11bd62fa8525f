"""The team by week: planned, as it was, and by the safe days; and what that comes to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import date
from typing import ClassVar, NamedTuple

from textual import work
from textual.binding import BindingType
from textual.widget import Widget

from screens.fields import EditingScreen
from screens.text import Align, width, wrapped
from screens.widgets.keyline import to_bindings
from screens.widgets.oneline import OneLine
from screens.widgets.rowlist import Cell, Column, Line, Row, RowList, Rule, TextLine
from workbench.domain.message import Msg, listed, msg, nmsg, pmsg
from workbench.domain.registers.person import Employment, Person
from workbench.figures.rampdown import (
    RampDown,
    Week,
    operations_outside,
    operations_share,
    ramp_down,
)
from workbench.figures.share import plain
from workbench.figures.team import fte
from workbench.pack.bars import ramp_chart, ramp_figures, ramp_table
from workbench.rules.agreed import numbers, release_terms

_AROUND = 4  # lines of the screen that are not the list: title, what a week says, status, keys
_WIDE = 90  # cells from which the table has its titles in full
_NARROW = (
    msg("Week from"), pmsg("headcount", "Planned"), msg("FTE"), msg("Were there"), msg("FTE"),
    pmsg("headcount", "Safe"), msg("From outside, FTE"),
)  # fmt: skip
_LEAST = 8  # lines of a chart that can still be read


class FigureId(NamedTuple):
    figure: str


class WeekId(NamedTuple):
    week: date


class TeamScreen(EditingScreen):
    """The curve as a chart or in numbers, and below it the figures; `enter` goes to whom they are
    about."""

    SCOPE = "team"
    BINDINGS: ClassVar[list[BindingType]] = [*EditingScreen.BINDINGS, *to_bindings("team")]
    DEFAULT_CSS = "TeamScreen > .about { height: 1; color: $text-muted; }"

    def __init__(self, handover: int, week: str = "") -> None:
        super().__init__(handover)
        self._numbers = bool(week)
        with suppress(ValueError):
            self.begin_on(WeekId(date.fromisoformat(week)))

    def body(self) -> Iterable[Widget]:
        rows = RowList(classes="body")
        yield rows.header
        yield rows
        yield OneLine(classes="about")

    @property
    def _found(self) -> RampDown:
        dossier, today = self.dossier, self.today
        return dossier.kept(
            ("screens.team", today.toordinal()),
            lambda: ramp_down(dossier, today, release_terms(dossier, today)),
        )

    def display_lines(self, show: Callable[[Iterable[Line]], None]) -> None:
        tr, found = self.tr, self._found
        parts = [tr(msg("Team by week")), self.dossier.handover.code]
        if found.peak:
            parts.append(tr(msg("{peak} -> {left}", peak=found.peak, left=found.remaining)))
        self.title_text(" " + "   ".join(parts))
        self.rows.header.display = self._numbers and bool(found.peak)
        self.rows.set_columns([Column("text", 0)], layout="figure")
        self.rows.empty_text = tr(
            msg("Nobody of the project is on the roster yet; {key} goes there.",
                key=self.key_of("team.roster"))
        )  # fmt: skip
        figures = self._figures(found)
        if not found.peak:
            show([])
        elif self._numbers:
            show([*self._table(found), *figures])
        else:
            self.rows.set_columns([Column("text", 0)])
            height = max(_LEAST, self.app.size.height - _AROUND - len(figures))
            said, *bars = ramp_chart(found, tr, self.room, height)
            chart = [*wrapped(said, self.room - 1), *bars]
            show([*(TextLine(f" {line}") for line in chart), *figures])
        self.tell()

    def _figures(self, found: RampDown) -> list[Line]:
        made: list[Line] = [Rule(self.tr(msg("WHAT IT COMES TO")))]
        share = operations_share(self.dossier)
        most = numbers(self.dossier, "R-17", self.today).get("percent")
        for name, said in ramp_figures(found, share, most):
            first, *more = wrapped(self.tr(said), self.room - 1)
            much = name == "operations" and most is not None and share.above(most)
            style = "warn" if name in ("open", "outside") or much else ""
            if name == "cliff":
                style = self._steepness(found)
            made.append(Row(FigureId(name), {"text": Cell(first, style)}, layout="figure"))
            made += [TextLine(f"   {line}", style) for line in more]
            if name == "cliff":
                made += [TextLine(f"   {line}", "muted") for line in self._how_counted()]
        return made

    def _steepness(self, found: RampDown) -> str:
        agreed = self._agreed()
        share = found.cliff.share if found.cliff is not None else None
        if share is None or not agreed:
            return ""
        if share.above(agreed["stop"]):
            return "stop"
        return "warn" if share.above(agreed["warn"]) else ""

    def _agreed(self) -> dict[str, int]:
        return dict(numbers(self.dossier, "R-16", self.today))

    def _how_counted(self) -> Sequence[str]:
        formula = msg("released within seven days / heads before")
        agreed = self._agreed()
        if agreed:
            formula = msg("{formula}; a condition above {warn} %, a stop above {stop} %",
                          formula=formula, **agreed)  # fmt: skip
        return wrapped(self.tr(formula), self.room - 3)

    def _table(self, found: RampDown) -> list[Line]:
        titles, rows = ramp_table(found, self.today)
        texts = [self.tr(title) for title in (titles if self.room >= _WIDE else _NARROW)]
        names = [str(n) for n in range(len(texts))]
        columns = []
        for place, (name, title) in enumerate(zip(names, texts, strict=True)):
            most = max([width(title), *(width(row[place]) for row in rows)])
            last = place == len(names) - 1
            align: Align = "left" if place == 0 or last else "right"
            columns.append(Column(name, 0 if last else most, 8, align, title))
        self.rows.set_columns(columns)
        made: list[Line] = []
        for week, row in zip(found.weeks, rows, strict=True):
            cells: dict[str, Cell | str] = dict(zip(names, row, strict=True))
            if week.much_outside:
                cells[names[-1]] = Cell(row[-1], "warn")
            if week.planned.heads < week.safe.heads:
                cells["1"] = Cell(row[1], "late")
            now = week.first <= self.today <= week.last
            made.append(Row(WeekId(week.first), cells, style="strong" if now else ""))
        return made

    # The cursor

    def spot(self) -> Sequence[int | str]:
        at = self.rows.cursor_id
        return [self._handover, *([at.week.isoformat()] if isinstance(at, WeekId) else [])]

    @property
    def _week(self) -> Week | None:
        at = self.rows.cursor_id
        day = at.week if isinstance(at, WeekId) else None
        return next((w for w in self._found.weeks if w.first == day), None)

    def tell(self) -> None:
        week = self._week
        ways = list(map(self.tr, self._kinds(week))) if week is not None else [""]
        said = next((way for way in ways if width(way) <= self.room), ways[-1])
        self.query_one(".about", OneLine).show(f" {said}")

    def _kinds(self, week: Week) -> list[Msg]:
        """Who is planned for the week, as long and as short as can be said: how many stands in
        its line, too."""
        kinds = [
            pmsg("headcount", "{kind} {n}", n=count.heads,
                 kind=kind.label if isinstance(kind, Employment) else msg("not said"))
            for kind, count in week.types.items()
            if count.heads
        ]  # fmt: skip
        said = nmsg("planned at its end: {n} person, {fte} FTE",
                    "planned at its end: {n} people, {fte} FTE", week.planned.heads,
                    fte=plain(week.planned.fte))  # fmt: skip
        if not kinds:
            return [said]
        whole = msg("{planned}; {kinds}", planned=said, kinds=listed(kinds))
        return [whole, msg("{text}", text=listed(kinds))]

    # Opening

    def on_row_list_chosen(self) -> None:
        self.action_open()

    def action_open(self) -> None:
        at = self.rows.cursor_id
        if isinstance(at, FigureId) and at.figure == "operations":
            self._outsiders()
        elif isinstance(at, FigureId) and at.figure in ("outside", "peak", "span"):
            self.action_numbers()
        else:
            self._roster(self._about(at.figure) if isinstance(at, FigureId) else ())

    @work
    async def _outsiders(self) -> None:
        """Who of those who will run it is from outside; one of them is gone to."""
        people = operations_outside(self.dossier)
        if not people:
            self.say(msg("nobody who will run it is from outside"))
            return
        options = [(str(p.id), p.name, self._work(p)) for p in people]
        chosen = await self.choose(msg("Who will run it, and is from outside"), options)
        if chosen is not None:
            self._roster([p for p in people if p.id == int(chosen)])

    def _work(self, person: Person) -> str:
        kind = self.tr(person.employment.label) if person.employment is not None else ""
        return " ".join(filter(None, (kind, plain(fte((person,))), person.role)))

    def _about(self, figure: str) -> Sequence[Person]:
        found = self._found
        if figure == "cliff" and found.cliff is not None:
            return found.cliff.leavers
        return found.open if figure == "open" else found.tail or ()

    def _roster(self, people: Sequence[Person]) -> None:
        from screens.leaving import RosterScreen

        self.app.push_screen(RosterScreen(self._handover, people[0].id if people else None))

    def action_numbers(self) -> None:
        self._numbers = not self._numbers
        if self._numbers:
            weeks = self._found.weeks
            self.begin_on(*(WeekId(w.first) for w in weeks if w.first <= self.today <= w.last))
        self.reload()

    def action_waves(self) -> None:
        from screens.team.waves import WavesScreen

        self.app.push_screen(WavesScreen(self._handover))

    def action_roster(self) -> None:
        self._roster(())

    def action_posts(self) -> None:
        from screens.team.posts import PostsScreen

        self.app.push_screen(PostsScreen(self._handover))

    def action_contracts(self) -> None:
        from screens.team.contracts import ContractsScreen

        self.app.push_screen(ContractsScreen(self._handover))

    @work
    async def action_export(self) -> None:
        from screens.people_out import send_people

        await send_people(self)
