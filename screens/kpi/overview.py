"""The changeover of KPIs: which end, which begin, what is not said, and how each stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar

from textual import work
from textual.binding import BindingType

from screens.board import BoardScreen
from screens.kpi import relating
from screens.kpi.overview_lines import Overview, columns, facts, goal_facts
from screens.kpi.words import GapId, GoalId, KpiId, lines_of
from screens.text import fit
from screens.widgets.keyline import to_bindings
from screens.widgets.oneline import OneLine
from screens.widgets.rowlist import Line
from workbench.domain.message import msg, nmsg
from workbench.domain.registers.goal import Goal
from workbench.domain.registers.kpi import Kpi


class KpisScreen(BoardScreen):
    """The KPIs of a handover by goal."""

    SCOPE = "kpis"
    REGISTER = "kpi"
    LINE = KpiId
    FIGURES = True
    BINDINGS: ClassVar[list[BindingType]] = [*BoardScreen.BINDINGS, *to_bindings("kpis")]

    def display_lines(self, show: Callable[[Iterable[Line]], None]) -> None:
        tr, total = self.tr, len(self.dossier.all(Kpi))
        parts = [tr(msg("KPI changeover")), self.dossier.handover.code]
        parts.append(tr(nmsg("{n} KPI", "{n} KPIs", total)))
        self.title_text(" " + "   ".join(parts))
        made = Overview(self.names, tr, self.today, self.room)
        line = self.query_one(".figures", OneLine)
        cells = max(8, self.app.size.width - 1)
        line.show(f" {fit(made.figures(cells), cells)}")
        line.display = bool(total)
        for layout, shown in columns(self.dossier, tr, self.room).items():
            self.rows.set_columns(shown, layout=layout)
        self.rows.empty_text = self._nothing()
        self.rows.folded_hint = tr(msg("{key} opens", key=self.key_of("list.choose")))
        show(made.lines())
        self.tell()

    def _nothing(self) -> str:
        words = msg(
            "No KPI yet.\nBy which figures was the project judged, and by which will operations "
            "be?\n{add} adds them, {rows} takes pasted rows, {file} brings an Excel or CSV file.",
            add=self.key_of("kpis.add"),
            rows=self.key_of("kpis.paste"),
            file=self.key_of("kpis.import"),
        )
        return self.tr(words)

    # The cursor

    @property
    def under_cursor(self) -> int | None:
        at = self.rows.cursor_id
        if isinstance(at, KpiId):
            return at.kpi
        if isinstance(at, GoalId):
            return at.goal or None
        return at.record or None if isinstance(at, GapId) else None

    @property
    def _at(self) -> Kpi | None:
        found = self.dossier.get(self.under_cursor)
        return found if isinstance(found, Kpi) else None

    def _chosen(self) -> list[Kpi]:
        """The marked KPIs in the order shown, else the one under the cursor; says so if none."""
        found = map(self.dossier.get, self.chosen_records())
        kpis = [k for k in found if isinstance(k, Kpi)]
        if not kpis:
            self.say(msg("go to a KPI first, or mark some"))
        return kpis

    def tell(self) -> None:
        pane, found = self.pane, self._at
        if found is None:
            pane.show_in_room(*goal_facts(self.dossier.get(self.under_cursor), self.names, self.tr,
                                  self.today))  # fmt: skip
        else:
            lines = lines_of(self.dossier)
            pane.show_in_room(*facts(found, lines, self.names, self.tr, self.today))

    # Opening

    def action_open(self) -> None:
        from screens.kpi.card import KpiScreen
        from screens.kpi.timeline import TimelineScreen

        at, found = self.rows.cursor_id, self._at
        if found is not None:
            self.app.push_screen(KpiScreen(self._handover, found.id))
        elif isinstance(self.dossier.get(self.under_cursor), Goal) and isinstance(at, GapId):
            self.app.push_screen(TimelineScreen(self._handover, at.record))
        elif self.under_cursor is not None:
            self.action_record()

    def action_timeline(self) -> None:
        from screens.kpi.timeline import TimelineScreen

        at, found = self.rows.cursor_id, self._at
        goal = found.goal if found is not None else None
        if goal is None and isinstance(at, GoalId):
            goal = at.goal
        self.app.push_screen(TimelineScreen(self._handover, goal or self.under_cursor))

    def action_readings(self) -> None:
        from screens.kpi.readings import ReadingsScreen

        self.app.push_screen(ReadingsScreen(self._handover))

    def action_value(self) -> None:
        from screens.kpi.value import ValueScreen

        self.app.push_screen(ValueScreen(self._handover))

    def action_goals(self) -> None:
        from screens.register import RegisterScreen

        self.app.push_screen(RegisterScreen(self._handover, "goal", self.under_cursor))

    # Changing

    @work
    async def action_relate(self) -> None:
        kpis = self._chosen()
        if not kpis:
            return
        next_ = self._next_open(kpis)
        outcome = await relating.relate(self, self._handover, kpis)
        if outcome is not None and not outcome.refused:
            self.rows.clear_marks()
            if next_ is not None:
                self.rows.move_to(KpiId(next_))

    def _next_open(self, kpis: Sequence[Kpi]) -> int | None:
        """Of what is not said yet, the one to go on with, when one of those was said."""
        ids = [at.kpi for at in (x.id for x in self.rows.lines) if isinstance(at, KpiId)]
        lines, chosen = lines_of(self.dossier), {k.id for k in kpis}
        open_ = [i for i in ids if not lines.get(i)]
        given = [open_.index(i) for i in open_ if i in chosen]
        left = [i for i in open_ if i not in chosen]
        if not given or not left:
            return None
        behind = [i for i in open_[min(given) :] if i in left]
        return behind[0] if behind else left[-1]

    @work
    async def action_guide(self) -> None:
        from screens.kpi import guiding

        if (found := self._at) is not None:
            await guiding.guide(self, self._handover, found)
        else:
            self.say(msg("go to a KPI first"))

    @work
    async def action_state(self) -> None:
        from screens import moving

        kpis = self._chosen()
        if kpis:
            outcome = await moving.move_all(self, self._handover, kpis)
            if outcome is not None and not outcome.refused:
                self.rows.clear_marks()
